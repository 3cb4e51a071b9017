"""Beside the thresholds on 参数: how many customers would be A, B and C by the numbers as they are typed.

Live formulas over the hidden sheet _记录, in functions that every office program has. They read a cell as `reading`
will: blank is the default, 0.8 in a cell of percent is 80, what is no number or contradicts the other line says nothing
("–"). Counted is what would be computed: before tiers set by hand, and without the wait before a fall. Where the hidden
sheet is older than the formulas they say "–" too.

Invariant: the stored value is what the formula computes, after a new workbook is drawn as after every pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.drawing.workbook.cells import Formula
from custsheet.model.outcome import Tiers
from custsheet.model.schema import Setting
from custsheet.model.text import text

HEAD = text("试算", "What if")
UNKNOWN = "–"
LINES = {"pareto": ("before", "<"), "fixed": ("amount", ">="), "composite": ("score", ">=")}
"""Method → the column of _记录 that its lines are held against, and how."""
SETTINGS = frozenset(f"{method}_{letter}" for method in LINES for letter in "ab")
"""Settings that have such a formula beside them."""


@dataclass(frozen=True)
class Ranks:
    """What stands in these columns of _记录: sorted, without blanks; nothing before the first pass."""

    before: Sequence[float] = ()
    amount: Sequence[float] = ()
    score: Sequence[float] = ()

    @classmethod
    def of(cls, tiers: Tiers | None) -> Ranks:
        """Of customers that have an identifier, each once."""
        if tiers is None:
            return cls()
        once = tiers.table[tiers.table["record"].notna() & ~tiers.table["record"].duplicated()]
        ranked = standing(once)
        before, amount, score = (np.sort(ranked[name].dropna().to_numpy("float64")).tolist() for name in ranked)
        return cls(before, amount, score)

    def reach(self, method: str, line: float) -> int:
        """How many are on the better side of `line`."""
        column = getattr(self, LINES[method][0])
        below = int(np.searchsorted(np.asarray(column, dtype="float64"), line, side="left"))
        return below if method == "pareto" else len(column) - below

    def count(self, method: str) -> int:
        """How many are ranked."""
        return len(getattr(self, LINES[method][0]))


def standing(table: pd.DataFrame) -> pd.DataFrame:
    """The columns before, amount and score as _记录 holds them: blank for whoever has no amount to rank."""
    ranked = table["monetary"] > 0
    found = table[["before", "score"]].assign(amount=table["monetary"])
    return found[["before", "amount", "score"]].where(ranked)


def formulas(
    settings: Sequence[Setting], cells: Mapping[str, str], typed: Mapping[str, object], ranks: Ranks
) -> dict[str, Formula]:
    """Setting name → the formula beside it, with what it shows now.

    Args:
        settings: of the standard.
        cells: setting name → address of its value on the same sheet.
        typed: setting name → what stands there; None or "" for nothing.
        ranks: what stands on _记录.
    """
    known = {one.name: one for one in settings}
    out = {}
    for method in LINES:
        names = [f"{method}_{letter}" for letter in "ab"]
        if all(name in known and name in cells for name in names):
            lines = [known[name] for name in names]
            shown = _shown(method, [_number(one, typed.get(one.name)) for one in lines], lines, ranks)
            for name, said, value in zip(names, _texts(method, lines, cells), shown, strict=True):
                out[name] = Formula(said, value)
    return out


def _texts(method: str, lines: Sequence[Setting], cells: Mapping[str, str]) -> list[str]:
    a, b = (_read(one, cells[one.name]) for one in lines)
    low, high = (a, b) if method == "pareto" else (b, a)
    bad = [f"ISTEXT({cells[one.name]})" for one in lines] + [f"{low}>{high}"]
    for one, said in zip(lines, (a, b), strict=True):
        bad += [f"{said}<{one.minimum:g}"] if one.minimum is not None else []
        bad += [f"{said}>{one.maximum:g}"] if one.maximum is not None else []
    column, sign = LINES[method]
    reach = [f'COUNTIFS(cs_records_{column},"{sign}"&{said})' for said in (a, b)]
    whole = f"COUNT(cs_records_{column})"
    counts = [f'"→ A "&{reach[0]}', f'"→ B "&({reach[1]}-{reach[0]})&" · C "&({whole}-{reach[1]})']
    return [f'=IFERROR(IF(OR({",".join(bad)}),"{UNKNOWN}",{one}),"{UNKNOWN}")' for one in counts]


def _read(setting: Setting, cell: str) -> str:
    """The number in force: the cell's, or the default where it is blank."""
    number = f"IF(AND({cell}>0,{cell}<1),ROUND({cell}*100,10),{cell})" if _percent(setting) else cell
    return f'IF({cell}="",{setting.default:g},{number})' if isinstance(setting.default, int | float) else cell


def _number(setting: Setting, typed: object) -> float | None:
    """The same in Python; None for what is no number."""
    if typed is None or typed == "":
        typed = setting.default
    if isinstance(typed, bool) or not isinstance(typed, int | float):
        return None
    return round(typed * 100, 10) if _percent(setting) and 0 < typed < 1 else float(typed)


def _percent(setting: Setting) -> bool:
    return setting.unit is not None and setting.unit.en == "%"


def _shown(method: str, numbers: Sequence[float | None], lines: Sequence[Setting], ranks: Ranks) -> tuple[str, str]:
    a, b = numbers
    if a is None or b is None or (a > b if method == "pareto" else b > a):
        return UNKNOWN, UNKNOWN
    for one, said in zip(lines, (a, b), strict=True):
        if (one.minimum is not None and said < one.minimum) or (one.maximum is not None and said > one.maximum):
            return UNKNOWN, UNKNOWN
    first, second = ranks.reach(method, a), ranks.reach(method, b)
    return f"→ A {first}", f"→ B {second - first} · C {ranks.count(method) - second}"
