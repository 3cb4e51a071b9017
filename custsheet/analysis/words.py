"""Why a customer has its tier, what is missing to the next one, how such customers are served: a sentence each.

Invariant: a sentence names figures that stand in the workbook, and its second half is about what is most telling of
this customer, so that a column of them can be read without falling asleep.

Sentences are put together piece by piece for all customers at once: one by one, 100,000 of them took a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.doubts import telling
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.money import Texts, percent
from custsheet.analysis.phrases import Phrases, Rows, texts, whole
from custsheet.analysis.rules import Rules
from custsheet.analysis.shares import base
from custsheet.model.errors import Lang
from custsheet.model.text import text

_SOON = 7  # days: has just bought
_DOMINANT = 0.2  # share of the whole
_LARGE = 3.0  # times the usual amount of an order day
_OFTEN = 6  # order days in the window
_MANY_ORDERS = 100  # so many more are no advice

Mask = npt.NDArray[np.bool_]
Told = Mapping[str, npt.NDArray[Any]]
"""What is known of the customers, one place each.

tier, computed, manual: the final tier, the computed one, the one set by hand (None) · why, until (a date): what people
wrote beside it · over: the tier set by hand that has ended · cents, frequency, recency, rank, own (share of the whole)
· stage, days, cycle, quiet: see `lifecycle.rhythm` · contacts, pending · to: the next tier, need (cents to it; NaN
where no amount is enough), need_orders (how many orders of the usual size are; likewise), by (the day until which both
hold) · renewal (the last day of a contract that is to be renewed, NaT for none) · raw: the tier of this day, low: for
how many periods in a row it has been lower than the computed one, which is held; `to` is then the final tier itself
· value, potential, score · doubted (see `doubts`: that much of cents is at
prices that look wrong). Money is in cents; a number is NaN where unknown.
"""


class Writer:
    """Writes the sentences of one workbook in its language.

    Args:
        rules: the settings.
        lang: the workbook's language.
        usual: what an average order day is worth, cents; NaN if nobody bought.
        source: "orders", "sheet" (amounts typed on the customers' own sheet) or "none".
        strays: how many order lines are of nobody.
    """

    def __init__(self, rules: Rules, lang: Lang, usual: float, source: str, strays: int = 0) -> None:
        self._rules, self._usual, self._source = rules, usual, source
        self._in = Phrases(lang, rules.currency)
        self._all = base(strays, text("全部成交额", "all sales"))(lang)
        self._service = {tier: self._serve(tier) for tier in "ABCP"}
        self._span = self._window()

    def service(self, tier: str) -> str:
        """How customers of this tier are served."""
        return self._service[tier]

    def reasons(self, told: Told) -> Texts:
        """Why each customer has its tier."""
        out = np.full(len(told["tier"]), "", dtype=object)
        by_hand = _known(told["manual"])
        held = ~by_hand & (_step(told["raw"]) > _step(told["computed"]))
        self._computed(out, told, np.flatnonzero(~by_hand), held)
        for key, mask in (("held", held & (told["low"] > 0)), ("held_month", held & ~(told["low"] > 0))):
            at = np.flatnonzero(mask)
            values = {"raw": told["raw"][at], "tier": told["computed"][at], "low": whole(told["low"][at])}
            self._in.add(out, at, key, **values, k=str(self._rules.tier_hold))
        at = np.flatnonzero(~by_hand & _known(told["over"]) & _known(told["until"]))
        self._in.add(out, at, "over", tier=told["over"][at], day=texts([day.isoformat() for day in told["until"][at]]))
        at = np.flatnonzero(~by_hand & telling(told["doubted"], told["cents"]))
        self._in.add(out, at, "doubt", amount=self._in.money(told["doubted"][at]))
        out = self._in.singular(out)
        # Last, for what people wrote stays as they wrote it.
        at = np.flatnonzero(by_hand)
        why = [(one or self._in.say["why"]).rstrip("。.；; ") for one in told["why"][at]]
        until = [self._until(day) if day else self._in.say["good"] for day in told["until"][at]]
        manual, computed = told["manual"][at], told["computed"][at]
        out[at] = self._in.put("manual", tier=manual, why=texts(why), until=texts(until), computed=computed)
        return out

    def missing(self, told: Told) -> Texts:
        """What each customer is missing to the next tier."""
        say, tier = self._in.say, told["tier"]
        out = np.full(len(tier), say["top"], dtype=object)
        if self._source == "none":
            out[tier != "A"] = say["blind"]
            return out
        overruled = _known(told["manual"]) & (_step(told["computed"]) < _step(told["manual"]))
        at = np.flatnonzero(overruled)
        out[at] = self._in.put("overruled", computed=told["computed"][at], tier=told["manual"][at])
        asked = ~overruled & _known(told["to"])
        goal = told["to"].copy()
        keep = np.flatnonzero(asked & (goal == tier))
        goal[keep] = self._in.put("keep", tier=goal[keep])
        first, never = asked & (told["to"] == "C") & (told["cents"] == 0), np.isnan(told["recency"])
        unread = never & (told["pending"] > 0)
        out[first & unread] = say["correct"]
        for key, mask in (("first", first & never & ~unread), ("again", first & ~never)):
            at = np.flatnonzero(mask)
            out[at] = self._in.put(key, tier=goal[at])
        self._lacking(out, told, np.flatnonzero(asked & ~first), goal)
        return self._in.singular(out)

    def _lacking(self, out: Texts, told: Told, at: Rows, goal: Texts) -> None:
        """So much or so many orders, whichever of the two leads there."""
        need, orders = told["need"][at], told["need_orders"][at]
        few, enough = orders < _MANY_ORDERS, ~np.isnan(need)  # few is not, if it is NaN
        either, by_orders = enough & few, ~enough & few
        if self._rules.tier_method == "composite":
            one = either & (need <= 1)  # one order, of whatever amount
            either, by_orders = either & ~one, by_orders | one
        for key, mask in (
            ("either", either),
            ("more", enough & ~few),
            ("orders", by_orders),
            ("beyond", ~enough & ~few),
        ):
            rows = at[mask]
            values: dict[str, str | Texts] = {"tier": (told["to"] if key == "beyond" else goal)[rows]}
            if key in {"either", "more"}:
                values["amount"] = self._in.money(need[mask], up=True)
            if key in {"either", "orders"}:
                values["n"] = whole(orders[mask])
            if key != "beyond":
                days = {day: self._in.put("by", day=f"{day:%m-%d}") if day else "" for day in set(told["by"][rows])}
                values["by"] = texts([days[day] for day in told["by"][rows]])
            out[rows] = self._in.put(key, **values)

    def _computed(self, out: Texts, told: Told, at: Rows, held: Mask) -> None:
        none = (told["cents"][at] <= 0) | (told["computed"][at] == "P")
        self._prospects(out, told, at[none])
        chance = at[none & (told["potential"][at] > 0)]
        self._in.add(out, chance, "chance", potential=whole(told["potential"][chance]))
        at = at[~none]
        self._heads(out, told, at)
        self._tails(out, told, at[~held[at]])  # why it has not fallen is more telling, and must not be cut off

    def _heads(self, out: Texts, told: Told, at: Rows) -> None:
        kinds: dict[str, Mask] = {"head": np.ones(len(at), dtype=bool)}
        limits = {"head_a": self._rules.fixed_a, "head_b": self._rules.fixed_b}
        if self._rules.tier_method == "fixed":
            reached = told["raw"][at]
            kinds = {"head_a": reached == "A", "head_b": reached == "B", "head": (reached != "A") & (reached != "B")}
        elif self._rules.tier_method == "composite":
            known = ~np.isnan(told["potential"][at])
            kinds = {"head_score": known, "head_value": ~known}
        for key, mask in kinds.items():
            rows = at[mask]
            values: dict[str, str | Texts] = {"span": self._span, "amount": self._in.money(told["cents"][rows])}
            if key in limits:
                values["limit"] = str(self._in.money(np.array([limits[key] * 100]))[0])
            else:
                values["rank"] = whole(told["rank"][rows])
            for name in ("score", "value", "potential") if key in {"head_score", "head_value"} else ():
                values[name] = texts([f"{one:.1f}" for one in told[name][rows].tolist()])
            out[rows] = self._in.put(key, **values)

    def _prospects(self, out: Texts, told: Told, at: Rows) -> None:
        if self._source == "none":
            out[at] = self._in.say["unknown"]
            return
        nothing, never = told["cents"][at] == 0, np.isnan(told["recency"][at])
        unread, asked = told["pending"][at] > 0, told["contacts"][at] > 0
        new = nothing & never
        before = nothing & ~never & (told["frequency"][at] == 0)
        out[at[new]] = self._in.say["never"]
        rows = at[new & unread]
        out[rows] = self._in.put("pending", n=whole(told["pending"][rows]))
        rows = at[new & ~unread & asked]
        out[rows] = self._in.put("asked", n=whole(told["contacts"][rows]))
        rows = at[before]
        out[rows] = self._in.put("before", span=self._span, n=whole(told["recency"][rows]))
        rows = at[~new & ~before]
        out[rows] = self._in.put("refunded", span=self._span, amount=self._in.money(told["cents"][rows]))

    def _tails(self, out: Texts, told: Told, at: Rows) -> None:
        """The most telling fact besides the amount."""
        recency, often, days, cycle = (told[name][at] for name in ("recency", "frequency", "days", "cycle"))
        stage, each = told["stage"][at], told["cents"][at] / np.maximum(often, 1)
        idle, once = np.isin(_index(stage, IDLE), range(len(IDLE))), days == 1
        new = (stage == "new") & once
        ending = pd.notna(told["renewal"][at])
        keys: dict[str, Mask] = {
            "contract": idle & ending,
            "dominant": told["own"][at] >= _DOMINANT,
            "": np.isnan(recency),
            "idle_once": idle & once,
            "idle_some": idle & np.isnan(cycle),
            "idle": idle,
            "returned": stage == "returned",
            "new_today": new & (recency == 0),
            "new": new,
            "large": each >= _LARGE * self._usual,
            "today": recency == 0,
            "just": recency <= _SOON,
            "often": often >= _OFTEN,
            "once": (often == 1) & once,
            "usual": np.ones(len(at), dtype=bool),
        }
        which = np.select(list(keys.values()), range(len(keys)))
        for number, key in enumerate(keys):
            mask = which == number
            if not key or not mask.any():
                continue
            values: dict[str, str | Texts] = {"n": whole((told["quiet"][at] if key == "returned" else recency)[mask])}
            if key == "contract":
                values["day"] = texts([f"{day:%Y-%m-%d}" for day in pd.DatetimeIndex(told["renewal"][at][mask])])
            if key == "dominant":
                values["share"] = texts([percent(one) for one in told["own"][at][mask].tolist()])
                values["whole"] = self._all
            if key == "large":
                values["each"] = self._in.money(each[mask])
            if key in {"often", "idle"}:
                values["cycle"] = whole(np.maximum(cycle[mask], 1))
            if key in {"often", "usual"}:
                values["f"] = whole(often[mask])
            self._in.add(out, at[mask], key, **values)

    def _until(self, day: Any) -> str:
        return str(self._in.put("until", day=day.isoformat()))

    def _window(self) -> str:
        if self._source == "sheet":
            return self._in.say["sheet"]
        months = self._rules.window_months
        return self._in.say["ever"] if months is None else str(self._in.put("months", n=str(months)))

    def _serve(self, tier: str) -> str:
        said = self._in.put("service", days=str(self._rules.cycle(tier)), hours=f"{self._rules.sla(tier):g}")
        return str(self._in.singular(texts([said]))[0])


def _known(cells: npt.NDArray[Any]) -> Mask:
    found: Mask = pd.notna(cells)
    return found


def _index(cells: npt.NDArray[Any], names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """The place of each cell in `names`, −1 where it is none of them."""
    codes, known = pd.factorize(cells)
    places = [names.index(one) if one in names else -1 for one in known]
    found: npt.NDArray[np.int64] = np.array([*places, -1], dtype="int64")[codes]
    return found


def _step(tiers: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """A number for each tier, the better the lower; −1 for none."""
    return _index(tiers, ("A", "B", "C", "P"))
