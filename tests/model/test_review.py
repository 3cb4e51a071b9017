"""Where a merged record is now, and which pairs that leaves apart."""

from __future__ import annotations

from datetime import date

from custsheet.model.groupline import Line, expired, group_name
from custsheet.model.merge import Merge
from custsheet.model.review import Apart, Review
from custsheet.model.words import verdict


def test_survivor__follows_merges_that_hold_and_never_runs_in_circles() -> None:
    review = Review(merges=(Merge(1, "B", "A"), Merge(2, "C", "B"), Merge(3, "E", "D", undone="2026-06-17")))
    assert [review.survivor(one) for one in "ABCDE"] == ["C", "C", "C", "D", "E"]
    assert set(review.closed) == {"A", "B"}
    assert Review(merges=(Merge(1, "B", "A"), Merge(2, "A", "B"))).survivor("A") == "A"  # damaged, and yet an answer


def test_pairs__count_for_the_records_that_hold_them_now() -> None:
    review = Review(merges=(Merge(1, "A", "D"),), apart=(Apart("C", "D"), Apart("A", "C", "later")))
    assert {two: one.who for two, one in review.pairs.items()} == {("A", "C"): ""}


def test_line__is_read_as_it_was_written() -> None:
    for record in ("C000012", "A:1", "★x", "#12"):
        for star in (True, False):
            line = Line(group_name([record, "C1"]), record, star)
            back = Line.read(line.written)
            assert (back == line) or record == "★x"
            assert back is not None
            assert back.key == Line(line.group, back.record, star=False).key
    assert Line.read("customers|C1|mobile|E111") is None
    assert group_name(["a", "b"]) == group_name(["b", "a"]) != group_name(["a", "c"])


def test_expired__after_thirty_days_or_where_the_day_is_damaged() -> None:
    today = date(2026, 6, 17)
    assert [expired(day, today) for day in ("2026-05-18", "2026-05-19", "x")] == [True, False, True]


def test_verdict__both_languages_and_other_words_for_the_same() -> None:
    assert {verdict(word) for word in ("合并", "Merge", " merge ", "ＭＥＲＧＥ")} == {"merge"}
    assert {verdict(word) for word in ("不是同一客户", "Not the same", "不是")} == {"apart"}
    assert {verdict(word) for word in ("待定", "later", "Pending")} == {"later"}
    assert {verdict(word) for word in ("", None, "?", "合")} == {None}
