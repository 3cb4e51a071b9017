"""The formulas of a part, one after the other, while it is inflated: no sheet is held in memory for them.

Invariant: every formula is found, whatever its prefix and wherever the stream is cut; a formula missed here is a result
that silently goes wrong. A comment that holds what looks like a formula gives one too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from custsheet.package.container import Package
from custsheet.package.partmemo import PartMemo
from custsheet.package.possessive import possessive

_SECTION = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<[!?].*?>", re.DOTALL)
_TAG = re.compile(rb"[<:]f[\s/>]")
_CELLS_END = re.compile(rb"<(?:/(?:[\w.-]+:)?sheetData\s*|(?:[\w.-]+:)?sheetData(?:\s[^<>]*)?/)>")


class FormulaText(NamedTuple):
    """One formula: the bytes of its attributes, and its text without XML's escapes."""

    tag: bytes
    text: str


class FormulaWatch:
    """Lets the bytes of a sheet part pass and remembers whether a formula may have been among them.

    Most large sheets hold none, and knowing it saves whoever looks for formulas inflating them. `found` is never false
    where `formula_texts` finds one.
    """

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found = False

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks."""
        last = b""
        for chunk in chunks:
            if not self.found:
                self.found = _may_hold(last + chunk[:2]) or _may_hold(chunk)
                last = (last + chunk[-2:])[-2:]
            yield chunk


def formula_texts(chunks: Iterable[bytes], names: Sequence[bytes] = (b"f",)) -> Iterator[FormulaText]:
    """The text of every element called one of `names` in the XML that `chunks` make up; empty ones are left out."""
    pattern = _pattern(tuple(names))
    for piece in _up_to_closing(chunks):
        for tag, raw in pattern.findall(piece):
            yield FormulaText(tag, formula_text(raw))


def after_cells(chunks: Iterable[bytes]) -> bytes:
    """What follows the cells of a worksheet part: its rules, merges and extensions; empty when it has no cells."""
    kept: list[bytes] = []
    rest = b""
    for chunk in chunks:
        if kept:
            kept.append(chunk)
            continue
        piece = rest + chunk
        # The expression would stop at every tag.
        match = _CELLS_END.search(piece) if b"sheetData" in piece else None
        if match is not None:
            kept.append(piece[match.end() :])
        else:
            rest = piece[max(piece.rfind(b"<"), 0) :]
    return b"".join(kept)


_TAILS = PartMemo[bytes]()


def tail(package: Package, part: str, body: bytes | None = None) -> bytes:
    """`after_cells` of a part of a package; remembered, since a large sheet has to be inflated to come to its end.

    `body`: the part's bytes, where somebody has inflated them.
    """

    def look() -> bytes:
        if body is not None:  # from its end, where a sheet has its cells behind it
            begin = body.rfind(b"<", 0, max(body.rfind(b"sheetData"), 0))
            if begin >= 0 and (found := after_cells([body[begin:]])):
                return found
        return after_cells(package.stream(part))

    return _TAILS.made(look, package, part)


def _may_hold(piece: bytes) -> bool:
    # Where cells hold numbers only there is no f at all, and looking for one byte costs next to nothing.
    return b"f" in piece and (b"<f" in piece or b":f" in piece) and _TAG.search(piece) is not None


@lru_cache(maxsize=8)
def _pattern(names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    # What begins with < inside a formula is a comment or a CDATA section.
    called = b"|".join(map(re.escape, names))
    return re.compile(
        rb"<%s(?:%s)((?:\s[^<>]*)?)(?<!/)>(%s)</"
        % (possessive(rb"[\w.-]++:", b"?"), called, possessive(rb"[^<]++|<!\[CDATA\[.*?\]\]>|<(?=[!?])", b"+")),
        re.DOTALL,
    )


def _up_to_closing(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes cut behind `</`; those two begin the next piece again."""
    waiting: list[bytes] = []
    last = b""
    for chunk in chunks:
        at = (last + chunk).rfind(b"</")
        waiting.append(chunk)
        if at >= 0:
            whole = b"".join(waiting)
            cut = len(whole) - len(chunk) - len(last) + at
            yield whole[: cut + 2]
            waiting = [whole[cut:]]
        last = chunk[-1:]


def formula_text(raw: bytes) -> str:
    """The text that the content of a formula's element stands for."""
    if b"<" not in raw:
        return unescape(raw.decode("utf-8", "replace"))
    pieces, at = [], 0
    for match in _SECTION.finditer(raw):
        verbatim = (match[1] or b"").decode("utf-8", "replace")
        pieces += [unescape(raw[at : match.start()].decode("utf-8", "replace")), verbatim]
        at = match.end()
    return "".join([*pieces, unescape(raw[at:].decode("utf-8", "replace"))])
