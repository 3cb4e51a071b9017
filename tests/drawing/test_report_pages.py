"""Where printed pages of a report begin: what must not be parted is on one page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from custsheet.drawing.report_pages import Stretch, page_breaks, page_height

_STRETCHES = st.lists(st.tuples(st.integers(1, 3_000), st.integers(1, 3_000)), max_size=12)


@given(above=st.integers(0, 400), sizes=_STRETCHES, page=st.integers(400, 1_500))
def test_page_breaks__no_kept_rows_run_over_the_end_of_a_page(
    above: int, sizes: list[tuple[int, int]], page: int
) -> None:
    stretches = [Stretch(10 * at, max(sizes), min(sizes)) for at, sizes in enumerate(sizes, 1)]
    breaks = page_breaks(above, stretches, page)
    used: float = above  # pixels since the last page that was begun on purpose
    for one in stretches:
        if one.row in breaks:
            used = 0
        if one.kept <= page:
            assert used + one.kept <= page  # so that no page ends within them, wherever the program ends its own
        used += one.height
    assert breaks == sorted(set(breaks))
    assert set(breaks) <= {one.row for one in stretches}


@given(sizes=_STRETCHES)
def test_page_breaks__none_where_everything_fits_on_one_page(sizes: list[tuple[int, int]]) -> None:
    stretches = [Stretch(10 * at, max(sizes), min(sizes)) for at, sizes in enumerate(sizes, 1)]
    assert page_breaks(0, stretches, 1 + sum(one.height for one in stretches)) == []


def test_page_height__a_wider_sheet_is_printed_smaller_and_holds_more_rows() -> None:
    assert page_height(800, 1) < page_height(1_700, 1) < page_height(2_000, 1)
    assert page_height(1_700, 2) < page_height(1_700, 1)
    assert page_height(0, 1) == page_height(800, 1)  # never larger than life
