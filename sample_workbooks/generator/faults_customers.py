"""Which faults the customers of a sample have, each as B2 of the product's description has it, and how many of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from generator import typos, wording
from generator.changes import forget_contacts, has_area_code, local_part, moved, only_a
from generator.dirt import Spoiler
from generator.numbers import NO_DIVISION, credit_check, id_check, make_card, make_id
from generator.places import CITIES
from generator.world import Row, World
from generator.wrecks import Content

_RESELLERS = ("145", "162", "165", "167", "170", "171")
"""Numbers of things (14x) and of resellers: right, and worth a hint."""
_DOMAINS = {"gmial.com": "gmail.com", "163.con": "163.com", "qq.cm": "qq.com", "126.con": "126.com"}


def spoil_customers(spoiler: Spoiler, childless: set[str]) -> None:
    """Every fault a customer's record can have. `childless`: customers no other sheet refers to."""
    _papers(spoiler)
    _numbers(spoiler)
    _addresses(spoiler)
    _records(spoiler, childless)


def _numbers(spoiler: Spoiler) -> None:
    """Telephone numbers and e-mail addresses."""
    world, sheet, spoil = spoiler.world, "customers", spoiler.spoil
    spoil(sheet, "mobile", "E102", "no_contact", forget_contacts, moves=("phone", "email"), times=3)
    spoil(sheet, "mobile", "E111", "digit_missing", lambda row: row["mobile"][:-1])
    spoil(sheet, "mobile", "E111", "digit_too_many", lambda row: row["mobile"] + "8")
    spoil(sheet, "mobile", "E111", "country_code", lambda row: "+86" + row["mobile"])
    spoil(sheet, "mobile", "E111", "spaces", lambda row: typos.spaced(row["mobile"]))
    spoil(sheet, "mobile", "E111", "full_width", lambda row: typos.full_width(row["mobile"]))
    for prefix in world.rng.sample(_RESELLERS, 4):
        spoil(sheet, "mobile", "I112", "reseller", lambda row, prefix=prefix: prefix + row["mobile"][3:])
    spoil(sheet, "phone", "W113", "brackets", lambda row: typos.bracketed(row["phone"]), when=has_area_code)
    spoil(sheet, "phone", "W113", "spaces", lambda row: _spaced_out(row["phone"]), when=has_area_code)
    extension = world.say(("转801", " ext. 801"))
    spoil(
        sheet, "phone", "W113", "extension", lambda row: row["phone"] + extension, when=has_area_code,
        right=lambda typed: typed.replace(extension, "-801"),
    )  # fmt: skip
    spoil(sheet, "phone", "W114", "no_area_code", local_part, when=has_area_code, times=3)
    away, home = moved("mobile", "phone"), moved("phone", "mobile")
    spoil(
        sheet, "phone", "W115", "wrong_column", away, moves=("mobile",), times=2, blank_too=True, when=only_a("mobile")
    )
    spoil(sheet, "mobile", "W115", "wrong_column", home, moves=("phone",), blank_too=True, when=only_a("phone"))
    spoil(sheet, "email", "E121", "full_width_sign", lambda row: row["email"].replace("@", "＠"))
    spoil(sheet, "email", "E121", "full_width_dot", lambda row: row["email"][::-1].replace(".", "．", 1)[::-1])
    spoil(sheet, "email", "E121", "no_at_sign", lambda row: row["email"].replace("@", ""))
    spoil(sheet, "email", "E121", "no_domain", lambda row: row["email"].split("@")[0] + "@example")
    for wrong, right_domain in _DOMAINS.items():
        # A mailbox that cannot be: these providers give out no such names.
        box = f"0000{world.rng.randint(0, 9999):04}"
        spoil(sheet, "email", "W122", "domain", f"{box}@{wrong}", right=f"{box}@{right_domain}", when=_private)


def _papers(spoiler: Spoiler) -> None:
    """Identity numbers and credit codes; the few who gave one."""
    world, sheet, spoil = spoiler.world, "customers", spoiler.spoil

    def reissued(birth: Any = None, division: str | None = None, *, ending: str = "") -> Any:
        """A resident ID of the row's own kind of person; one that ends with `ending`."""

        def make(row: Row) -> str:
            while True:
                number = make_id(world, birth or row["birth_date"], _gender(world, row), division)
                if number.endswith(ending):
                    return number

        return make

    def small_x(row: Row) -> str:
        return str(reissued(ending="X")(row)).lower()

    def no_such_day(row: Row) -> str:
        return str(reissued(f"{row['birth_date'].year}0231")(row))

    spoil(sheet, "id_no", "E131", "small_x", small_x, right=str.upper, times=2)
    spoil(sheet, "id_no", "E131", "no_such_day", no_such_day)
    spoil(sheet, "id_no", "E131", "no_such_place", reissued(division=NO_DIVISION))
    spoil(sheet, "id_no", "E131", "digit_wrong", lambda row: _one_up(row["id_no"], 9))
    spoil(sheet, "id_no", "E131", "digit_missing", lambda row: row["id_no"][:-1])
    spoil(sheet, "id_no", "E132", "zeros", lambda row: row["id_no"][:15] + "000", when=_zeros_fail)
    spoiler.wreck(sheet, "id_no", "as_number", lambda row: _as_number(row["id_no"]), code="E132", times=2)
    spoiler.wreck(sheet, "uscc", "as_number", lambda row: _as_number(row["uscc"]), code="E132", when=_all_digits)
    spoil(sheet, "birth_date", "W133", "another_day", _another_day, when=_has_id, times=2)
    spoil(sheet, "gender", "W133", "another_gender", lambda row: _other_gender(world, row), when=_has_id)
    spoil(sheet, "uscc", "E141", "small_letters", lambda row: row["uscc"].lower(), when=_has_letters)
    spoil(sheet, "uscc", "E141", "letter_o", lambda row: row["uscc"].replace("0", "O"))
    spoil(sheet, "uscc", "E141", "letter_i", lambda row: row["uscc"].replace("1", "I"))
    spoil(sheet, "uscc", "E141", "digit_wrong", lambda row: _one_up(row["uscc"], 13))
    spoil(sheet, "uscc", "E141", "digit_missing", lambda row: row["uscc"][:-1])


def _addresses(spoiler: Spoiler) -> None:
    """Provinces, cities, districts and postcodes that do not belong together."""
    world, sheet, spoil = spoiler.world, "customers", spoiler.spoil
    far = {world.say(one.name): one for one in CITIES}

    def elsewhere(row: Row) -> Any:
        """A city in another province than the row's, whose districts have names of their own."""
        here = far[row["city"]]
        own = {one.name for one in here.districts}
        others = [
            one for one in CITIES if one.province != here.province and not own & {two.name for two in one.districts}
        ]
        return world.pick(others)

    spoil(sheet, "postcode", "W151", "digit_missing", lambda row: row["postcode"][:5])
    spoil(
        sheet, "postcode", "W151", "another_province", lambda row: elsewhere(row).districts[0].postcode, times=2
    )  # fmt: skip
    spoil(
        sheet,
        "district",
        "W152",
        "of_another_city",
        lambda row: elsewhere(row).districts[0].name[0],  # as its people write it, in an English workbook too
        when=_plain_address,
        times=2,
    )
    slips = {world.say(one): world.say(two) for one, two in wording.CITY_SLIPS}
    spoil(
        sheet,
        "city",
        "W152",
        "misspelt",
        lambda row: slips[row["city"]],
        when=lambda row: row["city"] in slips and _plain_address(row),
        times=2,
    )
    spoil(
        sheet,
        "province",
        "W152",
        "another_province",
        lambda row: world.title("province", elsewhere(row).province),
        when=_plain_address,
    )
    if world.lang == "zh":
        spoil(sheet, "city", "W152", "short", lambda row: row["city"][:-1], when=_plain_address)
        spoil(
            sheet,
            "city",
            "W152",
            "all_in_one",
            _all_in_one,
            moves=("province", "district", "address"),
            when=_plain_address,
            times=2,
        )


def _records(spoiler: Spoiler, childless: set[str]) -> None:
    """The rest: what is missing, dates, lists, texts, numbers of records, cells."""
    world, sheet, spoil = spoiler.world, "customers", spoiler.spoil
    spoiler.blank(sheet, "owner", "entered_by")
    spoiler.blank(sheet, "company", "industry")
    spoiler.text_date(sheet, "birth_date", 2)
    spoiler.text_date(sheet, "entered_on")
    for kind, year in (("year_of_entry", 2025), ("century_before", 1901)):

        def born(row: Row, year: int = year) -> date:
            day: date = row["birth_date"]
            return day.replace(year=year, day=1)

        spoil(sheet, "birth_date", "E162", kind, born, when=lambda row: not _has_id(row))
    spoil(sheet, "verified_on", "E162", "next_year", world.day + timedelta(days=200))
    spoiler.near_miss(sheet, "industry", "industry")
    spoiler.near_miss(sheet, "source", "source")
    spoiler.untidy(sheet, "name", 2)
    spoiler.untidy(sheet, "address", 3)
    spoil(sheet, "company", "I193", "line_break", lambda row: typos.broken(row["company"]))
    spoiler.other_word(sheet, "industry", "industry")
    spoiler.other_word(sheet, "gender", "gender")
    for name, text in (("name", ("测试", "Test")), ("name", ("aaa", "aaa")), ("company", ("测试公司", "Test company"))):
        spoil(sheet, name, "W194", "test_data", world.say(text), right=None)
    spoil(sheet, "mobile", "W194", "test_data", "11111111111", right=None, also="E111")
    spoiler.chat(sheet, "notes")
    hidden = make_id(world, world.between(world.day.replace(year=1960), world.day.replace(year=2000)), "female")
    spoiler.leak(sheet, "notes", "id_in_text", wording.ID_LEAK, hidden, blank_too=True)
    spoiler.leak(sheet, "notes", "card_in_text", wording.CARD_LEAK, make_card(world), blank_too=True)
    spoiler.wreck(sheet, "total_amount", "typed_over", Content("constant", "5000"), blank_too=True)
    lookup = "VLOOKUP(A1,Z900:AA900,2,FALSE)"
    spoiler.wreck(sheet, "job_title", "error", Content("error", "#N/A", lookup))
    spoiler.repeated(sheet, "customer_id", lambda row: row["customer_id"] in childless)
    spoil(
        sheet,
        "verified_on",
        "I201",
        "long_ago",
        lambda row: max(row["entered_on"], world.day - timedelta(days=world.rng.randint(380, 520))),
        when=lambda row: row["entered_on"] < world.day - timedelta(days=375),
        times=5,
        right=world.day,
    )


def _private(row: Row) -> bool:
    return row.get("company") is None


def _has_id(row: Row) -> bool:
    return row.get("id_no") is not None


def _plain_address(row: Row) -> bool:
    """Whether nothing else in the row depends on where the customer lives."""
    return row.get("phone") is None and row.get("postcode") is None and row.get("address") is not None


def _all_in_one(row: Row) -> str:
    """A whole address, pasted into the cell of the city."""
    whole = f"{row['province']}{row['city']}{row['district']}{row['address']}"
    if row["province"] == row["city"]:
        whole = whole.removeprefix(row["province"])
    row["province"] = row["district"] = row["address"] = None
    return whole


def _gender(world: World, row: Row) -> str:
    return "male" if row["gender"] == world.title("gender", "male") else "female"


def _other_gender(world: World, row: Row) -> str:
    return world.title("gender", "female" if _gender(world, row) == "male" else "male")


def _another_day(row: Row) -> Any:
    """The same year and month, another day."""
    return row["birth_date"].replace(day=row["birth_date"].day % 28 + 1)


def _one_up(number: str, at: int) -> str:
    """The number with one digit a step higher: its check digit fails."""
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


def _zeros_fail(row: Row) -> bool:
    first = row["id_no"][:15]
    return id_check(f"{first}00") != "0"


def _has_letters(row: Row) -> bool:
    return not row["uscc"].isdigit()


def _all_digits(row: Row) -> bool:
    return row["uscc"].isdigit() and credit_check(f"{row['uscc'][:15]}00") != "0"


def _spaced_out(phone: str) -> str:
    """0571 8000 0012."""
    area, number = phone.split("-")
    return f"{area} {number[:-4]} {number[-4:]}"


def _as_number(number: str) -> Content:
    """How Excel keeps a long number that was typed into a cell not formatted as text: 15 digits, then zeros."""
    return Content("number", f"{number[:15]}000")
