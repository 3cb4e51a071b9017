"""Groups that may be merged without asking, where the company has set so: one person's papers, one company's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

from custsheet.mending.verdicts import Approved
from custsheet.model.groupline import Line
from custsheet.model.records import record_ids
from custsheet.model.review import pair
from custsheet.model.snapshot import Snapshot
from custsheet.model.words import DECISION, verdict
from custsheet.values.ids import id_key, normalize_uscc

SHEET = "customers"
_PAPERS: tuple[tuple[str, Callable[[str], str | None]], ...] = (("id_no", id_key), ("uscc", normalize_uscc))


def by_identity(snapshot: Snapshot, groups: Sequence[Sequence[str]]) -> tuple[Approved, ...]:
    """Of these groups (the record to be kept first) those whose records all bear the same valid number.

    Not those that somebody took apart before, put off at any time, or wrote a word about.
    """
    table, review = snapshot.table(SHEET), snapshot.memory.review
    if table is None:
        return ()
    ids = record_ids(snapshot.schema.sheet(SHEET), table)
    times = Counter(ids)
    papers = {
        record: tuple(
            form(text) if text else None for text, form in zip(texts, (each for _, each in _PAPERS), strict=True)
        )
        for record, *texts in zip(ids, *(table.texts(name) for name, _ in _PAPERS), strict=True)
        if record is not None
    }
    # Who was taken out of another has been taken out of what that has been merged into since, too.
    undone = {pair(*map(review.survivor, (one.survivor, one.loser))) for one in review.merges if one.undone}
    words = (Line.read(key) for key, one in review.answers.items() if verdict(one.said.get(DECISION)))
    decided = {line.record for line in words if line is not None}
    found = []
    for records in groups:
        shared = zip(*(papers.get(record, (None,) * len(_PAPERS)) for record in records), strict=True)
        alike = any(None not in values and len(set(values)) == 1 for values in shared)
        twice = len({*records}) < len(records) or any(times[record] > 1 for record in records)
        objected = any(pair(*two) in undone for two in combinations(records, 2))
        asked = review.waiting.among(records) or not decided.isdisjoint(records)
        if alike and not twice and not objected and not asked:
            found.append(Approved(records[0], dict.fromkeys(records[1:], ""), automatic=True))
    return tuple(found)
