"""One rule aimed at one column or at whole rows, and a sheet's rules as a pandera schema.

The schema is a complete one: `frame_schema(view, probes).validate(view.frame, lazy=True)` reports the same cells. A
pass runs the schema's checks one by one and takes the failing rows from each mask, because pandera's own report costs
five milliseconds a failing check, grows with cells × checks, and repeats a failure of whole rows once a column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa


@dataclass(frozen=True)
class Probe:
    """One rule on one sheet.

    Attributes:
        code: the rule's code.
        field: the column it looks at, None for whole rows. What it finds in a cell of its column depends on no other.
        fails: that column, or the frame → which records fail.
        tell: position of a failing record → its finding.
        alone: whether a record fails by itself, whatever the others hold.
        on: the column its findings are on, where that is not `field`.
    """

    code: str
    field: str | None
    fails: Callable[[Any], Mask]
    tell: Callable[[int], Finding]
    alone: bool = True
    on: str | None = None


def frame_schema(view: View, probes: Sequence[Probe]) -> pa.DataFrameSchema:
    """The pandera schema of `view.frame`: a check a probe, whose error is the rule's code, whose name its position."""
    import pandera.pandas as pa  # a fifth of a second, which a workbook that nobody has changed need not wait for

    checks: dict[str | None, list[pa.Check]] = {}
    for number, probe in enumerate(probes):
        checks.setdefault(probe.field, []).append(_check(probe, str(number)))
    columns = {
        name: pa.Column(None, checks=checks.get(name, []), nullable=True, required=False) for name in view.frame.columns
    }
    return pa.DataFrameSchema(columns, checks=checks.get(None, []), name=view.name)


def findings(view: View, probes: Sequence[Probe]) -> Iterator[Finding]:
    """What the probes find on this sheet, in no particular order."""
    if not view.rows:
        return
    schema = frame_schema(view, probes)
    for name, column in schema.columns.items():
        yield from _failing(view.frame[name], column.checks, probes)
    yield from _failing(view.frame, schema.checks, probes)


def failing(view: View, probes: Sequence[Probe]) -> Iterator[tuple[Probe, list[int]]]:
    """Each probe that finds something, with the positions of the records that fail."""
    for probe in probes:
        at = np.flatnonzero(probe.fails(view.frame if probe.field is None else view.frame[probe.field])).tolist()
        if at:
            yield probe, at


def _failing(data: Any, checks: Sequence[pa.Check], probes: Sequence[Probe]) -> Iterator[Finding]:
    for check in checks:
        result = check(data)
        if not result.check_passed:
            probe = probes[int(str(check.name))]
            yield from map(probe.tell, np.flatnonzero(~mask(result.check_output)).tolist())


def _check(probe: Probe, name: str) -> pa.Check:
    import pandas as pd
    import pandera.pandas as pa

    def holds(data: Any) -> pd.Series[Any]:
        return pd.Series(~probe.fails(data), index=data.index, dtype=bool)

    # ignore_na would hand over a shorter column, in which positions mean something else.
    return pa.Check(holds, name=name, error=probe.code, ignore_na=False)
