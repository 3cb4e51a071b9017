"""What the other records of the same company say: the proposal for a missing industry, kind, size, owner or company.

Two records are of one company if their companies' names mean the same, or if their e-mail addresses share a domain that
is not a provider's. Something is proposed only if at least one of them has a value and all that have one agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from custsheet.checking.view import View
from custsheet.model.finding import Cell
from custsheet.model.schema import Field
from custsheet.model.text import fold_value
from custsheet.values import emails, names

COMPANY = "company"
_DIFFERING = 2  # values after which it is known that a company's records do not agree
SHARED = frozenset({"kind", COMPANY, "industry", "size", "owner"})
"""Fields that say the same of everybody in a company."""


Groups = tuple[dict[int, str], dict[str, list[int]]]
"""Position of a record → its key; key → positions of the records that have it."""


class Colleagues:
    """The records of one sheet by company."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._email = view.field_of("email")
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def proposal(self, field: Field, at: int) -> list[tuple[str, Cell]]:
        """The cells that would fill `field` of this record and what it then asks for besides; empty if not known."""
        value = self._agreed(field, at)
        if value is None:
            return []
        edits: list[tuple[str, Cell]] = [(field.name, self._cell(field, value))]
        for other in self._view.inputs:
            wanted = other.required_when.get(field.name, ())
            if (wanted == "*" or value in wanted) and self._view.typed(other.name)[at] in (None, ()):
                found = self._agreed(other, at)
                if found is None:
                    return []
                edits.append((other.name, self._cell(other, found)))
        return edits

    def _agreed(self, field: Field, at: int) -> str | None:
        """The one value of all others of this record's company."""
        if field.name not in SHARED or field.type != "string":
            return None
        found: dict[str, str] = {}
        for key, at_key in self._groups(field, at):
            found |= self._told(field, key, at_key)
        return next(iter(found.values())) if len(found) == 1 else None

    def _told(self, field: Field, key: str, at_key: Sequence[int]) -> dict[str, str]:
        """Folded form → what these records say in this column; two differing ones are enough."""
        asked = field.name, key
        if asked not in self._known:
            values, forms = self._view.typed(field.name), dict[str, str]()
            for at in at_key:
                if isinstance(value := values[at], str):
                    forms.setdefault(fold_value(value), value)
                    if len(forms) == _DIFFERING:
                        break
            self._known[asked] = forms
        return self._known[asked]

    def _groups(self, field: Field, at: int) -> Iterator[tuple[str, Sequence[int]]]:
        """The company and the domain of this record, and which records share it."""
        companies = [] if field.name == COMPANY else [self._companies]
        for keys, records in (*companies, self._domains):
            if (key := keys.get(at)) is not None:
                yield key, records[key]

    @cached_property
    def _companies(self) -> Groups:
        """By what the company's name means."""
        if not self._view.has(COMPANY):
            return {}, {}
        values = self._view.typed(COMPANY)
        words = {value: names.company_key(value) for value in set(values) if isinstance(value, str)}
        return _grouped({at: words[value] for at, value in enumerate(values) if isinstance(value, str)})

    @cached_property
    def _domains(self) -> Groups:
        """By the domain of the e-mail address, where that is a company's own."""
        if self._email is None:
            return {}, {}
        domains = map(emails.email_domain, self._view.typed(self._email.name))
        public = emails.PUBLIC_DOMAINS
        return _grouped({at: f"@{one}" for at, one in enumerate(domains) if one is not None and one not in public})

    def _cell(self, field: Field, value: str) -> Cell:
        enum, view = field.constraints.enum, self._view
        return view.entries(str(enum)).title(value) if enum in view.lists.entries else value


def _grouped(keys: dict[int, str]) -> Groups:
    records: dict[str, list[int]] = {}
    for at, key in keys.items():
        records.setdefault(key, []).append(at)
    return keys, records
