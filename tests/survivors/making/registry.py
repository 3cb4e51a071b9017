"""The list of things a person's workbook may hold and a pass must not lose: the one table all survivor tests walk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Thing:
    """One thing.

    Attributes:
        name: what a person calls it.
        make: makes a small workbook that holds and uses it.
        parts: part name → what must stand in it. All of these parts are reached through relationships.
        shown: what LibreOffice's flat ODF of the workbook must match when LibreOffice knows the thing, else empty.
        openpyxl: whether openpyxl opens such a file.
        ending: of the file.
    """

    name: str
    make: Callable[[], bytes]
    parts: dict[str, str]
    shown: str = ""
    openpyxl: bool = True
    ending: str = "xlsx"

    @cached_property
    def data(self) -> bytes:
        """The workbook, made once."""
        return self.make()


THINGS: dict[str, Thing] = {}


def thing(
    name: str, parts: dict[str, str], *, shown: str = "", openpyxl: bool = True, ending: str = "xlsx"
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter the workbook that the decorated function makes into the list."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        assert name not in THINGS, name
        THINGS[name] = Thing(name, make, parts, shown, openpyxl, ending)
        return make

    return enter
