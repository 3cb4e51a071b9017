"""What sheet 推荐 finds: what is due again, which rules hold, and the offers of the best customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.market import lift, offers, owned
from custsheet.analysis.reports import likes
from custsheet.analysis.reports.facts import Facts

LISTED = 300
"""Customers, and things that are due again, that are listed: the best ones."""


@dataclass(frozen=True)
class Offered:
    """What was found.

    Attributes:
        about: every product, see `owned.products`.
        due: what is due again, see `owned.due`.
        rules: see `lift.rules`.
        names: kind of rule → what each number in its column `has` is called.
        offers: see `offers.offers`.
        refused: customers who want no marketing.
    """

    about: pd.DataFrame
    due: pd.DataFrame
    rules: pd.DataFrame
    names: dict[str, list[str]]
    offers: pd.DataFrame
    refused: int


def find(facts: Facts) -> Offered:
    """Everything that the sheet tells."""
    sales, least, reference = facts.sales, facts.rules.min_sample, pd.Timestamp(facts.ledger.reference)
    pairs = sales.owned
    about = owned.products(sales, pairs, least)
    recent = sales.lines[facts.period.mask(sales.lines["day"]) & (sales.lines["product"] >= 0)]
    sold = np.unique(recent["product"])
    refused = likes.refused(facts)
    nobody = refused.union(pd.Index(np.flatnonzero(~facts.real(sales.customers)), dtype="int64"))
    due = owned.due(pairs, about, reference)
    due = due[due["product"].isin(sold) & ~due["customer"].isin(nobody)]
    buyers = int(pairs["customer"].nunique())
    basis = {
        "product": (pairs[["customer", "product"]].set_axis(["customer", "has"], axis=1), sales.products),
        "interest": likes.interests(facts),
        "industry": likes.industries(facts),
    }
    ruled = {kind: lift.rules(kind, having, pairs, buyers, least) for kind, (having, _) in basis.items()}
    # who is offered something: the best customers, in the order of their tiers, but no test data
    known = pd.Index(range(len(sales.customers)), dtype="int64").difference(nobody, sort=False)[:LISTED]
    theirs = [
        offers.applied(rules, having[having["customer"].isin(known)])
        for rules, (having, _) in zip(ruled.values(), basis.values(), strict=True)
    ]
    applied = pd.concat(theirs, ignore_index=True)
    wished = likes.wishes(facts, known, sold)
    made = offers.offers(
        due[due["customer"].isin(known)],
        wished,
        applied[applied["product"].isin(sold)],
        pairs[pairs["customer"].isin(known)],
    )
    whole = pd.concat(list(ruled.values()), ignore_index=True)
    whole = whole[whole["product"].isin(sold)]
    return Offered(about, due, whole, {kind: names for kind, (_, names) in basis.items()}, made, len(refused))
