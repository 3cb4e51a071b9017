"""What is kept from the last time: only where it was asked of the same."""

from __future__ import annotations

from custsheet.model.latest import Latest


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
