"""Records of people's sheets as rows of a detail: what is written, by whom, when, for which customer, and where.

Invariant: every record of a sheet has a row of its own here, known by its Excel row, whatever is blank in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.reports.facts import Facts
from custsheet.model.records import record_ids
from custsheet.model.report import Block, Column, RecordRef, Target
from custsheet.model.snapshot import Table
from custsheet.model.text import Text

COLUMNS = ("record", "sheet", "when", "customer", "tier", "person", "type", "said", "place", "row", "who")


@dataclass(frozen=True, slots=True)
class _Fields:
    """Fields of a sheet: the days that tell when, the first that is filled; who works on it; its type; what it says."""

    days: tuple[str, ...]
    person: str
    type: str
    said: tuple[str, ...]


_SHEETS: Mapping[str, _Fields] = {
    "service": _Fields(("requested_at", "service_date"), "staff", "service_type", ("details", "feedback")),
    "feedback": _Fields(("date",), "handler", "kind", ("content",)),
    "tasks": _Fields(("due",), "owner", "task_type", ("content",)),
    "interactions": _Fields(("next_date", "time"), "owner", "channel", ("next_step", "content")),
    "processes": _Fields(("started_on",), "owner", "template", ("notes",)),
    "customers": _Fields(("entered_on",), "owner", "kind", ()),
}


def dated(facts: Facts, sheet: str) -> pd.Series:
    """When every record of `sheet` was, by Excel row: the day, NaT where nothing tells it."""
    table = found(facts.snapshot, sheet)
    if table is None or sheet not in _SHEETS:
        return pd.Series(dtype="datetime64[s]")
    days = _SHEETS[sheet].days
    when = moments(table, days[0])
    for name in days[1:]:
        when = when.fillna(moments(table, name))
    day = when.to_numpy("datetime64[D]")
    if sheet == "customers":
        ago = _ago(facts, when.index)
        last = np.datetime64(facts.ledger.reference) - np.where(np.isnan(ago), 0, ago).astype("timedelta64[D]")
        day = np.where(np.isnan(ago), day, last)
    return pd.Series(day.astype("datetime64[s]"), index=when.index)


def latest(when: pd.Series, rows: Sequence[int], most: int) -> list[int]:
    """Of these Excel rows at most so many, the latest first; `when`: see `dated`."""
    days = when.to_numpy()[when.index.get_indexer(list(rows))]
    order = np.argsort(np.where(np.isnat(days), np.iinfo("int64").max, -days.astype("int64")), kind="stable")
    return [rows[at] for at in order[:most].tolist()]


def records(facts: Facts, sheet: str, chosen: Sequence[int] | None = None) -> pd.DataFrame:
    """The records of `sheet` in the Excel rows `chosen`, in that order, or every record; by Excel row.

    Columns: record (its identifier, else its row in words) · sheet (title) · when (day) · tier · person ·
    customer (see `Facts.names`) · type (as the list calls it) · said · place (name of the sheet) · row (Excel's) ·
    who (customer ID).
    """
    table = found(facts.snapshot, sheet)
    if table is None or sheet not in _SHEETS:
        return pd.DataFrame(columns=list(COLUMNS))
    fields, when = _SHEETS[sheet], dated(facts, sheet)
    if chosen is not None:
        table = replace(table, typed=table.typed.loc[list(chosen)])
    rows, who = table.typed.index, strings(table, "customer_id")
    ids = record_ids(facts.snapshot.schema.sheet(sheet), table)
    said = pd.Series([None] * len(rows), index=rows, dtype=object)
    for name in fields.said:
        said = said.where(said.notna(), strings(table, name))
    if sheet == "customers":  # the day of their last purchase, else that on which they were entered
        last, never = (
            facts.say("最近一次购买", "the last purchase"),
            facts.say("登记日期，还没买过", "entered; has not bought yet"),
        )
        said = pd.Series(np.where(np.isnan(_ago(facts, rows)), never, last), index=rows, dtype=object)
    known = who.notna().to_numpy()
    names = np.full(len(who), None, dtype=object)
    names[known] = facts.names(pd.Index(who[known], dtype=object))
    return pd.DataFrame(
        {
            "record": [one or facts.say(f"第 {row} 行", f"row {row}") for one, row in zip(ids, rows, strict=True)],
            "sheet": table.title,
            "when": when.loc[rows] if chosen is not None else when,
            "customer": names,
            "tier": facts.customers["tier"].reindex(who).to_numpy(dtype=object),
            "person": strings(table, fields.person),
            "type": _titled(facts, table, fields.type),
            "said": said,
            "place": sheet,
            "row": rows,
            "who": who,
        },
        index=rows,
    )


def _ago(facts: Facts, rows: pd.Index) -> npt.NDArray[np.float64]:
    """How many days ago the customers in these Excel rows bought last, NaN of who never did."""
    table = facts.tiers.table
    ago = np.append(table["recency"].to_numpy("float64"), np.nan)
    found: npt.NDArray[np.float64] = ago[table.index.get_indexer(rows)]
    return found


def titles(facts: Facts, sheet: str, name: str) -> pd.Series:
    """A column of list entries by Excel row, as the list calls them in the workbook's language; None where blank."""
    table = found(facts.snapshot, sheet)
    return pd.Series(dtype=object) if table is None else _titled(facts, table, name)


def _titled(facts: Facts, table: Table, name: str) -> pd.Series:
    told, field = strings(table, name), facts.snapshot.schema.sheet(table.name).by_name.get(name)
    if field is None or not isinstance(field.constraints.enum, str):
        return told
    lists, enum = facts.snapshot.lists, field.constraints.enum
    called = {one: lists.title(enum, one, facts.lang) for one in told.dropna().unique()}
    return told.map(called).astype(object)


def listed(
    facts: Facts,
    name: str,
    title: Text,
    columns: tuple[Column, ...],
    rows: pd.DataFrame,
    note: Text,
    empty: Text,
    *,
    printed: bool = True,
) -> Block:
    """Rows as `records` gives them as a table to filter: each leads to its record, its customer to theirs."""
    return Block(
        name,
        title,
        columns,
        rows.assign(day=days(rows["when"])),
        note=note,
        links=records_linked(facts, rows),
        empty=empty,
        sortable=True,
        printed=printed,
    )


def days(when: pd.Series) -> list[object]:
    """Days of moments as a cell shows them, None where blank."""
    return [None if pd.isna(one) else one.date() for one in when]


def records_linked(facts: Facts, detail: pd.DataFrame) -> dict[tuple[int, str], Target]:
    """Of rows as `records` gives them, in the order of a table: the record leads to itself, its customer to theirs."""
    links: dict[tuple[int, str], Target] = {}
    places: Sequence[RecordRef | None] = facts.customer_rows(pd.Index(detail["who"], dtype=object))
    for at, (sheet, row, place) in enumerate(zip(detail["place"], detail["row"], places, strict=True)):
        if sheet is not None and row == row:
            links[at, "record"] = RecordRef(str(sheet), int(row))
        if place is not None:
            links[at, "customer"] = place
    return links
