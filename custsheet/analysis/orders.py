"""Which orders count, in cents and whole days, and the day counted back from.

Invariant: an order that is left out is counted in a note; nothing disappears silently. Money is in cents (int64), so
that equal amounts are equal.

Valid = status "valid", blank, or no such column (behaviour B4). An order of the standard may stand in several lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis.columns import moments, numbers, strings
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

# Larger amounts are slips of the hand; in cents they would not fit 64 bits once summed.
_IMPOSSIBLE = 1e12
_COLUMNS = {"customer": object, "order": object, "day": "datetime64[us]", "cents": "int64", "gross": "int64"}


@dataclass(frozen=True)
class Ledger:
    """The orders that count.

    Attributes:
        lines: one row an order line up to the reference day: customer (ID or None), order (number, or the row where
        there
            is none), day (midnight), cents (amount − refund), gross (amount in cents).
        reference: the day counted back from.
        start: first day of the window, None = all time.
        missing: whether the workbook has no usable sheet of orders at all.
        notes: what was left out.
    """

    lines: pd.DataFrame
    reference: date
    start: date | None
    missing: bool
    notes: tuple[Text, ...]

    @property
    def in_window(self) -> pd.Series:
        """Mask of `lines`: dated inside the window."""
        if self.start is None:
            return pd.Series(True, index=self.lines.index, dtype=bool)
        return self.lines["day"] >= pd.Timestamp(self.start)


def read_orders(snapshot: Snapshot, rules: Rules, today: date) -> Ledger:
    """The ledger of `snapshot`. A reference day of "last_order" is the last valid order not later than `today`."""
    lines, missing, notes = _valid_lines(snapshot)
    reference, more = _reference(lines, rules, today)
    notes += more
    later = lines["day"] > pd.Timestamp(reference)
    if later.any():
        n, day = int(later.sum()), reference.isoformat()
        notes.append(
            text(
                f"{n} 行交易的日期晚于基准日 {day}，未计入。",
                f"{n} order lines are dated after {day} and do not count.",
            )
        )
    start = None
    if rules.window_months is not None:
        start = (pd.Timestamp(reference) - pd.DateOffset(months=int(rules.window_months))).date()
    return Ledger(lines[~later].reset_index(drop=True), reference, start, missing, tuple(notes))


def cents(amounts: pd.Series) -> pd.Series:
    """Money as whole cents; blank = 0."""
    return np.rint(amounts.fillna(0.0) * 100).astype("int64")


def _valid_lines(snapshot: Snapshot) -> tuple[pd.DataFrame, bool, list[Text]]:
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    table = snapshot.table("orders")
    title = (
        snapshot.schema.sheet("orders").title if snapshot.schema.has_sheet("orders") else text("交易", "Transactions")
    )
    if table is None:
        note = f"没有「{title.zh}」表，无法按成交额分级。", f"There is no sheet {title.en}, so amounts are not known."
        return empty, True, [text(*note)]
    lacking = [name for name in ("customer_id", "date", "amount") if name not in table.columns]
    if lacking:
        fields = [snapshot.schema.sheet("orders").by_name[name].title for name in lacking]
        zh, en = "、".join(field.zh for field in fields), ", ".join(field.en for field in fields)
        note = f"「{table.title}」缺少列 {zh}，无法计算成交额。", f"{table.title} lacks {en}, so amounts are not known."
        return empty, True, [text(*note)]
    if not len(table.typed):
        return empty, False, [text(f"「{table.title}」里还没有订单。", f"{table.title} holds no orders yet.")]
    status, day = strings(table, "order_status"), moments(table, "date").dt.normalize()
    amount, refund = numbers(table, "amount"), numbers(table, "refund")
    dropped = status.isin(["cancelled", "returned"])
    unknown = status.notna() & ~dropped & (status != "valid")
    dateless = day.isna() & ~dropped & ~unknown
    amountless = (amount.isna() | (amount.abs() > _IMPOSSIBLE) | (refund.abs() > _IMPOSSIBLE)) & ~dropped & ~unknown
    keep = ~(dropped | unknown | dateless | amountless)
    number = strings(table, "order_no")
    lines = pd.DataFrame(
        {
            "customer": strings(table, "customer_id"),
            "order": number.where(number.notna(), pd.Series(table.typed.index, index=table.typed.index, dtype=object)),
            "day": day,
            "cents": cents(amount.where(keep)) - cents(refund.where(keep)),
            "gross": cents(amount.where(keep)),
        }
    )
    return lines[keep].reset_index(drop=True), False, _left_out(status, unknown, dateless, amountless & ~dateless)


def _left_out(status: pd.Series, unknown: pd.Series, dateless: pd.Series, amountless: pd.Series) -> list[Text]:
    notes = []
    if n := int(unknown.sum()):
        word = str(status[unknown].value_counts(sort=True).index[0])
        notes.append(
            text(
                f"{n} 行交易的状态不在清单里（如“{word}”），未计入。",
                f"{n} order lines have a status that is not on the list (such as '{word}') and do not count.",
            )
        )
    if n := int(dateless.sum()):
        notes.append(text(f"{n} 行交易没有日期，未计入。", f"{n} order lines have no date and do not count."))
    if n := int(amountless.sum()):
        notes.append(
            text(f"{n} 行交易没有可用的金额，未计入。", f"{n} order lines have no usable amount and do not count.")
        )
    return notes


def _reference(lines: pd.DataFrame, rules: Rules, today: date) -> tuple[date, list[Text]]:
    if rules.reference_day == "last_order":
        past = lines["day"][lines["day"] <= pd.Timestamp(today)]
        return (past.max().date(), []) if len(past) else (today, [])
    if rules.reference_day == "fixed":
        if rules.reference_date is not None:
            return rules.reference_date, []
        note = "基准日选了“固定”但没有填日期，按今天计算。", "The reference day is Fixed without a date: today is used."
        return today, [text(*note)]
    return today, []
