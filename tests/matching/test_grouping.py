"""Groups hold together on the whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from custsheet.matching.grouping import group

_Pair = tuple[int, int, float, bool]


def _group(rows: int, *pairs: _Pair) -> list[int]:
    left, right, weight, apart = (list(column) for column in zip(*pairs, strict=True)) if pairs else ([], [], [], [])
    bits = np.array(weight, float)
    return group(rows, np.array(left, int), np.array(right, int), bits, bits >= 0, np.array(apart, bool)).tolist()


def test_group__chains_hold_where_nothing_is_known_against_them() -> None:
    assert _group(4, (0, 1, 5, False), (1, 2, 4, False)) == [0, 0, 0, -1]


def test_group__a_chain_breaks_where_the_rest_speaks_against_it() -> None:
    assert _group(3, (0, 1, 9, False), (1, 2, 4, False), (0, 2, -6, False)) == [0, 0, -1]
    assert _group(3, (0, 1, 9, False), (1, 2, 4, False), (0, 2, -3, False)) == [0, 0, 0]


def test_group__what_is_apart_is_never_together() -> None:
    assert _group(2, (0, 1, 30, True)) == [-1, -1]
    assert _group(3, (0, 1, 30, False), (1, 2, 20, False), (0, 2, 25, True)) == [0, 0, -1]


def test_group__of_nothing() -> None:
    assert _group(3) == [-1, -1, -1]


_pairs = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.tuples(st.integers(-12, 12), st.booleans()),
    max_size=40,
)


@given(_pairs)
def test_group__invariants(known: dict[tuple[int, int], tuple[int, bool]]) -> None:
    pairs = [(a, b, float(bits), apart) for (a, b), (bits, apart) in known.items()]
    label = _group(10, *pairs)
    assert _group(10, *reversed(pairs)) == label
    for a, b, _, apart in pairs:
        assert not (apart and label[a] == label[b] >= 0)
    for one in set(label) - {-1}:
        members = [record for record in range(10) if label[record] == one]
        assert len(members) > 1
        assert one == members[0]
        # Everybody came in by a pair that speaks for it.
        assert all(
            any(m in pair[:2] and set(pair[:2]) <= set(members) and pair[2] >= 0 for pair in pairs) for m in members
        )
