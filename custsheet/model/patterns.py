"""Whether a regular expression may be used to check cells: it must be one, and it must come to an end.

An administrator types it into a cell of the workbook; `(a+)+` over a cell of thirty letters would take for ever. The
two usual ways to get there are refused: a repetition without end, or alternatives that may begin alike, within a
repetition without end.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Literal

LONGEST = 255
_MANY = 16
"""More repetitions than this count as without end."""
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT})
Flaw = Literal["long", "wrong", "slow"]


def flaw(pattern: str) -> Flaw | None:
    """What is wrong with `pattern`: too long, no regular expression, or one that may not end; None if nothing is.

    >>> flaw("[A-Z]{2}[0-9]{4}"), flaw("[A-Z"), flaw("(a+)+"), flaw("(a|aa)+")
    (None, 'wrong', 'slow', 'slow')
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
    return "slow" if _nested(parsed, inside=False) else None


def _nested(items: Iterable[tuple[Any, Any]], *, inside: bool) -> bool:
    """Whether a repetition without end stands in another one, or alternatives that nothing tells apart at once."""
    for code, argument in items:
        deep = inside
        if inside and code is codes.BRANCH and _alike(argument[1]):
            return True
        if code in _REPEATS:
            _, most, _ = argument
            endless = most == codes.MAXREPEAT or most > _MANY
            if endless and inside:
                return True
            deep = inside or endless
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
