"""What the selectors of the dashboard choose from, and what each choice shows: computed before, looked up by formulas.

`CARDS` are the cards in their order. The columns of `Board.table` are key, and of every card its value, delta (as
shown: percents in points) and status (0 none, 1 bad, 2 near, 3 good); what their notes count, named as in `NOTES` of
`custsheet.analysis.board.notes`; `last_year`, the revenue of a whole month a year before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custsheet.model.text import Text, text

if TYPE_CHECKING:
    import pandas as pd

CARDS = ("revenue", "buyers", "repurchase", "retention", "csat", "complaints", "response", "tasks")
STATUSES = ("none", "bad", "near", "good")
"""By the number that the table holds."""
SELECTORS: Mapping[str, Text] = {
    "period": text("期间", "Period"),
    "owner": text("负责人", "Owner"),
    "region": text("地区", "Region"),
}
"""What stands above the drop-downs; the same words find them again."""
EVERYTHING = text("全部", "All")


@dataclass(frozen=True)
class Board:
    """Every choice and what follows from it.

    Attributes:
        periods: title and days of each; the first is chosen where nobody chose.
        owners, regions: what can be chosen, as shown, without "all".
        months: number of the period (from 1) of each of the last twelve months, by "25-07".
        table: one row a choice that occurs, see above; NaN = blank.
        combined: whether owner and region can be chosen together; with very many of them they cannot.
    """

    periods: tuple[tuple[Text, Text], ...]
    owners: tuple[str, ...]
    regions: tuple[str, ...]
    months: Mapping[str, int]
    table: pd.DataFrame
    combined: bool = True


def key(period: int, owner: int, region: int) -> int:
    """The key of a choice: numbers from 1, where owner 1 and region 1 are "all"."""
    return period * 1_000_000 + owner * 1_000 + region
