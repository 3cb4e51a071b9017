"""What is known of customers' tastes: interests, industry, products that their wishes name, who wants no marketing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, strings
from custsheet.analysis.reports.facts import Facts
from custsheet.model.text import fold_value

_SHORT = 2  # letters that a product's name needs before a wish can be said to name it


def refused(facts: Facts) -> pd.Index:
    """Positions in `Sales.customers` of those who want no marketing."""
    table = found(facts.snapshot, "customers", "customer_id", "opt_out")
    if table is None:
        return pd.Index([], dtype="int64")
    said = table.typed["opt_out"].map(lambda one: one is True).astype(bool)
    places = facts.sales.customers.get_indexer(pd.Index(strings(table, "customer_id")[said]))
    return pd.Index(places[places >= 0], dtype="int64").unique()


def interests(facts: Facts) -> tuple[pd.DataFrame, list[str]]:
    """(customer, has) of every interest, and what each number stands for."""
    table = found(facts.snapshot, "customers", "customer_id", "interests")
    if table is None:
        return _having([], []), []
    codes, lists = pd.factorize(table.typed["interests"].to_numpy(dtype=object))
    places = facts.sales.customers.get_indexer(pd.Index(strings(table, "customer_id")))
    names: dict[str, int] = {}
    called: list[str] = []
    tags = []
    for code, many in enumerate(lists):
        for one in many if isinstance(many, tuple) else ():
            key = fold_value(one)
            if key not in names:
                names[key] = len(called)
                called.append(one)
            tags.append((code, names[key]))
    people = pd.DataFrame({"customer": places, "code": codes})[places >= 0]
    found_tags = people.merge(pd.DataFrame(tags, columns=["code", "has"], dtype="int64"), on="code")
    return _having(found_tags["customer"], found_tags["has"]), called


def industries(facts: Facts) -> tuple[pd.DataFrame, list[str]]:
    """(customer, has) of every industry, and what each number stands for."""
    told = facts.told("industry")
    codes, names = pd.factorize(told)
    known = np.flatnonzero(codes >= 0)
    titles = [facts.snapshot.lists.title("industry", str(one), facts.lang) for one in names]
    return _having(known, codes[known]), titles


def wishes(facts: Facts, customers: pd.Index, products: Iterable[int]) -> pd.DataFrame:
    """(customer, product) where what one of `customers` wants names a product."""
    told = facts.field("preference").reindex(facts.sales.customers[customers])
    codes, texts = pd.factorize(told)
    named = [(product, fold_value(facts.sales.products[product])) for product in products]
    named = [one for one in named if len(one[1]) >= _SHORT]
    said = [fold_value(str(one)) for one in texts]
    rows = [(code, product) for code, one in enumerate(said) for product, name in named if name in one]
    people = pd.DataFrame({"customer": customers, "code": codes})
    made = people.merge(pd.DataFrame(rows, columns=["code", "product"], dtype="int64"), on="code")
    return made[["customer", "product"]].astype("int64")


def _having(customers: Any, has: Any) -> pd.DataFrame:
    made = pd.DataFrame({"customer": np.asarray(customers, dtype="int64"), "has": np.asarray(has, dtype="int64")})
    return made.drop_duplicates()
