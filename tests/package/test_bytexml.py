"""Elements and attributes found in bytes."""

from __future__ import annotations

import pytest

from custsheet.package.patching.bytexml import (
    attribute_span,
    attributes,
    find,
    inside,
    masked,
    nodes,
    replaced,
    with_attributes,
)


def test_masked__keeps_positions() -> None:
    data = "<a><!-- <b> 客 --><![CDATA[<c>]]><?x <d>?></a>".encode()
    assert len(masked(data)) == len(data)
    assert [node.name for node in nodes(masked(data))] == [b"a"]
    assert masked(b"<a><b/></a>") == b"<a><b/></a>"


def test_nodes__direct_children_only() -> None:
    data = b"""<x:a k="1"><b><x:a/></b></x:a> <c n='>'/><d></d></out><e/>"""
    found = list(nodes(data))
    assert [(node.prefix, node.name, node.empty) for node in found] == [
        (b"x:", b"a", False),
        (b"", b"c", True),
        (b"", b"d", False),
    ]
    assert [node.name for node in inside(data, found[0])] == [b"b"]
    assert data[found[0].start : found[0].end] == b"""<x:a k="1"><b><x:a/></b></x:a>"""
    assert find(data, b"d") == found[2]
    assert find(data, b"e") is None


def test_attributes__both_quotes_and_entities() -> None:
    assert attributes(b""" a="1&amp;2" b = 'x"y' x:c="r='5'" """) == {"a": "1&2", "b": 'x"y', "x:c": "r='5'"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"s": "2"}, b""" r='A1' s='2' x:s="9" """),
        ({"s": None}, b""" r='A1' x:s="9" """),
        ({"t": "b"}, b""" r='A1' s='1' x:s="9" t="b\""""),
        ({"r": "<'\""}, b""" r='&lt;&apos;&quot;' s='1' x:s="9" """),
        ({"q": None}, b""" r='A1' s='1' x:s="9" """),
    ],
)
def test_with_attributes__all_else_stays(changes: dict[str, str | None], expected: bytes) -> None:
    assert with_attributes(b""" r='A1' s='1' x:s="9" """, changes) == expected


def test_attribute_span__between_the_quotes() -> None:
    data = b"""<x:a p="sqref='1'" sqref = 'A1:B2'/>"""
    node = next(iter(nodes(data)))
    span = attribute_span(node, "sqref")
    assert span is not None
    assert data[slice(*span)] == b"A1:B2"
    assert attribute_span(node, "none") is None


def test_replaced__insertions_behind_deletions() -> None:
    assert replaced(b"0123456789", [(4, 4, b"x"), (2, 4, b""), (9, 10, b"y")]) == b"01x45678y"
    data = b"abc"
    assert replaced(data, []) is data
