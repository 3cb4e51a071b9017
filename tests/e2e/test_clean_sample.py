"""False alarms: a whole company's workbook in which nothing is wrong, and the installed command finds nothing in it.

300 customers and 3,000 orders as the retail sample has them, and 43 companies as the maker's has, but nobody slipped
and nobody was entered twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_workbooks"
sys.path.insert(0, str(FOLDER))

import generate as script  # noqa: E402 - in the folder of the samples
from generator.sample import SEED, generate  # noqa: E402

STANDARD = script.standard()
Pass = Callable[..., dict[str, Any]]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["retail", "maker", "two"])
def test_check__finds_nothing_where_nothing_is_wrong(kind: Any, lang: Any, tmp_path: Path, pass_json: Pass) -> None:
    _nothing(kind, lang, SEED, tmp_path / "clean.xlsx", pass_json)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("seed", range(1, 6))
def test_check__finds_nothing_in_other_companies_either(seed: int, lang: Any, tmp_path: Path, pass_json: Pass) -> None:
    """Other names, other numbers, other days."""
    _nothing("retail", lang, seed, tmp_path / "clean.xlsx", pass_json)


def _nothing(kind: Any, lang: Any, seed: int, path: Path, pass_json: Pass) -> None:
    sample = generate(kind, lang, STANDARD, seed, dirty=False)
    assert sample.truth.faults == ()
    path.write_bytes(script.draw(sample, lang, STANDARD))
    passed = pass_json("check", path)
    assert passed["findings"] == []
    assert passed["duplicates"] == []
    assert passed["rows"]["customers"] == len(sample.tables["customers"])
