"""Compares XML trees: whether everything that stood in one still stands in the other, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

# How many there are may grow with what was put in.
_COUNTS = {"count", "uniqueCount"}


def lost(before: bytes, after: bytes) -> str:
    """The first thing of `before` that `after` lacks; empty when nothing is lost. Additions are free."""
    old, new = etree.fromstring(before), etree.fromstring(after)
    around = [(_siblings(old, preceding=side), _siblings(new, preceding=side)) for side in (True, False)]
    for had, has in around:
        if had != has:
            return f"around the root: {had} became {has}"
    for name in ("encoding", "xml_version"):
        if getattr(old.getroottree().docinfo, name) != getattr(new.getroottree().docinfo, name):
            return f"the declaration: {name}"
    return next(_lost(old, new), "")


def _siblings(root: Any, *, preceding: bool) -> list[bytes]:
    return [etree.tostring(node, with_tail=False) for node in root.itersiblings(preceding=preceding)]


def _lost(old: Any, new: Any) -> Iterator[str]:
    if not isinstance(old.tag, str):
        if old.tag is not new.tag or old.text != new.text:
            yield f"{old}"
        return
    if (old.tag, old.prefix) != (new.tag, new.prefix):
        yield f"<{old.tag}> became <{new.tag}>"
        return
    if not old.nsmap.items() <= new.nsmap.items():
        yield f"<{old.tag}> lost a prefix"
    for key, value in old.attrib.items():
        if new.get(key) != value and key not in _COUNTS:
            yield f"<{old.tag}> @{key}: {value!r} became {new.get(key)!r}"
    if (old.text or "").strip() != (new.text or "").strip():
        yield f"the text of <{old.tag}>"
    rest = iter(new)
    for child in old:
        if not any(next(_lost(child, candidate), None) is None for candidate in rest):
            yield f"<{old.tag}> lost {etree.tostring(child, with_tail=False)[:300]!r}, or its place"
            return
