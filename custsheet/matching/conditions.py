"""Conditions on two values of a column, in SQL that DuckDB and Spark both understand.

Names stand unquoted, because the two quote differently; what they call differently each engine defines under the name
used here: `jaro_winkler`, `damerau_levenshtein`, `count_words` and `shared_words`.

Invariant: every condition is symmetric, and a blank makes it untrue or unknown, never true.
"""

from __future__ import annotations


def sides(column: str) -> tuple[str, str]:
    """The column in the left and in the right record."""
    return f"{column}_l", f"{column}_r"


def equal(column: str, other: str | None = None) -> str:
    """The same in both; with `other`, the one's column is the other's `other`."""
    return f"{column}_l = {other or column}_r"


def swapped(column: str, other: str) -> str:
    """What the one has in this column the other has in that."""
    return f"({equal(column, other)} or {equal(other, column)})"


def blank(*columns: str) -> str:
    """Any is blank in either."""
    return " or ".join(f"{side} is null" for column in columns for side in sides(column))


def both(cheap: str, dear: str) -> str:
    """Both hold; the second is not even computed where the first does not hold, as it would be behind AND."""
    return f"(case when {cheap} then {dear} else false end)"


def shortest(column: str) -> str:
    """Characters of the shorter value."""
    left, right = sides(column)
    return f"least(length({left}), length({right}))"


def longest(column: str) -> str:
    """Characters of the longer value."""
    left, right = sides(column)
    return f"greatest(length({left}), length({right}))"


def slip(column: str, most: int, least: int) -> str:
    """At most so many typing errors in values at least so long.

    Where one character is wrong, the beginning or the end is right; looking at these first spares most of the work.
    """
    left, right = sides(column)
    begins, ends = max((least + 1) // (most + 1), 1), max(least // (most + 1), 1)
    return both(
        f"abs(length({left}) - length({right})) <= {most} and {shortest(column)} >= {least}"
        f" and (left({left}, {begins}) = left({right}, {begins}) or right({left}, {ends}) = right({right}, {ends}))",
        f"damerau_levenshtein({left}, {right}) <= {most}",
    )


def alike(column: str, least: float) -> str:
    """Alike by Jaro and Winkler, and beginning with the same letter."""
    left, right = sides(column)
    return both(f"left({left}, 1) = left({right}, 1)", f"jaro_winkler({left}, {right}) >= {least}")


def begins(column: str, least: int) -> str:
    """One is the beginning of the other, and at least so long."""
    left, right = sides(column)
    return f"({shortest(column)} >= {least} and (instr({left}, {right}) = 1 or instr({right}, {left}) = 1))"


def shared_words(column: str) -> str:
    """How many words both have."""
    left, right = sides(column)
    return f"shared_words({left}, {right})"


def fewest_words(column: str) -> str:
    """How many words the one with fewer has."""
    left, right = sides(column)
    return f"least(count_words({left}), count_words({right}))"


def any_of(*conditions: str) -> str:
    """At least one holds."""
    return f"({' or '.join(conditions)})"
