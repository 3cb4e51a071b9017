"""What a workbook says, read by lxml straight from ISO 29500-1: slow, strict, and nobody's code but the tests'.

`sheets(data)` gives, for every worksheet, its cells by (row, column); it raises `UnreadableError` where the file has no
single meaning. Parts are found by relationships, and the order of rows and cells does not matter.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from datetime import date, datetime, time, timedelta
from urllib.parse import unquote

from lxml import etree

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
P = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BLANK = " \t\r\n"
Cells = dict[tuple[int, int], object]


class UnreadableError(Exception):
    """The file has no single meaning."""


def _need(condition: object, why: str) -> None:
    if not condition:
        raise UnreadableError(why)


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(str(error)) from error
    _need(not root.getroottree().docinfo.doctype, "document type")
    return root


class _Parts:
    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name.lower(): archive.read(name) for name in archive.namelist()}

    def rels(self, source: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(source)
        key = posixpath.join(folder, "_rels", name + ".rels").lower()
        found = {}
        for one in _tree(self.parts.get(key, b"<x/>")).iter(P + "Relationship"):
            if (one.get("TargetMode") or "").lower() == "external":
                continue
            target = posixpath.normpath(posixpath.join("/" + folder, one.get("Target", ""))).lstrip("/").lower()
            target = target if target in self.parts else unquote(target)
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found

    def one(self, source: str, kind: str) -> str | None:
        found = {target for k, target in self.rels(source).values() if k == kind and target in self.parts}
        _need(len(found) <= 1, f"{len(found)} of {kind}")
        return next(iter(found), None)


def sheets(data: bytes) -> dict[str, Cells]:
    """Title → (row, column) → value: text, float, bool, datetime and the like (t="d"), or `("error", text)`."""
    parts = _Parts(data)
    main = parts.one("", "officeDocument")
    _need(main, "no workbook")
    assert main is not None
    root = _tree(parts.parts[main])
    _need(root.tag == M + "workbook", "no workbook")
    strings_part = parts.one(main, "sharedStrings")
    strings = _strings(parts.parts[strings_part]) if strings_part else []
    rels = parts.rels(main)
    found: dict[str, Cells] = {}
    for sheet in root.iterfind(f"{M}sheets/{M}sheet"):
        kind, part = rels.get(sheet.get(R + "id", ""), ("", ""))
        _need(part in parts.parts, "sheet without content")
        if kind == "worksheet":
            found[sheet.get("name", "")] = _cells(parts.parts[part], strings)
    return found


def _text(element: etree._Element) -> str:
    text = "".join(element.itertext())
    return text if element.get(SPACE) == "preserve" else text.strip(BLANK)


def _rich(element: etree._Element) -> str:
    found = [child for child in element if child.tag in {M + "t", M + "r"}]
    return "".join(_text(t) for one in found for t in ([one] if one.tag == M + "t" else one.iterfind(M + "t")))


def _strings(data: bytes) -> list[str]:
    root = _tree(data)
    _need(root.tag == M + "sst", "no strings")
    return [_rich(item) for item in root.iterfind(M + "si")]


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _cells(data: bytes, strings: list[str]) -> Cells:
    root = _tree(data)
    _need(root.tag == M + "worksheet", "no worksheet")
    bodies = root.findall(M + "sheetData")
    _need(len(bodies) == 1, "sheetData")
    found: Cells = {}
    seen = set()
    row = 0
    for line in bodies[0].iterfind(M + "row"):
        row = int(line.get("r", row + 1)) if re.fullmatch(r"\s*\d+\s*", line.get("r", "0")) else -1
        _need(0 < row <= 1_048_576, "row")
        column = 0
        for cell in line.iterfind(M + "c"):
            match = re.fullmatch(r"\s*([A-Za-z]+)(\d+)\s*", cell.get("r", "A1"))
            _need(match, "reference")
            assert match is not None
            column = _column(match[1]) if cell.get("r") else column + 1
            _need(column <= 16_384 and (not cell.get("r") or int(match[2]) == row), "place")
            _need((row, column) not in seen, "twice")
            seen.add((row, column))
            value = _value(cell, strings)
            if value is not None:
                found[row, column] = value
    return found


def _value(cell: etree._Element, strings: list[str]) -> object:
    kind = cell.get("t", "n")
    values, inline = cell.findall(M + "v"), cell.findall(M + "is")
    _need(len(values) <= 1 and len(inline) <= 1, "two values")
    if kind == "inlineStr":
        return _rich(inline[0]) if inline else None
    if not values:
        return None
    _need(len(values[0]) == 0, "elements in a value")
    raw = values[0].text or ""
    text = raw.strip(BLANK)
    if kind == "str":
        return raw
    if kind == "e":
        return ("error", raw)
    if kind == "s":
        _need(re.fullmatch(r"\d+", text) and int(text) < len(strings), "index")
        return strings[int(text)]
    if kind == "b":
        _need(text in {"0", "1", "true", "false"}, "boolean")
        return text in {"1", "true"}
    if kind == "d":
        for type_ in (date, datetime, time):
            try:
                return type_.fromisoformat(text.removesuffix("Z"))
            except ValueError:
                continue
        raise UnreadableError("date")
    _need(kind == "n", "type")
    if not text:
        return None
    _need(re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text, re.ASCII), "number")
    number = float(text)
    _need(math.isfinite(number), "number")
    return number


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def same(wanted: object, got: object, *, date1904: bool = False) -> bool:
    """Whether the value of the reference is what the product read: numbers may have become dates by their format."""
    if isinstance(wanted, float) and isinstance(got, (int, float)) and not isinstance(got, bool):
        return wanted == got or math.isclose(wanted, got, rel_tol=1e-12)
    if isinstance(wanted, float):
        return _serial_is(wanted, got, date1904=date1904)
    if isinstance(wanted, str) and isinstance(got, str):
        plain = wanted.replace("\r\n", "\n")
        return got in {wanted, plain} or got == _unescaped(wanted)
    return type(wanted) is type(got) and wanted == got


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: m[0] if 0xD800 <= int(m[1], 16) < 0xE000 else chr(int(m[1], 16)), text)


def _serial_is(serial: float, got: object, *, date1904: bool) -> bool:
    if isinstance(got, timedelta):
        return abs(got.total_seconds() / 86_400 - serial) < 2e-6
    if isinstance(got, time):
        seconds = got.hour * 3600 + got.minute * 60 + got.second + got.microsecond / 1e6
        return 0 <= serial <= 1 and abs(seconds / 86_400 - serial) < 2e-6
    if isinstance(got, date):
        moment = got if isinstance(got, datetime) else datetime(got.year, got.month, got.day)
        days = (moment - (datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30))).total_seconds() / 86_400
        # Before March 1900 Excel counts a day that never was.
        return abs(days - serial) < 2e-6 or (serial < 61 and not date1904 and abs(days - serial - 1) < 2e-6)
    return False


def differences(wanted: dict[str, Cells], found: dict[str, Cells]) -> list[str]:
    """What the product read otherwise than the reference; an empty text is a blank."""
    wrong = [f"sheets {list(wanted)}, read {list(found)}"] if list(wanted) != list(found) else []
    for title in wanted.keys() & found.keys():
        for place in sorted(wanted[title].keys() | found[title].keys()):
            one, other = wanted[title].get(place, ""), found[title].get(place, "")
            if not same(one, other):
                wrong.append(f"{title} {place}: {one!r}, read {other!r}")
    return wrong
