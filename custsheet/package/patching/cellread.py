"""What a cell of a sheet part says, so that a value which is there already is not written again."""

from __future__ import annotations

import re
from array import array
from datetime import datetime
from html import unescape as xml_unescape

from custsheet.model.errors import WorkbookError
from custsheet.package.container import Package
from custsheet.package.patching.bytexml import masked
from custsheet.package.patching.cellvalue import Plain, serial
from custsheet.package.workbook import unescape

_ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?(?<!/)>([^<]*)</")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?(?<!/)>([^<]*)</")
_PHONETIC = re.compile(rb"<((?:[\w.-]+:)?)rPh(?=[\s>]).*?</\1rPh\s*>", re.DOTALL)


class Unknown:
    """An error, or something no value can equal."""


class SharedTexts:
    """The shared strings of a workbook, read when one is asked for; only where each begins is kept."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._package, self._part = package, part
        self._data = b""
        self._starts: array[int] | None = None

    def __getitem__(self, number: int) -> str | None:
        """Shared string `number` without its formats, None where there is none."""
        found = self.item(number)
        return joined(found) if found is not None else None

    def item(self, number: int) -> bytes | None:
        """The whole `si` of shared string `number`."""
        if self._starts is None:
            self._data = masked(self._package.part(self._part)) if self._part else b""
            self._starts = array("Q", (match.start() for match in _ITEM.finditer(self._data)))
        if not 0 <= number < len(self._starts):
            return None
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._data)
        return self._data[self._starts[number] : end]


def joined(xml: bytes) -> str:
    """The text of an `si` or `is`: all its runs, without the reading aids above Chinese and Japanese characters."""
    plain = _PHONETIC.sub(b"", xml) if b"rPh" in xml else xml
    return "".join(unescape(xml_unescape(run.decode("utf-8", "replace"))) for run in _TEXT.findall(plain))


def value(kind: str, inner: bytes, texts: SharedTexts, date1904: bool) -> Plain | Unknown:
    """The value in a cell's content `inner` for its attribute `t` = `kind`: dates as serial numbers, None for a blank.

    The empty text counts as a blank.
    """
    if kind == "inlineStr":
        return joined(inner) or None
    match = _VALUE.search(inner)
    if match is None or not match[1].strip():
        # No value, or an empty one, unless a comment or CDATA stands in it.
        return Unknown() if b"<!" in inner else None
    text = xml_unescape(match[1].decode("utf-8", "replace"))
    try:
        if kind == "s":
            found = texts[int(text)]
            return Unknown() if found is None else found or None
        if kind == "str":
            return unescape(text) or None
        if kind == "b":
            return text.strip().lower() in {"1", "true"}
        if kind == "d":
            return serial(datetime.fromisoformat(text.strip()), date1904, "")
        return float(text) if kind == "" else Unknown()
    except (ValueError, WorkbookError):
        return Unknown()


def same(there: Plain | Unknown, wanted: Plain) -> bool:
    """Whether the two are one value; true is not the number 1."""
    if isinstance(there, bool) or isinstance(wanted, bool) or isinstance(there, str) or isinstance(wanted, str):
        return type(there) is type(wanted) and there == wanted
    if there is None or wanted is None or isinstance(there, Unknown):
        return there is wanted
    return float(there) == float(wanted)
