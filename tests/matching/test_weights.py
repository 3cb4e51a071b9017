"""Levels become bits: log2(m / u), u being a multiple of how often the value is met where that counts."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from custsheet.matching.levels import Comparison, Level
from custsheet.matching.normalise import Field
from custsheet.matching.weights import bits, weights

FIELD = Field("code", "code0", frozenset({"code"}))
LEVELS = (Level("equal", "…", 0.8, 0.5, "code0"), Level("slip", "…", 0.1, 0.002), Level("different", "ELSE", 0.1, 0.95))
COMPARED = Comparison(FIELD, "…", LEVELS)
RARE, OFTEN, NOBODY = 0, 1, 2
FREQUENCIES = {"tf_code0": np.array([0.001, 0.25, np.nan])}


@pytest.mark.parametrize(
    ("level", "left", "right", "said"),
    [
        (2, RARE, RARE, log2(1.6 / 0.001)),
        (2, RARE, OFTEN, log2(1.6 / 0.25)),
        (2, OFTEN, RARE, log2(1.6 / 0.25)),
        (2, NOBODY, RARE, log2(1.6 / 0.001)),
        (1, RARE, OFTEN, log2(0.1 / 0.002)),
        (0, OFTEN, OFTEN, log2(0.1 / 0.95)),
        (-1, RARE, RARE, 0.0),
    ],
)
def test_bits(level: int, left: int, right: int, said: float) -> None:
    levels = np.array([level], dtype=np.int8)
    sides = np.array([left]), np.array([right])
    assert bits(COMPARED, levels, FREQUENCIES, *sides).tolist() == pytest.approx([said])
    assert weights([COMPARED, COMPARED], {"code0": levels}, FREQUENCIES, *sides).tolist() == pytest.approx([2 * said])


def test_bits__nobody_counts_how_rare_it_is() -> None:
    levels, sides = np.array([2], dtype=np.int8), (np.array([NOBODY]), np.array([NOBODY]))
    assert np.isnan(bits(COMPARED, levels, FREQUENCIES, *sides)).all()
    assert weights([COMPARED], {"code0": levels}, FREQUENCIES, *sides).tolist() == pytest.approx([log2(1.6) + 12])
