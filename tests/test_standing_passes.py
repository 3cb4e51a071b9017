"""A workbook from month to month: tiers are remembered in the file, and a second pass on a day writes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.model.load import load_schema
from custsheet.resources import folder

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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_process__what_was_put_right_on_the_same_day_lifts_nobody_what_was_true_for_a_day_does(
    tmp_path: Path, lang: Any
) -> None:
    people = [{"customer_id": f"C00000{n}", "kind": "个人", "name": name, "mobile": f"1380013800{n}"}
              for n, name in ((1, "张三"), (2, "李四"))]  # fmt: skip
    orders = [{"order_no": "S1", "customer_id": "C000001", "date": date(2026, 5, 10), "amount": 1000},
              {"order_no": "S2", "customer_id": "C000002", "date": date(2026, 5, 11), "amount": 100}]  # fmt: skip
    path = custsheet.create(
        tmp_path / "book.xlsx", lang=lang, tables={"customers": people, "orders": orders}, today=date(2026, 6, 1)
    )
    title = load_schema((folder("schemas") / "customers.yaml").read_text("utf-8")).sheet("orders").title(lang)

    def typed(old: int, new: int) -> None:
        book = openpyxl.load_workbook(path)
        next(cell for row in book[title].iter_rows() for cell in row if cell.value == old).value = new
        book.save(path)

    def passed(day: date) -> list[tuple[str, str]]:
        table = custsheet.process(path, today=day).tiers.table.set_index("record")
        return [(table.at[one, "raw"], table.at[one, "tier"]) for one in ("C000001", "C000002")]

    assert passed(date(2026, 6, 20)) == [("A", "A"), ("B", "B")]
    typed(100, 9_000)  # a slip
    assert passed(date(2026, 6, 21)) == [("B", "A"), ("A", "A")]
    typed(9_000, 100)
    assert passed(date(2026, 6, 21)) == [("A", "A"), ("B", "B")]
    typed(100, 9_000)  # and now in earnest
    for day in (date(2026, 6, 22), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31)):
        assert passed(day) == [("B", "A"), ("A", "A")]
    assert passed(date(2026, 8, 1)) == [("B", "B"), ("A", "A")]
