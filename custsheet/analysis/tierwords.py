"""The sentences of every customer's tier, and what the potential is made of, put together from the computed table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.composite.potential import PARTS, Potential
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.money import Texts
from custsheet.analysis.rfm import GROUPS
from custsheet.analysis.rules import Rules
from custsheet.analysis.words import Writer
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

_PARTS = {
    "growth": text("增长", "growth"),
    "deals": text("商机", "open deals"),
    "contacts": text("互动", "contacts"),
    "size": text("规模", "size"),
    "nps": text("推荐意愿", "recommending"),
    "industry": text("同行业", "industry"),
}
_COURT = text("优先跟进，尽快约访", "Follow up first, arrange a visit soon")
_FOSTER = text("定期联系，了解需求和预算", "Keep in touch, learn needs and budget")
_LIGHT = text("低成本触达，有回应再投入", "Reach out at low cost; do more once they answer")
_RENEW = text("合同 {day} 到期：约谈续约", "The contract ends on {day}: arrange talks on renewal")
_RENEWED = text(
    "合同 {day} 已到期：问清是否续约，续了就改到期日",
    "The contract ended on {day}: ask about renewal; if renewed, write the new end",
)
_NAMES = (
    *("tier", "computed", "manual", "why", "until", "over", "cents", "recency", "frequency", "rank", "own", "stage"),
    *("days", "cycle", "quiet", "contacts", "pending", "need", "need_orders", "to", "by", "raw", "low"),
    *("value", "potential", "score", "doubted", "renewal"),
)


def sentences(
    table: Mapping[str, npt.NDArray[Any]],
    units: pd.DataFrame,
    rules: Rules,
    snapshot: Snapshot,
    source: str,
    on: date,
    *,
    strays: int = 0,
) -> dict[str, Texts]:
    """The columns reason, missing, service and strategy of `table`, of which `units` is one row a customer.

    `on`: the day counted back from; `strays`: how many order lines are of nobody.
    """
    usual = units["cents"].sum() / days if (days := units["frequency"].sum()) else float("nan")
    writer = Writer(rules, snapshot.lang, usual, source, strays)
    days = table["until"]
    until = np.full(len(days), None, dtype=object)
    until[pd.notna(days)] = days[pd.notna(days)].astype("datetime64[D]").tolist()
    told = {name: table[name] for name in _NAMES} | {"until": until}
    return {
        "reason": writer.reasons(told),
        "missing": writer.missing(told),
        "service": _by(table["tier"], {tier: writer.service(tier) for tier in "ABCP"}),
        "strategy": _renewals(_strategy(table, rules, snapshot), table["renewal"], snapshot, on),
    }


def _renewals(strategy: Texts, ends: npt.NDArray[np.datetime64], snapshot: Snapshot, on: date) -> Texts:
    """A contract that ends comes before whatever else is advised."""
    for row in np.flatnonzero(~np.isnat(ends)).tolist():
        end: date = ends[row].astype("datetime64[D]").item()
        said = _RENEW if end >= on else _RENEWED
        strategy[row] = said(snapshot.lang).format(day=end.isoformat())
    return strategy


def _by(cells: Texts, said: Mapping[str, str | None]) -> Texts:
    """What is said of each cell, None where nothing is."""
    codes, known = pd.factorize(cells)
    found: Texts = np.array([*(said.get(one) for one in known), None], dtype=object)[codes]
    return found


def weighing(potential: Potential) -> Text | None:
    """Which parts the potential is made of, and which have no data and left their weight to the others."""
    used = {name: float(weight) for name, weight in potential.weights.items()}
    if not used:
        return None
    absent = [_PARTS[name] for name in PARTS if name not in used]
    zh = "、".join(f"{_PARTS[name].zh} {weight:g}" for name, weight in used.items())
    en = ", ".join(f"{_PARTS[name].en} {weight:g}" for name, weight in used.items())
    if absent:
        zh += f" 份（{'、'.join(one.zh for one in absent)}没有数据，不计）"
        en += f" parts (no data, left out: {', '.join(one.en for one in absent)})"
    else:
        zh, en = f"{zh} 份", f"{en} parts"
    return text(f"潜力分：{zh}", f"Potential: {en}")


def _strategy(table: Mapping[str, npt.NDArray[Any]], rules: Rules, snapshot: Snapshot) -> Texts:
    """By RFM group, as the list says; of prospects by their potential.

    R is how long ago the last purchase was among all customers, the stage how long against the customer's own cycle.
    Where the two differ the stage decides what is advised, or one who is dormant would be asked for a contract.
    """
    entries = next((one.values for one in snapshot.schema.lists if one.name == "rfm_group"), ())
    known = {one.name: one.description(snapshot.lang) for one in entries if one.description is not None}
    silent = {one: known.get(f"l{one[1:]}") or None for one in GROUPS}
    recent = {one: known.get(f"h{one[1:]}") or None for one in GROUPS}
    codes, stages = pd.factorize(table["stage"])
    idle = np.array([*(stage in IDLE for stage in stages), False], dtype=bool)[codes]
    points = table["potential"]
    courted = np.full(len(points), None, dtype=object)
    for said, least in ((_LIGHT, -np.inf), (_FOSTER, rules.composite_b), (_COURT, rules.composite_a)):
        courted[points >= least] = said(snapshot.lang)
    by_group = np.where(idle, _by(table["group"], silent), _by(table["group"], recent))
    return np.where(pd.notna(table["group"]), by_group, courted)
