"""What campaigns did: how far customers came, what they bought meanwhile, and how much of that would have come anyway.

The lift of a campaign is held against its control group: customers of the same list who were left alone. Everybody
treated counts, also who could not be reached, as only the lists as drawn are alike. Where there is no control group, or
too small a one, the customers' own time of the same length just before takes its place; that is weaker, because seasons
and other campaigns are in it, and it is said.
"""

from __future__ import annotations

import math

import pandas as pd

from custsheet.analysis.columns import found, moments, numbers, strings
from custsheet.analysis.daynumbers import day_numbers
from custsheet.analysis.market.sales import Sales
from custsheet.analysis.orders import cents
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import fold_value

OPEN_ENDED = 30
"""Days that a campaign without an end is followed for."""
REACHED, RESPONDED, JOINED, BOUGHT = 1, 2, 3, 4
_LEVELS = {"reached": REACHED, "declined": REACHED, "responded": RESPONDED, "joined": JOINED, "bought": BOUGHT}
_CLEAR = 1.96  # standard errors beyond which a difference is hardly a chance
PEOPLE = [
    *("campaign", "name", "type", "who", "customer", "channel", "level", "control", "cost", "start", "end"),
    *("days", "running", "spent", "before", "buys", "row"),
]


def people(snapshot: Snapshot, sales: Sales, reference: pd.Timestamp) -> pd.DataFrame:
    """One row a campaign and customer on its list, newest campaign first; columns `PEOPLE`.

    campaign: number; type, channel (names of list entries); who: the identifier as written; customer (position in
    `Sales.customers`, -1 for a stranger); level (0 … 4: not reached … bought); control; cost and spent (in the time of
    the campaign) and before (in the time of the same length just before) in cents; start and end of the campaign; days
    that are over of it; running (not over yet); buys (whether it bought anything in that time); row (Excel's).
    A customer who stands on a list twice counts once, as far as it came.
    """
    table = found(snapshot, "campaigns", "campaign", "customer_id")
    empty = pd.DataFrame(columns=PEOPLE, dtype=object)
    if table is None:
        return empty
    given = pd.DataFrame(
        {
            "name": strings(table, "campaign"),
            "type": strings(table, "campaign_type"),
            "who": strings(table, "customer_id"),
            "channel": strings(table, "reach_channel"),
            "level": strings(table, "participation").map(_LEVELS).fillna(0).astype("int64"),
            "control": strings(table, "arm") == "control",
            "cost": cents(numbers(table, "cost")),
            "start": moments(table, "start_date").dt.normalize(),
            "end": moments(table, "end_date").dt.normalize(),
            "row": table.typed.index,
        }
    )
    given = given[given["name"].notna() & given["who"].notna()]
    if not len(given):
        return empty
    return _measured(_once(given, sales), sales, reference)[PEOPLE]


def _once(given: pd.DataFrame, sales: Sales) -> pd.DataFrame:
    """Each customer once a campaign, newest campaign first, each campaign with one start and one end."""
    folded = {name: fold_value(name) for name in given["name"].unique()}
    given = given.assign(key=given["name"].map(folded))
    by = given.groupby("key", sort=False)
    times = pd.DataFrame({"start": by["start"].min(), "end": by["end"].max(), "name": by["name"].first()})
    times["type"] = by["type"].first()
    order = times.sort_values("start", ascending=False, kind="stable", na_position="last")
    number = pd.Series(range(len(order)), index=order.index)
    out = given.drop(columns=["start", "end", "name", "type"]).join(times, on="key")
    out["campaign"] = out["key"].map(number)
    out["cost"] = out.groupby(["campaign", "who"], sort=False)["cost"].transform("max")
    out = out.sort_values(["campaign", "level"], ascending=[True, False], kind="stable")
    out = out.drop_duplicates(["campaign", "who"]).reset_index(drop=True)
    return out.assign(customer=sales.customers.get_indexer(pd.Index(out["who"])))


def _measured(listed: pd.DataFrame, sales: Sales, reference: pd.Timestamp) -> pd.DataFrame:
    """With what each customer bought in the time of the campaign and in the same time before."""
    out = listed.copy()
    last = out["end"].where(out["end"] >= out["start"], out["start"] + pd.Timedelta(days=OPEN_ENDED - 1))
    out["running"] = last > reference
    out["end"] = last
    over = last.where(last <= reference, reference)
    out["days"] = ((over - out["start"]).dt.days + 1).clip(lower=0).fillna(0).astype("int64")
    asked = out.loc[(out["days"] > 0) & (out["customer"] >= 0), ["customer", "start", "days"]]
    begin, totals = day_numbers(asked["start"]), sales.totals
    who, length = asked["customer"].to_numpy("int64"), asked["days"].to_numpy("int64")
    spent, bought = totals.between(who, begin, begin + length)
    earlier, _ = totals.between(who, begin - length, begin)
    for name, values in (("spent", spent), ("before", earlier), ("buys", bought)):
        out[name] = pd.Series(values, index=asked.index).reindex(out.index).fillna(0).astype("int64")
    out["buys"] = out["buys"] > 0
    named = _named(sales)
    marked = pd.MultiIndex.from_arrays([out["key"], out["customer"]]).isin(named)
    joined = (out["level"] >= JOINED) & out["buys"]
    out["level"] = out["level"].where(~(marked | joined) | out["control"], BOUGHT)
    return out


def _named(sales: Sales) -> pd.MultiIndex:
    """(campaign, customer) of every purchase that says which campaign it is due to."""
    told = pd.DataFrame({"key": sales.values("campaign"), "customer": sales.lines["customer"]})
    told = told[told["key"].notna() & (told["customer"] >= 0) & sales.lines["bought"]]
    folded = {name: fold_value(name) for name in told["key"].unique()}
    return pd.MultiIndex.from_frame(told.assign(key=told["key"].map(folded)).drop_duplicates())


def effects(listed: pd.DataFrame, least: int) -> pd.DataFrame:
    """One row a campaign, by its number.

    Columns name, type, start, end, days, running · listed (treated customers), reached, responded, joined, bought ·
    control (customers) · cost, spent (cents, of the treated) · basis ("control", "before" or "none") · rate and other
    (share who bought, of the treated and of the control group; NaN for few) · each and usual (cents a customer, of the
    treated and of what they are held against) · gain (cents beyond that, of all treated; NaN for few) · clear (whether
    the gain is hardly a chance) · roi (gain less cost, per cost; NaN without either).
    """
    rows = [_effect(theirs, least) for _, theirs in listed.groupby("campaign", sort=True)]
    names = ["name", "type", "start", "end", "days", "running", "listed", "reached", "responded", "joined", "bought"]
    names += ["control", "cost", "spent", "basis", "rate", "other", "each", "usual", "gain", "clear", "roi"]
    return pd.DataFrame(rows, columns=names)


def _effect(theirs: pd.DataFrame, least: int) -> dict[str, object]:
    first, least = theirs.iloc[0], max(least, 1)
    treated, control = theirs[~theirs["control"]], theirs[theirs["control"]]
    n, m = len(treated), len(control)
    basis = "none" if n < least or not first["days"] else "control" if m >= least else "before"
    cost, spent = int(theirs["cost"].sum()), int(treated["spent"].sum())
    nan = float("nan")
    against = control["spent"] if basis == "control" else treated["before"]
    usual = float(against.mean()) if basis != "none" else nan
    each = spent / n if n >= least else nan
    gain = (each - usual) * n if basis != "none" else nan
    return {
        **{name: first[name] for name in ("name", "type", "start", "end", "days", "running")},
        "listed": n,
        **{name: int((treated["level"] >= level).sum()) for name, level in
           (("reached", REACHED), ("responded", RESPONDED), ("joined", JOINED), ("bought", BOUGHT))},
        "control": m,
        "cost": cost,
        "spent": spent,
        "basis": basis,
        "rate": float(treated["buys"].mean()) if n >= least else nan,
        "other": float(control["buys"].mean()) if m >= least else nan,
        "each": each,
        "usual": usual,
        "gain": gain,
        "clear": basis != "none" and _clear(treated, control, basis),
        "roi": (gain - cost) / cost if cost > 0 else nan,
    }  # fmt: skip


def _clear(treated: pd.DataFrame, control: pd.DataFrame, basis: str) -> bool:
    """Whether the mean difference lies more than `_CLEAR` standard errors from 0 (Welch; paired against before)."""
    if basis == "control":
        one, other = treated["spent"].astype("float64"), control["spent"].astype("float64")
        if min(len(one), len(other)) < 2:
            return False
        difference = one.mean() - other.mean()
        error = math.sqrt(one.var() / len(one) + other.var() / len(other))
    else:
        own = (treated["spent"] - treated["before"]).astype("float64")
        if len(own) < 2:
            return False
        difference, error = own.mean(), math.sqrt(own.var() / len(own))
    return bool(abs(difference) > _CLEAR * error)


def channels(listed: pd.DataFrame, least: int) -> pd.DataFrame:
    """One row a reach channel of the treated: channel (None where blank), listed, reached, responded, bought.

    The last two are shares of those reached; NaN for few.
    """
    treated = listed[~listed["control"].astype(bool)]
    by = treated.groupby("channel", dropna=False)
    counts = {name: (treated["level"] >= level).groupby(treated["channel"], dropna=False).sum() for name, level in
              (("reached", REACHED), ("responded", RESPONDED), ("bought", BOUGHT))}  # fmt: skip
    out = pd.DataFrame({"listed": by.size(), **counts})
    for name in ("responded", "bought"):
        out[name] = (out[name] / out["reached"]).where(out["reached"] >= max(least, 1))
    return out.reset_index(names="channel").sort_values("listed", ascending=False, kind="stable").reset_index(drop=True)
