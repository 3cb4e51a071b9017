"""Losing records by the hundred stops a pass; nothing else does. A few that are gone are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.memory.backups import Backups
from custsheet.model.errors import ManyGoneError
from custsheet.pipeline.refreshing import refresh

TODAY = date(2026, 6, 17)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    return lambda path, **more: custsheet.process(path, today=TODAY, backups=Backups(tmp_path / "home"), **more)


def _customers(path: Path, last: int) -> None:
    """A company's own workbook with so many customers, and two lines an order."""
    book = openpyxl.Workbook()
    people = book.active
    people.title = "客户"
    people.append(["客户编号", "姓名", "手机"])
    orders = book.create_sheet("交易")
    orders.append(["订单号", "行号", "客户编号", "购买日期", "购买金额"])
    for number in range(1, last + 1):
        people.append([f"C{number:06}", f"赵{number}", f"1391234{number:04}"])
        for line in (1, 2):
            orders.append([f"D{number:06}", line, f"C{number:06}", date(2026, 5, 1), 100])
    book.save(path)


def _edited(path: Path, change: Callable[[Any], object], sheet: str = "客户") -> None:
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)


def test_process__orders_of_several_lines_are_there(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 60)
    assert run(path).target == path
    run(path)


@pytest.mark.parametrize(("rows", "stopped"), [(20, False), (21, True)])
def test_process__records_by_the_hundred_are_not_let_go(tmp_path: Path, run: Any, rows: int, *, stopped: bool) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 60)
    run(path)
    _edited(path, lambda sheet: sheet.delete_rows(10, rows))
    before = path.read_bytes()
    if stopped:
        with pytest.raises(ManyGoneError, match=r"^21 of 60 records of 客户 "):
            run(path)
        assert path.read_bytes() == before
        run(path, accept_deletions=True)
        run(path)
    else:
        run(path)
    assert path.read_bytes() != before


@pytest.mark.parametrize(("rows", "names"), [(1, "C000009"), (7, "C000009、C000010、C000011、C000012、C000013……")])
def test_process__tells_which_records_are_gone_once(tmp_path: Path, run: Any, rows: int, names: str) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 80)
    assert run(path).gone == ()
    kept = next(iter(Backups(tmp_path / "home").list(path)))
    _edited(path, lambda sheet: sheet.delete_rows(10, rows))
    _edited(path, lambda sheet: sheet.delete_rows(18, 2), "交易")  # the orders of the first of them
    done = run(path)
    (customers,) = done.gone
    assert customers.zh.startswith(f"「客户」从上次处理到现在少了 {rows} 条记录：{names}")
    assert customers.en.startswith(f"{'1 record' if rows == 1 else '7 records'} gone from 客户 since the last pass: C0")
    assert ("12 rows elsewhere still name such a record." in customers.en) == (rows == 7)
    assert f"{kept.digest.removeprefix('sha256:')}.xlsx" in customers.zh
    assert set(done.gone) <= set(done.notices)
    again = run(path)
    assert (again.gone, again.written) == ((), False)


def test_refresh__tells_it_first_and_not_again(tmp_path: Path) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 30)
    refresh(path, today=TODAY)
    _edited(path, lambda sheet: sheet.delete_rows(2))
    said = refresh(path, today=TODAY)
    (gone,) = said.gone
    assert gone.en.startswith("1 record gone from 客户 since the last pass: C000001.")
    assert gone in said.notices
    assert said.worst[0].en.startswith("New: 交易!")
    again = refresh(path, today=TODAY)
    assert again.gone == ()
    assert not any("gone" in one.en or one.en.startswith("New") for one in (*again.worst, *again.notices))


@pytest.mark.parametrize("identifier", ["c000009", "K0009"])
def test_process__an_identifier_typed_anew_is_no_deletion(tmp_path: Path, run: Any, identifier: str) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 30)
    run(path)
    for typed in (identifier, "C000009"):
        _edited(path, lambda sheet, typed=typed: sheet.cell(10, 1, typed))
        assert run(path).gone == ()


def test_process__a_column_of_identifiers_that_is_gone_is_no_deletion(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 12)
    run(path)
    _edited(path, lambda sheet: sheet.delete_cols(1))
    assert run(path).gone == ()


def test_process__beside_an_open_workbook_deletions_wait(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "自己的.xlsx"
    _customers(path, 30)
    run(path)
    _edited(path, lambda sheet: sheet.delete_rows(10))
    assert run(path, side_car=True).gone == ()
    assert len(run(path).gone) == 1


def test_process__names_no_backup_that_lacks_the_record(tmp_path: Path, run: Any) -> None:
    """A write that fails after its backup leaves one of the version after the deletion."""
    path = tmp_path / "自己的.xlsx"
    _customers(path, 30)
    run(path)
    with_it = next(iter(Backups(tmp_path / "home").list(path)))
    _edited(path, lambda sheet: sheet.delete_rows(10))
    Backups(tmp_path / "home").store(path.read_bytes(), path)
    (gone,) = run(path).gone
    assert with_it.digest.removeprefix("sha256:") in gone.en
