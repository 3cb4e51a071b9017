"""Words that go with low scores."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from custsheet.analysis.experience.drivers import LEAST, OFTEN, drivers, pieces

_COMMENTS = st.lists(st.text("漏水的了茶好ab \n", max_size=8), max_size=12)


def test_drivers__what_only_low_ones_say() -> None:
    low = ["滤芯漏水了", "又是滤芯漏水", "滤芯漏水严重", "送货慢"]
    good = ["送货很快", "滤芯不错", "茶很好"]
    table = drivers(low, good)
    assert table[["piece", "low", "good", "first"]].values.tolist() == [["滤芯漏水", 3, 0, 0]]
    assert table["low_share"].tolist() == [0.75]
    assert table["times"].isna().all()


def test_drivers__what_both_say_is_no_driver() -> None:
    assert not len(drivers(["送货慢", "送货晚", "送货错"], ["送货快", "送货准", "送货好"]))


def test_drivers__words_in_letters() -> None:
    low = ["The filter leaks", "filter is leaking, the box", "Filter broken!"]
    assert drivers(low, ["great tea", "nice box"])["piece"].tolist() == ["filter"]


def test_drivers__a_comment_counts_once() -> None:
    assert not len(drivers(["漏水漏水漏水"], []))


def test_pieces__neither_begin_nor_end_with_glue() -> None:
    assert pieces("坏了的茶") == {"坏了的茶"}


@given(low=_COMMENTS, good=_COMMENTS)
def test_drivers__hold(low: list[str], good: list[str]) -> None:
    table = drivers(low, good)
    for row in table.itertuples():
        said = [at for at, one in enumerate(low) if row.piece in pieces(one)]
        praised = sum(row.piece in pieces(one) for one in good)
        assert (row.low, row.good, row.first) == (len(said), praised, said[0])
        assert row.low >= LEAST
        if praised:
            assert row.times >= OFTEN * 0.9  # half a comment is added on either side before it is judged
            assert row.times < float("inf")
    assert table["piece"].is_unique
