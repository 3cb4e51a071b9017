"""What every customer bought, when, and how long ago: what value and churn are computed from, put together once.

Invariant: one row a customer of the customers' sheet that has an identifier, whatever it bought; stages and limits are
those of 客户分级, as both come from `lifecycle` over the same orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from custsheet.analysis import cycle, lifecycle, rfm
from custsheet.analysis.orders import Ledger
from custsheet.analysis.period import Period, year_to
from custsheet.analysis.rules import Rules
from custsheet.analysis.series import customers_once
from custsheet.model.outcome import Tiers
from custsheet.model.snapshot import Snapshot


@dataclass(frozen=True)
class Histories:
    """The purchases of all customers up to the reference day.

    Attributes:
        reference: the day counted back from.
        year: the twelve months to it.
        counted: order lines that count for a customer's amount (see `rfm.purchases`).
        bought: order lines that are purchases.
        days: one row a customer and day with a purchase (see `cycle.order_days`), unknown customers too.
        customers: indexed by customer ID: row (Excel's), customer, owner, tier, what `lifecycle.rhythm` gives (NaN for
            who never bought, stage "potential"), cents (of all time) and year_cents (of the last twelve months).
    """

    reference: pd.Timestamp
    year: Period
    counted: pd.DataFrame
    bought: pd.DataFrame
    days: pd.DataFrame
    customers: pd.DataFrame

    @classmethod
    def of(cls, snapshot: Snapshot, rules: Rules, ledger: Ledger, tiers: Tiers) -> Histories:
        """The histories behind `tiers`, which were computed from the same `ledger`."""
        counted, bought = rfm.purchases(ledger, rules)
        reference, year = pd.Timestamp(ledger.reference), year_to(ledger.reference)
        once = customers_once(tiers.table)
        once = once[once["record"].notna()]
        people = once.assign(row=once.index).set_index("record")[["row", "customer", "owner", "tier", "computed"]]
        alike = cycle.segments(snapshot, people.pop("computed"))
        days = cycle.order_days(bought)
        people = people.join(lifecycle.of_days(days, reference, rules, alike))
        people["stage"] = people["stage"].astype(object).where(people["stage"].notna(), "potential")
        people["days"] = people["days"].fillna(0).astype("int64")
        recent = counted[year.mask(counted["day"])]
        for name, lines in (("cents", counted), ("year_cents", recent)):
            people[name] = lines.groupby("customer")["cents"].sum().reindex(people.index).fillna(0).astype("int64")
        return cls(reference, year, counted, bought, days, people)
