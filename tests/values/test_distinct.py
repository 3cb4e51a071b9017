"""What repeats itself is asked once; what hardly does is left as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from custsheet.values.distinct import distinct


@given(st.lists(st.sampled_from(["A", "B", "C", None, 1.0]) | st.integers(5, 3000), max_size=40), st.integers(1, 60))
def test_distinct__holds_whatever_stands_there_and_nothing_else(values: list[object], times: int) -> None:
    found = distinct(values * times)
    assert set(found) == set(values)
    assert times == 1 or len(values) == 0 or len(found) <= len(values)


def test_distinct__values_that_hardly_repeat_are_handed_back() -> None:
    values = list(range(5000))
    assert distinct(values) is values
    assert distinct([]) == []
