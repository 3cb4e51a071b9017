"""Threads of one process take turns: what is kept from pass to pass is of one workbook, and of one pass at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

_IN_TURN = RLock()
_Words = ParamSpec("_Words")
_Made = TypeVar("_Made")


def in_turn(run: Callable[_Words, _Made]) -> Callable[_Words, _Made]:
    """The same function, of which, and of all others that take turns, no two run at once."""

    @wraps(run)
    def waiting(*words: _Words.args, **named: _Words.kwargs) -> _Made:
        with _IN_TURN:
            return run(*words, **named)

    return waiting
