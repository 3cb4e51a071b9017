"""What may be merged without asking: never what somebody has said anything about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from custsheet.mending.certain import by_identity
from custsheet.model.decision import Decision
from custsheet.model.groupline import Line, group_name
from custsheet.model.later import Later
from custsheet.model.review import Merge, Review

PAPER = "11010519491231002X"
A, B, C = "KH:001", "KH:002", "KH:003"
LINE = Line(group_name([A, B]), B, star=False).key


@pytest.mark.parametrize(
    ("review", "merged"),
    [
        (Review(), True),
        (Review(answers={LINE: Decision(LINE, "", {"decision": "合并"})}), False),
        (Review(answers={LINE: Decision(LINE, "", {"who": "王芳"})}), True),
        (Review(later=(Later((B,), (A,), "", "2020-01-01"),)), False),
        (Review(merges=(Merge(1, A, B, undone="2026-06-01"),)), False),
        (Review(merges=(Merge(1, C, B, undone="2026-06-01"), Merge(2, A, C))), False),
        (Review(merges=(Merge(1, C, B, undone="2026-06-01"),)), True),
    ],
)
def test_by_identity__nothing_that_somebody_said_a_word_about(make: Any, review: Review, merged: bool) -> None:
    snapshot = make([{"customer_id": record, "name": "李文静", "id_no": PAPER} for record in (A, B)]).snapshot
    read = replace(snapshot, memory=replace(snapshot.memory, review=review))
    assert [(one.survivor, list(one.losers)) for one in by_identity(read, [[A, B]])] == ([(A, [B])] if merged else [])
