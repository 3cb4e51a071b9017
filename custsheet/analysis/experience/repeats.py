"""Problems that keep coming back: the same product and the same topic several times within thirty days."""

from __future__ import annotations

import pandas as pd

DAYS = 30
LEAST = 3
"""Cases of one product and topic from which they are one problem and not several."""
ALARM = 5
NO_PROBLEM = frozenset({"presales", "other", "survey", "praise", "suggestion", "question"})
"""Types of services and kinds of feedback that are no problem by themselves."""
_KINDS = {"product": "int64", "topic": "object", "cases": "int64", "customers": "int64", "last": "datetime64[us]",
          "before": "int64"}  # fmt: skip


def repeats(cases: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Products and topics with `LEAST` cases or more in the `DAYS` days to today, most first.

    Args:
        cases: product (-1 = none known: such a case repeats nothing), topic, who (customer), when.
        today: the last of the days.

    Returns:
        product, topic, cases, before (cases of the days before those), customers, last (day).
    """
    if not len(cases):  # most workbooks: a frame of nothing costs as much as one of a thousand cases
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _KINDS.items()})
    told = cases[(cases["product"] >= 0) & cases["topic"].notna() & cases["when"].notna()]
    age = (today.normalize() - told["when"].dt.normalize()).dt.days
    recent, earlier = told[(age >= 0) & (age < DAYS)], told[(age >= DAYS) & (age < 2 * DAYS)]
    key = ["product", "topic"]
    table = recent.groupby(key, as_index=False).agg(
        cases=("when", "size"), customers=("who", "nunique"), last=("when", "max")
    )
    before = earlier.groupby(key).size().rename("before").reset_index()
    table = table[table["cases"] >= LEAST].merge(before, on=key, how="left")
    table["before"] = table["before"].fillna(0).astype("int64")
    return table.sort_values(
        ["cases", "last", "product", "topic"], ascending=[False, False, True, True], kind="stable"
    ).reset_index(drop=True)


def of_one(cases: pd.DataFrame, today: pd.Timestamp, product: int, topic: str) -> pd.DataFrame:
    """The recent cases of one problem, the latest first."""
    age = (today.normalize() - cases["when"].dt.normalize()).dt.days
    theirs = cases[(cases["product"] == product) & (cases["topic"] == topic) & (age >= 0) & (age < DAYS)]
    return theirs.sort_values("when", ascending=False, kind="stable")
