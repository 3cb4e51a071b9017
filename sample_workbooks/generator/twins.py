"""Records planted to be found: the same customer twice in a dozen disguises; and look-alikes that are not the same.

A twin was entered later by somebody who did not look the customer up. Some disguises are faults of their own (a
full-width company name), and those are recorded as such.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from generator import typos
from generator.companies import Company
from generator.customers import Customer, make_customer
from generator.people import make_email, make_landline, make_person
from generator.places import CITIES, make_place
from generator.profiles import Profile
from generator.standard import Lang
from generator.world import Row, World

SHARED_SERVICE_NUMBER = "400-000-1234"


@dataclass(frozen=True)
class Twin:
    """A second record of a customer, about to be disguised."""

    lang: Lang
    first: Customer
    row: Row

    @property
    def company(self) -> Company:
        """The company both records are of; only asked where there is one."""
        if self.first.company is None:
            raise ValueError(f"{self.first.id} is a private person")
        return self.first.company


Disguise = Callable[[Twin], "tuple[str, str] | None"]
"""Changes the twin's record; gives the field and the code where the disguise is a fault."""


@dataclass(frozen=True)
class Group:
    """Customers planted together.

    Attributes:
        fault: field and code of the fault on the last member, if its disguise is one.
        original: the last member's record before the disguise.
    """

    kind: str
    members: tuple[Customer, ...]
    bands: tuple[str, ...]
    fault: tuple[str, str] | None = None
    original: Row = field(default_factory=dict)


def _name_spaced(twin: Twin) -> None:
    name = str(twin.row["name"])
    twin.row["name"] = f"{name[0]} {name[1:]}" if twin.lang == "zh" else name.upper()


def _titled(twin: Twin) -> None:
    female = twin.first.person.gender == "female"
    if twin.lang == "zh":
        twin.row["name"] += "女士" if female else "先生"
    else:
        twin.row["name"] = f"{'Ms' if female else 'Mr'} {twin.row['name']}"


def _mobile_spaced(twin: Twin) -> tuple[str, str]:
    twin.row["mobile"] = typos.spaced(twin.row["mobile"])
    return "mobile", "E111"


def _mobile_abroad(twin: Twin) -> tuple[str, str]:
    twin.row["mobile"] = f"+86 {twin.row['mobile']}"
    return "mobile", "E111"


def _bare_company(twin: Twin) -> None:
    twin.row["company"] = twin.company.bare


def _place_moved(twin: Twin) -> None:
    zh, en = twin.first.place.city.name
    if twin.lang == "zh":
        twin.row["company"] = f"{twin.company.short}（{zh.removesuffix('市')}）有限公司"
    else:
        twin.row["company"] = f"{twin.company.short} ({en}) Co., Ltd"


def _company_full_width(twin: Twin) -> tuple[str, str]:
    twin.row["company"] = typos.full_width(twin.row["company"])
    return "company", "I193"


def _email_upper(twin: Twin) -> None:
    twin.row.update(email=str(twin.row["email"]).upper(), mobile=None, phone=None)


def _email_full_width(twin: Twin) -> tuple[str, str]:
    twin.row["email"] = str(twin.row["email"]).replace("@", "＠")
    return "email", "E121"


def _private(one: Customer) -> bool:
    return one.company is None


def _firm(one: Customer) -> bool:
    return one.company is not None and bool(one.row["mobile"])


def _latin_firm(one: Customer) -> bool:
    return _firm(one) and any(letter.isascii() for letter in one.row["company"])


def _with_email(one: Customer) -> bool:
    return bool(one.row["email"] and one.row["mobile"])


_DISGUISES: dict[str, tuple[tuple[str, Callable[[Customer], bool], Disguise], ...]] = {
    "retail": (
        ("spaced_name", _private, _name_spaced),
        ("title_after_name", _private, _titled),
        ("spaced_mobile", _private, _mobile_spaced),
        ("country_code", _private, _mobile_abroad),
        ("country_code", _firm, _mobile_abroad),
        ("no_legal_form", _firm, _bare_company),
        ("no_legal_form", _firm, _bare_company),
        ("place_moved", _firm, _place_moved),
        ("full_width_company", _latin_firm, _company_full_width),
        ("upper_case_email", _with_email, _email_upper),
        ("full_width_email", _with_email, _email_full_width),
    ),
    "maker": (
        ("no_legal_form", _firm, _bare_company),
        ("full_width_company", _latin_firm, _company_full_width),
        ("full_width_email", _with_email, _email_full_width),
    ),
}


_FORGOTTEN = ("industry", "company", "industry")
"""What was not filled in about a company's second contact: their colleague's record, or the domain, tells it."""


def plant_look_alikes(world: World, profile: Profile, customers: list[Customer]) -> list[Group]:
    """Adds families, branches, colleagues, namesakes and a shared service number: alike, and not the same customer."""
    found: list[Group] = []
    retail = profile.kind == "retail"
    people = (
        world.rng.sample([one for one in customers if one.company is None and one.row["address"]], 6) if retail else []
    )
    firms = [(one, one.company) for one in customers if one.company is not None]
    for first in people[:3]:
        other = "male" if first.person.gender == "female" else "female"
        relative = make_customer(
            world, profile, place=first.place, person=make_person(world, gender=other, surname=first.person.family)
        )
        relative.row |= {name: first.row[name] for name in ("mobile", "address", "postcode")}
        customers.append(relative)
        found.append(Group("household", (first, relative), ("related",)))
    if retail:
        for one in people[4:]:
            one.row |= {"name": people[3].row["name"], "gender": people[3].row["gender"], "email": None, "wechat": None}
            one.row["id_no"] = None
        found.append(Group("namesakes", tuple(people[3:]), ("none",)))
        sharing = tuple(world.rng.sample([one for one, _ in firms if not one.row["phone"]], 5))
        for one in sharing:
            one.row["phone"] = SHARED_SERVICE_NUMBER
        found.append(Group("shared_service_number", sharing, ("none",)))
        firms = [pair for pair in firms if pair[0] not in sharing]
    heads = world.rng.sample(firms, 2)
    for first, head in heads:
        branch = _branch(world, profile, first, head)
        customers.append(branch)
        found.append(Group("branch", (first, branch), ("none", "related")))
    if retail:
        others = [pair for pair in firms if pair not in heads and pair[0].row["email"]]
        for (first, company), missing in zip(world.rng.sample(others, 3), _FORGOTTEN, strict=True):
            colleague = make_customer(world, profile, place=first.place, company=company)
            colleague.row |= {"email": make_email(world, colleague.person, company.domain), "uscc": None}
            original = dict(colleague.row)
            colleague.row[missing] = None
            customers.append(colleague)
            members = (first, colleague)
            found.append(Group("colleagues", members, ("none", "related"), (missing, "E101"), original))
    return found


def plant_twins(world: World, profile: Profile, customers: list[Customer], besides: list[Group]) -> list[Group]:
    """Adds second records of customers who are in no group of `besides`."""
    found: list[Group] = []
    used = {id(one) for group in besides for one in group.members}
    for kind, fits, disguise in _DISGUISES[profile.kind]:
        first = next(one for one in customers if id(one) not in used and fits(one) and one.since < _latest(world))
        row = _second_record(world, profile, first)
        original = dict(row)
        fault = disguise(Twin(world.lang, first, row))
        weight = 0.35 if world.chance(0.6) else 0.0
        twin = Customer(row, row["entered_on"], None, weight, first.person, first.place, first.company)
        customers.append(twin)
        used |= {id(first), id(twin)}
        found.append(Group(kind, (first, twin), ("same", "review"), fault, original))
    return found


def _lately(world: World) -> date:
    """Within the quarter in which every record is verified."""
    return world.day - timedelta(days=80)


def _latest(world: World) -> date:
    return world.day - timedelta(days=60)


def _second_record(world: World, profile: Profile, first: Customer) -> Row:
    """The same customer entered again in a hurry: fewer fields, another hand."""
    row = dict(first.row)
    for name in ("address", "postcode", "preference", "notes", "wechat", "birth_date", "occupation", "interests",
                 "tier_manual", "tier_reason", "tier_until", "size", "opt_out", "id_no", "uscc"):  # fmt: skip
        row[name] = None
    since = world.between(first.since + timedelta(days=20), world.day - timedelta(days=5))
    row |= {"entered_on": since, "verified_on": world.between(max(since, _lately(world)), world.day)}
    row["entered_by"] = world.say(world.pick(profile.staff).name)
    if row.get("consent_date") is not None:
        row["consent_date"] = since
    if first.company is not None and world.chance(0.5) and row["phone"] is None:
        row["phone"] = make_landline(world, first.place.city)
    return row


def _branch(world: World, profile: Profile, first: Customer, head: Company) -> Customer:
    """A branch in another city: another customer, with the head office's name and e-mail domain."""
    city = world.pick([one for one in CITIES if one.area != first.place.city.area])
    bare = (
        f"{head.name}{city.name[0].removesuffix('市')}分公司"
        if world.lang == "zh"
        else f"{head.name} {city.name[1]} Branch"
    )
    company = Company(bare, bare, head.short, head.domain, head.industry)
    return make_customer(world, profile, place=make_place(world, office=True, city=city), company=company)
