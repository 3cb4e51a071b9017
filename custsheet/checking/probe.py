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
        fails: that column, or the frame without columns → which records fail. The data are those of the view that the
            rule was laid on, which it may ask for more; of another frame it tells nothing.
        tell: position of a failing record → its finding.
        alone: whether a record fails by itself, whatever the others hold.
        on: the column its findings are on, where that is not `field`.
        shares: a name for what it works out together with other rules of its module; "" for with those whose findings
            are on the same column.
    """

    code: str
    field: str | None
    fails: Callable[[Any], Mask]
    tell: Callable[[int], Finding]
    alone: bool = True
    on: str | None = None
    shares: str = ""

    @property
    def family(self) -> str:
        """The same for rules of one module that are best looked at together."""
        return self.shares or self.on or self.field or self.code


def frame_schema(view: View, probes: Sequence[Probe]) -> pa.DataFrameSchema:
    """The pandera schema of `view.frame`: a check a probe, whose error is the rule's code, whose name its position."""
    import pandera.pandas as pa  # a fifth of a second, which a workbook that nobody has changed need not wait for

    checks = _checks(probes)
    columns = {name: pa.Column(None, checks=checks.get(name, []), nullable=True, required=False) for name in view.names}
    return pa.DataFrameSchema(columns, checks=checks.get(None, []), name=view.name)


def findings(view: View, probes: Sequence[Probe]) -> list[list[Finding]]:
    """What each of the probes finds on this sheet."""
    found: list[list[Finding]] = [[] for _ in probes]
    for name, checks in _checks(probes).items() if view.rows else ():
        data = view.bare if name is None else view.column(name)
        for check in checks:
            result = check(data)
            if not result.check_passed:
                number = int(str(check.name))
                found[number] = list(map(probes[number].tell, np.flatnonzero(~mask(result.check_output)).tolist()))
    return found


def failing(view: View, probes: Sequence[Probe]) -> Iterator[tuple[Probe, list[int]]]:
    """Each probe that finds something, with the positions of the records that fail."""
    for probe in probes:
        at = np.flatnonzero(probe.fails(view.bare if probe.field is None else view.column(probe.field))).tolist()
        if at:
            yield probe, at


def _checks(probes: Sequence[Probe]) -> dict[str | None, list[pa.Check]]:
    """The checks of each column, under None those of whole rows."""
    checks: dict[str | None, list[pa.Check]] = {}
    for number, probe in enumerate(probes):
        checks.setdefault(probe.field, []).append(_check(probe, str(number)))
    return checks


def _check(probe: Probe, name: str) -> pa.Check:
    import pandas as pd
    import pandera.pandas as pa

    def holds(data: Any) -> pd.Series[Any] | bool:
        fails = probe.fails(data)
        # One word for all records is quickest to make and to look at; mostly it is the answer.
        return pd.Series(~fails, index=data.index, dtype=bool) if fails.any() else True

    # ignore_na would hand over a shorter column, in which positions mean something else.
    return pa.Check(holds, name=name, error=probe.code, ignore_na=False)
