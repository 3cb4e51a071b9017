"""What was proved of parts, remembered; only what held is, so that every fault is found and told anew."""

from __future__ import annotations

from typing import NamedTuple

from custsheet.package import limits
from custsheet.package.container import Package
from custsheet.package.formulatexts import FormulaWatch
from custsheet.package.gating.plain import SheetSize, count_texts, measure
from custsheet.package.gating.xmlguard import check_whole, utf8
from custsheet.package.partmemo import PartMemo


class Plain(NamedTuple):
    """A plain sheet: the texts and formats there were, what it holds, whether there may be formulas."""

    texts: int
    formats: int
    size: SheetSize
    formulas: bool


_SHEETS = PartMemo[Plain]()
_TEXTS = PartMemo[int]()
_WHOLE = PartMemo[bool]()


def sheet(package: Package, part: str, texts: int, formats: int) -> Plain | None:
    """See `plain.measure`; what refers to no more texts and formats than there were does not where there are more."""
    known = _SHEETS.get(package, part, limits.CELLS)
    if known is not None and known.texts <= texts and known.formats <= formats:
        return known
    formulas = FormulaWatch()
    chunks = utf8(part, formulas.through(package.stream(part)))
    size = measure(part, chunks, texts, formats, package.entry(part).size)
    if size is None:
        return None
    plain = Plain(texts, formats, size, formulas.found)
    return _SHEETS.put(plain, package, part, limits.CELLS) if size.cells <= limits.CELLS else plain


def texts(package: Package, part: str) -> int | None:
    """See `plain.count_texts`."""
    known = _TEXTS.get(package, part, limits.TEXTS)
    if known is None:
        known = count_texts(part, utf8(part, package.stream(part)))
        if known is not None:
            _TEXTS.put(known, package, part, limits.TEXTS)
    return known


def whole(package: Package, part: str, elements: int | None = None) -> None:
    """See `check_whole`; where a number of `elements` is given, the part must also be UTF-8."""
    if not _WHOLE.get(package, part, elements, limits.DEPTH):
        stream = package.stream(part)
        check_whole(part, stream if elements is None else utf8(part, stream), elements=elements)
        _WHOLE.put(True, package, part, elements, limits.DEPTH)
