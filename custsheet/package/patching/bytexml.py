"""A look at XML bytes without a tree: direct children of an element, attributes, and edits of one start tag.

A worksheet part may hold hundreds of megabytes and must keep every byte that is not meant to change, so it is never
parsed and written back. Positions count bytes of the part itself. `masked` blanks what may hold a `<` that begins no
tag (comments, CDATA, processing instructions); after that a regular expression finds tags safely, because neither text
nor attribute values may hold a raw `<`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape

_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_TAG = re.compile(rb"""<(/?)((?:[\w.-]+:)?)([\w.-]+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

Edit = tuple[int, int, bytes]
"""Start, end and what shall stand there."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element: `start`..`end` is all of it, `inner`..`close` its content; equal when it is self-closed.

    `prefix` is `b"x:"` or empty; `attributes` the bytes between its name and `>` or `/>`.
    """

    prefix: bytes
    name: bytes
    attributes: bytes
    start: int
    inner: int
    close: int
    end: int

    @property
    def tag(self) -> int:
        """Where its attributes begin, right after its name."""
        return self.start + 1 + len(self.prefix + self.name)

    @property
    def empty(self) -> bool:
        """Whether it is written self-closed, `<x/>`."""
        return self.inner == self.end


def masked(data: bytes) -> bytes:
    """The same bytes with comments, CDATA and processing instructions blanked, every position kept."""
    if b"<!" not in data and data.find(b"<?", 2) < 0:
        return data
    return _HIDDEN.sub(lambda match: b" " * len(match[0]), data)


def nodes(view: bytes, start: int = 0, end: int | None = None) -> Iterator[Node]:
    """The elements that stand side by side in `view[start:end]`, which is masked; ends at a closing tag too many."""
    depth = 0
    first: re.Match[bytes] | None = None
    for match in _TAG.finditer(view, start, len(view) if end is None else end):
        if match[1]:
            depth -= 1
            if depth < 0:
                return
            if depth == 0 and first is not None:
                yield Node(first[2], first[3], first[4], first.start(), first.end(), match.start(), match.end())
        elif match[4].endswith(b"/"):
            if depth == 0:
                at = match.end()
                yield Node(match[2], match[3], match[4][:-1], match.start(), at, at, at)
        else:
            if depth == 0:
                first = match
            depth += 1


def find(view: bytes, name: bytes, start: int = 0, end: int | None = None) -> Node | None:
    """The first of these elements that is called `name`, whatever its prefix."""
    return next((node for node in nodes(view, start, end) if node.name == name), None)


def inside(view: bytes, node: Node) -> Iterator[Node]:
    """The direct children of `node`."""
    return nodes(view, node.inner, node.close)


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes in the bytes of a start tag, entities undone."""
    return {
        match[1].decode(): unescape((match[3] if match[2] is None else match[2]).decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(tag)
    }


def attribute_span(node: Node, name: str) -> tuple[int, int] | None:
    """Where the value of an attribute of `node` stands, between its quotes."""
    for match in _ATTRIBUTE.finditer(node.attributes):
        if match[1] == name.encode():
            start, end = match.span(3 if match[2] is None else 2)
            return node.tag + start, node.tag + end
    return None


def with_attributes(tag: bytes, changes: dict[str, str | None]) -> bytes:
    """The bytes of a start tag's attributes after `changes`: a new value in place, else at the end; None takes it out.

    All other bytes stay as they are.
    """
    left = dict(changes)
    pieces, at = [], 0
    for match in _ATTRIBUTE.finditer(tag):
        name = match[1].decode()
        if name not in left:
            continue
        value = left.pop(name)
        if value is None:
            pieces.append(tag[at : match.start()].rstrip())
            at = match.end()
        else:
            group = 3 if match[2] is None else 2
            pieces += [tag[at : match.start(group)], quoted(value)]
            at = match.end(group)
    rest = tag[at:]
    added = b"".join(b" %s=%s" % (name.encode(), b'"' + quoted(v) + b'"') for name, v in left.items() if v is not None)
    return b"".join(pieces) + (rest.rstrip() + added if added else rest)


def tag_edit(node: Node, changes: dict[str, str | None]) -> Edit:
    """The edit that brings `changes` (see `with_attributes`) about in the start tag of `node`."""
    known = attributes(node.attributes)
    wanted = {name: value for name, value in changes.items() if known.get(name) != value}
    return node.tag, node.tag + len(node.attributes), with_attributes(node.attributes, wanted)


def quoted(value: str) -> bytes:
    """An attribute's value as bytes that may stand between quotes of either kind."""
    return escape(value, {'"': "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}).encode()


def cut_out(data: bytes, node: Node, edits: Sequence[Edit] = ()) -> bytes:
    """The bytes of `node` alone with `edits`, whose places are those in `data`, put in."""
    shifted = [(start - node.start, end - node.start, new) for start, end, new in edits]
    return replaced(data[node.start : node.end], shifted)


def replaced(data: bytes, edits: Sequence[Edit]) -> bytes:
    """`data` with `edits` put in; the places must not overlap."""
    view = memoryview(data)
    pieces: list[bytes | memoryview] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [view[at:start], new]
        at = end
    return b"".join([*pieces, view[at:]]) if edits else data
