from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl
import pytest

from custsheet.model.decision import Decision
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Lists, Memory, Snapshot
from custsheet.package import Package, graft
from custsheet.reading import remembered, sheet_marks, stamp
from custsheet.reading.fingerprint import Inspection, Spelling, inspect, normal
from custsheet.reading.lists import added
from custsheet.reading.standards import standard

STANDARD = standard("customers")
TODAY = date(2026, 6, 17)
ROWS: list[list[object]] = [
    ["由 custsheet 生成", None, "  spaces ", "two\nlines", "√", "₿ 𠮷"],
    [1, 0.1 + 0.2, 1e-7, 123456789.123456, -5, 80.0 / 3],
    [98.41714694014996, 0.8646811497004998, 0.5952118323565003, 1 / 3, -0.0],  # near the middle of two of 12 digits
    [date(2026, 6, 17), datetime(2026, 6, 17, 14, 3, 59), True, False, None, "0012"],
]


@pytest.fixture
def snapshot(draft: Any, schema: Schema, take: Any) -> Snapshot:
    rows = [["C1", "甲", date(2026, 1, 5)], ["C2", "乙", "2026.1.5"]]
    found: Snapshot = take(draft().table("客户", "t客户", ["客户编号", "姓名", "录入日期"], rows).native(schema))
    return found


@pytest.fixture
def donor(draft: Any, formula: Any) -> bytes:
    made = draft().owned("findings", "数据质量", ROWS).owned("tiers", "客户分级", [["A", formula("=NOW()", 5)]])
    sheet, bold = made.sheets["数据质量"], made.book.add_format({"bold": True, "num_format": "0.0%"})
    sheet.write_number(5, 1, 0.123456789012345, bold)
    sheet.write_rich_string(5, 2, bold, "粗", "细")
    sheet.write_url(6, 0, "internal:'客户分级'!A1", None, "链接")
    sheet.write_blank(40, 9, None, bold)
    data: bytes = made.done()
    return data


def test_stamp__is_the_same_for_the_same(snapshot: Snapshot) -> None:
    assert stamp(snapshot, TODAY, "1") == stamp(snapshot, TODAY, "1")
    assert len(stamp(snapshot, TODAY, "1")) == 64


def _table(snapshot: Snapshot, **changes: Any) -> Snapshot:
    return replace(snapshot, tables={"customers": replace(snapshot.tables["customers"], **changes)})


def _cell(snapshot: Snapshot, row: int, column: str, value: object) -> Snapshot:
    raw = snapshot.tables["customers"].raw.copy()
    raw.at[row, column] = value
    return _table(snapshot, raw=raw)


CHANGES: dict[str, Callable[[Snapshot], Snapshot]] = {
    "a cell": lambda s: _cell(s, 5, "name", "丙"),
    "text instead of a date": lambda s: _cell(s, 5, "entered_on", "2026-01-05T00:00:00"),
    "a cell moved": lambda s: _cell(_cell(s, 5, "name", None), 6, "name", "甲乙"),
    "a row moved": lambda s: _table(s, raw=s.tables["customers"].raw.set_axis([5, 7], axis=0)),
    "a column moved": lambda s: _table(s, columns={**s.tables["customers"].columns, "name": 9}),
    "a sheet renamed": lambda s: _table(s, title="客户2"),
    "a column of people's own": lambda s: _table(s, extra={"车牌": 4}),
    "a setting": lambda s: replace(s, settings={**s.settings, "pareto_a": 70}),
    "a list": lambda s: replace(s, lists=Lists({**s.lists.entries, "notice": (added("航展"),)})),
    "a decision": lambda s: replace(
        s, memory=replace(s.memory, decisions={"k": Decision("k", "0" * 16, {"ignore": "√"})})
    ),
    "a tool sheet renamed": lambda s: replace(s, owned={**s.owned, "tiers": "级"}),
    "a finding": lambda s: replace(s, findings=s.findings[:-1]),
    "the language": lambda s: replace(s, lang="en"),
    "adopted": lambda s: replace(s, native=False),
    "the standard": lambda s: replace(s, schema=s.schema.model_copy(update={"version": "9"})),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_stamp__changes_with(snapshot: Snapshot, what: str) -> None:
    assert stamp(CHANGES[what](snapshot), TODAY, "1") != stamp(snapshot, TODAY, "1")


def test_stamp__changes_with_the_day_and_the_version(snapshot: Snapshot) -> None:
    marks = {stamp(snapshot, TODAY, "1"), stamp(snapshot, date(2026, 6, 18), "1"), stamp(snapshot, TODAY, "2")}
    assert len(marks) == 3


def test_stamp__what_is_remembered_and_other_sheets_do_not_count(snapshot: Snapshot) -> None:
    other = replace(snapshot, memory=Memory("x", {"a": "b"}, {"k": "2026-01-01"}, {}), titles=("客户", "草稿"))
    assert stamp(other, TODAY, "1") == stamp(snapshot, TODAY, "1")


def test_stamp__is_the_same_before_and_after_the_first_write(snapshot: Snapshot) -> None:
    drawn = {"findings": "数据质量", "tiers": "客户分级", "flags_customers": "_标记_客户"}
    assert stamp(replace(snapshot, owned={**snapshot.owned, **drawn}), TODAY, "1") == stamp(snapshot, TODAY, "1")


def test_stamp__whatever_kind_of_mapping_holds_it(snapshot: Snapshot) -> None:
    other = replace(snapshot, settings=MappingProxyType(dict(snapshot.settings)))
    assert stamp(other, TODAY, "1") == stamp(snapshot, TODAY, "1")


def test_sheet_marks__of_every_sheet_that_is_there(donor: bytes) -> None:
    marks = sheet_marks(donor, {"findings": "数据质量", "tiers": "客户分级", "home": "首页"}, STANDARD)
    assert set(marks) == {"findings", "tiers"}
    assert marks["findings"] != marks["tiers"]


def test_sheet_marks__of_the_grafted_workbook(donor: bytes, draft: Any) -> None:
    target = draft().rows("客户", [["姓名"]]).rows("随手", [["by hand"]]).done()
    marks = sheet_marks(donor, {"tiers": "客户分级"}, STANDARD)
    assert sheet_marks(graft(target, donor), {"tiers": "客户分级"}, STANDARD) == marks


def test_sheet_marks__after_openpyxl_saved_it(donor: bytes) -> None:
    titles = {"findings": "数据质量", "tiers": "客户分级"}
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(donor)).save(out)
    assert sheet_marks(out.getvalue(), titles, STANDARD) == sheet_marks(donor, titles, STANDARD)


def test_sheet_marks__after_libreoffice_saved_it(donor: bytes, convert: Any, tmp_path: Path) -> None:
    titles = {"findings": "数据质量", "tiers": "客户分级"}
    path = tmp_path / "in" / "甲.xlsx"
    path.parent.mkdir()
    path.write_bytes(donor)
    saved = convert(path, "xlsx", tmp_path / "out").read_bytes()
    assert saved != donor
    assert sheet_marks(saved, titles, STANDARD) == sheet_marks(donor, titles, STANDARD)


def test_sheet_marks__change_with_a_value_and_with_its_place(draft: Any) -> None:
    def mark(*rows: list[object]) -> str:
        return sheet_marks(draft().rows("甲", rows).done(), {"x": "甲"}, STANDARD)["x"]

    same = mark(["a", 1.5])
    assert mark(["a", 1.5], [None], ["", " "]) == same, "trailing blanks"
    others = [mark(["b", 1.5]), mark(["a", 1.6]), mark(["a", "1.5"]), mark([None, "a", 1.5]), mark([], ["a", 1.5])]
    assert len({same, *others}) == len(others) + 1


def test_normal__of_a_number_is_that_of_the_15_digits_libreoffice_saves() -> None:
    assert normal(0.9708678071625001) == normal(0.9708678071625)
    assert normal(0.7771235584424999) == normal(0.7771235584425)
    assert normal(0.97086780717) != normal(0.97086780716)


def test_remembered__memory_and_tool_sheets(draft: Any, schema: Schema) -> None:
    memory = Memory(stamp="abc", sheets={"findings": "1"})
    data = draft().rows("客户", [["姓名"]]).owned("findings", "检查").native(schema, memory=memory).done()
    assert remembered(data) == (memory, {"findings": "检查", "memory": "_custsheet"})
    assert remembered(draft().rows("客户", [["姓名"]]).done()) == (Memory(), {})


def test_inspect__bytes_as_they_were_written_are_not_read_again(
    donor: bytes, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Package.read(donor).part("xl/worksheets/sheet1.xml")
    mark = "0" * 64  # of nothing that stands there: whoever reads the sheet finds another one
    memory = Memory(sheets={"findings": mark}, spelled={"findings": Spelling.of(part).done(mark)})
    known = replace(snapshot, owned={"findings": "数据质量"}, memory=memory)
    assert inspect(donor, known, ["findings"]) == Inspection({"findings": mark}, frozenset(), ())
    for other in (replace(memory, sheets={"findings": "1" * 64}), replace(memory, spelled={})):
        seen = inspect(donor, replace(known, memory=other), ["findings"])
        assert seen.edited == ("findings",)
        assert seen.marks == sheet_marks(donor, known.owned, STANDARD)
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(donor)).save(out)
    assert inspect(out.getvalue(), known, ["findings"]).edited == ("findings",)
