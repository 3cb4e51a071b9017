"""XlsxWriter, where its public interface ends: warnings as errors, and every private part of it that drawing relies on.

A new major version may change what is used here, and here only; pyproject.toml therefore names an upper bound.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from xlsxwriter.worksheet import Worksheet

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

    XlsxWriter's own option does the same for every cell again, 1 ms each.
    """
    return str(_SHEET._prepare_formula(formula, True))


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
