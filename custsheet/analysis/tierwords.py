"""The sentences of every customer's tier, and what the potential is made of, put together from the computed table."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis.composite.potential import PARTS, Potential
from custsheet.analysis.lifecycle import IDLE
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


def write_sentences(
    table: pd.DataFrame, units: pd.DataFrame, rules: Rules, snapshot: Snapshot, source: str, on: date
) -> None:
    """Add the columns reason, missing, service and strategy to `table`, of which `units` is one row a customer.

    `on`: the day counted back from.
    """
    usual = units["cents"].sum() / days if (days := units["frequency"].sum()) else float("nan")
    writer = Writer(rules, snapshot.lang, usual, source)
    told = {name: table[name].to_numpy() for name in _NAMES}
    known = pd.notna(told["until"])
    until = np.full(len(table), None, dtype=object)
    until[known] = [day.date() for day in table["until"][known]]
    told["until"] = until
    for name, say in (("reason", writer.reasons), ("missing", writer.missing)):
        table[name] = pd.Series(say(told), index=table.index, dtype=object)
    table["service"] = table["tier"].map({tier: writer.service(tier) for tier in "ABCP"}).astype(object)
    table["strategy"] = _strategy(table, rules, snapshot)
    _renewals(table, snapshot, on)


def _renewals(table: pd.DataFrame, snapshot: Snapshot, on: date) -> None:
    """A contract that ends comes before whatever else is advised."""
    rows = table.index[table["renewal"].notna()]
    for row, end in zip(rows, table.loc[rows, "renewal"], strict=True):
        said = _RENEW if end.date() >= on else _RENEWED
        table.at[row, "strategy"] = said(snapshot.lang).format(day=end.date().isoformat())


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


def _strategy(table: pd.DataFrame, rules: Rules, snapshot: Snapshot) -> pd.Series:
    """By RFM group, as the list says; of prospects by their potential.

    R is how long ago the last purchase was among all customers, the stage how long against the customer's own cycle.
    Where the two differ the stage decides what is advised, or one who is dormant would be asked for a contract.
    """
    entries = next((one.values for one in snapshot.schema.lists if one.name == "rfm_group"), ())
    known = {one.name: one.description(snapshot.lang) for one in entries if one.description is not None}
    recent = np.where(table["stage"].isin(IDLE), "l", "h").astype(object)
    by_group = (recent + table["group"].str[1:]).map(known).astype(object)
    points = table["potential"]
    courted = np.select(
        [points >= rules.composite_a, points >= rules.composite_b, points.notna()],
        [one(snapshot.lang) for one in (_COURT, _FOSTER, _LIGHT)],
        "",
    )
    said = by_group.where(table["group"].notna(), pd.Series(courted, index=table.index, dtype=object))
    return said.where(said.notna() & (said != ""), None)
