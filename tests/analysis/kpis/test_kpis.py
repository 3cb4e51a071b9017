"""Every KPI against plain loops over made-up workbooks, the golden workbook of twenty customers, and the edges."""

from __future__ import annotations

import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from custsheet.analysis import Facts, figures, tiers
from custsheet.analysis.kpis import Kpi, Sources, kpis
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import Rules
from custsheet.model.quality import Quality, Score
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))
sys.path.insert(0, str(Path(__file__).parents[1]))

import golden as company
import kpi_values as oracle

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
OPTIONS: dict[str, list[Any]] = {
    "satisfaction_measure": ["box", "mean"],
    "complaint_base": ["orders", "active", "customers"],
    "retention_base": ["same", "net"],
    "response_hours": ["working", "calendar"],
    "workday_begin": [9, 0, 8.5],
    "workday_end": [18, 24, 12.25],
    "workdays": [5, 7, 6, 1],
    "fcr_days": [7, 0, 30],
    "conversion_days": [90, 10],
    "amount_floor": [0, 50],
    "sla_a": [2],
    "sla_b": [8],
    "sla_c": [24],
}
_WHO = st.sampled_from(["C1", "C2", "C3", "C4", "C9"])  # C9 stands on no sheet
_DAY = st.integers(0, 1100).map(lambda ago: TODAY - timedelta(days=ago))
_NEAR = st.integers(0, 8 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
_MOMENT = st.builds(lambda day, minute: datetime(day.year, day.month, day.day) + timedelta(minutes=minute), _DAY,
                    st.integers(0, 1439))  # fmt: skip


def _maybe(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


def _records(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=8)


_CASE = st.builds(
    lambda asked, answer, solve, rest: {
        "requested_at": asked,
        "first_response_at": asked + answer if answer is not None else None,
        "resolved_at": asked + solve if solve is not None else None,
        **rest,
    },
    _MOMENT,
    _maybe(_NEAR),
    _maybe(_NEAR),
    st.fixed_dictionaries(
        {
            "customer_id": _WHO,
            "service_type": st.sampled_from(["repair", "complaint"]),
            "auto_topic": _maybe(st.sampled_from(["quality", "price"])),
            "status": st.sampled_from(["waiting", "working", "solved", "closed", "reopened"]),
            "contact_count": _maybe(st.integers(1, 2)),
            "wait_hours": _maybe(st.sampled_from([0.5, 4.0])),
            "escalated": _maybe(st.booleans()),
            "csat": _maybe(st.integers(1, 5)),
        }
    ),
)
_BOOKS = st.fixed_dictionaries(
    {
        "customers": st.lists(_maybe(_DAY), min_size=4, max_size=4).map(
            lambda days: [
                {"customer_id": f"C{n}", "name": f"人{n}", "entered_on": day} for n, day in enumerate(days, 1)
            ]
        ),
        "orders": st.lists(
            st.fixed_dictionaries(
                {
                    "customer_id": _WHO,
                    "date": _DAY,
                    "amount": st.sampled_from([100.0, 20.0, 0.0, -30.0, 49.99]),
                    "refund": _maybe(st.sampled_from([0.0, 10.5, 100.0])),
                    "order_status": st.sampled_from(["valid", "valid", "cancelled"]),
                }
            ),
            max_size=14,
        ).map(lambda lines: [{**line, "order_no": f"S{n}"} for n, line in enumerate(lines)]),
        "service": st.lists(_CASE, max_size=8),
        "feedback": _records(
            customer_id=_WHO,
            date=_DAY,
            kind=st.sampled_from(["complaint", "praise"]),
            csat=_maybe(st.integers(1, 5)),
            nps=_maybe(st.integers(0, 10)),
            told_on=_maybe(_DAY),
        ),
        "interactions": _records(
            customer_id=_WHO,
            time=_MOMENT,
            next_date=_maybe(_DAY),
            direction=_maybe(st.sampled_from(["inbound", "outbound"])),
            topic_confirmed=_maybe(st.sampled_from(["quality", "price"])),
        ),
        "tasks": _records(
            due=_DAY, status=st.sampled_from(["open", "done", "done", "cancelled"]), done_on=_maybe(_DAY)
        ),
        "processes": _records(
            customer_id=_WHO,
            template=st.sampled_from(["b2b", "b2c"]),
            started_on=_DAY,
            status=st.sampled_from(["running", "finished"]),
            result=_maybe(st.sampled_from(["won", "lost"])),
        ),
    }
)
_SET = st.fixed_dictionaries({name: st.sampled_from(given_) for name, given_ in OPTIONS.items()})


def _sources(snapshot: Snapshot) -> Sources:
    rules = Rules.of(snapshot)
    return Sources.of(snapshot, rules, read_orders(snapshot, rules, TODAY), tiers(snapshot, TODAY), TODAY)


def _all(snapshot: Snapshot) -> dict[str, Kpi]:
    return {one.name: one for one in kpis(_sources(snapshot))}


def _shown(sheets: dict[str, Any]) -> dict[str, Any]:
    """Sheets with records: one without any is read as one that is not there."""
    return {name: records for name, records in sheets.items() if records}


def _same(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


# Made without being made smaller on failure: that takes minutes, and a failure names the KPI anyway.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(
    phases=_PHASES,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheets=_BOOKS, options=_SET)
def test_kpis__are_what_plain_loops_say(workbook: Make, sheets: dict[str, Any], options: dict[str, Any]) -> None:
    snapshot = workbook(settings={**options, "min_sample": 1}, **_shown(sheets))
    sources = _sources(snapshot)
    found = {one.name: one for one in kpis(sources)}
    book = oracle.Book(sheets, options, TODAY, TODAY)
    expected = oracle.values(book, sources.tier.to_dict())
    assert set(found) == {*expected, "quality", "clv"}
    for name, (value, n) in expected.items():
        assert (name, found[name].n) == (name, n)
        assert _same(found[name].value, value), (name, found[name].value, value)
    retention, churn = found["retention"].value, found["churn"].value
    assert (retention is None) == (churn is None)
    assert retention is None or churn is None or math.isclose(retention + churn, 1)
    _presentable(found)


@settings(
    phases=_PHASES,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheets=_BOOKS)
def test_kpis__of_the_year_before_are_what_plain_loops_say(workbook: Make, sheets: dict[str, Any]) -> None:
    options = {name: one[0] for name, one in OPTIONS.items()}
    sources = _sources(workbook(settings={"min_sample": 1}, **_shown(sheets)))
    expected = oracle.values(oracle.Book(sheets, options, TODAY, TODAY).year_before(), sources.tier.to_dict())
    # The year before counts orders that came later only where they say when somebody bought first.
    for one in kpis(sources):
        if one.name in {"quality", "unanswered"} or one.previous is None:
            continue
        assert _same(one.previous, expected[one.name][0]), one.name


def _golden() -> dict[str, Any]:
    """Twenty customers and two years of a small company, always the same."""
    draw = random.Random(20)
    ids = [f"C{n:02d}" for n in range(1, 21)]

    def day(until: int = 729) -> date:
        return TODAY - timedelta(days=draw.randint(0, until))

    def moment() -> datetime:
        one = day()
        return datetime(one.year, one.month, one.day, draw.randint(0, 23), draw.randint(0, 59))

    def case(asked: datetime) -> dict[str, Any]:
        answered = asked + timedelta(minutes=draw.randint(0, 4000)) if draw.random() < 0.85 else None
        solved = asked + timedelta(hours=draw.randint(0, 200)) if draw.random() < 0.8 else None
        return {
            "customer_id": draw.choice(ids),
            "requested_at": asked,
            "first_response_at": answered,
            "resolved_at": solved,
            "service_type": draw.choice(["repair", "complaint", "aftersales"]),
            "auto_topic": draw.choice([None, "quality", "price"]),
            "status": draw.choice(["waiting", "solved", "closed", "reopened"]),
            "contact_count": draw.choice([None, 1, 1, 2]),
            "wait_hours": draw.choice([None, 2.5]),
            "escalated": draw.choice([None, True, False]),
            "csat": draw.choice([None, 1, 3, 4, 5, 5]),
        }

    def order(number: int) -> dict[str, Any]:
        return {
            "customer_id": draw.choice([*ids[:15], "C99"]),
            "order_no": f"S{number:03d}",
            "date": day(),
            "amount": draw.choice([1200.0, 88.8, 40.0, 0.0, -60.0]),
            "refund": draw.choice([None, None, 0.0, 20.0]),
            "order_status": draw.choice(["valid", "valid", "valid", "cancelled"]),
        }

    def told(since: date) -> dict[str, Any]:
        return {
            "customer_id": draw.choice(ids),
            "date": since,
            "kind": draw.choice(["complaint", "praise", "survey"]),
            "csat": draw.choice([None, 2, 4, 5]),
            "nps": draw.choice([None, 0, 6, 7, 9, 10]),
            "told_on": draw.choice([None, since + timedelta(days=draw.randint(0, 9))]),
        }

    return {
        "customers": [{"customer_id": who, "name": f"人{who}", "entered_on": day()} for who in ids],
        "orders": [order(n) for n in range(160)],
        "service": [case(moment()) for _ in range(80)],
        "feedback": [told(day()) for _ in range(70)],
        "interactions": [
            {
                "customer_id": draw.choice(ids),
                "time": (made := moment()),
                "next_date": draw.choice([None, made.date() + timedelta(days=draw.randint(0, 30))]),
                "direction": draw.choice(["inbound", "outbound"]),
                "topic_confirmed": draw.choice([None, "quality", "price"]),
            }
            for _ in range(150)
        ],
        "tasks": [
            {"due": (due := day()), "status": draw.choice(["open", "done", "done", "cancelled"]),
             "done_on": draw.choice([None, due + timedelta(days=draw.randint(-3, 3))])}
            for _ in range(60)
        ],
        "processes": [
            {"customer_id": draw.choice(ids), "template": draw.choice(["b2b", "b2b", "b2c"]), "started_on": day(),
             "status": "running", "result": draw.choice([None, "won", "lost"])}
            for _ in range(50)
        ],
    }  # fmt: skip


@pytest.mark.parametrize("choice", range(3))
def test_kpis__of_the_golden_workbook(workbook: Make, choice: int) -> None:
    sheets = _golden()
    options = {name: given_[min(choice, len(given_) - 1)] for name, given_ in OPTIONS.items()}
    sources = _sources(workbook(settings=options, **sheets))
    found = {one.name: one for one in kpis(sources)}
    book = oracle.Book(sheets, options, TODAY, TODAY)
    expected = oracle.values(book, sources.tier.to_dict())
    before = oracle.values(book.year_before(), sources.tier.to_dict())
    for name, (value, n) in expected.items():
        one, least = found[name], 0 if name == "revenue" else 1 if name == "unanswered" else 10
        assert (name, one.n) == (name, n)
        assert _same(one.value, value if n >= least else None), (name, one.value, value)
        if one.previous is not None:
            assert _same(one.previous, before[name][0]), (name, one.previous, before[name])
    assert sum(one.value is not None for one in found.values()) >= 23
    assert sum(one.previous is not None for one in found.values()) >= 15
    _presentable(found)


def _said(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records of the shared company as the oracle reads them: a field that is not told is blank."""
    return [defaultdict(lambda: None, one) for one in records]


@pytest.mark.parametrize("choice", range(3))
def test_kpis__of_the_shared_company(workbook: Make, choice: int) -> None:
    sheets = company.sheets()
    options = {name: given_[min(choice, len(given_) - 1)] for name, given_ in OPTIONS.items()}
    sources = _sources(workbook(settings={**options, "min_sample": 1}, **sheets))
    told = {name: _said(records) for name, records in sheets.items()}
    told["orders"] = _once(told["orders"])
    expected = oracle.values(oracle.Book(told, options, TODAY, TODAY), sources.tier.to_dict())
    for one in kpis(sources):
        if one.name in expected:
            value, n = expected[one.name]
            assert (one.name, one.n) == (one.name, n)
            assert _same(one.value, value), (one.name, one.value, value)


def _once(orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the lines that repeat the number and line of an earlier one, or all it says."""
    kept, numbers = [], set[tuple[Any, ...]]()
    for one in orders:
        line = (one["order_no"], one["line"])
        all_ = (*line, *(one[name] for name in ("customer_id", "date", "amount", "product")))
        if (one["line"] is not None and line in numbers) or all_ in numbers:
            continue
        numbers |= {line, all_}
        kept.append(one)
    return kept


def _presentable(found: dict[str, Kpi]) -> None:
    for one in found.values():
        assert one.note.zh, one.name
        assert one.note.en, one.name
        for value in (one.value, one.previous, one.target):
            assert value is None or math.isfinite(value)
        assert one.n > 0 or one.value is None or one.name == "revenue"
        assert (one.status == "none") == (one.value is None or one.target is None)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_kpis__of_hardly_anybody_have_no_value_and_say_so(workbook: Make, people: Make, order: Make, n: int) -> None:
    ids = [f"C{one}" for one in range(n)]
    found = _all(workbook(customers=people(*ids), orders=[order(one, "2024-04-01", 10) for one in ids]))
    _presentable(found)
    assert {name: one.value for name, one in found.items() if one.value is not None} == (
        {"revenue": 10 * n} if n else {}  # a sum, which needs no smallest sample
    )
    assert found["repurchase"].note.zh == ("没有数据" if n == 0 else f"样本 {n}")
    assert found["repurchase"].small == (n > 0)


def test_kpis__of_nothing_but_returns(workbook: Make, people: Make, order: Make) -> None:
    days = ["2023-01-10", "2024-01-10"]
    orders = [order(f"C{n}", day, 100, refund=100) for n in range(12) for day in days]
    orders += [order(f"C{n}", day, -50) for n in range(12) for day in days]
    found = _all(workbook(customers=people(*(f"C{n}" for n in range(12))), orders=orders))
    _presentable(found)
    assert found["churned_revenue"].value is None
    assert found["retention"].value == 1


def test_kpi__a_target_judges_in_both_directions(workbook: Make, people: Make, order: Make) -> None:
    def status(name: str, **targets: float) -> str:
        return _all(
            workbook(
                customers=people(*(f"C{n}" for n in range(20))),
                orders=[order(f"C{n}", "2024-04-01", 10) for n in range(20)],
                feedback=[{"date": "2024-04-02", "kind": "complaint", "customer_id": "C1", "nps": 9}]
                + [{"date": "2024-04-02", "kind": "survey", "customer_id": f"C{n}", "nps": 8} for n in range(9)],
                settings=targets,
            )
        )[name].status

    assert status("complaints") == "none"
    assert [status("complaints", complaint_target=limit) for limit in (5, 4, 0, 0.0)] == [
        "good",
        "near",
        "near",
        "near",
    ]
    assert [status("nps", nps_target=target) for target in (10, 15, 16)] == ["good", "near", "bad"]


@pytest.mark.parametrize(("first", "before"), [("2023-05-01", None), ("2022-05-01", 0.0)])
def test_kpi__prospects_are_compared_with_a_year_that_the_orders_reach(
    workbook: Make, people: Make, order: Make, first: str, before: float | None
) -> None:
    """Nobody can have been seen to buy before the orders begin."""
    customers = [{**one, "entered_on": date(2022, 9, 1)} for one in people(*(f"C{n}" for n in range(12)))]
    customers += [{**one, "entered_on": date(2023, 9, 1)} for one in people(*(f"D{n}" for n in range(12)))]
    orders = [order(f"D{n}", "2023-10-01", 100) for n in range(12)] + [order("X", first, 100)]
    one = _all(workbook(customers=customers, orders=orders))["first_purchase"]
    assert (one.value, one.previous) == (1.0, before)


def test_kpi__points_where_to_look(workbook: Make) -> None:
    feedback = [{"date": "2024-04-02", "kind": "survey", "csat": score} for score in (5, 3, 1, *[5] * 9)]
    service = [{"requested_at": "2024-04-02 10:00", "csat": 2}]
    found = _all(workbook(feedback=feedback, service=service))
    assert found["csat"].rows == {"feedback": (6, 7), "service": (5,)}
    assert found["closing"].rows == {"feedback": tuple(range(5, 17))}


def test_kpi__names_the_customers_behind_what_was_lost(workbook: Make, people: Make, order: Make) -> None:
    """C0–C9 bought in both years, C10–C12 only before, C13 only once, C14 was entered and never bought."""
    names = [f"C{n}" for n in range(15)]
    entered = [{**one, "entered_on": "2023-09-01"} for one in people(*names)]
    orders = [order(f"C{n}", day, 10) for n in range(10) for day in ("2022-08-01", "2023-08-01", "2024-02-01")]
    orders += [order(f"C{n}", "2022-09-01", 10) for n in range(10, 13)] + [order("C13", "2024-03-01", 10)]
    snapshot = workbook(customers=entered, orders=orders, settings={"min_sample": 1})
    found, table = _all(snapshot), snapshot.table("customers")
    assert table is not None
    row = dict(zip(table.typed["customer_id"], table.typed.index, strict=True))
    lost = {"customers": tuple(row[f"C{n}"] for n in range(10, 13))}
    assert [found[name].rows for name in ("retention", "churn", "churned_revenue")] == [lost, lost, lost]
    assert found["churn"].value == pytest.approx(3 / 13)
    assert found["repurchase"].rows == {"customers": (row["C13"],)}
    assert found["first_purchase"].rows == {"customers": (row["C13"], row["C14"])}  # after 182 days, and never


def test_kpi__of_what_a_customer_will_bring(workbook: Make, people: Make, order: Make) -> None:
    orders = [order(f"C{n}", day, 100 + n) for n in range(12) for day in ("2023-08-01", "2024-02-01")]

    def facts_of(snapshot: Snapshot) -> Facts:
        return Facts.of(snapshot, tiers(snapshot, TODAY), TODAY)

    facts = facts_of(workbook(customers=people(*(f"C{n}" for n in range(14))), orders=orders))
    one = next(one for one in facts.kpis if one.name == "clv")
    bought = facts.value.table[facts.value.table["orders"] > 0]
    assert (one.n, one.previous, one.status) == (12, None, "none")
    assert one.value == pytest.approx(bought["value_12"].sum() / 12)
    never = facts_of(workbook(customers=people("C1"), orders=orders, settings={"draw_value": "never"}))
    assert next(one for one in never.kpis if one.name == "clv").value is None


TARGETS = {
    "retention": ("retention_target", "churn"),
    "repurchase": ("repurchase_target", "repurchase"),
    "first purchase": ("first_purchase_target", "first_purchase"),
    "won": ("won_target", "won"),
    "order value": ("order_value_target", "order_value"),
    "frequency": ("frequency_target", "frequency"),
    "clv": ("clv_target", "clv"),
    "follow-ups": ("follow_up_target", "follow_ups"),
    "answers": ("answer_target", "response_median"),
    "mean answers": ("answer_target", "response_mean"),
    "solutions": ("solution_target", "resolution_median"),
    "mean solutions": ("solution_target", "resolution_mean"),
    "reopened": ("reopened_target", "reopened"),
    "escalated": ("escalated_target", "escalated"),
    "replies": ("reply_target", "reply_days"),
    "revenue lost": ("lost_revenue_target", "churned_revenue"),
    "unanswered": ("unanswered_target", "unanswered"),
}


@pytest.mark.parametrize(("setting", "name"), TARGETS.values(), ids=TARGETS)
def test_kpi__every_figure_has_a_target_of_its_own(workbook: Make, setting: str, name: str) -> None:
    """In the unit in which the figure is told; what is lost is aimed at by what is kept."""
    plain, aimed = (_all(workbook(settings=given_)) for given_ in ({}, {setting: 30}))
    assert plain[name].target is None
    share = (1 if setting != "retention_target" else -1) * 0.3 + (setting == "retention_target")
    assert aimed[name].target == pytest.approx(share if aimed[name].kind == "percent" else 30)
    others = {one for one in aimed if aimed[one].target != plain[one].target}
    assert others == {two for one, two in TARGETS.values() if one == setting} | (
        {"retention"} if name == "churn" else set()
    )


@pytest.mark.parametrize(("target", "status"), [(None, "none"), (100, "good"), (104, "near"), (106, "bad")])
def test_kpi__revenue_is_what_the_dashboard_says(
    workbook: Make, people: Make, order: Make, target: float | None, status: str
) -> None:
    """Against twelve times the month's target; of a line nobody can be named for, too."""
    orders = [order("C1", "2023-06-01", 1400), order("C1", "2024-05-05", 100, refund=300), order("C9", "2022-05-07", 8)]
    given_ = {} if target is None else {"revenue_target": target}
    snapshot = workbook(customers=people("C1"), orders=orders, settings=given_)
    facts = Facts.of(snapshot, tiers(snapshot, TODAY), TODAY)
    one = next(one for one in facts.kpis if one.name == "revenue")
    card = next(card for card in figures(facts).cards if card.name == "revenue")
    assert (one.value, one.n, one.previous, one.status) == (1200, 2, 8, status)
    assert one.target == (None if target is None else 12 * target)
    assert (card.value, card.status) == (one.value, one.status)
    assert (card.delta, card.note.en.endswith("2 orders")) == (149, True)


def test_kpi__of_the_quality_compares_with_what_was_remembered_a_year_ago(workbook: Make) -> None:
    def scored(history: dict[str, dict[str, float]], rows: int = 40) -> Kpi:
        score = Score("", rows, {}, 0.97)
        quality = Quality(TODAY, 10, {}, score, (), (), history=history)
        return {one.name: one for one in kpis(_sources(workbook()), quality)}["quality"]

    old = {"2022-01-01": {"total": 0.5}, "2023-05-06": {"total": 0.9}, "2023-05-07": {"total": 0.8}}
    one = scored(old)
    assert (one.value, one.previous, one.target, one.status, one.n) == (0.97, 0.9, 0.95, "good", 40)
    assert scored({}).previous is None
    assert (scored(old, 9).value, scored(old, 9).note.zh) == (None, "样本 9")


def test_figures__show_the_mean_score_where_the_settings_ask_for_it(workbook: Make) -> None:
    feedback = [
        {"date": f"2024-04-{day:02d}", "kind": "survey", "csat": score} for day in range(1, 13) for score in (4, 5)
    ]
    snapshot = workbook(feedback=feedback, settings={"satisfaction_measure": "mean"})
    card = next(one for one in figures(Facts.of(snapshot, tiers(snapshot, TODAY), TODAY)).cards if one.name == "csat")
    assert (card.kind, card.value, card.status, card.note.zh) == ("score", 4.5, "none", "24 份评价")


@pytest.mark.parametrize(("target", "status"), [(4.5, "good"), (4.7, "near"), (4.8, "bad")])
def test_kpi__the_mean_score_has_a_target_of_its_own(workbook: Make, target: float, status: str) -> None:
    """Near is within 5 % of it."""
    feedback = [{"date": f"2024-04-{day:02d}", "kind": "survey", "csat": 4 + day % 2} for day in range(1, 13)]
    options = {"satisfaction_measure": "mean", "csat_mean_target": target}
    one = _all(workbook(feedback=feedback, settings=options))["csat"]
    assert (one.value, one.target, one.status, one.note.zh) == (4.5, target, status, f"目标 {target:g} 分 · 12 份评价")


def test_kpi__every_figure_may_have_a_target(workbook: Make, schema: Schema) -> None:
    wanted = {one.name: 3 for one in schema.settings if one.name.endswith("_target")}
    for measure in ("box", "mean"):
        found = _all(workbook(settings={**wanted, "satisfaction_measure": measure}))
        assert [name for name, one in found.items() if one.target is None] == []
