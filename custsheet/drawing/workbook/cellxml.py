"""One cell as XML: what follows the number of its style, and what its value says to the sheet's fingerprint.

A cell reads `<c r="A1" s="5` + tail, because the number of a style is known only in the workbook the sheet goes into.
What a tail looks like is XlsxWriter's spelling, which is nearly Excel's own: strings keep their outer blanks, control
characters are spelled `_x000B_`, numbers have 16 digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import MAX_TEXT, Formula, Link, Rich, cached, clip, date_format, literal
from custsheet.drawing.workbook.native import DrawingError, run_xml, shared_string, stored
from custsheet.drawing.workbook.style import Look
from custsheet.package.grafting.sheetbody import unmistakable
from custsheet.reading.fingerprint import normal, numeral
from custsheet.values.cellerrors import STORED

if TYPE_CHECKING:
    from custsheet.drawing.workbook.book import Book

MAX_NUMBER = 10**15  # Excel keeps 15 digits
_FIRST_DAY = date(1900, 1, 1)
# Characters that XML or Excel spell otherwise, what looks like such a spelling, and outer blanks.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\\s|\\s$")
_ESCAPED = re.compile("(?=_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
BLANK, NUMBER, INLINE = '"/>', '"><v>%.16G</v></c>', '" t="inlineStr"><is><t>%s</t></is></c>'
"""Tails of cells: without a value, with a number that is not too large for one, with a text that `are_plain`."""
_BETWEEN = "|"  # any sign that is no blank and has no meaning in XML
_BEFORE, _AFTER = f" {_BETWEEN}", f"{_BETWEEN} "


class Cell(NamedTuple):
    """A cell ready to be written.

    Attributes:
        worn: number of its look.
        form: number format where the look names none.
        tail: its XML after the number of the style.
        said: its value in the fingerprint; "" where it does not count.
    """

    worn: int
    form: str | None
    tail: str
    said: str


def are_plain(texts: Sequence[str]) -> bool:
    """Whether each of the texts may stand in a cell as it is, and says to a fingerprint what it is.

    It may say no of texts that would do: what is asked takes no look at single signs.
    """
    whole = _BETWEEN.join(texts)
    # Printable: no control characters, no line breaks, no halves of surrogate pairs, no blanks but the usual one.
    return (
        whole.isprintable()
        and not ("&" in whole or "<" in whole or ">" in whole or "_x" in whole or _BEFORE in whole or _AFTER in whole)
        and not (whole[:1] == " " or whole[-1:] == " ")
        and all(texts)
        and len(max(texts, key=len, default="")) <= MAX_TEXT // 2
    )


def is_plain(text: str) -> bool:
    """Whether a text that is not empty may stand in a cell as it is, and says to a fingerprint what it is."""
    return (
        text.isprintable()
        and not ("&" in text or "<" in text or ">" in text or "_x" in text)
        and not (text[0] == " " or text[-1] == " ")
        and len(text) <= MAX_TEXT // 2
    )


def spelled(text: str) -> str:
    """`text` as it stands between tags."""
    if not _SPECIAL.search(text):
        return text
    text = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", _ESCAPED.sub("_x005F", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def string_xml(text: str) -> str:
    """`text` as a `<t>`."""
    if not _SPECIAL.search(text):
        return f"<t>{text}</t>"
    xml = spelled(text)
    kept = ' xml:space="preserve"' if xml[0].isspace() or xml[-1].isspace() else ""
    return f"<t{kept}>{xml}</t>"


class Inline:
    """Strings that stand in their cells: a sheet carried elsewhere needs no list of strings then."""

    def text(self, text: str) -> str:
        """The tail of a cell that holds `text`."""
        if not _SPECIAL.search(text):
            return INLINE % text
        held = f"<is>{string_xml(text)}</is>"
        return f'" t="inlineStr">{unmistakable(held.encode()).decode()}</c>'

    def plain(self, text: str) -> str:
        """The same of a text that `is_plain`."""
        return INLINE % text

    def rich(self, runs: str) -> str:
        """The tail of a cell that holds these runs."""
        return f'" t="inlineStr"><is>{runs}</is></c>'


class Shared:
    """Strings in the list that XlsxWriter keeps for a workbook that stands by itself."""

    def __init__(self, native: Any) -> None:
        self._native = native

    def text(self, text: str) -> str:
        """The tail of a cell that holds `text`, or the XML of runs."""
        return f'" t="s"><v>{shared_string(self._native, text)}</v></c>'

    plain = rich = text


class Cells:
    """Values into cells, for one book. `strings` says where texts go."""

    def __init__(self, book: Book, strings: Inline | Shared) -> None:
        self._book = book
        self.text = strings.text
        """The tail of a cell that holds a text, which is neither empty nor too long."""
        self.in_order = isinstance(strings, Shared)
        """Whether texts must come row by row, each as often as it stands there."""
        self._rich_tail, self._plain = strings.rich, strings.plain
        self._runs: dict[int, str] = {}  # number of a look → the font of a run that wears it
        self._makers: dict[type, Callable[[Any, int], Cell]] = {
            str: self._string,
            float: self._number,
            int: self._number,
            bool: self._truth,
            type(None): self._blank,
            date: self._moment,
            datetime: self._moment,
            Formula: self._formula,
            Rich: self._rich,
        }

    def cell(self, value: Any, worn: int) -> Cell:
        """The cell of any value but a link."""
        maker = self._makers.get(value.__class__)
        return maker(value, worn) if maker is not None else self._other(value, worn)

    def link(self, value: Link, worn: int, *, written: bool) -> Cell:
        """The cell of a link; not `written`: there are as many in the sheet as Excel takes, so that it is a formula."""
        if value.number is not None:
            return self._number(value.number, worn)
        if written:
            return self._string(value.text, worn)
        formula = f"=HYPERLINK({literal('#' + value.target)},{literal(clip(value.text, 255))})"
        return self._formula(Formula(formula, value.text), worn)

    def shown(self, value: Any) -> Any:
        """What a chart holds of a value: a number as text."""
        if isinstance(value, Link):
            value = value.text if value.number is None else value.number
        if isinstance(value, Formula):
            return cached(value.value, date1904=self._book.date1904)
        if isinstance(value, Rich):
            return "".join(text for text, _ in value.runs)
        if value is None or value != value:
            return ""
        if isinstance(value, str):
            return clip(value)
        if isinstance(value, date):
            value = cached(value, date1904=self._book.date1904)
        return f"{value:.16g}" if isinstance(value, Real) else str(value)

    def form(self, value: Any, worn: int) -> tuple[int, str | None]:
        """The look and number format that `cell` would give, without the XML."""
        if isinstance(value, (Formula, date)) or hasattr(value, "item"):
            if isinstance(value, Formula):
                held = value.value
                return worn, date_format(held) if isinstance(held, date) and held == held else None
            return self.cell(value, worn)[:2]
        if isinstance(value, Rich):
            runs = [one for text, one in value.runs if text]
            return (self._book.look_id(worn, runs[0]) if len(runs) == 1 else worn), None
        return worn, None

    def _blank(self, _value: object, worn: int) -> Cell:
        return Cell(worn, None, BLANK, "")

    def _string(self, value: str, worn: int) -> Cell:
        if not value:
            return Cell(worn, None, BLANK, "")
        if is_plain(value):
            return Cell(worn, None, self._plain(value), "t" + value)
        text = clip(value)
        return Cell(worn, None, self.text(text), normal(text))

    def _number(self, value: float, worn: int) -> Cell:
        number = float(value)
        if number != number:
            return Cell(worn, None, BLANK, "")
        if abs(number) >= MAX_NUMBER:
            return self._string(str(value), worn)
        return Cell(worn, None, NUMBER % number, numeral(number))

    def _truth(self, value: bool, worn: int) -> Cell:
        return Cell(worn, None, f'" t="b"><v>{int(value)}</v></c>', "")

    def _moment(self, value: date, worn: int) -> Cell:
        if value != value:  # NaT
            return Cell(worn, None, BLANK, "")
        if (value.date() if isinstance(value, datetime) else value) < _FIRST_DAY:  # Excel has no earlier days
            return self._string(str(value), worn)
        serial = cached(value, date1904=self._book.date1904)
        if isinstance(serial, str):  # before 1904, where days are counted from there
            return self._string(serial, worn)
        return Cell(worn, date_format(value), NUMBER % serial, normal(value))

    def _formula(self, value: Formula, worn: int) -> Cell:
        held = value.value
        day = date_format(held) if isinstance(held, date) and held == held else None
        shown = cached(held, date1904=self._book.date1904)
        kind = ""
        if isinstance(shown, bool):
            kind, shown = ' t="b"', int(shown)
        elif isinstance(shown, str) and shown:
            kind = ' t="e"' if shown in STORED else ' t="str"'
        result = spelled(shown) if isinstance(shown, str) else shown
        return Cell(worn, day, f'"{kind}><f>{_data(stored(value.text))}</f><v>{result}</v></c>', "")

    def _rich(self, value: Rich, worn: int) -> Cell:
        runs = [(clip(text), one) for text, one in value.runs if text]
        if len(runs) < 2:  # Excel has no rich text of one run
            text, one = runs[0] if runs else ("", style.look())
            return self._string(text, self._book.look_id(worn, one))
        xml = "".join(f"<r>{self._run(one)}{string_xml(text)}</r>" for text, one in runs)
        return Cell(worn, None, self._rich_tail(xml), normal("".join(text for text, _ in runs)))

    def _run(self, one: Look) -> str:
        number = self._book.look_id(one)
        found = self._runs.get(number)
        if found is None:
            found = self._runs[number] = run_xml(self._book.format(number))
        return found

    def _other(self, value: Any, worn: int) -> Cell:
        if value != value:  # NaT, numpy's NaN
            return self._blank(value, worn)
        for kind in (str, bool, datetime, date):
            if isinstance(value, kind):
                return self._makers[kind](value, worn)
        if isinstance(value, Real):
            number = float(value)
            return self._number(number, worn) if math.isfinite(number) else self._string(str(value), worn)
        if hasattr(value, "item"):  # numpy's own bool is neither bool nor Real
            return self.cell(value.item(), worn)
        raise DrawingError(f"no way to write a {type(value).__name__}")


def _data(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
