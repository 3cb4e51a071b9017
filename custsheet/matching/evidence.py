"""Normal forms of the records, and which values they share: the only pairs worth comparing.

Invariant: normal forms serve comparing and are never written. A value that says nothing about who somebody is (400
numbers, placeholders, test data, a number that many different names share) never makes a pair.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from custsheet.model.snapshot import Snapshot, Table
from custsheet.values.emails import email_key, emails_in
from custsheet.values.ids import id_key, normalize_uscc
from custsheet.values.names import company_city, company_core, company_key, is_branch, looks_like_test, name_key
from custsheet.values.phones import is_placeholder_number, is_service_number, phone_keys
from custsheet.values.text import fold

MOST_NAMES = 5  # a number or mailbox that more different names share is a reception line
_MOST_OWNERS = 3  # a mobile that more different names share is the company's, not a person's
_ALL_PAIRS = 8  # a larger block under one name is compared with its first record only
_SHORT = 8  # characters; a shorter address is a town, not a door
_ORGANISATION = re.compile(
    r"(?:公司|集团|厂|商行|经营部|事务所|中心|学校|学院|医院|酒店|超市|合作社|店|\b(?:ltd|inc|llc|gmbh|co)\.?)$"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PERSON = re.compile(r"[一-鿿·]{2,4}")

Pair = tuple[int, int]


class Companies:
    """Forms of company names, each computed once and only when asked for: they cost most, and few pairs need them."""

    def __init__(self) -> None:
        self._known: dict[tuple[Callable[[object], Any], str], Any] = {}

    def form(self, make: Callable[[object], Any], name: str) -> Any:
        """`make(name)`, None for no name."""
        if not name:
            return None
        if (make, name) not in self._known:
            self._known[make, name] = make(name)
        return self._known[make, name]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the customers' sheet, ready to be compared; `at` is its place among the rows."""

    at: int
    row: int
    record: str
    name: str
    shown_name: str
    company_text: str
    phones: frozenset[str]
    mobiles: frozenset[str]  # of `phones`, those that are one person's as far as anybody can tell
    emails: frozenset[str]
    id_no: str | None
    uscc: str | None
    address: str
    gender: str | None
    born: Any
    swapped: bool
    filled: int
    latest: float
    companies: Companies

    @property
    def company(self) -> str:
        """The company's key, "" if there is none."""
        return self.companies.form(company_key, self.company_text) or ""

    @property
    def core(self) -> str:
        """The distinguishing part of the company's name."""
        return self.companies.form(company_core, self.company_text) or ""

    @property
    def city(self) -> str | None:
        """The place in the company's name."""
        place: str | None = self.companies.form(company_city, self.company_text)
        return place

    @property
    def branch(self) -> bool:
        """Whether the company is a branch or a shop."""
        return bool(self.companies.form(is_branch, self.company_text))


def records(snapshot: Snapshot) -> list[Record]:
    """Every row of the customers' sheet, in an order that does not depend on where the rows stand."""
    table = snapshot.table("customers")
    if table is None:
        return []
    columns = {name: table.texts(name) for name in _TEXTS}
    names = _mapped(columns["name"], _person)
    phones = [_numbers(mobile, phone) for mobile, phone in zip(columns["mobile"], columns["phone"], strict=True)]
    emails = [one or frozenset() for one in _mapped(columns["email"], _mailboxes)]
    owned = {
        key for key, block in _users(phones).items() if _MOBILE.fullmatch(key) and _named(block, names) <= _MOST_OWNERS
    }
    idle = _telling_nothing(phones, names) | _telling_nothing(emails, names)
    ids, codes = _mapped(columns["id_no"], id_key), _mapped(columns["uscc"], normalize_uscc)
    addresses = _mapped(columns["address"], _address)
    filled, latest, born = _filled(snapshot, table), _latest(table), _dates(table, "birth_date")
    made, companies = [], Companies()
    for at, row in enumerate(table.typed.index):
        name, shown, company = names[at] or "", columns["name"][at] or "", columns["company"][at] or ""
        swapped = bool(
            _ORGANISATION.search(shown.casefold()) and _PERSON.fullmatch(company) and not _ORGANISATION.search(company)
        )
        if swapped:
            name, shown, company = _person(company) or "", company, shown
        made.append(
            Record(
                at=at,
                row=int(row),
                record=columns["customer_id"][at] or "",
                name=name,
                shown_name=shown,
                company_text="" if not company or looks_like_test(company) else company,
                phones=phones[at] - idle,
                mobiles=(phones[at] & owned) - idle,
                emails=emails[at] - idle,
                id_no=ids[at],
                uscc=codes[at],
                address=addresses[at] or "",
                gender=columns["gender"][at] if columns["gender"][at] in {"male", "female"} else None,
                born=born[at],
                swapped=swapped,
                filled=filled[at],
                latest=latest[at],
                companies=companies,
            )
        )
    return sorted(made, key=_place)


def _place(one: Record) -> tuple[Any, ...]:
    """Sort key: by identifier, then by content, last by row; records without identifier come last."""
    return (
        not one.record,
        one.record,
        one.shown_name,
        one.company_text,
        sorted(one.phones),
        sorted(one.emails),
        one.row,
    )


def candidates(made: list[Record]) -> list[Pair]:
    """Pairs of positions in `made` that share a number, a mailbox, an identity, or name and company or address."""
    found: set[Pair] = set()
    shared = (lambda one: one.phones, lambda one: one.emails, lambda one: [one.id_no], lambda one: [one.uscc])
    for values in shared:
        for block in _blocks(made, values):
            found.update(_pairs(made, block))
    for namesakes in _blocks(made, lambda one: [one.name]):
        for parts in (_parted(namesakes, lambda at: made[at].company), _parted(namesakes, lambda at: made[at].address)):
            for part in parts:
                found.update(_pairs(made, part))
    return sorted(found)


def _blocks(made: list[Record], values: Callable[[Record], Iterable[str | None]]) -> list[list[int]]:
    """Positions that share a value, for every value that several share."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(made):
        for value in values(one):
            if value:
                blocks[value].append(at)
    return [block for block in blocks.values() if len(block) > 1]


def _parted(block: list[int], value: Callable[[int], str]) -> list[list[int]]:
    parts: dict[str, list[int]] = defaultdict(list)
    for at in block:
        parts[value(at)].append(at)
    return [part for key, part in parts.items() if key and len(part) > 1]


def _pairs(made: list[Record], block: list[int]) -> Iterator[Pair]:
    """All pairs of a small block; in a large one each name's records with its first, and the first ones together."""
    if len(block) <= _ALL_PAIRS:
        yield from combinations(block, 2)
        return
    first: dict[str, int] = {}
    for at in block:
        name = made[at].name
        if name in first:
            yield first[name], at
        else:
            first[name] = at
    heads = sorted(first.values())
    yield from combinations(heads[:_ALL_PAIRS], 2)


_TEXTS = ("customer_id", "name", "company", "mobile", "phone", "email", "id_no", "uscc", "address", "gender")


def _mapped(values: list[str | None], form: Callable[[str], Any]) -> list[Any]:
    """`form` of every value, each distinct one computed once."""
    known = {value: form(value) for value in set(values) if value is not None}
    return [None if value is None else known[value] for value in values]


def _person(name: str) -> str | None:
    return None if looks_like_test(name) else name_key(name)


def _numbers(*cells: str | None) -> frozenset[str]:
    return frozenset(key for cell in cells if cell for key in phone_keys(cell))


def _telling_nothing(shared: list[frozenset[str]], names: list[str | None]) -> set[str]:
    """Of the numbers or mailboxes that several records have, those that say nothing about who somebody is."""
    return {
        key
        for key, block in _users(shared).items()
        if len(block) > 1 and (_nobodys(key) or _named(block, names) > MOST_NAMES)
    }


def _users(shared: list[frozenset[str]]) -> dict[str, list[int]]:
    """Number or mailbox → places of the records that have it."""
    users: dict[str, list[int]] = defaultdict(list)
    for at, keys in enumerate(shared):
        for key in keys:
            users[key].append(at)
    return users


def _nobodys(key: str) -> bool:
    return is_service_number(key) or is_placeholder_number(key) or looks_like_test(key)


def _named(block: list[int], names: list[str | None]) -> int:
    """How many different people use it; nobody knows who a record without name is, so each counts."""
    users = [names[at] for at in block]
    return len({name for name in users if name}) + sum(not name for name in users)


def _mailboxes(cell: str) -> frozenset[str]:
    one = email_key(cell)
    return frozenset([one] if one else [address.lower() for address in emails_in(cell)])


def _address(cell: str) -> str:
    """Letters and digits only; "" unless it names a door."""
    key = re.sub(r"[\W_]", "", fold(cell))
    return key if len(key) >= _SHORT and re.search(r"\d", key) else ""


def _dates(table: Table, name: str) -> list[Any]:
    if name not in table.typed:
        return [None] * len(table.typed)
    return [None if pd.isna(value) else value for value in table.typed[name]]


def _filled(snapshot: Snapshot, table: Table) -> list[int]:
    """How many input cells each record has filled in."""
    fields = snapshot.schema.sheet("customers").by_name
    total = pd.Series(0, index=table.typed.index)
    for name in table.typed:
        if name in fields and fields[name].is_input:
            column = table.typed[name]
            total += column.map(bool) if fields[name].type == "list" else column.notna()
    return [int(n) for n in total]


def _latest(table: Table) -> list[float]:
    """When a record was last looked at, as a number; 0 if nobody knows."""
    days = [pd.Series(_dates(table, name), dtype="datetime64[us]") for name in ("verified_on", "entered_on")]
    last = pd.concat(days, axis=1).max(axis=1)
    return [0.0 if pd.isna(day) else day.timestamp() for day in last]
