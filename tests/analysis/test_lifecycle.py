"""Lifecycle stages, one table of histories."""

from __future__ import annotations

import pandas as pd
import pytest

from custsheet.analysis.lifecycle import rhythm
from custsheet.analysis.rules import Rules

REFERENCE = pd.Timestamp("2024-12-31")


def _rhythm(**ago: list[int]) -> pd.DataFrame:
    """Order days by how many days ago."""
    rows = [(who, REFERENCE - pd.Timedelta(days=n)) for who, days in ago.items() for n in days]
    return rhythm(
        pd.DataFrame(rows, columns=["customer", "day"]).astype({"customer": object, "day": "datetime64[us]"}),
        REFERENCE,
        Rules(),
    )


# Eleven gaps: 80th percentile 100 days, 90th 120.
_CROWD = {f"crowd{n}": [0, gap] for n, gap in enumerate([10, 20, 30, 40, 50, 60, 70, 80, 100, 120, 300])}


@pytest.mark.parametrize(
    ("ago", "stage"),
    [
        ([0], "new"),
        ([90], "new"),
        ([90, 60, 30], "new"),
        ([91], "growing"),
        ([100], "growing"),
        ([101], "at_risk"),
        ([121], "dormant"),
        ([366], "lost"),
        ([365], "dormant"),
        ([150, 91], "growing"),
        ([190, 110], "at_risk"),
        ([160, 130, 100], "dormant"),  # own rhythm: every 30 days
        ([150, 120, 90], "at_risk"),  # idle for exactly 3 cycles
        ([121, 91, 61], "at_risk"),
        ([120, 90, 60], "growing"),  # idle for exactly 2 cycles
        ([130, 100, 70, 40], "mature"),
        ([134, 133, 132, 131, 130, 80, 79, 29], "mature"),  # a daily rhythm gives no alarm before 30 days
        ([134, 133, 132, 131, 130, 81, 80, 30], "at_risk"),
        ([94, 93, 92, 91, 60], "dormant"),
        ([500, 470, 440, 410, 400], "lost"),
        ([500, 470, 440, 410, 20], "returned"),
        ([500, 470, 440, 410, 50, 20], "returned"),
        ([500, 470, 440, 410, 121, 91, 61], "at_risk"),  # back long ago, and again quiet
        ([480, 80], "returned"),
        ([500, 470, 440, 410, 61], "at_risk"),  # back, and quiet for longer than 2 cycles already
        ([150, 80], "growing"),
    ],
)
def test_rhythm__stages(ago: list[int], stage: str) -> None:
    crowd = {**_CROWD} if len(ago) < 3 else {}
    found = _rhythm(one=ago, **crowd).loc["one"]
    if not crowd:
        assert found["cycle"] == pd.Series(sorted(ago)).diff().median()
    assert found["stage"] == stage


def test_rhythm__percentiles_are_of_everybodys_gaps() -> None:
    crowd = _rhythm(**_CROWD)
    assert crowd["cycle"].isna().all()
    assert crowd["days"].tolist() == [2] * 11


@pytest.mark.parametrize(
    ("ago", "stage"), [(90, "new"), (91, "at_risk"), (180, "at_risk"), (181, "dormant"), (366, "lost")]
)
def test_rhythm__when_nobody_ever_came_back(ago: int, stage: str) -> None:
    assert _rhythm(a=[ago], b=[10])["stage"].tolist() == [stage, "new"]


def test_rhythm__nobody() -> None:
    assert len(_rhythm()) == 0
