"""Pairs → groups that hold together: two groups join only if what is known between them speaks for it on the whole.

Invariants: no two records that must stay apart are ever in one group, and a chain of strong pairs does not join what
disagrees elsewhere. Pairs are taken by weight, then by their records; so the same pairs give the same groups.
"""

from __future__ import annotations

import numpy as np

from custsheet.matching.column import Flags, Numbers, Places

_MOST = 12.0
"""Numbers that one pair counts for or against joining two groups."""


def group(rows: int, left: Places, right: Places, weight: Numbers, joins: Flags, apart: Flags) -> Places:
    """A label for each of `rows` records, the smallest record of its group; -1 for one that is alone.

    Args:
        rows: how many records there are.
        left: the one record of each pair that was compared.
        right: the other.
        weight: how much speaks for one customer, in bits; 0 is even.
        joins: pairs strong enough to join two groups.
        apart: pairs that never stand in one group.
    """
    joins = joins & ~apart
    root = components(rows, left[joins], right[joins])
    size = np.bincount(root, minlength=rows)
    label = np.where(size[root] > 1, root, -1)
    # In a group of two there is nothing to guard.
    inside = (root[left] == root[right]) & (size[root[left]] > 2)
    if inside.any():
        places = np.flatnonzero(inside)
        for record, name in _guarded(left[places], right[places], weight[places], joins[places], apart[places]):
            label[record] = name
    return label


def components(rows: int, left: Places, right: Places) -> Places:
    """For each record the smallest one that a chain of pairs leads to."""
    root = np.arange(rows)
    while True:
        a, b = root[left], root[right]
        low, high = np.minimum(a, b), np.maximum(a, b)
        if (low == high).all():
            return root
        np.minimum.at(root, high, low)
        while not (root[root] == root).all():
            root = root[root]


class _Guarded:
    """Groups that grow, and what is known between them: the sum of the weights and how many pairs they are of."""

    def __init__(self) -> None:
        self.head: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.between: dict[int, dict[int, tuple[float, int]]] = {}

    def find(self, one: int) -> int:
        return self.head.get(one, one)

    def join(self, a: int, b: int) -> None:
        """Puts the groups `a` and `b` together."""
        if len(self.between[a]) < len(self.between[b]):
            a, b = b, a
        ours, theirs = self.between[a], self.between.pop(b)
        ours.pop(b, None)
        theirs.pop(a, None)
        for other, (bits, pairs) in theirs.items():
            known = ours.get(other, (0.0, 0))
            ours[other] = both = known[0] + bits, known[1] + pairs
            self.between[other].pop(b, None)
            self.between[other][a] = both
        members = self.members.setdefault(a, [a])
        for one in self.members.pop(b, [b]):
            self.head[one] = a
            members.append(one)


def _guarded(left: Places, right: Places, weight: Numbers, joins: Flags, apart: Flags) -> list[tuple[int, int]]:
    """Record and label of every record in these pairs."""
    groups = _Guarded()
    counted = np.where(apart, -np.inf, np.clip(weight, -_MOST, _MOST))
    for a, b, bits in zip(left.tolist(), right.tolist(), counted.tolist(), strict=True):
        groups.between.setdefault(a, {})[b] = groups.between.setdefault(b, {})[a] = bits, 1
    places = np.flatnonzero(joins)
    order = places[np.lexsort((right[places], left[places], -weight[places]))]
    for a, b in zip(left[order].tolist(), right[order].tolist(), strict=True):
        one, other = groups.find(a), groups.find(b)
        if one != other and groups.between[one][other][0] >= 0:
            groups.join(one, other)
    found = []
    for record in groups.head.keys() | groups.between.keys():
        members = groups.members.get(groups.find(record))
        found.append((record, min(members) if members else -1))
    return found
