"""The number of a group stays its own while the group exists: across passes, whatever is merged, deleted or added."""

from __future__ import annotations

import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.matching import numbered
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.review import Merge, Review


def groups(*members: Iterable[str]) -> list[DuplicateGroup]:
    """As they are found, in the order shown."""
    made = [tuple(one) for one in members]
    return [DuplicateGroup(at, "same", 0.99, tuple(range(len(one))), one, ()) for at, one in enumerate(made, 1)]


def numbers(found: Iterable[DuplicateGroup]) -> dict[tuple[str, ...], int]:
    return {one.records: one.number for one in found}


def remembered(found: Iterable[DuplicateGroup], *merges: Merge) -> Review:
    """As the workbook carries it to the next pass."""
    rows = Review(merges=merges, numbers={one.number: one.records for one in found}).rows()
    return Review.of(dict(rows))


def test_numbered__from_one_in_the_order_shown_where_nothing_is_remembered() -> None:
    assert list(numbers(numbered(groups("AB", "CD", "EF"), Review())).values()) == [1, 2, 3]


def test_numbered__others_keep_theirs_where_one_is_gone_and_a_new_one_gets_another() -> None:
    first = numbered(groups("AB", "CD", "EF"), Review())
    then = numbered(groups("GH", "EF", "CD"), remembered(first))
    assert numbers(then) == {("E", "F"): 3, ("C", "D"): 2, ("G", "H"): 4}


def test_numbered__a_group_goes_on_where_its_records_do() -> None:
    first = numbered(groups("ABC", "DE", "FG", "HIJK"), Review())
    merges = Merge(1, "A", "B"), Merge(2, "X", "E")
    then = numbered(groups("AC", "DX", "GFL", "HI", "JKM"), remembered(first, *merges))
    assert numbers(then) == {
        ("A", "C"): 1, ("D", "X"): 2, ("G", "F", "L"): 3, ("H", "I"): 4, ("J", "K", "M"): 5,
    }  # fmt: skip


def test_numbered__rows_that_repeat_an_identifier_are_told_by_all_of_it() -> None:
    first = numbered(groups("AA", "BB"), Review())
    assert numbers(numbered(groups("BB", "AA"), remembered(first))) == {("A", "A"): 1, ("B", "B"): 2}


def test_of__damaged_numbers_count_as_absent() -> None:
    assert Review.of({"numbers": '[[1, "A", "B"], [0, "C", "D"], ["2", "E"], 3, [4, "F"]]'}).numbers == {1: ("A", "B")}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_numbered__invariants_over_many_passes(chance: random.Random) -> None:
    """Groups come, go, shrink and grow; nothing but where its records are tells a group's number."""
    alive = [{f"{at}{letter}" for letter in "abcd"} for at in range(6)]
    fresh, review, before = 6, Review(), dict[frozenset[str], int]()
    for _ in range(6):
        for one in alive:
            if len(one) > 2 and chance.random() < 0.3:
                one.remove(chance.choice(sorted(one)))
            if chance.random() < 0.2:
                one.add(f"new{chance.random()}")
        alive = [one for one in alive if chance.random() > 0.2]
        if chance.random() < 0.5:
            alive.append({f"{fresh}a", f"{fresh}b"})
            fresh += 1
        shown = [sorted(one) for one in alive]
        chance.shuffle(shown)
        found = numbered(groups(*shown), review)
        now = {frozenset(one.records): one.number for one in found}
        assert len(set(now.values())) == len(now)
        assert [one.records for one in found] == [tuple(one) for one in shown]
        for records, number in now.items():
            was = [old for others, old in before.items() if len(others & records) > 1]
            assert [number] == was or (not was and number not in before.values())
        # A pass in which nothing has changed changes nothing, in whatever order the groups are found.
        review = remembered(found)
        assert numbers(numbered(groups(*reversed(shown)), review)) == numbers(found)
        before = now
