"""What each customer will be worth in the next twelve months, and how sure that is.

Where enough customers came back, by BG/NBD (how often) and Gamma-Gamma (how much). Both are about people who buy when
they like; where they do not fit, or the data do not tell their parameters, a plain estimate takes their place:

    average order × orders a month × months × retention

and `Method` says so in a sentence. Several orders of one day are one; amounts are less refunds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from custsheet.analysis.columns import frame
from custsheet.analysis.cycle import SHRUNK
from custsheet.analysis.histories import Histories
from custsheet.analysis.kpis.bought import Bought
from custsheet.analysis.kpis.trade import retention
from custsheet.analysis.kpis.values import Rate
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.money import percent
from custsheet.analysis.rules import Rules
from custsheet.analysis.value import bgnbd, gammagamma
from custsheet.model.text import Text, counted, text
from custsheet.model.value import Method

REPEAT = 50
"""Customers with two order days that a model needs at least."""
_DEPENDENT = 0.3  # |correlation| of frequency and worth from which Gamma-Gamma does not hold
_SOON, _YEAR = 90, 365
_MONTHS, _DAYS = 12, 365.25 / 12
_YOUNG = 3  # months that who came lately is taken to have been a customer for
_SURE = 5  # order days from which a customer is known well
_BLANK = ("average", "p_alive", "orders_90", "value_12")


@dataclass(frozen=True)
class Worth:
    """`table`: indexed by customer ID: average, value_12 (in yuan), p_alive, orders_90, method, confidence."""

    table: pd.DataFrame
    method: Method
    why: Text
    parameters: Mapping[str, float] = field(default_factory=dict)


def worth(histories: Histories, rules: Rules) -> Worth:
    """Every customer's; figures of who never bought are blank."""
    buyers = _buyers(histories)
    if not len(buyers):
        why = text("还没有成交，估不出客户价值。", "There are no orders yet, so value cannot be estimated.")
        return Worth(_whole(histories, buyers, "none"), "none", why)
    fitted = _fitted(buyers, rules)
    if isinstance(fitted, Text):
        kept = retention(_known(histories), histories.year)
        why = text(fitted.zh + _formula(kept, rules).zh, fitted.en + _formula(kept, rules).en)
        return Worth(_whole(histories, _plainly(buyers, _share(kept, rules)), "simple"), "simple", why)
    often, much = fitted
    n = int((buyers["days"] > 1).sum())
    why = text(
        f"按 BG/NBD 与 Gamma-Gamma 模型估算（{n:,} 位客户买过两次以上）。",
        f"By the models BG/NBD and Gamma-Gamma ({n:,} customers bought more than once).",
    )
    parameters = {"r": often.r, "alpha": often.alpha, "a": often.a, "b": often.b, "loglik": often.loglik}
    parameters |= {"p": much.p, "q": much.q, "v": much.v}
    return Worth(_whole(histories, _modelled(buyers, often, much), "model"), "model", why, parameters)


def _buyers(histories: Histories) -> pd.DataFrame:
    """Who ever bought: what the models are of. Days since the first order: of the last one (t) and of today (age)."""
    customers = histories.customers
    out = customers[customers["days"] > 0].copy()
    out["t"] = (out["last"] - out["first"]).dt.days.astype("float64")
    out["age"] = (histories.reference - out["first"]).dt.days.astype("float64")
    out["x"] = out["days"].astype("float64") - 1
    out["average"] = (out["cents"] / out["days"]).clip(lower=0.0) / 100
    who = histories.days["who"].to_numpy()[histories.year.holds(histories.days["day"].to_numpy())]
    place = histories.place[who]
    recent = np.bincount(place[place >= 0], minlength=len(customers)).astype("float64")
    out["recent"] = recent[(customers["days"] > 0).to_numpy()]
    return out


def _known(histories: Histories) -> Bought:
    place = histories.place[histories.days["who"].to_numpy()]
    return Bought.of(histories.days["day"][place >= 0], place[place >= 0], len(histories.customers))


def _fitted(buyers: pd.DataFrame, rules: Rules) -> tuple[bgnbd.BgNbd, gammagamma.GammaGamma] | Text:
    """Both models, or why they cannot be had."""
    repeat = buyers[(buyers["x"] > 0) & (buyers["average"] > 0)]
    if rules.sales_model == "contracts":
        return text(
            "「参数」里的成交方式是按合同，购买模型不适用，改用简单估算：",
            "Customers buy by contract (Settings), which models of purchases do not fit. A plain estimate instead: ",
        )
    if len(repeat) < REPEAT:
        return text(
            f"买过两次以上的客户只有 {len(repeat):,} 位，少于 {REPEAT} 位，改用简单估算：",
            f"Customers who bought more than once: {len(repeat):,}, fewer than {REPEAT}. A plain estimate instead: ",
        )
    together = _correlation(repeat["days"].to_numpy("float64"), repeat["average"].to_numpy("float64"))
    if abs(together) >= _DEPENDENT:
        return text(
            f"购买次数与客单价相关（系数 {together:.2f}，不在 ±{_DEPENDENT} 之内），模型不适用，改用简单估算：",
            f"How often and how much customers buy go together (correlation {together:.2f}, beyond ±{_DEPENDENT}),"
            " which the models do not fit. A plain estimate instead: ",
        )
    often = bgnbd.fit(*(buyers[name].to_numpy("float64") for name in ("x", "t", "age")))
    much = gammagamma.fit(repeat["days"].to_numpy("float64"), repeat["average"].to_numpy("float64"))
    if not (often.converged and much.converged):
        return text(
            "购买记录定不出模型的参数（没有收敛），改用简单估算：",
            "The orders do not tell the parameters of the models (no convergence). A plain estimate instead: ",
        )
    return often, much


def _correlation(one: bgnbd.Numbers, other: bgnbd.Numbers) -> float:
    """Pearson's; 0 where either does not vary, as nothing then goes together."""
    if not (np.ptp(one) and np.ptp(other)):
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _modelled(buyers: pd.DataFrame, often: bgnbd.BgNbd, much: gammagamma.GammaGamma) -> pd.DataFrame:
    seen = [buyers[name].to_numpy("float64") for name in ("x", "t", "age")]
    each = much.expected(seen[0] + 1, buyers["average"].to_numpy("float64"))
    alive = pd.Series(often.p_alive(*seen), index=buyers.index)
    days = buyers["days"]
    return buyers.assign(
        p_alive=alive.where(days > 1),  # the model lets nobody drop out before the second purchase
        orders_90=often.expected(_SOON, *seen),
        value_12=often.expected(_YEAR, *seen) * each,
        confidence=np.select([days >= _SURE, days > 1], ["high", "medium"], "low").astype(object),
    )


def _plainly(buyers: pd.DataFrame, share: float) -> pd.DataFrame:
    """Average order × orders a month × months × retention; of who has been silent for too long, for no month."""
    # Who bought once or twice has no pace to go on at: that is what it buys in a year.
    known = (buyers["age"] / _DAYS).clip(_YOUNG, _MONTHS).where(buyers["days"] >= SHRUNK, _MONTHS)
    a_month = buyers["recent"] / known
    months = np.where(buyers["stage"].isin(IDLE[1:]), 0.0, 1.0)
    return buyers.assign(
        p_alive=np.nan,
        orders_90=a_month * _SOON / _DAYS * months * share,
        value_12=buyers["average"] * a_month * _MONTHS * months * share,
        confidence=np.where(buyers["days"] >= _SURE, "medium", "low").astype(object),
    )


def _share(kept: Rate, rules: Rules) -> float:
    """The retention rate; of few customers drawn to one half by the rule of succession, (hits + 1) ÷ (n + 2)."""
    known = kept.value(rules.min_sample)
    return (kept.hits + 1) / (kept.n + 2) if known is None else known


def _formula(kept: Rate, rules: Rules) -> Text:
    share = percent(_share(kept, rules))
    few = kept.value(rules.min_sample) is None
    return text(
        f"客单价 × 每月购买次数 × {_MONTHS} 个月 × 留存率 {share}"
        + (f"（去年的客户只有 {kept.n:,} 位，按保守估计）" if few else "")
        + "；沉睡和流失的客户按 0 个月。",
        f"average order × orders a month × {_MONTHS} months × retention of {share}"
        + (f" (a cautious guess, from {counted(kept.n, 'customer', 'customers')} of the year before)" if few else "")
        + "; no months for dormant and lost customers.",
    )


def _whole(histories: Histories, buyers: pd.DataFrame, method: Method) -> pd.DataFrame:
    """The same for every customer, blank where there is nothing."""
    customers = histories.customers
    bought = customers["days"].to_numpy() > 0  # in the order of `buyers`
    out = {name: np.full(len(customers), np.nan) for name in _BLANK}
    out |= {"confidence": np.full(len(customers), None, dtype=object)}
    for name, column in out.items():
        if name in buyers:
            column[bought] = buyers[name].to_numpy()
    out["method"] = np.full(len(customers), "none", dtype=object)
    out["method"][bought] = method
    return frame(out, customers.index)
