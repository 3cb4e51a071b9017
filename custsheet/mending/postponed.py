"""待定 goes with its records: where a group has come to be another one, its lines say again what was put off.

A group is known by who is in it (`custsheet.model.groupline`), so that a merge of some of its records, or a new copy,
makes another group of it, on whose lines nobody has written yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from custsheet.model.decision import Decision
from custsheet.model.groupline import Line, group_name, row_names
from custsheet.model.later import Later
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.review import Review, pair
from custsheet.model.snapshot import Snapshot
from custsheet.model.words import DECISION, VERDICTS, WHO


def on_lines(snapshot: Snapshot, groups: Iterable[DuplicateGroup], today: date) -> Review:
    """What is decided, with the words as they stand on the lines of these groups; words on other groups are gone."""
    review = snapshot.memory.review
    answers: dict[str, Decision] = {}
    days: dict[str, str] = {}
    for group in groups if review.answers or review.later else ():
        name = group_name(group.records)
        keys = {record: Line(name, record, star=False).key for record in group.records}
        rows = row_names(group.rows)  # of records without identifier the words wait by row
        waiting = [Line(group_name(rows), row, star=False).key for row in rows]
        there = {key: review.answers[key] for key in (*keys.values(), *waiting) if key in review.answers}
        if there:
            answers |= there
            days |= {key: review.days.get(key, "") for key in there}
            continue
        for record, one in review.waiting.lines(group.records, today).items():
            said = {DECISION: VERDICTS["later"](snapshot.lang)} | ({WHO: one.who} if one.who else {})
            answers[keys[record]] = Decision(keys[record], "", said)
            days[keys[record]] = one.day
    return review.but(answers=answers, days=days, later=tuple(_open(review)))


def _open(review: Review) -> Iterator[Later]:
    """Without what was settled since: all its records are one by now, or known to be none of each other."""
    for one in review.later:
        ends = (pair(review.survivor(a), review.survivor(b)) for a, b in one.pairs)
        if any(a != b and (a, b) not in review.pairs for a, b in ends):
            yield one
