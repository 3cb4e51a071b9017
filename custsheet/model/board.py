"""What the selectors of the dashboard choose from, and what each choice shows: computed before, looked up by formulas.

`CARDS` are the cards in their order. The columns of `Board.table` are of every card its value, delta (as shown:
percents in points) and status (0 none, 1 bad, 2 near, 3 good); what their notes count, named as in `NOTES` of
`custsheet.analysis.board.notes`; `last_year`, the revenue of a whole month a year before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custsheet.model.text import Text, text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from custsheet.model.outcome import Status

CARDS = ("revenue", "buyers", "repurchase", "retention", "csat", "complaints", "response", "tasks")
KEY_STEP = 1_000
"""What is chosen together is one number, so that a formula finds it by MATCH."""
STATUSES: tuple[Status, ...] = ("none", "bad", "near", "good")
"""By the number that the table holds."""
SELECTORS: Mapping[str, Text] = {
    "period": text("期间", "Period"),
    "owner": text("负责人", "Owner"),
    "region": text("地区", "Region"),
    "kind": text("客户类型", "Customer type"),
}
"""What stands above the drop-downs; the same words find them again."""
EVERYTHING = text("全部", "All")


@dataclass(frozen=True)
class Board:
    """Every choice and what follows from it.

    Attributes:
        periods: title and days of each; the first is chosen where nobody chose.
        owners, regions, kinds: what can be chosen, as shown, without "all".
        months: number of the period (from 1) of each of the last twelve months, by "25-07".
        keys: `key` of every choice of owner, region and kind that occurs.
        rows: keys × periods: the row of the table that a choice shows; many show the same.
        table: what choices show, see above, no row twice; NaN = blank.
        together: how many of owner, region and kind can be chosen at a time: all three unless there are very many.
        first: the day on which the orders begin; None or NaT without any.
    """

    periods: tuple[tuple[Text, Text], ...]
    owners: tuple[str, ...]
    regions: tuple[str, ...]
    kinds: tuple[str, ...]
    months: Mapping[str, int]
    keys: tuple[int, ...]
    rows: np.ndarray
    table: pd.DataFrame
    together: int = 3
    first: pd.Timestamp | None = None

    def row(self, period: int, owner: int = 1, region: int = 1, kind: int = 1) -> int | None:
        """The row of the table for what is chosen (numbers from 1, where 1 is "all"); None if it does not occur."""
        wanted = key(owner, region, kind)
        return int(self.rows[self.keys.index(wanted), period - 1]) if wanted in self.keys else None


def key(owner: int, region: int, kind: int) -> int:
    """The key of a choice: numbers from 1, where 1 is "all"."""
    return owner * KEY_STEP**2 + region * KEY_STEP + kind
