"""What is kept of predictions: bounded, in order, and never raising on what was damaged."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from custsheet.model.memory import from_rows, to_rows
from custsheet.model.prediction import MOST, TALLIES, Batch, Prediction, kept
from custsheet.model.snapshot import Memory

DAY = date(2026, 6, 1)


def _batch(day: date, *customers: str) -> Batch:
    return Batch.of(day, [Prediction(day, one, day + timedelta(days=3)) for one in customers])


def test_batch__comes_back_as_it_was() -> None:
    batch = _batch(DAY, "C2", "C1")
    assert batch.predictions == (Prediction(DAY, "C1", date(2026, 6, 4)), Prediction(DAY, "C2", date(2026, 6, 4)))
    assert (batch.foretold, batch.came, batch.last_day) == (2, None, date(2026, 7, 1))
    for one in (batch, batch.closed(1), batch.closed(0)):
        assert Batch.load("2026-06-01", json.loads(one.dump())) == one
    assert batch.closed(1).due == {}


def test_batch__of_too_many_is_an_even_choice() -> None:
    every = [
        Prediction(DAY, f"C{n:06}", DAY + timedelta(days=1 + n * 30 // (2 * MOST + 7))) for n in range(2 * MOST + 7)
    ]
    batch = Batch.of(DAY, every)
    assert (batch.foretold, len(batch.due)) == (MOST, MOST)
    by_day = [sum(day == DAY + timedelta(days=n) for day in batch.due.values()) for n in range(1, 31)]
    assert max(by_day) - min(by_day) <= 2
    assert Batch.of(DAY, reversed(every)) == batch


def test_kept__one_a_month_and_no_more_than_so_many() -> None:
    batches: tuple[Batch, ...] = ()
    for n in range(4 * 365):
        batches = kept(batches, _batch(date(2023, 1, 1) + timedelta(days=n), "C1"))
        assert len({(one.made_on.year, one.made_on.month) for one in batches}) == len(batches) <= TALLIES
    assert len(batches) == TALLIES
    assert [one.made_on.day for one in batches] == [1] * TALLIES
    assert kept(batches, _batch(date(2024, 1, 1), "C1")) == batches  # the clock was turned back
    assert kept((), _batch(DAY)) == ()


@pytest.mark.parametrize(
    "held",
    [
        "[]",
        "{}",
        "3",
        "null",
        '[1,null,{"2026-06-04":3}]',
        '[1,null,{"x":["C1"]}]',
        "[1,null,{}]",
        "[1,2,{}]",
        "[1,-1,{}]",
        '[1,"1",{}]',
        "[-1,null,{}]",
        "[1e400,1,{}]",
        '["x",1,{}]',
        "[" * 50_000,
    ],
)
def test_from_rows__damaged_predictions_are_left_out_and_the_others_kept(held: str) -> None:
    good = Memory(predictions=(_batch(DAY, "C1"),))
    rows = [
        *to_rows(good, "zh", None, "0.1"),
        ("foretold", "2026-05-01/0000", held),
        ("foretold", "x/0000", "[1,1,{}]"),
    ]
    assert from_rows(rows).memory == good


def test_from_rows__an_older_memory_has_none() -> None:
    rows = [
        row for row in to_rows(Memory("s", predictions=(_batch(DAY, "C1"),)), "zh", None, "0.1") if row[0] != "foretold"
    ]
    assert from_rows(rows).memory == Memory("s")
