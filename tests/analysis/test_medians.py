"""Medians of many groups against the plain one."""

from __future__ import annotations

import math
from statistics import median

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from custsheet.analysis.medians import medians, quantiles


@given(values=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 10_000)), max_size=40))
def test_medians__are_those_of_each_group(values: list[tuple[int, int]]) -> None:
    group, number = (np.array([one[at] for one in values], dtype="int64") for at in (0, 1))
    for at, found in enumerate(medians(group, number, 6).tolist()):
        mine = [value for which, value in values if which == at]
        assert found == median(mine) if mine else math.isnan(found)


@given(
    values=st.lists(st.integers(0, 3_000), min_size=1, max_size=60),
    shares=st.lists(st.sampled_from([0.0, 0.5, 0.8, 0.9, 0.99, 1.0]) | st.floats(0, 1), min_size=1, max_size=4),
)
def test_quantiles__are_those_of_numpy_to_the_last_digit(values: list[int], shares: list[float]) -> None:
    assert quantiles(np.array(values), shares) == np.quantile(values, shares).tolist()
