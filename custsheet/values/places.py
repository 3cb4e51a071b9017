"""Whether a city and a district, as typed, are places that exist, in the province and city beside them (W152).

Invariant: what exists or ever existed is right: abolished counties and prefectures stay valid, a county may have become
a district, and development zones, like towns of cities without districts, are in no table. A correction is proposed
only where one place can be meant. Names in Latin letters are judged as far as the tables know them. A province is
always given by its full name, or None where it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from custsheet.values import regions
from custsheet.values.divisions import HEADINGS, divisions
from custsheet.values.provinces import BY_CODE, MUNICIPALITIES, latin_key, place_key, province_names
from custsheet.values.text import edit_distance

Kind = Literal["short", "slip", "level", "address", "elsewhere", "unknown"]
BEYOND: Final = frozenset({"台湾省", "香港特别行政区", "澳门特别行政区"})
"""Their districts are in none of the tables."""

# What forms ask for between a municipality, or a province, and its counties.
_BETWEEN: Final = HEADINGS | {"市辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_ZONE = re.compile(
    "开发区|高新|经开|经济|新区|园区|保税|管理区|管委会|示范区|试验区|合作区|度假|风景|名胜|林业局|农场|林场|牧场|垦区|兵团|团场|"
    "港区|口岸|产业|工业|科技|软件园|新城|片区|基地|群岛"
)
_REMEMBERED: Final = 16_384  # answers: a workbook repeats its places, and a process that goes on must not keep all
_CHINESE = re.compile("[一-鿿]")
_LEVEL = re.compile("(?:自治[县旗]|新区|[区县市旗])$")


class Fault(NamedTuple):
    """What is wrong with one name.

    Attributes:
        kind: short (杭州 for 杭州市), slip (one wrong character), level (a district where the city should be), address
            (more than this name), elsewhere (not within what stands beside it), unknown.
        province, city, district, rest: what was meant, as far as only one thing can be; `rest` is for the address.
        other: where a place "elsewhere" lies, if it is one place.
    """

    kind: Kind
    province: str | None = None
    city: str | None = None
    district: str | None = None
    rest: str = ""
    other: str | None = None


class Spot(NamedTuple):
    """A city or district.

    Attributes:
        name, province, code: what it is.
        prefix: how the codes of everything in the same city begin; of a county-level city, its whole code.
        live: whether it still exists.
    """

    name: str
    province: str
    code: str
    prefix: str
    live: bool


class _Index(NamedTuple):
    cities: dict[str, list[Spot]]
    districts: dict[str, list[Spot]]
    inside: dict[str, list[Spot]]
    """Prefix of a city → its districts."""


@cache
def _index() -> _Index:
    index = _Index({}, {}, {})
    for code, entries in divisions().items():
        province = BY_CODE.get(code[:2])
        if province is None or province in BEYOND:
            continue
        municipal = province in MUNICIPALITIES
        for entry in entries:
            if entry.name in _BETWEEN:
                continue
            spot = Spot(entry.name, province, code, code[:2] if municipal else code[:4], entry.live)
            if code.endswith("00"):
                if municipal == code.endswith("0000"):  # the province itself is no city, the municipality is
                    index.cities.setdefault(entry.name, []).append(spot)
                continue
            index.districts.setdefault(entry.name, []).append(spot)
            index.inside.setdefault(spot.prefix, []).append(spot)
            if entry.name.endswith("市") or code[2:4] == "90":
                index.cities.setdefault(entry.name, []).append(spot._replace(prefix=code))
    return index


@lru_cache(_REMEMBERED)
def cities_meant(value: str, province: str | None) -> tuple[Spot, ...]:
    """The cities that this can mean, in the province if there is such a one there."""
    index = _index()
    found = index.cities.get(place_key(value)) or [
        spot
        for name, around in regions.cities_called(value)
        for spot in index.cities.get(name, ())
        if spot.province == around
    ]
    return tuple([spot for spot in found if spot.province == province] or found)


@lru_cache(_REMEMBERED)
def districts_meant(value: str) -> tuple[Spot, ...]:
    """Every district, county and county-level city of exactly this name."""
    return tuple(_index().districts.get(place_key(value), ()))


@lru_cache(_REMEMBERED)
def city_fault(value: str, province: str | None) -> Fault | None:
    """What is wrong with the name of a city, given the province beside it; None if nothing is."""
    text = place_key(value)
    if not text or text in _BETWEEN or province in BEYOND:
        return None
    if found := cities_meant(value, province):
        around = {spot.province for spot in found}
        if province is not None and province not in around:
            return Fault("elsewhere", other=_only(around))
        full = _only({spot.name for spot in found if spot.live}) or _only({spot.name for spot in found})
        if text in _index().cities or full is None or not _CHINESE.search(text):
            return None
        begins_with_province = any(text[:n] in province_names() for n in range(2, len(text)))
        kind: Kind = "address" if begins_with_province and not full.startswith(text) else "short"
        return Fault(kind, _only(around), full)
    if not _CHINESE.search(text):
        return _latin_fault(value, province)
    if (parted := _address(text, province, None)) is not None and parted.district is None:
        zone = parted.rest.endswith("区") and _ZONE.search(parted.rest) is not None
        parted = parted._replace(district=parted.rest, rest="") if zone else parted
    return _misplaced(text, province) or parted or _unknown_city(text, province)


@lru_cache(_REMEMBERED)
def district_fault(value: str, city: str | None, province: str | None) -> Fault | None:
    """What is wrong with the name of a district, given the city and province beside it; None if nothing is."""
    text = place_key(value)
    if not text or text in _BETWEEN or province in BEYOND or not _CHINESE.search(text):
        return None
    around = city_beside(city, province)
    prefixes = {spot.prefix for spot in around}
    if around and not any(_index().inside.get(prefix) for prefix in prefixes):
        return None  # 东莞 and the like: below the city come its towns
    if found := districts_meant(value):
        return _district_elsewhere(found, around, prefixes, province)
    if any(text == spot.name for spot in around):  # 北京市, 北京市
        return None
    inside = [spot for prefix in prefixes for spot in _index().inside.get(prefix, ())]
    if full := _lengthened(text, inside):
        return Fault("short", district=full)
    parted = _address(text, province, around[0].name if len(around) == 1 else None)
    if parted is not None and parted.district is not None:
        return parted
    if _ZONE.search(text):
        return None
    near = _neighbours(text)
    full = _slipped(text, [spot for spot in inside if spot.name in near])
    return Fault("slip", district=full) if full else Fault("unknown")


def _district_elsewhere(
    found: Iterable[Spot], around: Iterable[Spot], prefixes: set[str], province: str | None
) -> Fault | None:
    if prefixes:
        # What was abolished may have moved to another city of its province.
        inside = {spot.province for spot in around}
        if any(spot.prefix in prefixes or (not spot.live and spot.province in inside) for spot in found):
            return None
        return Fault("elsewhere", other=_only({name for spot in found if spot.live and (name := city_around(spot))}))
    if province is None or any(spot.province == province for spot in found):
        return None
    return Fault("elsewhere", other=_only({spot.province for spot in found}))


@cache
def city_around(district: Spot) -> str | None:
    """The name of the city that a district lies in; of a place directly under its province, its own."""
    if district.province in MUNICIPALITIES:
        return district.province
    if district.code[2:4] == "90":
        return district.name
    spots = [spot for spots in _index().cities.values() for spot in spots if spot.prefix == district.prefix]
    return _only({spot.name for spot in spots if spot.live}) or _only({spot.name for spot in spots})


def city_beside(city: str | None, province: str | None) -> tuple[Spot, ...]:
    """The city that stands beside a district, or the municipality that the province is; empty where nobody knows."""
    if city is None or place_key(city) in _BETWEEN:
        return cities_meant(province, province) if province and province in MUNICIPALITIES else ()
    found = cities_meant(city, province)
    return found if len({spot.province for spot in found}) == 1 else ()


def _misplaced(text: str, province: str | None) -> Fault | None:
    """A district in the place of its city: 北京市 / 海淀区, 浙江省 / 安吉县."""
    found = list(districts_meant(text))
    if not found and province in MUNICIPALITIES:
        inside = _index().inside.get(cities_meant(str(province), province)[0].prefix, ())
        full = _lengthened(text, inside)
        found = [spot for spot in inside if spot.name == full]
    if not found:
        return None
    here = [spot for spot in found if province in (None, spot.province)]
    if not here:
        return Fault("elsewhere", other=_only({spot.province for spot in found}))
    live = [spot for spot in here if spot.live] or here
    where = {(spot.province, city_around(spot)) for spot in live}
    if len(where) != 1:
        return Fault("level")
    around, city = where.pop()
    return Fault("level", around, city, live[0].name) if city else Fault("level")


def _address(text: str, province: str | None, city: str | None) -> Fault | None:
    """More than one name in one cell: 浙江省杭州市西湖区文三路1号."""
    told = regions.region_of_address(text)
    if city is not None and told.city is None:
        told = regions.region_of_address(f"{city}{text}")
    if told.city is None or told.rest == text or (told.district is None and not told.rest):
        return None
    if province not in (None, told.province) or city not in (None, told.city, told.district):
        return None
    return Fault("address", told.province, told.city, told.district, told.rest)


def _unknown_city(text: str, province: str | None) -> Fault:
    near = [spot for name in _neighbours(text) for spot in _index().cities.get(name, ())]
    # Without a province, only what everybody has heard of.
    full = _slipped(text, [s for s in near if (s.province == province if province else s.code.endswith("00"))])
    return Fault("slip", city=full) if full else Fault("unknown")


def _latin_fault(value: str, province: str | None) -> Fault | None:
    """Only inside a province of China can anybody tell that a name in Latin letters is wrong."""
    if province is None:
        return None
    key = latin_key(value)
    near = {
        name
        for known, name in regions.english_cities(province).items()
        if min(len(key), len(known)) >= 5 and edit_distance(key, known, 1) == 1
    }
    return Fault("slip", city=full) if (full := _only(near)) else Fault("unknown")


def _slipped(text: str, spots: Iterable[Spot]) -> str | None:
    """The one of these places that exists today, has three characters or more, and differs by one of them."""
    near = {spot.name for spot in spots if spot.live and min(len(text), len(spot.name)) >= 3}
    return _only({name for name in near if name[-1] == text[-1] and edit_distance(text, name, 1) == 1})


@cache
def _by_deletion() -> dict[str, set[str]]:
    """Names without one of their characters, and whole ones → the names."""
    found: dict[str, set[str]] = {}
    for name in (*_index().cities, *_index().districts):
        for form in _deletions(name):
            found.setdefault(form, set()).add(name)
    return found


def _neighbours(text: str) -> set[str]:
    """All names that may be one character from this one, without comparing it with every name."""
    return {name for form in _deletions(text[:20]) for name in _by_deletion().get(form, ())}


def _deletions(text: str) -> Iterable[str]:
    return (text, *(text[:at] + text[at + 1 :] for at in range(len(text))))


def _lengthened(text: str, spots: Iterable[Spot]) -> str | None:
    """The one place that exists today of which this is the name without its level (海淀, 梅里斯, 浦东)."""
    if len(text) < 2:
        return None
    names = {spot.name for spot in spots if spot.live and spot.name.startswith(text)}
    return _only({name for name in names if _LEVEL.sub("", name) == text}) or _only(names)


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
