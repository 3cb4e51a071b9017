"""W133: an identity number against the date of birth and the gender beside it; both stand in the number itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Field
from custsheet.values import ids

BIRTH_DATE, GENDER = "birth_date", "gender"


def probes(view: View) -> Iterator[Probe]:
    """The rule where the sheet has an identity number and one of the two beside it."""
    number = view.field_of("resident_id")
    if number is None:
        return
    for field in view.inputs:
        if field.name == BIRTH_DATE and field.type == "date":
            yield _differs(view, number, field, "default", ids.id_birth_date, _day)
        elif field.name == GENDER and field.type == "string":
            yield _differs(view, number, field, "gender", ids.id_gender, _sex)


def _differs(
    view: View, number: Field, field: Field, message: str, tells: Callable[[object], Any], holds: Callable[[Any], Any]
) -> Probe:
    def fails(_: Any) -> Mask:
        pairs = zip(view.typed(number.name), view.typed(field.name), strict=True)
        return mask([own is not None and (said := holds(own)) and (tells(it) or said) != said for it, own in pairs])

    def tell(at: int) -> Finding:
        told = tells(view.typed(number.name)[at])
        value: Cell = told
        enum = field.constraints.enum
        if message == "gender" and enum in view.audit.snapshot.lists.entries:
            value = view.audit.entries(str(enum)).title(told)
        params = {"number": number.title, "id": view.typed(number.name)[at]}
        return view.finding("W133", at, field.name, message, params, [(field.name, value)])

    return Probe("W133", None, fails, tell, on=field.name)


def _day(value: datetime) -> date:
    return value.date()


def _sex(value: str) -> str | None:
    """Male and female; what else people say of themselves is not for the number to correct."""
    return value if value in ("male", "female") else None
