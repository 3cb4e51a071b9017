"""What is wrong lights up in the cell itself, in a real LibreOffice, and goes out the moment it is corrected.

For each language one workbook lives through everything once: faults are typed and pasted, a pass is made, people look,
sort, look, save, sort back, correct, look; what was saved after the sort gets another pass, and they look again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from office import Book, Office

import custsheet
from custsheet.drawing.workbook import style
from custsheet.model.address import column_letters
from custsheet.model.errors import Lang
from custsheet.model.outcome import Outcome
from custsheet.model.records import record_ids
from custsheet.reading.standards import standard

pytestmark = pytest.mark.slow  # what people do in LibreOffice takes a minute to live through

DAY = date(2026, 6, 17)
COLOURS = {str(style.ERROR["bg_color"]): "E", str(style.WARN["bg_color"]): "W"}
Place = tuple[str, int, str]  # sheet, row, field


@dataclass(frozen=True)
class Fault:
    """One wrong cell: what a person types or pastes there, and what they type to correct it.

    Attributes:
        pasted: it comes from another workbook, its format left behind: a value, or a formula that begins with "=".
        twin: the same value stands, rightly, in the row that a sort puts there.
    """

    kind: str
    sheet: str
    field: str
    level: str
    typed: str = ""
    corrected: str = ""
    pasted: str | float | time | None = None
    row: Mapping[str, object] = field(default_factory=dict)
    twin: Mapping[str, object] = field(default_factory=dict)


@cache
def entry(name: str, value: str, lang: Lang) -> str:
    return next(one.title(lang) for one in standard().value_list(name).values if one.name == value)


def faults(lang: Lang) -> tuple[Fault, ...]:
    person = {"kind": entry("kind", "person", lang), "company": None, "industry": None}
    beijing = {"province": entry("province", "beijing", lang), "city": "北京市"}
    many = "客" * 501
    hour = datetime(2026, 6, 1, 14, 0)
    return (
        Fault("blank", "customers", "owner", "E", corrected="王芳"),
        Fault("blank that others may leave", "customers", "company", "E", corrected="海鸥公司", twin=person),
        Fault("text", "customers", "mobile", "E", "1380013", "13800138000"),
        Fault("full-width text", "customers", "mobile", "E", "１３８００１３", "13800138000"),
        Fault("text with quotes", "customers", "email", "E", '"a"@b', "a@example.com"),
        Fault("text of two lines", "customers", "mobile", "E", "1380013\n8000", "13800138000"),
        Fault("long text", "customers", "notes", "W", many, "客"),
        Fault("letter case", "customers", "id_no", "E", "11010519491231002x", "11010519491231002X"),
        Fault("long number", "customers", "id_no", "E", pasted=110105194912310021.0, corrected="'11010519491231002X"),
        Fault("number among texts", "customers", "mobile", "E", pasted=1380013.0, corrected="'13800138000"),
        Fault("date", "customers", "birth_date", "E", "2031-05-01", "1990-05-01"),
        Fault("date as text", "customers", "birth_date", "E", "'1990.5.1", "1990-05-01"),
        Fault("day number as text", "customers", "birth_date", "E", "'32994", "32994"),
        Fault("time of day", "customers", "birth_date", "E", pasted=time(13, 5, 7), corrected="1990-05-01"),
        Fault("truth value", "customers", "birth_date", "E", pasted="=TRUE", corrected="1990-05-01"),
        Fault("error among texts", "customers", "name", "E", pasted="=NA()", corrected="王小明"),
        Fault("error in place of a date", "customers", "consent_date", "E", pasted="=1/0", corrected="2026-01-05"),
        Fault("warning", "customers", "phone", "W", "12345678", "010-12345678", row=beijing),
        Fault("number", "orders", "amount", "W", "999", "200", twin={"qty": 9, "unit_price": 111, "amount": 999}),
        Fault("fraction", "orders", "amount", "W", "=1/3", "200"),
        Fault("small number", "orders", "amount", "W", "=1.23456789012345E-7", "200"),
        Fault("large number", "orders", "amount", "W", "=1E20", "200"),
        Fault("17 digits", "orders", "amount", "W", "12345678901234567", "200"),
        Fault("negative number", "orders", "refund", "E", "-5.5", "5.5"),
        Fault("number as text", "orders", "qty", "E", "'2", "2"),
        Fault("number in words", "orders", "unit_price", "E", "'100元", "100"),
        Fault("error in place of a number", "orders", "rating", "E", "=1/0", "5"),
        Fault("time", "interactions", "time", "E", "2031-01-01 14:03:07", "2026-06-01 14:03:07"),
        Fault(
            *("time that is too early", "service", "resolved_at", "E", "2026-06-01 12:00", "2026-06-01 16:00"),
            row={"first_response_at": hour},
            twin={"resolved_at": datetime(2026, 6, 1, 12, 0), "first_response_at": datetime(2026, 6, 1, 11, 0)},
        ),
    )


KINDS = [fault.kind for fault in faults("zh")]
CONTROL = "text with quotes"  # nobody corrects this one


def right(sheet: str, number: int, lang: Lang) -> dict[str, object]:
    """A record without a fault. The order of the rows is that of the field that is sorted by (`SORTED`)."""
    customer = {"customer_id": f"C{number:06}"}
    if sheet == "customers":
        return customer | {
            "kind": entry("kind", "company", lang),
            "name": f"客户{number:03}",
            "company": f"第{number:03}公司",
            "email": f"no{number}@example.com",
            "industry": entry("industry", "retail", lang),
            "owner": "王芳",
            "consent_basis": entry("consent_basis", "contract", lang),
            "id_no": None,
            "entered_by": "王芳",
            "entered_on": date(2026, 1, 5),
            "verified_on": date(2026, 5, 5),
        }
    if sheet == "orders":
        return customer | {
            "order_no": f"SO{number:03}",
            "line": 1,
            "date": date(2026, 5, number),
            "product": f"产品{number:03}",
            "qty": 2,
            "unit_price": 100,
            "amount": 200,
            "order_status": entry("order_status", "valid", lang),
        }
    if sheet == "interactions":
        return customer | {
            "interaction_id": f"I{number:06}",
            "time": datetime(2026, 6, 1, 9, 30),
            "channel": entry("channel", "phone", lang),
            "content": f"内容{number:03}",
            "result": entry("interaction_result", "solved", lang),
            "owner": "王芳",
        }
    return customer | {
        "case_id": f"S{number:06}",
        "service_type": entry("service_type", "repair", lang),
        "requested_at": datetime(2026, 6, 1, 9, 0),
        "first_response_at": datetime(2026, 6, 1, 10, 0),
        "resolved_at": datetime(2026, 6, 1, 17, 0),
        "service_date": date(2026, 6, 1),
        "details": f"内容{number:03}",
        "staff": "王芳",
        "status": entry("case_status", "solved", lang),
    }


SORTED = {"customers": "name", "orders": "product", "interactions": "content", "service": "details"}


@dataclass
class Story:
    """What was seen, each time as place → E or W; `wrong` what the passes found."""

    lang: Lang
    at: dict[str, Place]
    wrong: dict[Place, str]
    processed: dict[Place, str] = field(default_factory=dict)
    corrected: dict[Place, str] = field(default_factory=dict)
    sorted: dict[Place, str] = field(default_factory=dict)
    moved: dict[Place, Place] = field(default_factory=dict)  # where a wrong cell stands after the sort
    again_wrong: dict[Place, str] = field(default_factory=dict)
    again: dict[Place, str] = field(default_factory=dict)


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.slow)])
def story(request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Story:
    lang: Lang = request.param
    folder = tmp_path_factory.mktemp("flags")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTSHEET_HOME", str(folder / "home"))
        return _live(lang, office, folder)


def _live(lang: Lang, office: Office, folder: Path) -> Story:
    path, source = folder / "book.xlsx", folder / "source.xlsx"
    listed = faults(lang)
    tables: dict[str, list[dict[str, object]]] = {"users": [{"user": "王芳", "role": entry("role", "sales", lang)}]}
    rows: dict[str, int] = {}
    for sheet in SORTED:
        mine = [fault for fault in listed if fault.sheet == sheet]
        records = [right(sheet, number, lang) for number in range(1, 2 * len(mine) + 1)]
        for at, fault in enumerate(mine):
            records[at] |= fault.row
            records[-1 - at] |= fault.twin
            rows[fault.kind] = at
        tables[sheet] = records
    # A field that is switched off stands in the workbook if anybody fills it.
    tables["customers"][-1]["id_no"] = "11010519491231002X"
    custsheet.create(path, lang=lang, tables=tables, today=DAY)
    outcome = custsheet.check(path, today=DAY)
    assert levels(outcome) == {}
    places = {
        f.kind: (f.sheet, outcome.snapshot.tables[f.sheet].header_row + 1 + rows[f.kind], f.field) for f in listed
    }
    with xlsxwriter.Workbook(source, {"default_date_format": "hh:mm:ss"}) as made:
        sheet = made.add_worksheet("List")
        pasted = [fault for fault in listed if fault.pasted is not None]
        for at, fault in enumerate(pasted):
            sheet.write(at, 0, fault.pasted)
    with office.open(path) as book, office.open(source) as other:
        for fault in listed:
            title, cell = address(outcome, places[fault.kind])
            if fault.pasted is not None:
                book.paste_content(title, cell, other, "List", f"A{pasted.index(fault) + 1}")
            else:
                book.enter(title, {cell: fault.typed})
        book.save()
    outcome = custsheet.process(path, today=DAY)
    story = Story(lang, places, levels(outcome))
    with office.open(path) as book:
        story.processed = lit(book, outcome)
        sort(book, outcome, ascending=False)
        story.sorted = lit(book, outcome)
        book.save()
        sort(book, outcome, ascending=True)
        for fault in listed:
            if fault.kind != CONTROL:
                title, cell = address(outcome, places[fault.kind])
                book.enter(title, {cell: fault.corrected})
        story.corrected = lit(book, outcome)
    before, outcome = outcome, custsheet.process(path, today=DAY)
    story.again_wrong = levels(outcome)
    story.moved = moves(before, outcome)
    with office.open(path) as book:
        story.again = lit(book, outcome)
    shutil.rmtree(folder)
    return story


def levels(outcome: Outcome) -> dict[Place, str]:
    """Every cell with an error or a warning, and which of the two is worse."""
    found: dict[Place, str] = {}
    for one in outcome.findings:
        if one.severity != "info" and one.sheet and one.row and one.field:
            found.setdefault((one.sheet, one.row, one.field), one.code[0])
    return found


def address(outcome: Outcome, place: Place) -> tuple[str, str]:
    sheet, row, name = place
    table = outcome.snapshot.tables[sheet]
    return table.title, f"{column_letters(table.columns[name])}{row}"


def lit(book: Book, outcome: Outcome) -> dict[Place, str]:
    """Every cell below a header that wears the colour of an error or a warning."""
    found: dict[Place, str] = {}
    fills = book.fills()
    for sheet in SORTED:
        table = outcome.snapshot.tables[sheet]
        fields = {column: name for name, column in table.columns.items()}
        for (row, column), fill in fills[table.title].items():
            if row > table.header_row and fill in COLOURS:
                found[sheet, row, fields[column]] = COLOURS[fill]
    return found


def sort(book: Book, outcome: Outcome, *, ascending: bool) -> None:
    """Every table upside down, or back again."""
    for sheet, by in SORTED.items():
        table = outcome.snapshot.tables[sheet]
        first, last = table.header_row + 1, table.header_row + len(table.raw)
        cells = f"A{first}:{column_letters(max(table.columns.values()))}{last}"
        book.sort(table.title, cells, table.columns[by], ascending=ascending)


def moves(before: Outcome, after: Outcome) -> dict[Place, Place]:
    """Where each cell of `before` stands in `after`."""
    return {
        (sheet, row, name): (sheet, now, name)
        for sheet in SORTED
        for row, now in _rows(sheet, before, after)
        for name in before.snapshot.tables[sheet].columns
    }


def _rows(sheet: str, before: Outcome, after: Outcome) -> Iterator[tuple[int, int]]:
    there = dict(_records(sheet, after))
    yield from ((row, there[record]) for record, row in _records(sheet, before))


def _records(sheet: str, outcome: Outcome) -> Iterator[tuple[str, int]]:
    table = outcome.snapshot.tables[sheet]
    ids = record_ids(outcome.snapshot.schema.sheet(sheet), table)
    return zip((one or "" for one in ids), table.typed.index.tolist(), strict=True)


@pytest.mark.parametrize("kind", KINDS)
def test_fault__lights_up(kind: str, story: Story) -> None:
    fault = next(one for one in faults(story.lang) if one.kind == kind)
    assert story.wrong.get(story.at[kind]) == fault.level
    assert story.processed.get(story.at[kind]) == fault.level


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != CONTROL])
def test_fault__goes_out_when_corrected(kind: str, story: Story) -> None:
    assert story.at[kind] not in story.corrected


def test_light__is_where_a_finding_is_and_nowhere_else(story: Story) -> None:
    assert story.processed == story.wrong


def test_light__stays_on_what_nobody_corrected(story: Story) -> None:
    assert story.corrected == {story.at[CONTROL]: "E"}


def test_light__is_on_nothing_right_after_a_sort(story: Story) -> None:
    still = {story.moved[place] for place in story.wrong}
    assert set(story.sorted) <= still


def test_light__is_on_everything_wrong_after_a_sort_and_a_pass(story: Story) -> None:
    assert story.again_wrong == {story.moved[place]: level for place, level in story.wrong.items()}
    assert story.again == story.again_wrong
