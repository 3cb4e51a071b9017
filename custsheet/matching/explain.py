"""Why records may be one customer: every comparison that says something, in words and in signed bits.

Invariant: identity numbers are never shown, and nothing is said twice: what several pairs of a group have in common is
one reason, with all the values that it is about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import NamedTuple

import numpy as np

from custsheet.matching.column import Column, Numbers, Places
from custsheet.matching.duplicates import Matched
from custsheet.matching.levels import Level
from custsheet.matching.normalise import Field
from custsheet.matching.weights import bits
from custsheet.model.outcome import Reason
from custsheet.model.text import Text, several, text
from custsheet.values.phones import normalize_landline

_LEAST = 0.5
"""Bits; less is not worth a word."""
_ALIKE_NAMES = text("姓名相近{0}", "similar names {0}")
_SOUND = text("姓名同音{0}", "names that sound alike: {0}")
_ALIKE_COMPANIES = text("公司名称相近{0}", "similar companies {0}")
_ALIKE_ADDRESSES = text("地址相近", "similar addresses")
_WORDS: Mapping[tuple[str, str], Text] = {
    ("person_name", "equal"): text("姓名相同{0}", "same name {0}"),
    ("person_name", "sound"): _SOUND,
    ("person_name", "near"): _SOUND,
    **{("person_name", level): _ALIKE_NAMES for level in ("surname", "part", "part heard", "slip", "similar", "word")},
    ("person_name", "half"): text("称呼对不上{0}", "names that do not fit: {0}"),
    ("person_name", "unlike"): text("姓名不同{0}", "different names {0}"),
    ("person_name", "nickname"): text("称呼对不上{0}", "names that do not fit: {0}"),
    ("person_name", "different"): text("姓名不同{0}", "different names {0}"),
    ("company", "equal"): text("公司相同{0}", "same company {0}"),
    **{("company", one): _ALIKE_COMPANIES for one in ("core", "slip", "words", "begins", "some words", "similar")},
    ("company", "different"): text("公司不同{0}", "different companies {0}"),
    ("company", "branch"): text("像是总公司与分公司或门店{0}", "one looks like a branch of the other: {0}"),
    ("phone", "equal"): text("电话相同 {0}", "same phone {0}"),
    ("phone", "slip"): text("电话只差一位", "phones differ in one digit"),
    ("phone", "different"): text("电话不同", "different phones"),
    ("email", "equal"): text("邮箱相同 {0}", "same e-mail {0}"),
    ("email", "local"): text("邮箱只有域名不同", "e-mails differ in the domain only"),
    ("email", "slip"): text("邮箱相近", "similar e-mails"),
    ("email", "digits"): text("邮箱相近", "similar e-mails"),
    ("email", "different"): text("邮箱不同", "different e-mails"),
    ("address", "equal"): text("地址相同", "same address"),
    ("address", "door"): text("地址相同", "same address"),
    **{("address", level): _ALIKE_ADDRESSES for level in ("near", "house", "numbers", "street")},
    ("address", "different"): text("地址不同", "different addresses"),
    ("gender", "different"): text("性别不同", "different gender"),
    ("date", "equal"): text("出生日期相同", "same date of birth"),
    ("date", "slip"): text("出生日期相近", "similar dates of birth"),
    ("date", "different"): text("出生日期不同", "different dates of birth"),
    ("id_number", "equal"): text("身份证号相同", "same ID number"),
    ("id_number", "slip"): text("身份证号只差一位", "ID numbers differ in one digit"),
    ("id_number", "other"): text("身份证号不同", "different ID numbers"),
    ("id_number", "different"): text("身份证号不同", "different ID numbers"),
    ("org_id", "equal"): text("统一社会信用代码相同", "same credit code"),
    ("org_id", "slip"): text("统一社会信用代码只差一位", "credit codes differ in one digit"),
    ("org_id", "other"): text("统一社会信用代码不同", "different credit codes"),
    ("org_id", "different"): text("统一社会信用代码不同", "different credit codes"),
}
_AGAINST = frozenset({"different", "unlike", "other", "branch", "nickname", "half"})
_SWAPPED = text("姓名和公司像是填反了", "name and company look swapped")
_SAME_MOBILE = text("手机相同 {0}", "same mobile {0}")
_MOBILE = re.compile(r"1[3-9]\d{9}")


class _Level(NamedTuple):
    """What one level of a comparison says.

    Attributes:
        field: what is compared.
        name: of the level.
        words: the words.
        against: whether it speaks against one customer.
    """

    field: Field
    name: str
    words: Text
    against: bool


class _Said(NamedTuple):
    """One level of one pair; `values`: what goes into the words, none where they say it all."""

    kind: str
    level: str
    words: Text
    values: tuple[str, ...]
    against: bool
    bits: float


class Explainer:
    """Words for pairs of one table: `names` and `companies` as typed, by position; the record of lower `rank` first."""

    def __init__(self, found: Matched, rank: Places, names: Column, companies: Column) -> None:
        pairs = found.pairs
        self._found = found
        self._shown = {"person_name": names, "company": companies}
        turned = rank[pairs.left] > rank[pairs.right]
        self._left = np.where(turned, pairs.right, pairs.left)
        self._right = np.where(turned, pairs.left, pairs.right)
        # By Splink's number of the level, 0 being the last; None where a level has no words.
        self._levels = [[_level(one.field, level) for level in reversed(one.levels)] for one in found.compared]
        nothing = np.empty((len(pairs.left), 0), dtype=np.int8)  # where all columns are blank
        self._numbers = np.column_stack([nothing, *(pairs.levels[one.field.prefix] for one in found.compared)])
        self._bits = np.column_stack([nothing, *map(self._said, range(len(self._levels)))])

    def _said(self, at: int) -> Numbers:
        """What one comparison says of each pair, signed; NaN where that is not worth a word."""
        found, numbers, levels = self._found, self._numbers[:, at], self._levels[at]
        # Blank is the last, and Splink's number of it, -1, finds the last.
        worded = np.array([*(level is not None for level in levels), False])[numbers]
        against = np.array([*(level is not None and level.against for level in levels), False])[numbers]
        told = bits(found.compared[at], numbers, found.frequencies, found.pairs.left, found.pairs.right)
        said: Numbers = np.where(against, -np.abs(told), told)
        said[~worded | (~against & (np.abs(told) < _LEAST))] = np.nan
        return np.round(said, 1)

    def reasons(self, pairs: Sequence[int]) -> list[Reason]:
        """What speaks for it that the pairs are one customer, then what against; each once, the strongest first.

        A number that one pair shares is not "different" because another pair has further ones.
        """
        known, of = self._found.known, list(pairs)
        if known is None:
            return self._reasons(of)
        names = known.names[self._left[of]], known.names[self._right[of]]
        told = (*names, self._numbers[of], self._bits[of])
        return known.store.reasons(tuple(one.tobytes() for one in told), lambda: self._reasons(of))

    def _reasons(self, pairs: Sequence[int]) -> list[Reason]:
        best: dict[str, _Said] = {}
        about: dict[str, dict[str, str]] = defaultdict(dict)
        shared: set[str] = set()
        for pair in pairs:
            for said in self._of(pair):
                if said.level == "equal":
                    shared.add(said.kind)
                key = said.words.en
                known = best.get(key)
                if known is None or abs(said.bits) > abs(known.bits):
                    best[key] = said
                for value in said.values:
                    about[key].setdefault(value.casefold().replace(" ", ""), value)
        for kind in shared & {"phone", "email"}:
            best.pop(_WORDS[kind, "different"].en, None)
        order = sorted(best.items(), key=lambda one: (one[1].against, -abs(one[1].bits), one[0]))
        return [Reason(_filled(one, [*about[key].values()]), against=one.against, bits=one.bits) for key, one in order]

    def _of(self, pair: int) -> Iterator[_Said]:
        left, right = self._left.item(pair), self._right.item(pair)
        for at, says in enumerate(self._bits[pair].tolist()):
            level = self._levels[at][self._numbers.item(pair, at)]
            if level is None or isnan(says):
                continue
            words, values = self._words(level, left, right)
            yield _Said(level.field.kind, level.name, words, values, level.against, says)
        if self._found.swapped[left] != self._found.swapped[right]:
            yield _Said("", "", _SWAPPED, (), against=False, bits=0.0)

    def _words(self, level: _Level, left: int, right: int) -> tuple[Text, tuple[str, ...]]:
        words, kind = level.words, level.field.kind
        if kind in self._shown:
            cells = self._shown[kind]
            both = str(cells[left]).strip(), str(cells[right]).strip()
            return words, both[:1] if level.name == "equal" else both
        if kind in {"phone", "email"} and level.name == "equal":
            value = self._value(level.field.prefix, left, right)
            if kind == "email":
                return words, (value,)
            if _MOBILE.fullmatch(value) is not None:
                return _SAME_MOBILE, (value,)
            return words, (normalize_landline(value) or value,)
        return words, ()

    def _value(self, prefix: str, left: int, right: int) -> str:
        """What both have in this column or the further one."""
        columns = [self._found.columns[name] for name in (prefix, f"{prefix}_b") if name in self._found.columns]
        both = {one.at(left) for one in columns} & {one.at(right) for one in columns}
        return min(filter(None, both), default="")


def _level(field: Field, level: Level) -> _Level | None:
    words = _WORDS.get((field.kind, level.name))
    return None if words is None else _Level(field, level.name, words, level.name in _AGAINST)


def _filled(said: _Said, values: Sequence[str]) -> Text:
    """The words with all that they are about: names in quotation marks in Chinese, numbers and mailboxes bare."""
    if not values:
        return said.words
    if said.kind in {"phone", "email"}:
        names = several(values, "个")
    else:
        names = several([text(f"「{one}」", one) for one in values], "个", ("", ", "))
    return text(said.words.zh.format(names.zh), said.words.en.format(names.en))
