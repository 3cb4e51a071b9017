"""The one door: a snapshot → groups of records that may be one customer."""

from __future__ import annotations

from custsheet.matching.clusters import group
from custsheet.matching.evidence import candidates, records
from custsheet.matching.judging import Link, judge
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.snapshot import Snapshot


def find_groups(snapshot: Snapshot) -> tuple[DuplicateGroup, ...]:
    """Records of the customers' sheet that may be one customer, numbered in the order shown.

    Bands: "same" = surely one; "review" = a person must look; "related" = household or colleagues, never to be
    merged. A record may
    stand in several groups: with its copies, and, as their survivor, beside what is still open. Rows that repeat a
    customer ID are records of their own. The same records give the same groups however the rows are sorted.
    """
    made = records(snapshot)
    links = []
    for a, b in candidates(made):
        judged = judge(made[a], made[b])
        if judged is not None:
            links.append(Link(a, b, *judged))
    return group(made, links)
