"""Where printed pages of a report begin: what must not be parted is on one page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from custsheet.drawing.frame import page_scale
from custsheet.drawing.reports.report_pages import Stretch, page_breaks, page_height

_STRETCHES = st.lists(st.tuples(st.integers(1, 3_000), st.integers(1, 3_000)), max_size=12)


@given(above=st.integers(0, 400), sizes=_STRETCHES, page=st.integers(400, 1_500), more=st.floats(1.0, 1.04))
def test_page_breaks__no_kept_rows_run_over_the_end_of_a_page(
    above: int, sizes: list[tuple[int, int]], page: int, more: float
) -> None:
    stretches = [Stretch(10 * at, max(sizes), min(sizes)) for at, sizes in enumerate(sizes, 1)]
    breaks = page_breaks(above, stretches, page)
    holds = page * more  # office programs fit a little more on a page than what is reckoned with
    used: float = above  # pixels on the page that a program is at
    for one in stretches:
        if one.row in breaks:
            used = 0
        if one.kept <= page:
            assert used + one.kept <= holds + 1e-6
        used += one.height
        while used > holds:
            used -= holds
    assert breaks == sorted(set(breaks))
    assert set(breaks) <= {one.row for one in stretches}


@given(sizes=_STRETCHES)
def test_page_breaks__none_where_everything_fits_on_one_page(sizes: list[tuple[int, int]]) -> None:
    stretches = [Stretch(10 * at, max(sizes), min(sizes)) for at, sizes in enumerate(sizes, 1)]
    assert page_breaks(0, stretches, 1 + sum(one.height for one in stretches)) == []


@given(st.integers(0, 5_000))
def test_page_scale__a_wider_sheet_is_printed_smaller_and_holds_more_rows(width: int) -> None:
    scale = page_scale(width)
    assert 40 <= scale <= 100  # never larger than life
    assert scale == 40 or width * 1.22 * scale / 100 <= 1_024
    assert page_scale(width + 300) <= scale
    assert page_height(page_scale(width + 300)) >= page_height(scale)
