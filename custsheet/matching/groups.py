"""The workbook's door: a snapshot → groups of records that may be one customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from custsheet.matching.bands import probability
from custsheet.matching.clusters import Clusters, Link, Record, arrange
from custsheet.matching.column import Coded, Places, coded
from custsheet.matching.duplicates import Matched, matched, same_labels
from custsheet.matching.explain import Explainer
from custsheet.matching.kinds import Kind
from custsheet.matching.normalise import forms, row_contents
from custsheet.matching.on_duckdb import run
from custsheet.matching.remembered import Cells, Remembered
from custsheet.matching.standing import standings
from custsheet.model.outcome import Band, DuplicateGroup
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.stopwatch import part

KINDS: Final[dict[str, Kind]] = {
    "name": "person_name",
    "company": "company",
    "mobile": "mobile",
    "phone": "phone",
    "email": "email",
    "id_no": "id_number",
    "uscc": "org_id",
    "address": "address",
    "gender": "gender",
    "birth_date": "date",
}


_LAST = Remembered()
"""The workbook that was looked at last."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found.

    Attributes:
        groups: the groups.
        shared: fields of one kind → how many records share a value of theirs with so many others that they were
            compared by their other fields only.
    """

    groups: tuple[DuplicateGroup, ...] = ()
    shared: Mapping[tuple[str, ...], int] = field(default_factory=dict)


def find_groups(snapshot: Snapshot, apart: Collection[tuple[str, str]] = ()) -> tuple[DuplicateGroup, ...]:
    """The groups that `look` finds."""
    return look(snapshot, apart).groups


def look(snapshot: Snapshot, apart: Collection[tuple[str, str]] = ()) -> Looked:
    """Records of the customers' sheet that may be one customer, numbered in the order shown.

    Bands: "same" = surely one; "review" = a person must look; "related" = household or colleagues, never to be
    merged. A record may stand in several groups: with its copies, and, as their survivor, beside what is still open.
    Rows that repeat a customer ID are records of their own. The same records give the same groups however the rows are
    sorted.

    Args:
        snapshot: the workbook as read.
        apart: identifiers of two records that are known to be two customers; no group ever holds both.

    What a row says is found out anew only where it has changed since the last call, and a pair compared anew only where
    one of its records has; the groups are those that one finds who never looked before (`remembered`).
    """
    table = snapshot.table("customers")
    names = [name for name in KINDS if table is not None and name in table.typed]
    if table is None or len(table.typed) < 2 or not names:
        return Looked()
    cells = {name: _cells(table, name) for name in names}
    kinds = {name: KINDS[name] for name in names}
    with part("normalise"):
        rows, called = _LAST.rows(
            cells,
            lambda at: row_contents(len(at), _texts(cells, at), kinds),
            lambda at: forms(len(at), _texts(cells, at), kinds, growing=True),
        )
    found = matched(rows, run, (called, _LAST.store))
    identifiers = table.texts("customer_id")
    in_order = _in_order(identifiers, cells)
    # Where each position of the pairs stands among the records.
    rank = np.empty(len(in_order), dtype=np.int64)
    rank[in_order] = np.arange(len(in_order))
    rank = rank[found.order]
    barred = _barred([identifiers[at] for at in in_order], apart)
    same = Clusters()
    position = np.argsort(rank)
    label = same_labels(found, {(int(position[a]), int(position[b])) for a, b in barred})
    for place in np.flatnonzero(label >= 0).tolist():
        same.join(int(rank[label[place]]), int(rank[place]), lambda *_: True)
    pairs = found.pairs
    kept = set(zip(*_ranks(found, rank, pairs.apart), strict=True))
    links = list(_links(found, rank))
    made = _records(snapshot, table, identifiers, in_order, {one for link in links for one in (link.a, link.b)})
    links = [link for link in links if (link.a, link.b) not in barred]
    nowhere = np.full(len(in_order), None, dtype=object)
    people, companies = (cells.get(name, nowhere)[found.order] for name in ("name", "company"))
    people, companies = np.where(found.swapped, companies, people), np.where(found.swapped, people, companies)
    groups = arrange(made, same, links, kept, barred, Explainer(found, rank, people, companies).reasons)
    return Looked(groups, _shared(found, names))


def _shared(found: Matched, names: list[str]) -> dict[tuple[str, ...], int]:
    """Of keys that are the whole of a value; others only help where values differ."""
    fields: dict[str, list[str]] = {}
    for name in names:
        fields.setdefault("phone" if KINDS[name] == "mobile" else KINDS[name], []).append(name)
    oversized = found.keys.oversized
    return {tuple(names): oversized[f"{kind}0"] for kind, names in fields.items() if f"{kind}0" in oversized}


def _ranks(found: Matched, rank: Places, chosen: Any) -> tuple[list[int], list[int]]:
    """Of the chosen pairs, the smaller and the larger of the two places among the records."""
    a, b = rank[found.pairs.left[chosen]], rank[found.pairs.right[chosen]]
    return np.minimum(a, b).tolist(), np.maximum(a, b).tolist()


def _cells(table: Table, name: str) -> np.ndarray[Any, Any]:
    """A column of cells that are compared: texts, None for blanks, or days; a copy, lest all columns be remembered."""
    column = table.typed[name]
    cells: np.ndarray[Any, Any] = (
        column.to_numpy("datetime64[us]", copy=True)
        if name == "birth_date"
        else column.to_numpy(object, na_value=None, copy=True)
    )
    return cells


def _texts(cells: Cells, at: Places) -> dict[str, Coded]:
    """The cells of some rows, as text without outer spaces."""
    told: dict[str, Coded] = {}
    for name, column in cells.items():
        if column.dtype == object:
            texts = [cell.strip() or None if isinstance(cell, str) else None for cell in column[at].tolist()]
        else:
            days = column[at]
            told_of = zip(np.datetime_as_string(days, unit="D").tolist(), np.isnat(days).tolist(), strict=True)
            texts = [None if blank else day for day, blank in told_of]
        told[name] = coded(np.array([*texts, None], dtype=object)[:-1])
    return told


def _in_order(identifiers: list[str | None], cells: Cells) -> list[int]:
    """Every row, in an order that does not depend on where the rows stand: those without identifier come last."""
    often = Counter(identifiers)
    # What a record says decides between those that share an identifier or have none.
    alike = [at for at, one in enumerate(identifiers) if often[one] > 1]
    told = [column.texts()[:] for column in _texts(cells, np.array(alike, dtype=np.int64)).values()]
    content = ["|".join("" if one is None else str(one) for one in row) for row in zip(*told, strict=True)]
    ties = {at: place for place, (_, at) in enumerate(sorted(zip(content, alike, strict=True)))}
    order = sorted(range(len(identifiers)), key=lambda at: ties.get(at, -1)) if ties else range(len(identifiers))
    return sorted(order, key=lambda at: (identifiers[at] is None, identifiers[at] or ""))


def _records(
    snapshot: Snapshot, table: Table, identifiers: list[str | None], in_order: list[int], wanted: Collection[int]
) -> dict[int, Record]:
    """The records of which there are pairs, by their place in the order."""
    places = sorted(wanted)
    at = [in_order[place] for place in places]
    rows = table.typed.index.to_numpy()[at].tolist()
    records = [identifiers[one] for one in at]
    told = zip(places, at, rows, records, standings(snapshot, table, at, records), strict=True)
    return {place: Record(one, row, record or "", standing) for place, one, row, record, standing in told}


def _links(found: Matched, rank: Places) -> Iterator[Link]:
    """Every pair of any band."""
    pairs = found.pairs
    bands: tuple[tuple[Band, Any], ...] = (("same", pairs.joins), ("review", pairs.review), ("related", pairs.related))
    for band, chosen in bands:
        places = np.flatnonzero(chosen)
        score = probability(pairs.weight[places], np.full(len(places), band, dtype=object))
        a, b = _ranks(found, rank, places)
        for smaller, larger, one, place in zip(a, b, score.tolist(), places.tolist(), strict=True):
            yield Link(smaller, larger, band, one, place)


def _barred(records: list[str | None], apart: Collection[tuple[str, str]]) -> set[tuple[int, int]]:
    """Positions among the records, of these identifiers, of the pairs that stay apart."""
    named = {one for pair in apart for one in pair}
    at: dict[str | None, list[int]] = {}
    for place in [place for place, one in enumerate(records) if one in named] if named else ():
        at.setdefault(records[place], []).append(place)
    return {
        (min(a, b), max(a, b))
        for one, other in apart
        if one and other and one != other
        for a in at.get(one, ())
        for b in at.get(other, ())
    }
