"""Why two records may be one customer: every comparison that says something, in words and in signed bits.

Invariant: identity numbers are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import log2

from custsheet.matching.column import Column, Places
from custsheet.matching.duplicates import Matched
from custsheet.matching.levels import Level
from custsheet.model.errors import LANGS
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


class Explainer:
    """Words for pairs of one table: `names` and `companies` as typed, row by row; the record of lower `rank` first."""

    def __init__(self, found: Matched, rank: Places, names: Column, companies: Column) -> None:
        self._found, self._rank = found, rank
        self._shown = {"person_name": names[found.order], "company": companies[found.order]}
        self._names = {one.field.prefix: one.names() for one in found.compared}

    def reasons(self, pairs: Sequence[int]) -> list[Reason]:
        """What speaks for it that the pairs are one customer, then what against; each once, the strongest first.

        A number that one pair shares is not "different" because another pair has further ones.
        """
        best: dict[Text, Reason] = {}
        shared: set[str] = set()
        for pair in pairs:
            for kind, level, reason in self._of(pair):
                shared |= {kind} if level == "equal" else set()
                known = best.get(reason.text)
                if known is None or abs(reason.bits) > abs(known.bits):
                    best[reason.text] = reason
        for kind in shared & {"phone", "email"}:
            best.pop(_WORDS[kind, "different"], None)
        return sorted(best.values(), key=lambda one: (one.against, -abs(one.bits), one.text.en))

    def _of(self, pair: int) -> list[tuple[str, str, Reason]]:
        found = self._found
        left, right = sorted((found.pairs.left[pair], found.pairs.right[pair]), key=lambda one: self._rank[one])
        made = []
        for one in found.compared:
            kind, prefix = one.field.kind, one.field.prefix
            number = int(found.pairs.levels[prefix][pair])
            if number < 0:
                continue
            level = one.levels[len(one.levels) - 1 - number]
            words, against = _WORDS.get((kind, level.name)), level.name in _AGAINST
            bits = self._bits(level, left, right)
            if words is None or (abs(bits) < _LEAST and not against):
                continue
            bits = -abs(bits) if against else bits
            said = self._said(words, kind, prefix, left, right)
            made.append((kind, level.name, Reason(said, against=against, bits=round(bits, 1))))
        if found.swapped[left] != found.swapped[right]:
            made.append(("", "", Reason(_SWAPPED)))
        return made

    def _bits(self, level: Level, left: int, right: int) -> float:
        if level.tf is None:
            return level.bits
        frequency = self._found.frequencies[f"tf_{level.tf}"]
        return level.bits - log2(max(frequency[left], frequency[right]))

    def _said(self, words: Text, kind: str, prefix: str, left: int, right: int) -> Text:
        shown: dict[str, str | Text] = {}
        if kind in self._shown:
            cells = self._shown[kind]
            shown = {"a": str(cells[left]).strip(), "b": str(cells[right]).strip()}
        elif kind in {"phone", "email"}:
            columns = [self._found.columns[name] for name in (prefix, f"{prefix}_b") if name in self._found.columns]
            both = {one.at(left) for one in columns} & {one.at(right) for one in columns}
            value = min(filter(None, both), default="")
            written = (normalize_landline(value) or value) if kind == "phone" else value
            shown = {"value": written, "kind": _KINDS[_MOBILE.fullmatch(value) is not None]}
        if not shown:
            return words
        said = (
            words(lang).format(**{name: one(lang) if isinstance(one, Text) else one for name, one in shown.items()})
            for lang in LANGS
        )
        return text(*said)
