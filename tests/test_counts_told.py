"""Counts from a thousand on have separators wherever analyses tell them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from custsheet.model.text import Text
from custsheet.pipeline.compute import compute

_SAMPLES = Path(__file__).parent.parent / "sample_workbooks"
_BARE = re.compile(r"(?<![\d.,\-A-Za-z+/])\d{4,}(?![\d\-/])")
_YEARS = range(1990, 2101)


def _told(value: Any, seen: set[int]) -> Iterator[str]:
    """Every text in what analyses return."""
    if isinstance(value, Text):
        yield from (value.zh, value.en)
    elif id(value) in seen:
        return
    elif isinstance(value, pd.DataFrame):
        yield from (one for name in value for one in value[name].tolist() if isinstance(one, str))
    elif isinstance(value, list | tuple):
        seen.add(id(value))
        for one in value:
            yield from _told(one, seen)
    elif is_dataclass(value):
        seen.add(id(value))
        for field in fields(value):
            yield from _told(getattr(value, field.name), seen)


@pytest.mark.parametrize("name", ["零售连锁", "retail-chain"])
def test_analyses__tell_no_count_without_separators(name: str) -> None:
    outcome = compute(_SAMPLES / f"{name}.xlsx", date(2026, 7, 2), "customers", lambda _step, _share: None).outcome
    told = list(_told((outcome.reports, outcome.figures, outcome.tiers), set()))
    assert any(re.search(r"\d,\d{3}", one) for one in told)
    assert not [one for one in told for bare in _BARE.findall(one) if int(bare) not in _YEARS]
