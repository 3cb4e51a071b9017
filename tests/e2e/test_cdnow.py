"""23,570 customers and 69,659 orders in one workbook: the tiers are those of the published data, nothing breaks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import custsheet


@pytest.fixture(scope="module")
def tables(shared: Path) -> dict[str, list[dict[str, Any]]]:
    lines = (shared / "data" / "cdnow" / "CDNOW_master.txt").read_text("ascii").splitlines()[1:]
    orders = []
    for number, line in enumerate(filter(str.strip, lines), 1):
        customer, day, discs, dollars = line.split()
        orders.append(
            {
                "order_no": f"S{number:06}",
                "customer_id": customer,
                "date": datetime.strptime(day, "%Y%m%d"),
                "product": "CD",
                "qty": int(discs),
                "amount": float(dollars),
                "order_status": "有效",
            }
        )
    names = dict.fromkeys(order["customer_id"] for order in orders)
    customers = [{"customer_id": name, "kind": "个人", "name": f"客户{name}", "notes": "CDNOW"} for name in names]
    return {"customers": customers, "orders": orders}


@pytest.mark.slow
def test_process__cdnow_gives_the_published_tiers(tables: Any, tmp_path: Path) -> None:
    path = tmp_path / "cdnow.xlsx"
    settings = {"tier_method": "pareto", "window_months": None, "reference_day": "last_order"}
    custsheet.create(path, tables=tables, settings=settings)
    outcome = custsheet.process(path, today=date(2026, 6, 17))
    assert outcome.written
    assert outcome.rows == {"customers": 23570, "orders": 69659} | {
        name: 0 for name in outcome.rows if name not in tables
    }
    assert outcome.tiers is not None
    assert outcome.tiers.counts == {"A": 7695, "B": 8067, "C": 7740, "P": 68}
    assert outcome.tiers.reference == date(1998, 6, 30)
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("客户分级").to_python(skip_empty_area=False)
    at = sheet[7].index("最终")
    assert [row[at] for row in sheet[8:]].count("A") == 7695
    before = path.read_bytes()
    assert not custsheet.process(path, today=date(2026, 6, 17)).written
    assert path.read_bytes() == before
