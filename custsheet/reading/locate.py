"""Which worksheet holds which sheet of the standard: by table, then by defined name, then by title and headers.

Invariant: a sheet of the tool is never taken for one of people's, and no two sheets of the standard share a place.
People may rename and move sheets, turn tables into ranges, and bring workbooks that custsheet never saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from custsheet.model.errors import UnknownWorkbookError
from custsheet.model.schema import Schema, Sheet
from custsheet.model.text import fold_label
from custsheet.package import Sheet as Worksheet
from custsheet.package import Table as ExcelTable
from custsheet.package import cell_place
from custsheet.reading.book import Book
from custsheet.reading.headers import Columns, Labels, label_text, match_columns

ANCHOR = "cs_data_"
_HEADER_ROWS = 10  # how many rows with something in them are tried as the header
_FEWEST = 2  # fields that must be recognised in a sheet found by its title
_FEWEST_UNTITLED = 3  # the same where the title says nothing
_TITLE_WEIGHT = 3  # a fitting title counts as so many recognised fields


@dataclass(frozen=True)
class Area:
    """The reference of an Excel table, in row and column numbers from 1; `totals` = its last row is a totals row."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    totals: bool
    header: bool

    @classmethod
    def of(cls, table: ExcelTable) -> Area | None:
        """The area of `table`; None when its reference makes no sense."""
        first, _, last = table.ref.partition(":")
        try:
            (top, left), (bottom, right) = cell_place(first), cell_place(last or first)
        except ValueError:
            return None
        return cls(top, left, bottom, right, table.totals_rows > 0, table.header_rows > 0)


@dataclass(frozen=True)
class Place:
    """Where a sheet of the standard lives: title, Excel row of the header (0: above row 1), columns, table if any."""

    sheet: Sheet
    title: str
    header_row: int
    columns: Columns
    area: Area | None
    by_title: bool = False

    @property
    def score(self) -> int:
        """How well it fits."""
        return len(self.columns.fields) + (_TITLE_WEIGHT if self.by_title else 0)


def locate(
    book: Book, schema: Schema, labels: Sequence[Labels], owned: Iterable[str], *, native: bool
) -> dict[str, Place]:
    """Sheet name → its place, in the order of the standard; sheets that are not there are left out.

    Raises:
        WorkbookError: the workbook is not native and no worksheet could hold customers.
    """
    mine = {title.casefold() for title in owned}
    open_to = [sheet for sheet in book.worksheets if sheet.title.casefold() not in mine]
    finder = _Finder(book, schema, labels, open_to)
    found: dict[str, Place] = {}
    for sheet in schema.sheets:
        place = finder.by_table(sheet) or finder.by_anchor(sheet)
        if place:
            found[sheet.name] = place
    finder.by_fit(found)
    main = main_sheet(schema)
    if not native and main.name not in found:
        raise _lone(main, found) or _nothing_found(main, [sheet.title for sheet in open_to])
    return {sheet.name: found[sheet.name] for sheet in schema.sheets if sheet.name in found}


def main_sheet(schema: Schema) -> Sheet:
    """The sheet of the customers."""
    return schema.sheet("customers") if schema.has_sheet("customers") else schema.sheets[0]


class _Finder:
    def __init__(self, book: Book, schema: Schema, labels: Sequence[Labels], worksheets: list[Worksheet]) -> None:
        self._book = book
        self._schema = schema
        self._worksheets = worksheets
        self._labels = {one.sheet.name: one for one in labels}
        self._tried: dict[str, list[int]] = {}
        self._rows: dict[tuple[str, int], dict[int, str]] = {}
        owners: dict[str, set[str]] = {}
        for sheet in schema.sheets:
            for label in sheet.by_label:
                owners.setdefault(label, set()).add(sheet.name)
        self._shared = {label for label, names in owners.items() if len(names) > 1}

    def by_table(self, sheet: Sheet) -> Place | None:
        wanted = {sheet.table.zh.casefold(), sheet.table.en.casefold()}
        for worksheet in self._worksheets:
            for table in worksheet.tables:
                area = Area.of(table)
                if area and {table.name.casefold(), table.display_name.casefold()} & wanted:
                    return self._in_table(sheet, worksheet, table, area)
        return None

    def by_anchor(self, sheet: Sheet) -> Place | None:
        name = self._book.inventory.name(ANCHOR + sheet.name)
        title = name.title if name else None
        worksheet = next((w for w in self._worksheets if title and w.title.casefold() == title.casefold()), None)
        if not name or not worksheet:
            return None
        best = self._best(sheet, worksheet)
        if best:
            return best
        cell = re.search(r"!\$?([A-Z]+)\$?([0-9]+)", name.text)
        return self._in_row(sheet, worksheet, int(cell[2])) if cell else None

    def by_fit(self, found: dict[str, Place]) -> None:
        """Give the sheets that are still missing the worksheets that fit best, adding them to `found`."""
        taken = {place.title for place in found.values()}
        candidates = [
            place
            for sheet in self._schema.sheets
            if sheet.name not in found
            for worksheet in self._worksheets
            if worksheet.title not in taken
            if (place := self._best(sheet, worksheet)) and self._fits(place)
        ]
        candidates.sort(key=lambda place: -place.score)  # stable: customers first, then the order of the worksheets
        for place in candidates:
            if place.sheet.name not in found and place.title not in taken:
                found[place.sheet.name] = place
                taken.add(place.title)
        main = main_sheet(self._schema).name
        if main not in found:
            # A lone list of customers may look even more like another sheet; without customers nothing can be done.
            lone = next((place for place in candidates if place.sheet.name == main), None)
            if lone:
                for name in [name for name, other in found.items() if other.title == lone.title]:
                    del found[name]
                found[main] = lone

    def _best(self, sheet: Sheet, worksheet: Worksheet) -> Place | None:
        """The best place for `sheet` on `worksheet`, None if none of its fields is there."""
        titled = fold_label(worksheet.title) in {
            fold_label(label) for label in (sheet.title.zh, sheet.title.en, *sheet.aliases)
        }
        tables = [(table, area) for table in worksheet.tables if (area := Area.of(table))]
        places = [self._in_table(sheet, worksheet, table, area) for table, area in tables]
        headers = {place.header_row for place in places}
        for row in self._filled(worksheet.title):
            if row not in headers:
                places.append(self._in_row(sheet, worksheet, row))
        best = max(places, key=lambda place: len(place.columns.fields), default=None)
        return replace(best, by_title=titled) if best and best.columns.fields else None

    def _in_table(self, sheet: Sheet, worksheet: Worksheet, table: ExcelTable, area: Area) -> Place:
        if not area.header:
            header = dict(enumerate((label.strip() for label in table.columns), area.first_column))
            return self._place(sheet, worksheet, area.first_row - 1, header, frozenset(), area)
        cells = self._row(worksheet, area.first_row)
        header = {c: cells.get(c, "") for c in range(area.first_column, area.last_column + 1)}
        # Office programs other than Excel do not widen a table when a heading is typed right beside it.
        column = area.last_column + 1
        others = [o for one in worksheet.tables if (o := Area.of(one)) and o.first_row <= area.first_row <= o.last_row]
        while cells.get(column) and not any(o.first_column <= column <= o.last_column for o in others):
            header[column] = cells[column]
            column += 1
        return self._place(sheet, worksheet, area.first_row, header, frozenset(), area)

    def _in_row(self, sheet: Sheet, worksheet: Worksheet, row: int) -> Place:
        header = self._row(worksheet, row)
        aside = self._aside(sheet, header)
        area = next((a for t in worksheet.tables if (a := Area.of(t)) and a.header and a.first_row == row), None)
        return self._place(sheet, worksheet, row, header, aside, area)

    def _aside(self, sheet: Sheet, header: dict[int, str]) -> frozenset[int]:
        """Columns of the row that stand apart, behind a gap, from the run of headings that names most fields."""
        runs: list[list[int]] = []
        for column in sorted(header):
            if runs and column == runs[-1][-1] + 1:
                runs[-1].append(column)
            else:
                runs.append([column])
        labels = self._labels[sheet.name]
        best = max(runs, key=lambda run: len(labels.matched(header[c] for c in run)), default=[])
        return frozenset(header) - frozenset(best)

    def _filled(self, title: str) -> list[int]:
        """The rows that may be a header, the same for every sheet of the standard."""
        if title not in self._tried:
            self._tried[title] = self._book.cells(title).filled(_HEADER_ROWS)
        return self._tried[title]

    def _row(self, worksheet: Worksheet, row: int) -> dict[int, str]:
        place = worksheet.title, row
        if place not in self._rows:
            cells = self._book.cells(worksheet.title).row(row)
            self._rows[place] = {at: label for at, cell in enumerate(cells, 1) if (label := label_text(cell))}
        return self._rows[place]

    def _place(
        self,
        sheet: Sheet,
        worksheet: Worksheet,
        row: int,
        header: dict[int, str],
        aside: frozenset[int],
        area: Area | None,
    ) -> Place:
        columns = match_columns(self._labels[sheet.name], header, aside=aside)
        return Place(sheet, worksheet.title, row, columns, area)

    def _fits(self, place: Place) -> bool:
        fields = set(place.columns.fields)
        if place.sheet == main_sheet(self._schema):
            return len(fields) >= _FEWEST and bool(fields & set(telling(place.sheet)))
        if place.by_title:
            return len(fields) >= _FEWEST
        own = [label for label in place.columns.labels.values() if fold_label(label) not in self._shared]
        return place.sheet.kind == "input" and len(fields) >= _FEWEST_UNTITLED and len(own) >= _FEWEST


def telling(sheet: Sheet) -> list[str]:
    """The fields without which a sheet cannot be a list of customers: who they are or how to reach them."""
    rules = [name for rule in sheet.rules if rule.kind == "any_of" for name in rule.fields]
    return [
        field.name
        for field in sheet.fields
        if field.name not in sheet.primary_key and (field.name in sheet.label_fields or field.name in rules)
    ]


def _lone(main: Sheet, found: dict[str, Place]) -> UnknownWorkbookError | None:
    """What to do where there are records of customers but no list of them, as shops export it; None without any."""
    places = sorted(found.values(), key=lambda place: -place.score)
    naming = [
        (place, key.fields[0])
        for place in places
        for key in place.sheet.foreign_keys
        if key.strict and key.reference.resource == main.name and key.fields[0] in place.columns.fields
    ]
    if not naming:
        return None
    place, field = naming[0]
    title, sheet, label = place.title, place.sheet.title, place.columns.labels[field]
    who = [main.by_name[name].title for name in (main.primary_key[0], telling(main)[0])]
    zh, en = "”和“".join(one.zh for one in who), " and ".join(one.en for one in who)
    money_zh, money_en = "", ""
    for rule in place.sheet.rules:
        whole, *parts = rule.fields
        if rule.kind == "product" and whole not in place.columns.fields and set(parts) <= set(place.columns.fields):
            sold = place.sheet.by_name[whole].title
            how = " × ".join(place.columns.labels[one] for one in parts)
            money_zh = f"再在「{title}」里加一列“{sold.zh}”（= {how}）；"
            money_en = f" Add to {title} a column {sold.en} (= {how})."
    return UnknownWorkbookError(
        f"「{title}」像是「{sheet.zh}」，但这个工作簿里没有客户表。请加一张工作表“{main.title.zh}”，第一行写“{zh}”，"
        f"「{title}」里的每个“{label}”一行（复制那一列，再用“数据 → 删除重复项”；不知道名字就再写一遍编号）；{money_zh}"
        "保存后再运行一次。",
        f"{title} looks like {sheet.en}, but this workbook has no sheet of customers. Add a sheet {main.title.en} with"
        f" {en} in its first row, then one row for each {label} in {title} (copy that column, then Data → Remove"
        f" Duplicates; where no name is known, the ID again).{money_en} Save, and run this again.",
    )


def _nothing_found(main: Sheet, seen: list[str]) -> UnknownWorkbookError:
    fields = [main.by_name[name].title for name in telling(main)]
    zh, en = "、".join(f.zh for f in fields), ", ".join(f.en for f in fields)
    shown = seen[:10] + (["…"] if len(seen) > 10 else [])
    titles_zh, titles_en = "、".join(shown) or "无", ", ".join(shown) or "none"
    return UnknownWorkbookError(
        f"这个工作簿里没有找到“{main.title.zh}”表（看过的工作表：{titles_zh}）。"
        f"请在表格前 10 行里留一行标题，至少有两个认得的列名，其中要有 {zh} 之一。",
        f"No sheet of customers was found in this workbook (sheets seen: {titles_en}). "
        f"Give a table a header within its first 10 rows with at least two known columns, one of them {en}.",
    )
