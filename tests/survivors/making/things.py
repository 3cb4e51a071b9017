"""All things, made by the modules beside this one; the tests import the list from here."""

from __future__ import annotations

from making import books, cells, charts, comments, newer, objects, packages, pictures, pivots, rules, sheets, sources
from making.registry import THINGS, Thing

MAKERS = (books, cells, charts, comments, newer, objects, packages, pictures, pivots, rules, sheets, sources)

__all__ = ["MAKERS", "THINGS", "Thing"]
