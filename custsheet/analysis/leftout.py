"""What is said of order lines that do not count, or count twice: how many there are and why."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from custsheet.analysis.columns import strings
from custsheet.analysis.money import money_text
from custsheet.model.snapshot import Table
from custsheet.model.text import Text, counted, text


def left_out(
    table: Table,
    unknown: npt.NDArray[np.bool_],
    dateless: npt.NDArray[np.bool_],
    amountless: npt.NDArray[np.bool_],
) -> list[Text]:
    """A sentence for each reason: a status nobody knows, text for a date or an amount, no date, no usable amount."""
    notes = []
    typed = _written(table, "date", dateless) | _written(table, "amount", amountless)
    if n := int(unknown.sum()):
        word = str(strings(table, "order_status")[unknown].value_counts(sort=True).index[0])
        notes.append(
            text(
                f"{n:,} 行交易的状态不在清单里（如“{word}”），未计入。",
                f"{counted(n, 'order line has', 'order lines have')} a status that is not on the list"
                f" (such as '{word}'): not counted.",
            )
        )
    if n := int(typed.sum()):
        lines = counted(n, "order line has", "order lines have")
        zh, en = f"{n:,} 行交易的日期或金额写成了文本，改正前不计入。", f"{lines} a date or amount written as text:"
        notes.append(text(zh, f"{en} not counted until corrected."))
    if n := int((dateless & ~typed).sum()):
        lines = counted(n, "order line has", "order lines have")
        notes.append(text(f"{n:,} 行交易没有日期，未计入。", f"{lines} no date: not counted."))
    if n := int((amountless & ~typed).sum()):
        lines = counted(n, "order line has", "order lines have")
        notes.append(text(f"{n:,} 行交易没有可用的金额，未计入。", f"{lines} no usable amount: not counted."))
    return notes


def counted_twice(cents: npt.NDArray[np.int64], currency: str) -> list[Text]:
    """The sentence on lines of `cents` that say what earlier ones say, and count all the same; none without any."""
    if not (n := len(cents)):
        return []
    amount, stand = money_text(int(cents.sum()), currency), counted(n, "order line stands", "order lines stand")
    return [
        text(
            f"{n:,} 行交易和上面的某一行完全一样：{amount.zh} 计了两次，改正前不变。",
            f"{stand} there twice: {amount.en} is counted twice until corrected.",
        )
    ]


def _written(table: Table, name: str, blank: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Of the lines in `blank`, those whose cell holds text all the same."""
    written = blank.copy()
    cells = table.raw[name].to_numpy()[blank] if blank.any() else ()
    written[blank] = [isinstance(one, str) and bool(one.strip()) for one in cells]
    return written
