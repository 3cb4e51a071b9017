"""How likely two records are one customer, in which band, and why, in words.

Invariant: a shared number or mailbox alone is never "same": families share mobiles, offices share lines (behaviour
B3). Band and score never contradict each other.

The score adds bits of evidence, as preset weights of a Fellegi-Sunter model do; the band comes from rules that a
person can follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from custsheet.matching.evidence import Record
from custsheet.model.errors import LANGS
from custsheet.model.outcome import Band, Reason
from custsheet.model.text import Text, text
from custsheet.values.phones import normalize_landline
from custsheet.values.text import edit_distance, fold

Likeness = Literal["equal", "similar", "blank", "different"]

_PRIOR = -9.0
_BITS = {
    ("id", "equal"): 16.0,
    ("id", "different"): -14.0,
    ("uscc", "equal"): 12.0,
    ("uscc", "different"): -8.0,
    ("phone", "equal"): 9.0,
    ("phone", "different"): -1.0,
    ("email", "equal"): 9.0,
    ("email", "different"): -1.0,
    ("name", "equal"): 6.0,
    ("name", "similar"): 2.0,
    ("name", "different"): -9.0,
    ("company", "equal"): 4.0,
    ("company", "similar"): 2.0,
    ("company", "different"): -5.0,
    ("branch", "different"): -7.0,
    ("address", "equal"): 4.0,
    ("gender", "different"): -4.0,
    ("born", "equal"): 4.0,
    ("born", "different"): -5.0,
}
_RANGE: dict[Band, tuple[float, float]] = {"same": (0.95, 0.999), "review": (0.5, 0.94), "related": (0.2, 0.49)}
HIGHEST: dict[Band, float] = {band: high for band, (_, high) in _RANGE.items()}
_WORDS: dict[tuple[str, str], Text] = {
    ("id", "equal"): text("身份证号相同", "same ID number"),
    ("uscc", "equal"): text("统一社会信用代码相同", "same credit code"),
    ("phone", "equal"): text("{kind}相同 {value}", "same {kind} {value}"),
    ("email", "equal"): text("邮箱相同 {value}", "same e-mail {value}"),
    ("name", "equal"): text("姓名相同「{a}」", "same name {a}"),
    ("company", "equal"): text("公司相同「{a}」", "same company {a}"),
    ("address", "equal"): text("地址相同", "same address"),
    ("born", "equal"): text("出生日期相同", "same date of birth"),
    ("name", "similar"): text("姓名相近「{a}」「{b}」", "similar names {a}, {b}"),
    ("company", "similar"): text("公司名称相近「{a}」「{b}」", "similar companies {a}, {b}"),
    ("swapped", "equal"): text("姓名和公司像是填反了", "name and company look swapped"),
    ("id", "different"): text("身份证号不同", "different ID numbers"),
    ("uscc", "different"): text("统一社会信用代码不同", "different credit codes"),
    ("name", "different"): text("姓名不同「{a}」「{b}」", "different names {a}, {b}"),
    ("company", "different"): text("公司不同「{a}」「{b}」", "different companies {a}, {b}"),
    ("branch", "different"): text(
        "像是总公司与分公司或门店「{a}」「{b}」", "one looks like a branch of the other: {a}, {b}"
    ),
    ("gender", "different"): text("性别不同", "different gender"),
    ("born", "different"): text("出生日期不同", "different dates of birth"),
    ("phone", "different"): text("电话不同", "different phones"),
}
_KINDS = {True: text("手机", "mobile"), False: text("电话", "phone")}


@dataclass(frozen=True)
class Link:
    """Two records (positions in the list of records) that belong together somehow."""

    a: int
    b: int
    band: Band
    score: float


def judge(a: Record, b: Record) -> tuple[Band, float] | None:
    """Band and score, or None when the two have nothing to do with each other."""
    likeness = _compare(a, b)
    band = _band(likeness, nameless=not a.name and not b.name)
    if band is None:
        return None
    bits = _PRIOR + sum(_BITS.get(item, 0.0) for item in likeness.items())
    low, high = _RANGE[band]
    return band, round(min(max(1 / (1 + 2.0**-bits), low), high), 3)


def explain(pairs: Iterable[tuple[Record, Record]]) -> list[Reason]:
    """What speaks for it that the pairs are one customer, then what against, each once.

    A number that one pair shares is not "different" because another pair has further ones.
    """
    compared = [(a, b, _compare(a, b)) for a, b in pairs]
    if any(likeness["phone"] == "equal" for _, _, likeness in compared):
        compared = [
            (a, b, likeness | ({"phone": "blank"} if likeness["phone"] == "different" else {}))
            for a, b, likeness in compared
        ]
    reasons = dict.fromkeys(reason for one in compared for reason in _reasons(*one))
    return sorted(reasons, key=lambda reason: reason.against)


def clash(a: Record, b: Record) -> bool:
    """Whether the two can hardly be one customer, whatever else they share: it keeps groups from growing together."""
    return bool(a.id_no and b.id_no and a.id_no != b.id_no) or _names(a, b) == "different" or _branches(a, b)


def _compare(a: Record, b: Record) -> dict[str, Likeness]:
    company = _companies(a, b)
    branch = _branches(a, b)
    return {
        "id": _values(a.id_no, b.id_no),
        "uscc": _values(a.uscc, b.uscc),
        "phone": _sets(a.phones, b.phones),
        "mobile": "equal" if a.mobiles & b.mobiles else "blank",
        "email": _sets(a.emails, b.emails),
        "name": _names(a, b),
        "company": "blank" if branch else company,
        "branch": "different" if branch else "blank",
        "address": "equal" if a.address and a.address == b.address else "blank",
        "born": _values(a.born, b.born),
        "gender": "different" if a.gender and b.gender and a.gender != b.gender else "blank",
        "swapped": "equal" if a.swapped != b.swapped else "blank",
    }


def _band(likeness: dict[str, Likeness], *, nameless: bool) -> Band | None:
    name, company = likeness["name"], likeness["company"]
    reached = {key for key in ("phone", "email") if likeness[key] == "equal"}
    against = any(likeness[key] == "different" for key in ("id", "uscc", "company", "branch", "gender", "born"))
    if likeness["id"] == "equal":
        return "review" if name == "different" else "same"
    if likeness["uscc"] == "equal":
        certain = name in {"equal", "blank"} and likeness["id"] != "different" and likeness["branch"] != "different"
        return "same" if certain else "review"
    if not reached:
        return _unreached(likeness, against=against)
    if name == "equal":
        return "review" if against else "same"
    if name == "different":
        # 张伟 and Zhang W. of one company on one mobile: an abbreviation, or a colleague; a person can tell.
        one_desk = likeness["mobile"] == "equal" and company == "equal" and not against
        return "review" if one_desk or (len(reached) > 1 and likeness["id"] != "different") else "related"
    if likeness["branch"] == "different" or company == "different":
        return "review" if name == "similar" else "related"
    # Two records of one company without any contact person: the company itself is the customer.
    return "same" if nameless and company == "equal" and not against else "review"


def _unreached(likeness: dict[str, Likeness], *, against: bool) -> Band | None:
    """Nothing but name with company or address in common."""
    if (
        likeness["name"] not in {"equal", "similar"}
        or likeness["id"] == "different"
        or likeness["branch"] == "different"
    ):
        return None
    if likeness["company"] == "equal":
        elsewhere = likeness["phone"] == "different" or likeness["email"] == "different"
        return "same" if likeness["name"] == "equal" and not elsewhere and not against else "review"
    return "review" if likeness["address"] == "equal" and not against else None


def _values(a: object, b: object) -> Likeness:
    if a is None or b is None:
        return "blank"
    return "equal" if a == b else "different"


def _sets(a: frozenset[str], b: frozenset[str]) -> Likeness:
    if not a or not b:
        return "blank"
    return "equal" if a & b else "different"


def _names(a: Record, b: Record) -> Likeness:
    """王芳 = 王 芳; 张晓琳 ~ 张晓林; 张总 ~ 张伟; 王芳 ≠ 王强: in two characters each one counts."""
    x, y = a.name, b.name
    if not x or not y:
        return "blank"
    short, long = sorted((x, y), key=len)
    if x == y:
        return "similar" if len(x) == 1 else "equal"  # 王总 and 王总 may be two people
    if len(short) == 1:
        return "similar" if long.startswith(short) else "different"
    if x.isascii() and y.isascii():
        words = [sorted(re.findall(r"[a-z]+", fold(one.shown_name))) for one in (a, b)]
        if words[0] == words[1]:
            return "equal"
        return "similar" if len(short) >= 5 and edit_distance(x, y, 1) <= 1 else "different"
    return "similar" if len(long) >= 3 and len(short) >= 2 and edit_distance(x, y, 1) <= 1 else "different"


def _companies(a: Record, b: Record) -> Likeness:
    if not a.company or not b.company:
        return "blank"
    if a.company == b.company:
        return "similar" if a.city and b.city and a.city != b.city else "equal"
    return "similar" if a.core == b.core or _abbreviated(a.core, b.core) else "different"


def _abbreviated(x: str, y: str) -> bool:
    """启点 in 启点科技: one name begins with the other."""
    short, long = sorted((x, y), key=len)
    return len(short) >= 2 and long.startswith(short)


def _branches(a: Record, b: Record) -> bool:
    """Head office and branch, or two branches; two spellings of one company are not."""
    if not a.company or not b.company or a.company == b.company:
        return False
    return a.branch or b.branch


def _reasons(a: Record, b: Record, likeness: dict[str, Likeness]) -> Iterator[Reason]:
    for (key, like), words in _WORDS.items():
        if likeness[key] != like or (key, like) == ("phone", "different"):
            continue
        shown = {"a": "", "b": "", "kind": text("", ""), "value": ""}
        if key in {"phone", "email"}:
            value = min(a.phones & b.phones if key == "phone" else a.emails & b.emails)
            written = (normalize_landline(value) or value) if key == "phone" else value
            shown |= {"value": written, "kind": _KINDS[re.fullmatch(r"1[3-9]\d{9}", value) is not None]}
        elif key == "name":
            shown |= {"a": a.shown_name, "b": b.shown_name}
        elif key in {"company", "branch"}:
            shown |= {"a": a.company_text, "b": b.company_text}
        said = (
            words(lang).format(**{k: v(lang) if isinstance(v, Text) else v for k, v in shown.items()}) for lang in LANGS
        )
        yield Reason(text(*said), against=like == "different", bits=_BITS.get((key, like), 0.0))
    if likeness["phone"] == "different" and likeness["email"] != "equal" and likeness["id"] != "equal":
        yield Reason(_WORDS[("phone", "different")], against=True, bits=_BITS["phone", "different"])
