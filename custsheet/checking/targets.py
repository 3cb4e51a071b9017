"""The sheet a foreign key points to: which keys exist there, and which of them an unknown value was meant to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from custsheet.checking.view import View
from custsheet.model.text import fold_value
from custsheet.values.phones import phone_key
from custsheet.values.text import as_text

_NUMBERED = re.compile(r"([a-z]*)0*([0-9]+)")
_Form = TypeVar("_Form", bound=Hashable)
_HYPHEN = re.compile(r"(?<![0-9])[-_]+|[-_]+(?![0-9])")


def keys_of(view: View, fields: Sequence[str]) -> list[Any]:
    """The key in each record: a text, or of several columns one of each; None where any is blank."""
    columns = [texts_of(view, name) for name in fields]
    if len(columns) == 1:
        return columns[0]
    return [None if None in parts else parts for parts in zip(*columns, strict=True)]


def texts_of(view: View, field: str) -> list[str | None]:
    """The text in each record, None where blank."""
    return [None if value is None else value if type(value) is str else as_text(value) for value in view.typed(field)]


class Target:
    """The records of the sheet that a foreign key points to, by the fields it points to."""

    def __init__(self, view: View, fields: tuple[str, ...]) -> None:
        self._view, self._fields = view, fields
        self._known: dict[str, str | None] = {}

    @cached_property
    def keys(self) -> set[Any]:
        """Every key that exists."""
        return set(keys_of(self._view, self._fields)) - {None}

    def meant(self, value: str) -> str | None:
        """The one key of which `value` is another writing, or whose record bears this name or number."""
        if value not in self._known:
            self._known[value] = next((hits[form] for hits, form in self._ways(value) if form in hits), None)
        return self._known[value]

    def _ways(self, value: str) -> Iterator[tuple[Mapping[Any, str | None], Any]]:
        """From the surest to the weakest; the first that knows the value decides. Each is built when first needed."""
        folded = _written(value)
        yield self._folded, folded
        match = _NUMBERED.fullmatch(folded)
        if match:
            yield self._numbered, (match[1], match[2])
        if match is None:
            yield self._named, folded
        if (match is None or not match[1]) and (number := phone_key(value)):
            yield self._phoned, number

    @cached_property
    def _folded(self) -> dict[str, str | None]:
        return _alone((form, own) for own, form in self._own.items())

    @cached_property
    def _numbered(self) -> dict[tuple[str, str], str | None]:
        """C12 and 12 mean C000012, if no other key has that number."""
        found = ((match[1], match[2], own) for own, form in self._own.items() if (match := _NUMBERED.fullmatch(form)))
        return _alone(each for start, number, own in found for each in (((start, number), own), (("", number), own)))

    @cached_property
    def _named(self) -> dict[str, str | None]:
        return self._by(self._view.sheet.label_fields, _written)

    @cached_property
    def _phoned(self) -> dict[str, str | None]:
        phones = [one.name for one in self._view.inputs if one.format in ("mobile", "landline")]
        return self._by(tuple(phones), phone_key)

    @cached_property
    def _own(self) -> dict[str, str]:
        """Each key as it stands → as it is compared."""
        return {own: _written(own) for own in texts_of(self._view, self._fields[0]) if own is not None}

    def _by(self, fields: tuple[str, ...], normal: Callable[[str], Any]) -> dict[str, str | None]:
        owners = self._view.typed(self._fields[0])
        named = (
            (form, as_text(owner))
            for name in fields
            if self._view.has(name) and name not in self._fields
            for value, owner in zip(self._view.typed(name), owners, strict=True)
            if value is not None and owner is not None and (form := normal(as_text(value)))
        )
        return _alone(named)


def _alone(named: Iterable[tuple[_Form, str]]) -> dict[_Form, str | None]:
    """What is named → the one key that it names, None where it names several."""
    found: dict[_Form, str | None] = {}
    for form, key in named:
        if found.setdefault(form, key) != key:
            found[form] = None
    return found


def _written(value: str) -> str:
    """Folded, without the hyphens between letters and figures: C-12 may be C12, but 1-2 is not 12."""
    if value.isascii() and value.isalnum():  # as most identifiers are
        return value.lower()
    return _HYPHEN.sub("", fold_value(value))
