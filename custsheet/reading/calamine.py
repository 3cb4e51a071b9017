"""What cells mean, by python-calamine: the only place that touches it.

It undoes Excel's own escapes (`_x000D_`, ISO 29500-1, 22.9.2.19), it sees only what `package.gating.faithful` spells
for it, and its exceptions end here. Of a sheet that was scanned it reads each distinct cell once (`Meaning`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time
from functools import cached_property, partial
from itertools import compress
from operator import ne
from typing import Any, TypeAlias, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from custsheet.model.address import column_letters
from custsheet.model.errors import WorkbookError
from custsheet.model.latest import Latest
from custsheet.package import Sheet, Workbook, cell_place, plain_errors
from custsheet.package.gating import faithful
from custsheet.package.xmlparts import MAIN
from custsheet.reading.cells import Grid

_Got = TypeVar("_Got")
Reader: TypeAlias = CalamineWorkbook
"""A package that is open for reading."""
_NEGATIVE = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*? r="([A-Z]+[0-9]+)"[^<>]*>(?:<(?:\w+:)?f[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?'
    rb"<(?:\w+:)?v>(-[0-9.eE+-]+)<"
)
_OPEN, _CLOSE = b"<si>", b"</si>"
_NEXT, _NEXT_TEXT = "</si><si>", "</t></si><si><t>"
_UNUSUAL = ("&", "_x", "\r")
"""References, escapes of Excel's, line ends that XML changes."""
_LETTERS = [column_letters(at + 1).encode() for at in range(64)]
"""Columns of the sheet in which cells are asked for."""
_TEXTS = Latest[tuple[bytes, bool], list[object]]()
_DAYS = (b"1", b"45000.5")  # numbers that every format of days and times shows as such


def opened(data: bytes) -> Reader:
    """A package that `faithful.for_readers` made."""
    found = _attempt(lambda: load_workbook(io.BytesIO(data)))
    if found is None:
        raise WorkbookError(
            "这个工作簿读不出来，可能已损坏。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
            "This workbook cannot be read; it may be damaged. Open it in Excel or WPS and save it again, "
            "or restore a backup.",
        )
    return found


def grid(workbook: Reader, sheet: Sheet, body: bytes) -> Grid | None:
    """All cells of a sheet from A1 on, blanks ""; None if it refuses the sheet. `body`: the sheet's part."""

    # skip_empty_area=False keeps Excel's own row and column numbers.
    def read() -> Grid:
        return workbook.get_sheet_by_name(str(sheet.index)).to_python(skip_empty_area=False)  # type: ignore[return-value]

    found = _attempt(read)
    if found is not None:
        _negative_dates(found, body)
    return found


@dataclass
class Meaning:
    """What cells of one workbook mean; `texts_plain`: whether its shared texts may be copied as they are."""

    inventory: Workbook
    texts_plain: bool
    _timed: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def texts(self) -> list[object]:
        """The shared texts by their number.

        Most are written as they read, and need no reader.
        """
        part = self.inventory.rel_part("sharedStrings")
        if part is None:
            return []
        return _TEXTS.made((self.inventory.package.seal(part), self.texts_plain), partial(self._read, part))

    def _read(self, part: str) -> list[object]:
        body = self.inventory.package.part(part) if self.texts_plain else b""
        bare = body.replace(b'<t xml:space="preserve">', b"<t>")
        begin, end = bare.find(_OPEN), bare.rfind(_CLOSE)
        whole = bare[begin + len(_OPEN) : end].decode() if 0 <= begin < end else ""
        texts, odd = _written(whole)
        # Each item by itself in its tags, which are all the tags there are.
        if bare.count(b"<si") != len(texts):
            return self._shared(faithful.text_count(self.inventory)[0], texts=True)
        odd = sorted({*odd, *_unusual(whole, texts)})
        if odd:  # those alone are opened: to open all takes longer than all else here
            begin = body.find(_OPEN)
            items = body[begin:].split(_CLOSE)
            few = body[:begin] + b"".join(items[at] + _CLOSE for at in odd) + b"</sst>"
            for at, text in zip(odd, self._shared(len(odd), texts=few), strict=True):
                texts[at] = text
        return texts

    def timed(self, formats: Sequence[int]) -> list[bool]:
        """Whether a number in each of the cell formats is a day or a time."""
        new = [one for one in formats if one not in self._timed]
        shown = self.cells([b' s="%d"><v>%s</v></c>' % (one, day) for one in new for day in _DAYS], texts=False)
        for at, one in enumerate(new):
            self._timed[one] = any(type(cell) is not float for cell in shown[2 * at : 2 * at + 2])
        return [self._timed[one] for one in formats]

    def cells(self, spelled: Sequence[bytes], *, texts: bool | bytes) -> list[object]:
        """What each cell shows that is spelled so from behind its reference on, "" for nothing and for errors.

        `texts`: whether any of them may name a shared text; or a part with those they name.

        Raises:
            WorkbookError: they cannot be read.
        """
        lines = [spelled[at : at + len(_LETTERS)] for at in range(0, len(spelled), len(_LETTERS))]
        rows = b"".join(
            b'<row r="%d">%s</row>'
            % (
                row,
                b"".join(b'<c r="%s%d"%s' % (letter, row, one) for letter, one in zip(_LETTERS, line, strict=False)),
            )
            for row, line in enumerate(lines, 1)
        )
        if not rows:
            return []
        body = plain_errors(b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), rows))
        sheet = next(sheet for sheet in self.inventory.sheets if sheet.kind == "worksheet")
        data = faithful.for_readers(
            self.inventory, {sheet.index: body}, texts_plain=self.texts_plain, only=True, texts=texts
        )
        found = grid(opened(data), sheet, body)
        if found is None:
            raise unreadable(sheet.title)
        # Rows and columns at the end in which nothing shows are not given.
        shown = [cell for line in found for cell in (line + [""] * len(_LETTERS))[: len(_LETTERS)]]
        return (shown + [""] * len(spelled))[: len(spelled)]

    def _shared(self, count: int, *, texts: bool | bytes) -> list[object]:
        return self.cells([b' t="s"><v>%d</v></c>' % number for number in range(count)], texts=texts)


def _written(whole: str) -> tuple[list[Any], list[int]]:
    """The items between the first tag and the last as they are written, and places of those that are no plain text."""
    pieces = whole.split(_NEXT_TEXT)
    texts: list[Any] = []
    odd: list[int] = []
    # Nearly all are plain and follow a plain one, so that one cut parts them; what still holds tags is cut again.
    done = 0
    for at in [at for at, piece in enumerate(pieces) if "<" in piece]:
        texts += pieces[done:at]
        done = at + 1
        tagged = f"{'<t>' if at else ''}{pieces[at]}{'</t>' if done < len(pieces) else ''}"
        for item in tagged.split(_NEXT):
            plain = item.startswith("<t>") and item.endswith("</t>") and item.count("<") == 2
            if not plain:
                odd.append(len(texts))
            texts.append(item[3:-4] if plain else "")
    texts += pieces[done:]
    return texts, odd


def _unusual(whole: str, texts: Sequence[str]) -> list[int]:
    """Places of the texts that do not read as they are written, or have spaces at an end; `whole`: all of them."""
    odd = set(compress(range(len(texts)), map(ne, texts, map(str.strip, texts))))
    for sign in _UNUSUAL:
        if sign in whole:
            odd.update(at for at, one in enumerate(texts) if sign in one)
    return sorted(odd)


def unreadable(title: str) -> WorkbookError:
    """A sheet cannot be read."""
    return WorkbookError(
        f"工作表“{title}”读不出来，可能已损坏。请在 Excel 或 WPS 中打开并另存，或从备份恢复。",
        f"Sheet “{title}” cannot be read; it may be damaged. Open the file in Excel or WPS and save it again, "
        "or restore a backup.",
    )


def _attempt(call: Callable[[], _Got]) -> _Got | None:
    """What the call returns; None where python-calamine gives up, be it by a panic, which is no Exception."""
    try:
        return call()
    except (CalamineError, OverflowError):  # the latter: a number formatted as a time of millions of years
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of compiled code; the class has no importable name
            raise
        return None


def _negative_dates(grid: Grid, body: bytes) -> None:
    """A negative number formatted as a date is no date; Excel shows ####, python-calamine midnight."""
    if b"v>-" not in body:
        return
    for place, number in _NEGATIVE.findall(body):
        row, column = cell_place(place.decode())
        if isinstance(grid[row - 1][column - 1], time):
            grid[row - 1][column - 1] = float(number)
