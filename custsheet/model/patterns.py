"""Whether a regular expression may be used to check cells: it must be one, and it must come to an end.

An administrator types it into a cell of the workbook; `(a+)+` over a cell of thirty letters would take for ever. What
may be matched in many ways is refused: anything of variable length, or alternatives that may begin alike, within a
repetition; more than a few parts without end; more ways through the parts of variable length than can be tried.
Together with `LONGEST_CELL` that bounds the work for a cell.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Literal

LONGEST = 255
LONGEST_CELL = 255
"""A cell with more characters does not have the form; nobody need try."""
_MANY = 16
"""More repetitions than this count as without end."""
_FEW = 3
"""So often something of variable length may be repeated, and so many parts without end may stand in a row."""
_WAYS = 10_000
"""So many ways through all parts of variable length."""
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT})
Flaw = Literal["long", "wrong", "slow"]


def flaw(pattern: str) -> Flaw | None:
    r"""What is wrong with `pattern`: too long, no regular expression, or one that may not end; None if nothing is.

    >>> flaw("[A-Z]{2}[0-9]{4}"), flaw("[A-Z"), flaw("(a+)+"), flaw("(a|aa)+")
    (None, 'wrong', 'slow', 'slow')
    >>> flaw(".*@.*"), flaw("(?:a?){40}b"), flaw(r"\w*\w*\w*\w*!"), flaw("a?" * 60 + "a" * 60)
    (None, 'slow', 'slow', 'slow')
    """
    if len(pattern) > LONGEST:
        return "long"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets that may mean something else in a later Python
            re.compile(pattern)
            parsed = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return "wrong"
    endless, ways = _choices(parsed)
    return "slow" if _nested(parsed, inside=False) or endless > _FEW or ways > _WAYS else None


def _choices(items: Iterable[tuple[Any, Any]]) -> tuple[int, int]:
    """How many parts have no end, and how many ways there are through the other parts of variable length."""
    endless, ways = 0, 1
    for code, argument in items:
        if code in _REPEATS:
            least, most, _ = argument
            if most == codes.MAXREPEAT or most > _MANY:
                endless += 1
            else:
                ways *= most - least + 1
        for part in _parts(argument):
            more, through = _choices(part)
            endless, ways = endless + more, ways * through
    return endless, ways


def _nested(items: Iterable[tuple[Any, Any]], *, inside: bool) -> bool:
    """Whether something of variable length is repeated, or alternatives that nothing tells apart at once."""
    for code, argument in items:
        deep = inside
        if inside and code is codes.BRANCH and _alike(argument[1]):
            return True
        if code in _REPEATS:
            least, most, _ = argument
            if inside and least != most:
                return True
            deep = inside or most > _FEW
        if any(_nested(part, inside=deep) for part in _parts(argument)):
            return True
    return False


def _alike(alternatives: Iterable[Any]) -> bool:
    """Whether two alternatives may begin with the same character; surely not where each begins with its own letter."""
    first = [one[0] if len(one) else (None, None) for one in alternatives]
    letters = {argument for code, argument in first if code is codes.LITERAL}
    return len(letters) < len(first)


def _parts(argument: Any) -> Iterable[Any]:
    """The sequences of items within the argument of one."""
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, (list, tuple)):
        for one in argument:
            yield from _parts(one)
