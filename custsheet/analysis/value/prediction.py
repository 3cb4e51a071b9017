"""Who will buy when, and whether those came who were foretold.

The next purchase is expected one usual gap after the last (`cycle.cycles`), of customers with three order days or more
who have not been silent for too long. Once a month those due within 30 days are remembered; what came is counted from
then on, and for good once late entries are in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from custsheet.analysis.cycle import SHRUNK
from custsheet.analysis.histories import Histories
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.money import percent
from custsheet.model.merge import Merge
from custsheet.model.prediction import HORIZON, OPEN, Batch, Prediction, kept
from custsheet.model.text import Text, text
from custsheet.model.value import Grade


def next_purchase(histories: Histories) -> pd.Series:
    """The day on which each customer is expected to buy again; NaT where there is no cycle or the silence is too long.

    A day that has passed stays: the purchase is late, but not yet alarming.
    """
    customers = histories.customers
    expected = ((customers["days"] >= SHRUNK) & ~customers["stage"].isin(IDLE)).to_numpy()
    due = np.full(len(customers), np.datetime64("NaT"), dtype="datetime64[us]")
    gap = np.ceil(customers["usual"].to_numpy()[expected]).astype("timedelta64[D]")
    due[expected] = customers["last"].to_numpy()[expected] + gap
    return pd.Series(due, index=customers.index)


def predictions(histories: Histories, due: pd.Series) -> list[Prediction]:
    """Those of `due` (see `next_purchase`) who are expected within `HORIZON` days."""
    made_on, until = histories.reference, histories.reference + pd.Timedelta(days=HORIZON)
    near = due[(due > made_on) & (due <= until)]
    return [Prediction(made_on.date(), str(who), day.date()) for who, day in near.items()]


def remember(
    batches: Sequence[Batch], histories: Histories, due: pd.Series, merges: Sequence[Merge] = ()
) -> tuple[tuple[Grade, ...], tuple[Batch, ...]]:
    """What came of earlier predictions, latest first, and what to remember, this month's own included.

    Args:
        batches: what the workbook remembers.
        histories: what was bought up to now.
        due: see `next_purchase`.
        merges: records that are called something else since.
    """
    reference = histories.reference.date()
    renamed = {one.loser: one.survivor for one in merges if not one.undone}
    grades, held = [], []
    for batch in batches:
        graded = batch
        if batch.due and reference >= batch.last_day:
            came = _came(batch, histories.days, renamed)
            grades.append(Grade(batch.made_on, batch.foretold, came))
            if reference >= batch.made_on + timedelta(days=OPEN):
                graded = batch.closed(came)
        elif batch.came is not None and batch.foretold:
            grades.append(Grade(batch.made_on, batch.foretold, batch.came))
        held.append(graded)
    new = Batch.of(reference, predictions(histories, due))
    return tuple(sorted(grades, key=lambda one: one.made_on, reverse=True)), kept(held, new)


def sentence(grades: Sequence[Grade]) -> Text | None:
    """«2024-05-06 预测 40 位会买，实际 31 位»: the latest, and all of them together where there are several."""
    if not grades:
        return None
    one = grades[0]
    day, share = one.made_on.isoformat(), percent(one.share)
    zh = f"{day} 预测 {one.foretold:,} 位客户会在 {HORIZON} 天内购买，实际 {one.came:,} 位（{share}）"
    en = f"On {day}, {one.foretold:,} customers were expected to buy within {HORIZON} days; {one.came:,} did ({share})"
    if len(grades) > 1:
        total = percent(sum(each.came for each in grades) / sum(each.foretold for each in grades))
        zh, en = f"{zh}；{len(grades)} 次预测合计 {total}", f"{en}; over {len(grades)} predictions {total}"
    return text(zh + "。", en + ".")


def _came(batch: Batch, days: pd.DataFrame, renamed: Mapping[str, str]) -> int:
    """How many of the batch bought after it was made, by its last day."""
    inside = (days["day"] > pd.Timestamp(batch.made_on)) & (days["day"] <= pd.Timestamp(batch.last_day))
    bought = set(days.loc[inside, "customer"])
    return sum(_now(customer, renamed) in bought for customer in batch.due)


def _now(customer: str, renamed: Mapping[str, str]) -> str:
    """What a customer is called after all merges."""
    seen = {customer}
    while (into := renamed.get(customer)) is not None and into not in seen:
        seen.add(into)
        customer = into
    return customer
