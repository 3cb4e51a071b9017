"""References inside a formula: moved to another cell, compared as seen from their own cell, grown with a table.

openpyxl's translator is no help here: it refuses a reference that leaves the sheet, where Excel writes #REF! in a cell
and goes round the edge in a rule, and it cannot compare two formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from custsheet.model.address import column_letters
from custsheet.package.ranges import LAST_COLUMN, LAST_ROW
from custsheet.package.sheetscan import column_number

# What is no reference comes first: text, quoted titles, [columns of tables] and [1] of other workbooks, errors.
# Names and functions are taken whole, so that nothing inside them looks like a cell.
_TOKEN = re.compile(
    r"""
      (?P<skip> "(?:[^"]|"")*" | '(?:[^']|'')*'!? | \#[A-Z/0!?]+[!?A]
        | \[ (?: [^\[\]'] | '. | \[ (?: [^\[\]'] | '. )* \] )* \] )
    | (?P<rows> \$?[0-9]+ : \$?[0-9]+ (?![\w.(!]) )
    | (?P<number> (?:[0-9]+\.?[0-9]*|\.[0-9]+) (?:[Ee][+-]?[0-9]+)? )
    | (?P<columns> \$?[A-Za-z]{1,3} : \$?[A-Za-z]{1,3} (?![\w.(!\[$]) )
    | (?P<cell> (?P<fixed>\$?)(?P<letters>[A-Za-z]{1,3})(?P<held>\$?)(?P<digits>[1-9][0-9]{0,6}) (?![\w.(!\[\\]) )
    | (?P<name> [^\W\d][\w.?\\]* | \\[\w.?\\]* )
    """,
    re.VERBOSE,
)
_PART = re.compile(r"(\$?)([A-Za-z]+|[0-9]+)")
_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)([1-9][0-9]{0,6}):(\$?[A-Z]{1,3}\$?)([1-9][0-9]{0,6})")

Axis = Callable[[bool, int, int], str]
"""(absolute, number, size of the sheet that way) → the text of a row or column."""


def moved(formula: str, rows: int, columns: int, *, wrap: bool = False) -> str:
    """The formula as Excel writes it `rows` further down and `columns` further right.

    `wrap`: references that leave the sheet come in on the other side, as in conditional formats, validations and
    relative names; otherwise they become #REF!, as in cells.
    """

    def step(number: int, by: int, size: int) -> int:
        new = number + by
        if wrap:
            return (new - 1) % size + 1
        if not 1 <= new <= size:
            raise _OffSheetError
        return new

    def row(absolute: bool, number: int, size: int) -> str:
        return f"${number}" if absolute else str(step(number, rows, size))

    def column(absolute: bool, number: int, size: int) -> str:
        return f"${column_letters(number)}" if absolute else column_letters(step(number, columns, size))

    return _mapped(formula, row, column)


def seen_from(formula: str, row: int, column: int) -> str:
    """The formula with relative references as distances from (row, column): equal for all cells it was filled into."""

    def axis(letter: str, base: int) -> Axis:
        def write(absolute: bool, number: int, size: int) -> str:
            return f"{letter}{number}" if absolute else f"{letter}[{(number - base) % size}]"

        return write

    return _mapped(formula.strip().removeprefix("="), axis("R", row), axis("C", column))


def names(formula: str) -> set[str]:
    """The names, functions and tables a formula mentions, case folded; nothing that stands inside text."""
    return {match["name"].casefold() for match in _TOKEN.finditer(formula) if match["name"]}


def is_relative(formula: str) -> bool:
    """Whether the formula means something else in another cell."""
    return seen_from(formula, 1, 1) != seen_from(formula, 2, 2)


def reads_row(formula: str, row: int, shifts: Sequence[range] = (range(1),)) -> bool:
    """Whether a cell, a corner of a range or an end of whole rows (`3:3`) that stands in the formula lies in `row`.

    `shifts`: how many rows further down than written relative references are read, for a formula of many cells.
    """
    for match in _TOKEN.finditer(formula):
        if match["cell"]:
            found = [(bool(match["held"]), int(match["digits"]))]
        elif match["rows"]:
            found = [(end.startswith("$"), int(end.lstrip("$"))) for end in match[0].replace(" ", "").split(":")]
        else:
            continue
        for absolute, number in found:
            if number == row if absolute else any(row - number in shift for shift in shifts):
                return True
    return False


def grown(formula: str, last: int, by: int) -> str:
    """The formula with every range that ends in row `last` made `by` rows longer: totals below a table that grew."""
    pieces, at = [], 0
    for match in _RANGE.finditer(formula):
        if int(match[4]) == last and int(match[2]) < last and not _in_text(formula, match.start()):
            pieces += [formula[at : match.start(4)], str(last + by)]
            at = match.end(4)
    return "".join([*pieces, formula[at:]])


class _OffSheetError(Exception):
    """A reference left the sheet."""


def _in_text(formula: str, at: int) -> bool:
    return any(m.start() <= at < m.end() for m in _TOKEN.finditer(formula) if m["skip"])


def _mapped(formula: str, row: Axis, column: Axis) -> str:
    def part(text: str) -> str:
        match = _PART.fullmatch(text)
        if match is None:
            raise ValueError(f"not a row or column: {text}")
        if match[2].isdigit():
            return row(bool(match[1]), int(match[2]), LAST_ROW)
        return column(bool(match[1]), column_number(match[2]), LAST_COLUMN)

    def token(match: re.Match[str]) -> str:
        try:
            if match["cell"]:
                letters, digits = column_number(match["letters"]), int(match["digits"])
                if letters > LAST_COLUMN or digits > LAST_ROW:  # a name that only looks like a cell
                    return match[0]
                return column(bool(match["fixed"]), letters, LAST_COLUMN) + row(bool(match["held"]), digits, LAST_ROW)
            if match["rows"] or match["columns"]:
                return ":".join(part(text) for text in match[0].split(":"))
        except _OffSheetError:
            return "#REF!"
        return match[0]

    return _TOKEN.sub(token, formula)
