"""The postcode that stands for a whole city or district: what W151 proposes where only one place is meant."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from custsheet.values.places import city_beside, districts_meant


def main_postcode(city: str, district: str | None, province: str | None) -> str | None:
    """The main postcode of a district, or of the whole city if none is given; None where that is not sure.

    `province` is a full name or None.
    """
    around = [spot for spot in city_beside(city, province) if spot.live]
    if len(around) != 1:
        return None
    if district is None:
        return _postcodes().get(around[0].code)
    found = {spot.code for spot in districts_meant(district) if spot.live and spot.prefix == around[0].prefix}
    return _postcodes().get(found.pop()) if len(found) == 1 else None


@cache
def _postcodes() -> dict[str, str]:
    text = resources.files("custsheet.values.data").joinpath("postcodes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["postcode"] for row in csv.DictReader(text.splitlines())}
