"""Who is leaving, why, and what to do; against tiers, plain loops and by example."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet.analysis import tiers
from custsheet.analysis.churn import leaving
from custsheet.analysis.churn.actions import ACTIONS
from custsheet.analysis.histories import Histories
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import REASONS as NAMES
from custsheet.analysis.rules import TOLD, Rules
from custsheet.model.churn import REASONS, Churn
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))

import churn_limits
import churn_reasons

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
COLUMNS = [
    *("record", "customer", "owner", "tier", "stage", "idle", "usual", "basis", "risk", "dormant", "lost", "end"),
    *("times", "amount", "reason", "why", "sheet", "row", "action", "told"),
]
CLOCK = {"response_hours": "calendar"}


def _leaving(snapshot: Snapshot, today: date = TODAY) -> Churn:
    rules = Rules.of(snapshot)
    ledger = read_orders(snapshot, rules, today)
    return leaving(snapshot, rules, Histories.of(snapshot, rules, ledger, tiers(snapshot, today)), today)


def _ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=one) for one in days]


@pytest.fixture
def quiet(workbook: Make, people: Make, order: Make) -> Make:
    """`quiet(n, feedback=[…])`: customers C0 … who bought every 30 days until 100 days ago, all owned by 王芳.

    `rhythms`: other gaps and days silent, one pair a customer.
    """

    def make(
        n: int = 1, *, sales: str | None = "王芳", rhythms: list[tuple[int, int]] | None = None, **more: Any
    ) -> Snapshot:
        lines = [
            order(f"C{number}", day, 100 + number, owner=sales)
            for number, (gap, silent) in enumerate(rhythms or [(30, 100)] * n)
            for day in _ago(*(silent + gap * back for back in (3, 2, 1, 0)))
        ]
        customers = [{**one, "owner": "王芳"} for one in people(*(f"C{number}" for number in range(n)))]
        more["settings"] = CLOCK | more.get("settings", {})
        return workbook(customers=customers, orders=[*lines, *more.pop("orders", [])], **more)

    return make


def test_leaving__one_row_says_it_all(quiet: Make) -> None:
    found = _leaving(quiet(2))
    table = found.table
    assert list(table.columns) == COLUMNS
    assert table.index.tolist() == [6, 5]  # most at stake first
    row = table.loc[5]
    assert (row["record"], row["owner"], row["stage"]) == ("C0", "王芳", "dormant")
    assert (row["idle"], row["usual"], row["basis"]) == (100, 30, "own")
    assert row[["risk", "dormant", "lost"]].tolist() == [60, 90, 365]
    assert row["end"] is pd.NaT
    assert row["times"] == pytest.approx(10 / 3)
    assert row["amount"] == 400
    assert (row["reason"], row["sheet"], row["row"]) == ("unknown", None, None)
    assert row["action"] == "打电话问近况和需求，把流失原因记在互动里"
    assert not row["told"]
    assert found.stages.loc["dormant"].tolist() == [2, 804]
    assert found.stages["customers"].sum() == 2
    assert found.reasons.index.tolist() == ["unknown"]
    assert "全体间隔" not in found.limits.zh


def test_leaving__money_is_of_the_last_twelve_months_and_never_below_nothing(
    workbook: Make, people: Make, order: Make
) -> None:
    lines = [order("C1", day, 100) for day in _ago(500, 400, 300, 200)]
    lines += [order("C2", day, 100) for day in _ago(130, 120, 110, 100)] + [order("C2", day, -900) for day in _ago(90)]
    table = _leaving(workbook(customers=people("C1", "C2"), orders=lines)).table.set_index("record")
    assert table["amount"].to_dict() == {"C2": 0}
    later = _leaving(workbook(customers=people("C1", "C2"), orders=lines), TODAY + timedelta(days=100)).table
    assert later.set_index("record")["amount"].to_dict() == {"C1": 100, "C2": 0}


_REASONS: list[tuple[str, dict[str, Any], str, int | None, str]] = [
    (
        "complaint",
        {"feedback": [{"kind": "complaint", "date": datetime(2023, 10, 29)}]},
        "2023-10-29 的投诉还没有闭环",
        5,
        "feedback",
    ),
    ("unknown", {"feedback": [{"kind": "complaint", "date": datetime(2023, 10, 28)}]}, "", None, ""),
    (
        "complaint",
        {"feedback": [{"kind": "complaint", "date": datetime(2024, 5, 3)}]},
        "2024-05-03 的投诉还没有闭环",
        5,
        "feedback",
    ),
    (
        "unknown",
        {"feedback": [{"kind": "complaint", "date": datetime(2024, 1, 3), "told_on": datetime(2024, 1, 4)}]},
        "",
        None,
        "",
    ),
    (
        "complaint",
        {
            "service": [
                {
                    "service_type": "complaint",
                    "requested_at": datetime(2024, 1, 3, 9),
                    "first_response_at": datetime(2024, 1, 3, 10),
                    "status": "working",
                }
            ]
        },
        "2024-01-03 的投诉",
        5,
        "service",
    ),
    (
        "unknown",
        {
            "service": [
                {
                    "service_type": "complaint",
                    "requested_at": datetime(2024, 1, 3, 9),
                    "first_response_at": datetime(2024, 1, 3, 10),
                    "status": "solved",
                }
            ]
        },
        "",
        None,
        "",
    ),
    (
        "dissatisfied",
        {
            "feedback": [
                {"kind": "survey", "date": datetime(2024, 1, 3), "csat": 5},
                {"kind": "survey", "date": datetime(2024, 2, 3), "csat": 1},
            ]
        },
        "2024-02-03 满意度只有 1 分",
        6,
        "feedback",
    ),
    (
        "unknown",
        {
            "feedback": [
                {"kind": "survey", "date": datetime(2024, 1, 3), "csat": 1},
                {"kind": "survey", "date": datetime(2024, 2, 3), "csat": 3},
            ]
        },
        "",
        None,
        "",
    ),
    ("unknown", {"feedback": [{"kind": "survey", "date": datetime(2023, 1, 3), "csat": 1}]}, "", None, ""),
    ("unknown", {"feedback": [{"kind": "survey", "date": datetime(2023, 10, 28), "csat": 1}]}, "", None, ""),
    ("unknown", {"feedback": [{"kind": "survey", "date": datetime(2024, 3, 28), "csat": 1}]}, "", None, ""),
    (
        "dissatisfied",
        {"feedback": [{"kind": "survey", "date": datetime(2024, 3, 27), "csat": 1}]},
        "2024-03-27 满意度只有 1 分",
        5,
        "feedback",
    ),
    *(
        (
            "unknown",
            {
                "service": [
                    {
                        "service_type": "repair",
                        "requested_at": datetime(*day, 9),
                        "first_response_at": datetime(*day, 9) + timedelta(days=2),
                    }
                ]
            },
            "",
            None,
            "",
        )
        for day in ((2023, 10, 28), (2024, 3, 28))
    ),
    (
        "response",
        {
            "service": [
                {
                    "service_type": "repair",
                    "requested_at": datetime(2024, 1, 3, 9),
                    "first_response_at": datetime(2024, 1, 5, 9),
                }
            ]
        },
        "2024-01-03 的请求过了 48 小时才响应",
        5,
        "service",
    ),
    (
        "response",
        {"service": [{"service_type": "repair", "requested_at": datetime(2024, 5, 3, 9)}]},
        "2024-05-03 的请求还没有响应",
        5,
        "service",
    ),
    (
        "competitor",
        {"interactions": [{"time": datetime(2024, 2, 3, 9), "content": "说别家便宜"}]},
        "2024-02-03 的互动里提到“别家”",
        5,
        "interactions",
    ),
    (
        "competitor",
        {
            "interactions": [{"time": datetime(2024, 2, 3, 9), "content": "已改用 acme 的货"}],
            "settings": {"competitors": "Acme、Foo"},
        },
        "提到“acme”",
        5,
        "interactions",
    ),
    ("unknown", {"interactions": [{"time": datetime(2024, 2, 3, 9), "content": "没有竞品，一切都好"}]}, "", None, ""),
    ("unknown", {"interactions": [{"time": datetime(2022, 2, 3, 9), "content": "说别家便宜"}]}, "", None, ""),
]


@pytest.mark.parametrize(("reason", "sheets", "why", "row", "sheet"), _REASONS)
def test_reasons__by_example(
    quiet: Make, reason: str, sheets: dict[str, Any], why: str, row: int | None, sheet: str
) -> None:
    mine = {
        name: rows if name == "settings" else [{"customer_id": "C0", **one} for one in rows]
        for name, rows in sheets.items()
    }
    found = _leaving(quiet(**mine)).table.iloc[0]
    assert found["reason"] == reason
    if row is not None:
        assert why in found["why"]
        assert (found["sheet"], found["row"]) == (sheet, row)
        assert isinstance(found["row"], int)


def test_reasons__what_the_customer_said_comes_first(quiet: Make) -> None:
    """Since the last order, which was on 2024-01-27; the latest counts; one of the company's own is another reason."""
    talks = [
        ("C0", datetime(2024, 1, 20, 9), "quality"),  # and bought again
        ("C0", datetime(2024, 2, 1, 9), "need"),
        ("C0", datetime(2024, 3, 1, 9), "price"),
        ("C0", datetime(2024, 4, 1, 9), None),
        ("C1", datetime(2024, 3, 1, 9), "cooking"),
        ("C2", datetime(2024, 1, 27, 23), "price"),
        ("C3", datetime(2024, 3, 1, 9), "competitor"),
        ("C4", datetime(2024, 5, 7, 9), "price"),  # tomorrow
    ]
    snapshot = quiet(
        5,
        interactions=[
            {"customer_id": who, "time": when, "content": "回访", "leaving_reason": said} for who, when, said in talks
        ],
        feedback=[{"customer_id": "C0", "kind": "complaint", "date": datetime(2024, 3, 3)}],
        settings={"winback_price": "让利 5%"},
    )
    churn = _leaving(snapshot)
    found = churn.table.set_index("record").sort_index()
    assert found["reason"].tolist() == ["price", "other", "unknown", "competitor", "unknown"]
    assert found["told"].tolist() == [True, True, False, True, False]
    assert found.loc["C0", ["why", "sheet", "row", "action"]].tolist() == [
        *("2024-03-01 联系时客户说：价格", "interactions", 7, "让利 5%")
    ]
    assert churn.reasons["told"].to_dict() == {"price": 1, "other": 1, "competitor": 1, "unknown": 0}
    assert churn.reasons["customers"].sum() == 5


def test_reasons__of_the_list_are_reasons(schema: Schema) -> None:
    names = [one.name for listed in schema.lists if listed.name == "leaving_reason" for one in listed.values]
    assert set(names) <= set(NAMES)
    assert set(TOLD) < set(names)


def test_reasons__near_is_two_usual_gaps_where_these_are_long(quiet: Make) -> None:
    """C0 bought every 60 days, the last time 150 days ago: complaints count from 120 days before that."""
    for before, reason in ((120, "complaint"), (121, "unknown")):
        said = [{"customer_id": "C0", "kind": "complaint", "date": moment} for moment in _ago(150 + before)]
        assert _leaving(quiet(rhythms=[(60, 150)], feedback=said)).table.iloc[0]["reason"] == reason


def test_reasons__under_a_contract_count_until_its_end(holding: Make) -> None:
    """C0's contract ended 5 days ago and C1's runs on, though it has been silent for far too long."""
    asked = [
        {"customer_id": who, "requested_at": at, "service_type": "repair", "first_response_at": at + timedelta(days=2)}
        for who, ago in (("C0", 6), ("C1", 6))
        for at in [datetime(2024, 5, 6, 9) - timedelta(days=ago)]
    ]
    ends = {"C0": TODAY - timedelta(days=5), "C1": TODAY + timedelta(days=200)}
    for last, expected in ((10, {"C0": "response"}), (100, {"C0": "contract", "C1": "unknown"})):
        found = _leaving(holding(ends, last=last, service=asked, settings=CLOCK)).table.set_index("record")
        assert found["reason"].to_dict() == expected


@pytest.fixture
def holding(workbook: Make, people: Make, order: Make) -> Make:
    """`holding({"C0": day}, last=10)`: customers who bought every 30 days until `last` days ago, with contract ends."""

    def make(ends: dict[str, date | None], last: int = 10, **more: Any) -> Snapshot:
        customers = [{**one, "contract_end": ends[one["customer_id"]]} for one in people(*ends)]
        lines = [order(who, day, 100) for who in ends for day in _ago(*(last + 30 * n for n in range(5, -1, -1)))]
        return workbook(customers=customers, orders=lines, **more)

    return make


def test_leaving__by_the_end_of_a_contract(holding: Make) -> None:
    """From 30 days before it at risk, dormant after it; who has bought since has stayed."""
    ahead = {"C0": 31, "C1": 30, "C2": 0, "C3": -1, "C4": -9, "C5": -11}
    ends = {who: TODAY + timedelta(days=days) for who, days in ahead.items()}
    churn = _leaving(holding({**ends, "C6": None}))
    found = churn.table.set_index("record").sort_index()
    assert found["stage"].to_dict() == {"C1": "at_risk", "C2": "at_risk", "C3": "dormant", "C4": "dormant"}
    assert set(found["reason"]) == {"contract"}
    assert set(found["basis"]) == {"contract"}
    assert found.loc["C1", ["why", "sheet", "row"]].tolist() == ["合同 2024-06-05 到期，还没有续约", "customers", 6]
    assert found.loc["C4", "why"] == "合同 2024-04-27 已到期，没有续约"
    assert found.loc["C4", "action"] == "带上用量和新报价，约谈续约"
    assert "到期前 30 天起为预警" in churn.limits.zh
    assert len(_leaving(holding(dict.fromkeys(ends))).table) == 0
    assert "合同" not in _leaving(holding(dict.fromkeys(ends))).limits.zh


def test_leaving__the_contract_is_told_beside_a_more_telling_reason(holding: Make) -> None:
    complaint = {"customer_id": "C0", "kind": "complaint", "date": datetime(2024, 3, 3)}
    found = _leaving(holding({"C0": TODAY}, feedback=[complaint], lang="en")).table.iloc[0]
    assert found["reason"] == "complaint"
    assert found["why"] == (
        "The complaint of 2024-03-03 is still open; The contract ends on 2024-05-06 and is not renewed"
    )


@pytest.mark.parametrize(("model", "stage"), [("orders", "dormant"), ("contracts", None)])
def test_leaving__silence_under_a_running_contract(holding: Make, model: str, stage: str | None) -> None:
    """Is an alarm where customers buy when they like, and none where they buy by contract."""
    settings_ = {"sales_model": model}
    snapshot = holding({"C0": TODAY + timedelta(days=300), "C1": None}, last=200, settings=settings_)
    found = _leaving(snapshot).table.set_index("record")["stage"]
    assert found.get("C0") == stage
    assert found["C1"] == "dormant"


def test_tiers__advise_talks_on_renewal(holding: Make) -> None:
    ends = {"C0": TODAY + timedelta(days=14), "C1": TODAY - timedelta(days=1), "C2": TODAY + timedelta(days=99)}
    table = tiers(holding(ends), TODAY).table.set_index("record")
    assert table.loc["C0", "strategy"] == "合同 2024-05-20 到期：约谈续约"
    assert table.loc["C1", "strategy"] == "合同 2024-05-05 已到期：问清是否续约，续了就改到期日"
    assert "合同" not in table.loc["C2", "strategy"]
    assert table.loc["C0", "reason"].endswith("；合同 2024-05-20 到期")
    assert table["stage"].to_dict() == {"C0": "at_risk", "C1": "dormant", "C2": "mature"}


def test_reasons__owner_changed(quiet: Make, order: Make) -> None:
    """C0's orders were taken by 李伟; those of the others by their owner."""
    snapshot = quiet(3, sales="王芳")
    table = snapshot.tables["orders"]
    table.typed.loc[table.typed["customer_id"] == "C0", "owner"] = "李伟"
    found = _leaving(snapshot).table.set_index("record")
    assert found["reason"].to_dict() == {"C0": "owner", "C1": "unknown", "C2": "unknown"}
    assert found.loc["C0", ["why", "sheet", "row"]].tolist() == ["订单一直由李伟经手，现在的负责人是王芳", "orders", 8]


def test_reasons__sales_persons_who_are_never_owners_say_nothing(quiet: Make) -> None:
    assert set(_leaving(quiet(3, sales="收银员")).table["reason"]) == {"unknown"}


def test_reasons__seasonal(workbook: Make, people: Make, order: Make) -> None:
    """Every week of May to October, for three years; on 1 March nothing since October is as always."""
    days = [date(year, month, day) for year in (2021, 2022, 2023) for month in range(5, 11) for day in (1, 8, 15, 22)]
    lines = [order("C1", day, 100) for day in days]
    lines += [order("C2", date(2021, 5, 1) + timedelta(days=7 * n), 100) for n in range(129)]  # all year round
    found = _leaving(workbook(customers=people("C1", "C2"), orders=lines), date(2024, 3, 1)).table.set_index("record")
    assert found["reason"].to_dict() == {"C1": "season", "C2": "unknown"}
    assert found.loc["C1", "action"] == "不用催；旺季前两周联系备货"


def test_reasons__the_most_telling_comes_first_and_english_is_english(quiet: Make) -> None:
    snapshot = quiet(
        lang="en",
        feedback=[
            {"customer_id": "C0", "kind": "survey", "date": datetime(2024, 3, 3), "csat": 1},
            {"customer_id": "C0", "kind": "complaint", "date": datetime(2024, 1, 3), "csat": 1},
        ],
        interactions=[{"customer_id": "C0", "time": datetime(2024, 2, 3), "content": "switched to another supplier"}],
        settings={"winback_complaint": "Ring the boss"},
    )
    found = _leaving(snapshot).table.iloc[0]
    assert (found["why"], found["action"]) == ("The complaint of 2024-01-03 is still open", "Ring the boss")


_days = st.integers(0, 800)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_reasons__are_those_of_the_plain_loop(quiet: Make, seed: int) -> None:
    rng = random.Random(seed)
    now = datetime(2024, 5, 6)

    def some(make: Callable[[datetime], dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "customer_id": f"C{rng.randrange(6)}",
                **make(now - timedelta(days=rng.randint(2, 800), hours=rng.randrange(24))),
            }
            for _ in range(rng.randrange(12))
        ]

    def opinion(day: datetime) -> dict[str, Any]:
        told = rng.choice([None, now - timedelta(days=1)])
        kind = rng.choice(["complaint", "survey", "praise"])
        return {
            "date": datetime(day.year, day.month, day.day),
            "kind": kind,
            "told_on": told,
            "csat": rng.choice([None, 1, 2, 3, 5]),
        }

    def request(day: datetime) -> dict[str, Any]:
        answered = rng.choice([None, day + timedelta(hours=1), day + timedelta(hours=rng.randint(1, 40))])
        kind = rng.choice(["complaint", "repair"])
        return {"requested_at": day, "first_response_at": answered, "resolved_at": answered, "service_type": kind}

    rhythms = [(rng.randint(20, 60), rng.randint(130, 300)) for _ in range(6)]
    feedback, service = some(opinion), some(request)
    said = [None, None, None, "price", "need", "competitor", "season", "other", "cooking"]

    def talk(day: datetime) -> dict[str, Any]:
        content = rng.choice(["一切都好", "别家便宜", "想试试竞品"])
        return {"time": day, "content": content, "leaving_reason": rng.choice(said)}

    talks = some(talk)
    sold = [rng.choice(["王芳", "王芳", "李伟"]) for _ in range(6)]
    snapshot = quiet(
        6,
        rhythms=rhythms,
        feedback=feedback,
        service=service,
        interactions=talks,
        settings={"sla_a": 24, "sla_b": 24, "sla_c": 24},
    )
    orders = snapshot.tables["orders"].typed
    orders["owner"] = [sold[int(who[1:])] for who in orders["customer_id"]]
    sheets = {
        name: list(enumerate(rows, 5))
        for name, rows in (("feedback", feedback), ("service", service), ("interactions", talks))
    }
    sheets["orders"] = list(zip(orders.index, orders.to_dict("records"), strict=True))
    owners = {f"C{number}": "王芳" for number in range(6)}
    found = _leaving(snapshot).table
    assert len(found) == 6
    for row in found.itertuples():
        expected = churn_reasons.reason(
            row.record, **sheets, owners=owners, promised=24, today=now, words=("别家", "竞品")
        )
        assert (row.reason, row.sheet, row.row) == expected


def _state(row: Any) -> str | None:
    """The state that follows from the numbers of a row alone."""
    if row.basis == "contract":
        left = (row.end.date() - TODAY).days
        return "at_risk" if 0 <= left <= 30 else "dormant" if -365 <= left < 0 else "lost" if left < -365 else None
    over = [name for name in ("lost", "dormant", "risk") if row.idle > getattr(row, name)]
    return (over[0] if over[0] != "risk" else "at_risk") if over else None


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shop=st.lists(
        st.tuples(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.integers(-500, 200) | st.none()), max_size=8
    ),
    model=st.sampled_from(["orders", "contracts"]),
)
def test_leaving__states_follow_from_the_numbers_shown_with_contracts_too(
    workbook: Make, people: Make, order: Make, shop: list[tuple[list[int], int | None]], model: str
) -> None:
    ids = [f"C{number}" for number in range(len(shop))]
    ends = [None if ahead is None else TODAY + timedelta(days=ahead) for _, ahead in shop]
    customers = [{**one, "contract_end": end} for one, end in zip(people(*ids), ends, strict=True)]
    lines = [order(who, day, 100) for who, (days, _) in zip(ids, shop, strict=True) for day in _ago(*days)]
    found = _leaving(workbook(customers=customers, orders=lines, settings={"sales_model": model})).table
    for row in found.itertuples():
        assert row.stage == _state(row)
        assert (row.basis == "contract") == (row.end is not pd.NaT)


_shops = st.lists(st.lists(st.integers(0, 700), max_size=8), max_size=12)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shop=_shops, refunded=st.booleans(), fixed=st.sampled_from([(None, None), (40, None), (None, 90), (50, 20)]))
def test_leaving__is_who_tiers_call_idle(
    workbook: Make,
    people: Make,
    order: Make,
    shop: list[list[int]],
    refunded: bool,
    fixed: tuple[int | None, int | None],
) -> None:
    """As 客户分级 has it; the limits are those of the plain loop; nothing is infinite, for nobody too."""
    ids = [f"C{number}" for number in range(len(shop))]
    lines = [
        order(who, day, 100, refund=100 if refunded else None)
        for who, days in zip(ids, shop, strict=True)
        for day in _ago(*days)
    ]
    given_settings = dict(zip(("risk_fixed_days", "dormant_fixed_days"), fixed, strict=True))
    snapshot = workbook(customers=people(*ids), orders=lines, settings=given_settings)
    found = _leaving(snapshot).table
    ranked = tiers(snapshot, TODAY).table.set_index("record")
    idle = ranked[ranked["stage"].isin(["at_risk", "dormant", "lost"])]["stage"]
    assert dict(zip(found["record"], found["stage"], strict=True)) == idle.to_dict()
    bought = {who: [700 - one for one in days] for who, days in zip(ids, shop, strict=True) if days}
    limits = churn_limits.limits(bought, dict.fromkeys(ids), ranked["computed"].to_dict())
    for row in found.itertuples():
        usual, basis, risk, dormant = limits[row.record]
        early, late = fixed
        risk, dormant = risk if early is None else early, dormant if late is None else late
        assert row.risk == pytest.approx(risk)
        assert row.dormant == pytest.approx(max(risk, dormant))
        assert row.stage == _state(row)
        by_settings = {
            "at_risk": early,
            "dormant": early if risk > dormant else late,
            "lost": early and late,
        }[row.stage]
        assert row.basis == (basis if by_settings is None else "fixed")
        if usual and basis != "all":
            assert row.usual == pytest.approx(usual)
            assert row.times == pytest.approx(row.idle / usual)
        else:
            assert math.isnan(row.usual)
            assert math.isnan(row.times)
    assert not np.isinf(found[["idle", "risk", "times", "amount"]].to_numpy("float64")).any()
    assert (found["amount"] >= 0).all()
    assert found[["reason", "why", "action"]].notna().all(axis=None)


def test_limits__say_what_holds(workbook: Make, people: Make, order: Make) -> None:
    lines = [order("C1", day, 100) for day in _ago(300, 200)]
    few = workbook(customers=people("C1"), orders=lines)
    assert "次数更少的按全体间隔：100 天预警、100 天沉睡" in _leaving(few).limits.zh
    fixed = workbook(customers=people("C1"), orders=lines, settings={"risk_fixed_days": 60, "dormant_fixed_days": 90})
    assert _leaving(fixed).limits.en == "Idle for over 60 days is at risk, over 90 dormant, over 365 days is lost."


def test_actions__are_what_the_settings_say(schema: Schema) -> None:
    by_name = {one.name: one for one in schema.settings}
    assert tuple(ACTIONS) == tuple(REASONS) == NAMES
    for reason, said in ACTIONS.items():
        described = by_name[f"winback_{reason}"].description
        assert described.zh == f"空着就用：{said.zh}"
        assert described.en == f"Blank means: {said.en}"
