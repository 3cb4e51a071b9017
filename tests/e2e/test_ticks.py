"""Tick, save, process: a pass carries out what was ticked, once, and remembers what was ignored."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import Commands

import custsheet
from custsheet.package import CellPatch, patch

DAY = "2026-06-17"
CUSTOMER = {
    "kind": "个人", "owner": "王芳", "consent_basis": "履行合同", "entered_by": "王芳",
    "entered_on": date(2026, 6, 1), "verified_on": date(2026, 6, 1),
}  # fmt: skip
CUSTOMERS = [
    CUSTOMER | {"customer_id": "C000001", "name": "李文静", "mobile": "+86 139-1234-5678"},
    CUSTOMER | {"customer_id": "C000002", "name": "陈志强", "phone": "13812345678"},
    CUSTOMER | {"customer_id": "C000003", "name": "赵国栋", "mobile": "1391234"},
    CUSTOMER | {"customer_id": None, "name": "孙丽华", "mobile": "13712345678"},
]


Told = Callable[..., tuple[int, Any]]


@pytest.fixture
def told(commands: Commands, tmp_path: Path) -> Told:
    """Exit code and the JSON object of a command."""

    def call(*words: str | Path, home: Path) -> tuple[int, Any]:
        environment = os.environ | {"CUSTSHEET_HOME": str(home), "CUSTSHEET_LANG": "zh"}
        done = commands.run([*words, "--json"], env=environment, cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        return done.returncode, json.loads(done.stdout)

    return call


@pytest.fixture
def path(tmp_path: Path) -> Path:
    users = [{"user": "王芳", "role": "销售", "active": "√"}]
    tables = {"customers": CUSTOMERS, "users": users}
    return custsheet.create(tmp_path / "客户.xlsx", tables=tables, today=date(2026, 6, 17))


def write(path: Path, where: dict[tuple[str, str], str]) -> None:
    """Type into decision columns, as a person does: {(code, column title): text}."""
    sheet = openpyxl.load_workbook(path)["数据质量"]
    heads = {cell.value: cell.column_letter for cell in sheet[8]}
    rows = {sheet[f"{heads['规则']}{row}"].value: row for row in range(9, sheet.max_row + 1)}
    patches = [CellPatch("数据质量", f"{heads[title]}{rows[code]}", text) for (code, title), text in where.items()]
    path.write_bytes(patch(path.read_bytes(), patches))


def test_process__carries_out_what_was_ticked_and_remembers_what_was_ignored(
    told: Told, path: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    code, first = told("process", path, "--today", DAY, home=home)
    assert code == 1
    assert [one["kind"] for one in first["mends"]] == ["numbered"]
    assert {one["code"] for one in first["findings"]} >= {"E111", "W115"}
    broken = next(one for one in first["findings"] if one["value"] == "1391234")
    write(path, {("W115", "采纳"): "√"})
    sheet = openpyxl.load_workbook(path)["数据质量"]
    heads = {cell.value: cell.column_letter for cell in sheet[8]}
    for row in range(9, sheet.max_row + 1):
        value = sheet[f"{heads['现值']}{row}"].value
        if value == "+86 139-1234-5678":
            path.write_bytes(patch(path.read_bytes(), [CellPatch("数据质量", f"{heads['采纳']}{row}", "x")]))
        elif value == "1391234":
            reason = [CellPatch("数据质量", f"{heads['忽略']}{row}", "√")]
            reason.append(CellPatch("数据质量", f"{heads['忽略理由']}{row}", "老号码，客户说不用改"))
            path.write_bytes(patch(path.read_bytes(), reason))

    code, second = told("process", path, "--today", DAY, home=home)
    assert code == 0
    changed = {(one["cell"], one["old"], one["new"]) for one in second["mends"]}
    assert changed == {
        ("F5", "+86 139-1234-5678", "13912345678"),
        ("G6", "13812345678", None),
        ("F6", None, "13812345678"),
    }
    assert second["mended"][0]["zh"] == "按采纳的建议改了 3 个单元格。"
    assert [(one["code"], one["reason"]) for one in second["ignored"]] == [("E111", "老号码，客户说不用改")]
    assert not {one["code"] for one in second["findings"]} & {"E111", "W115"}
    book = openpyxl.load_workbook(path)
    assert [book["客户"][cell].value for cell in ("A8", "F5", "F6", "G6", "F7")] == [
        "C000004", "13912345678", "13812345678", None, "1391234",
    ]  # fmt: skip
    flags = next(one for one in book.worksheets if "客户" in one.title and one.sheet_state == "veryHidden")
    assert flags["F7"].value is None  # what is ignored lights up no more

    before = path.read_bytes()
    _, third = told("process", path, "--today", DAY, home=home)
    assert (third["written"], third["mends"], path.read_bytes()) == (False, [], before)
    assert len(third["ignored"]) == 1
    assert broken["record"] == third["ignored"][0]["record"]

    write(path, {("E111", "忽略"): ""})
    _, fourth = told("process", path, "--today", DAY, home=home)
    assert [one["value"] for one in fourth["findings"] if one["code"] == "E111"] == ["1391234"]
    assert fourth["ignored"] == []


def test_process__a_tick_on_a_cell_that_changed_since_is_told_not_applied(
    told: Told, path: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    told("process", path, "--today", DAY, home=home)
    write(path, {("W115", "采纳"): "√"})
    path.write_bytes(patch(path.read_bytes(), [CellPatch("客户", "G6", "13800000000")]))
    _, second = told("process", path, "--today", DAY, home=home)
    assert second["mends"] == []
    assert any("客户!G6" in one["zh"] and "没有照办" in one["zh"] for one in second["notices"])
    assert openpyxl.load_workbook(path)["客户"]["G6"].value == "13800000000"


def test_process__a_side_car_leaves_ticks_and_cells_alone(told: Told, path: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    told("process", path, "--today", DAY, home=home)
    write(path, {("W115", "采纳"): "√"})
    before = path.read_bytes()
    _, beside = told("process", path, "--side-car", "--today", DAY, home=home)
    assert (beside["mends"], path.read_bytes()) == ([], before)
    sheet = openpyxl.load_workbook(beside["target"])["数据质量"]
    assert any("只供查看" in str(cell.value) for cell in sheet[2])
    heads = {cell.value for cell in sheet[8]}
    assert "建议值" in heads  # it shows all that was found
    assert not heads & {"采纳", "忽略", "忽略理由"}  # and asks for no decision, for nobody would read it


def test_process__a_dry_run_says_what_it_would_mend(told: Told, path: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = path.read_bytes()
    _, dry = told("process", path, "--dry-run", "--today", DAY, home=home)
    assert (dry["written"], dry["would_write"], path.read_bytes()) == (False, True, before)
    assert [one["kind"] for one in dry["mends"]] == ["numbered"]


def test_adopt__numbers_the_records_of_a_workbook_made_elsewhere(told: Told, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户名单"
    for row in (
        ["客户编号", "客户名称", "手机"],
        ["C000001", "甲公司", "13912345678"],
        [None, "乙公司", "13812345678"],
    ):
        sheet.append(row)
    path = tmp_path / "自己的.xlsx"
    book.save(path)
    home = tmp_path / "home"
    _, first = told("process", path, "--today", DAY, home=home)
    assert first["mends"] == []
    assert any("custsheet adopt" in one["zh"] for one in first["notices"])
    _, adopted = told("adopt", path, "--today", DAY, home=home)
    assert [(one["kind"], one["cell"], one["new"]) for one in adopted["mends"]] == [("numbered", "A3", "C000002")]
    path.write_bytes(patch(path.read_bytes(), [CellPatch("客户名单", "B4", "丙公司")]))
    _, later = told("process", path, "--today", DAY, home=home)
    assert [(one["cell"], one["new"]) for one in later["mends"]] == [("A4", "C000003")]
