"""Name and company written into each other's column, put right for comparing.

Invariant: only what surely is the other thing is moved: a name that ends as organisations do, beside a company, or a
blank, that reads as a person; a company that is nothing but a person, beside no name. In Latin letters any few words
may name a person, Brightwater Supplies too.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from custsheet.matching.column import Coded, Flags, compact, together
from custsheet.values.hanzi import simplified
from custsheet.values.text import clean_text

_ORGANISATION = re.compile(
    r"(?:公司|集团|厂|商行|经营部|事务所|中心|学校|学院|医院|酒店|超市|合作社|店|\b(?:ltd|inc|llc|gmbh|co)\.?)"
    r"(?:先生|女士|经理|总)?$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?P<surname>[一-龥])[一-龥·]{1,3}(?:先生|女士|小姐|经理|主任|老师)?")
_LATIN_PERSON = re.compile(r"[A-Z][a-z]+(?: [A-Z]\.?)? [A-Z][a-z]+")
_LATIN_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]*,? ?){1,4}")
_LONGEST: Final = 12
# Of 97 people in 100, after the census of 2020 (Ministry of Public Security, report of 2021) and those next to them.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎"
    "甄丛仲虞敖巩明佘池查麻苑迟邝官司欧阳诸葛上官慕容令狐司徒司马皇甫尉迟公孙轩辕东方南宫夏侯端木"
)


def put_right(names: Coded, companies: Coded) -> tuple[Coded, Coded, Flags]:
    """Both columns, and which rows were changed."""
    organisations, people = names.each(_is_organisation), companies.each(_is_person)
    employed = companies.each(str.strip)
    changed = (organisations & (people | ~employed)) | (people & ~names.each(_may_be_person))
    if not changed.any():
        return names, companies, changed
    names, companies = together((names, companies))
    return _chosen(changed, companies, names), _chosen(changed, names, companies), changed


def _chosen(flags: Flags, yes: Coded, no: Coded) -> Coded:
    return compact(Coded(np.where(flags, yes.codes, no.codes), yes.values))


# The last characters of what `_ORGANISATION` finds: looked at first, for most names end otherwise.
_ENDS: Final = frozenset("司团厂行部所心校院店市社生士理总dDcCoOhH. ")


def _is_organisation(text: str) -> bool:
    if text[-1:] not in _ENDS:
        return False
    return _ORGANISATION.search(clean_text(text)) is not None


def _may_be_person(text: str) -> bool:
    if text.isascii():
        return _LATIN_NAME.fullmatch(text) is not None and _ORGANISATION.search(text) is None
    return _is_person(text)


def _is_person(text: str) -> bool:
    if text.endswith("公司") or (len(text) > _LONGEST and not text.isascii()):
        return False
    text = clean_text(text)
    if _LATIN_PERSON.fullmatch(text):
        return _ORGANISATION.search(text) is None
    found = _PERSON.fullmatch(simplified(text).replace(" ", ""))
    return bool(found and found["surname"] in _SURNAMES and not _ORGANISATION.search(text))
