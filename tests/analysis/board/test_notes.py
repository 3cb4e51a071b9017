"""The patterns of notes, filled in, are the notes of the KPIs and of the cards themselves."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from custsheet.analysis import tiers
from custsheet.analysis.board.choices import choices
from custsheet.analysis.board.cube import cube
from custsheet.analysis.board.notes import NO_DATA, TOO_FEW, Part, notes
from custsheet.analysis.cards import cards
from custsheet.analysis.kpis import Sources, buying, opinions, staff
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import Rules
from custsheet.model.errors import Lang
from custsheet.model.text import Text, counted

sys.path.insert(0, str(Path(__file__).parents[1]))

import golden as company

Make = Callable[..., Any]
_RATES = ("repurchase", "retention", "csat", "complaints", "response", "tasks")


def _filled(pattern: str, row: Mapping[str, float], card: str) -> str:
    def one(place: re.Match[str]) -> str:
        value = row[f"{card}_{place[1]}"]
        if place[2] == ".1":
            return f"{value:.1f}"
        return counted(int(value), *place[2].split("|")) if place[2] else f"{value:.0f}"

    return re.sub(r"\{(\w+)(?::([^}]*))?\}", one, pattern)


def _said(parts: Sequence[Part], row: Mapping[str, float], card: str, lang: Lang) -> str:
    def shown(said: Text) -> str:
        return _filled(said(lang), row, card)

    if card in _RATES:
        if not row[f"{card}_n"]:
            return NO_DATA(lang)
        if row[card] != row[card]:
            return shown(TOO_FEW)
    there = [one for one in parts if one.shown is None or row[f"{card}_{one.shown}"] == row[f"{card}_{one.shown}"]]
    return " · ".join(shown(one.said) for one in there)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "settings",
    [
        {"min_sample": 1, "revenue_target": 1000},
        {"retention_base": "net", "complaint_base": "active", "satisfaction_measure": "mean", "min_sample": 4},
        {"complaint_base": "customers"},
    ],
)
def test_notes__say_what_the_cards_say(workbook: Make, lang: Lang, settings: dict[str, Any]) -> None:
    snapshot = workbook(**company.sheets(), settings=settings)
    rules = Rules.of(snapshot)
    ledger = read_orders(snapshot, rules, company.TODAY)
    sources = Sources.of(snapshot, rules, ledger, tiers(snapshot, company.TODAY), company.TODAY)
    board, patterns = cube(sources), notes(rules, sources.first)
    first = board.table.iloc[board.row(1) or 0]
    for card in cards(sources):
        assert _said(patterns[card.name], first, card.name, lang) == card.note(lang), card.name
    for at, choice in enumerate(choices(sources.period.end), 1):
        now, year = replace(sources, period=choice.period), replace(sources, period=choice.year)
        row = board.table.iloc[board.row(at) or 0]
        for one in (
            buying.repurchase(year),
            buying.retention(year),
            opinions.satisfaction(now),
            opinions.complaints(now),
            staff.response(now),
        ):
            assert _said(patterns[one.name], row, one.name, lang) == one.note(lang), (one.name, choice.title.zh)
