"""Whether formulas go stale: any when a person's value changes, those that read a tool sheet when that one does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from custsheet.package.container import Content
from custsheet.package.formulatexts import FormulaWatch, formula_texts
from custsheet.package.workbook import Workbook
from custsheet.package.xmlparts import child, truth


def recalculates(workbook: Workbook) -> bool:
    """Whether Excel recalculates all formulas anyway on the next opening; nobody need look for them then."""
    settings = child(workbook.root, "calcPr")
    return settings is not None and truth(settings.get("fullCalcOnLoad"))


def refers_to(
    workbook: Workbook, titles: Sequence[str], names: Sequence[str] = (), *, values_only: Collection[Content] = ()
) -> bool:
    """Whether a cell formula on any other sheet mentions a sheet titled in `titles`, or a name or table in `names`.

    May say yes where a longer title or name merely contains one of these; the price is one recalculation in Excel.
    Sheets in `values_only` (see `Report`) hold no formula and are not looked at.
    """
    own = {title.casefold() for title in titles}
    needles = [title.replace("'", "''").casefold() + end for title in titles for end in ("!", "'!")]
    needles += [name.casefold() for name in names]
    for sheet in workbook.sheets:
        if sheet.kind != "worksheet" or sheet.title.casefold() in own:
            continue
        if not holds_formula(workbook, sheet.part, values_only):
            continue
        for formula in formula_texts(workbook.package.stream(sheet.part)):
            text = formula.text.casefold()
            if any(needle in text for needle in needles):
                return True
    return False


def has_formulas(workbook: Workbook, values_only: Collection[Content] = ()) -> bool:
    """Whether any cell of the workbook may hold a formula; sheets in `values_only` (see `Report`) do not."""
    if workbook.rel_part("calcChain"):
        return True
    return any(
        holds_formula(workbook, sheet.part, values_only) for sheet in workbook.sheets if sheet.kind == "worksheet"
    )


def holds_formula(workbook: Workbook, part: str, values_only: Collection[Content] = ()) -> bool:
    """Whether there may be a formula in the sheet part; finding out costs inflating it."""
    package, watch = workbook.package, FormulaWatch()
    if package.content(part) in values_only:
        return False
    return any(watch.found for _ in watch.through(package.stream(part)))
