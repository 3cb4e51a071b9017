"""Results stored beside formulas: which are others than they should be, and how one is exchanged.

People's sheets are full of formulas over the tool's own sheets. Whoever reads them without calculating (pandas,
previewers, LibreOffice once it has saved the file) sees the results of who calculated last. Invariant: only `v` and the
attribute `t` of a cell change, and only where the tool's own formula stands; everything else keeps its bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from html import unescape as xml_unescape

from custsheet.package.container import Package
from custsheet.package.partmemo import PartMemo
from custsheet.package.patching.cellpatch import position
from custsheet.package.patching.cellvalue import Content, formula_content
from custsheet.package.patching.patches import Formula, ResultPatch
from custsheet.package.patching.sheetplan import SheetPlan
from custsheet.package.workbook import unescape

_CELL = rb'<c r="%s([0-9]+)"([^<>]*)>(<f[ >/].*?)</c>'
_FORMULA = re.compile(rb"<((?:[\w.-]+:)?)f(?=[\s/>])[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?f\s*>)", re.DOTALL)
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v>")
_TYPE = re.compile(rb'\st="([A-Za-z]+)"')
_ALONE = {None, "normal", "shared"}  # other formulas fill more than their own cell
_NEAR = 1e-9  # programs add up in orders of their own


_RESULTS = PartMemo[dict[int, str | float | None]](versions=1)


def other_results(package: Package, part: str, letters: str, wanted: Mapping[int, str | float]) -> Iterator[int]:
    """The rows whose formula in column `letters` is stored with another result than the one in `wanted`.

    One look over the bytes of the sheet, where reading its cells would cost ten times as much; cells that a program
    wrote in a form of its own are not seen, and stay as they are.
    """
    stored = _RESULTS.made(lambda: _results(package.part(part), letters), package, part, letters)
    return (row for row, there in stored.items() if row in wanted and not _same(there, wanted[row]))


def _results(body: bytes, letters: str) -> dict[int, str | float | None]:
    """Row → what is stored beside its formula."""
    found = {}
    for row, tag, inner in re.findall(_CELL % letters.encode(), body, re.DOTALL):
        kind = _TYPE.search(tag)
        found[int(row)] = _stored(kind[1] if kind else b"", inner)
    return found


def _stored(kind: bytes, inner: bytes) -> str | float | None:
    """The result in a cell's content, an error as its text; None for a truth value, "" for none at all."""
    found = _VALUE.search(inner)
    text = "" if found is None else found[1].decode("utf-8", "replace")
    if kind in {b"str", b""} and not text:
        return ""
    if kind in {b"str", b"e"}:
        return unescape(xml_unescape(text))
    try:
        return float(text) if kind in {b"", b"n"} else None
    except ValueError:
        return None


def patch_result(plan: SheetPlan, one: ResultPatch) -> None:
    """Plan `one`.

    Raises:
        WorkbookError: there is no such cell, or no cell can hold the value.
    """
    where = f"{plan.sheet.title}!{one.cell}"
    row, column = position(one.cell, where)
    there, text = plan.content_of(row, column), plan.shared.text(row, column)
    own = plan.look(row, column).formula
    if (
        there is None
        or text is None
        or own is None
        or own[0].get("t") not in _ALONE
        or _bare(text) != _bare(one.formula)
    ):
        return
    element = _FORMULA.search(there.inner)
    if element is None:
        return
    new = formula_content(Formula(one.formula, one.value), plan.part.prefix, where)
    kept = _FORMULA.sub(lambda _: element[0], new.inner, count=1)
    plan.put(row, column, Content(new.kind, kept, there.metadata))


def _bare(formula: str) -> str:
    """A formula without what programs spell in ways of their own."""
    return "".join(formula.removeprefix("=").split()).casefold()


def _same(there: str | float | None, wanted: str | float) -> bool:
    if isinstance(there, str) or isinstance(wanted, str) or there is None:
        return there == wanted
    return math.isclose(there, wanted, rel_tol=_NEAR, abs_tol=_NEAR)
