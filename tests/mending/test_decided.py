"""How groups hang together: by records that are merged, however many groups there are."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.mending.decided import Group, Known, bundles
from custsheet.model.decision import Decision
from custsheet.model.review import Apart

RECORDS = [f"C{number:06}" for number in range(12)]


def group(*records: str) -> Group:
    return Group({record: Decision(record, "") for record in records}, records[0], records[0], list(records))


def walked(groups: Sequence[Group]) -> set[frozenset[str]]:
    """Records that a walk from group to group reaches, step by step."""
    found = [set(one.merged) for one in groups if one.merged]
    for _ in found:
        for one in found:
            for other in found:
                if one & other:
                    one |= other
    return {frozenset(one) for one in found}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(RECORDS), min_size=2, max_size=4, unique=True), max_size=8))
def test_bundles__are_what_shared_records_tie_together(drawn: list[list[str]]) -> None:
    groups = [group(*records) for records in drawn]
    made = bundles(groups)
    assert sorted(id(one) for bundle in made for one in bundle) == sorted(map(id, groups))
    assert {frozenset(record for one in bundle for record in one.merged) for bundle in made} == walked(groups)
    assert len(made) == len(walked(groups))


def test_bundles__groups_that_merge_nothing_stand_alone() -> None:
    nothing = Group({"A": Decision("A", "")}, "A")
    assert [len(bundle) for bundle in bundles([nothing, group("A", "B"), nothing, group("B", "C")])] == [1, 2, 1]


def test_between__the_pair_that_was_told_first() -> None:
    told = {(a, b): Apart(a, b) for a, b in (("C", "D"), ("B", "C"), ("A", "C"))}
    known = Known(told)
    assert known.between({"A", "B", "C"}) == Apart("B", "C")
    assert known.between({"A", "B", "D"}) is None


def test_bundles__do_not_take_longer_the_more_there_are() -> None:
    """30,000 groups in one pass, a third of them in chains; each with each would take minutes."""
    groups = [group(f"C{3 * at}", f"C{3 * at + (1 if at % 3 else 3)}") for at in range(30_000)]
    random.Random(1).shuffle(groups)
    known = Known({(f"A{at}", f"B{at}"): Apart(f"A{at}", f"B{at}") for at in range(30_000)})
    began = time.process_time()
    for bundle in bundles(groups):
        assert known.between({record for one in bundle for record in one.merged}) is None
    assert time.process_time() - began < 5
