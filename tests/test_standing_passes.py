"""A workbook from month to month: tiers are remembered in the file, and a second pass on a day writes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import custsheet

FIXED = {"tier_method": "fixed", "fixed_a": 100, "fixed_b": 50, "window_months": 6}


def _first(outcome: Any) -> list[Any]:
    return outcome.tiers.table[["tier", "raw", "last", "change"]].iloc[0].tolist()


def test_process__holds_a_tier_for_a_month_and_writes_once_a_day(tmp_path: Path) -> None:
    """The large order leaves the window in July; the tier follows in August."""
    people = [{"customer_id": "C000001", "kind": "企业", "name": "张三", "company": "甲公司", "mobile": "13800138000"}]
    orders = [{"order_no": "S1", "customer_id": "C000001", "date": date(2026, 1, 10), "amount": 120},
              {"order_no": "S2", "customer_id": "C000001", "date": date(2026, 5, 10), "amount": 60}]  # fmt: skip
    path = custsheet.create(
        tmp_path / "book.xlsx", tables={"customers": people, "orders": orders}, settings=FIXED, today=date(2026, 6, 1)
    )
    june = custsheet.process(path, today=date(2026, 6, 20))
    assert _first(june) == ["A", "A", None, None]
    july = custsheet.process(path, today=date(2026, 7, 20))
    assert _first(july) == ["A", "B", "A", "same"]
    again = custsheet.process(path, today=date(2026, 7, 20))
    assert (again.written, _first(again)) == (False, _first(july))
    later = custsheet.process(path, today=date(2026, 7, 25))
    assert _first(later) == _first(july)
    assert [one.day for one in later.tiers.standings] == [date(2026, 6, 20), date(2026, 7, 25)]
    assert _first(custsheet.check(path, today=date(2026, 8, 3))) == ["B", "B", "A", "down"]
    assert _first(custsheet.process(path, today=date(2026, 8, 3))) == ["B", "B", "A", "down"]
