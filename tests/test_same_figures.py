"""A figure that the dashboard tells is the same on the sheet to which it leads, on the samples in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from custsheet.model.outcome import Outcome
from custsheet.pipeline.compute import compute

SAMPLES = Path(__file__).parents[1] / "sample_workbooks"
TODAY = date(2026, 7, 20)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["零售连锁.xlsx", "retail-chain.xlsx"])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    return compute(SAMPLES / request.param, TODAY, "customers", lambda _step, _share: None).outcome


def _report(outcome: Outcome, name: str) -> Any:
    return next(one for one in outcome.reports if one.name == name)


def _block(outcome: Outcome, report: str, name: str) -> Any:
    return next(one for one in _report(outcome, report).blocks if one.name == name).table


def _told(outcome: Outcome, lead: str) -> str:
    """The sentence of the dashboard that leads to a sheet."""
    assert outcome.figures is not None
    both = zip(outcome.figures.sentences, outcome.figures.leads, strict=True)
    return next(said(outcome.snapshot.lang) for (_, said), leads in both if leads[0] == lead)


def _answers(outcome: Outcome, name: str) -> list[str]:
    return [said(outcome.snapshot.lang) for _, said in _report(outcome, name).answers]


def _figures(said: str) -> set[str]:
    return set(re.findall(r"¥?[\d.,]*\d[万亿MK%]?", said))


def test_churn__as_many_with_as_much_at_stake_and_the_same_ones_first(outcome: Outcome) -> None:
    said, states = _told(outcome, "churn"), _block(outcome, "churn", "states")
    many, amount = int(states["customers"].sum()), states["amount"].sum()
    assert f"{many:,}" in _figures(said)
    begin = re.split("：|: ", said)[0]
    assert _answers(outcome, "churn")[0].startswith(begin)
    money = re.search(r"¥([\d.,]+)([万MK]?)", begin)
    assert money is not None
    size = {"万": 10_000, "M": 1_000_000, "K": 1_000, "": 1}[money[2]]
    assert float(money[1].replace(",", "")) * size == pytest.approx(amount, rel=0.005)
    year = _block(outcome, "value", "hanging").iloc[-1]
    whole = year["amount"] / year["share"]
    assert f"{amount / whole:.0%}" in _figures(begin)
    first, detail = _block(outcome, "churn", "first"), _block(outcome, "churn", "detail")
    assert first["customer"].tolist() == detail["customer"].head(len(first)).tolist()
    first["customer"], detail["customer"] = (one["customer"].str.removesuffix(" *") for one in (first, detail))
    named = first["customer"].tolist()[:2]
    assert [one for one in detail["customer"] if one in said] == named
    assert first["customer"].iloc[0] in _answers(outcome, "churn")[1]
    states = detail["state"].tolist()
    assert states == sorted(states, key=list(dict.fromkeys(states)).index)
    assert states[0] in {"预警", "At risk"}


def test_value__the_largest_and_its_share(outcome: Outcome) -> None:
    assert outcome.figures is not None
    said, largest = _told(outcome, "value"), _block(outcome, "value", "largest")
    first = largest.iloc[0]
    assert first["customer"].removesuffix(" *") in said
    assert f"{first['share']:.0%}" in _figures(said)
    assert first["share"] == pytest.approx(_block(outcome, "value", "hanging")["share"].iloc[0])
    assert f"{int(_block(outcome, 'value', 'curve')['customers'].iloc[-1]):,}" in _figures(said)
    name, share = first["customer"].removesuffix(" *"), f"{first['share']:.0%}"
    assert any(name in one and share in one for one in _answers(outcome, "value"))
    top = outcome.figures.top
    starred = top["customer"].where(~top["unverified"], top["customer"] + " *")
    assert starred.tolist() == largest["customer"].head(len(top)).tolist()
    for name in ("amount", "share"):
        assert top[name].tolist() == pytest.approx(largest[name].head(len(top)).tolist())


def test_market__the_last_whole_month_against_a_year_before(outcome: Outcome) -> None:
    said, months = _told(outcome, "market"), _block(outcome, "market", "months")
    last = months.iloc[-1]
    assert f"{last['month']}" in said
    assert f"{abs(last['yoy']):.0%}" in _figures(said)
    assert last["amount"] / last["year"] - 1 == pytest.approx(last["yoy"])
    assert outcome.figures is not None
    whole = outcome.figures.revenue[~outcome.figures.revenue["partial"].astype(bool)].iloc[-1]
    assert (whole["month"], whole["amount"]) == (last["month"], pytest.approx(last["amount"]))


def test_satisfaction__of_the_last_three_months(outcome: Outcome) -> None:
    said, there = _told(outcome, "satisfaction"), _answers(outcome, "satisfaction")[0]
    recent = re.search(r"(\d+%)（(\d+) 份评价|(\d+%) of (\d+) ratings", said)
    assert recent is not None
    share, n = (one for one in recent.groups() if one)
    assert {share, n} <= _figures(there)


def test_cards__are_the_kpis(outcome: Outcome) -> None:
    assert outcome.figures is not None
    lang, shown = outcome.snapshot.lang, {}
    for block in _report(outcome, "kpis").blocks:
        if {"title", "value", "n"} <= set(block.table.columns):
            shown |= {row.title: row.value for row in block.table.itertuples(index=False)}
    known = [card for card in outcome.figures.cards if card.title(lang) in shown]
    assert len(known) >= 5
    for card in known:
        assert card.value == pytest.approx(shown[card.title(lang)], nan_ok=True), card.name
