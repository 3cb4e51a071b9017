"""What is known of customers' tastes: interests, industry, products that their wishes name, who wants no marketing."""

from __future__ import annotations

from collections.abc import Iterable

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
    told = table.typed["interests"]
    told = told[told.map(lambda one: isinstance(one, tuple) and len(one) > 0).astype(bool)]
    places = facts.sales.customers.get_indexer(pd.Index(strings(table, "customer_id")[told.index]))
    rows = [
        (place, fold_value(one), one) for place, many in zip(places, told, strict=True) if place >= 0 for one in many
    ]
    codes, keys = pd.factorize(pd.Series([key for _, key, _ in rows], dtype=object))
    first = {key: name for _, key, name in reversed(rows)}
    return _having([place for place, _, _ in rows], codes), [first[key] for key in keys]


def industries(facts: Facts) -> tuple[pd.DataFrame, list[str]]:
    """(customer, has) of every industry, and what each number stands for."""
    told = facts.field("industry").reindex(facts.sales.customers)
    codes, names = pd.factorize(told)
    customers = [at for at, code in enumerate(codes) if code >= 0]
    titles = [facts.snapshot.lists.title("industry", str(one), facts.lang) for one in names]
    return _having(customers, codes[codes >= 0]), titles


def wishes(facts: Facts, products: Iterable[int]) -> pd.DataFrame:
    """(customer, product) where what a customer wants names a product."""
    told = facts.field("preference").reindex(facts.sales.customers)
    texts = [(at, fold_value(str(one))) for at, one in enumerate(told) if one is not None and one == one]
    named = [(product, fold_value(facts.sales.products[product])) for product in products]
    named = [one for one in named if len(one[1]) >= _SHORT]
    distinct = {said: [product for product, name in named if name in said] for said in {said for _, said in texts}}
    rows = [(at, product) for at, said in texts for product in distinct[said]]
    return pd.DataFrame(rows, columns=["customer", "product"], dtype="int64")


def _having(customers: Iterable[int], has: Iterable[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {"customer": pd.Series(customers, dtype="int64"), "has": pd.Series(has, dtype="int64")}
    ).drop_duplicates()
