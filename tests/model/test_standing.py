"""What is remembered of tiers: one record a month, whole after writing and reading, bounded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from custsheet.model.memory import from_rows, to_rows
from custsheet.model.snapshot import Memory
from custsheet.model.standing import MOST, Standing, kept


def _at(day: str, basis: str = "x", **tiers: str) -> Standing:
    return Standing(date.fromisoformat(day), basis, tiers)


def test_kept__one_record_a_month_and_the_better_tier_of_earlier_days() -> None:
    known = kept((), _at("2024-05-01", a="A", b="C"), 1)
    known = kept(known, _at("2024-05-20", a="B", b="B"), 1)
    assert [one.day for one in known] == [date(2024, 5, 20)]
    assert (known[0].best("a"), known[0].best("b"), known[0].best("z")) == ("A", "B", None)
    known = kept(known, _at("2024-05-25", a="C", b="C"), 1)
    assert (known[0].best("a"), known[0].best("b")) == ("A", "B")


def test_kept__of_two_passes_on_one_day_the_last_counts() -> None:
    known = kept((), _at("2024-05-01", a="A"), 1)
    again = kept(known, _at("2024-05-01", a="C"), 1)
    assert again[0].best("a") == "C"
    assert kept(again, _at("2024-05-01", a="C"), 1) == again


def test_kept__only_months_that_can_matter_and_never_backwards() -> None:
    known: tuple[Standing, ...] = ()
    for n in range(10):
        known = kept(known, _at((date(2023, 1, 15) + timedelta(days=31 * n)).isoformat(), a="A"), 2)
    assert len(known) == 3
    assert kept(known, _at("2023-02-01", a="C"), 2) == known


def test_kept__another_basis_forgets_what_was_better() -> None:
    known = kept((), _at("2024-05-01", a="A"), 1)
    assert kept(known, _at("2024-05-02", "y", a="C"), 1)[0].best("a") == "C"


def test_kept__too_many_customers_are_not_remembered() -> None:
    crowd = Standing(date(2024, 5, 1), "x", dict.fromkeys(map(str, range(MOST + 1)), "C"))
    assert kept((), crowd, 1) == ()


def test_memory__carries_standings_and_reads_those_without() -> None:
    one = Standing(date(2024, 5, 1), "x", {"a": "A", "b": "P"}, {"b": "C"}, {"b": "A"})
    rows = to_rows(Memory(standings=(one,)), "zh", None, "1")
    assert from_rows(rows).memory.standings == (one,)
    assert from_rows([row for row in rows if row[0] != "standing"]).memory.standings == ()


@pytest.mark.parametrize(
    "held", [None, 1, [], ["x", {}], ["x", {"Z": ["a"]}, {}, {}], ["x", {"A": 3}, {}, {}], ["x", [], {}, {}]]
)
def test_load__damaged_is_absent(held: object) -> None:
    assert Standing.load("2024-05-01", held) is None
    assert Standing.load("not a day", json.loads(_at("2024-05-01", a="A").dump())) is None
