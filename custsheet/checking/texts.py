"""W194 and W196: test data that was left behind, and personal data that does not belong in free text.

Columns are searched as a whole first, because nearly always there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.schema import Field
from custsheet.model.text import text
from custsheet.reading.cast import is_multiline
from custsheet.values import pii, placeholders
from custsheet.values.text import clean_text

_NUMBERS = frozenset({"mobile", "landline", "resident_id", "credit_code"})
_WHO = frozenset({"contact", "address"})  # groups of fields that hold addresses and accounts
_KINDS = {
    "resident_id": text("身份证号", "an ID number"),
    "bank_card": text("银行卡号", "a bank card number"),
    "password": text("密码", "a password"),
}


def probes(view: View) -> Iterator[Probe]:
    """The rules on every column of text that people write freely, and on numbers and addresses for test data."""
    keys = {*view.sheet.primary_key, *(name for key in view.sheet.foreign_keys for name in key.fields)}
    for field in view.inputs:
        if field.type != "string" or field.constraints.enum is not None or field.name in keys:
            continue
        if field.format in _NUMBERS:
            yield _test_data(view, field, placeholders.placeholder_numbers)
        elif field.format == "email":
            yield _test_data(view, field, placeholders.placeholder_emails)
        elif field.format is None:
            yield _free_test_data(view, field)
            yield _personal_data(view, field)


def _test_data(view: View, field: Field, made_up: Callable[[Iterable[str]], set[str]]) -> Probe:
    def fails(column: Any) -> Mask:
        return _among(column, made_up(_distinct(column)))

    return Probe("W194", field.name, fails, lambda at: view.finding("W194", at, field.name))


def _free_test_data(view: View, field: Field) -> Probe:
    kind = _kind(view, field)

    def fails(column: Any) -> Mask:
        suspects = placeholders.suspects(_distinct(column))
        return _among(column, {value for value in suspects if placeholders.is_placeholder(value, kind)})

    return Probe("W194", field.name, fails, lambda at: view.finding("W194", at, field.name))


def _kind(view: View, field: Field) -> placeholders.Kind:
    """What the column is for, as far as the standard tells."""
    if field.name in view.sheet.label_fields or field.group in _WHO:
        return "who"
    return "said" if field.group == "audit" or (field.constraints.max_length or 0) >= 1000 else "what"


def _personal_data(view: View, field: Field) -> Probe:
    multiline = is_multiline(field)

    def fails(column: Any) -> Mask:
        suspects = pii.suspects(_distinct(column))
        return _among(column, {value for value in suspects if pii.secrets_in(value)})

    def tell(at: int) -> Finding:
        value = view.typed(field.name)[at]
        kinds = dict.fromkeys(_KINDS[one.kind] for one in pii.secrets_in(value))
        masked = clean_text(pii.masked(value), multiline=multiline)
        found = view.finding("W196", at, field.name, params={"kinds": tuple(kinds)}, edits=[(field.name, masked)])
        return replace(found, value=masked)  # a finding is shown in more places than its cell

    return Probe("W196", field.name, fails, tell)


def _distinct(column: Any) -> set[str]:
    """The texts that occur: of a product or a remark in a hundred thousand rows there are few."""
    values = set(column.tolist())
    return {value for value in values if isinstance(value, str)}


def _among(column: Any, wrong: set[str]) -> Mask:
    return mask(column.isin(wrong)) if wrong else np.zeros(len(column), dtype=bool)
