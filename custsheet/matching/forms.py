"""One cell → the texts that are compared of it, by the kind of thing that stands in its column.

Invariant: a form gives as many texts as `FORMS` names parts of its kind (further ones are not looked at), "" for what
is not told, or None for nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from custsheet.values.addresses import address_forms
from custsheet.values.dates import parse_date
from custsheet.values.emails import email_key, is_plain, meant_domain
from custsheet.values.ids import id_key, normalize_uscc
from custsheet.values.names import company_forms, looks_like_test
from custsheet.values.people import part_forms, person_forms
from custsheet.values.phones import is_placeholder_number as is_form_filler
from custsheet.values.phones import is_service_number, phone_keys
from custsheet.values.placeholders import is_placeholder_number, suspects
from custsheet.values.text import fold

Form = Callable[[str], Sequence[str] | None]


def person(text: str) -> Sequence[str] | None:
    """Name and reading."""
    return person_forms(text)


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))-([1-9][0-9]{6,7})")
_FEW_DIGITS = 4  # different ones, as in 13800138000


def phone(text: str) -> Sequence[str] | None:
    """The first two numbers that say who somebody is."""
    if _MOBILE.fullmatch(text) and len(set(text)) > _FEW_DIGITS and "2345678" not in text:
        return text, ""  # as most are: a number in its plain form that nobody makes up
    if landline := _LANDLINE.fullmatch(text):
        return landline[1] + landline[2], ""  # nor this: what begins so is neither counted up nor of the whole country
    keys = [key for key in phone_keys(text) if not _nobodys(key)]
    return (*keys, "")[:2] if keys else None


def _nobodys(key: str) -> bool:
    mobile = len(key) == 11 and key[0] == "1"
    return (not mobile and is_service_number(key)) or is_form_filler(key) or is_placeholder_number(key)


_NO_DIGITS = re.compile(r"\D")


def email(text: str) -> Sequence[str] | None:
    """Address, local part without separators and digits' case, domain."""
    key = text if is_plain(text) else email_key(text) or re.sub(r"\s", "", fold(text))
    local, at, domain = key.rpartition("@")
    if not at:
        return (key, key, "", "") if len(key) > 3 else None
    digits = "d" if local.isdecimal() else "d" + _NO_DIGITS.sub("", local)
    meant = meant_domain(domain) if "." in domain else None
    return (f"{local}@{meant}", local, meant, digits) if meant else (key, local, domain, digits)


_WORDS = re.compile(r"[^\W_]+")
_SMALL_WORDS = frozenset(re.findall(r"\w+", "the of and a an for inc llc ltd co corp"))

# What half of all organisations call themselves; telling only beside other words.
_TRADE_WORDS = frozenset(
    re.findall(
        r"\w+",
        "center centre centers school schools academy college university institute association society club clubs "
        "church services service group international national company corporation limited global world american "
        "community public family children childrens child day care daycare learning development early education "
        "educational program restaurant cafe caffe coffee bar grill grille hotel inn house shop store market room "
        "kitchen bistro pizza north south east west new old city town street avenue de la le el los las san st saint "
        "dr mr mrs",
    )
)


def company(text: str) -> Sequence[str] | None:
    """Key, core, "1" for a branch."""
    key, core, _, branch = company_forms(text)
    if key.isascii():
        words = [word for word in _WORDS.findall(key.replace("'", "")) if word not in _SMALL_WORDS]
        key = " ".join(words) or key
        return key, key, "", " ".join(sorted({word for word in words if word not in _TRADE_WORDS}))
    return key, core, "1" if branch else "", ""


def words(text: str) -> Sequence[str] | None:
    """The words of a text."""
    return (" ".join(_WORDS.findall(fold(text).replace("'", ""))),)


def day(text: str) -> Sequence[str] | None:
    """Eight digits, as far as they are told."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 8 and text.isascii() and (text[:4].isdigit()):
        return (digits,)
    found = parse_date(text)
    if found:
        return (found.strftime("%Y%m%d"),)
    return (digits,) if 6 <= len(digits) <= 8 else None


def identity(text: str) -> Sequence[str] | None:
    """An identity number, and "1" if its check digit holds; one that is wrong counts as it stands."""
    return _number(text, id_key(text))


def organisation(text: str) -> Sequence[str] | None:
    """The same of a credit code."""
    return _number(text, normalize_uscc(text))


def _number(text: str, right: str | None) -> Sequence[str] | None:
    key = right or re.sub(r"[\W_]", "", fold(text)).upper()
    return None if len(key) < 4 or is_placeholder_number(key) else (key, "1" if right else "")


_GENDERS = {
    **dict.fromkeys(("男", "m", "male", "男性", "先生", "man"), "m"),
    **dict.fromkeys(("女", "f", "female", "女性", "女士", "小姐", "woman"), "f"),
}


def gender(text: str) -> Sequence[str] | None:
    """M or f; anything else says nothing."""
    return (_GENDERS.get(fold(text), ""),)


def compact(text: str) -> Sequence[str] | None:
    """Letters and digits only."""
    return (re.sub(r"[\W_]", "", fold(text)),)


def address(text: str) -> Sequence[str] | None:
    """Words, street, numbers."""
    return address_forms(text)


# Where test data is left: 测试, aaa, test@test.com.
_NAMING = frozenset({person, company, email})
_TEST_LETTERS = re.compile(r"试|随便|乱写|瞎填|blah|wsx")


def tests(texts: Sequence[str], form: Form) -> set[str]:
    """Those of the cells with this form that are nothing but test data."""
    if form not in _NAMING:
        return set()
    may_be = suspects(texts, _TEST_LETTERS)
    return {text for text in may_be if looks_like_test(text)}


FORMS: Final[Mapping[str, tuple[Form, tuple[str, ...]]]] = {
    "person_name": (person, ("", "_read", "_near", "_familiar", "_first", "_last")),
    "given_name": (part_forms, ("", "_read")),
    "family_name": (part_forms, ("", "_read")),
    "company": (company, ("", "_core", "_branch", "_words")),
    "phone": (phone, ("", "_b")),
    "email": (email, ("", "_local", "_domain", "_digits")),
    "address": (address, ("", "_street", "_numbers")),
    "street": (words, ("",)),
    "house_number": (compact, ("",)),
    "city": (compact, ("",)),
    "region": (compact, ("",)),
    "postcode": (compact, ("",)),
    "date": (day, ("",)),
    "id_number": (identity, ("", "_right")),
    "org_id": (organisation, ("", "_right")),
    "gender": (gender, ("",)),
    "text": (words, ("",)),
    "code": (compact, ("",)),
}
