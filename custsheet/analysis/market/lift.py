"""What goes together: who has one thing buys another more often than everybody does.

A rule says that customers who have something (a product, an interest, an industry) buy a product with a probability
`share`, everybody with `base`; lift = share ÷ base. Only rules that enough customers stand behind are kept, as a lift
of three among two people is a chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scipy import sparse

LIFT = 1.2
"""From here on a rule says something."""
_PRODUCTS = 1_000  # most widely bought products that are held against each other
RULES = ["kind", "has", "product", "support", "share", "base", "lift"]


def rules(kind: str, having: pd.DataFrame, pairs: pd.DataFrame, buyers: int, least: int) -> pd.DataFrame:
    """Rules from what customers have to what they buy, strongest first; columns `RULES`.

    Args:
        kind: what `has` is.
        having: one row a customer and thing it has: customer, has (a whole number from 0), each once.
        pairs: one row a customer and product it bought, each once.
        buyers: customers that the base is over: those who ever bought anything.
        least: customers that must stand behind a rule, and that must have the thing.
    """
    counts = pairs["product"].value_counts()
    sold = counts[counts >= max(least, 1)].head(_PRODUCTS).index.sort_values()
    pairs = pairs[pairs["product"].isin(sold)]
    having = having[having["customer"].isin(pairs["customer"])] if kind == "product" else having
    if not len(pairs) or not len(having) or not buyers:
        return pd.DataFrame({name: pd.Series(dtype=object if name == "kind" else "float64") for name in RULES})
    people = int(max(pairs["customer"].max(), having["customer"].max())) + 1
    bought = _matrix(pairs["customer"], sold.get_indexer(pairs["product"]), (people, len(sold)))
    things, names = pd.factorize(having["has"], sort=True)
    has = _matrix(having["customer"], things, (people, len(names)))
    both = (has.T @ bought).tocoo()
    size = np.asarray(has.sum(axis=0)).ravel()
    out = pd.DataFrame({"has": names[both.row], "product": sold[both.col], "support": both.data.astype("int64")})
    out["share"] = both.data / size[both.row]
    out["base"] = counts[out["product"]].to_numpy() / buyers
    out["lift"] = out["share"] / out["base"]
    keep = (out["support"] >= max(least, 1)) & (out["lift"] >= LIFT)
    if kind == "product":
        keep &= out["has"] != out["product"]
    out = out[keep].sort_values(["lift", "support"], ascending=False, kind="stable")
    return out.assign(kind=kind)[RULES].reset_index(drop=True)


def _matrix(rows: pd.Series, columns: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    ones = np.ones(len(rows), dtype="int32")
    from scipy import sparse  # late: no other pass needs it, and it takes a while to load

    return sparse.csr_matrix((ones, (rows.to_numpy("int64"), columns)), shape=shape)
