"""Every difference between a workbook's standard and a newer one, one sentence each, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from custsheet.model.errors import SchemaError
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text
from custsheet.model.upgrading.difference import ORDER, Difference, called
from custsheet.model.upgrading.fieldwords import field_differences
from custsheet.model.upgrading.merge import Merged, merge
from custsheet.model.upgrading.otherwords import entry_differences, item_differences, whole_differences
from custsheet.model.upgrading.steps import Place, Step

_DETAILS = text("只有不影响填写的细节有变化。", "Only details that change nothing for people.")


def differences(merged: Merged) -> tuple[Difference, ...]:
    """What differs: what becomes new or other first, then what stays as the company has it."""
    found = [*whole_differences(merged)]
    for kind in ("sheets", "lists", "settings"):
        found += _collection(merged, kind)
    for step, why in merged.refused:
        whose = called(step.place, merged.mine, merged.new)
        said = text(f"{whose.zh}的改动没有采用：{why.zh}。", f"{whose.en}: a change was left out, as {why.en}.")
        found.append(Difference("left_out", said, step.place))
    if merged and not any(one.kind != "own" for one in found):
        found.append(Difference("changed", _DETAILS))
    return tuple(sorted(found, key=lambda one: ORDER.index(one.kind)))


def company_changes(snapshot: Snapshot) -> tuple[Text, ...]:
    """What the company has changed of the standard since it was shipped, one sentence each."""
    shipped = seed_of(snapshot)
    if shipped is None or shipped == snapshot.schema:
        return ()
    return tuple(one.text for one in differences(merge(shipped, shipped, snapshot.schema)))


def seed_of(snapshot: Snapshot) -> Schema | None:
    """The standard as it was shipped when the workbook was made or last upgraded, None if nobody can tell."""
    if not snapshot.memory.seed:
        return snapshot.carried
    try:
        return load_schema(snapshot.memory.seed)
    except SchemaError:
        return None


def _collection(merged: Merged, kind: str) -> Iterator[Difference]:
    """The differences of the sheets, the lists or the settings, one after the other."""
    by_item: dict[Place, tuple[list[Step], list[Step]]] = {}
    for step in merged.steps:
        if step.told and step.place[:1] == (kind,):
            itself, inside = by_item.setdefault(step.place[:2], ([], []))
            (itself if len(step.place) == 2 else inside).append(step)
    for place, (itself, inside) in by_item.items():
        yield from item_differences(merged, place, itself)
        yield from (field_differences if kind == "sheets" else entry_differences)(merged, place, inside)
