"""By what sales are split: the industry and the region of who bought, and the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from custsheet.analysis.reports.facts import Facts
from custsheet.model.text import Text, text

BLANK = text("（未填）", "(blank)")
"""Of who has no entry in a list."""
PERSONS = text("（个人客户）", "(persons)")
"""Of persons, who have no industry."""
STRANGERS = text("（未登记客户）", "(unknown customers)")
"""Of orders of customers who stand on no sheet."""


@dataclass(frozen=True)
class Dimension:
    """One way to split sales.

    Attributes:
        name: of the block.
        title: what one segment is.
        heading: over the block.
        codes: of every line of `Sales.lines` the segment.
        labels: what each segment is called, in the workbook's language.
        nameless: segments of what nobody filled in or knows: no market that grows or falls.
    """

    name: str
    title: Text
    heading: Text
    codes: Any
    labels: list[str]
    nameless: tuple[int, ...]


def dimensions(facts: Facts) -> tuple[Dimension, ...]:
    """Those that the workbook can be split by: a sheet without products, or industries, goes without."""
    found = [
        _of_customers(facts, "industry", text("行业", "Industry"), text("按行业", "By industry")),
        _of_customers(facts, "province", text("地区", "Region"), text("按地区", "By region")),
        _of_products(facts),
    ]
    return tuple(one for one in found if one is not None)


def _of_customers(facts: Facts, field: str, title: Text, heading: Text) -> Dimension | None:
    told = facts.told(field)  # customers of `sales`, too, but where there is no sheet of them
    if not told.notna().any():
        return None
    theirs, names = pd.factorize(told)
    blank = len(names)
    theirs = np.where(theirs < 0, blank, theirs)
    if field == "industry":  # which persons do not have
        persons = (facts.told("kind") == "person").to_numpy()
        theirs = np.where((theirs == blank) & persons, blank + 2, theirs)
    who = facts.sales.lines["customer"].to_numpy()
    codes = np.where(who >= 0, theirs[who], blank + 1)
    labels = [facts.snapshot.lists.title(field, str(one), facts.lang) for one in names]
    labels += [one(facts.lang) for one in (BLANK, STRANGERS, PERSONS)]
    return Dimension(field, title, heading, codes, labels, (blank, blank + 1))


def _of_products(facts: Facts) -> Dimension | None:
    products, codes = facts.sales.products, facts.sales.lines["product"].to_numpy()
    if not products:
        return None
    labels = [*products, BLANK(facts.lang)]
    codes = np.where(codes < 0, len(products), codes)
    return Dimension("product", text("产品", "Product"), text("按产品", "By product"), codes, labels, (len(products),))
