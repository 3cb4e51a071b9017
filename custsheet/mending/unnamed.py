"""Words on lines whose records no identifier names yet: they wait, by row, and go to the identifiers once given.

Without an identifier nothing can be remembered of a record, so that no decision about it is carried out. The words
stay on the sheet, and people are told what is lacking; once the records have identifiers the words stand on their
lines as if typed there.
"""

from __future__ import annotations

from collections.abc import Iterable

from custsheet.analysis.survival import Survival
from custsheet.mending.decided import Group
from custsheet.model.decision import Decision, same_value
from custsheet.model.groupline import Line, group_name, row_names, row_of
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.review import Review
from custsheet.model.snapshot import Snapshot


def lacking(snapshot: Snapshot, survival: Survival, group: Group) -> str | None:
    """Why words about records that were known by their rows wait or are gone; None where identifiers name them."""
    rows = {record: row_of(record) for record in group.members if record not in survival.rows}
    if survival.table is None or len(rows) < len(group.members) or None in rows.values():
        return None
    there, named = set(survival.table.raw.index), set(survival.rows.values())
    for record, row in rows.items():
        # Only the record's own half of the seal: the other one changes with its identifier.
        if row is None or row not in there or not same_value(survival.seal(row, [row]), group.lines[record].seal):
            return "stale"
    if survival.key not in survival.table.columns:
        return "no_column"
    given = named.issuperset(rows.values()) or snapshot.native or snapshot.memory.adopted
    return "numbered" if given else "unnumbered"


def under_identifiers(review: Review, groups: Iterable[DuplicateGroup]) -> Review:
    """The words on lines known by row, on the lines of the identifiers that these records have got since."""
    answers, days = dict(review.answers), dict(review.days)
    for group in groups if answers else ():
        rows, records = row_names(group.rows), group.records
        # Another record may come first now, whose word counts for the whole group: of two that is the same.
        if len(records) != 2 or any(row_of(one) is not None for one in records) or len(set(records)) < len(records):
            continue
        before, after = group_name(rows), group_name(records)
        for row, record in zip(rows, records, strict=True):
            old, new = (Line(*line, star=False).key for line in ((before, row), (after, record)))
            if old in answers:
                answers[new] = Decision(new, "", answers.pop(old).said)
                days[new] = days.pop(old, "")
    return review.but(answers=answers, days=days)
