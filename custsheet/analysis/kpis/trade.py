"""What customers buy: who comes back, who stays away, how much and how often, who becomes a customer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.kpis.bought import Bought, Mask
from custsheet.analysis.kpis.values import NOTHING, Amount, Rate, Total, rows
from custsheet.analysis.period import Period
from custsheet.model.snapshot import Snapshot

_SALES = "b2b"  # the process template that sells; the others serve, and "won" means nothing there


def repurchase(bought: Bought, period: Period) -> Rate:
    """Customers with two order days or more among those who bought in the period."""
    days = bought.days(period)
    return Rate(int((days >= 2).sum()), int((days >= 1).sum()))


def retention(bought: Bought, period: Period, base: str = "same") -> Rate:
    """How many of the customers of the twelve months before are customers still.

    Args:
        bought: purchases.
        period: the twelve months.
        base: "same" = of those who bought in the twelve months before, how many bought again: one set of people
            (T-25); "net" = customers of the period who are not new to the company, among as many: those who came back
            after a longer time make up for others who left, so it may exceed 1.
    """
    now, before = bought.buyers(period), bought.buyers(period.before())
    old = bought.before(period.start) if base == "net" else before
    return Rate(int((now & old).sum()), int(before.sum()))


def churn(bought: Bought, period: Period, base: str = "same") -> Rate:
    """The rest of `retention`, of the same customers: both together are always 1."""
    kept = retention(bought, period, base)
    return Rate(kept.n - kept.hits, kept.n)


def gone(bought: Bought, period: Period) -> Mask:
    """Who bought in the twelve months before and has not bought in these."""
    return bought.buyers(period.before()) & ~bought.buyers(period)


def churned_revenue(counted: pd.DataFrame, bought: Bought, period: Period) -> Amount:
    """Of what customers spent in the twelve months before, the share of those who did not buy again.

    None where they spent nothing once what they sent back is taken off; n = the customers of those months.

    Args:
        counted: lines that count for a customer's amount; customers by their numbers in `bought`.
        bought: purchases.
        period: the twelve months.
    """
    before = period.before()
    now, start = bought.buyers(period), bought.buyers(before)
    inside = before.holds(counted["day"].to_numpy())
    who, cents = counted["customer"].to_numpy()[inside], counted["cents"].to_numpy()[inside]
    whole, lost = int(cents[start[who]].sum()), int(cents[(start & ~now)[who]].sum())
    return Amount(lost / whole if whole > 0 else None, int(start.sum()))


def revenue(lines: pd.DataFrame, period: Period) -> Total:
    """Sales of the period less what was sent back, in cents, of the orders that sold something (see `sold`).

    None where there are no order lines at all.

    Args:
        lines: every valid line, also of unknown customers: a sale is a sale.
        period: whose lines.
    """
    inside = period.holds(lines["day"].to_numpy())
    cents = float(lines["cents"].to_numpy()[inside].sum())
    return Total(cents if len(lines) else None, sold(lines, inside))


def order_value(lines: pd.DataFrame, floor: float, period: Period) -> Amount:
    """Mean amount of an order in cents: what was sold less what was sent back, per order that is a purchase.

    Args:
        lines: every valid line, also of unknown customers: a sale is a sale.
        floor: an order whose whole amount does not exceed it (in units of the currency) is no purchase.
        period: whose orders.
    """
    inside = period.holds(lines["day"].to_numpy())
    order = numbered(lines, inside)
    gross, cents = np.zeros((2, int(order.max(initial=-1)) + 1), dtype="int64")
    np.add.at(gross, order, lines["gross"].to_numpy()[inside])
    np.add.at(cents, order, lines["cents"].to_numpy()[inside])
    bought = gross > round(floor * 100)
    n = int(bought.sum())
    return Amount(int(cents[bought | (gross < 0)].sum()) / n if n else None, n)


def frequency(bought: pd.DataFrame, period: Period) -> Amount:
    """Orders per customer who bought in the period."""
    inside = period.holds(bought["day"].to_numpy())
    n = len(pd.unique(bought["customer"].to_numpy()[inside]))
    return Amount(orders(bought, inside) / n if n else None, n)


def orders(lines: pd.DataFrame, inside: Mask) -> int:
    """How many orders these lines are of."""
    return len(pd.unique(lines["placed"].to_numpy()[inside]))


def sold(lines: pd.DataFrame, inside: Mask) -> int:
    """The same of those that sold something: a credit note, or a correction worth nothing, is no order."""
    return int((np.bincount(numbered(lines, inside), lines["gross"].to_numpy()[inside]) > 0).sum())


def numbered(lines: pd.DataFrame, inside: Mask) -> npt.NDArray[np.intp]:
    """A number for the order of each of these lines: one number of two customers is two orders."""
    codes: npt.NDArray[np.intp] = pd.factorize(lines["placed"].to_numpy()[inside])[0]
    return codes


def shared_numbers(lines: pd.DataFrame, inside: Mask) -> int:
    """How many order numbers in these lines are of several customers: each of those has an order of its own."""
    return orders(lines, inside) - len(pd.unique(lines["order"].to_numpy()[inside]))


def won(snapshot: Snapshot, period: Period) -> tuple[Rate, int]:
    """Opportunities that began in the period and were won, among all that began in it; how many are still open."""
    table = found(snapshot, "processes", "started_on", "result")
    if table is None:
        return NOTHING, 0
    inside = period.mask(moments(table, "started_on"))
    if "template" in table.columns:
        inside &= strings(table, "template") == _SALES
    result, status = strings(table, "result"), strings(table, "status")
    still = inside & ~result.isin(["won", "lost"]) & ~status.isin(["finished", "stopped"])
    return Rate(int((inside & (result == "won")).sum()), int(inside.sum()), rows("processes", still)), int(still.sum())


def prospects(snapshot: Snapshot, bought: Bought, names: pd.Index) -> pd.DataFrame:
    """Customers who were entered before they had bought: entered, first (the day of the first purchase, NaT if none).

    Args:
        snapshot: the workbook.
        bought: purchases, of customers by their place in `names`.
        names: customer IDs.
    """
    table = found(snapshot, "customers", "customer_id", "entered_on")
    if table is None:
        return pd.DataFrame({name: pd.Series(dtype="datetime64[us]") for name in ("entered", "first")})
    entered, customer = moments(table, "entered_on").dt.normalize(), strings(table, "customer_id")
    place = names.get_indexer(pd.Index(customer, dtype=object))
    first = pd.Series(np.append(bought.first(), np.datetime64("NaT"))[place], index=customer.index)
    once = ~customer.duplicated() | customer.isna()
    return pd.DataFrame({"entered": entered, "first": first})[once & entered.notna() & ~(first < entered)]


def first_purchases(entered: pd.DataFrame, period: Period, days: int) -> Rate:
    """Of `prospects`, those who bought within so many days of being entered.

    Entered in the twelve months that end `days` before the period does, so that each had that long.
    """
    until = entered["entered"] + pd.Timedelta(days=days)
    inside = period.mask(until)
    in_time = entered["first"] <= until
    return Rate(int((inside & in_time).sum()), int(inside.sum()), rows("customers", inside & ~in_time))
