"""What people decided stays decided: 待定 goes with its records, nothing merges over a person's head."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reviewing import Workbook, company, customer

from custsheet.model.address import column_letters

LI = {"name": "李文静", "mobile": "13912345678"}
PAPER = "11010519491231002X"


@pytest.fixture
def made(tmp_path: Path) -> Any:
    return lambda *customers: Workbook(tmp_path / "客户.xlsx", {"customers": list(customers)})


def said(book: Workbook) -> list[tuple[Any, ...]]:
    """Record, word, name and day of every line on which something stands."""
    lines = book.lines("疑似重复")
    told = [(one["客户编号"], one.get("处理"), one.get("处理人"), str(one.get("处理日期"))) for one in lines]
    return [one for one in told if one[1]]


def allow(book: Workbook) -> None:
    """Let records with one ID number be merged without asking."""
    grid = book.cells("参数")["参数"]
    row = next(at for at, cells in enumerate(grid, 1) if "自动合并" in cells)
    book.type("参数", {f"{column_letters(grid[row - 1].index('从不') + 1)}{row}": "证件号相同"})


def test_later__stays_where_others_of_its_group_are_merged_or_set_apart(made: Any) -> None:
    book = made(*(customer(number, **LI) for number in (1, 2, 3, 4)), customer(5, name="赵国栋"))
    (group,) = book.process().duplicates
    keep, one, two, three = group.records
    words = {one: {"处理": "合并"}, two: {"处理": "待定", "处理人": "王芳"}, three: {"处理": "不是同一客户"}}
    book.decide(words)
    assert [group.records for group in book.process().duplicates] == [(keep, two)]
    assert said(book) == [(two, "待定", "王芳", "2026-06-17")]
    assert not book.process(29).written or said(book) == [(two, "待定", "王芳", "2026-06-17")]
    # A new copy makes another group of it again.
    row = 4 + 6
    cells = {"A": "C000009", "B": "个人", "C": "李文静", "F": "13912345678"}
    book.type("客户", {f"{letter}{row}": value for letter, value in cells.items()})
    groups = [set(group.records) for group in book.process(29).duplicates]
    assert {keep, two, "C000009"} in groups
    assert [words[1:] for words in said(book)] == [("待定", "王芳", "2026-06-17")]
    book.process(30)
    assert said(book) == []


def test_later__outlives_the_sheet_it_was_written_on_and_ends_when_it_is_taken_away(made: Any) -> None:
    book = made(customer(1, **LI), customer(2, **LI), customer(3, name="赵国栋"))
    first, _ = book.process().duplicates[0].records
    book.decide({first: {"处理": "待定", "处理人": "王芳"}})
    book.process()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = openpyxl.load_workbook(book.path)
    del whole["疑似重复"]
    whole.save(book.path)
    book.process(5)
    assert said(book) == [(first, "待定", "王芳", "2026-06-17")]
    book.decide({first: {"处理": "", "处理人": ""}})
    book.process(6)
    assert said(book) == []
    book.process(7)
    assert said(book) == []


def test_auto_merge__asks_again_after_thirty_days_where_somebody_wanted_to_decide(made: Any) -> None:
    book = made(customer(1, **LI, id_no=PAPER), customer(2, **LI, id_no=PAPER), customer(3, name="赵国栋"))
    first, _ = book.process().duplicates[0].records
    book.decide({first: {"处理": "待定"}})
    allow(book)
    for day in (0, 29, 30, 31):
        done = book.process(day)
        assert ([one.kind for one in done.mends], len(done.duplicates)) == ([], 1)
    book.decide({first: {"处理": "合并"}})
    assert [one.kind for one in book.process(32).mends] == ["merged"]


def test_auto_merge__who_was_taken_out_is_not_put_in_again_beside_a_third(made: Any) -> None:
    book = made(customer(1, **LI, id_no=PAPER, notes="甲"), customer(2, **LI, id_no=PAPER), customer(5, name="赵国栋"))
    allow(book)
    assert [one.record for one in book.process().mends if one.kind == "merged"] == ["C000002"]
    heads = book.cells("客户")["客户"][3]
    given = customer(
        9, **LI, id_no=PAPER, email="li@example.com", job_title="经理", city="北京市", address="中山路 1 号"
    )
    titles = {"customer_id": "客户编号", "name": "客户名称", "mobile": "手机", "id_no": "身份证号", "email": "邮箱",
              "job_title": "职位", "city": "城市", "address": "地址", "owner": "负责人", "kind": "客户类型",
              "verified_on": "最近核实日期", "consent_basis": "处理依据", "entered_by": "录入人",
              "entered_on": "录入日期"}  # fmt: skip
    there = {titles[name]: value for name, value in given.items() if name in titles and titles[name] in heads}
    book.type("客户", {f"{column_letters(heads.index(title) + 1)}8": value for title, value in there.items()})
    assert [one.record for one in book.process(1).mends if one.kind == "merged"] == ["C000009"]
    book.undo("C000002")
    done = book.process(2)
    assert [one.record for one in done.mends if one.kind == "merged"] == []
    assert [set(group.records) for group in done.duplicates] == [{"C000001", "C000002"}]


def test_auto_merge__two_people_of_one_company_are_not_one(made: Any) -> None:
    firm = {"uscc": "91330100MA27ABCD82", "company": "杭州青木家居有限公司"}
    people = [
        company(1, "张伟", firm["company"], uscc=firm["uscc"], mobile="13861234501", email="zhangwei@qingmu.cn"),
        company(2, "张伟", firm["company"], uscc=firm["uscc"], mobile="13761234999", email="zw1990@qingmu.cn"),
    ]
    book = made(*people, customer(3, name="赵国栋"))
    allow(book)
    done = book.process()
    assert [one.kind for one in done.mends if one.kind == "merged"] == []
    assert [group.band for group in done.duplicates] == ["review"]


def test_contradiction__is_resolved_in_the_pass_in_which_one_side_is_taken_back(made: Any) -> None:
    """As its message says: take back 不是同一客户 on the ledger, and what was to be merged is merged."""
    book = made(customer(1, **LI), customer(2, **LI, email="li@example.com"), customer(3, name="赵国栋"))
    (group,) = book.process().duplicates
    book.decide({group.records[0]: {"处理": "不是同一客户"}})
    assert book.process().duplicates == ()
    cells = {"A": "C000007", "B": "个人", "C": "李文静", "F": "13912345678"}
    book.type("客户", {f"{letter}8": value for letter, value in cells.items()})
    groups = book.process().duplicates
    assert len(groups) == 2
    book.decide({record: {"处理": "合并"} for group in groups for record in group.records})
    torn = book.process()
    assert ["互相矛盾" in one.zh for one in torn.notices] == [True]
    book.undo(book.lines("合并台账")[0]["记录"])
    done = book.process()
    assert [one.kind for one in done.mends if one.kind == "merged"] == ["merged", "merged"]
    assert (done.notices, done.duplicates) == ((), ())


def test_merge__of_a_record_that_is_another_one_since_this_very_pass_is_not_done(made: Any) -> None:
    book = made(customer(1, **LI, notes="甲", email="a@example.com"), customer(2, **LI, notes="乙", job_title="经理"),
                customer(3, name="赵国栋"))  # fmt: skip
    (group,) = book.process().duplicates
    keep, loser = group.records
    book.decide({loser: {"处理": "合并"}})
    book.process()
    cells = {"A": "C000007", "B": "个人", "C": "李文静", "F": "13912345678"}
    book.type("客户", {f"{letter}8": value for letter, value in cells.items()})
    (group,) = book.process().duplicates
    assert set(group.records) == {keep, "C000007"}
    book.decide({group.records[1]: {"处理": "合并"}})
    book.undo(loser)
    done = book.process()
    assert [one.kind for one in done.mends if one.kind in ("merged", "unmerged")] == ["unmerged"]
    assert ["又改过" in one.zh for one in done.notices] == [True]
    assert [set(group.records) for group in done.duplicates] == [{keep, loser, "C000007"}]
