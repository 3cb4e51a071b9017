"""Records of people's sheets as rows of a detail: what is written, by whom, when, for which customer, and where.

Invariant: every record of a sheet has a row of its own here, known by its Excel row, whatever is blank in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.reports.facts import Facts
from custsheet.model.records import record_ids
from custsheet.model.report import Block, Column, RecordRef, Target
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


def records(facts: Facts, sheet: str) -> pd.DataFrame:
    """Every record of `sheet`, by Excel row.

    Columns: record (its identifier, else its row in words) · sheet (title) · when (day) · tier · person ·
    customer (see `Facts.names`) · type (as the list calls it) · said · place (name of the sheet) · row (Excel's) ·
    who (customer ID).
    """
    table = found(facts.snapshot, sheet)
    if table is None or sheet not in _SHEETS:
        return pd.DataFrame(columns=list(COLUMNS))
    fields, rows = _SHEETS[sheet], table.typed.index
    ids = record_ids(facts.snapshot.schema.sheet(sheet), table)
    when, who = moments(table, fields.days[0]), strings(table, "customer_id")
    for name in fields.days[1:]:
        when = when.fillna(moments(table, name))
    said = pd.Series([None] * len(rows), index=rows, dtype=object)
    for name in fields.said:
        said = said.where(said.notna(), strings(table, name))
    if sheet == "customers":
        when, said = _bought(facts, who, when)
    known = who.notna().to_numpy()
    names = np.full(len(who), None, dtype=object)
    names[known] = facts.names(pd.Index(who[known], dtype=object))
    return pd.DataFrame(
        {
            "record": [one or facts.say(f"第 {row} 行", f"row {row}") for one, row in zip(ids, rows, strict=True)],
            "sheet": table.title,
            "when": when.dt.normalize().astype("datetime64[s]"),
            "customer": names,
            "tier": facts.customers["tier"].reindex(who).to_numpy(dtype=object),
            "person": strings(table, fields.person),
            "type": titles(facts, sheet, fields.type),
            "said": said,
            "place": sheet,
            "row": rows,
            "who": who,
        },
        index=rows,
    )


def _bought(facts: Facts, who: pd.Series, entered: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Of customers the day of their last purchase, else that on which they were entered, and which of the two it is."""
    ago = facts.customers["recency"].reindex(who).to_numpy("float64")
    last = pd.Timestamp(facts.ledger.reference) - pd.to_timedelta(pd.Series(ago, index=who.index), unit="D")
    said = np.where(np.isnan(ago), facts.say("登记日期，还没买过", "entered; has not bought yet"), "")
    told = np.where(np.isnan(ago), said, facts.say("最近一次购买", "the last purchase"))
    return last.astype("datetime64[us]").fillna(entered), pd.Series(told, index=who.index, dtype=object)


def titles(facts: Facts, sheet: str, name: str) -> pd.Series:
    """A column of list entries by Excel row, as the list calls them in the workbook's language; None where blank."""
    table = found(facts.snapshot, sheet)
    if table is None:
        return pd.Series(dtype=object)
    told, field = strings(table, name), facts.snapshot.schema.sheet(sheet).by_name.get(name)
    if field is None or not isinstance(field.constraints.enum, str):
        return told
    lists, enum = facts.snapshot.lists, field.constraints.enum
    called = {one: lists.title(enum, one, facts.lang) for one in told.dropna().unique()}
    return told.map(called).astype(object)


def listed(
    facts: Facts, name: str, title: Text, columns: tuple[Column, ...], rows: pd.DataFrame, note: Text, empty: Text
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
