"""Everything about customer value, put together."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from custsheet.analysis.columns import frame
from custsheet.analysis.doubts import WHY, in_doubt
from custsheet.analysis.histories import Histories
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.rules import Rules
from custsheet.analysis.value.clv import worth
from custsheet.analysis.value.concentration import concentration
from custsheet.analysis.value.prediction import next_purchase, remember, sentence
from custsheet.model.errors import Lang
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import text
from custsheet.model.value import Value

_COLUMNS = (
    *("record", "customer", "owner", "tier", "stage", "orders", "year_amount", "average", "p_alive", "orders_90"),
    *("value_12", "next", "method", "confidence", "note"),
)
_NEVER = text("还没有成交", "has not bought yet")
_ONCE = text("只买过一次，看不出还会不会再来", "bought once: too little to tell whether it will come back")
_TWICE = text("买过不足三次，看不出购买周期", "bought fewer than three times: no cycle yet")
_SILENT = text("空窗太久，不预测下次购买", "silent for too long: no next purchase is expected")


def _joined(notes: NDArray[Any], doubts: NDArray[Any], lang: Lang) -> NDArray[Any]:
    """The notes, with why an amount is in doubt."""
    out = notes.copy()
    for at in np.flatnonzero(pd.notna(doubts)):
        why = WHY[doubts[at]](lang)
        out[at] = why if notes[at] is None else f"{why}{'；' if lang == 'zh' else '; '}{notes[at]}"
    return out


def customer_value(snapshot: Snapshot, rules: Rules, histories: Histories, tests: Collection[str] = ()) -> Value:
    """What customers are worth. Never fails on what a workbook lacks: what is not known is blank, and says why.

    `tests`: IDs of customers who look like test data.
    """
    found = worth(histories, rules)
    due = next_purchase(histories)
    memory = snapshot.memory
    grades, remembered = remember(memory.predictions, histories, due, memory.review.merges)
    customers, lang = histories.customers, snapshot.lang
    days, idle = customers["days"].to_numpy(), customers["stage"].isin(IDLE).to_numpy()
    modelled = found.method == "model"
    kind = np.select([days == 0, (days == 1) & modelled, days < 3, idle], [0, 1, 2, 3], 4)
    notes = np.array([*(said(lang) for said in (_NEVER, _ONCE, _TWICE, _SILENT)), None], dtype=object)
    columns = {str(name): column.to_numpy() for name, column in (*customers.items(), *found.table.items())}
    columns |= {"record": customers.index.to_numpy(), "orders": days, "next": due.to_numpy(), "note": notes[kind]}
    columns["year_amount"] = columns["year_cents"] / 100
    # Nothing is sure that is estimated from amounts nobody verified.
    doubts = in_doubt(customers, tests).where(days > 0, None).to_numpy()
    columns["confidence"] = np.where(pd.notna(doubts), "low", columns["confidence"])
    columns["note"] = _joined(columns["note"], doubts, lang)
    # Of equal ones the order of 客户分级 stands, which does not depend on that of the rows.
    order = np.lexsort([-columns["year_amount"], -columns["value_12"]])
    return Value(
        table=frame({name: columns[name][order] for name in _COLUMNS}, pd.Index(columns["row"][order])),
        method=found.method,
        why=found.why,
        parameters=found.parameters,
        concentration=concentration(customers["year_cents"]),
        grades=grades,
        said=sentence(grades),
        predictions=remembered,
        reference=histories.reference.date(),
    )
