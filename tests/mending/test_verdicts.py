"""What words on 疑似重复 come to: a word counts for its line or for the group, and contradictions merge nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from custsheet.analysis.survival import Survival, in_order
from custsheet.mending.verdicts import Verdicts, weigh_groups
from custsheet.model.decision import Decision
from custsheet.model.groupline import Line, group_name
from custsheet.model.merge import Merge
from custsheet.model.review import Apart, Review
from custsheet.model.snapshot import Snapshot

TODAY = date(2026, 6, 17)
A, B, C, D = (f"C{number:06}" for number in range(1, 5))


@pytest.fixture(scope="module")
def snapshot(make: Any) -> Snapshot:
    return make([{"name": "李文静", "mobile": f"1391234567{at}"} for at in range(4)]).snapshot


def lines(snapshot: Snapshot, *records: str, **said: str) -> list[Decision]:
    """The lines of a group as they are drawn, the first record proposed to be kept; words by the record's letter."""
    survival = Survival(snapshot, ())
    rows = [survival.rows[record] for record in in_order(records[0], records)]
    found = []
    for at, record in enumerate(records):
        line = Line(group_name(records), record, star=at == 0)
        words = said.get("ABCD"[int(record[-1]) - 1], "")
        parts = dict(zip(("decision", "who", "keep"), words.split("/"), strict=False)) if words else {}
        seal = survival.seal(survival.rows[record], rows)
        found.append(Decision(line.written, seal, {name: word for name, word in parts.items() if word}))
    return found


def weigh(snapshot: Snapshot, *groups: list[Decision], review: Review | None = None, writing: bool = True) -> Verdicts:
    given = tuple(line for group in groups for line in group)
    memory = replace(snapshot.memory, review=review or Review())
    read = replace(snapshot, decisions={"duplicates": given}, memory=memory)
    return weigh_groups(read, (), TODAY, writing=writing)


def merges(verdicts: Verdicts) -> list[tuple[str, list[str]]]:
    return [(one.survivor, sorted(one.losers)) for one in verdicts.approved]


def pairs(verdicts: Verdicts) -> set[tuple[str, str]]:
    return {one.pair for one in verdicts.apart}


@pytest.mark.parametrize(
    ("said", "merged", "apart"),
    [
        ({"A": "合并/王芳"}, [(A, [B, C])], set()),  # the first line counts for all
        ({"A": "Merge"}, [(A, [B, C])], set()),
        ({"B": "合并"}, [(A, [B])], set()),  # another one for itself alone
        ({"A": "合并", "C": "不是同一客户"}, [(A, [B])], {(A, C), (B, C)}),
        ({"A": "合并", "C": "待定"}, [(A, [B])], set()),
        ({"A": "不是同一客户"}, [], {(A, B), (A, C), (B, C)}),
        ({"C": "不是同一客户"}, [], {(A, C), (B, C)}),
        ({"B": "不是同一客户", "C": "不是同一客户"}, [], {(A, B), (A, C)}),  # of B and C nobody said anything
        ({"A": "合并", "B": "//√"}, [(B, [A, C])], set()),  # another one is kept
        ({"A": "不是同一客户", "B": "合并//√", "C": "合并"}, [(B, [C])], {(A, B), (A, C)}),
        ({"A": "待定"}, [], set()),
        ({"A": "/王芳"}, [], set()),
    ],
)
def test_weigh_groups__a_group_of_three(snapshot: Snapshot, said: Any, merged: Any, apart: Any) -> None:
    verdicts = weigh(snapshot, lines(snapshot, A, B, C, **said))
    assert (merges(verdicts), pairs(verdicts), verdicts.notes) == (merged, apart, ())


def test_weigh_groups__who_is_the_name_on_the_line_or_on_the_first(snapshot: Snapshot) -> None:
    verdicts = weigh(snapshot, lines(snapshot, A, B, C, A="合并/王芳", C="合并/李伟"))
    assert verdicts.approved[0].losers == {B: "王芳", C: "李伟"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"A": "合病"}, "看不懂"),
        ({"A": "合并//√", "B": "//√"}, "几个 √"),
        ({"A": "合并", "B": "不是同一客户", "C": "不是同一客户"}, "其余各行都不合并"),
        ({"A": "不是同一客户", "B": "合并"}, "没有可以并入的记录"),
        ({"A": "不是同一客户", "B": "合并", "C": "合并"}, "看不出保留哪一条"),
    ],
)
def test_weigh_groups__what_is_not_clear_is_told_and_stays(snapshot: Snapshot, said: Any, told: str) -> None:
    group = lines(snapshot, A, B, C, **said)
    verdicts = weigh(snapshot, group)
    assert (merges(verdicts), pairs(verdicts)) == ([], set())
    assert [told in note.zh for note in verdicts.notes] == [True]
    assert {key: one.said for key, one in verdicts.answers.items()} == {
        Line.read(one.key).key: one.said for one in group if one.said
    }


def test_weigh_groups__a_record_that_changed_since_is_not_merged(snapshot: Snapshot) -> None:
    group = lines(snapshot, A, B, B="合并")
    other = snapshot.tables["customers"].raw.copy()
    other.loc[6, "notes"] = "改过"
    tables = {"customers": replace(snapshot.tables["customers"], raw=other)}
    changed = replace(snapshot, tables={**snapshot.tables, **tables})
    verdicts = weigh(changed, group)
    assert (merges(verdicts), dict(verdicts.answers)) == ([], {})
    assert "改过" in verdicts.notes[0].zh
    # That two are not the same does not depend on what stands in their cells.
    assert pairs(weigh(changed, lines(snapshot, A, B, B="不是同一客户"))) == {(A, B)}


def test_weigh_groups__values_changed_by_hand_are_not_taken(snapshot: Snapshot) -> None:
    group = [replace(one, typed="手机 1") if at == 0 else one for at, one in enumerate(lines(snapshot, A, B, A="合并"))]
    verdicts = weigh(snapshot, group)
    assert merges(verdicts) == []
    assert "被改过" in verdicts.notes[0].zh


def test_weigh_groups__a_group_of_which_a_line_is_missing_is_not_decided(snapshot: Snapshot) -> None:
    verdicts = weigh(snapshot, lines(snapshot, A, B, C, A="合并")[:2])
    assert merges(verdicts) == []
    assert "缺了行" in verdicts.notes[0].zh
    assert verdicts.notes[0].en.endswith(f": {A}, {B}.")


def test_weigh_groups__groups_that_share_a_record_become_one(snapshot: Snapshot) -> None:
    verdicts = weigh(snapshot, lines(snapshot, A, B, A="合并"), lines(snapshot, C, D, A, A="合并", D="合并"))
    assert merges(verdicts) == [(C, [A, B, D])]
    # Two that were proposed to be kept are both but proposals; two that were ticked are not.
    proposed = weigh(snapshot, lines(snapshot, A, B, A="合并"), lines(snapshot, C, B, C="合并"))
    assert (merges(proposed), proposed.notes) == ([(A, [B, C])], ())
    torn = weigh(snapshot, lines(snapshot, A, B, A="合并//√"), lines(snapshot, C, B, C="合并//√"))
    assert merges(torn) == []
    assert "几条都打了「保留」" in torn.notes[0].zh
    ticked = weigh(snapshot, lines(snapshot, A, B, A="合并"), lines(snapshot, C, B, C="合并//√"))
    assert merges(ticked) == [(C, [A, B])]


def test_weigh_groups__a_contradiction_merges_nothing_of_it(snapshot: Snapshot) -> None:
    torn = (
        lines(snapshot, A, B, A="合并"),
        lines(snapshot, B, C, B="合并"),
        lines(snapshot, A, C, A="不是同一客户/王芳"),
    )
    verdicts = weigh(snapshot, *torn)
    assert (merges(verdicts), pairs(verdicts)) == ([], set())
    (note,) = verdicts.notes
    assert all(word in note.zh for word in ("互相矛盾", A, C, "王芳"))
    assert f"{A}, {B}, {C} are to be merged" in note.en
    assert "、" not in note.en
    assert len(verdicts.answers) == 3  # all of it stays on the sheet until somebody resolves it


def test_weigh_groups__what_is_remembered_contradicts_too(snapshot: Snapshot) -> None:
    review = Review(apart=(Apart(A, C, "李伟", "2026-05-01"),))
    verdicts = weigh(snapshot, lines(snapshot, A, B, C, A="合并"), review=review)
    assert merges(verdicts) == []
    assert "2026-05-01" in verdicts.notes[0].zh
    # Of a record that has been merged since, it counts for the one that holds it now.
    moved = Review(apart=(Apart(C, D, "李伟", "2026-05-01"),), merges=(Merge(1, A, D),))
    assert merges(weigh(snapshot, lines(snapshot, A, C, A="合并"), review=moved)) == []
    assert merges(weigh(snapshot, lines(snapshot, A, B, A="合并"), review=moved)) == [(A, [B])]


def test_weigh_groups__later_is_kept_for_thirty_days(snapshot: Snapshot) -> None:
    group = lines(snapshot, A, B, A="待定/王芳")
    first = weigh(snapshot, group)
    (key,) = first.answers
    assert first.days == {key: "2026-06-17"}
    for days, kept in ((29, True), (30, False)):
        since = (TODAY - timedelta(days)).isoformat()
        before = Review(answers=first.answers, days={key: since})
        assert (key in weigh(snapshot, group, review=before).answers) is kept
        if kept:
            assert weigh(snapshot, group, review=before).days == {key: since}


def test_weigh_groups__without_writing_every_word_stays(snapshot: Snapshot) -> None:
    verdicts = weigh(snapshot, lines(snapshot, A, B, A="合并", B="不是同一客户"), writing=False)
    assert (merges(verdicts), pairs(verdicts), len(verdicts.answers)) == ([], set(), 2)


@pytest.mark.parametrize("word", ["不是同一客户", "待定"])
def test_weigh_groups__nothing_to_merge_into_is_told_with_what_helps(snapshot: Snapshot, word: str) -> None:
    for tick in ("", "//√"):  # ticking Keep is no way out
        said = weigh(snapshot, lines(snapshot, A, B, A=word, B=f"合并{tick}"))
        assert merges(said) == []
        (note,) = said.notes
        assert note.zh.startswith(
            f"「疑似重复」里 ★ 那条写了“{word}”，没有可以并入的记录；请在 ★ 那条也写“合并”，或清空它"
        )
        assert list(said.refused) == [group_name((A, B))]
