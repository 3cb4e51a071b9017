"""Which product a text names."""

from __future__ import annotations

import pytest

from custsheet.analysis.experience.mentions import Finder

FINDER = Finder(["净水器", "净水器滤芯", "Cup", "Tea set", "茶"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("净水器漏水", 0),
        ("净水器和净水器滤芯", 1),  # the longest
        ("A CUP is broken", 2),
        ("the cupboard", -1),  # part of a word
        ("杯子cup坏了", 2),
        ("the tea  set", 3),
        ("茶不好", -1),  # a single letter tells too little
        ("", -1),
        ("c", -1),
    ],
)
def test_finder(text: str, place: int) -> None:
    assert FINDER(text) == place
