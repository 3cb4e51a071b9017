"""Which tier each customer had in past months, kept so that nobody falls at once, and a change can be told.

Invariant: bounded however long the workbook lives: one record a calendar month, of the months that can still matter and
at most `MOST` customers. A month's passes count once: each replaces what the month's last pass said, and a better tier
of an earlier day is kept beside it. Of two passes on one day only the last counts, so an amount mistyped in the morning
and put right at noon lifts nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

TIERS = ("A", "B", "C", "P")
"""Best first; P = no amount to rank."""
MOST = 250_000
"""Customers of one month; where there are more, nothing is remembered and nobody is held."""
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """The tiers of one calendar month.

    Attributes:
        day: of its last pass.
        basis: method and thresholds that they were found by; tiers of another basis hold nobody.
        tiers: customer ID → tier computed on that day.
        better: the same on an earlier day of the month, of customers who had a better one.
        final: the tier that counted, of customers with another one than computed: held, or set by hand.
    """

    day: date
    basis: str
    tiers: Mapping[str, str]
    better: Mapping[str, str] = field(default_factory=dict)
    final: Mapping[str, str] = field(default_factory=dict)

    @property
    def month(self) -> tuple[int, int]:
        """Year and month."""
        return self.day.year, self.day.month

    def best(self, customer: str) -> str | None:
        """The best tier computed in this month; None of whom nothing is known."""
        found = self.tiers.get(customer)
        return found if found is None else self.better.get(customer, found)

    def shown(self, customer: str) -> str | None:
        """The tier that counted at the end; None of whom nothing is known."""
        return self.final.get(customer, self.tiers.get(customer))

    def dump(self) -> str:
        """As JSON: basis, customers by tier, those once better by tier, final ones by tier."""
        parts = [_grouped(part) for part in (self.tiers, self.better, self.final)]
        return json.dumps([self.basis, *parts], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, day: str, held: Any) -> Standing | None:
        """The inverse of `dump`, of JSON already read; None where it was damaged."""
        try:
            basis, *parts = held
            if len(parts) != _PARTS - 1:
                return None
            tiers, better, final = (_by_customer(part) for part in parts)
            return cls(date.fromisoformat(day), str(basis), tiers, better, final) if len(tiers) <= MOST else None
        except (TypeError, ValueError, AttributeError):
            return None


def kept(known: Iterable[Standing], new: Standing, months: int) -> tuple[Standing, ...]:
    """What to remember after a pass, oldest first.

    Args:
        known: what was remembered.
        new: what this pass found, without `better`, which follows from what was remembered.
        months: how many months before this one can matter.
    """
    before = sorted(known, key=lambda one: one.day)
    if not new.tiers or len(new.tiers) > MOST or (before and before[-1].day > new.day):
        return tuple(before)
    if before and before[-1].month == new.month:
        new = replace(new, better=_once_better(before.pop(), new))
    return (*before[len(before) - min(months, len(before)) :], new)


def _once_better(last: Standing, new: Standing) -> dict[str, str]:
    if last.basis != new.basis:
        return {}
    was = last.better if last.day == new.day else {**last.tiers, **last.better}
    return {one: tier for one, tier in was.items() if one in new.tiers and tier < new.tiers[one]}


def _grouped(tiers: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for customer, tier in tiers.items():
        found.setdefault(tier, []).append(customer)
    return {tier: sorted(found[tier]) for tier in sorted(found)}


def _by_customer(grouped: Mapping[str, Iterable[str]]) -> dict[str, str]:
    if set(grouped) - set(TIERS):
        raise ValueError(grouped)
    return {str(one): tier for tier, customers in grouped.items() for one in customers}
