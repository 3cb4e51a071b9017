"""Pairs that share a key are all of them and none else, each once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from custsheet.matching.blocking import Keys

CODES = st.lists(st.integers(-1, 4), min_size=8, max_size=8)


@given(CODES, CODES, CODES, st.booleans())
def test_pairs__are_those_that_share_a_key(one: list[int], other: list[int], third: list[int], crossed: bool) -> None:
    columns = {name: np.array(codes, dtype=np.int32) for name, codes in (("a", one), ("b", other), ("c", third))}
    keys = Keys(columns, [("a", "c"), ("c", "a")] if crossed else [])
    same = [(codes, codes) for codes in (one, other, third)] + ([(one, third), (third, one)] if crossed else [])
    wanted = [
        (low, high)
        for low, high in combinations(range(8), 2)
        if any(first[low] == second[high] >= 0 for first, second in same)
    ]
    low, high = keys.pairs(8)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == wanted


def test_pairs__of_nothing_are_none() -> None:
    assert [len(side) for side in Keys().pairs(3)] == [0, 0]
