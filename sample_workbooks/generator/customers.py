"""The customers of a sample: who they are, when they came and went, how much they buy; all correct.

`Customer` carries beside the record what the other sheets need to know. Numbers are given in the order of entry, once
the twins (`generator.twins`) have joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from generator import wording
from generator.companies import Company, make_company
from generator.numbers import make_credit_code, make_id
from generator.people import Person, make_email, make_landline, make_mobile, make_person
from generator.places import CITIES, Place, make_place
from generator.profiles import Profile
from generator.world import Row, World

_SOURCES = {
    "retail": ("store", "referral", "wechat", "marketplace", "short_video", "website", "advert"),
    "maker": ("exhibition", "referral", "website", "cold_call", "advert", "marketplace"),
}
_SOURCE_WEIGHTS = (30, 22, 18, 12, 8, 6, 4)
_INDUSTRIES = {
    "retail": ("hospitality", "technology", "education", "construction", "real_estate", "wholesale", "culture",
               "health", "household", "retail", "manufacturing"),
    "maker": ("manufacturing", "construction", "health", "agriculture", "wholesale", "real_estate", "technology"),
}  # fmt: skip
_CATEGORIES = (("regular",), ("key_account",), ("end_user",), ("distributor", "regular"))
_OCCUPATIONS = (
    "manager",
    "sales",
    "engineer",
    "teacher",
    "medical",
    "civil_servant",
    "self_employed",
    "retired",
    "other",
)


@dataclass(eq=False)
class Customer:
    """One customer.

    Attributes:
        row: the record, entries of lists by name.
        since: when the customer was entered; nothing happened before.
        until: when the customer went silent, None = still buying.
        weight: how much is bought compared with others; 0 = never bought.
        person, place, company: what the record was made from.
    """

    row: Row
    since: date
    until: date | None
    weight: float
    person: Person
    place: Place
    company: Company | None = None

    @property
    def id(self) -> str:
        """The customer ID, once it is given."""
        return str(self.row["customer_id"])


def make_customers(world: World, profile: Profile, count: int) -> list[Customer]:
    """`count` customers, all different from each other."""
    found = []
    latin_left = 5 if profile.kind == "retail" else 2
    for number in range(count):
        is_company = number < round(count * profile.companies)
        customer = _make(world, profile, is_company=is_company, latin=is_company and latin_left > 0)
        latin_left -= is_company
        found.append(customer)
    world.rng.shuffle(found)
    return found


def make_customer(
    world: World,
    profile: Profile,
    *,
    place: Place | None = None,
    person: Person | None = None,
    company: Company | None = None,
) -> Customer:
    """One more customer with the given parts: a company if there is one, else a private person."""
    return _make(world, profile, is_company=company is not None, place=place, person=person, company=company)


def number(customers: list[Customer]) -> None:
    """Sorts by date of entry and gives the IDs."""
    customers.sort(key=lambda one: one.since)
    for count, customer in enumerate(customers, 1):
        customer.row["customer_id"] = f"C{count:06}"


def _make(
    world: World,
    profile: Profile,
    *,
    is_company: bool,
    latin: bool = False,
    place: Place | None = None,
    person: Person | None = None,
    company: Company | None = None,
) -> Customer:
    weights = [one.weight + (6 if profile.kind == "maker" else 0) for one in CITIES]
    place = place or make_place(world, office=is_company, city=world.pick(CITIES, weights))
    person = person or make_person(world, gender=None if is_company else world.pick(("female", "male"), (62, 38)))
    if is_company and company is None:
        company = make_company(world, place, world.pick(_INDUSTRIES[profile.kind]), latin=latin)
    since = _since(world, profile)
    until = _until(world, since)
    # Pareto's law: a few buy most; the cap keeps one customer from being the whole business.
    weight = 0.0 if world.chance(0.09) else min(12.0, world.rng.paretovariate(1.1)) * (1.5 if is_company else 1.0)
    row: Row = {
        "kind": "company" if is_company else "person",
        "name": person.name,
        "province": place.city.province,
        "city": world.say(place.city.name),
        "district": world.say(place.district.name),
        "address": place.address if world.chance(0.8) else None,
        "postcode": place.district.postcode if world.chance(0.6) else None,
        "source": world.pick(_SOURCES[profile.kind], _SOURCE_WEIGHTS[: len(_SOURCES[profile.kind])]),
        "preference": world.say(world.pick(wording.PREFERENCES[profile.kind])) if world.chance(0.3) else None,
        "notes": world.say(world.pick(wording.NOTES)) if world.chance(0.15) else None,
        "opt_out": True if world.chance(0.05) else None,
        "gender": person.gender if world.chance(0.85) else "unknown",
        "entered_on": since,
        "verified_on": world.between(max(since, world.day - timedelta(days=80)), world.day),
    }
    row |= _company_part(world, person, place, company) if company else _person_part(world, person, since)
    sellers = [one for one in profile.staff if one.role == "sales"]
    owner = world.pick(sellers)
    row["owner"] = world.say(owner.name)
    row["entered_by"] = world.say(owner.name if world.chance(0.7) else world.pick(profile.staff).name)
    if world.chance(0.03):
        row |= {
            "tier_manual": world.pick(("A", "B")),
            "tier_reason": world.say(world.pick(wording.TIER_REASONS)),
            "tier_until": date(2026, 12, 31) if world.chance(0.6) else None,
        }
    return Customer(row, since, until, weight, person, place, company)


def _company_part(world: World, person: Person, place: Place, company: Company) -> Row:
    has_mobile = world.chance(0.75)
    return {
        "company": company.name,
        "job_title": world.say(world.pick(wording.JOB_TITLES)),
        "mobile": make_mobile(world) if has_mobile else None,
        "phone": make_landline(world, place.city) if not has_mobile or world.chance(0.6) else None,
        "email": make_email(world, person, company.domain) if world.chance(0.75) else None,
        "industry": company.industry,
        "size": world.pick(("s1", "s2", "s3", "s4"), (30, 40, 22, 8)),
        "category": world.pick(_CATEGORIES, (45, 20, 25, 10)),
        "uscc": make_credit_code(world, all_digits=world.chance(0.2)) if world.chance(0.7) else None,
        "consent_basis": "contract",
        "consent_notice": "clause",
    }  # fmt: skip


def _person_part(world: World, person: Person, since: date) -> Row:
    birth = world.between(date(1952, 1, 1), date(2006, 12, 31)) if world.chance(0.7) else None
    hobbies = world.rng.sample(wording.INTERESTS, world.rng.randint(1, 3))
    # Who pays by instalments must say who he is.
    shown = birth is not None and world.chance(0.2)
    return {
        "mobile": make_mobile(world),
        "phone": None,
        "email": make_email(world, person) if world.chance(0.35) else None,
        "wechat": f"{person.latin.replace('.', '_')}_{world.rng.randint(10, 99)}" if world.chance(0.5) else None,
        "birth_date": birth,
        "id_no": make_id(world, birth, person.gender) if birth is not None and shown else None,
        **({"gender": person.gender} if shown else {}),
        "occupation": world.pick(_OCCUPATIONS) if world.chance(0.6) else None,
        "interests": tuple(world.say(one) for one in hobbies) if world.chance(0.4) else None,
        "category": ("member",) if world.chance(0.6) else None,
        "consent_basis": "consent",
        "consent_date": since,
        "consent_notice": world.pick(("form", "online", "phone"), (45, 45, 10)),
    }


def _since(world: World, profile: Profile) -> date:
    """A quarter were customers before the records begin; the others came at a growing pace."""
    if world.chance(0.25):
        return world.between(profile.first - timedelta(days=300), profile.first)
    days = (world.day - profile.first).days - 6
    return profile.first + timedelta(days=round(days * world.rng.random() ** 0.75))


def _until(world: World, since: date) -> date | None:
    """Two in three are still there; the others stopped a season, half a year or more than a year ago."""
    shortest, longest = world.pick(((0, 0), (45, 110), (120, 330), (366, 560)), (66, 13, 12, 9))
    if not longest:
        return None
    return max(since + timedelta(days=30), world.day - timedelta(days=world.rng.randint(shortest, longest)))
