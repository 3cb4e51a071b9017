"""What a table of values cannot hold: error cells, numbers of more than 15 digits, formulas typed over.

They are put into the finished workbook, in the XML of its sheets, as an office program would have saved them. Merged
cells are left to the tests: Excel offers to repair a file in which they lie within a table.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape

from generator.standard import Cell, Lang, Standard

FIRST_ROW = 5
"""Excel row of a sheet's first record: title, links and legend stand above the header in row 4."""

Tables = Mapping[str, Sequence[Mapping[str, Cell]]]


@dataclass(frozen=True)
class Content:
    """What such a cell holds: an error, the error of a formula, a number, or a value in the place of a formula."""

    kind: Literal["error", "number", "constant"]
    value: str
    formula: str = ""


@dataclass(frozen=True)
class Wreck:
    """One cell with such a content."""

    sheet: str
    index: int
    field: str
    content: Content


def address(standard: Standard, tables: Tables, sheet: str, index: int, field: str) -> str:
    """Where a cell stands in a new workbook with these rows."""
    names = [one.name for one in standard.sheets[sheet].drawn(tables.get(sheet, ()))]
    return f"{_letters(names.index(field) + 1)}{FIRST_ROW + index}"


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def wreck(data: bytes, wrecks: Iterable[Wreck], *, standard: Standard, lang: Lang, tables: Tables) -> bytes:
    """The workbook with these cells spoilt; every other part stays as it is."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
        for one in wrecks:
            part = _part(parts, standard.sheets[one.sheet].title[lang])
            place = address(standard, tables, one.sheet, one.index, one.field)
            parts[part] = _with_content(parts[part].decode("utf-8"), place, one.content).encode("utf-8")
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                target.writestr(info, parts[info.filename])
    return out.getvalue()


def _part(parts: Mapping[str, bytes], title: str) -> str:
    """The part of the worksheet called `title`."""
    book, relations = (parts[name].decode("utf-8") for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    number = re.search(rf'<sheet name="{re.escape(escape(title))}"[^>]* r:id="(\w+)"', book)
    target = number and re.search(rf'<Relationship Id="{number[1]}"[^>]* Target="([^"]+)"', relations)
    if not target:
        raise LookupError(f"no sheet is called {title}")
    return f"xl/{target[1]}"


def _with_content(xml: str, place: str, content: Content) -> str:
    """The sheet with another content of one cell, which keeps its format."""
    computed = f"<f>{escape(content.formula)}</f>" if content.formula else ""
    inside = f"{computed}<v>{content.value}</v>"
    kind = ' t="e"' if content.kind == "error" else ""
    if content.kind == "constant" and not re.fullmatch(r"-?\d+(?:\.\d+)?", content.value):
        kind, inside = ' t="inlineStr"', f"<is><t>{escape(content.value)}</t></is>"
    cell = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    xml, count = cell.subn(lambda found: f'<c r="{place}"{found[1] or ""}{kind}>{inside}</c>', xml)
    if count != 1:
        raise LookupError(f"{place} stands {count} times")
    return xml
