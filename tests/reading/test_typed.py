"""What somebody wrote beside a table that is drawn anew."""

from __future__ import annotations

from custsheet.reading.typed import Cells, Strays, strays, titled_rows

DRAWN = {(1, 1): "参数", (4, 1): "名称", (4, 2): "值", (5, 1): "甲", (5, 2): 1.0, (6, 1): "乙", (6, 2): 2.0}
AFTER = {(1, 1): "参数", (4, 1): "名称", (4, 2): "值", (4, 3): "单位", (5, 1): "甲", (5, 2): 1.0, (6, 1): "新"}
AFTER |= {(7, 1): "乙", (7, 2): 2.0}


def titled(before: Cells, after: Cells = AFTER) -> Strays:
    """The strays of a sheet whose rows are told apart by their first cell."""
    return strays(before, DRAWN, after, titled_rows(before, (1,)), titled_rows(after, (1,)))


def test_strays__nothing_but_the_drawing() -> None:
    assert titled(DRAWN) == Strays({}, {})


def test_strays__a_note_beside_a_row_stays_beside_it() -> None:
    assert titled(DRAWN | {(6, 3): "老板定的"}).moved == {(7, 4): "老板定的"}
    assert strays(DRAWN | {(6, 3): "老板定的"}, DRAWN, AFTER).moved == {(6, 4): "老板定的"}


def test_strays__what_is_below_stays_below_even_if_it_says_what_stands_above() -> None:
    assert titled(DRAWN | {(8, 1): "甲", (8, 5): 3}) == Strays({(9, 1): "甲", (9, 6): 3}, {})


def test_strays__within_the_drawing_it_cannot_stand_again() -> None:
    assert titled(DRAWN | {(2, 1): "看这里", (5, 1): "甲二"}) == Strays({}, {(2, 1): "看这里", (5, 1): "甲二"})


def test_strays__a_row_that_is_gone_leaves_its_note_where_it_was() -> None:
    after = {place: cell for place, cell in AFTER.items() if place[0] != 7}
    assert titled(DRAWN | {(6, 3): "x"}, after).moved == {(6, 4): "x"}


def test_strays__a_row_that_stands_far_below_is_drawn_with_the_others() -> None:
    """Whatever gap was left above it; a note beside it comes along, what is below stays below."""
    far = {place: cell for place, cell in DRAWN.items() if place[0] != 6}
    far |= {(9, 1): "乙", (9, 2): 2.0, (9, 3): "老板定的", (10, 1): "便条"}
    assert titled(far) == Strays({(7, 4): "老板定的", (11, 1): "便条"}, {})


def test_strays__rows_in_another_order_keep_their_notes() -> None:
    turned = DRAWN | {(5, 1): "乙", (5, 2): 2.0, (5, 3): "乙的", (6, 1): "甲", (6, 2): 1.0, (6, 3): "甲的"}
    assert titled(turned) == Strays({(7, 4): "乙的", (5, 4): "甲的"}, {})


def test_titled_rows__the_first_of_several_counts_and_half_a_title_is_none() -> None:
    cells = {(5, 1): "甲", (5, 4): "a", (6, 1): "乙", (7, 1): "甲", (7, 4): "a"}
    assert titled_rows(cells, (1, 4)) == {5: ("甲", "a")}
    assert titled_rows(cells, ()) == {}
