"""Where a customer is: cities, districts, addresses and telephone area codes, from however they are typed.

Invariant: an answer is the only one possible. A name two places share (朝阳区, Taizhou) gives None until a province
or city decides, and what the tables do not know gives None, never False: divisions change faster than libraries. The
municipalities 北京 天津 上海 重庆 are both province and city.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from custsheet.values.cities import City, load, prefixes, provinces_by_head
from custsheet.values.provinces import (
    MUNICIPALITIES,
    latin_key,
    normalize_province,
    place_key,
    province_names,
)
from custsheet.values.text import as_text, clean_text, half_width

# 南京路, 北京东路 and 上海商城 are streets and buildings, not places one lives in.
# 朝阳区 is not in the city of 朝阳, nor 长沙县 in the town of 长沙.
_NOT_A_PLACE = re.compile(
    r"[东西南北中]?[一二三四五六]?(?:路|街|道|巷|胡同|桥|公园|大厦|广场|商城|饭店|酒店|花园|村|镇|新村)|[区县旗]"
)
_CHINESE = re.compile("[一-鿿]")
_CHINA = re.compile("^(?:中华人民共和国|中国)")
_BETWEEN = re.compile(r"[\s,，、-]+")
_COUNTY_SUFFIX = re.compile(r"(?:自治县|自治旗|市|区|县|旗)$")


class Region(NamedTuple):
    """What an address tells, outermost first; what it does not tell is None. `rest` follows the last part found."""

    province: str | None
    city: str | None
    district: str | None
    rest: str


def normalize_city(value: object, province: object = None) -> str | None:
    """The full Chinese name of a city (prefecture- or county-level) however typed, if only one can be meant.

    `province`, in any form, decides between namesakes; a name such as 广东深圳 brings its own.
    """
    city = _city(value, province)
    return city.name if city else None


def cities_called(value: object) -> list[tuple[str, str]]:
    """(full name, province) of every city that this can mean, however typed."""
    return [(one.name, one.province) for one in _cities(place_key(value))]


def english_cities(province: str) -> dict[str, str]:
    """Key of the English name → English name, of every prefecture-level city of a province."""
    return {latin_key(one.english): one.english for one in load().listed if one.province == province}


def city_in_province(city: object, province: object) -> bool | None:
    """Whether the city lies in the province; None when either is unknown."""
    full = normalize_province(province)
    found = _cities(place_key(city))
    if full is None or not found:
        return None
    return any(one.province == full for one in found)


def district_in_city(district: object, city: object, province: object = None) -> bool | None:
    """Whether the city has, or had, such a district or county.

    None when the city is unknown, or the district is known nowhere: development zones and new districts are in no
    table.
    """
    name, around = place_key(district), _city(city, province)
    known = load().districts.get(name, ())
    if around is None or not known:
        return None
    return any(one[0] == around.province and one[1] == around.name for one in known) or name == around.name


def area_code(place: object, province: object = None) -> str | None:
    """The telephone area code of a city, county or address: 北京市 → `010`; None when unknown or one of several."""
    return _area_code(as_text(place), as_text(province) or None)


@lru_cache(4096)  # the records of a workbook are in few places
def _area_code(place: str, province: str | None) -> str | None:
    city = _city(place, province)
    if city is None:
        region = region_of_address(place)
        city = _city(region.district, region.province) or _city(region.city, region.province or province)
    return city.area_codes[0] if city and len(city.area_codes) == 1 else None


def area_code_matches(code: object, city: object, province: object = None) -> bool | None:
    """Whether an area code (with or without 0) serves the city; None when either is unknown to the table."""
    area = "0" + half_width(clean_text(code)).lstrip("0")
    around = _city(city, province)
    if around is None or not around.area_codes or area not in load().area_codes:
        return None
    return area in around.area_codes


def cities_of_area_code(code: object) -> frozenset[str]:
    """The cities an area code (with or without 0) serves; empty when it is none."""
    return load().area_codes.get("0" + half_width(clean_text(code)).lstrip("0"), frozenset())


def region_of_address(value: object) -> Region:
    """Province, city and district of an address, each as far as it tells or implies them.

    `北京市朝阳区建国路88号` → (北京市, 北京市, 朝阳区, 建国路88号). A county or city whose name is unique implies
    what is around it. English addresses are searched for a province and a city between commas.
    """
    text = half_width(clean_text(value)[:200])
    if not _CHINESE.search(text):
        return _english(text)
    return region_of_chinese(_BETWEEN.sub("", text))


def region_of_chinese(text: str) -> Region:
    """The same of a clean Chinese text without spaces and commas."""
    rest = _CHINA.sub("", text) if text[:1] == "中" else text
    head = rest[:2]
    of_province = head in provinces_by_head()
    if not (of_province or head in load().cities_by_head or head in load().districts_by_head):
        return Region(None, None, None, rest)  # as most companies are called
    province: str | None = None
    if of_province:
        # 吉林市船营区 and 海南藏族自治州 begin like a province but name a city.
        cities = prefixes(rest, load().cities_by_head)
        if not any(len(name) > 2 and name in load().cities and name not in province_names() for name, _ in cities):
            province, rest = _take_province(rest)
    city, rest = _take_city(rest, province)
    province = province or (city.province if city else None)
    district, around, rest = _take_district(rest, province, city)
    if around is not None:
        province = around[0]
        city_name: str | None = city.name if city else around[1]
    else:
        city_name = city.name if city else (province if province in MUNICIPALITIES else None)
    if city and city_name == district:
        district = None
    return Region(province, city_name, district, rest)


def _cities(name: str) -> list[City]:
    found = load().cities.get(name, [])
    if not found and len(name) > 2:
        for n in range(8, 1, -1):
            inside = province_names().get(name[:n])
            if inside and len(name) > n:
                return [one for one in load().cities.get(name[n:], []) if one.province == inside]
    return found


def _city(value: object, province: object = None) -> City | None:
    found = _cities(place_key(value)) if value is not None else []
    full = normalize_province(province) if province is not None else None
    if full:
        found = [one for one in found if one.province == full]
    return found[0] if len(found) == 1 else None


def _is_street(short: str, rest: str) -> bool:
    return not _COUNTY_SUFFIX.search(short) and _NOT_A_PLACE.match(rest) is not None


def _take_province(text: str) -> tuple[str | None, str]:
    for name, rest in prefixes(text, provinces_by_head()):
        full = province_names().get(name)
        if full and not _is_street(name, rest):
            return full, rest
    return None, text


def _take_city(text: str, province: str | None) -> tuple[City | None, str]:
    for name, rest in prefixes(text, load().cities_by_head):
        found = [one for one in load().cities.get(name, ()) if province in (None, one.province)]
        if len(found) == 1 and not _is_street(name, rest):
            # 北京市市辖区朝阳区: a heading that forms ask for.
            return found[0], rest.removeprefix("市辖区")
    if province in MUNICIPALITIES:
        return _city(province), text.removeprefix("市辖区")
    return None, text


def _take_district(
    text: str, province: str | None, city: City | None
) -> tuple[str | None, tuple[str, str] | None, str]:
    for name, rest in prefixes(text, load().districts_by_head):
        entries = load().districts.get(name, ())
        if province:
            entries = [one for one in entries if one[0] == province]
        if city:
            entries = [one for one in entries if one[1] == city.name]
        live = [one for one in entries if one[2]] or entries
        if len(live) == 1:
            return name, (live[0][0], live[0][1]), rest
        if live:  # several places of this name: the name is all that is known
            return name, None, rest
    return None, None, text


def _english(text: str) -> Region:
    province: str | None = None
    city: City | None = None
    for part in reversed([latin_key(re.sub(r"\b\d{6}\b", "", piece)) for piece in text.split(",")]):
        if city is None and part and len(found := [c for c in _cities(part) if province in (None, c.province)]) == 1:
            city = found[0]
        if province is None:
            province = province_names().get(part)
    if city and province and city.province != province:
        city = None
    province = province or (city.province if city else None)
    return Region(province, city.name if city else None, None, text)
