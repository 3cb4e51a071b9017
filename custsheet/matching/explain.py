"""Why two records may be one customer: every comparison that says something, in words and in signed bits.

Invariant: identity numbers are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import log2
from typing import NamedTuple

from custsheet.matching.column import Column, Numbers, Places
from custsheet.matching.duplicates import Matched
from custsheet.matching.levels import Level
from custsheet.matching.normalise import Field
from custsheet.model.outcome import Reason
from custsheet.model.text import Text, text
from custsheet.values.phones import normalize_landline

_LEAST = 0.5
"""Bits; less is not worth a word."""
_ALIKE_NAMES = text("姓名相近「{a}」「{b}」", "similar names {a}, {b}")
_SOUND = text("姓名同音「{a}」「{b}」", "names that sound alike: {a}, {b}")
_ALIKE_COMPANIES = text("公司名称相近「{a}」「{b}」", "similar companies {a}, {b}")
_ALIKE_ADDRESSES = text("地址相近", "similar addresses")
_WORDS: Mapping[tuple[str, str], Text] = {
    ("person_name", "equal"): text("姓名相同「{a}」", "same name {a}"),
    ("person_name", "sound"): _SOUND,
    ("person_name", "near"): _SOUND,
    **{("person_name", level): _ALIKE_NAMES for level in ("surname", "part", "part heard", "slip", "similar", "word")},
    ("person_name", "half"): text("称呼对不上「{a}」「{b}」", "names that do not fit: {a}, {b}"),
    ("person_name", "unlike"): text("姓名不同「{a}」「{b}」", "different names {a}, {b}"),
    ("person_name", "nickname"): text("称呼对不上「{a}」「{b}」", "names that do not fit: {a}, {b}"),
    ("person_name", "different"): text("姓名不同「{a}」「{b}」", "different names {a}, {b}"),
    ("company", "equal"): text("公司相同「{a}」", "same company {a}"),
    **{("company", one): _ALIKE_COMPANIES for one in ("core", "slip", "words", "begins", "some words", "similar")},
    ("company", "different"): text("公司不同「{a}」「{b}」", "different companies {a}, {b}"),
    ("company", "branch"): text(
        "像是总公司与分公司或门店「{a}」「{b}」", "one looks like a branch of the other: {a}, {b}"
    ),
    ("phone", "equal"): text("{kind}相同 {value}", "same {kind} {value}"),
    ("phone", "slip"): text("电话只差一位", "phones differ in one digit"),
    ("phone", "different"): text("电话不同", "different phones"),
    ("email", "equal"): text("邮箱相同 {value}", "same e-mail {value}"),
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
_KINDS = {True: text("手机", "mobile"), False: text("电话", "phone")}
_MOBILE = re.compile(r"1[3-9]\d{9}")


class _Level(NamedTuple):
    """What one level of a comparison says.

    Attributes:
        field: what is compared.
        name: of the level.
        words: the words.
        against: whether it speaks against one customer.
        bits: how much it says, but for the term frequency.
        frequency: of the value of each record, where its rarity counts.
    """

    field: Field
    name: str
    words: Text
    against: bool
    bits: float
    frequency: Numbers | None


class _Said(NamedTuple):
    """One level of one pair in words; `text`: where they stand ready, `words` otherwise, in both languages."""

    kind: str
    level: str
    words: tuple[str, str]
    text: Text | None
    against: bool
    bits: float


class Explainer:
    """Words for pairs of one table: `names` and `companies` as typed, row by row; the record of lower `rank` first."""

    def __init__(self, found: Matched, rank: Places, names: Column, companies: Column) -> None:
        self._found, self._rank = found, rank
        self._shown = {"person_name": names[found.order], "company": companies[found.order]}
        # By Splink's number of the level, 0 being the last; None where a level has no words.
        self._levels = [
            (found.pairs.levels[one.field.prefix], [self._level(one.field, level) for level in reversed(one.levels)])
            for one in found.compared
        ]

    def _level(self, field: Field, level: Level) -> _Level | None:
        words, against = _WORDS.get((field.kind, level.name)), level.name in _AGAINST
        frequency = None if level.tf is None else self._found.frequencies[f"tf_{level.tf}"]
        return None if words is None else _Level(field, level.name, words, against, level.bits, frequency)

    def reasons(self, pairs: Sequence[int]) -> list[Reason]:
        """What speaks for it that the pairs are one customer, then what against; each once, the strongest first.

        A number that one pair shares is not "different" because another pair has further ones.
        """
        best: dict[tuple[str, str], _Said] = {}
        shared: set[str] = set()
        for pair in pairs:
            for said in self._of(pair):
                if said.level == "equal":
                    shared.add(said.kind)
                known = best.get(said.words)
                if known is None or abs(said.bits) > abs(known.bits):
                    best[said.words] = said
        for kind in shared & {"phone", "email"}:
            different = _WORDS[kind, "different"]
            best.pop((different.zh, different.en), None)
        order = sorted(best.values(), key=lambda one: (one.against, -abs(one.bits), one.words[1]))
        return [Reason(one.text or text(*one.words), against=one.against, bits=one.bits) for one in order]

    def _of(self, pair: int) -> Iterator[_Said]:
        found = self._found
        left, right = found.pairs.left.item(pair), found.pairs.right.item(pair)
        if self._rank[left] > self._rank[right]:
            left, right = right, left
        for levels, told in self._levels:
            number = levels.item(pair)  # three times as fast as levels[pair]
            level = told[number] if number >= 0 else None
            if level is None:
                continue
            bits = level.bits
            if level.frequency is not None:
                bits -= log2(max(level.frequency.item(left), level.frequency.item(right)))
            if abs(bits) < _LEAST and not level.against:
                continue
            bits = round(-abs(bits) if level.against else bits, 1)
            words, ready = self._words(level, left, right)
            yield _Said(level.field.kind, level.name, words, ready, level.against, bits)
        if found.swapped[left] != found.swapped[right]:
            yield _Said("", "", (_SWAPPED.zh, _SWAPPED.en), _SWAPPED, against=False, bits=0.0)

    def _words(self, level: _Level, left: int, right: int) -> tuple[tuple[str, str], Text | None]:
        words, kind = level.words, level.field.kind
        if kind in self._shown:
            cells = self._shown[kind]
            a, b = str(cells[left]).strip(), str(cells[right]).strip()
            return (words.zh.format(a=a, b=b), words.en.format(a=a, b=b)), None
        if kind in {"phone", "email"} and level.name == "equal":
            value = self._value(level.field.prefix, left, right)
            mobile = _MOBILE.fullmatch(value) is not None
            written = value if mobile or kind == "email" else normalize_landline(value) or value
            which = _KINDS[mobile]
            return (
                words.zh.format(value=written, kind=which.zh),
                words.en.format(value=written, kind=which.en),
            ), None
        return (words.zh, words.en), words

    def _value(self, prefix: str, left: int, right: int) -> str:
        """What both have in this column or the further one."""
        columns = [self._found.columns[name] for name in (prefix, f"{prefix}_b") if name in self._found.columns]
        both = {one.at(left) for one in columns} & {one.at(right) for one in columns}
        return min(filter(None, both), default="")
