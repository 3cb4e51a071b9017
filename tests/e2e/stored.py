"""Formula cells of a workbook and the values stored with them, as they stand in its XML.

openpyxl would build every cell of every sheet twice, once for the formulas and once for the values.
"""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Value = str | float | bool | None


def stored(data: bytes) -> dict[str, dict[tuple[int, int], Value]]:
    """Title → (row, column) of each formula cell → its stored value; None where there is none. A day is its number."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        links = {
            one.get("Id"): posixpath.join("/xl", one.get("Target", ""))[1:]
            for one in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        }
        sheets = etree.fromstring(package.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")
        return {str(one.get("name")): _formulas(package.read(links[one.get(_LINK)])) for one in sheets}


def _formulas(sheet: bytes) -> dict[tuple[int, int], Value]:
    cells = (one.getparent() for one in etree.fromstring(sheet).iter(f"{_SHEET}f"))
    return {coordinate_to_tuple(cell.attrib["r"]): _value(cell) for cell in cells if cell.tag == f"{_SHEET}c"}


def _value(cell: etree._Element) -> Value:
    said = cell.findtext(f"{_SHEET}v")
    if not said:
        return None
    kind = cell.get("t", "n")
    if kind == "n":
        return float(said)
    if kind == "b":
        return said == "1"
    assert kind in {"str", "e"}, kind
    return str(said)
