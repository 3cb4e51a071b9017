"""Cells → columns that can be compared, by kind and never by a column's name.

Invariant: the same rows give the same forms in any order of rows and columns and under any names; nothing here is
written back. A blank form is None. Every distinct cell is normalised once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from custsheet.matching.column import Coded, Flags, together
from custsheet.matching.kinds import Kind
from custsheet.matching.reception import drop_reception
from custsheet.matching.swapped import put_right
from custsheet.values.addresses import address_forms
from custsheet.values.dates import parse_date
from custsheet.values.emails import email_key, meant_domain
from custsheet.values.ids import id_key, normalize_uscc
from custsheet.values.names import company_forms, looks_like_test
from custsheet.values.people import part_forms, person_forms
from custsheet.values.phones import is_placeholder_number as is_form_filler
from custsheet.values.phones import is_service_number, phone_keys
from custsheet.values.placeholders import is_placeholder_number, suspects
from custsheet.values.text import fold

_PEOPLE = frozenset({"person_name", "given_name", "family_name"})


@dataclass(frozen=True)
class Field:
    """One thing that is compared.

    Attributes:
        kind: what it is.
        prefix: how the names of its columns begin.
        beside: the kinds of all fields that are compared.
    """

    kind: str
    prefix: str
    beside: frozenset[str]

    @property
    def of_people(self) -> bool:
        """Whether the records are people; if not, they are organisations."""
        return bool(self.beside & _PEOPLE)


_AT_ONCE = 10_000
"""Cells whose forms are held as rows; a million rows would be gone through by every garbage collection."""


def mapped(cells: Coded, form: Callable[[str], Sequence[str] | None], parts: Sequence[str]) -> list[Coded]:
    """`form` of every distinct cell, one column for each of its `parts`; a form may give more than these."""
    tests = _tests(cells.values) if form in _NAMING else ()
    nothing = ("",) * len(parts)
    found: list[list[str]] = [[] for _ in parts]
    values = iter(cells.values)
    while some := list(islice(values, _AT_ONCE)):
        rows = [(form(text) or nothing) if text and text not in tests else nothing for text in some]
        for told, texts in zip(found, zip(*rows, strict=False), strict=False):
            told.extend(texts)
    made = []
    for part in parts:
        column = cells.made(found.pop(0))
        made.append(Coded(column.codes, column.values[:0]) if part in _WHOLE else column)
    return made


def person(text: str) -> Sequence[str] | None:
    """Name and reading."""
    return person_forms(text)


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_FEW_DIGITS = 4  # different ones, as in 13800138000


def phone(text: str) -> Sequence[str] | None:
    """The first two numbers that say who somebody is."""
    if _MOBILE.fullmatch(text) and len(set(text)) > _FEW_DIGITS and "2345678" not in text:
        return text, ""  # as most are: a number in its plain form that nobody makes up
    keys = [key for key in phone_keys(text) if not _nobodys(key)]
    return (*keys, "")[:2] if keys else None


def _nobodys(key: str) -> bool:
    mobile = len(key) == 11 and key[0] == "1"
    return (not mobile and is_service_number(key)) or is_form_filler(key) or is_placeholder_number(key)


_NO_DIGITS = re.compile(r"\D")


def email(text: str) -> Sequence[str] | None:
    """Address, local part without separators and digits' case, domain."""
    key = email_key(text) or re.sub(r"\s", "", fold(text))
    local, at, domain = key.rpartition("@")
    if not at:
        return (key, key, "", "") if len(key) > 3 else None
    domain = (meant_domain(domain) if "." in domain else None) or domain
    return f"{local}@{domain}", local, domain, "d" + _NO_DIGITS.sub("", local)


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
    """Whole, street, numbers, house."""
    return address_forms(text)


# Where test data is left: 测试, aaa, test@test.com.
_NAMING = frozenset({person, company, email})
_TEST_LETTERS = re.compile(r"试|随便|乱写|瞎填|blah|wsx")


def _tests(texts: Iterable[str]) -> set[str]:
    """Those of the cells that are nothing but test data. Nearly always there are none, which is settled first."""
    may_be = suspects(texts) | {text for text in texts if _TEST_LETTERS.search(text)}
    return {text for text in may_be if looks_like_test(text)}


_FORMS: Mapping[str, tuple[Callable[[str], Sequence[str] | None], tuple[str, ...]]] = {
    "person_name": (person, ("", "_read", "_near", "_familiar", "_first", "_last")),
    "given_name": (part_forms, ("", "_read")),
    "family_name": (part_forms, ("", "_read")),
    "company": (company, ("", "_core", "_branch", "_words")),
    "phone": (phone, ("", "_b")),
    "email": (email, ("", "_local", "_domain", "_digits")),
    "address": (address, ("", "_street", "_numbers", "_door", "_house")),
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


_WHOLE = frozenset({"_near", "_digits", "_domain", "_door", "_house"})
"""Parts of which only matters whether they are the same: their texts are not kept."""


@dataclass(frozen=True)
class Normalised:
    """A table ready to be compared.

    Attributes:
        fields: what is compared; a column in which nothing stands is not.
        columns: the forms by name, which begins with a field's prefix.
        swapped: rows whose name and company stood in each other's column.
    """

    fields: list[Field]
    columns: dict[str, Coded]
    swapped: Flags


def normalise(cells: Mapping[str, Coded], kinds: Mapping[str, Kind]) -> Normalised:
    """The forms of every column of a known kind."""
    cells = dict(cells)
    who = [next((name for name, kind in kinds.items() if kind == one), None) for one in ("person_name", "company")]
    changed: Flags = np.zeros(len(next(iter(cells.values()), ())), dtype=np.bool_)
    if who[0] is not None and who[1] is not None:
        cells[who[0]], cells[who[1]], changed = put_right(cells[who[0]], cells[who[1]])
    told: list[tuple[str, str]] = []
    columns: dict[str, Coded] = {}
    for kind, made in _made(kinds, cells):
        if (made[0].codes < 0).all():
            continue
        prefix = f"{kind}{sum(one == kind for one, _ in told)}"
        told.append((kind, prefix))
        columns |= {prefix + part: column for part, column in zip(_FORMS[kind][1], made, strict=True)}
    drop_reception(columns)
    beside = frozenset(kinds.values())
    return Normalised([Field(kind, prefix, beside) for kind, prefix in told], columns, changed)


def _made(kinds: Mapping[str, Kind], cells: dict[str, Coded]) -> Iterator[tuple[str, list[Coded]]]:
    """Kind and forms of every column; those of telephone numbers are one."""
    numbers: list[Coded] = []
    for name, kind in kinds.items():
        form, parts = _FORMS["phone" if kind == "mobile" else kind]
        made = mapped(cells.pop(name), form, parts)
        if form is phone:
            numbers += made
        else:
            yield kind, made
    if numbers:
        yield "phone", numbers if len(numbers) == 2 else _pooled(numbers)


def _pooled(columns: Sequence[Coded]) -> list[Coded]:
    """The first two numbers of all columns, mobiles first, whatever the order of the columns."""
    columns = together(columns)
    values = columns[0].values
    nothing = len(values)
    ranked = sorted(range(nothing), key=lambda at: (len(values[at]) != 11 or values[at][0] != "1", values[at]))
    rank = np.empty(nothing + 1, dtype=np.int32)
    rank[ranked], rank[nothing] = np.arange(nothing), nothing
    ranks = np.stack([rank[one.codes] for one in columns])
    first = ranks.min(axis=0)
    second = np.where(ranks > first, ranks, nothing).min(axis=0)
    code = np.array([*ranked, -1], dtype=np.int32)
    return [Coded(code[first], values), Coded(code[second], values)]
