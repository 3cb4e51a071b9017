"""Merge, look, take back: what people decide on 疑似重复 becomes true with the next pass, and can be undone."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reviewing import DAY, PEOPLE, Workbook, customer

import custsheet
from custsheet.model.address import column_letters
from custsheet.reading.book import Book

LI = {"name": "李文静", "mobile": "13912345678"}


def order(number: int, record: str) -> dict[str, Any]:
    return {
        "order_no": f"SO{number}", "line": 1, "customer_id": record, "date": f"2026-05-{number:02}", "product": "椅子",
        "qty": 1, "unit_price": 100, "amount": 100, "order_status": "有效", "owner": "王芳",
    }  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    customers = [
        customer(1, **LI, notes="老客户", interests="摄影；登山"),
        customer(2, **LI | {"mobile": "+86 139-1234-5678"}, email="liwj@example.com", notes="喜欢上午",
                 interests="登山、钓鱼", owner="李伟"),
        customer(3, name="赵国栋"),
    ]  # fmt: skip
    orders = [order(1, "C000001"), order(2, "C000002"), order(3, "C000003")]
    return Workbook(tmp_path / "客户.xlsx", {"customers": customers, "orders": orders})


def test_merge__the_survivor_gets_the_best_values_and_the_rows(book: Workbook) -> None:
    first = book.process()
    (group,) = first.duplicates
    keep, loser = group.records
    before = book.cells()
    book.decide({loser: {"处理": "合并", "处理人": "王芳"}})
    done = book.process()
    assert done.rows["customers"] == 2
    assert done.duplicates == ()
    assert sorted(book.column("交易", "客户编号")) == sorted([keep, keep, "C000003"])
    assert book.column("客户", "手机")[:2] == ["13912345678", "13912345678"]
    states = dict(zip(book.column("客户", "客户编号"), [row[-2] for row in book.cells()["客户"][4:7]], strict=True))
    assert states[loser] == f"已合并→{keep}"
    assert list(next(row for row in Book(book.path.read_bytes()).grid("_记录") if row[0] == loser)[1:5]) == [
        "", "", f"已合并→{keep}", "",
    ]  # fmt: skip
    (line,) = book.lines("合并台账")
    assert (line["记录"], line["并入 · 相对"], line["处理人"], line["状态"]) == (loser, keep, "王芳", "有效")
    assert "李文静" in line["原来的全部内容"]
    assert not book.process().written
    book.undo(loser)
    back = book.process()
    assert book.cells() == before
    assert [one.records for one in back.duplicates] == [group.records]
    assert not book.process().written


def test_check_and_side_car__leave_decisions_where_they_are(book: Workbook) -> None:
    (group,) = book.process().duplicates
    book.decide({group.records[1]: {"处理": "合并", "处理人": "王芳"}})
    before = book.path.read_bytes()
    assert len(custsheet.check(book.path, today=DAY).duplicates) == 1
    assert [one.kind for one in book.process(dry_run=True).mends].count("merged") == 1
    assert book.path.read_bytes() == before
    aside = book.process(side_car=True).target
    assert aside is not None
    assert book.path.read_bytes() == before
    copy = Book(aside.read_bytes()).grid("疑似重复")
    assert "为什么像" in copy[7]
    assert not {"保留", "处理", "处理人"} & set(copy[7])  # nobody would read a decision there


def test_merged__counts_nowhere_and_its_number_is_never_given_again(book: Workbook) -> None:
    (group,) = book.process().duplicates
    keep, loser = group.records
    book.decide({keep: {"处理": "合并"}})
    book.process()
    book.type("客户", {"C8": "周杰", "F8": "13812345678", "B8": "个人"})
    book.type("交易", {"A8": "SO9", "C8": loser})
    done = book.process()
    assert done.rows["customers"] == 3
    assert book.column("客户", "客户编号") == ["C000001", "C000002", "C000003", "C000004"]
    assert {one.record for one in done.findings if one.sheet == "customers"} <= {keep, "C000003", "C000004"}
    assert done.tiers is not None
    assert loser not in set(done.tiers.table["record"])
    (found,) = [one for one in done.findings if one.code == "E192"]
    assert (found.value, found.proposal, found.message) == (loser, keep, "merged")
    assert [row[-2] for row in book.cells()["客户"][4:7]].count(f"已合并→{keep}") == 1


def test_merged__typing_into_its_row_is_told(book: Workbook) -> None:
    (group,) = book.process().duplicates
    keep, loser = group.records
    book.decide({keep: {"处理": "合并"}})
    book.process()
    row = 4 + int(loser[-1])
    book.type("客户", {f"F{row}": "13700000000"})
    said = [one.zh for one in book.process().notices]
    assert [f"{loser}（手机） → {keep}" in one for one in said] == [True]
    book.undo(loser)
    (note,) = book.process().notices
    assert f"{loser} 的行合并以后改过，没有动：手机" in note.zh
    assert book.column("客户", "手机").count("13700000000") == 1


def test_merged__a_survivor_that_is_gone_is_told(book: Workbook) -> None:
    (group,) = book.process().duplicates
    keep, loser = group.records
    book.decide({loser: {"处理": "合并"}})
    book.process()
    row = 4 + int(keep[-1])
    book.type(
        "客户", {f"{column_letters(at)}{row}": None for at in (*range(1, 17), *range(18, 22), 28, 29, *range(33, 37))}
    )
    done = book.process()
    assert done.rows["customers"] == 1
    told, gone = done.notices
    assert f"哪个数字都不含他们：{loser} → {keep}。" in told.zh
    assert done.gone == (gone,)
    assert f"少了 1 条记录：{keep}。" in gone.zh
    book.undo(loser)
    assert book.process().rows["customers"] == 2


def test_merged__the_ledger_tells_what_a_lost_hidden_sheet_knew(book: Workbook) -> None:
    (group,) = book.process().duplicates
    loser = group.records[1]
    book.decide({loser: {"处理": "合并", "处理人": "王芳"}})
    book.process()
    (before,) = book.lines("合并台账")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = openpyxl.load_workbook(book.path)
    del whole["_custsheet"]
    whole.save(book.path)
    done = book.process()
    assert (done.rows["customers"], done.duplicates) == (2, ())
    assert [one.zh.startswith("custsheet 的隐藏工作表丢了") for one in done.notices].count(True) == 1
    assert book.lines("合并台账") == [before]
    assert not any("隐藏工作表丢了" in one.zh for one in book.process().notices)
    assert book.lines("合并台账") == [before]
    book.undo(loser)
    done = book.process()
    assert done.rows["customers"] == 3
    assert any("这次合并只剩「合并台账」里的记载" in one.zh for one in done.notices)
    assert book.lines("合并台账")[0]["原来的全部内容"] == before["原来的全部内容"]


@pytest.mark.parametrize("setting", ["从不", "证件号相同"])
def test_auto_merge__only_where_the_setting_says_so_and_never_again_once_undone(tmp_path: Path, setting: str) -> None:
    paper = "11010519491231002X"
    customers = [customer(1, **LI, id_no=paper), customer(2, **LI, id_no=paper.lower()), customer(3, name="赵国栋"),
                 customer(4, name="赵国栋", mobile="13900000003")]  # fmt: skip
    book = Workbook(tmp_path / "客户.xlsx", {"customers": customers})
    grid = Book(book.path.read_bytes()).grid("参数")
    row = next(at for at, cells in enumerate(grid, 1) if "自动合并" in cells)
    column = column_letters(grid[row - 1].index("从不") + 1)
    book.type("参数", {f"{column}{row}": setting})
    merged = [one.record for one in book.process().mends if one.kind == "merged"]
    assert len(merged) == (setting != "从不")
    if merged:
        assert book.lines("合并台账")[0]["依据"] == "自动：证件号相同"
        book.undo(merged[0])
        book.process()
        assert [one.kind for one in book.process(1).mends] == []
        assert book.process(1).rows["customers"] == 4


def test_merge__in_a_workbook_made_without_custsheet(tmp_path: Path) -> None:
    """Numbers for identifiers, and no column that could say what was merged."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "名单"
    rows = [
        [1, "李文静", 13912345678, None],
        [2, "李文静", "139 1234 5678", "老客户"],
        [3, "赵国栋", "13712345678", None],
    ]
    for row in (["客户编号", "姓名", "手机", "备注"], *rows):
        sheet.append(row)
    orders = made.create_sheet("订单")
    for row in (["订单号", "客户编号", "金额"], ["A1", 1, 100], ["A2", 2, 200], ["A3", 3, 300]):
        orders.append(row)
    made.save(tmp_path / "名单.xlsx")
    book = Workbook.open(tmp_path / "名单.xlsx")
    (group,) = book.process().duplicates
    before = book.cells("名单", "订单")
    keep, loser = group.records
    book.decide({loser: {"处理": "合并"}})
    done = book.process()
    assert done.rows["customers"] == 2
    assert sorted(row[1] for row in book.cells("订单")["订单"][1:]) == sorted([float(keep), float(keep), 3.0])
    assert [row[0] for row in book.cells("名单")["名单"][1:]] == [1.0, 2.0, 3.0]
    assert not book.process().written
    book.undo(loser)
    book.process()
    assert book.cells("名单", "订单") == before


def test_merge__every_other_part_of_the_file_stays(book: Workbook) -> None:
    """Of the people's sheets only the two that a merge has to change are other parts than before."""
    (group,) = book.process().duplicates
    before = parts(book.path)
    book.decide({group.records[1]: {"处理": "合并"}})
    book.process()
    after = parts(book.path)
    changed = {title for title, name in people(book.path).items() if before[name] != after[name]}
    assert changed == {"客户", "交易"}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def people(path: Path) -> dict[str, str]:
    inventory = Book(path.read_bytes()).inventory
    return {sheet.title: sheet.part for sheet in inventory.sheets if sheet.title in PEOPLE}


def test_apart__of_records_that_are_one_by_now_is_one_line_and_one_tick(tmp_path: Path) -> None:
    book = Workbook(tmp_path / "客户.xlsx", {"customers": [customer(number, **LI) for number in range(1, 6)]})
    (group,) = book.process().duplicates
    book.decide({group.records[0]: {"处理": "合并"}, group.records[3]: {"处理": "不是同一客户"}})
    done = book.process()
    assert (done.rows["customers"], done.duplicates) == (2, ())
    (apart,) = [one for one in book.lines("合并台账") if one["处理"] == "不是同一客户"]
    assert {apart["记录"], apart["并入 · 相对"]} == {group.records[0], group.records[3]}
    book.undo(apart["记录"])
    assert [set(one.records) for one in book.process().duplicates] == [{group.records[0], group.records[3]}]
