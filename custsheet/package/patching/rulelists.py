"""The validations and conditional formats of a sheet, in its plain lists and in the extension list (x14).

Excel moves a rule that mentions another sheet into the extension when it saves, so both are always read together.
Positions are those in `SheetPart.tail`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from custsheet.package.patching.bytexml import Node, attribute_span, find, inside, masked, nodes
from custsheet.package.ranges import Box, parse_boxes


@dataclass(frozen=True, slots=True)
class Ruled:
    """One validation or one block of conditional formats: its element, the elements it stands in, where its ranges are.

    `above` goes from the outermost element down; empty for a block of plain conditional formats.
    """

    validation: bool
    extended: bool
    node: Node
    above: tuple[Node, ...]
    boxes: tuple[Box, ...]
    span: tuple[int, int]


def ruled(tail: bytes) -> Iterator[Ruled]:
    """All of them, in the order they stand."""
    view = masked(tail)
    for node in nodes(view):
        if node.name == b"conditionalFormatting":
            yield from _plain(view, node, (), validation=False)
        elif node.name == b"dataValidations":
            for one in inside(view, node):
                yield from _plain(view, one, (node,), validation=True)
        elif node.name == b"extLst":
            for extension in inside(view, node):
                yield from _extended(view, node, extension)


def _plain(view: bytes, node: Node, above: tuple[Node, ...], *, validation: bool) -> Iterator[Ruled]:
    span = attribute_span(node, "sqref")
    if span is not None:
        yield Ruled(validation, False, node, above, _boxes(view, span), span)


def _extended(view: bytes, holder: Node, extension: Node) -> Iterator[Ruled]:
    for group in inside(view, extension):
        if group.name not in {b"dataValidations", b"conditionalFormattings"}:
            continue
        for one in inside(view, group):
            place = find(view, b"sqref", one.inner, one.close)
            if place is not None:
                span = (place.inner, place.close)
                above = (holder, extension, group)
                yield Ruled(group.name == b"dataValidations", True, one, above, _boxes(view, span), span)


def _boxes(view: bytes, span: tuple[int, int]) -> tuple[Box, ...]:
    return tuple(parse_boxes(view[span[0] : span[1]].decode("utf-8", "replace")))
