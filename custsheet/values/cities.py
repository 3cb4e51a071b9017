"""Tables of cities, districts and telephone area codes, by every way to write them. They load on first use."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from custsheet.values.divisions import counties
from custsheet.values.provinces import BY_CODE, latin_key, province_names

Heads = dict[str, tuple[int, ...]]
"""First two characters of known names → how long these names are, longest first."""


class City(NamedTuple):
    """A city of any level.

    Attributes:
        name, province, english: what it is called, and where it lies.
        area_codes: those of its telephones; a few cities have two.
        prefecture: the first four digits of the division code, or all six for a place directly under its province.
    """

    name: str
    province: str
    english: str
    area_codes: tuple[str, ...]
    prefecture: str


class Tables(NamedTuple):
    """What is known.

    Attributes:
        cities: every way to write a city → the cities meant.
        districts: name of a district, county or county-level city → (province, city, live).
        area_codes: area code → the cities it serves.
        listed: every city, once.
        cities_by_head, districts_by_head: for `prefixes`.
    """

    cities: dict[str, list[City]]
    districts: dict[str, list[tuple[str, str, bool]]]
    area_codes: dict[str, frozenset[str]]
    listed: tuple[City, ...]
    cities_by_head: Heads
    districts_by_head: Heads


@cache
def load() -> Tables:
    """The tables."""
    cities: dict[str, list[City]] = {}
    by_prefecture: dict[str, City] = {}
    area_codes: dict[str, set[str]] = {}
    text = resources.files("custsheet.values.data").joinpath("cities.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        code = row["code"]
        direct = not code.endswith("00")
        city = City(
            row["name"],
            BY_CODE[code[:2]],
            row["english"],
            tuple(row["area_codes"].split()),
            code if direct else code[:4],
        )
        by_prefecture[city.prefecture] = city
        for name in _names_of(row["name"], row["short"], row["english"]):
            cities.setdefault(name, []).append(city)
        for area in city.area_codes:
            area_codes.setdefault(area, set()).add(city.name)
    districts: dict[str, list[tuple[str, str, bool]]] = {}
    for county in counties():
        head = county.code[:2]
        around = by_prefecture.get(county.code[:4]) or by_prefecture.get(head + "00") or by_prefecture.get(county.code)
        if around is None:
            continue
        known = districts.setdefault(county.name, [])
        entry = (around.province, around.name, county.live)
        if entry not in known:
            known.append(entry)
        if county.live and county.name.endswith("市") and county.code not in by_prefecture:
            inner = around._replace(name=county.name, prefecture=county.code)
            for name in (county.name, county.name[:-1]):
                # A prefecture-level city outranks a county-level one of the same short name.
                if all(other.province != inner.province for other in cities.get(name, ())):
                    cities.setdefault(name, []).append(inner)
    return Tables(
        cities,
        districts,
        {area: frozenset(names) for area, names in area_codes.items()},
        tuple(by_prefecture.values()),
        _heads(cities),
        _heads(districts),
    )


def _heads(names: Iterable[str]) -> Heads:
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}


@cache
def provinces_by_head() -> Heads:
    """The same for `prefixes` of every way to write a province."""
    return _heads(province_names())


def _names_of(name: str, short: str, english: str) -> set[str]:
    names = {name, latin_key(english), latin_key(english.replace("ü", "v"))} - {""}
    # Somebody who types 海南 means the province.
    if short != "海南":
        names.add(short)
    return names | {short + "州"} if name.endswith("自治州") else names


def prefixes(text: str, heads: Heads) -> Iterator[tuple[str, str]]:
    """The beginnings that may be one of the names, longest first, and what follows."""
    for n in heads.get(text[:2], ()):
        if n <= len(text):
            yield text[:n], text[n:]
