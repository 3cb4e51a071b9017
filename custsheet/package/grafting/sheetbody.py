"""A donor's sheet body made fit for the target: strings inline, style numbers mapped, references following renames.

The rows of long sheets come apart from it as `Rows`, fit already. Works on bytes. A regular expression over `<c r=` is
safe because text never holds a raw `<`, and the donor is always drawn by XlsxWriter, whose cells read
`<c r="A1" s="1" t="s"><v>0</v></c>`, attributes in this order.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from xml.sax.saxutils import escape

from custsheet.package.workbook import quote_title

Rows = Callable[[Callable[[int], int]], Iterable[bytes]]
"""A function that gives the rows of a donor's sheet as XML, strings inline, dates counted as the target counts them.

It is told what the target calls each of the donor's cell formats.
"""
_NO_ROWS = b"<sheetData/>"
_STRING = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="s"><v>([0-9]+)</v></c>)?')
_ROW_STYLE = re.compile(rb'(<row [^>]*?\bs=")([0-9]+)(")')
_COLUMN_STYLE = re.compile(rb'(<col [^>]*?\bstyle=")([0-9]+)(")')
_TAB_SELECTED = re.compile(rb' tabSelected="[^"]*"')
_CODE_NAME = re.compile(rb'(<sheetPr[^>]*?) codeName="[^"]*"')
# A number, or a formula with the number it gave, in a cell with a format.
_NUMBER = re.compile(rb'(<c r="[A-Z]+[0-9]+" s="([0-9]+)">(?:<f(?: [^<>]*)?>[^<]*</f>)?<v>)(-?[0-9][0-9.eE+-]*)(</v>)')
_DATE_RULE = re.compile(rb'<dataValidation type="date".*?</dataValidation>', re.DOTALL)
_BOUND = re.compile(rb"(<formula[12]>)([0-9.]+)(</formula[12]>)")
DAYS_1904 = 1462
"""By so much serial numbers counted from 1900 are greater than those counted from 1904 (ISO 29500-1, 18.17.4.1)."""
# Text in a cell that looks like an escape: XlsxWriter writes `_x005F_x000D_` where somebody typed `_x000D_`.
_LITERAL = re.compile(rb"<is><t(?: [^<>]*)?>([^<]*_x005F_x[0-9A-Fa-f]{4}_[^<]*)</t></is>")
_UNDERSCORE = re.compile(rb"_x005F_(?=x[0-9A-Fa-f]{4}_)")
# Where such text ends with the underscore that the next begins with, which XlsxWriter does not see.
_SHARED = re.compile(rb"(?<=x[0-9A-Fa-f]{4}_)(?=x[0-9A-Fa-f]{4}_)")
# All that holds a reference: formulas of cells, formats, validations, sparklines and charts; targets of links.
_REFERENCE = re.compile(
    rb"(<(?:\w+:)?(?:f|formula|formula1|formula2|calculatedColumnFormula|totalsRowFormula)(?: [^<>]*)?>)([^<]+)"
    rb'|(\blocation=")([^"]+)'
)
# A sheet's title before an exclamation mark, or a table's name before a bracket.
_NAMED = re.compile(r"'((?:[^']|'')+)'!|([^\s'\"!#()+*/^&=<>,;:{}\[\]-]+)!|((?<![\w.])[^\W\d][\w.]*)(?=\[)")
_FORBIDDEN = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>]* [cv]m="')


def shared_strings(data: bytes) -> list[bytes]:
    """The content of each shared string, rich runs and all, ready to stand inside `<is>`."""
    return _STRING.findall(data)


def transplant_body(
    body: bytes,
    strings: list[bytes],
    cell_format: Callable[[int], int],
    differential_format: Callable[[int], int],
) -> bytes:
    """The sheet part `body` of a donor with shared strings inline and every style number mapped.

    Raises:
        ValueError: the donor uses dynamic arrays or images in cells, which need a metadata part we do not carry.
    """
    if _FORBIDDEN.search(body):
        raise ValueError("a tool sheet must hold no dynamic arrays, checkboxes or images in cells")
    start = body.index(b"<sheetData")
    end = body.rfind(b"</sheetData>")
    end = start if end < 0 else end
    head, data, tail = body[:start], body[start:end], body[end:]
    styles: dict[bytes, bytes] = {}

    def style(number: bytes) -> bytes:
        if number not in styles:
            styles[number] = b"%d" % cell_format(int(number))
        return styles[number]

    def cell(match: re.Match[bytes]) -> bytes:
        place, number, string = match.groups()
        opening = b'<c r="' + place + (b'" s="' + style(number) + b'"' if number else b'"')
        return opening if string is None else opening + b' t="inlineStr"><is>' + strings[int(string)] + b"</is></c>"

    def styled(match: re.Match[bytes]) -> bytes:
        return match[1] + style(match[2]) + match[3]

    head = _CODE_NAME.sub(rb"\1", _TAB_SELECTED.sub(b"", head))
    head = _COLUMN_STYLE.sub(styled, head)
    data = unmistakable(_ROW_STYLE.sub(styled, _CELL.sub(cell, data)))
    return head + data + map_differential(tail, differential_format)


def with_rows(body: bytes, rows: Rows, cell_format: Callable[[int], int]) -> bytes:
    """The sheet part `body`, which has no rows, with `rows` in it.

    Raises:
        ValueError: it has rows.
    """
    before, place, after = body.partition(_NO_ROWS)
    if not place:
        raise ValueError("a sheet whose rows come apart must have none itself")
    whole = io.BytesIO(before)  # gives what was written without a copy, whereas a join holds it twice
    whole.seek(0, io.SEEK_END)
    whole.write(b"<sheetData>")
    for piece in rows(cell_format):
        whole.write(piece)
    whole.write(b"</sheetData>" + after)
    return whole.getvalue()


def unmistakable(cell: bytes) -> bytes:
    """The content of an inline cell, its text in runs where it looks like an escape."""
    return _LITERAL.sub(_split, cell)


def _split(match: re.Match[bytes]) -> bytes:
    """Text that looks like an escape, in runs that do not: readers disagree about escapes in inline strings."""
    *ended, last = _UNDERSCORE.split(match[1])
    pieces = [run for piece in [*(piece + b"_" for piece in ended), last] for run in _SHARED.split(piece)]
    return b"<is>" + b"".join(b'<r><t xml:space="preserve">' + piece + b"</t></r>" for piece in pieces) + b"</is>"


def shift_dates(body: bytes, days: int, shows_date: Callable[[int], bool]) -> bytes:
    """The sheet part `body` with every date later by `days`: the target may count days from 1904, the donor from 1900.

    `shows_date` says whether a cell format of the donor shows a day; times of day alone (below 1) stay.
    """

    def moved(text: bytes) -> bytes:
        number = float(text)
        return text if number < 1 else f"{number + days:.16g}".encode()

    def cell(match: re.Match[bytes]) -> bytes:
        return match[1] + moved(match[3]) + match[4] if shows_date(int(match[2])) else match[0]

    def rule(match: re.Match[bytes]) -> bytes:
        return _BOUND.sub(lambda bound: bound[1] + moved(bound[2]) + bound[3], match[0])

    return _DATE_RULE.sub(rule, _NUMBER.sub(cell, body))


def map_differential(xml: bytes, differential_format: Callable[[int], int]) -> bytes:
    """Map every `dxfId`, `headerRowDxfId`, `dataDxfId` … in the tags of `xml`."""
    # One tag may hold several; each pass maps one, so they are mapped tag by tag.
    return re.sub(
        rb"<[^<>]*[dD]xfId=[^<>]*>",
        lambda tag: re.sub(
            rb'([dD]xfId=")([0-9]+)(")', lambda m: m[1] + b"%d" % differential_format(int(m[2])) + m[3], tag[0]
        ),
        xml,
    )


def rename_references(xml: bytes, titles: Mapping[str, str], tables: Mapping[str, str]) -> bytes:
    """Let formulas and links in `xml` follow sheets and tables that bear another name in the target."""
    if not titles and not tables:
        return xml

    def mend(match: re.Match[bytes]) -> bytes:
        opening, text = (match[1], match[2]) if match[1] else (match[3], match[4])
        renamed = rename_in_formula(unescape(text.decode()), titles, tables)
        return opening + escape(renamed, {'"': "&quot;"}).encode()

    return _REFERENCE.sub(mend, xml)


def rename_in_formula(formula: str, titles: Mapping[str, str], tables: Mapping[str, str]) -> str:
    """The same for the plain text of one formula."""
    new_titles = {old.casefold(): quote_title(new) + "!" for old, new in titles.items()}
    new_tables = {old.casefold(): new for old, new in tables.items()}

    def mend(match: re.Match[str]) -> str:
        quoted, plain, table = match.groups()
        if table:
            return new_tables.get(table.casefold(), match[0])
        title = quoted.replace("''", "'") if quoted else plain
        return new_titles.get(title.casefold(), match[0])

    return _NAMED.sub(mend, formula)
