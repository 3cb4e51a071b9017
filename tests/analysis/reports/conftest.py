"""Reports of workbooks made by hand, and what must hold for each whatever stands in them."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from custsheet.analysis import tiers
from custsheet.analysis.reports import REPORTS
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RecordRef, Report
from custsheet.model.snapshot import Snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))
sys.path.insert(0, str(Path(__file__).parents[1]))

import golden

_NO_NUMBER = re.compile(r"\b(?:nan|NaN|inf|NaT|None)\b|#DIV|<NA>")


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., Facts]:
    """`facts_of(snapshot, today)`."""

    def make(snapshot: Snapshot, today: date = golden.TODAY) -> Facts:
        return Facts.of(snapshot, tiers(snapshot, today), today)

    return make


@pytest.fixture(scope="session")
def golden_facts(workbook: Any, facts_of: Callable[..., Facts]) -> Facts:
    """The company of 20 customers."""
    return facts_of(workbook(**golden.sheets()))


def sound(report: Report, facts: Facts) -> None:
    """No figure that is none, no text that says so, no link that leads nowhere."""
    lengths = {block.name: len(block.table) for block in report.blocks}
    assert len(lengths) == len(report.blocks), "two blocks of one name"
    assert len(report.answers) <= 4
    said = [report.question, *(one for _, one in report.answers), *report.notes]
    for block in report.blocks:
        said += [one for one in (block.title, block.note, block.empty) if one is not None]
        said += [column.title for column in block.columns]
        if block.chart is not None:
            names = [block.chart.names, *block.chart.values, *([block.chart.target] if block.chart.target else [])]
            assert set(names) <= {column.name for column in block.columns}
        for column in block.columns:
            for value in block.table[column.name].tolist():
                if isinstance(value, float):
                    assert not math.isinf(value), (block.name, column.name)
                elif isinstance(value, str):
                    assert not _NO_NUMBER.search(value), (block.name, value)
        for (at, name), target in block.links.items():
            assert 0 <= at < len(block.table), block.name
            assert name in {column.name for column in block.columns}
            if isinstance(target, RecordRef):
                table = facts.snapshot.table(target.sheet)
                assert table is not None
                assert target.row in table.typed.index
            else:
                assert 0 <= target.first <= target.last < lengths[target.block], (block.name, at, name)
    for one in said:
        assert not _NO_NUMBER.search(one.zh), one.zh
        assert not _NO_NUMBER.search(one.en), one.en


def block(report: Report, name: str) -> Any:
    """The table of a block."""
    return next(one.table for one in report.blocks if one.name == name)


@pytest.fixture(params=sorted(REPORTS))
def report_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _maybe(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([None, *values])


_WHO = st.sampled_from(["C0", "C1", "X"])
_NOW = datetime.combine(golden.TODAY, time(12))
_DAY = st.integers(-2, 900).map(golden.day)
_MOMENT = st.one_of(st.none(), st.integers(0, 900 * 24).map(lambda hours: _NOW - timedelta(hours=hours)))
_FEEDBACK = st.fixed_dictionaries(
    {
        "feedback_id": _maybe("F1", "F2"),
        "customer_id": _WHO,
        "date": st.one_of(st.none(), _DAY),
        "kind": _maybe("complaint", "survey"),
        "csat": _maybe(1, 3, 5),
        "nps": _maybe(0, 8, 10),
        "content": _maybe("漏水", "茶 很好", "茶"),
        "handler": _maybe("李伟"),
        "told_on": st.one_of(st.none(), _DAY),
    }
)
_CASE = st.fixed_dictionaries(
    {
        "case_id": _maybe("S1", "S2"),
        "customer_id": _WHO,
        "service_type": _maybe("complaint", "repair", "presales"),
        "requested_at": _MOMENT,
        "first_response_at": _MOMENT,
        "resolved_at": _MOMENT,
        "details": _maybe("茶 漏水", "杯"),
        "staff": _maybe("赵磊"),
        "contact_count": _maybe(1, 2),
        "status": _maybe("solved", "reopened", "working"),
        "order_no": _maybe("C0-0", "C1-1"),
        "csat": _maybe(1, 4),
    }
)


@st.composite
def companies(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Sheets of 0 to 4 customers, all one-time buyers, all refunded, one who is everything, or anything between."""
    people = [f"C{number}" for number in range(draw(st.integers(0, 4)))]
    kind = draw(st.sampled_from(["any", "once", "refunded", "one"]))
    days = st.integers(0, 900).map(golden.day)
    found: list[dict[str, Any]] = []
    for at, who in enumerate([*people, "X"]):
        most = 1 if kind == "once" else 5
        for number in range(draw(st.integers(0, most))):
            amount = draw(st.sampled_from([0.0, 0.01, 100.0, 99.99, -50.0, 1e9]))
            found.append(
                {
                    "order_no": f"{who}-{number}",
                    "customer_id": who,
                    "date": draw(days),
                    "product": draw(st.sampled_from(["茶", "茶 ", "杯", None])),
                    "amount": amount * (1e4 if kind == "one" and at == 0 else 1),
                    "refund": amount if kind == "refunded" else draw(st.sampled_from([None, 10.0])),
                    "order_status": "valid",
                    "campaign": draw(st.sampled_from([None, "活动"])),
                }
            )
    named = [
        {
            "campaign": draw(st.sampled_from(["活动", "另一个"])),
            "start_date": draw(st.one_of(st.none(), days)),
            "end_date": draw(st.one_of(st.none(), days)),
            "customer_id": who,
            "participation": draw(st.sampled_from([None, "bought", "joined", "reached", "not_reached"])),
            "arm": draw(st.sampled_from([None, "treated", "control"])),
            "cost": draw(st.sampled_from([None, 0.0, 5.0])),
        }
        for who in [*people, "X"]
    ]
    customers = [
        {"customer_id": one, "name": f"人{one}", "industry": draw(st.sampled_from([None, "retail"]))} for one in people
    ]
    said = draw(st.lists(_FEEDBACK, max_size=6)) if people else []
    cases = draw(st.lists(_CASE, max_size=6)) if people else []
    return {"customers": customers, "orders": found, "campaigns": named, "feedback": said, "service": cases}
