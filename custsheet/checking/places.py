"""W152: cities and districts that do not exist, or not in the province or city beside them, or are not all of a name.

A proposal may fill several cells of the row; it never overwrites another place nor drops a part of what was typed.
Customers abroad, and what E181 says of the province, are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Field
from custsheet.values import places, regions
from custsheet.values.places import Fault
from custsheet.values.provinces import normalize_province, place_key
from custsheet.values.text import as_text, clean_text

DISTRICT, ADDRESS = "district", "address"
Edits = list[tuple[str, Cell]]
_ABROAD = object()


def probes(view: View) -> Iterator[Probe]:
    """The rule on the columns of cities and districts."""
    rows = Rows(view)
    if rows.city is not None:
        yield _probe(view, rows, rows.city, rows.city_fault)
    if rows.district is not None:
        yield _probe(view, rows, rows.district, rows.district_fault)


def _probe(view: View, rows: Rows, field: Field, fault: Callable[[int], Fault | None]) -> Probe:
    def fails(_: Any) -> Mask:
        return mask([value is not None and fault(at) is not None for at, value in enumerate(view.typed(field.name))])

    def tell(at: int) -> Finding:
        found = fault(at) or Fault("unknown")
        if found.kind == "elsewhere":
            return _elsewhere(view, rows, field, at, found)
        edits = rows.edits(field, at, found)
        params = {"district": found.district}
        return view.finding("W152", at, field.name, found.kind, params, edits)

    # What is right depends on the cells beside it.
    return Probe("W152", None, fails, tell, on=field.name, shares="places")


def _elsewhere(view: View, rows: Rows, field: Field, at: int, found: Fault) -> Finding:
    city, province = rows.text(rows.city, at), rows.province_of(at)
    params: dict[str, object] = {"place": city if field is rows.district and city else province}
    edits = rows.settled_city(at, found) if field is rows.city else rows.settled_district(at, found)
    for name, value in edits:
        params |= {"part": view.sheet.by_name[name].title, "to": value}
    return view.finding("W152", at, field.name, "elsewhere", params, edits)


class Rows:
    """The places that the records of one sheet name."""

    def __init__(self, view: View) -> None:
        self._view = view
        fields = {one.name: one for one in view.inputs if one.type == "string"}
        self.province, self.city = view.field_of("province"), view.field_of("city")
        self.district, self.address = fields.get(DISTRICT), fields.get(ADDRESS)
        self._districts: dict[tuple[str, str | None, str | None], Fault | None] = {}
        self._cities: dict[tuple[str, str | None], Fault | None] = {}

    def texts(self, field: Field | None) -> list[Any]:
        """What stands in each record's cell after reading; None where nothing does or there is no such column."""
        return self._view.typed(field.name) if field is not None else [None] * len(self._view.rows)

    def text(self, field: Field | None, at: int) -> str | None:
        """The same of one record."""
        text: str | None = self._view.typed(field.name)[at] if field is not None else None
        return text

    @cached_property
    def provinces(self) -> list[str | None]:
        """The full name of each record's province, None where it is blank or none of China's."""
        told = {value: full if isinstance(full, str) else None for value, full in self._provinces.items()}
        return [told.get(value) for value in self.texts(self.province)]

    def province_of(self, at: int) -> str | None:
        """The same of one record."""
        return self.provinces[at]

    @cached_property
    def _provinces(self) -> dict[str | None, object]:
        """Value of the column → full name, None where nobody knows, `_ABROAD`."""
        if self.province is None:
            return {}
        enum, lists = self.province.constraints.enum, self._view.lists
        found: dict[str | None, object] = {}
        for value in set(self._view.typed(self.province.name)):
            if not isinstance(value, str):
                continue
            if enum in lists.entries and self._view.entries(str(enum), provinces=True).holds(value):
                title = lists.title(str(enum), value, "zh")
                found[value] = normalize_province(title) or normalize_province(value) or _ABROAD
            else:
                found[value] = normalize_province(value)
        return found

    @cached_property
    def _foreign(self) -> frozenset[str | None]:
        """Entries of the list of provinces that are none of China's."""
        return frozenset(value for value, full in self._provinces.items() if full is _ABROAD)

    def _abroad(self, at: int) -> bool:
        return bool(self._foreign) and self.text(self.province, at) in self._foreign

    def city_fault(self, at: int) -> Fault | None:
        """What is wrong with the record's city."""
        city = self.text(self.city, at)
        if city is None or self._abroad(at):
            return None
        beside = city, self.province_of(at)
        if beside not in self._cities:
            self._cities[beside] = places.city_fault(*beside)
        return self._cities[beside]

    def district_fault(self, at: int) -> Fault | None:
        """What is wrong with the record's district."""
        district = self.text(self.district, at)
        if district is None or self._abroad(at):
            return None
        province = self.province_of(at)
        beside = (district, self.text(self.city, at), province)
        if beside not in self._districts:
            self._districts[beside] = self._district_fault(at, *beside)
        return self._districts[beside]

    def _district_fault(self, at: int, district: str, city: str | None, province: str | None) -> Fault | None:
        found = places.district_fault(district, city, province)
        if found is None:
            return None
        beside = self.city_fault(at)
        if beside is not None and beside.kind == "elsewhere":
            # City and province contradict each other, which is said there; the district need agree with one of them.
            return places.district_fault(district, None, province) and found
        return found

    def edits(self, field: Field, at: int, fault: Fault) -> Edits:
        """The cells that put right what was typed into `field`; empty where something would be lost."""
        meant = ((self.province, fault.province), (self.city, fault.city), (self.district, fault.district))
        own = next((value for one, value in meant if one is field), None)
        if own is None:
            return []
        edits: Edits = [(field.name, self._written(field, own))]
        for other, value in meant if fault.kind in ("level", "address") else ():
            if other is field or value is None:
                continue
            current = self.text(other, at)
            if other is None or (current is not None and not self._same(other, current, value)):
                return []
            if current is None:
                edits.append((other.name, self._written(other, value)))
        return self._with_rest(at, edits, fault.rest)

    def _with_rest(self, at: int, edits: Edits, rest: str) -> Edits:
        if not rest:
            return edits
        current = self.text(self.address, at)
        if self.address is None or (current is not None and place_key(rest) not in place_key(current)):
            return []
        return edits if current is not None else [*edits, (self.address.name, rest)]

    def _same(self, field: Field, current: str, value: str) -> bool:
        if field is self.province:
            return self._provinces.get(current) == value
        if field is self.city:
            return value in {spot.name for spot in places.cities_meant(current, None)}
        return place_key(current) == place_key(value)

    def _written(self, field: Field, value: str) -> Cell:
        """A place as the column holds it: an entry of its list, else its name."""
        enum = field.constraints.enum
        if enum not in self._view.lists.entries:
            return value
        entries = self._view.entries(str(enum), provinces=field is self.province)
        return entries.title(value) if entries.holds(value) else entries.nearest(value) or value

    def settled_city(self, at: int, fault: Fault) -> Edits:
        """City and province contradict each other: the edit for the one that district or address speak against."""
        province, city = self.province_of(at), self.text(self.city, at)
        if self.city is None or self.province is None or city is None or province is None:
            return []
        meant = places.cities_meant(city, fault.other)
        districts = places.districts_meant(self.text(self.district, at) or "")
        told = self._address(at)
        for_city = any(one.prefix == spot.prefix for one in districts for spot in meant)
        if fault.other is not None and (for_city or told.city in {spot.name for spot in meant}):
            return [(self.province.name, self._written(self.province, fault.other))]
        around = {places.city_around(one) for one in districts if one.live and one.province == province}
        if not around and told.province == province:
            around = {told.city}
        settled = around.pop() if len(around) == 1 else None
        return [(self.city.name, settled)] if settled is not None else []

    def settled_district(self, at: int, fault: Fault) -> Edits:
        """District and city contradict each other: the edit for the one that the address speaks against."""
        told, province = self._address(at), self.province_of(at)
        city = self.text(self.city, at)
        meant = {spot.name for spot in places.cities_meant(city, province)} if city is not None else set()
        if self.district is not None and told.district is not None and told.city in meant:
            return [(self.district.name, told.district)]
        if self.city is not None and fault.other is not None and told.city == fault.other:
            return [(self.city.name, fault.other)]
        return []

    def _address(self, at: int) -> regions.Region:
        return regions.region_of_address(self.text(self.address, at) or "")

    def split_province(self, at: int) -> Edits:
        """The cells into which an address, or a city, goes that was typed into the column of provinces."""
        if self.province is None:
            return []
        text = clean_text(as_text(self._view.as_cast(self.province.name).iat[at]))
        told = regions.region_of_address(text)
        if told.province is None or (told.city is None and told.rest) or told.rest == text:
            return []
        fault = Fault("address", told.province, told.city, told.district, told.rest)
        return self.edits(self.province, at, fault)
