"""The rows of a drawn sheet, held for the next pass: what went in comes out, or they are not held at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from custsheet.drawing import heldrows
from custsheet.drawing.heldrows import HeldRows


def held(pieces: Sequence[bytes]) -> HeldRows:
    rows = HeldRows()
    for piece in pieces:
        rows.add(piece)
    rows.end()
    return rows


@pytest.mark.parametrize("large", [1 << 20, 50_000])
@pytest.mark.parametrize("times", [0, 1, 3, 5_000])
def test_heldrows__few_are_held_as_they_are_and_many_compressed(
    monkeypatch: pytest.MonkeyPatch, large: int, times: int
) -> None:
    monkeypatch.setattr(heldrows, "LARGE", large)
    monkeypatch.setattr(heldrows, "_PIECE", 1_000)
    pieces = [f'<row r="{number}"><c r="A{number}"/></row>'.encode() for number in range(times)]
    rows = held(pieces)
    assert rows.whole
    assert b"".join(rows.pieces()) == b"".join(pieces)
    assert b"".join(rows.pieces()) == b"".join(pieces), "a second time"
    assert bool(rows._packed) == (sum(map(len, pieces)) > large)


def test_heldrows__what_is_too_much_even_compressed_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heldrows, "LARGE", 1_000)
    rows = held([random.Random(1).randbytes(100_000), b"the last"])
    assert not rows.whole
    assert not rows._packed
    assert not rows._plain


def test_heldrows__none_are_held_before_the_end() -> None:
    rows = HeldRows()
    rows.add(b"<row/>")
    assert not rows.whole
