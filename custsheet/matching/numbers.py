"""The number of a group stays its own for as long as the group exists, however many come and go around it.

People speak of groups by their numbers, and note them. A group is the same as long as two of its records are together,
wherever they were merged into; of several that go on with records of one, it is the one with most of them. Only groups
of the last pass are remembered, so that it stays as small as what is listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from custsheet.model.outcome import DuplicateGroup
from custsheet.model.review import Review


def numbered(groups: Sequence[DuplicateGroup], review: Review) -> tuple[DuplicateGroup, ...]:
    """The groups, in the order given, with the numbers they had; new ones get numbers that none of these had."""
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for *_, at, number in sorted(_likely(groups, review)):
        if at not in numbers and number not in taken:
            numbers[at] = number
            taken.add(number)
    free = count(max(review.numbers, default=0) + 1)
    return tuple(replace(one, number=numbers.get(at) or next(free)) for at, one in enumerate(groups))


def _likely(groups: Sequence[DuplicateGroup], review: Review) -> Iterator[tuple[int, int, int, int]]:
    """How unlike, how few in common, which of the groups, which number it may have had."""
    whole: dict[tuple[str, ...], list[int]] = defaultdict(list)
    had: dict[str, list[int]] = defaultdict(list)
    for number, records in sorted(review.numbers.items()):
        now = tuple(sorted(map(review.survivor, records)))
        whole[now].append(number)
        for record in set(now):
            had[record].append(number)
    for at, one in enumerate(groups):
        yield from ((0, 0, at, number) for number in whole.get(tuple(sorted(one.records)), ()))
        common = Counter(number for record in set(one.records) for number in had.get(record, ()))
        yield from ((1, -many, at, number) for number, many in common.items() if many > 1)
