"""How much of what is expected of a customer is there: the share shown as 完整度; and what of any record is required.

share = weight of what is filled ÷ weight of what is expected. Required fields, and conditionally required ones where
they apply, weigh 2; a set of contacts of which one is enough weighs 2 once; the other input fields of the groups
identity, contact and class weigh 1; each times the weight the standard gives the field. A conditional field that does
not apply is not expected at all, nor is overruling the computed tier. Only enabled fields whose columns exist count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from custsheet.checking.audit import Audit
from custsheet.checking.required import applies
from custsheet.checking.view import Mask, View, mask
from custsheet.model.schema import Field
from custsheet.model.snapshot import Snapshot

SHEET = "customers"
REQUIRED, USUAL = 2.0, 1.0
USUAL_GROUPS = frozenset({"identity", "contact", "class"})
# Most customers rightly have none of these: they overrule what is computed.
NEVER_EXPECTED = frozenset({"tier_manual", "tier_reason", "tier_until"})


@dataclass(frozen=True, slots=True)
class Required:
    """What must be filled: one field, or one of several.

    Attributes:
        code: the rule that reports it missing, on the first of `fields`.
        fields: of which one is enough.
        asked: the records in which it is required.
        weight: as the standard gives it; of several the largest.
    """

    code: str
    fields: tuple[str, ...]
    asked: Mask
    weight: float


def required(view: View) -> Iterator[Required]:
    """What each record of a sheet must hold: sets of which one is enough, then single fields."""
    everywhere = np.ones(len(view.rows), dtype=bool)
    for rule in view.sheet.rules:
        names = tuple(name for name in rule.fields if view.has(name))
        if rule.kind == "any_of" and names:
            yield Required("E102", names, everywhere, max(view.sheet.by_name[name].weight for name in names))
    for field in view.inputs:
        if not field.enabled:
            continue
        if field.constraints.required:
            yield Required("E101", (field.name,), everywhere, field.weight)
        elif field.required_when:
            yield Required("E101", (field.name,), _asked(view, field), field.weight)


def _asked(view: View, field: Field) -> Mask:
    conditions = [applies(view, field, other) for other in field.required_when if view.has(other)]
    return mask(np.logical_or.reduce([np.zeros(len(view.rows), dtype=bool), *conditions]))


def completeness(snapshot: Snapshot) -> dict[int, float]:
    """Excel row of each customer → share between 0 and 1; empty without a sheet of customers."""
    if snapshot.table(SHEET) is None:
        return {}
    view = Audit(snapshot, date.min).views[SHEET]
    expected = np.zeros(len(view.rows))
    there = np.zeros(len(view.rows))
    counted = set(NEVER_EXPECTED)
    for one in required(view):
        if counted.isdisjoint(one.fields):
            counted.update(one.fields)
            weight = REQUIRED * one.weight * one.asked
            expected += weight
            there += weight * np.logical_or.reduce([~view.blank(name) for name in one.fields])
    for field in view.inputs:
        if field.enabled and field.name not in counted and field.group in USUAL_GROUPS:
            expected += USUAL * field.weight
            there += USUAL * field.weight * ~view.blank(field.name)
    share = np.divide(there, expected, out=np.ones_like(there), where=expected > 0)
    return dict(zip(view.rows, share.tolist(), strict=True))
