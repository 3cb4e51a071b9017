"""What is kept from the last time: only where it was asked of the same."""

from __future__ import annotations

from custsheet.model.latest import Latest, LatestEach


def test_made__is_kept_for_equal_ingredients_and_made_anew_for_others() -> None:
    latest, calls = Latest[list[int], str](), list[int]()

    def make(number: int) -> str:
        return latest.made([number], lambda: calls.append(number) or f"made of {number}")  # type: ignore[func-returns-value]

    assert [make(1), make(1), make(2), make(2), make(1)] == [f"made of {n}" for n in (1, 1, 2, 2, 1)]
    assert calls == [1, 2, 1]


def test_made__what_failed_is_not_kept() -> None:
    latest = Latest[int, int]()

    def fail() -> int:
        raise ValueError

    for _ in range(2):
        try:
            latest.made(1, fail)
        except ValueError:
            continue
        raise AssertionError
    assert latest.made(1, lambda: 7) == 7


def test_also__what_was_made_follows_from_that_too_until_something_else_is_made() -> None:
    latest = Latest[int, str]()
    latest.also(2)
    latest.made(1, lambda: "one")
    latest.also(2)
    assert latest.made(2, lambda: "two") == latest.made(1, lambda: "anew") == "one"
    assert [latest.made(3, lambda: "three"), latest.made(2, lambda: "two")] == ["three", "two"]


def test_each__what_was_made_in_the_last_round_is_kept_where_it_follows_from_the_same() -> None:
    kept, calls = LatestEach[str, str](2), list[str]()

    def make(name: str, of: int) -> str:
        return kept.made(name, of, lambda: calls.append(f"{name}{of}") or f"{name} of {of}")  # type: ignore[func-returns-value]

    rounds: list[tuple[str, list[tuple[str, int]], list[str]]] = [
        ("zh", [("a", 1), ("b", 1), ("c", 1)], ["a1", "b1", "c1"]),
        ("zh", [("c", 1), ("b", 1), ("a", 2)], ["c1", "a2"]),  # of three the first two were kept
        ("zh", [("a", 1), ("b", 1)], ["a1"]),
        ("en", [("a", 1), ("b", 1)], ["a1", "b1"]),
    ]
    for common, asked, made in rounds:
        calls.clear()
        kept.round(common)
        assert [make(*one) for one in asked] == [f"{name} of {of}" for name, of in asked]
        assert calls == made
