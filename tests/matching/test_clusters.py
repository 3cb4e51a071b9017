"""Clusters hold what was joined, and nothing else."""

from __future__ import annotations

from custsheet.matching.clusters import Clusters


def test_join__keeps_one_list_of_members_a_cluster() -> None:
    clusters = Clusters()
    for a, b in ((1, 2), (3, 4), (4, 1)):
        assert clusters.join(a, b, lambda left, right: True)
    assert [sorted(clusters.members(one)) for one in (1, 2, 3, 4, 5)] == [[1, 2, 3, 4]] * 4 + [[5]]
    assert len(clusters._members) == 1  # what was merged is not kept a second time
