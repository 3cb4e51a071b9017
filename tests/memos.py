"""What a process keeps from pass to pass, put aside: what happens meanwhile happens as in a new process.

Every `Latest`, `LatestEach` and `PartMemo` there is is found, wherever it stands, so that none can be left out.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from custsheet.checking import checkmemo
from custsheet.drawing import results
from custsheet.drawing.kept import Shelf
from custsheet.matching import groups
from custsheet.matching.remembered import Remembered
from custsheet.model.latest import Latest, LatestEach
from custsheet.package import verify
from custsheet.package.partmemo import PartMemo
from custsheet.reading import sheetmemo

_KINDS = (Latest, LatestEach, PartMemo)
_DICTS: tuple[dict[Any, Any], ...] = (sheetmemo._READ, verify._PARSED)
_EMPTY: dict[str, Any] = {"_kept": None, "_common": None, "_before": {}, "_now": {}, "_known": {}}


def _all() -> list[Any]:
    return [one for one in gc.get_objects() if isinstance(one, _KINDS)]


def forget() -> None:
    """Nothing is kept any more."""
    for one in _all():
        one.__dict__.update({name: copy(_EMPTY[name]) for name in _EMPTY.keys() & one.__dict__.keys()})
    for each in _DICTS:
        each.clear()
    checkmemo._LAST[0] = checkmemo._Past()
    results._SHELF = Shelf()
    groups._LAST = Remembered()


@contextmanager
def forgotten() -> Iterator[None]:
    """Meanwhile nothing is kept of what was kept before; afterwards all is as it was."""
    held = [(one, dict(one.__dict__)) for one in _all()]
    dicts, last, shelf, compared = [dict(each) for each in _DICTS], checkmemo._LAST[0], results._SHELF, groups._LAST
    forget()
    try:
        yield
    finally:
        forget()
        for one, state in held:
            one.__dict__.update(state)
        for each, before in zip(_DICTS, dicts, strict=True):
            each.update(before)
        checkmemo._LAST[0], results._SHELF, groups._LAST = last, shelf, compared
