"""Boxes of cells."""

from __future__ import annotations

import random

import pytest

from custsheet.package.ranges import Box, covers, origin, parse_box, parse_boxes, subtract, write_boxes


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("B2", Box(2, 2, 2, 2)),
        ("$A$1:$D$20", Box(1, 1, 20, 4)),
        ("D20:A1", Box(1, 1, 20, 4)),
        ("A:C", Box(1, 1, 1_048_576, 3)),
        ("2:5", Box(2, 1, 5, 16_384)),
        ("XFD1048576", Box(1_048_576, 16_384, 1_048_576, 16_384)),
    ],
)
def test_parse_box__all_ways_to_write_one(text: str, box: Box) -> None:
    assert parse_box(text) == box


@pytest.mark.parametrize("text", ["", "A0", "XFE1", "A1048577", "#REF!", "A1:B", "é1", "A1:B2:C3"])
def test_parse_box__no_box(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|outside"):
        parse_box(text)


def test_parse_boxes__leaves_out_what_is_none() -> None:
    assert write_boxes(parse_boxes(" A1  #REF! B2:C3 ")) == "A1 B2:C3"


def test_subtract__every_cell_but_those_of_the_holes() -> None:
    chance = random.Random(1)

    def any_box() -> Box:
        rows, columns = sorted(chance.choices(range(1, 9), k=2)), sorted(chance.choices(range(1, 9), k=2))
        return Box(rows[0], columns[0], rows[1], columns[1])

    def cells(boxes: list[Box]) -> list[tuple[int, int]]:
        return [(r, c) for b in boxes for r in range(b.top, b.bottom + 1) for c in range(b.left, b.right + 1)]

    for _ in range(500):
        box, holes = any_box(), [any_box(), any_box()]
        left = cells(subtract([box], holes))
        assert len(left) == len(set(left))
        assert set(left) == set(cells([box])) - set(cells(holes))
        assert covers(holes, [box]) == (not left)


def test_subtract__untouched_boxes_stay_as_they_are() -> None:
    assert subtract(parse_boxes("A1:B2 D4"), parse_boxes("F6")) == parse_boxes("A1:B2 D4")


def test_origin__top_left_of_all() -> None:
    assert origin(parse_boxes("C7:D9 B8 E2")) == (2, 2)
