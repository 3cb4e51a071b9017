"""Provinces: their full names from however they are typed, and the postcodes that belong to each.

Invariant: what the tables do not know gives None, never False. The municipalities 北京 天津 上海 重庆 are both province
and city. This is also the one place that says how names of places are folded, in Chinese and in English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from custsheet.values.text import clean_text, fold, half_width

MUNICIPALITIES: Final = frozenset({"北京市", "天津市", "上海市", "重庆市"})

_CHINESE = re.compile("[一-鿿]")
_APOSTROPHES = re.compile("['’`]")
_LEVELS = re.compile(
    r"\b(?:province|prov|city|municipality|autonomous|region|prefecture|sheng|shi|sar|district of)\b\.?"
)
_LATIN = re.compile(r"[\w\s'’.-]+")

# code, full name, short name, English names, first two digits of postcodes (China Post; the third starts the district).
# Inner Mongolia's north-east is served from Heilongjiang's 16; Hong Kong, Macau and Taiwan have no mainland postcodes.
_PROVINCES: Final = (
    ("11", "北京市", "北京", "Beijing|Peking", "10"),
    ("12", "天津市", "天津", "Tianjin", "30"),
    ("13", "河北省", "河北", "Hebei", "05 06 07"),
    ("14", "山西省", "山西", "Shanxi", "03 04"),
    ("15", "内蒙古自治区", "内蒙古", "Inner Mongolia|Nei Mongol|Neimenggu", "01 02 16"),
    ("21", "辽宁省", "辽宁", "Liaoning", "11 12"),
    ("22", "吉林省", "吉林", "Jilin", "13"),
    ("23", "黑龙江省", "黑龙江", "Heilongjiang", "15 16"),
    ("31", "上海市", "上海", "Shanghai", "20"),
    ("32", "江苏省", "江苏", "Jiangsu", "21 22"),
    ("33", "浙江省", "浙江", "Zhejiang", "31 32"),
    ("34", "安徽省", "安徽", "Anhui", "23 24"),
    ("35", "福建省", "福建", "Fujian", "35 36"),
    ("36", "江西省", "江西", "Jiangxi", "33 34"),
    ("37", "山东省", "山东", "Shandong", "25 26 27"),
    ("41", "河南省", "河南", "Henan", "45 46 47"),
    ("42", "湖北省", "湖北", "Hubei", "43 44"),
    ("43", "湖南省", "湖南", "Hunan", "41 42"),
    ("44", "广东省", "广东", "Guangdong|Canton Province", "51 52"),
    ("45", "广西壮族自治区", "广西", "Guangxi|Guangxi Zhuang", "53 54"),
    ("46", "海南省", "海南", "Hainan", "57"),
    ("50", "重庆市", "重庆", "Chongqing", "40"),
    ("51", "四川省", "四川", "Sichuan|Szechuan", "61 62 63 64"),
    ("52", "贵州省", "贵州", "Guizhou", "55 56"),
    ("53", "云南省", "云南", "Yunnan", "65 66 67"),
    ("54", "西藏自治区", "西藏", "Tibet|Xizang", "85"),
    ("61", "陕西省", "陕西", "Shaanxi", "71 72"),
    ("62", "甘肃省", "甘肃", "Gansu", "73 74"),
    ("63", "青海省", "青海", "Qinghai", "81"),
    ("64", "宁夏回族自治区", "宁夏", "Ningxia|Ningxia Hui", "75"),
    ("65", "新疆维吾尔自治区", "新疆", "Xinjiang|Xinjiang Uygur|Xinjiang Uyghur", "83 84"),
    ("71", "台湾省", "台湾", "Taiwan", ""),
    ("81", "香港特别行政区", "香港", "Hong Kong|HK", ""),
    ("82", "澳门特别行政区", "澳门", "Macau|Macao", ""),
)
BY_CODE: Final = {row[0]: row[1] for row in _PROVINCES}


@cache
def province_names() -> dict[str, str]:
    """Every key of a province → its full name."""
    names: dict[str, str] = {
        "内蒙": "内蒙古自治区",
        "广西省": "广西壮族自治区",
        "宁夏省": "宁夏回族自治区",
        "新疆省": "新疆维吾尔自治区",
        "内蒙古省": "内蒙古自治区",
        "西藏省": "西藏自治区",
    }
    for _, full, short, english, _ in _PROVINCES:
        names |= {full: full, short: full, short + "省": full, short + "自治区": full, short + "市": full}
        names |= {latin_key(name): full for name in english.split("|")}
    # 吉林市 and 海南市 are not provinces: only the municipalities may be called 市.
    return {name: full for name, full in names.items() if not name.endswith("市") or full in MUNICIPALITIES}


def normalize_province(value: object) -> str | None:
    """The full Chinese name of a province however typed: 北京 → 北京市, 内蒙 → 内蒙古自治区, Guangdong → 广东省."""
    return province_names().get(place_key(value))


def postcode_matches(code: object, province: object) -> bool | None:
    """Whether a postcode's first two digits belong to the province (W151); None unless both are known."""
    digits = half_width(clean_text(code))
    full = normalize_province(province)
    prefixes = next((row[4].split() for row in _PROVINCES if row[1] == full), [])
    return digits[:2] in prefixes if re.fullmatch(r"[0-9]{6}", digits) and prefixes else None


def postcode_provinces(code: object) -> frozenset[str]:
    """The provinces a postcode can belong to; empty when it is no postcode."""
    digits = half_width(clean_text(code))
    if not re.fullmatch(r"[0-9]{6}", digits):
        return frozenset()
    return frozenset(row[1] for row in _PROVINCES if digits[:2] in row[4].split())


def place_key(value: object) -> str:
    """The form in which names of places are compared: Chinese without spaces, Latin by `latin_key`."""
    text = half_width(clean_text(value)[:100])
    latin = text.isascii() or (not _CHINESE.search(text) and _LATIN.fullmatch(text))
    return latin_key(text) if latin else text.replace(" ", "")


def latin_key(name: str) -> str:
    """Beijing City, beijing-shi and BEIJING compare equal: letters only, without the words for the level."""
    words = _LEVELS.sub(" ", _APOSTROPHES.sub("", fold(name)))
    return re.sub(r"[\W_]", "", words)
