"""Sentences broken by hand: nothing runs over its room, nothing is left over on a line of its own."""

from __future__ import annotations

import random

import pytest

from custsheet.drawing.workbook.measure import text_pixels
from custsheet.drawing.workbook.wrapping import wrapped


@pytest.mark.parametrize("points", [8.5, 10])
def test_wrapped__no_line_is_wider_than_its_room(points: float) -> None:
    words = "Nanjing Quillford Stores Co., Ltd (45 days without an order) 和泽酒店管理有限公司" * 5
    lines = wrapped(words, 300, points)
    assert all(text_pixels(line, points) <= 300 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_wrapped__nothing_gives_no_line() -> None:
    assert wrapped("", 300) == []


@pytest.mark.parametrize("sign", "，。；）")
@pytest.mark.parametrize("seed", range(40))
def test_wrapped__keeps_every_sign_and_begins_no_line_with_a_closing_one(seed: int, sign: str) -> None:
    lengths = random.Random(seed).choices(range(1, 41), k=1 + seed % 12)
    sentence = "".join("客" * length + sign for length in lengths)
    lines = wrapped(sentence, 400)
    assert "".join(lines) == sentence
    assert all(text_pixels(line) <= 400 for line in lines)
    assert all(line[0] != sign for line in lines)


@pytest.mark.parametrize("rest", range(1, 8))
def test_wrapped__no_last_line_of_a_few_signs(rest: int) -> None:
    lines = wrapped("客" * (30 + rest), 400)
    assert len(lines) == 2
    assert text_pixels(lines[-1]) >= 0.3 * 400
