"""Where the cells of a report lead: a customer to its row, a number to the rows of the detail it was made from."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Target


def names_linked(facts: Facts, records: pd.Index, column: str = "customer") -> dict[tuple[int, str], Target]:
    """Every customer of `records`, which are the rows of a table, leads to its row on people's sheet."""
    places = enumerate(facts.customer_rows(records))
    return {(at, column): place for at, place in places if place is not None}


def runs(values: pd.Series) -> dict[Hashable, tuple[int, int]]:
    """First and last position of each value of a column that is sorted by it.

    >>> runs(pd.Series(["a", "a", "b"]))
    {'a': (0, 1), 'b': (2, 2)}
    """
    found: dict[Any, tuple[int, int]] = {}
    for at, value in enumerate(values.tolist()):
        found[value] = (found.get(value, (at, at))[0], at)
    return found
