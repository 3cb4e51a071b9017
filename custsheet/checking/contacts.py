"""E111, I112, W113, W114, W115, E121, W122: telephone numbers and e-mail addresses, by the format a field declares.

Each distinct value is judged once; right ones are recognised by one expression. A proposal never loses what stands in
the cell: where a remark or a third number would be lost, a person has to decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Field
from custsheet.model.text import text
from custsheet.values import emails, phones, provinces, regions
from custsheet.values.text import as_text, clean_text

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})-?[1-9][0-9]{6,7}(?:-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}")
_RIGHT: dict[str, Callable[[str], object]] = {
    "mobile": _MOBILE.fullmatch,
    "landline": _LANDLINE.fullmatch,
    "email": emails.is_plain,
}
_ORDINARY = re.compile(rf"(?!14|16[257]|17[01]){_MOBILE.pattern}|{_LANDLINE.pattern}")
_MAYBE_SPECIAL = re.compile(r"[^0-9]*(?:(?:00)?86)?[^0-9]*0?1[^0-9]*[467]")
_AT = re.compile("[@＠﹫]")
_DIGIT = re.compile(r"\d")
_FEWEST = 7  # digits of a telephone number
_HOTLINE = re.compile(r"9[56][0-9]{3,4}")  # a large company's number for the whole country or province
_BETWEEN_NUMBERS = re.compile(r"[\d\s()+./,;、，；:：转-]*")
_KINDS = {"mobile": text("手机号", "mobile"), "landline": text("固定电话", "landline")}
_OTHER = {"mobile": "landline", "landline": "mobile"}


class Verdict(NamedTuple):
    """Why a cell is wrong: code, message key, and what to put there; None if that takes a look at the row."""

    code: str
    message: str = "default"
    proposal: str | None = None


Judge = Callable[[str], Verdict | None]


def probes(view: View) -> Iterator[Probe]:
    """The rules on every column whose format is mobile, landline or email."""
    for field in view.inputs:
        if field.format == "email":
            yield from _column(view, field, None, _judge_email, "E121")
            yield _marked(view, field, "W122", _mistyped_domain, _well_known)
        elif field.format in _OTHER:
            partner = view.field_of(_OTHER[field.format])
            judge = partial(_judge_mobile if field.format == "mobile" else _judge_landline, partner=partner is not None)
            yield from _column(view, field, partner, judge, "E111" if field.format == "mobile" else "W113")
            yield _marked(view, field, "I112", _special_range, _ORDINARY.fullmatch)


def _column(view: View, field: Field, partner: Field | None, judge: Judge, code: str) -> Iterator[Probe]:
    known: dict[str, Verdict | None] = {}

    def verdict(value: Any) -> Verdict | None:
        if not isinstance(value, str):
            return None
        if value not in known:
            known[value] = judge(value)
        return known[value]

    @cache
    def verdicts() -> list[Verdict | None]:
        right = _RIGHT[str(field.format)]
        # Most are right as they stand, which an expression tells in a third of the time of a call.
        return [None if value is None or right(value) else verdict(value) for value in view.typed(field.name)]

    def fails_with(code: str) -> Callable[[Any], Mask]:
        return lambda _: mask([one is not None and one.code == code for one in verdicts()])

    def tell(at: int) -> Finding:
        value = view.typed(field.name)[at]
        found = verdict(value)
        assert found is not None  # noqa: S101 - the mask said so
        if found.code == "W115" and partner is not None:
            return _move(view, field, partner, at, value)
        if found.message == "several" and partner is not None and (parted := _part(view, field, partner, at, value)):
            return view.finding(found.code, at, field.name, "split", {"target": partner.title}, parted)
        proposal = found.proposal
        if found.code == "W114" or (found.code == "W113" and proposal is None and found.message == "default"):
            proposal = _completed(view, at, value)
        edits = [(field.name, proposal)] if proposal is not None else ()
        return view.finding(found.code, at, field.name, found.message, edits=edits)

    codes = [code] if code == "E121" else [code, "W114", "W115"]
    yield from (Probe(one, field.name, fails_with(one), tell) for one in codes)


def _marked(view: View, field: Field, code: str, judge: Judge, right: Callable[[str], object]) -> Probe:
    """A rule on what a value means, however it is written: rewriting it neither adds nor removes the finding.

    `right`: tells quickly of most values that they are.
    """
    known: dict[Any, Verdict | None] = {None: None}

    def verdict(value: Any) -> Verdict | None:
        if value not in known:
            known[value] = judge(value)
        return known[value]

    def tell(at: int) -> Finding:
        found = verdict(view.typed(field.name)[at]) or Verdict(code)
        edits = [(field.name, found.proposal)] if found.proposal is not None else ()
        return view.finding(code, at, field.name, found.message, edits=edits)

    def fails(column: Any) -> Mask:
        return mask(
            [value is not None and not right(value) and verdict(value) is not None for value in column.tolist()]
        )

    return Probe(code, field.name, fails, tell)


def _special_range(value: str) -> Verdict | None:
    if len(_DIGIT.findall(value)) < 11 or (value.isascii() and not _MAYBE_SPECIAL.match(value)):
        return None
    segment = phones.mobile_segment(value)
    return Verdict("I112", segment) if segment else None


def _well_known(value: str) -> bool:
    """An address of a domain that is no slip."""
    return emails.is_plain(value) and emails.meant_domain(value.rpartition("@")[2]) is None


def _mistyped_domain(value: str) -> Verdict | None:
    address = emails.suspect_domain(value)
    return Verdict("W122", proposal=address) if address else None


def _judge_mobile(value: str, *, partner: bool) -> Verdict | None:
    if _MOBILE.fullmatch(value):
        return None
    if len(_DIGIT.findall(value)) < _FEWEST:
        return Verdict("E111")
    if (mobile := phones.normalize_mobile(value)) is not None:
        return Verdict("E111", "notation", mobile)
    if (foreign := phones.normalize_international(value)) is not None:
        return None if value.startswith("+") else Verdict("E111", "notation", foreign)
    # Seven or eight digits are a landline without area code, unless a mobile number lost some of its digits.
    local = phones.is_local_number(value) and not clean_text(value).startswith("1")
    if phones.is_landline(value) or local:
        if partner:
            return Verdict("W115")
        return Verdict("W114") if local else None
    return _several(value, "E111")


def _judge_landline(value: str, *, partner: bool) -> Verdict | None:
    if _LANDLINE.fullmatch(value) or _HOTLINE.fullmatch(value):
        return None
    if len(_DIGIT.findall(value)) < _FEWEST:
        return Verdict("W113")
    if (mobile := phones.normalize_mobile(value)) is not None:
        if partner:
            return Verdict("W115")
        return None if mobile == value else Verdict("W113", "default", mobile)
    if phones.is_local_number(value):
        return Verdict("W114")
    if (foreign := phones.normalize_international(value)) is not None:
        return None if value.startswith("+") else Verdict("W113", "default", foreign)
    if (landline := phones.normalize_landline(value)) is not None:
        return Verdict("W113", "default", landline)
    return _several(value, "W113")


def _several(value: str, code: str) -> Verdict:
    found = len(phones.numbers_in(value))
    return Verdict(
        code, "several" if found > 1 else "remark" if found == 1 and re.search(r"[^\W\d]", value) else "default"
    )


def _judge_email(value: str) -> Verdict | None:
    if emails.is_plain(value) or emails.is_email(value):
        return None
    found = emails.emails_in(value) if len(_AT.findall(value)) > 1 else None
    if found is not None and len(found) > 1:
        return Verdict("E121", "several")
    if (address := emails.normalize_email(value)) is not None:
        return Verdict("E121", "default", address)
    return Verdict("E121", "remark" if emails.emails_in(value) else "default")


def _completed(view: View, at: int, value: str) -> str | None:
    """The number with the area code of the record's city, else of its district, address or municipality."""
    province = _place(view, "province", at)
    places = [_place(view, name, at) for name in ("city", "district", "address")]
    if (provinces.normalize_province(province) or "") in provinces.MUNICIPALITIES:
        places.append(province)
    if phones.is_local_number(value):
        return phones.complete_landline(value, *places, province=province or None)
    restored = phones.normalize_landline(value, lost_zero=True)
    if restored is None:
        return None
    # Only the place can tell a lost zero (1012345678 in Beijing) from a number of another country.
    area = next((code for place in places if place and (code := regions.area_code(place, province or None))), None)
    return restored if area == restored.partition("-")[0] else None


def _place(view: View, name: str, at: int) -> str:
    return clean_text(as_text(view.cells(name)[at])) if view.has(name) else ""


def _move(view: View, field: Field, partner: Field, at: int, value: str) -> Finding:
    kind = _OTHER[str(field.format)]
    params: dict[str, object] = {"kind": _KINDS[kind], "target": partner.title}
    number = _number_of(view, kind, at, value) or value
    other = view.cells(partner.name)[at]
    if field.constraints.required:  # nothing may be moved out of a cell that must be filled
        return view.finding("W115", at, field.name, "default", params)
    if other is None:
        return view.finding("W115", at, field.name, "default", params, [(field.name, None), (partner.name, number)])
    if phones.phone_key(other) == phones.phone_key(number):
        return view.finding("W115", at, field.name, "same", params, [(field.name, None)])
    own = _number_of(view, str(field.format), at, as_text(other))
    if own is not None:
        return view.finding("W115", at, field.name, "swapped", params, [(field.name, own), (partner.name, number)])
    return view.finding("W115", at, field.name, "occupied", params)


def _number_of(view: View, kind: str, at: int, value: str) -> str | None:
    """A number of this kind in its usual form; None if the value is none."""
    if kind == "mobile":
        return phones.normalize_mobile(value)
    mobile = phones.normalize_mobile(value) is not None
    return None if mobile else phones.normalize_landline(value) or _completed(view, at, value)


def _part(view: View, field: Field, partner: Field, at: int, value: str) -> list[tuple[str, Cell]]:
    """Edits that put a mobile and a landline written into one cell into their two columns."""
    numbers = phones.numbers_in(value)
    if len(numbers) != 2 or view.cells(partner.name)[at] is not None or not _BETWEEN_NUMBERS.fullmatch(value):
        return []
    mobiles = [one for one in numbers if _MOBILE.fullmatch(one)]
    landlines = [one for one in numbers if _LANDLINE.fullmatch(one)]
    if len(mobiles) != 1 or len(landlines) != 1:
        return []
    own, other = (mobiles, landlines) if field.format == "mobile" else (landlines, mobiles)
    return [(field.name, own[0]), (partner.name, other[0])]
