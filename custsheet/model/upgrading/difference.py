"""One thing that differs between a workbook's standard and a newer one, as a sentence; and what things are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal, get_args

from custsheet.model.schema import Schema
from custsheet.model.text import Text, text
from custsheet.model.upgrading.steps import Place

Kind = Literal["new", "changed", "gone", "kept", "left_out", "own"]
ORDER: tuple[Kind, ...] = get_args(Kind)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs, in words.

    Attributes:
        kind: new, changed, gone (and stays as the company's own), kept (the company's change wins over the new
            standard's), left_out (cannot be taken over), own (the company's, of which the new standard says nothing).
        text: the sentence.
        place: what it is about, names from the top: ("sheets", "customers", "fields", "mobile"); () = the whole.
    """

    kind: Kind
    text: Text
    place: Place = ()


def titled(place: Place, *schemas: Schema) -> Text:
    """What the item at that place is called by the first of `schemas` that has it; its name where none has."""
    for schema in schemas:
        here: Any = schema
        for collection, name in zip(place[::2], place[1::2], strict=True):
            here = next((one for one in getattr(here, collection) if one.name == name), None)
            if here is None:
                break
        else:
            found: Text = here.title
            return found
    return text(place[-1], place[-1])


def called(place: Place, *schemas: Schema) -> Text:
    """The item at that place with what it is in: 「客户」的“手机”, Customers, Mobile."""
    own, above = titled(place, *schemas), titled(place[:2], *schemas)
    if place[0] == "settings":
        return text(f"参数“{own.zh}”", f"Setting {own.en}")
    if place[0] == "lists":
        zh, en = f"清单「{above.zh}」", f"List {above.en}"
    else:
        zh, en = f"「{above.zh}」", above.en
    return text(zh, en) if len(place) == 2 else text(f"{zh}的“{own.zh}”", f"{en}, {own.en}")


def listed(words: Collection[Text]) -> Text:
    """甲、乙 / a, b; of many only the first, and how many there are."""
    shown = list(words)[:_SHOWN]
    zh, en = "、".join(one.zh for one in shown), ", ".join(one.en for one in shown)
    if len(shown) < len(words):
        return text(f"{zh}等 {len(words)} 项", f"{en} … ({len(words)} in all)")
    return text(zh, en)


def joined(parts: Collection[Text]) -> Text:
    """Parts of one sentence, one after the other."""
    return text("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))
