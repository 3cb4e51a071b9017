"""Which orders count, in cents and whole days, and the day counted back from.

Invariant: an order that is left out is counted in a note; nothing disappears silently. Money is in cents (int64), so
that equal amounts are equal.

Valid = status "valid", blank, or no such column (behaviour B4). An order of the standard may stand in several lines; a
line that stands twice (a copied row) counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import Codes, Names, at_codes, coded, firsts, moments, numbers
from custsheet.analysis.doubts import repeated, unlikely
from custsheet.analysis.leftout import counted_twice, left_out
from custsheet.analysis.once import Once
from custsheet.analysis.packing import Packing
from custsheet.analysis.period import window_start
from custsheet.analysis.rules import Rules
from custsheet.model.bounds import date_bound
from custsheet.model.finding import Finding
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, counted, text

_NEEDED = ("customer_id", "date", "amount")
# Larger amounts are slips of the hand; in cents they would not fit 64 bits once summed.
_IMPOSSIBLE = 1e12
_COLUMNS = {"customer": object, "day": "datetime64[us]", "cents": "int64", "gross": "int64",
            "row": "int64", "doubted": "bool", "customer_code": "int64", "order_code": "int64"}  # fmt: skip
Cents = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ledger(Once):
    """The orders that count; several analyses ask the same of half a million lines.

    Attributes:
        lines: one row an order line up to the reference day: customer (ID or None), day (midnight), cents (amount −
            refund), gross (amount in cents), row (Excel's), doubted (its price looks wrong, see `doubts`); who (place
            of the customer in `names`, −1 for None), which (a number for the order number, one of its own where there
            is none) and placed (a number for the order: one order number of two customers is two orders), as numbers
            are told apart many times faster than texts.
        names: customer IDs.
        reference: the day counted back from.
        start: first day of the window, None = all time.
        first: the day on which the records begin, NaT without orders: that of the first order on a day that checking
            does not call too early; one before it counts, yet nothing is known of the years after it.
        pending: customer ID → lines that will count once their date, amount or status is put right.
        missing: whether the workbook has no usable sheet of orders at all.
        notes: what was left out.
    """

    lines: pd.DataFrame
    names: pd.Index
    reference: date
    start: date | None
    first: pd.Timestamp
    pending: pd.Series
    missing: bool
    notes: tuple[Text, ...]

    def places(self, customers: pd.Index) -> npt.NDArray[np.intp]:
        """Of every line the place of its customer in `customers`, −1 for who is not there."""
        found = np.append(customers.get_indexer(self.names), -1)
        return np.asarray(found[self.lines["who"].to_numpy()], dtype=np.intp)

    @property
    def in_window(self) -> pd.Series:
        """Mask of `lines`: dated inside the window."""
        if self.start is None:
            return pd.Series(True, index=self.lines.index, dtype=bool)
        return self.lines["day"] >= pd.Timestamp(self.start)


def orders(snapshot: Snapshot, today: date, findings: Iterable[Finding] = ()) -> Ledger:
    """The ledger of `snapshot` under its own settings. `findings`: what is wrong in it and was not put aside."""
    findings = tuple(findings)
    return read_orders(snapshot, Rules.of(snapshot), today, unlikely(findings), repeated(findings))


def read_orders(
    snapshot: Snapshot, rules: Rules, today: date, doubted: Collection[int] = (), twice: Collection[int] = ()
) -> Ledger:
    """The ledger of `snapshot`. A reference day of "last_order" is the last valid order not later than `today`.

    `doubted`: Excel rows of lines whose price looks wrong; `twice`: of those that say what an earlier one says.
    """
    lines, pending, missing, notes = _valid_lines(snapshot)
    lines["doubted"] = _rows(lines, doubted)
    reference, more = _reference(lines, rules, today)
    notes += more
    later = lines["day"] > pd.Timestamp(reference)
    if later.any():
        n, day = int(later.sum()), reference.isoformat()
        notes.append(
            text(
                f"{n:,} 行交易的日期晚于基准日 {day}，未计入。",
                f"{counted(n, 'order line is', 'order lines are')} dated after {day} and not counted.",
            )
        )
        # Who bought in the future has a slip in the date; after a reference day in the past it is simply later.
        pending = pd.concat([pending, lines.loc[later & (lines["day"] > pd.Timestamp(today)), "customer"]])
        lines = lines[~later].reset_index(drop=True)
    notes += counted_twice(lines["cents"].to_numpy()[_rows(lines, twice)], rules.currency)
    first_day, early = _begins(lines, snapshot, today)
    start = None
    if rules.window_months is not None:
        start = window_start(reference, int(rules.window_months)).date()
    # Numbers by the first line of each, and what the first numbers are called.
    customer, order = lines.pop("customer_code").to_numpy(), lines.pop("order_code").to_numpy()
    known = customer >= 0
    who = np.full(len(lines), -1, dtype="int64")
    who[known], first = pd.factorize(customer[known])
    at = firsts(who, len(first))
    which = pd.factorize(order)[0].astype("int64")
    placed = pd.factorize(Packing.of(which).pack(who, which))[0].astype("int64")
    lines = lines.assign(who=who, which=which, placed=placed)
    names = pd.Index(lines["customer"].to_numpy()[at], dtype=object)
    return Ledger(lines, names, reference, start, first_day, pending.value_counts(), missing, (*notes, *early))


def cents(amounts: pd.Series) -> pd.Series:
    """Money as whole cents; 0 where blank, or so large that it can only be a slip."""
    return pd.Series(_cents(amounts.to_numpy("float64")), index=amounts.index)


def _cents(amounts: npt.NDArray[np.float64]) -> Cents:
    found: Cents = np.rint(np.where(np.abs(amounts) <= _IMPOSSIBLE, amounts, 0.0) * 100).astype("int64")
    return found


def lacks(snapshot: Snapshot) -> tuple[Text, ...]:
    """Which columns the sheet of orders lacks without which no order counts, and what to do; () where it has them."""
    table = snapshot.table("orders")
    lacking = [name for name in _NEEDED if table is not None and name not in table.columns]
    if table is None or not lacking:
        return ()
    fields = [snapshot.schema.sheet("orders").by_name[name].title for name in lacking]
    zh, en = "、".join(field.zh for field in fields), ", ".join(field.en for field in fields)
    known = lacking == ["amount"] and {"qty", "unit_price"} <= table.columns.keys()
    more = ("：加一列，填数量×单价", ": add it as quantity × price") if known else ("", "")
    return (
        text(
            f"「{table.title}」缺少列 {zh}，无法计算成交额{more[0]}。",
            f"{table.title} lacks {en}, so amounts are not known{more[1]}.",
        ),
    )


def _valid_lines(snapshot: Snapshot) -> tuple[pd.DataFrame, pd.Series, bool, list[Text]]:
    """Lines that count, the customers of those that cannot be used as they stand, no sheet of orders, notes."""
    table = snapshot.table("orders")
    title = (
        snapshot.schema.sheet("orders").title if snapshot.schema.has_sheet("orders") else text("交易", "Transactions")
    )
    if table is None:
        note = f"没有「{title.zh}」表，无法按成交额分级。", f"There is no sheet {title.en}, so amounts are not known."
        return *_nothing(), True, [text(*note)]
    if lacking := lacks(snapshot):
        return *_nothing(), True, list(lacking)
    if not len(table.typed):
        return *_nothing(), False, [text(f"「{table.title}」里还没有订单。", f"{table.title} holds no orders yet.")]
    status, said = coded(table, "order_status")
    day = moments(table, "date").to_numpy("datetime64[us]").astype("datetime64[D]")
    amount, refund = numbers(table, "amount").to_numpy(), numbers(table, "refund").to_numpy()
    dropped, valid = _among(status, said, {"cancelled", "returned"}), _among(status, said, {"valid"})
    unknown = (status >= 0) & ~dropped & ~valid
    used = ~dropped & ~unknown
    dateless = np.isnat(day) & used
    amountless = (np.isnan(amount) | (np.abs(amount) > _IMPOSSIBLE) | (np.abs(refund) > _IMPOSSIBLE)) & used
    number, numbers_said = coded(table, "order_no")
    customer, customers = coded(table, "customer_id")
    kept = np.flatnonzero(used & ~dateless & ~amountless)
    gross = _cents(amount[kept])
    lines = _Lines(kept, customer[kept], number[kept], day[kept], gross - _cents(refund[kept]), gross)
    notes = left_out(table, unknown, dateless, amountless & ~dateless)
    copied = _copied(table, lines, numbers_said)
    if n := int(copied.sum()):
        rows = counted(n, "copied order line counts", "copied order lines count")
        notes.append(text(f"{n:,} 行重复订单只计一次。", f"{rows} only once."))
    unusable = pd.Series(at_codes(customers, customer[unknown | dateless | amountless]), dtype=object)
    return lines.without(copied).frame(table, customers, len(numbers_said)), unusable, False, notes


def _rows(lines: pd.DataFrame, rows: Collection[int]) -> npt.NDArray[np.bool_]:
    """Which of `lines` stand in these rows of the sheet."""
    return np.isin(lines["row"].to_numpy(), np.fromiter(rows, dtype="int64", count=len(rows)))


def _nothing() -> tuple[pd.DataFrame, pd.Series]:
    """No lines, and no customers of lines that cannot be used."""
    lines = {name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()}
    return pd.DataFrame(lines), pd.Series(dtype=object)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines that count, as plain arrays: place on the sheet, and numbers of customer and order, −1 for none."""

    place: Codes
    customer: Codes
    number: Codes
    day: npt.NDArray[np.datetime64]
    cents: Cents
    gross: Cents

    def without(self, mask: npt.NDArray[np.bool_]) -> _Lines:
        """The others."""
        return self if not mask.any() else _Lines(*(getattr(self, one.name)[~mask] for one in fields(self)))

    def frame(self, table: Table, customers: Names, orders: int) -> pd.DataFrame:
        """As `Ledger.lines`, but for `who` and `which`: numbers of customer and order by the whole sheet instead.

        `orders`: how many order numbers there are.
        """
        rows = table.typed.index.to_numpy("int64")[self.place]
        return pd.DataFrame(
            {
                "customer": pd.Series(at_codes(customers, self.customer), dtype=object),
                "day": self.day.astype("datetime64[us]"),
                "cents": self.cents,
                "gross": self.gross,
                "row": rows,
                "doubted": False,
                "customer_code": self.customer,
                "order_code": np.where(self.number < 0, orders + self.place, self.number),
            }
        )


def _among(codes: Codes, names: Names, wanted: set[str]) -> npt.NDArray[np.bool_]:
    """Which cells of a column as `coded` say one of `wanted`."""
    return np.array([*(name in wanted for name in names), False], dtype=bool)[codes]


def _copied(table: Table, lines: _Lines, numbers_said: Names) -> npt.NDArray[np.bool_]:
    """Which lines repeat an earlier one's order number and line.

    A blank line number is line 1 (the standard), yet people who number nothing write several products under one order:
    such a line is a copy only if what it says is the same too. Without the column, nothing says which line is which.
    """
    copied = np.zeros(len(lines.place), dtype=bool)
    if "order_no" not in table.columns or "line" not in table.columns:
        return copied
    line = numbers(table, "line").to_numpy()[lines.place]
    which, different = pd.factorize(np.where(np.isnan(line), 1.0, line))
    key = np.append(_folded(numbers_said), -1)[lines.number] * len(different) + which
    # the others are no copies, whatever they say
    again = np.flatnonzero(pd.Series(key).duplicated(keep=False).to_numpy() & (lines.number >= 0))
    if len(again):
        product = coded(table, "product")[0][lines.place]
        told = (key, lines.customer, lines.day.astype("int64"), lines.cents, lines.gross, product)
        said = pd.DataFrame({at: one[again] for at, one in enumerate(told)})
        numbered = said[0].duplicated().to_numpy() & ~np.isnan(line[again])
        copied[again] = numbered | said.duplicated().to_numpy()
    return copied


def _folded(names: Names) -> Codes:
    """A number for each name, whatever its capitals."""
    whole = "".join(names)
    # Order numbers are mostly letters of one size: told at once, where folding 400,000 takes a tenth of a second.
    if whole.isascii() and whole.upper() == whole:
        return np.arange(len(names))
    codes: Codes = pd.factorize(np.array([one.casefold() for one in names], dtype=object))[0]
    return codes


def _begins(lines: pd.DataFrame, snapshot: Snapshot, today: date) -> tuple[pd.Timestamp, list[Text]]:
    """The first day that is not too early to be true, and what is said of those that are."""
    known = snapshot.schema.sheet("orders").by_name.get("date") if snapshot.schema.has_sheet("orders") else None
    if known is None or known.constraints.minimum is None:
        return lines["day"].min(), []
    limit = date_bound(known.constraints.minimum).on(today)
    early = lines["day"] < pd.Timestamp(limit)
    n, rows = int(early.sum()), counted(int(early.sum()), "order line is", "order lines are")
    note = text(
        f"{n:,} 行交易的日期早于 {limit}，多半写错了：计入成交，但不当作记录的开始。",
        f"{rows} dated before {limit}, most likely by mistake: counted, but not as the beginning of the records.",
    )
    return lines["day"][~early].min(), [note] if n else []


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
