"""What the other records of the same company say: the proposal for a missing industry, kind, size, owner or company.

Two records are of one company if their companies' names mean the same, or if their e-mail addresses share a domain that
is not a provider's. Something is proposed only if at least one of them has a value and all that have one agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from custsheet.checking.view import View
from custsheet.model.finding import Cell
from custsheet.model.schema import Field
from custsheet.model.text import fold_value
from custsheet.values import emails, names

COMPANY = "company"
_DIFFERING = 2  # values after which it is known that a company's records do not agree
SHARED = frozenset({"kind", COMPANY, "industry", "size", "owner"})
"""Fields that say the same of everybody in a company."""


class Colleagues:
    """The records of one sheet by company."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._email = view.field_of("email")
        self._told: dict[str, dict[str, dict[str, str]]] = {}
        self._words: dict[str, str] = {}

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
        told = self._values(field)
        found = {form: value for key in self._keys(field, at) for form, value in told.get(key, {}).items()}
        return next(iter(found.values())) if len(found) == 1 else None

    def _values(self, field: Field) -> dict[str, dict[str, str]]:
        """Company or domain → folded form → what its records say in this column; two differing ones are enough."""
        if field.name not in self._told:
            told: dict[str, dict[str, str]] = {}
            for at, value in enumerate(self._view.typed(field.name)):
                if isinstance(value, str):
                    for key in self._keys(field, at):
                        forms = told.setdefault(key, {})
                        if len(forms) < _DIFFERING:
                            forms.setdefault(fold_value(value), value)
            self._told[field.name] = told
        return self._told[field.name]

    def _keys(self, field: Field, at: int) -> Iterator[str]:
        if field.name != COMPANY and self._view.has(COMPANY):
            company = self._view.typed(COMPANY)[at]
            if isinstance(company, str):
                if company not in self._words:
                    self._words[company] = names.company_key(company)
                yield self._words[company]
        if self._email is not None:
            domain = emails.email_domain(self._view.typed(self._email.name)[at])
            if domain is not None and domain not in emails.PUBLIC_DOMAINS:
                yield f"@{domain}"

    def _cell(self, field: Field, value: str) -> Cell:
        enum, audit = field.constraints.enum, self._view.audit
        return audit.entries(str(enum)).title(value) if enum in audit.snapshot.lists.entries else value
