"""One rule aimed at one column or at whole rows, and a sheet's rules as a pandera schema.

pandera runs the masks over typed columns and collects what fails. Its `failure_cases` table is never read: it repeats a
frame-level failure once a column and grows with cells × checks. The failing rows come from the mask itself
(`SchemaError.check_output`), so a sheet in which every cell is wrong costs no more than its findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding


@dataclass(frozen=True)
class Probe:
    """One rule on one sheet.

    Attributes:
        code: the rule's code.
        field: the column it looks at, None for whole rows.
        fails: that column, or the frame → which records fail.
        tell: position of a failing record → its finding; None if a closer look clears it.
    """

    code: str
    field: str | None
    fails: Callable[[Any], Mask]
    tell: Callable[[int], Finding | None]


def frame_schema(view: View, probes: Sequence[Probe]) -> pa.DataFrameSchema:
    """The pandera schema that runs `probes` over `view.frame`. The checks' names are the probes' positions."""
    checks: dict[str | None, list[pa.Check]] = {}
    for number, probe in enumerate(probes):
        checks.setdefault(probe.field, []).append(_check(probe, number))
    return pa.DataFrameSchema(
        columns={
            name: pa.Column(None, checks=checks.get(name, []), nullable=True, required=False)
            for name in view.frame.columns
        },
        checks=checks.get(None, []),
        name=view.name,
    )


def findings(view: View, probes: Sequence[Probe]) -> Iterator[Finding]:
    """What the probes find on this sheet, in no particular order."""
    if not view.rows:
        return
    for probe, positions in _failures(view, probes):
        for at in positions:
            finding = probe.tell(at)
            if finding is not None:
                yield finding


def _failures(view: View, probes: Sequence[Probe]) -> list[tuple[Probe, list[int]]]:
    try:
        # pandera hangs its schema on the frame it is given; a shallow copy keeps the snapshot's own frame untouched.
        frame_schema(view, probes).validate(view.frame.copy(deep=False), lazy=True, inplace=True)
    except SchemaErrors as errors:
        found = []
        for error in errors.schema_errors:
            if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK:
                raise error from None  # a check broke: our mistake, never the data's
            failing = np.flatnonzero(~mask(error.check_output))
            found.append((probes[int(error.check.name)], failing.tolist()))
        return found
    return []


def _check(probe: Probe, number: int) -> pa.Check:
    def holds(data: Any) -> pd.Series[Any]:
        return pd.Series(~probe.fails(data), index=data.index, dtype=bool)

    # ignore_na would hand over a shorter column, in which positions mean something else.
    return pa.Check(holds, name=str(number), error=probe.code, ignore_na=False, n_failure_cases=1)
