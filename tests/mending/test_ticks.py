"""A tick is carried out once, on what the person saw; everything else is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from custsheet.mending.ticks import weigh
from custsheet.model.decision import Decision
from custsheet.model.outcome import finding_keys
from custsheet.model.seals import Seals
from custsheet.model.snapshot import Memory

WRONG = {"mobile": "+86 139-1234-5678"}


def decided(book: Any, said: dict[str, str], *, pick: str = "E111", seal: str | None = None) -> Any:
    """The snapshot after somebody wrote `said` beside the first finding of `pick`."""
    snapshot, findings = book.snapshot, book.findings
    at = next(at for at, one in enumerate(findings) if one.code == pick)
    key = finding_keys(findings)[at]
    one = Decision(key, seal or Seals(snapshot)(findings[at]), said)
    return replace(snapshot, decisions={"findings": (one,)}), findings


def test_weigh__nothing_decided_is_nothing(make: Any) -> None:
    book = make([WRONG])
    found = weigh(book.snapshot, book.findings, writing=True)
    assert (found.accepted, found.ignored, found.kept, found.notes) == ({}, (), {}, ())


@pytest.mark.parametrize("tick", ["√", "✓", "是", "1", "TRUE", "v", "x", "Y"])
def test_weigh__every_word_for_yes_accepts(make: Any, tick: str) -> None:
    found = weigh(*decided(make([WRONG]), {"accept": tick}), writing=True)
    assert [one.code for one in found.accepted.values()] == ["E111"]
    assert (found.kept, found.notes) == ({}, ())


@pytest.mark.parametrize("word", ["否", "×", "0", "?"])
def test_weigh__any_other_word_accepts_nothing_and_stays(make: Any, word: str) -> None:
    found = weigh(*decided(make([WRONG]), {"accept": word}), writing=True)
    assert found.accepted == {}
    assert [one.said for one in found.kept.values()] == [{"accept": word}]
    assert [one.zh for one in found.notes] == (
        ["「采纳」「忽略」里的字看不懂，请打 √：客户!F5。"] if word == "?" else []
    )


def test_weigh__a_check_keeps_the_tick_for_the_next_pass(make: Any) -> None:
    found = weigh(*decided(make([WRONG]), {"accept": "√"}), writing=False)
    assert [one.said for one in found.kept.values()] == [{"accept": "√"}]


def test_weigh__a_cell_that_changed_since_is_told_and_left(make: Any) -> None:
    found = weigh(*decided(make([WRONG]), {"accept": "√"}, seal="0" * 16), writing=True)
    assert (found.accepted, found.kept) == ({}, {})
    assert "客户!F5" in found.notes[0].zh


@pytest.mark.parametrize("typed", ["13912345679", ""])
def test_weigh__a_proposal_that_somebody_changed_is_told_and_its_tick_goes(make: Any, typed: str) -> None:
    snapshot, findings = decided(make([WRONG]), {"accept": "√"})
    changed = replace(snapshot.decisions["findings"][0], typed=typed)
    found = weigh(replace(snapshot, decisions={"findings": (changed,)}), findings, writing=True)
    assert (found.accepted, found.kept) == ({}, {})
    assert "「建议值」被改过" in found.notes[0].zh
    assert f"客户!F5 → {typed or '–'}" in found.notes[0].zh


def test_weigh__a_reason_without_a_tick_is_told(make: Any) -> None:
    found = weigh(*decided(make([WRONG]), {"reason": "总机"}), writing=True)
    assert "没有在「忽略」里打 √" in found.notes[0].zh
    assert len(found.kept) == 1


def test_weigh__two_ticks_for_one_cure_carry_it_out_once(make: Any) -> None:
    book = make([{"mobile": "0512-66668888", "phone": "13900139024"}])
    snapshot, findings = book.snapshot, book.findings
    keys, seals = finding_keys(findings), Seals(snapshot)
    ticks = tuple(
        Decision(key, seals(one), {"accept": "√"})
        for key, one in zip(keys, findings, strict=True)
        if one.code == "W115"
    )
    found = weigh(replace(snapshot, decisions={"findings": ticks}), findings, writing=True)
    assert len(ticks) == 2
    assert (len(found.accepted), found.notes) == (1, ())


def test_weigh__a_tick_follows_its_record_where_only_the_row_tells_which_it_is(make: Any) -> None:
    """Two lines under one key were sorted between drawing and saving: the other line must not get the proposal."""
    tea, wine = ({"order_no": "SO1", "line": 1, "product": one, "order_status": None} for one in ("茶", "酒"))
    before, after = make([{}], orders=[tea, wine]), make([{}], orders=[wine, tea])
    at = next(n for n, one in enumerate(before.findings) if one.field == "order_status" and one.row == 5)
    key = finding_keys(before.findings)[at]
    tick = Decision(key, Seals(before.snapshot)(before.findings[at]), {"accept": "√"})
    sorted_ = replace(after.snapshot, decisions={"findings": (tick,)})
    found = weigh(sorted_, after.findings, writing=True)
    assert [one.row for one in found.accepted.values()] == [6]
    other = make([{}], orders=[wine, tea | {"product": "咖啡"}])
    changed = weigh(replace(other.snapshot, decisions={"findings": (tick,)}), other.findings, writing=True)
    assert (changed.accepted, changed.kept) == ({}, {})
    assert "又改过" in changed.notes[0].zh


def test_weigh__what_is_ignored_is_asked_again_when_the_cells_it_was_held_against_change(make: Any) -> None:
    def orders(quantity: int) -> Any:
        return make([{}], orders=[{"qty": quantity, "unit_price": 50, "amount": 490}])

    book = orders(10)
    kept = weigh(*decided(book, {"ignore": "√", "reason": "优惠"}, pick="W172"), writing=True).kept
    assert len(kept) == 1
    for quantity, ignored in ((10, 1), (1000, 0)):
        now = orders(quantity)
        later = replace(now.snapshot, memory=Memory(decisions=kept))
        assert len(weigh(later, now.findings, writing=True).ignored) == ignored


def test_weigh__what_is_mended_already_is_told_by_record_and_field(make: Any) -> None:
    book = make([{}])
    one = Decision("customers|C000001|mobile|E111", "0" * 16, {"accept": "√"})
    found = weigh(replace(book.snapshot, decisions={"findings": (one,)}), book.findings, writing=True)
    assert "客户 C000001 手机" in found.notes[0].zh


def test_weigh__ignoring_takes_a_reason(make: Any) -> None:
    book = make([WRONG])
    with_reason = weigh(*decided(book, {"ignore": "√", "reason": "总机"}), writing=True)
    assert [(one.finding.code, one.reason) for one in with_reason.ignored] == [("E111", "总机")]
    without = weigh(*decided(book, {"ignore": "√"}), writing=True)
    assert without.ignored == ()
    assert "理由" in without.notes[0].zh
    assert len(without.kept) == 1


def test_weigh__what_is_ignored_stays_so_while_its_column_is_away(make: Any) -> None:
    book = make([WRONG])
    kept = weigh(*decided(book, {"ignore": "√", "reason": "总机"}), writing=True).kept
    table = book.snapshot.tables["customers"]
    hidden = replace(table, typed=table.typed.drop(columns="mobile"))
    away = replace(book.snapshot, tables={"customers": hidden}, memory=Memory(decisions=kept))
    assert weigh(away, (), writing=True).kept == kept
    assert weigh(replace(away, tables={}), (), writing=True).kept == kept
    mended = replace(book.snapshot, memory=Memory(decisions=kept))
    assert weigh(mended, (), writing=True).kept == {}


def test_weigh__what_is_ignored_stays_so_until_the_value_changes_or_the_tick_goes(make: Any) -> None:
    book = make([WRONG])
    snapshot, findings = decided(book, {"ignore": "√", "reason": "总机"})
    kept = weigh(snapshot, findings, writing=True).kept
    later = replace(book.snapshot, memory=Memory(decisions=kept))
    assert len(weigh(later, findings, writing=True).ignored) == 1
    key = next(iter(kept))
    cleared = replace(later, decisions={"findings": (Decision(key, kept[key].seal, {}),)})
    assert weigh(cleared, findings, writing=True).ignored == ()
    other = make([{"mobile": "+86 138-1234-5678"}])
    changed = replace(other.snapshot, memory=Memory(decisions=kept))
    assert weigh(changed, other.findings, writing=True).ignored == ()


def test_weigh__both_ticks_or_nothing_to_accept_are_told(make: Any) -> None:
    both = weigh(*decided(make([WRONG]), {"accept": "√", "ignore": "√"}), writing=True)
    assert (both.accepted, both.ignored) == ({}, ())
    assert "只留一个" in both.notes[0].zh
    nothing = weigh(*decided(make([{"mobile": "1391234"}]), {"accept": "√"}), writing=True)
    assert nothing.accepted == {}
    assert "没有建议值" in nothing.notes[0].zh


def test_weigh__sorting_the_sheet_changes_nothing(make: Any) -> None:
    one, two = make([WRONG, {}]), make([{"customer_id": "C000002"}, WRONG | {"customer_id": "C000001", "name": "张1"}])
    snapshot, _ = decided(one, {"accept": "√"})
    found = weigh(replace(two.snapshot, decisions=snapshot.decisions), two.findings, writing=True)
    assert [(one.row, one.code) for one in found.accepted.values()] == [(6, "E111")]
