"""XlsxWriter, where its public interface ends: warnings as errors, and every private part of it that drawing relies on.

A new major version may change what is used here, and here only; pyproject.toml therefore names an upper bound.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from xlsxwriter.worksheet import Worksheet, re_dynamic_function
from xlsxwriter.xmlwriter import XMLwriter

_CALLED = re.compile(r"[\w.]+\(")
_SHEET = Worksheet()  # of no workbook; only its knowledge of formulas is asked for


class DrawingError(RuntimeError):
    """XlsxWriter refused something: a mistake in drawing, never in the data."""


@contextmanager
def guard() -> Iterator[None]:
    """Whatever XlsxWriter warns about inside is raised as `DrawingError`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except Warning as warning:
            raise DrawingError(str(warning)) from warning


def done(result: object) -> None:
    """XlsxWriter answers with a negative number where it left something out."""
    if isinstance(result, int) and result < 0:
        raise DrawingError(f"XlsxWriter refused with {result}")


def none_shown(book: Any) -> None:
    """Let every sheet of the workbook be hidden: a donor's sheets are carried elsewhere, where others are shown.

    XlsxWriter shows the first sheet when none was activated; it looks whether the active one is number 0.
    """
    book.worksheet_meta.activesheet = 1


@lru_cache(maxsize=1024)
def stored(formula: str) -> str:
    """A formula as a file holds it: without "=", with the prefixes without which MAXIFS and its like are #NAME?.

    XlsxWriter looks for some 130 functions one after the other, .1 ms a formula; nearly all hold none of them.
    """
    if re_dynamic_function.search(formula):
        raise DrawingError(f"{formula} spills into other cells, which needs a part that is not carried")
    if formula.startswith("=") and formula[-1] != "}" and all(map(_bare, _CALLED.findall(formula))):
        return formula[1:]
    return _prefixed(formula)


@lru_cache(maxsize=1024)
def _bare(called: str) -> bool:
    """Whether a function's name, with its parenthesis, stands in a file as it is typed."""
    return _prefixed(called) == called


def _prefixed(formula: str) -> str:
    return str(_SHEET._prepare_formula(formula, True))


def style_number(form: Any) -> int:
    """The number of a format among the workbook's cell formats; it gets the next one when it is first asked for."""
    return int(form._get_xf_index())


def shared_string(book: Any, text: str) -> int:
    """The number of `text`, or of the XML of runs, in the workbook's list of strings."""
    return int(book.str_table._get_shared_string_index(text))


def run_xml(form: Any) -> str:
    """The font of a run of rich text."""
    out = io.StringIO()
    _SHEET.rstring = XMLwriter()
    _SHEET.rstring._set_filehandle(out)
    _SHEET._write_font(form)
    return out.getvalue()


def row_heights(sheet: Any) -> Callable[[int | None], str]:
    """How the sheet's rows say their height: pixels, None for the sheet's own → attributes."""
    usual, own = sheet.original_row_height, sheet.default_row_height

    @cache
    def said(pixels: int | None) -> str:
        high = own if pixels is None else pixels
        ending = ' x14ac:dyDescent="0.25"' if sheet.excel_version == 2010 else ""
        if high == usual == own:
            return ending
        return f' ht="{high * 0.75:.16g}" customHeight="1"{ending}'

    return said


def hand_over(
    sheet: Any,
    span: tuple[int, int, int, int] | None,
    rows: Callable[[], Iterable[str]] | None,
    links: Callable[[], str],
    shown: Callable[[int, int, int, int], list[Any]],
) -> None:
    """Let XlsxWriter draw all of a sheet but its cells, which it would hold one by one and write at 3 µs each.

    Args:
        sheet: XlsxWriter's worksheet.
        span: the range the cells take, numbers from 1.
        rows: the XML of its rows; None for an empty `<sheetData/>`, which somebody else fills.
        links: the elements between `<hyperlinks>` and its end.
        shown: what charts are to show of a range, numbers from 0, as `Worksheet._get_range_data` says it.
    """
    if span is not None:
        done(sheet._check_dimensions(span[0] - 1, span[1] - 1))
        done(sheet._check_dimensions(span[2] - 1, span[3] - 1))

    def write_rows() -> None:
        whole = "" if rows is None else "".join(rows())
        sheet.fh.write(f"<sheetData>{whole}</sheetData>" if whole else "<sheetData/>")

    def write_links() -> None:
        said = links()
        if said:
            sheet.fh.write(f"<hyperlinks>{said}</hyperlinks>")

    sheet._write_sheet_data, sheet._write_hyperlinks, sheet._get_range_data = write_rows, write_links, shown


def grown_table(sheet: Any, last_row: int, last_col: str) -> None:
    """Let the table added last go down to `last_row`: XlsxWriter would remember each of its cells."""
    table = sheet.tables[-1]
    for name in ("range", "a_range", "autofilter"):
        if table.get(name):
            table[name] = f"{table[name].partition(':')[0]}:{last_col}{last_row}"


def column_formula(sheet: Any, position: int, formula: str) -> None:
    """Give a column of the table added last the formula for new rows.

    As an option, XlsxWriter would rewrite "@" inside a column's name and fill the cells with 0.
    """
    sheet.tables[-1]["columns"][position]["formula"] = formula


def rewritten(chart: Any, change: Callable[[str], str]) -> None:
    """Let the XML of a chart pass through `change` when it is written; the workbook must be made in memory."""
    write = chart._assemble_xml_file

    def whole() -> None:
        write()
        out: io.StringIO = chart.fh  # a workbook in memory keeps its parts as text
        said = change(out.getvalue())
        out.seek(0)
        out.truncate()
        out.write(said)

    chart._assemble_xml_file = whole
