"""What the comparison of XML trees finds lost, and what it lets pass."""

from __future__ import annotations

import pytest
from making.trees import lost

BEFORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!-- top --><w xmlns="urn:m" xmlns:x="urn:x" count="2" '
    'x:keep="1"><a n="1"/><?erp keep?><b>text<c/></b><!-- in --><x:d/></w>'
)
LOSSES = {
    "an attribute": ('x:keep="1"', ""),
    "a value": ('n="1"', 'n="2"'),
    "an element": ("<c/>", ""),
    "a text": ("text", "other"),
    "a comment": ("<!-- in -->", ""),
    "a comment before the root": ("<!-- top -->", ""),
    "an instruction": ("<?erp keep?>", ""),
    "an order": ('<a n="1"/><?erp keep?>', '<?erp keep?><a n="1"/>'),
    "a prefix": ("x:", "ns0:"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_lost__finds(name: str) -> None:
    old, new = LOSSES[name]
    after = BEFORE.replace(old, new).replace("xmlns:x=", f"xmlns:{'ns0' if name == 'a prefix' else 'x'}=")
    assert after != BEFORE
    assert lost(BEFORE.encode(), after.encode()) != ""


def test_lost__lets_additions_pass() -> None:
    after = BEFORE.replace('count="2"', 'count="3" more="1"').replace("<x:d/>", '<a n="1"/><x:d><new/></x:d><b/>')
    assert lost(BEFORE.encode(), after.encode()) == ""
