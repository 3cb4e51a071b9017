"""What the home sheet says about the last pass: a value that a pass fills and `home` draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import Content

Tone = Literal["error", "warning", "ok", "info", "none"]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number on a tile, what stands beside it, and whether that is good or bad."""

    value: Content
    side: str = ""
    tone: Tone = "none"
    number_format: str = style.COUNT


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: `when` in words ("逾期 9 天"), with `tone`, for whom, what, who does it."""

    when: str
    tone: Tone
    customer: str
    what: str
    owner: str


@dataclass(frozen=True, slots=True)
class HomeRun:
    """What the last pass found, as the home sheet tells it.

    Attributes:
        checked: when.
        rows: records that were read.
        errors: findings of that severity; so are `warnings` and `infos`.
        groups: groups of possible duplicates.
        tiles: sheet name (input or tool) → what its tile shows; for an input sheet only `side` and `tone` count.
        due: the first few tasks, most urgent first.
        due_total: how many there are in all.
        quality: the total of the quality scores, in words; "" if there is none.
        undone: what somebody asked for and was not done, in words; "" if nothing.
        mended: what this pass changed on people's sheets, in words; "" if nothing.
    """

    checked: datetime
    rows: int
    errors: int
    warnings: int
    infos: int
    groups: int
    tiles: Mapping[str, Tile] = field(default_factory=dict)
    due: Sequence[Due] = ()
    due_total: int = 0
    quality: str = ""
    mended: str = ""
    undone: str = ""
