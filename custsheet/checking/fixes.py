"""What to mend first: for each sheet, each person and the whole, the rules with the most open findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from custsheet.model.finding import Finding
from custsheet.model.quality import Fix

MOST = 3
NOBODY = ""
"""The name under which rows stand that nobody owns."""
DUPLICATES = ""
"""The code of a fix that is about customers who stand there twice."""

Owners = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Found:
    """What was found on one sheet: the findings that lower the score, whose each is, whose the surplus records are."""

    sheet: str
    findings: Sequence[Finding]
    owners: Owners
    surplus: Owners


def fixes(
    found: Sequence[Found], owners: int
) -> tuple[Mapping[str, tuple[Fix, ...]], Mapping[int, tuple[Fix, ...]], tuple[Fix, ...]]:
    """The first three of each sheet, of each owner (by number), and of all."""
    by_owner: dict[int, dict[str, Fix]] = {}
    by_sheet: dict[str, tuple[Fix, ...]] = {}
    in_all: dict[str, Fix] = {}
    for one in found:
        whole: dict[str, Fix] = {}
        for owner, fix in _counted(one, owners):
            _add(whole, fix)
            _add(in_all, fix)
            if owner >= 0:
                _add(by_owner.setdefault(owner, {}), fix)
        by_sheet[one.sheet] = _first(whole)
    return by_sheet, {owner: _first(own) for owner, own in by_owner.items()}, _first(in_all)


def _counted(found: Found, owners: int) -> list[tuple[int, Fix]]:
    """(owner, -1 for none; what of theirs is to be mended), one a rule."""
    codes = sorted({one.code for one in found.findings})
    number = {code: n for n, code in enumerate(codes)}
    out: list[tuple[int, Fix]] = []
    if codes:
        kinds = np.asarray([number[one.code] for one in found.findings], dtype=np.int64)
        quick = np.asarray([bool(one.edits) for one in found.findings], dtype=np.float64)
        pairs, first, place = np.unique((found.owners + 1) * len(codes) + kinds, return_index=True, return_inverse=True)
        counts, ticks = np.bincount(place), np.bincount(place, weights=quick)
        for n, pair in enumerate(pairs.tolist()):
            owner, kind = divmod(pair, len(codes))
            fix = Fix(codes[kind], int(counts[n]), int(ticks[n]), found.findings[first[n]])
            out.append((owner - 1, fix))
    if len(found.surplus):
        twice = np.bincount(found.surplus + 1, minlength=owners + 1)
        out += [(owner - 1, Fix(DUPLICATES, int(n))) for owner, n in enumerate(twice.tolist()) if n]
    return out


def _add(fixes: dict[str, Fix], more: Fix) -> None:
    held = fixes.get(more.code)
    fixes[more.code] = (
        more if held is None else Fix(more.code, held.count + more.count, held.quick + more.quick, held.first)
    )


def _first(fixes: Mapping[str, Fix]) -> tuple[Fix, ...]:
    return tuple(sorted(fixes.values(), key=lambda one: (-one.count, -one.quick, one.code))[:MOST])
