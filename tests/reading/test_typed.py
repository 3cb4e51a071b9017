"""What somebody wrote beside a table that is drawn anew."""

from __future__ import annotations

from custsheet.reading.typed import Strays, strays

DRAWN = {(1, 1): "参数", (4, 1): "名称", (4, 2): "值", (5, 1): "甲", (5, 2): 1.0, (6, 1): "乙", (6, 2): 2.0}
AFTER = {(1, 1): "参数", (4, 1): "名称", (4, 2): "值", (4, 3): "单位", (5, 1): "甲", (5, 2): 1.0, (6, 1): "新"}
AFTER |= {(7, 1): "乙", (7, 2): 2.0}


def test_strays__nothing_but_the_drawing() -> None:
    assert strays(DRAWN, DRAWN, AFTER, (1,)) == Strays({}, {})


def test_strays__a_note_beside_a_row_stays_beside_it() -> None:
    assert strays(DRAWN | {(6, 3): "老板定的"}, DRAWN, AFTER, (1,)).moved == {(7, 4): "老板定的"}
    assert strays(DRAWN | {(6, 3): "老板定的"}, DRAWN, AFTER).moved == {(6, 4): "老板定的"}


def test_strays__what_is_below_stays_below_even_if_it_says_what_stands_above() -> None:
    assert strays(DRAWN | {(8, 1): "甲", (8, 5): 3}, DRAWN, AFTER, (1,)) == Strays({(9, 1): "甲", (9, 6): 3}, {})


def test_strays__within_the_drawing_it_cannot_stand_again() -> None:
    assert strays(DRAWN | {(2, 1): "看这里", (5, 1): "甲二"}, DRAWN, AFTER, (1,)) == Strays(
        {}, {(2, 1): "看这里", (5, 1): "甲二"}
    )


def test_strays__a_row_that_is_gone_leaves_its_note_where_it_was() -> None:
    after = {place: cell for place, cell in AFTER.items() if place[0] != 7}
    assert strays(DRAWN | {(6, 3): "x"}, DRAWN, after, (1,)).moved == {(6, 4): "x"}
