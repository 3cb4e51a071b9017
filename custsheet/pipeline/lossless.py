"""Nothing that people wrote is lost while a workbook follows another standard: looked at before anything is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from custsheet.model.address import column_letters
from custsheet.model.errors import WorkbookError
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import fold_label
from custsheet.package import formula_cells
from custsheet.package.formulatexts import formula_texts
from custsheet.reading.book import Book
from custsheet.reading.typed import cells
from custsheet.values.text import as_text

_COLUMN = re.compile(r"\[[^\[\]]*\]")
"""How a formula calls a column of a table: it is called otherwise once its header is."""


def refuse_loss(snapshot: Snapshot, schema: Schema, before: Book, after: Book) -> None:
    """Stop where a cell of a sheet that is not the tool's would not say what it said, or not by the same formula.

    Headers count like other cells, but where `schema` calls a column otherwise whose header was the standard's own.

    Args:
        snapshot: the workbook as it was read.
        schema: the standard that it follows now.
        before: the workbook as it was.
        after: as it would be written.

    Raises:
        WorkbookError: there is such a cell, which is a mistake of the program.
    """
    tools = set(snapshot.owned.values())
    for sheet in before.worksheets:
        changed = None if sheet.title in tools else next(_changed(snapshot, schema, before, after, sheet.title), None)
        if changed is not None:
            where = f"{sheet.title}!{changed}" if changed else sheet.title
            raise WorkbookError(
                f"升级会改动 {where} 的内容，这是程序的错误；文件没有改动。",
                f"The upgrade would change {where}, which is a mistake of the program; the file was not changed.",
            )


def _changed(snapshot: Snapshot, schema: Schema, before: Book, after: Book, title: str) -> Iterator[str]:
    """Addresses of cells that do not say the same; "" for the sheet as a whole."""
    if after.inventory.sheet(title) is None:
        yield ""
        return
    renamed, now = _renamed(snapshot, schema, title), cells(after, title)
    headers = {table.header_row for table in snapshot.tables.values() if table.title == title}
    for place, content in {**cells(before, title), **before.errors(title)}.items():
        found = now.get(place, after.errors(title).get(place))
        header = place[0] in headers and found == as_text(content)  # a year becomes a text in the header of a table
        if found != content and not header and found != renamed.get(place, content):
            yield f"{column_letters(place[1])}{place[0]}"
    yield from formula_cells(before.body(title)).keys() - formula_cells(after.body(title)).keys()
    if _formulas(before, title) - _formulas(after, title):
        yield ""


def _renamed(snapshot: Snapshot, schema: Schema, title: str) -> dict[tuple[int, int], str]:
    """Header cells that bear the label of the former standard → what the new one calls them."""
    former, lang, found = snapshot.schema, snapshot.lang, dict[tuple[int, int], str]()
    for table in snapshot.whole.tables.values():
        if table.title != title:
            continue
        for name, column in table.columns.items():
            label = former.sheet(table.name).by_name[name].title(lang)
            field = schema.sheet(table.name).by_name.get(name)
            if field is not None and fold_label(table.labels[name]) == fold_label(label):
                found[table.header_row, column] = field.title(lang)
    return found


def _formulas(book: Book, title: str) -> Counter[str]:
    return Counter(_COLUMN.sub("[]", one.text) for one in formula_texts([book.body(title)]))
