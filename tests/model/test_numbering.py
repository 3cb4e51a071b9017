"""Identifiers the tool gives."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsheet.model.numbering import Numbering


@pytest.mark.parametrize(
    ("first", "number", "written"), [("C000001", 42, "C000042"), ("1", 42, "42"), ("A-01", 7, "A-07")]
)
def test_write__keeps_prefix_and_width(first: str, number: int, written: str) -> None:
    assert Numbering.of(first).write(number) == written


def test_of__must_end_in_one() -> None:
    with pytest.raises(ValueError, match="first identifier"):
        Numbering.of("C000002")


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ("C000012", 12),
        ("c000012", 12),
        ("C12", 12),
        ("K1", 0),
        ("C", 0),
        ("C1x", 0),
        ("C1000000", 1_000_000),
        ("C0123456", 0),
        ("C12345678", 0),
        ("C2024050112", 0),
    ],
)
def test_number__of_identifiers_of_its_kind_only(identifier: str, number: int) -> None:
    assert Numbering.of("C000001").number(identifier) == number


@given(st.integers(1, 999_999))
def test_number__reads_what_write_wrote(number: int) -> None:
    numbering = Numbering.of("C000001")
    assert numbering.number(numbering.write(number)) == number


@given(st.lists(st.integers(1, 2_000_000).map("C{:06}".format)), st.integers(0, 1_500_000))
def test_following__gives_nothing_that_is_there(present: list[str], highest: int) -> None:
    given_ = list(islice(Numbering.of("C000001").following(present, highest), 3))
    assert len({*given_}) == 3
    assert not {*given_} & {*present}


def test_like__goes_on_as_people_began() -> None:
    standard = Numbering.of("C000001")
    assert Numbering.like(["K007", "K012", "x", "2024-1"], standard) == Numbering("K", 3)
    assert Numbering.like(["甲", ""], standard) == standard


def test_following__never_gives_one_twice() -> None:
    numbering = Numbering.of("C000001")
    assert list(islice(numbering.following(["C000003", "x"], highest=7), 2)) == ["C000008", "C000009"]
    assert next(numbering.following(["C000012"], highest=7)) == "C000013"
    assert next(numbering.following([])) == "C000001"


_TYPED = st.lists(st.from_regex(r"([CcK]|C1)?[0-9１]{0,11}x?", fullmatch=True))


@given(_TYPED)
def test_highest__is_the_highest_of_them(typed: list[str]) -> None:
    numbering = Numbering.of("C000001")
    assert numbering.highest(typed) == max(map(numbering.number, typed), default=0)


@given(st.lists(st.from_regex(r"(K|2024-)[0-9]{0,12}x?", fullmatch=True)))
def test_like__is_what_most_are_one_by_one(typed: list[str]) -> None:
    found = Numbering.like(typed, Numbering("", 0))
    counts = Counter(
        (one[: len(one) - width], width) for one in typed if (width := min(len(one) - len(one.rstrip("0123456789")), 9))
    )
    assert counts[found.prefix, found.width] == max(counts.values(), default=0)


_WRITTEN = st.from_regex(r"\A(?:C|c|CC|)[0-9]{0,9}(?:x|\nC2|)\Z")


@given(st.lists(_WRITTEN), st.sampled_from(["C", "CC", ""]), st.integers(1, 7))
def test_highest__is_that_of_the_highest_by_itself(identifiers: list[str], prefix: str, width: int) -> None:
    numbering = Numbering(prefix, width)
    assert numbering.highest(identifiers) == max(map(numbering.number, identifiers), default=0)
