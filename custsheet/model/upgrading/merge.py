"""The steps to a newer standard carried out on the one a workbook carries.

Invariant: what comes out is as valid as a shipped standard. A step that would make it otherwise is left out and said
to be; it must not keep a company from all the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from pydantic import ValidationError

from custsheet.model.load import mistakes
from custsheet.model.schema import Schema
from custsheet.model.text import Text, text
from custsheet.model.upgrading.steps import Data, Step, find, folded, labels, named, steps

_SHAPELESS = text("和你们的标准放在一起不成立", "it does not hold together with your standard")


@dataclass(frozen=True)
class Merged:
    """The standard a workbook shall carry.

    Attributes:
        mine: what it carried.
        new: what is shipped.
        schema: what it shall carry.
        steps: what differs, each but those refused carried out if its verdict says so.
        refused: steps that would have made the standard invalid, and why.
    """

    mine: Schema
    new: Schema
    schema: Schema
    steps: tuple[Step, ...]
    refused: tuple[tuple[Step, Text], ...] = ()

    def __bool__(self) -> bool:
        """Whether the workbook's standard becomes another one."""
        return self.schema != self.mine


def merge(base: Schema | None, mine: Schema, new: Schema) -> Merged:
    """The newer standard `new` on top of `mine`, which the company made of `base`.

    `base` None: nobody knows any more what it was made from, so that whatever differs counts as the company's own.
    """
    have, want = (one.model_dump(mode="json") for one in (mine, new))
    was = base.model_dump(mode="json") if base is not None else {"lists": (), "settings": (), "sheets": ()}
    found = tuple(steps(was, have, want))
    begun = have | {name: want[name] for name in ("version", "changes", "tool_sheets")}
    open_steps = [one for one in found if one.verdict == "taken" and one.what not in ("gone", "off")]
    whole = _tried(begun, open_steps, want)
    if isinstance(whole, Schema):
        return Merged(mine, new, whole, found)
    schema, refused = _one_by_one(begun, open_steps, want)
    return Merged(mine, new, schema, tuple(one for one in found if one not in [bad for bad, _ in refused]), refused)


def _one_by_one(data: Data, todo: list[Step], want: Data) -> tuple[Schema, tuple[tuple[Step, Text], ...]]:
    """As many of the steps as can be carried out; some can only after others."""
    while True:
        left: list[tuple[Step, Text]] = []
        for step in todo:
            tried = _tried(data, [step], want)
            if isinstance(tried, Schema):
                data = tried.model_dump(mode="json")
            else:
                left.append((step, tried))
        if not left or len(left) == len(todo):
            return Schema.model_validate(data), tuple(left)
        todo = [step for step, _ in left]


def _tried(data: Data, todo: Iterable[Step], want: Data) -> Schema | Text:
    """The standard after these steps, or why it would be none."""
    copy = deepcopy(data)
    for step in todo:
        _carry_out(copy, step, want)
    try:
        schema = Schema.model_validate(copy)
    except ValidationError:
        return _SHAPELESS
    for _, zh, en in mistakes(schema):
        return Text(zh=zh, en=en)
    return schema


def _carry_out(data: Data, step: Step, want: Data) -> None:
    if step.what == "new":
        _insert(data, step, want)
        return
    item = find(data, step.place)
    if item is None:  # it was refused
        return
    if step.what == "aliases":
        _recognise(data, step, step.value)
    elif step.what == "aliases gone":
        item["aliases"] = [one for one in item["aliases"] if one not in step.value]
    elif step.what == "rule new":
        name, rule = step.value
        item[name].append(rule)
    elif step.what == "rule gone":
        name, rule = step.value
        item[name].remove(rule)
    else:
        former = item["title"]
        for path, value in step.value.items():
            holder, _, key = path.rpartition(".")
            (item[holder] if holder else item)[key] = value
        if step.what == "title" and "aliases" in item:  # the column still bears the former title
            _recognise(data, step, former.values())


def _insert(data: Data, step: Step, want: Data) -> None:
    """Put the new item behind the one it follows in the new standard, so that alike things stay together."""
    *above, collection, name = step.place
    holder = find(data, tuple(above))
    if holder is None:
        return
    order = [one["name"] for one in (find(want, tuple(above)) or {})[collection]]
    have = [one["name"] for one in holder[collection]]
    before = [one for one in order[: order.index(name)] if one in have]
    at = have.index(before[-1]) + 1 if before else 0
    one = deepcopy(step.value)
    if "aliases" in one:
        others = {folded(step.place, label) for other in holder[collection] for label in labels(other)}
        one["aliases"] = [label for label in one["aliases"] if folded(step.place, label) not in others]
    holder[collection].insert(at, one)


def _recognise(data: Data, step: Step, more: Iterable[str]) -> None:
    """Other spellings of an item, but those by which something else is known."""
    *above, collection, name = step.place
    siblings = named((find(data, tuple(above)) or {})[collection])
    item = siblings.pop(name)
    taken = {folded(step.place, label) for other in siblings.values() for label in labels(other)}
    known = {folded(step.place, label) for label in labels(item)}
    item["aliases"] += [one for one in more if folded(step.place, one) not in taken | known]
