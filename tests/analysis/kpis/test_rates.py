"""The rates of the dashboard: definitions, edges, and what is not counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import cycle
from custsheet.analysis.kpis import service, trade, voices, work
from custsheet.analysis.kpis.bought import Bought
from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.kpis.values import Rate
from custsheet.analysis.period import Period, month_end, months_to, year_to
from custsheet.analysis.rules import Rules

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)
YEAR = year_to(TODAY)


def _bought(**days: list[str]) -> pd.DataFrame:
    rows = [(who, pd.Timestamp(day)) for who, all_days in days.items() for day in all_days]
    return pd.DataFrame(rows, columns=["customer", "day"]).astype({"customer": object, "day": "datetime64[us]"})


def _purchases(bought: pd.DataFrame) -> Bought:
    days = cycle.order_days(bought)
    return Bought.of(days["day"], days["who"].to_numpy(), bought["customer"].nunique())


@pytest.mark.parametrize("day", ["2024-05-06", "2024-02-29", "2023-03-31", "2025-01-01"])
def test_year_to__periods_touch_and_do_not_overlap(day: str) -> None:
    now = year_to(pd.Timestamp(day))
    before = now.before()
    assert now.end == pd.Timestamp(day)
    assert before.end + pd.Timedelta(days=1) == now.start
    assert 364 <= (now.end - now.start).days <= 365
    assert 364 <= (before.end - before.start).days <= 366


def test_period__both_ends_are_inside() -> None:
    moments = pd.Series(
        pd.to_datetime(["2023-05-06 23:59", "2023-05-07", "2024-05-06 23:59", "2024-05-07", None], format="ISO8601")
    )
    assert YEAR.mask(moments).tolist() == [False, True, True, False, False]


def test_months_to__end_with_the_month_of_the_day() -> None:
    months = months_to(TODAY, 3)
    assert [str(month) for month in months] == ["2024-03", "2024-04", "2024-05"]
    assert month_end(months[1]) == pd.Timestamp("2024-04-30")


@pytest.mark.parametrize(
    ("rate", "least", "value"),
    [(Rate(0, 0), 1, None), (Rate(0, 0), 0, None), (Rate(3, 4), 5, None), (Rate(3, 4), 4, 0.75)],
)
def test_value__needs_enough_cases(rate: Rate, least: int, value: float | None) -> None:
    assert rate.value(least) == value


def test_repurchase__counts_order_days_of_the_period() -> None:
    bought = _bought(
        a=["2024-01-01", "2024-02-01"],
        b=["2024-01-01", "2024-01-01"],  # twice on one day is once
        c=["2023-05-06", "2024-01-01"],  # the first one lies before the period
        d=["2022-01-01", "2022-02-01"],
    )
    assert trade.repurchase(_purchases(bought), YEAR) == Rate(1, 3)


def test_retention__is_about_one_set_of_people() -> None:
    bought = _bought(a=["2022-06-01", "2024-01-01"], b=["2023-05-06"], c=["2024-01-01"], d=["2021-01-01", "2024-01-01"])
    assert trade.retention(_purchases(bought), YEAR) == Rate(1, 2)


def test_satisfaction__top_two_boxes_of_both_sheets(workbook: Make) -> None:
    snapshot = workbook(
        service=[
            {"requested_at": "2024-04-01", "csat": 5.0},
            {"requested_at": "2023-01-01", "service_date": "2024-04-01", "csat": 3.0},
            {"csat": 5.0},  # nobody knows when
            {"requested_at": "2024-04-01", "csat": None},
        ],
        feedback=[
            {"date": "2024-04-01", "csat": 4.0},
            {"date": "2024-04-01", "csat": 9.0},
            {"date": "2023-04-01", "csat": 1.0},
        ],
    )
    rated = voices.ratings(snapshot)
    assert voices.satisfaction(rated, YEAR) == Rate(2, 3)
    assert len(rated) == 4


def test_ratings__of_nothing_are_empty(workbook: Make) -> None:
    assert len(voices.ratings(workbook())) == 0
    assert voices.satisfaction(voices.ratings(workbook(feedback=[])), YEAR) == Rate(0, 0)


def test_complaints__per_order_of_the_period(workbook: Make) -> None:
    snapshot = workbook(
        feedback=[
            {"date": "2024-04-01", "kind": "complaint"},
            {"date": "2024-04-01", "kind": "praise"},
            {"date": "2023-04-01", "kind": "complaint"},
        ],
        service=[{"requested_at": "2024-04-01", "service_type": "complaint"}],
    )
    lines = pd.DataFrame(
        {
            "customer": ["a", "a", "b", "b", "b"],
            "placed": [0, 0, 1, 2, 3],  # two lines of one order; what came back is none
            "day": pd.to_datetime(["2024-04-01", "2024-04-01", "2024-04-02", "2020-01-01", "2024-04-03"]),
            "gross": [500, -100, 100, 100, -100],
        }
    )
    assert voices.complaints(voices.complaint_cases(snapshot), lines, YEAR) == Rate(2, 2)


def test_responses__unanswered_ones_count_once_their_time_is_over(workbook: Make) -> None:
    def case(asked: str, answered: str | None, who: str = "C1") -> dict[str, Any]:
        return {"customer_id": who, "requested_at": asked, "first_response_at": answered}

    snapshot = workbook(
        service=[
            case("2024-04-01 09:00", "2024-04-01 11:00"),  # 2 hours: just in time for A
            case("2024-04-01 09:00", "2024-04-01 11:01"),
            case("2024-04-01 09:00", "2024-04-02 09:00", "unknown"),  # 24 hours: in time for anybody else
            case("2024-04-01 09:00", None),
            case("2024-05-06 09:00", None),  # today: still in time
            case("2024-04-01 09:00", "2024-03-01 09:00"),  # answered before it was asked
            case("2022-04-01 09:00", None),
        ]
    )
    told = service.answers(Cases.of(snapshot, Rules(), pd.Series({"C1": "A"})), YEAR, TODAY)
    assert (told.rate, told.late) == (Rate(2, 4), 1)
    assert told.median.value() == pytest.approx(2 + 1 / 60)


def test_punctuality__of_what_was_due(workbook: Make) -> None:
    snapshot = workbook(
        tasks=[
            {"due": "2024-04-01", "status": "done", "done_on": "2024-04-01"},
            {"due": "2024-04-01", "status": "done", "done_on": "2024-04-02"},
            {"due": "2024-04-01", "status": "done"},
            {"due": "2024-04-01", "status": "open"},
            {"due": "2024-04-01", "status": "cancelled"},
            {"due": "2024-05-06", "status": "open"},  # there is still the rest of the day
            {"due": "2024-05-06", "status": "done", "done_on": "2024-05-06"},
            {"due": "2024-05-07", "status": "done", "done_on": "2024-05-01"},
            {"status": "open"},
        ]
    )
    assert work.punctuality(snapshot, YEAR) == Rate(3, 5)


def test_rates__of_absent_sheets_have_no_cases(workbook: Make) -> None:
    snapshot = workbook()
    lines = pd.DataFrame({"customer": [], "order": [], "day": pd.to_datetime([])})
    assert voices.complaints(voices.complaint_cases(snapshot), lines, YEAR) == Rate(0, 0)
    assert service.answers(Cases.of(snapshot, Rules(), pd.Series(dtype=object)), YEAR, TODAY).rate == Rate(0, 0)
    assert work.punctuality(snapshot, YEAR) == Rate(0, 0)
    assert isinstance(YEAR, Period)
