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
def test_process__nobody_falls_within_a_month_not_even_by_a_second_pass_on_the_day(tmp_path: Path, lang: Any) -> None:
    """C2 buys so much on the day of the first pass that C1 is no longer among the customers with 80 % of the sales."""
    people = [{"customer_id": f"C00000{n}", "kind": "个人", "name": name, "mobile": f"1380013800{n}"}
              for n, name in ((1, "张三"), (2, "李四"))]  # fmt: skip
    orders = [{"order_no": "S1", "customer_id": "C000001", "date": date(2026, 5, 10), "amount": 1000},
              {"order_no": "S2", "customer_id": "C000002", "date": date(2026, 5, 11), "amount": 100}]  # fmt: skip
    path = custsheet.create(
        tmp_path / "book.xlsx", lang=lang, tables={"customers": people, "orders": orders}, today=date(2026, 6, 1)
    )

    def tiers_of(outcome: Any) -> list[str]:
        table = outcome.tiers.table.set_index("record")
        return [table.at["C000001", name] for name in ("tier", "raw")]

    june = date(2026, 6, 20)
    assert tiers_of(custsheet.process(path, today=june)) == ["A", "A"]
    book = openpyxl.load_workbook(path)
    sheet = book[load_schema((folder("schemas") / "customers.yaml").read_text("utf-8")).sheet("orders").title(lang)]
    amount = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 100)
    amount.value = 9_000
    book.save(path)
    fallen = custsheet.process(path, today=june)
    assert (fallen.written, tiers_of(fallen)) == (True, ["A", "B"])
    reason = fallen.tiers.table.set_index("record").at["C000001", "reason"]
    assert reason.endswith(
        {"zh": "本次算是 B，本月曾达到 A", "en": "computed B this time, was A earlier this month"}[lang]
    )
    again = custsheet.process(path, today=june)
    assert (again.written, tiers_of(again)) == (False, ["A", "B"])
    passes = [date(2026, 6, 21), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 1), date(2026, 7, 31)]
    assert [tiers_of(custsheet.process(path, today=day)) for day in passes] == [["A", "B"]] * len(passes)
    assert tiers_of(custsheet.process(path, today=date(2026, 8, 1))) == ["B", "B"]
