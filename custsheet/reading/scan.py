"""The cells of a plainly spelled sheet part, found in its bytes with numpy: where each stands, and its spelling.

The gate has proved how such a part is spelled (`package.gating.grammar`), so that the places of a cell's row, column,
format, type and value can be computed for all cells at once. That takes a fifth of the time of a reader that makes an
object of each cell. What a cell means (a text, a day) is not told here; cells that hold more than a shared text or a
number (a formula, an error, a text of their own) are given as they are spelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]

TEXT, NUMBER, OTHER = 1, 2, 3
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_CHUNK = 1 << 21  # bytes; so much stays in the processor's cache, which halves the time
_MARGIN = 64  # bytes behind a chunk that a look ahead may reach
_LONGEST = 17  # characters of a number whose digits fit a float's 53 bits, or may
_EXACT = 2**53
_POWERS = 10.0 ** np.arange(_LONGEST + 1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The cells of one sheet that are not blank, in the order of the file.

    Attributes:
        rows: Excel row of each.
        columns: Excel column, 1 = A.
        kinds: TEXT, NUMBER or OTHER.
        values: number of the shared text; the number; place in `others`.
        formats: cell format of a number.
        others: how cells of any other kind are spelled from behind their reference on, each spelling once.
    """

    rows: Ints
    columns: Ints
    kinds: Bytes
    values: Numbers
    formats: Ints
    others: list[bytes]

    def only(self, kind: int) -> Scanned:
        """The cells of one kind."""
        chosen = self.kinds == kind
        return Scanned(
            self.rows[chosen],
            self.columns[chosen],
            self.kinds[chosen],
            self.values[chosen],
            self.formats[chosen],
            self.others,
        )


def scan(body: bytes) -> Scanned | None:
    """The cells of a plain sheet part; None if it is spelled in another way than Excel's.

    That is: its tags bear a prefix, white space stands between them, or attributes stand in an unusual order.
    """
    begin, end = body.find(_OPEN), body.rfind(_CLOSE)
    if begin < 0 and b"<sheetData/>" not in body:
        return None
    whole = np.frombuffer(body, np.uint8)
    others: dict[bytes, int] = {}
    found = []
    for at, cut in _chunks(body, begin + len(_OPEN), end if begin >= 0 else 0):
        cells = _cells(body, whole, at, cut, others)
        if cells is None:
            return None
        found.append(cells)
    if not found:
        none = np.empty(0, np.int64)
        return Scanned(none, none, np.empty(0, np.uint8), np.empty(0), none, [])
    rows, columns, kinds, values, formats = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Scanned(rows, columns, kinds, values, formats, list(others))


def _chunks(body: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where to cut, each time behind a row."""
    while at < end:
        cut = end
        if end - at > _CHUNK:
            cut = body.rfind(b"</row>", at, at + _CHUNK)
            cut = cut if cut >= 0 else body.find(b"</row>", at, end)
            cut = cut + 6 if cut >= 0 else end
        yield at, cut
        at = cut


_A, _C, _F, _N, _O, _R, _S, _T, _V = map(ord, "Acfnorstv")
_LESS, _MORE, _SLASH, _QUOTE, _SPACE, _EQUALS, _POINT, _MINUS = map(ord, '<>/" =.-')
_BEFORE: Final = 8  # bytes of <c r="" and >


def _cells(
    body: bytes, whole: Bytes, at: int, cut: int, others: dict[bytes, int]
) -> tuple[Ints, Ints, Bytes, Numbers, Ints] | None:
    part = whole[at : cut + _MARGIN]
    tags = np.append(np.flatnonzero(part[: cut - at] == _LESS), [cut - at] * 2)
    kind = part[tags[:-2] + 1]
    if not _tight(part, tags[:-2], kind):
        return None
    is_row = (kind == _R) & (part[tags[:-2] + 2] == _O)
    rows = tags[:-2][is_row]
    if not (part[rows + 5] == _R).all():
        return None
    number, digits = _until_quote(part, rows + 8)
    places = np.flatnonzero((kind == _C) & (part[tags[:-2] + 2] == _SPACE))
    cell, after = tags[places], tags[places + 1]
    if not (part[cell + 3] == _R).all():
        return None
    # A cell without anything in it ends at once.
    filled = (part[after - 2] != _SLASH) & (part[after + 1] != _SLASH)
    places, cell, after = places[filled], cell[filled], after[filled]
    per_row = np.diff(np.append(np.searchsorted(cell, rows), len(cell)))
    row, width = np.repeat(number, per_row), np.repeat(digits, per_row)
    column, letters = _column(part, cell + 6)
    quote = cell + 6 + letters + width
    typed = (part[after - 6] == _T) & (part[after - 7] == _SPACE) & (part[after - 4] == _QUOTE)
    typed &= part[after - 2] == _QUOTE
    kind = np.where(typed, part[after - 3], _N)
    style = after - cell - _BEFORE - letters - width - 6 * typed
    styled = (style > 5) & (style <= 10) & (part[quote + 2] == _S) & (part[quote + 3] == _EQUALS)
    usual = (part[after + 1] == _V) & (part[after + 2] == _MORE) & (part[after + 3] != _LESS)
    usual &= (style == 0) | styled
    text, plain = usual & (kind == _S), usual & (kind == _N)
    other = ~text & ~plain
    kinds = text * np.uint8(TEXT) + plain * np.uint8(NUMBER) + other * np.uint8(OTHER)
    values = np.zeros(len(cell))
    chosen = text | plain
    start = after[chosen] + 3
    values[chosen] = _numbers(part, start, tags[places[chosen] + 2] - start)
    formats: Any = np.zeros(len(cell), np.int32)
    bearing = plain & (style > 0)
    formats[bearing] = _until_quote(part, quote[bearing] + 5)[0]
    for one in np.flatnonzero(other).tolist():
        first = at + int(quote[one]) + 1
        values[one] = others.setdefault(body[first : body.find(b"</c>", first) + 4], len(others))
    rows, column = row.astype(np.int32), column.astype(np.int16)
    return rows, column, kinds, values, formats


def _tight(part: Bytes, tags: Ints, kind: Bytes) -> bool:
    """Whether each tag follows the one before at once, but for the ends of values and texts.

    White space between tags, which is well-formed and plain, moves what is looked for at a distance from the next tag.
    """
    ends = kind == _SLASH
    # </v>, </t> and </f> may end a text; all others end what holds tags alone.
    named = part[tags + 2]
    ends &= (named == _V) | (named == _T) | (named == _F)
    return bool((ends | (part[tags - 1] == _MORE) | (tags == 0)).all())


def _column(part: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """The column whose letters stand at each place, and how many letters those are."""
    first, second, third = (part[at + ahead].astype(np.int64) - (_A - 1) for ahead in range(3))
    two = second > 0  # digits come before the letters
    three = two & (third > 0)
    column = np.where(two, first * 26 + second, first)
    return np.where(three, column * 26 + third, column), 1 + two.astype(np.int64) + three


def _until_quote(part: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """The whole number that stands at each place before a quotation mark, and how many digits it has."""
    number, digits = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    running = np.arange(len(at))
    for ahead in range(_LONGEST):
        here = part[at[running] + ahead]
        running, here = running[here != _QUOTE], here[here != _QUOTE]
        if not len(running):
            break
        number[running] = number[running] * 10 + (here - np.uint8(48))
        digits[running] += 1
    return number, digits


def _numbers(part: Bytes, start: Ints, length: Ints) -> Numbers:
    """The numbers that are written there, each the float nearest to it, as any reader gives it.

    Up to 53 bits of digits and a power of ten that is exact in a float give it by one division; others are rare.
    """
    number, point = np.zeros(len(start), np.int64), np.full(len(start), -1, np.int64)
    odd = length > _LONGEST
    order = np.arange(len(start))
    for ahead in range(min(int(length.max(initial=0)), _LONGEST)):
        if ahead:
            order = order[length[order] > ahead]
        here = part[start[order] + ahead]
        digit = here - np.uint8(48)  # wraps round for what comes before the digits
        is_digit = digit < 10
        if is_digit.all():
            number[order] = number[order] * 10 + digit
            continue
        counted = order[is_digit]
        number[counted] = number[counted] * 10 + digit[is_digit]
        point[order[here == _POINT]] = ahead
        odd[order[~is_digit & (here != _POINT) & ((here != _MINUS) | (ahead > 0))]] = True
    decimals = np.where(point >= 0, length - 1 - point, 0)
    negative = part[start] == _MINUS
    odd |= number > _EXACT
    found = number / _POWERS[np.minimum(decimals, _LONGEST)]
    found[negative] = -found[negative]
    for one in np.flatnonzero(odd).tolist():
        first = int(start[one])
        found[one] = float(part[first : first + int(length[one])].tobytes())
    return found
