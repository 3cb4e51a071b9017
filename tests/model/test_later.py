"""What is to be decided later: told by where the records are now, in groups of any make-up."""

from __future__ import annotations

from datetime import date

from custsheet.model.later import Later, Waiting
from custsheet.model.review import Merge, Review

TODAY = date(2026, 6, 17)
DAY = "2026-06-01"


def waiting(*entries: Later, **merged: str) -> Waiting:
    return Waiting(entries, lambda record: merged.get(record, record))


def test_lines__the_word_stands_on_the_line_of_the_record_it_is_about() -> None:
    told = waiting(Later(("B",), ("A", "C"), "王芳", DAY))
    assert list(told.lines(["A", "B", "C"], TODAY)) == ["B"]
    assert list(told.lines(["A", "B"], TODAY)) == ["B"]
    assert told.lines(["A", "C"], TODAY) == {}
    assert told.lines(["A", "B"], date(2026, 7, 1)) == {}
    assert told.among(["A", "B"])
    assert not told.among(["A", "C"])


def test_lines__a_group_put_off_as_a_whole_says_so_on_its_first_line() -> None:
    told = waiting(Later(("A", "B", "C"), (), "", DAY))
    assert list(told.lines(["C", "A", "B"], TODAY)) == ["C"]
    assert list(told.lines(["A", "B", "C", "D"], TODAY)) == ["B", "C"]


def test_lines__of_a_record_that_was_merged_since_for_the_one_that_holds_it() -> None:
    told = waiting(Later(("B",), ("A",), "", DAY), A="X")
    assert list(told.lines(["X", "B"], TODAY)) == ["B"]
    assert told.between("B", "X") == told.between("X", "B") == Later(("B",), ("A",), "", DAY)
    assert not waiting(Later(("B",), ("A",), "", DAY), A="X", B="X").among(["X", "Y"])


def test_without__what_was_decided_of_some_leaves_the_others_put_off_against_them() -> None:
    whole = Later(("A", "B", "C"), (), "", DAY)
    left = whole.without({"A", "B"})
    assert left == Later(("C",), ("A", "B"), "", DAY)
    assert left.without({"C"}) is None
    assert set(whole.pairs) == {("A", "B"), ("A", "C"), ("B", "C")}


def test_review__keeps_it_and_takes_damage_for_nothing() -> None:
    review = Review(merges=(Merge(1, "X", "A"),), later=(Later(("B",), ("A",), "王芳", DAY),))
    rows = dict(review.rows())
    assert Review.of(rows).later == review.later
    assert Review.of(rows).waiting.among(["X", "B"])
    assert Review.of(rows | {"later": '[1, [["A"], 2, "", ""], [["A"], ["B"], "", "2026-06-01"]]'}).later == (
        Later(("A",), ("B",), "", DAY),
    )
