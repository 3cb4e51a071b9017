"""Which product a record is about: the one its text names, else the only one of the order it belongs to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, strings
from custsheet.analysis.market.sales import Sales
from custsheet.model.snapshot import Snapshot, Table

_SHORTEST = 2  # letters of a name that can be told in a text


def products_of(snapshot: Snapshot, sales: Sales, table: Table, texts: Sequence[str]) -> pd.Series:
    """Of every record its product as a position in `sales.products`, by Excel row; -1 where nothing tells.

    Args:
        snapshot: the workbook.
        sales: what was sold.
        table: the sheet.
        texts: fields that may name a product; the first that does counts.
    """
    named = pd.Series(-1, index=table.typed.index, dtype="int64")
    finder = Finder(sales.products)
    for field in texts:
        said = strings(table, field)[named < 0].dropna()
        places = {one: finder(one) for one in said.unique()}
        named = named.where(named >= 0, said.map(places).reindex(named.index).fillna(-1).astype("int64"))
    single = _of_orders(snapshot, sales)
    order = strings(table, "order_no").map(single).fillna(-1).astype("int64")
    return named.where(named >= 0, order)


class Finder:
    """Finds the longest of many names in a text; of equally long ones the first that is named.

    A name in letters stands by itself: "cup" is not in "cupboard".
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for at, name in enumerate(names):
            folded = _folded(name)
            if len(folded) >= _SHORTEST:
                self._by_start.setdefault(folded[:_SHORTEST], []).append((folded, at))

    def __call__(self, text: str) -> int:
        """The position of the name, -1 for none."""
        folded, best, longest = _folded(text), -1, 0
        for start in range(len(folded) - _SHORTEST + 1):
            for name, at in self._by_start.get(folded[start : start + _SHORTEST], ()):
                if len(name) > longest and folded.startswith(name, start) and _alone(folded, start, len(name)):
                    best, longest = at, len(name)
        return best


def _folded(text: str) -> str:
    """Words stay apart, which tells where a name in letters ends."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _alone(text: str, start: int, length: int) -> bool:
    """Whether no letter of the same script goes on before or behind: Chinese writes no spaces, so anything may."""
    before, behind = text[start - 1 : start], text[start + length : start + length + 1]
    first, last = text[start], text[start + length - 1]
    return not (_latin(first) and _latin(before)) and not (_latin(last) and _latin(behind))


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _of_orders(snapshot: Snapshot, sales: Sales) -> dict[str, int]:
    """The only product of every order that has but one, by its number."""
    table = found(snapshot, "orders", "order_no")
    if table is None or not sales.products:
        return {}
    lines = sales.lines[sales.lines["product"] >= 0]
    numbers = strings(table, "order_no").reindex(lines["row"]).to_numpy(dtype=object)
    pairs = pd.DataFrame({"number": numbers, "product": lines["product"].to_numpy()}).dropna().drop_duplicates()
    pairs = pairs[~pairs["number"].duplicated(keep=False)]
    return dict(zip(pairs["number"], pairs["product"].astype(np.int64), strict=True))
