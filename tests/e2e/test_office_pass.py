"""A workbook in a real LibreOffice: open, paste fifty dirty rows, save, process, open again, look, save, process."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from office import Book, Office

import custsheet
from custsheet.drawing.workbook import style
from custsheet.model.address import column_letters
from custsheet.model.errors import Lang
from custsheet.model.outcome import Outcome
from custsheet.model.snapshot import Table
from custsheet.reading import remembered, sheet_marks
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard

pytestmark = pytest.mark.slow  # what people do in LibreOffice takes a minute to live through

DAY = date(2026, 6, 17)
COLOURS = {str(style.ERROR["bg_color"]): "E", str(style.WARN["bg_color"]): "W"}
PASTED = 50
OVER = 15  # rows below the header where the first half of them is pasted
WORDS = {"zh": "已修复", "en": "Repaired"}
HEALED = {"header", "formula", "format", "validation", "highlight"}
Run = Callable[..., subprocess.CompletedProcess[str]]
Cells = dict[tuple[str, str], Any]


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_process__finds_nothing_to_mend_where_libreoffice_only_saved(
    lang: Lang, office: Office, tmp_path: Path
) -> None:
    path = custsheet.create(tmp_path / "book.xlsx", lang=lang, today=DAY)
    carried = custsheet.process(path, today=DAY).snapshot.carried
    for _ in range(2):  # the second time it breaks long texts into lines
        with office.open(path) as book:
            book.save()
    outcome = custsheet.process(path, today=DAY)
    assert (outcome.mends, outcome.notices, outcome.written) == ((), (), False)
    assert outcome.snapshot.carried == carried is not None


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_inspect__nothing_is_edited_where_libreoffice_only_saved_the_sample(
    lang: Lang, convert: Callable[..., Path], tmp_path: Path
) -> None:
    day = date(2026, 11, 30)  # on which some figures lie in the middle between two numbers of 12 digits
    (tmp_path / "in").mkdir()
    path = custsheet.create(tmp_path / "in" / "book.xlsx", lang=lang, sample=True, today=day)
    snapshot = custsheet.process(path, today=day).snapshot
    titles = remembered(path.read_bytes())[1]
    before = sheet_marks(path.read_bytes(), titles, snapshot.schema)
    after = sheet_marks(convert(path, "xlsx", tmp_path / "out").read_bytes(), titles, snapshot.schema)
    assert {name for name in before if after[name] != before[name]} == set()


def test_process__follows_what_people_do_to_rows_columns_and_titles(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    tables, settings = sample_rows(standard(), "zh", DAY)
    few = {name: rows[:40] for name, rows in tables.items()}
    custsheet.create(path, tables=few, settings=settings, today=DAY)
    before = custsheet.process(path, today=DAY).snapshot.tables["customers"]
    at = {name: column_letters(column) for name, column in before.columns.items()}
    last, title = before.last_row, "客户名单"
    with office.open(path) as book:
        book.rename("客户", title)
        book.enter(title, {f"{at['customer_id']}{row}": "C000005" for row in range(20, 23)})  # dragged
        book.command(title, f"A9:{at['verified_on']}9", "Copy")
        book.command(title, f"A{last + 1}", "Paste")
        book.command(title, "A30:A31", "DeleteRows")
        book.command(title, "A12:A13", "InsertRowsBefore")
        book.enter(title, {f"{at['name']}12": "新人", f"{at['mobile']}12": "138001"})
        book.command(title, f"{at['company']}1", "InsertColumnsBefore")
        book.enter(title, {f"{at['company']}{before.header_row}": "我的列", f"{at['company']}12": "我写的"})
        book.save()
    outcome = custsheet.process(path, today=DAY)
    table = outcome.snapshot.tables["customers"]
    assert table.title == title
    assert table.extra == {"我的列": before.columns["company"]}
    assert len(table.raw) == len(before.raw) + 1 - 2 + 1
    kinds = {one.kind for one in outcome.mends}
    assert {"numbered", "renumbered", "rows", "formula"} <= kinds <= {*HEALED, "numbered", "renumbered", "rows"}
    ids = table.raw["customer_id"].tolist()
    assert len(set(ids)) == len(ids)
    own = at["company"]
    with office.open(path) as book:
        assert lit(book, table) == wrong(outcome)
        assert book.values(title, f"{own}{before.header_row}") == [["我的列"]]
        assert book.values(title, f"{own}12") == [["我写的"]]
        book.save()
    again = custsheet.process(path, today=DAY)
    assert (again.mends, again.written) == ((), False)


def wrong(outcome: Outcome) -> dict[tuple[int, int], str]:
    """(row, column) of every customer's cell with an error or a warning → E or W, the worse."""
    found: dict[tuple[int, int], str] = {}
    for one in outcome.findings:
        if one.sheet == "customers" and one.row and one.field and one.severity != "info":
            found.setdefault((one.row, outcome.snapshot.tables["customers"].columns[one.field]), one.code[0])
    return found


def lit(book: Book, table: Table) -> dict[tuple[int, int], str]:
    """(row, column) of every cell below the header that wears the colour of an error or a warning."""
    fills = book.fills(table.title)[table.title]
    return {cell: COLOURS[fill] for cell, fill in fills.items() if cell[0] > table.header_row and fill in COLOURS}


def dirty(number: int, lang: Lang) -> dict[str, object]:
    """One row of a list as another program exports it: numbers for phones, dates in words, no number of ours."""
    return {
        "customer_id": ("C000010", "", "9001")[number % 3],
        "kind": "公司",
        "name": f" 客户{number:02} ",
        "company": f"新丰{number:02} 有限公司",
        "mobile": 13900139000 + number,
        "phone": 87654321,
        "email": f"no{number:02}＠example.com",
        "province": "浙江",
        "city": "杭州",
        "postcode": 310051,
        "birth_date": "1990.5.1",
        "age": "三十六",
        "industry": "制造",
        "owner": "",
        "consent_basis": "合同",
        "entered_on": "2026年1月5日",
        "verified_on": 20260105,
        "tier": "A+",
        "total_amount": 1234.5,
        "last_order": "去年",
        "row_state": "",
        "completeness": 1,
    }


@dataclass
class Life:
    """What was seen of one workbook.

    Attributes:
        saved, mended: every cell of people's sheets as LibreOffice saved it, and after the pass.
        outcome: what the pass that mended it found.
        said: what the command printed.
        rows: Excel rows: one pasted over, one pasted below, one that nobody touched.
        rules, formats, formulas: of each of those rows, column by column.
        lit: cells of the customers' sheet that are lit.
        again: the command's answer after LibreOffice saved once more.
    """

    lang: Lang
    before: Table
    saved: Cells
    mended: Cells
    outcome: Outcome
    said: str
    rows: tuple[int, int, int]
    header: list[Any] = field(default_factory=list)
    table: tuple[str, int, int, int, int] = ("", 0, 0, 0, 0)
    values: list[list[Any]] = field(default_factory=list)
    rules: list[list[dict[str, Any]]] = field(default_factory=list)
    formats: list[list[str]] = field(default_factory=list)
    formulas: list[list[str]] = field(default_factory=list)
    lit: dict[tuple[int, int], str] = field(default_factory=dict)
    again: dict[str, Any] = field(default_factory=dict)

    @property
    def customers(self) -> Table:
        return self.outcome.snapshot.tables["customers"]


@pytest.fixture(
    scope="module",
    params=[pytest.param(("zh", None), id="zh-sample", marks=pytest.mark.slow), pytest.param(("en", 40), id="en")],
)
def life(
    request: pytest.FixtureRequest, office: Office, run_pass: Run, tmp_path_factory: pytest.TempPathFactory
) -> Life:
    lang, most = request.param
    folder = tmp_path_factory.mktemp("pass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTSHEET_HOME", str(folder / "home"))
        return _live(lang, most, office, run_pass, folder)


def _live(lang: Lang, most: int | None, office: Office, run_pass: Run, folder: Path) -> Life:
    path = folder / "book.xlsx"
    tables, settings = sample_rows(standard(), lang, DAY)
    few = {name: rows[:most] for name, rows in tables.items()}
    custsheet.create(path, lang=lang, tables=few, settings=settings, today=DAY)
    before = custsheet.process(path, today=DAY).snapshot.tables["customers"]
    width, last, first = max(before.columns.values()), before.last_row, before.header_row + 1
    over, half = first + OVER, PASTED // 2
    source = _source(folder / "source.xlsx", before, lang)
    with office.open(path) as book, office.open(source) as other:
        for row, cells in ((over, f"A1:{column_letters(width)}{half}"),
                           (last + 1, f"A{half + 1}:{column_letters(width)}{PASTED}")):  # fmt: skip
            book.paste(before.title, f"A{row}", other, "List", cells)
        at = {name: f"{column_letters(before.columns[name])}{before.header_row}" for name in ("mobile", "city")}
        book.enter(before.title, {at["mobile"]: "", at["city"]: before.labels["province"]})
        book.save()
    saved = people(path, lang)
    outcome = custsheet.process(path, today=DAY, dry_run=True)
    # In the small workbook that was pasted over more than half of its records, which nobody else would accept.
    said = run_pass(path, folder / "home", "--accept-deletions", lang=lang).stdout
    life = Life(lang, before, saved, people(path, lang), outcome, said, (over + 2, last + 3, over - 2))
    with office.open(path) as book:
        _look(life, book, width)
        book.save()
    life.again = json.loads(run_pass(path, folder / "home", "--json").stdout)
    return life


def _source(path: Path, table: Table, lang: Lang) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet, yellow = made.add_worksheet("List"), made.add_format({"bg_color": "#FFFF00"})
        for number in range(PASTED):
            values = dirty(number, lang)
            for name, column in table.columns.items():
                sheet.write(number, column - 1, values.get(name, ""), yellow)
    return path


def people(path: Path, lang: Lang) -> Cells:
    """(sheet, address) → what stands there, of every filled cell of people's sheets."""
    titles = {sheet.title(lang) for sheet in standard().inputs}
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path)
        if sheet.title in titles
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def _look(life: Life, book: Book, width: int) -> None:
    title, header = life.before.title, life.before.header_row
    columns = [column_letters(column) for column in range(1, width + 1)]
    life.header = book.values(title, f"A{header}:{columns[-1]}{header}")[0]
    life.table = next(place for place in book.tables.values() if place[0] == title)
    for row in life.rows:
        cells = f"A{row}:{columns[-1]}{row}"
        life.rules.append([book.validation(title, f"{column}{row}") for column in columns])
        life.formats.append([book.number_format(title, f"{column}{row}") for column in columns])
        life.formulas += book.formulas(title, cells)
        life.values += book.values(title, cells)
    life.lit = lit(book, life.before)


def test_paste__every_pasted_row_is_read(life: Life) -> None:
    names = [str(name).strip() for name in life.customers.raw["name"]]
    assert {name for name in names if name.startswith("客户")} == {f"客户{number:02}" for number in range(PASTED)}
    assert len(names) == len(life.before.raw) + PASTED // 2


def test_paste__headers_and_the_range_of_the_table_come_back(life: Life) -> None:
    labels = [life.before.labels[name] for name, _ in sorted(life.before.columns.items(), key=lambda one: one[1])]
    assert life.header == labels
    assert life.table[3] == life.before.last_row + PASTED // 2


def test_paste__drop_downs_and_messages_come_back(life: Life) -> None:
    over, below, untouched = life.rules
    assert Counter(one["type"] for one in untouched)["ANY"] < len(untouched) / 3
    assert over == untouched
    assert below == untouched


def test_paste__phones_and_identifiers_are_text_again_with_all_their_digits(life: Life) -> None:
    for name in ("customer_id", "mobile", "phone", "postcode"):
        at = life.customers.columns[name] - 1
        assert [formats[at] for formats in life.formats] == ["@"] * 3, name
    mobile, postcode = (life.customers.columns[name] - 1 for name in ("mobile", "postcode"))
    assert [values[mobile] for values in life.values[:2]] == ["13900139002", "13900139027"]
    assert [values[postcode] for values in life.values[:2]] == ["310051"] * 2


def test_paste__computed_columns_come_back_as_they_are_in_other_rows(life: Life) -> None:
    schema = life.outcome.snapshot.schema.sheet("customers")
    computed = [schema.by_name[name] for name in life.customers.columns if schema.by_name[name].formula]
    assert len(computed) > 5
    over, below, untouched = life.formulas
    for one in computed:
        at = life.customers.columns[one.name] - 1
        assert untouched[at].startswith("="), one.name
        assert over[at] == below[at] == untouched[at], one.name
        over_, below_, untouched_ = (formats[at].replace('"–"', r"\–") for formats in life.formats)
        assert over_ == below_ == untouched_, one.name


def test_paste__pasted_records_get_numbers_of_their_own(life: Life) -> None:
    ids = [str(one) for one in life.customers.raw["customer_id"]]
    assert "None" not in ids
    given = [one for one in life.outcome.mends if one.kind in {"numbered", "renumbered"} and one.sheet == "customers"]
    assert len({one.new for one in given}) == len(given) >= PASTED // 3
    old = {str(one) for one in life.before.raw["customer_id"]}
    assert not old & {str(one.new) for one in given}


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def cells_of(place: str | None) -> list[str]:
    """Every cell of what a mend names: a cell, a run of cells in one column, rows, or nothing."""
    first, _, last = (place or "").partition(":")
    if not last:
        return [first]
    if first.isdigit():
        return []
    letters = first.rstrip("0123456789")
    return [f"{letters}{row}" for row in range(int(first[len(letters) :]), int(last[len(letters) :]) + 1)]


def test_paste__every_cell_that_changed_is_told(life: Life) -> None:
    titles = {name: table.title for name, table in life.outcome.snapshot.tables.items()}
    told = {(titles[one.sheet], cell) for one in life.outcome.mends for cell in cells_of(one.cell)}
    changed = {
        place for place in life.saved.keys() | life.mended.keys() if life.saved.get(place) != life.mended.get(place)
    }
    # Rows taken into the table are told as rows; the formulas of the table go on in them.
    rows = {
        (titles[one.sheet], row)
        for one in life.outcome.mends
        if one.kind == "rows" and one.cell
        for row in range(int(one.cell.partition(":")[0]), int(one.cell.rpartition(":")[2]) + 1)
    }
    assert {(title, cell) for title, cell in changed if (title, int(cell.lstrip(LETTERS))) not in rows} <= told
    # What is told of one cell has changed in it, if only its format.
    single = {(titles[one.sheet], one.cell) for one in life.outcome.mends if one.cell and ":" not in one.cell}
    assert single - changed <= {
        (titles[one.sheet], one.cell) for one in life.outcome.mends if one.kind in {"format", "formula"}
    }


def test_paste__one_line_says_what_was_repaired(life: Life) -> None:
    lines = [line for line in life.said.splitlines() if WORDS[life.lang] in line]
    healed = sum(one.count for one in life.outcome.mends if one.kind in HEALED)
    assert len(lines) == 1
    assert f"{healed:,}" in lines[0]


def test_paste__all_that_is_wrong_in_it_lights_up_and_nothing_else(life: Life) -> None:
    assert len(wrong(life.outcome)) > 4 * PASTED
    assert life.lit == wrong(life.outcome)


def test_paste__another_pass_mends_nothing_more_though_libreoffice_saved(life: Life) -> None:
    assert life.again["mends"] == []
    assert life.again["counts"] == life.outcome.counts
    assert life.again["written"] is False
