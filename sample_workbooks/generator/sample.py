"""Puts a sample together: clean business first, then twins and look-alikes, then the dirt, with the truth about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from generator import customers as people
from generator import faults as spoiling
from generator import leaving, sales, twins
from generator.care import Desk
from generator.customers import Customer
from generator.dirt import Spoiler
from generator.profiles import PROFILES, Profile
from generator.standard import Cell, Lang, Standard
from generator.truth import Fault, Planted, Truth
from generator.two import make_two
from generator.world import DAY, Row, Tables, World
from generator.wrecks import Wreck

Kind = Literal["retail", "maker", "two"]
SEED = 20260617


@dataclass(frozen=True)
class Sample:
    """One sample.

    Attributes:
        tables: schema name of a sheet → its records, field name → what stands in the cell.
        settings: setting → value, where it differs from the standard's default.
        clean: the same tables before anything was spoilt, twins' disguises included.
        wrecks: cells to be spoilt in the finished workbook, as no table of values can hold them.
    """

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    settings: Mapping[str, Cell]
    truth: Truth = field(default_factory=Truth)
    clean: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    wrecks: Sequence[Wreck] = ()


def generate(kind: Kind, lang: Lang, standard: Standard, seed: int = SEED, *, dirty: bool = True) -> Sample:
    """The sample of this kind in this language; equal arguments give equal samples.

    Args:
        kind: `retail` is a chain of shops, `maker` sells to companies, `two` holds two customers.
        lang: the language of every text.
        standard: whose labels are used.
        seed: another one gives another sample of the same kind.
        dirty: without it nothing is wrong in the sample, and nobody stands in it twice or looks like somebody else.
    """
    world = World(lang, Random(f"{kind} {lang} {seed}"), standard)
    if kind == "two":
        return _two(world, dirty=dirty)
    return _business(world, PROFILES[kind], dirty=dirty)


def _two(world: World, *, dirty: bool) -> Sample:
    tables = make_two(world)
    faults = []
    for at, (row, area) in enumerate(zip(tables["customers"], ("010", "021"), strict=True)):
        right = f"{area}-{row['phone']}"
        if dirty:
            faults.append(Fault("customers", at, "phone", "W114", "no_area_code", row["phone"], right))
        else:
            row["phone"] = right
    settings: dict[str, Cell] = {
        "company_name": world.say(("示例公司", "Example Company")),
        "reference_day": "last_order",
    }
    return Sample(tables, settings, Truth(tuple(faults)), tables)


def _business(world: World, profile: Profile, *, dirty: bool) -> Sample:
    copied = 1 if dirty and profile.kind == "retail" else 0
    spare = {"retail": 3 + 2 + 3 + 11, "maker": 2 + 3}[profile.kind] if dirty else 0
    known = people.make_customers(world, profile, profile.customers - spare - copied)
    groups: list[twins.Group] = []
    if dirty:
        groups += twins.plant_look_alikes(world, profile, known)
        groups += twins.plant_twins(world, profile, known, groups)
    people.number(known)
    orders = sales.make_orders(world, profile, known)
    tables = _tables(world, profile, known, orders)
    settings: dict[str, Cell] = {
        "company_name": world.say(profile.company),
        "reference_day": "last_order",
        "revenue_target": _monthly(orders),
    }
    faults, planted = _as_planted(world, known, groups)
    used = {"customers": {at for group in planted for at in group.indexes}}
    if copied:
        faults, planted = _copy_row(world, tables, used["customers"], faults, planted)
    clean = {name: [dict(row) for row in records] for name, records in tables.items()}
    spoiler = Spoiler(world, tables, used, faults)
    referred = {str(row.get("order_no")) for row in tables["service"]}
    if dirty and profile.kind == "retail":
        spoiling.spoil_retail(spoiler, _childless(tables), referred)
    elif dirty:
        spoiling.spoil_maker(spoiler, referred)
    order = {name: number for number, name in enumerate(tables)}
    faults.sort(key=lambda one: (order[one.sheet], one.index))
    return Sample(tables, settings, Truth(tuple(faults), tuple(planted)), clean, tuple(spoiler.wrecks))


def _tables(world: World, profile: Profile, known: list[Customer], orders: list[sales.Order]) -> Tables:
    """Every sheet's records as they stand in the workbook."""
    campaigns = sales.make_campaigns(world, profile, known, orders)
    desk = Desk(world, profile, known, orders)
    talks = desk.interactions()
    leaving.tell_why(world, profile, talks)
    leaving.hold(world, profile, known)
    rows: Tables = {
        "customers": [one.row for one in known],
        "interactions": talks,
        "orders": [one.row for one in orders],
        "service": desk.service(),
        "campaigns": campaigns,
        "feedback": desk.feedback(),
        "tasks": desk.tasks(),
        "processes": desk.processes(),
        "users": _users(world, profile),
    }
    return {name: [_cells(world, name, row) for row in records] for name, records in rows.items()}


def _cells(world: World, sheet: str, row: Row) -> Row:
    """The record as it stands in the workbook, a `Customer` by the ID."""
    customer = row.get("customer_id")
    return world.localised(sheet, row | {"customer_id": customer.id} if isinstance(customer, Customer) else row)


def _users(world: World, profile: Profile) -> list[Row]:
    return [
        {
            "user": world.say(one.name),
            "role": one.role,
            "team": world.say(one.team),
            "active": True,
            "email": f"{one.latin}@example.com",
        }
        for one in profile.staff
    ]


def _monthly(orders: Sequence[sales.Order]) -> int:
    """A target a tenth above the monthly average of the last twelve whole months, rounded to ten thousands."""
    start = DAY.replace(year=DAY.year - 1, day=1)
    amounts = [
        one.row["amount"]
        for one in orders
        if one.row["order_status"] == "valid" and start <= one.row["date"] < DAY.replace(day=1)
    ]
    average: float = sum(amounts) / 12
    return max(10_000, round(average * 1.1 / 10_000) * 10_000)


def _as_planted(world: World, known: list[Customer], groups: list[twins.Group]) -> tuple[list[Fault], list[Planted]]:
    """The groups by position, and the disguises that are faults."""
    position = {id(one): at for at, one in enumerate(known)}
    faults = []
    for group in groups:
        if group.fault is not None:
            name, code = group.fault
            at, twin = position[id(group.members[-1])], group.members[-1]
            right = world.localised("customers", group.original)[name]
            faults.append(Fault("customers", at, name, code, group.kind, twin.row[name], right))
    planted = [
        Planted(group.kind, tuple(sorted(position[id(one)] for one in group.members)), group.bands) for group in groups
    ]
    return faults, planted


def _copy_row(
    world: World, tables: Tables, used: set[int], faults: list[Fault], planted: list[Planted]
) -> tuple[list[Fault], list[Planted]]:
    """Somebody copied a whole record to the end of the sheet."""
    rows = tables["customers"]
    at = world.rng.choice([at for at in range(len(rows)) if at not in used])
    rows.append(dict(rows[at]))
    last = len(rows) - 1
    used |= {at, last}
    fault = Fault("customers", last, "customer_id", "E191", "copied_row", rows[at]["customer_id"], None)
    return [*faults, fault], [*planted, Planted("copied_row", (at, last), ("same", "review"))]


def _childless(tables: Tables) -> set[str]:
    """Customers no other sheet refers to."""
    parents = {row.get("customer_id") for name, rows in tables.items() if name != "customers" for row in rows}
    return {row["customer_id"] for row in tables["customers"]} - parents
