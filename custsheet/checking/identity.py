"""W133: an identity number against the date of birth and the gender beside it; both stand in the number itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Field
from custsheet.values import ids

BIRTH_DATE, GENDER = "birth_date", "gender"


class _Part(NamedTuple):
    """What a number tells.

    Attributes:
        message: key of the sentence.
        tells: any cell → what the number in it tells, None if it is no right one.
        agrees: the text of 18 characters and what stands beside it → whether the two seem to agree. Quick, as nearly
            all do; only where it fails is the number itself looked at.
        says: what stands beside the number → the same in the terms of `tells`.
    """

    message: str
    tells: Callable[[object], Any]
    agrees: Callable[[str, Any], bool]
    says: Callable[[Any], Any]


def _born(number: str, moment: datetime) -> bool:
    return number[6:14] == f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"


def _is(number: str, gender: str) -> bool:
    return number[16] in ("13579" if gender == "male" else "02468")


_BORN = _Part("default", ids.id_birth_date, _born, datetime.date)
# What people say of themselves besides male and female is not for the number to correct.
_SEX = _Part("gender", ids.id_gender, _is, lambda value: value if value in ("male", "female") else None)


def probes(view: View) -> Iterator[Probe]:
    """The rule where the sheet has an identity number and one of the two beside it."""
    number = view.field_of("resident_id")
    if number is None:
        return
    for field in view.inputs:
        if field.name == BIRTH_DATE and field.type == "date":
            yield _differs(view, number, field, _BORN)
        elif field.name == GENDER and field.type == "string":
            yield _differs(view, number, field, _SEX)


def _differs(view: View, number: Field, field: Field, part: _Part) -> Probe:
    def differs(text: str, beside: Any) -> bool:
        if len(text) == 18 and part.agrees(text, beside):
            return False
        told, said = part.tells(text), part.says(beside)
        return told is not None and said is not None and told != said

    def fails(_: Any) -> Mask:
        pairs = zip(view.typed(number.name), view.typed(field.name), strict=True)
        return mask([text is not None and beside is not None and differs(text, beside) for text, beside in pairs])

    def tell(at: int) -> Finding:
        text = view.typed(number.name)[at]
        value: Cell = part.tells(text)
        enum = field.constraints.enum
        if part is _SEX and enum in view.lists.entries:
            value = view.entries(str(enum)).title(str(value))
        params = {"number": number.title, "id": text}
        return view.finding("W133", at, field.name, part.message, params, [(field.name, value)])

    return Probe("W133", None, fails, tell, on=field.name)
