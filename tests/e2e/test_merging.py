"""Merge, look, take back: what people decide on 疑似重复 becomes true with the next pass, and can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reviewing import Workbook, customer

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
    (line,) = book.lines("合并台账")
    assert (line["记录"], line["并入 · 相对"], line["处理人"], line["状态"]) == (loser, keep, "王芳", "有效")
    assert "李文静" in line["原来的全部内容"]
    assert not book.process().written
    book.undo(loser)
    back = book.process()
    assert book.cells() == before
    assert [one.records for one in back.duplicates] == [group.records]
    assert not book.process().written
