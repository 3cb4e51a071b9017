"""Every single difference between three standards: the seed, what the company made of it, and the newly shipped one.

Invariant: what the company changed itself stays, and nothing it has goes: fields, entries, settings and sheets that the
new standard dropped stay as its own. Only rules between fields follow the new standard out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from custsheet.model.text import fold_label, fold_value

Data = dict[str, Any]
"""A standard as plain data, every default written out."""
Place = tuple[str, ...]
"""Names from the top: ("sheets", "customers", "fields", "mobile")."""
Verdict = Literal["taken", "kept", "own", "clash"]


@dataclass(frozen=True, slots=True)
class Step:
    """One difference.

    Attributes:
        place: what it is about.
        what: "new", "gone" (and stays), "off" (no longer in use by default, and stays), "rule new", "rule gone",
            "aliases", "aliases gone", or the group of properties that differs.
        verdict: taken = the new standard's holds. kept = both changed it; the company's stays. own = only the company
            changed it. clash = new, but the company already calls something of its own so.
        value: what the new standard has there (for a rule: the rule).
    """

    place: Place
    what: str
    verdict: Verdict
    value: Any = None

    @property
    def told(self) -> bool:
        """Whether it means anything to a person; other spellings that are recognised do not."""
        return not self.what.startswith("aliases")


Groups = Mapping[str, tuple[str, ...]]
"""What is decided as one: a company that changed one of them keeps them all, because they only make sense together."""

FIELD: Groups = {
    "title": ("title",),
    "nature": ("type", "format", "role", "formula", "override", "constraints.enum"),
    "pattern": ("constraints.pattern",),
    "minimum": ("constraints.minimum", "constraints.min_length"),
    "maximum": ("constraints.maximum", "constraints.max_length"),
    "required": ("constraints.required", "required_when"),
    "unique": ("constraints.unique",),
    "default": ("default",),
    "enabled": ("enabled",),
    "personal": ("personal",),
    "weight": ("weight",),
    "numbering": ("numbering",),
    "description": ("description",),
    "example": ("example", "wrong"),
    "when": ("when",),
    "look": ("group", "width"),
}
VALUE: Groups = {"title": ("title",), "advice": ("description",)}
LIST: Groups = {"title": ("title",), "extensible": ("extensible",)}
SETTING: Groups = {
    "title": ("title",),
    "nature": ("type", "unit", "choices", "minimum", "maximum", "all_word"),
    "default": ("default",),
    "description": ("description", "group"),
}
SHEET: Groups = {  # the name of the table stays: formulas in the workbook call it by that
    "title": ("title",),
    "description": ("description", "when"),
    "keys": ("kind", "primary_key", "label_fields", "owner_field", "event_field", "together"),
}
STANDARD: Groups = {"title": ("title", "description"), "missing": ("missing_values",)}


@dataclass(frozen=True, slots=True)
class _Collection:
    groups: Groups
    inside: Mapping[str, _Collection]
    rules: tuple[str, ...] = ()


_COLLECTIONS: Mapping[str, _Collection] = {
    "lists": _Collection(LIST, {"values": _Collection(VALUE, {})}),
    "settings": _Collection(SETTING, {}),
    "sheets": _Collection(SHEET, {"fields": _Collection(FIELD, {})}, ("foreign_keys", "rules")),
}


def steps(base: Data, mine: Data, new: Data) -> Iterator[Step]:
    """Every difference, lists before the fields that choose from them."""
    yield from _properties((), STANDARD, base, mine, new)
    for name, collection in _COLLECTIONS.items():
        yield from _collection((name,), collection, base[name], mine[name], new[name])


def named(items: Sequence[Data]) -> dict[str, Data]:
    """The items by their names."""
    return {str(one["name"]): one for one in items}


def find(data: Data, place: Place) -> Data | None:
    """The item at that place, None if there is none."""
    here: Data | None = data
    for collection, name in zip(place[::2], place[1::2], strict=True):
        here = named(here[collection]).get(name) if here is not None else None
    return here


def value(item: Data, path: str) -> Any:
    """A property by its path, `constraints.enum`; None where it or what it is in is absent."""
    here: Any = item
    for key in path.split("."):
        here = here.get(key) if isinstance(here, dict) else None
    return here


def labels(item: Data) -> list[str]:
    """Every way to write what the item is called."""
    return [item["title"]["zh"], item["title"]["en"], *item.get("aliases", ())]


def folded(place: Place, label: str) -> str:
    """The form in which two labels at such a place are the same."""
    return (fold_value if place[-2] == "values" else fold_label)(label)


def _collection(
    place: Place, kind: _Collection, base: Sequence[Data], mine: Sequence[Data], new: Sequence[Data]
) -> Iterator[Step]:
    was, have, want = named(base), named(mine), named(new)
    owner = {folded((*place, name), label): name for name, one in want.items() for label in labels(one)}
    freed: dict[str, list[str]] = {}
    for name in (one for one in want if one in was and one in have):
        # A spelling goes only where the new standard calls something else so; a column may bear it.
        gone = [one for one in was[name].get("aliases", ()) if one not in want[name]["aliases"]]
        freed[name] = [one for one in gone if owner.get(folded((*place, name), one), name) != name]
    for name, less in freed.items():
        if less:
            yield Step((*place, name), "aliases gone", "taken", less)
    taken = {
        folded((*place, name), label)
        for name, one in have.items()
        for label in labels(one)
        if label not in freed.get(name, ())
    }
    for name, one in want.items():
        at = (*place, name)
        if name in have:
            yield from _item(at, kind, was.get(name, {}), have[name], one)
        elif name in was:
            yield Step(at, "removed", "own")
        else:
            clash = any(folded(at, title) in taken for title in one["title"].values())
            yield Step(at, "new", "clash" if clash else "taken", one)
    for name in have:
        if name not in want:
            yield Step((*place, name), "gone" if name in was else "new", "taken" if name in was else "own")


def _item(place: Place, kind: _Collection, base: Data, mine: Data, new: Data) -> Iterator[Step]:
    yield from _properties(place, kind.groups, base, mine, new)
    more = [one for one in new.get("aliases", ()) if one not in mine["aliases"]]
    if more:
        yield Step(place, "aliases", "taken", more)
    for name, inner in kind.inside.items():
        yield from _collection((*place, name), inner, base.get(name, ()), mine[name], new[name])
    for name in kind.rules:
        was, have, want = base.get(name, []), mine[name], new[name]
        for rule in want:
            if rule not in was and rule not in have:
                yield Step(place, "rule new", "taken", (name, rule))
        for rule in have:
            if rule in was and rule not in want:
                yield Step(place, "rule gone", "taken", (name, rule))


def _properties(place: Place, groups: Groups, base: Data, mine: Data, new: Data) -> Iterator[Step]:
    for group, paths in groups.items():
        was, have, want = ([value(one, path) for path in paths] for one in (base, mine, new))
        if have == want:
            continue
        if want == was:
            yield Step(place, group, "own")
        elif group == "enabled" and have == was == [True]:  # a column that is in use stays in use
            yield Step(place, "off", "taken")
        else:
            yield Step(place, group, "taken" if have == was else "kept", dict(zip(paths, want, strict=True)))
