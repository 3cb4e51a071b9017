"""The workbook's door: a snapshot → groups of records that may be one customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from custsheet.matching.bands import probability
from custsheet.matching.clusters import Clusters, Link, Record, arrange
from custsheet.matching.column import Column, Places
from custsheet.matching.duplicates import Matched, match, same_labels
from custsheet.matching.explain import Explainer
from custsheet.matching.kinds import Kind
from custsheet.matching.standing import standings
from custsheet.model.outcome import Band, DuplicateGroup
from custsheet.model.snapshot import Snapshot, Table

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
    """
    table = snapshot.table("customers")
    if table is None or len(table.typed) < 2:
        return Looked()
    frame = _frame(table)
    made = _records(snapshot, table, frame)
    found = match(frame, {name: KINDS[name] for name in frame})
    # Where each position of the pairs stands among the records.
    rank = np.empty(len(made), dtype=np.int64)
    rank[[one.at for one in made]] = np.arange(len(made))
    rank = rank[found.order]
    barred = _barred(made, apart)
    same = Clusters()
    position = np.argsort(rank)
    label = same_labels(found, {(int(position[a]), int(position[b])) for a, b in barred})
    for place in np.flatnonzero(label >= 0).tolist():
        same.join(int(rank[label[place]]), int(rank[place]), lambda *_: True)
    pairs = found.pairs
    kept = set(zip(*_ranks(found, rank, pairs.apart), strict=True))
    links = [link for link in _links(found, rank) if (link.a, link.b) not in barred]
    names, companies = (_cells(frame, name) for name in ("name", "company"))
    swapped = np.empty(len(frame), dtype=np.bool_)
    swapped[found.order] = found.swapped
    names, companies = np.where(swapped, companies, names), np.where(swapped, names, companies)
    groups = arrange(made, same, links, kept, barred, Explainer(found, rank, names, companies).reasons)
    return Looked(groups, _shared(found, frame))


def _shared(found: Matched, frame: pd.DataFrame) -> dict[tuple[str, ...], int]:
    """Of keys that are the whole of a value; others only help where values differ."""
    fields: dict[str, list[str]] = {}
    for name in map(str, frame):
        fields.setdefault("phone" if KINDS[name] == "mobile" else KINDS[name], []).append(name)
    oversized = found.keys.oversized
    return {tuple(names): oversized[f"{kind}0"] for kind, names in fields.items() if f"{kind}0" in oversized}


def _cells(frame: pd.DataFrame, name: str) -> Column:
    return frame[name].to_numpy(dtype=object) if name in frame else np.full(len(frame), None, dtype=object)


def _ranks(found: Matched, rank: Places, chosen: Any) -> tuple[list[int], list[int]]:
    """Of the chosen pairs, the smaller and the larger of the two places among the records."""
    a, b = rank[found.pairs.left[chosen]], rank[found.pairs.right[chosen]]
    return np.minimum(a, b).tolist(), np.maximum(a, b).tolist()


def _frame(table: Table) -> pd.DataFrame:
    """The cells that are compared, as text."""
    columns = {}
    for name in KINDS:
        if name in table.typed:
            if name == "birth_date":
                columns[name] = [None if pd.isna(one) else f"{one:%Y-%m-%d}" for one in table.typed[name]]
            else:
                columns[name] = table.texts(name)
    return pd.DataFrame(columns, index=table.typed.index, dtype=object)


def _records(snapshot: Snapshot, table: Table, frame: pd.DataFrame) -> list[Record]:
    """Every row, in an order that does not depend on where the rows stand: those without identifier come last."""
    identifiers = table.texts("customer_id")
    standing = standings(snapshot, table)
    often = Counter(identifiers)
    # What a record says decides between those that share an identifier or have none.
    alike = [at for at, one in enumerate(identifiers) if often[one] > 1]
    rows = frame.iloc[alike].to_numpy(dtype=object)
    content = {
        at: "|".join("" if one is None else str(one) for one in row) for at, row in zip(alike, rows, strict=True)
    }
    made = [Record(at, int(row), identifiers[at] or "", standing[at]) for at, row in enumerate(table.typed.index)]
    return sorted(made, key=lambda one: (not one.record, one.record, content.get(one.at, ""), one.row))


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


def _barred(made: list[Record], apart: Collection[tuple[str, str]]) -> set[tuple[int, int]]:
    """Positions among the records of the pairs that stay apart."""
    at: dict[str, list[int]] = {}
    for place, one in enumerate(made):
        at.setdefault(one.record, []).append(place)
    return {
        (min(a, b), max(a, b))
        for one, other in apart
        if one and other and one != other
        for a in at.get(one, ())
        for b in at.get(other, ())
    }
