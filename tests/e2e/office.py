"""A real LibreOffice in the hands of a test: it opens a workbook, types, pastes, sorts and saves as a person does.

    with Office.start(soffice, python, profile) as office:
        book = office.open(path)
        book.enter("客户", {"J5": "13800138000"})
        book.save()

One program serves a whole test session, with a profile of its own. `office_bridge.py` does the work in an interpreter
that has LibreOffice's module `uno`; every request has a deadline, after which both are ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_BRIDGE = Path(__file__).with_name("office_bridge.py")
_SECONDS = 300  # a machine may be busy; nothing here takes a tenth of it on an idle one


class Office:
    """The running program."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._ready = selectors.DefaultSelector()
        assert process.stdout is not None
        self._ready.register(process.stdout, selectors.EVENT_READ)
        self._left = b""

    @classmethod
    @contextlib.contextmanager
    def start(cls, soffice: Path, python: Path, profile: Path) -> Iterator[Office]:
        """The program, until the end of the block."""
        said = profile.with_suffix(".log")
        with said.open("wb") as log:
            process = subprocess.Popen(
                [python, _BRIDGE, soffice, profile],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # so that the program goes with the bridge, whatever happens
                env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            )
        office = cls(process)
        try:
            office._answer("start")
            yield office
        finally:
            office._end()

    def open(self, path: Path) -> Book:
        """A workbook, open with a window of its own (that nobody sees)."""
        return Book(self, self("open", str(path)), path)

    def crash(self) -> None:
        """The program is gone, and its lock files stay."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __call__(self, operation: str, *arguments: Any) -> Any:
        """One operation of the bridge."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": operation, "with": arguments}).encode() + b"\n")
        self._process.stdin.flush()
        return self._answer(operation)

    def _answer(self, operation: str) -> Any:
        while b"\n" not in self._left:
            if not self._ready.select(_SECONDS):
                self._end()
                raise TimeoutError(f"LibreOffice did not answer {operation!r} within {_SECONDS} s")
            assert self._process.stdout is not None
            got = os.read(self._process.stdout.fileno(), 1 << 20)
            if not got:
                raise RuntimeError(f"LibreOffice ended at {operation!r}")
            self._left += got
        line, _, self._left = self._left.partition(b"\n")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def _end(self) -> None:
        self._ready.close()
        for pipe in filter(None, (self._process.stdin, self._process.stdout)):
            with contextlib.suppress(OSError):
                pipe.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Book:
    """An open workbook. Cells are named as in Excel; every row and column counts from 1."""

    def __init__(self, office: Office, number: int, path: Path) -> None:
        self._office, self._number, self.path = office, number, path

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _do(self, operation: str, *arguments: Any) -> Any:
        return self._office(operation, self._number, *arguments)

    def save(self) -> None:
        """Into the same file, in its own format."""
        self._do("save")

    def reload(self) -> None:
        """File → Reload: as it is on disk now."""
        self._do("reload")

    def close(self) -> None:
        """Without saving."""
        self._do("close")

    @property
    def sheets(self) -> list[str]:
        """Titles, hidden ones too."""
        return self._do("sheets")

    def enter(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Type each text into its cell and press Enter; "" presses Delete. A cell's format counts, as for a person."""
        self._do("enter", sheet, dict(texts))

    def paste(self, sheet: str, cell: str, source: Book, source_sheet: str, cells: str) -> None:
        """Copy there, paste here: over values, formats, drop-downs and conditional formats, as Ctrl+V does."""
        self._office("paste", [source._number, source_sheet, cells], [self._number, sheet, cell])

    def paste_content(self, sheet: str, cell: str, source: Book, source_sheet: str, cells: str) -> None:
        """Copy there, paste values and formulas here, formats staying as they are, as Paste Special does."""
        self._office("paste_content", [source._number, source_sheet, cells], [self._number, sheet, cell])

    def command(self, sheet: str, cells: str, command: str) -> None:
        """Select the cells and choose a command of the menu: InsertRowsBefore, DeleteColumns, Cut, Paste …"""
        self._do("command", sheet, cells, command)

    def rename(self, sheet: str, title: str) -> None:
        """Give the sheet another title."""
        self._do("rename", sheet, title)

    def sort(self, sheet: str, cells: str, column: int, *, ascending: bool = True) -> None:
        """Sort the rows of `cells`, which are all data, by its `column` (1 = the first), formats going along."""
        self._do("sort", sheet, cells, column - 1, ascending)

    def values(self, sheet: str, cells: str) -> list[list[Any]]:
        """What the cells hold: texts, numbers, "" for blanks."""
        return self._do("values", sheet, cells)

    def formulas(self, sheet: str, cells: str) -> list[list[str]]:
        """What the cells hold, as the input line shows it."""
        return self._do("formulas", sheet, cells)

    def shown(self, sheet: str, cell: str) -> str:
        """What a person reads in the cell."""
        return self._do("shown", sheet, cell)

    def used(self, sheet: str) -> tuple[int, int]:
        """Last row and last column in use."""
        row, column = self._do("used", sheet)
        return row, column

    def fills(self, only: str = "") -> dict[str, dict[tuple[int, int], str]]:
        """Sheet → (row, column) → background as it is seen, conditional formats and all, in folded columns too.

        Of all visible sheets, or of one, which is quicker in a large workbook.
        """
        return {
            title: {(at, col): fill for at, row in enumerate(rows, 1) for col, fill in enumerate(row, 1) if fill}
            for title, rows in self._do("fills", only).items()
        }

    def colours(self, sheet: str, cells: str) -> Counter[str]:
        """Colour → pixels of the cells as LibreOffice prints them: a second witness of what is seen."""
        with tempfile.TemporaryDirectory() as folder:
            printed = Path(folder, "cells.pdf")
            self._do("print", sheet, cells, str(printed))
            command = ["pdftoppm", "-r", "60", "-aa", "no", "-aaVector", "no", "-singlefile", printed, printed]
            subprocess.run(command, check=True, timeout=_SECONDS)
            image = printed.with_name("cells.pdf.ppm").read_bytes()
        pixels = re.fullmatch(rb"P6\s+\d+\s+\d+\s+255\s(.*)", image, re.DOTALL)
        assert pixels is not None
        flat = pixels[1]
        return Counter("#" + flat[at : at + 3].hex().upper() for at in range(0, len(flat), 3))

    def validation(self, sheet: str, cell: str) -> dict[str, Any]:
        """The cell's drop-down or rule: type (ANY = none), formulas, operator, style, message, error, shown."""
        return self._do("validation", sheet, cell)

    def number_format(self, sheet: str, cell: str) -> str:
        """The cell's number format: "@", "General" …"""
        return self._do("number_format", sheet, cell)

    @property
    def tables(self) -> dict[str, tuple[str, int, int, int, int]]:
        """Table → its sheet, first row, first column, last row, last column."""
        return {name: tuple(place) for name, place in self._do("tables").items()}

    def recalculate(self) -> None:
        """Every formula, as Ctrl+Shift+F9 does."""
        self._do("recalculate")
