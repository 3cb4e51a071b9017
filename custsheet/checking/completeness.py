"""How much of what is expected of a customer is there: the share shown as 完整度.

share = weight of what is filled ÷ weight of what is expected. Required fields, and conditionally required ones where
they apply, weigh 2; a set of contacts of which one is enough weighs 2 once; the other input fields of the groups
identity, contact and class weigh 1. A conditional field that does not apply is not expected at all, nor is overruling
the computed tier. Only enabled fields whose columns exist count.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from custsheet.checking.required import applies
from custsheet.checking.view import Audit, View, mask
from custsheet.model.schema import Field
from custsheet.model.snapshot import Snapshot

SHEET = "customers"
REQUIRED, USUAL = 2.0, 1.0
USUAL_GROUPS = frozenset({"identity", "contact", "class"})
# Most customers rightly have none of these: they overrule what is computed.
NEVER_EXPECTED = frozenset({"tier_manual", "tier_reason", "tier_until"})

Weights = np.ndarray[Any, np.dtype[np.float64]]


def completeness(snapshot: Snapshot) -> dict[int, float]:
    """Excel row of each customer → share between 0 and 1; empty without a sheet of customers."""
    table = snapshot.table(SHEET)
    if table is None:
        return {}
    view = Audit(snapshot, date.min).views[SHEET]
    expected = np.zeros(len(view.rows))
    there = np.zeros(len(view.rows))
    sets = [[name for name in rule.fields if view.has(name)] for rule in view.sheet.rules if rule.kind == "any_of"]
    for names in filter(None, sets):
        expected += REQUIRED
        there += REQUIRED * np.logical_or.reduce([~view.blank(name) for name in names])
    counted = {name for names in sets for name in names} | NEVER_EXPECTED
    for field in view.inputs:
        if field.enabled and field.name not in counted:
            weight = _weight(view, field)
            expected += weight
            there += weight * ~view.blank(field.name)
    share = np.divide(there, expected, out=np.ones_like(there), where=expected > 0)
    return dict(zip(view.rows, share.tolist(), strict=True))


def _weight(view: View, field: Field) -> Weights:
    count = len(view.rows)
    if field.constraints.required:
        return np.full(count, REQUIRED)
    if field.required_when:
        asked = [applies(view, field, other) for other in field.required_when if view.has(other)]
        return np.where(mask(np.logical_or.reduce([np.zeros(count, dtype=bool), *asked])), REQUIRED, 0.0)
    return np.full(count, USUAL if field.group in USUAL_GROUPS else 0.0)
