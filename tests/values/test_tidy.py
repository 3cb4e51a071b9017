"""Searching a column as one text finds every cell that cleaning would change."""

from __future__ import annotations

import random

import pytest

from custsheet.values.text import clean_text
from custsheet.values.tidy import suspects


def test_suspects__miss_no_character() -> None:
    """Every character of the basic plane, alone between two letters."""
    cells = [f"a{chr(code)}b" for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF]
    missed = set(range(len(cells))) - set(suspects(cells))
    assert [cells[at] for at in missed if clean_text(cells[at]) != cells[at]] == []
    assert len(missed) > 60_000


@pytest.mark.parametrize("seed", range(20))
def test_suspects__miss_no_cell_of_a_column(seed: int) -> None:
    luck = random.Random(seed)
    parts = ["a", "张", " ", "  ", "\u200b", "\ue000", "Ａ", "\n", "", "👨‍👩‍👧"]
    cells: list[object] = [
        "".join(luck.choice(parts) for _ in range(luck.randrange(4)))
        if luck.random() < 0.8
        else luck.choice([None, 1.0])
        for _ in range(200)
    ]
    untidy = {at for at, value in enumerate(cells) if isinstance(value, str) and clean_text(value) != value}
    assert untidy <= set(suspects(cells))


def test_suspects__find_nothing_in_a_tidy_column() -> None:
    assert suspects(["张三", "Jane Lee", "北京（中国）公司", None, 5.0, "", "中关村大街 1 号"]) == []
    assert suspects([]) == []


@pytest.mark.parametrize("at", [0, 1, 2])
def test_suspects__see_spaces_at_either_end_of_any_cell(at: int) -> None:
    for dirty in (" a", "a ", " "):
        cells = ["a", "b", "c"]
        cells[at] = dirty
        assert suspects(cells) == [at]


def test_suspects__are_named_by_their_places_among_all_cells() -> None:
    cells = [None, "张三", 5.0, " 李", "a  b", "", "Ａ1\u200b", "x"]
    assert suspects(cells) == [3, 4, 6]
    assert suspects([one.replace("x", "\ue000") if isinstance(one, str) else one for one in cells]) == [3, 4, 6]
