"""W197: a new record of a known customer is told at once, with whose that customer is, until somebody has decided."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from reviewing import CUSTOMER, Workbook, customer

KNOWN = {"name": "李文静", "mobile": "13912345678", "entered_on": date(2026, 3, 5), "entered_by": "李伟"}


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    twice = [customer(3, name="赵国栋", mobile="13712345678"), customer(4, name="赵国栋", mobile="13712345678")]
    return Workbook(tmp_path / "客户.xlsx", {"customers": [customer(1, **KNOWN), customer(2), *twice]})


def add(book: Workbook) -> None:
    """Somebody enters 李文静 once more, without a number, below the others."""
    labels = {"kind": "B9", "owner": "AB9", "consent_basis": "AC9", "entered_by": "AH9", "entered_on": "AI9"}
    cells = {labels[name]: CUSTOMER[name] for name in labels} | {"AJ9": CUSTOMER["verified_on"]}
    book.type("客户", cells | {"C9": "李文静", "F9": "13912345678"})


def test_arrivals__a_new_record_of_a_known_customer_is_told_until_it_is_decided(book: Workbook) -> None:
    first = book.process()
    assert len(first.duplicates) == 1  # on a first pass everything is new, and nothing of it is told
    assert [one for one in first.findings if one.code == "W197"] == []
    add(book)
    second = book.process()
    (found,) = [one for one in second.findings if one.code == "W197"]
    assert (found.record, found.row, found.value) == ("C000005", 9, "李文静")
    (line,) = [one for one in book.lines("数据质量") if one["规则"] == "W197"]
    for words in ("C000001", "李文静", "负责人 王芳", "2026-03-05 由 李伟 录入", "手机相同", "「疑似重复」"):
        assert words in line["问题"]
    assert not book.process().written
    third = book.process(1)
    assert [one.record for one in third.findings if one.code == "W197"] == ["C000005"]


@pytest.mark.parametrize(("word", "later"), [("合并", False), ("不是同一客户", False), ("待定", True)])
def test_arrivals__what_is_decided_is_told_no_more(book: Workbook, word: str, later: bool) -> None:
    book.process()
    add(book)
    group = next(one for one in book.process().duplicates if "C000005" in one.records)
    book.decide({group.records[0]: {"处理": word}})
    assert [one for one in book.process(1).findings if one.code == "W197"] == []
    after = [one.record for one in book.process(31).findings if one.code == "W197"]
    assert after == (["C000005"] if later else [])


def test_arrivals__may_be_ignored_like_any_finding(book: Workbook) -> None:
    book.process()
    add(book)
    book.process()
    book.decide({"W197": {"忽略": "√", "忽略理由": "两位同名"}}, "数据质量", "规则")
    for day in (0, 1):
        done = book.process(day)
        assert [one for one in done.findings if one.code == "W197"] == []
        assert [one.finding.record for one in done.ignored] == ["C000005"]


def test_arrivals__the_new_record_is_never_the_one_to_keep(book: Workbook) -> None:
    """It is the more complete and verified last, and belongs to somebody else."""
    book.process()
    add(book)
    book.type("客户", {"H9": "liwj@example.com", "AB9": "李伟"})
    group = next(one for one in book.process().duplicates if "C000005" in one.records)
    assert group.records == ("C000001", "C000005")
    (line,) = [one for one in book.lines("疑似重复") if one["客户编号"] == "C000001"]
    assert "C000005 的负责人由 李伟 变为 王芳" in line["建议与合并后取值"]
    book.decide({"C000001": {"处理": "合并"}})
    book.process(1)
    assert book.column("客户", "负责人")[0] == "王芳"
