"""The settings as this room reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from custsheet.analysis.rules import Rules
from custsheet.model.schema import Schema

Workbook = Callable[..., Any]


def test_rules__fall_back_on_the_shipped_standard(schema: Schema) -> None:
    shipped = {one.name: one.default for one in schema.settings}
    rules = Rules()
    for one in fields(Rules):
        value = getattr(rules, one.name)
        if isinstance(value, tuple):
            assert value == tuple(shipped[f"{one.name}_{step}"] for step in range(1, 5))
        else:
            assert value == shipped[one.name], one.name


def test_of__takes_what_is_set(workbook: Workbook) -> None:
    rules = Rules.of(workbook(settings={"pareto_a": 70, "rfm_f_2": 3, "reference_date": datetime(2024, 5, 6, 8)}))
    assert (rules.pareto_a, rules.rfm_f, rules.reference_date) == (70, (1, 3, 4, 8), date(2024, 5, 6))


def test_of__blank_means_no_limit_only_where_it_may(workbook: Workbook) -> None:
    rules = Rules.of(workbook(settings={"window_months": None, "pareto_b": None, "currency": None}))
    assert (rules.window_months, rules.pareto_b, rules.currency) == (None, 95, "¥")
