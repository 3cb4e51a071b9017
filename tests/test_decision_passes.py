"""What people decided on 数据质量 outlives a pass that could not carry it out, and a record's getting an identifier."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.memory.backups import Backups
from custsheet.model.outcome import Outcome
from custsheet.package import CellPatch, Formula, patch

DAY = date(2026, 6, 17)


class Listed:
    """Sheet 数据质量 of one workbook: decision columns by what stands in 现值."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sheet = openpyxl.load_workbook(path)["数据质量"]
        self._heads = {cell.value: cell.column_letter for cell in self._sheet[8]}

    def _cell(self, value: str, title: str) -> Any:
        rows = range(9, self._sheet.max_row + 1)
        (row,) = [row for row in rows if self._sheet[f"{self._heads['现值']}{row}"].value == value]
        return self._sheet[f"{self._heads[title]}{row}"]

    def says(self, value: str, title: str) -> Any:
        return self._cell(value, title).value

    def type(self, value: str, **cells: str) -> None:
        patches = [CellPatch("数据质量", self._cell(value, title).coordinate, text) for title, text in cells.items()]
        self._path.write_bytes(patch(self._path.read_bytes(), patches))


@pytest.fixture
def run(tmp_path: Path) -> Any:
    backups = Backups(tmp_path / "home")

    def process(path: Path, days: int = 0, **more: Any) -> Outcome:
        return custsheet.process(path, today=DAY + timedelta(days), backups=backups, **more)

    return process


def test_adopt__decisions_and_days_follow_the_records_to_their_identifiers(tmp_path: Path, run: Any) -> None:
    """Findings are known by the record's identifier, which it did not have when they were listed."""
    book = openpyxl.Workbook()
    for row in (
        ["客户编号", "客户名称", "手机"],
        ["C000001", "甲公司", "13912345678"],
        [None, "乙公司", "1381234"],
        [None, "丙公司", "1391234"],
    ):
        book.active.append(row)
    path = tmp_path / "自己的.xlsx"
    book.save(path)
    run(path)
    Listed(path).type("1391234", 忽略="√", 忽略理由="老号码")
    adopted = run(path, 10, adopt=True)
    assert [(one.kind, one.new) for one in adopted.mends] == [("numbered", "C000002"), ("numbered", "C000003")]
    assert [(one.finding.value, one.finding.record) for one in adopted.ignored] == [("1391234", "C000003")]
    assert Listed(path).says("1391234", "忽略理由") == "老号码"
    for days in (20, 30):
        listed = Listed(path)
        assert {listed.says(value, "首次发现").date() for value in ("1381234", "1391234")} == {DAY}
        run(path, days)


def test_adopt__says_where_there_is_no_column_for_identifiers(tmp_path: Path, run: Any) -> None:
    book = openpyxl.Workbook()
    book.active.title = "客户名单"
    for row in (["客户名称", "手机"], ["乙公司", "13812345678"]):
        book.active.append(row)
    path = tmp_path / "自己的.xlsx"
    book.save(path)
    said = "「客户名单」没有“客户编号”列，编不了号；请加一列这个标题，下面空着，保存后再处理一次。"
    assert said not in [one.zh for one in run(path).notices], "nobody asked for numbers"
    adopted = run(path, adopt=True)
    assert [one.zh for one in adopted.notices].count(said) == 1
    path.write_bytes(patch(path.read_bytes(), [CellPatch("客户名单", "C1", "客户编号")]))
    done = run(path, adopt=True)
    assert [(one.kind, one.cell, one.new) for one in done.mends] == [("numbered", "C2", "C000001")]
    assert said not in [one.zh for one in done.notices]


def test_process__a_tick_that_could_not_be_carried_out_stays_in_its_row(tmp_path: Path, run: Any) -> None:
    """The number is to move where a formula of somebody's stands: they are told, and the tick waits for them."""
    said = "13812345678"
    customer = {"customer_id": "C000001", "name": "李文静", "phone": said, "entered_on": DAY}
    path = custsheet.create(tmp_path / "a.xlsx", tables={"customers": [customer]}, today=DAY)
    cell = next(one.column_letter for one in openpyxl.load_workbook(path)["客户"][4] if one.value == "手机") + "5"
    path.write_bytes(patch(path.read_bytes(), [CellPatch("客户", cell, Formula('""', value=""))]))
    run(path)
    Listed(path).type(said, 采纳="√")
    for name in ("李文", "李静"):  # the sheet is drawn anew each time
        path.write_bytes(patch(path.read_bytes(), [CellPatch("客户", "C5", name)]))
        refused = run(path)
        assert [one for one in refused.mends if one.kind == "accepted"] == []
        assert Listed(path).says(said, "采纳") == "√"
    assert ["没有采纳，因为那里是公式" in one.zh for one in refused.notices] == [True]
    cleared = openpyxl.load_workbook(path)
    cleared["客户"][cell].value = None
    cleared.save(path)
    assert [one.new for one in run(path).mends if one.kind == "accepted"] == [None, said]


@pytest.mark.parametrize("own", [None, ["A7", "A9"]])
def test_duplicates__decided_without_identifiers_wait_until_there_are_some(
    tmp_path: Path, run: Any, own: list[str] | None
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "客户名单"
    rows = (["客户名称", "手机"], ["李文静", "13912345678"], ["李文静", "+86 139-1234-5678"], ["赵国栋", "13700001111"])
    for row in rows:
        book.active.append(row)
    path = tmp_path / "自己的.xlsx"
    book.save(path)

    def listed() -> tuple[dict[str, str], list[list[Any]]]:
        sheet = openpyxl.load_workbook(path)["疑似重复"]
        heads = {cell.value: cell.column_letter for cell in sheet[8]}
        return heads, [[sheet[f"{heads[one]}{row}"].value for one in ("处理", "处理日期")] for row in (9, 10)]

    (group,) = run(path).duplicates
    heads, _ = listed()
    path.write_bytes(patch(path.read_bytes(), [CellPatch("疑似重复", f"{heads['处理']}10", "合并")]))
    for _ in range(2):
        waiting = run(path)
        assert ["没有“客户编号”列" in one.zh and "custsheet adopt" in one.zh for one in waiting.undone] == [True]
        heads, lines = listed()
        assert lines == [[None, None], ["合并", None]]
    shown = openpyxl.load_workbook(path)
    assert shown["疑似重复"][f"{heads['建议与合并后取值']}9"].value.startswith("⚠ 「疑似重复」的决定先留着")
    column = [CellPatch("客户名单", "C1", "客户编号")]
    column += [CellPatch("客户名单", f"C{row}", one) for row, one in zip(group.rows, own or (), strict=False)]
    path.write_bytes(patch(path.read_bytes(), column))
    adopted = run(path, adopt=own is None)
    assert ["再处理一次" in one.zh for one in adopted.undone] == [True]
    assert sorted(listed()[1], key=str) == [["合并", None], [None, None]]
    done = run(path)
    assert [one.kind for one in done.mends].count("merged") == 1
    assert (done.duplicates, done.undone) == ((), ())


def test_duplicates__a_row_that_holds_another_by_now_is_not_merged(tmp_path: Path, run: Any) -> None:
    book = openpyxl.Workbook()
    for row in (["客户名称", "手机"], ["李文静", "13912345678"], ["李文静", "+86 139-1234-5678"]):
        book.active.append(row)
    path = tmp_path / "自己的.xlsx"
    book.save(path)
    run(path)
    head = {cell.value: cell.column_letter for cell in openpyxl.load_workbook(path)["疑似重复"][8]}["处理"]
    title = book.active.title
    said = [
        CellPatch("疑似重复", f"{head}10", "合并"),
        CellPatch(title, "A3", "赵国栋"),
        CellPatch(title, "B3", "13800001111"),
    ]
    path.write_bytes(patch(path.read_bytes(), said))
    assert ["资料在列出之后又改过" in one.zh for one in run(path).undone] == [True]
