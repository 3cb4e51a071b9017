"""What is kept of the last check is what a check that knows of none finds, whatever has changed in between."""

from __future__ import annotations

import ast
import importlib
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import checking_cells
import numpy as np
import pytest
from accepting import Sheets

from custsheet.checking import check, checkmemo
from custsheet.checking.audit import Audit
from custsheet.checking.ground import Ground
from custsheet.checking.view import View
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell, Finding
from custsheet.model.load import load_schema
from custsheet.model.memory import Memory
from custsheet.model.merge import Merge
from custsheet.model.review import Review
from custsheet.model.schema import Schema, Value
from custsheet.model.snapshot import Lists, Snapshot
from custsheet.model.text import text

checking = importlib.import_module("custsheet.checking.check")
Build = Callable[..., Snapshot]


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkmemo, "_LAST", [checkmemo._Past()])


def fresh(read: Snapshot, day: date) -> tuple[Finding, ...]:
    """As a new process finds it; what is kept stays as it is."""
    with pytest.MonkeyPatch.context() as forgetful:
        forgetful.setattr(checkmemo, "_LAST", [checkmemo._Past()])
        return check(read, day)


def alike(read: Snapshot, day: date) -> tuple[Finding, ...]:
    """What is found, which must be what a new process finds, written the same, in the same order."""
    found, anew = check(read, day), fresh(read, day)
    assert found == anew
    assert list(map(repr, found)) == list(map(repr, anew))
    return found


@dataclass
class Book:
    """A workbook that people and the tool change at random, one thing a time."""

    rng: random.Random
    schema: Schema
    day: date
    sheets: Sheets
    lang: Lang = "zh"
    native: bool = True
    settings: dict[str, Cell] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()

    def snapshot(self, build: Build) -> Snapshot:
        sheets = {name: rows for name, rows in self.sheets.items() if rows}
        read = build(
            sheets, lang=self.lang, native=self.native, standard=self.schema, settings=self.settings, today=self.day
        )
        entries = dict(read.lists.entries)
        for name, words in self.added.items():
            more = (Value.model_construct(name=one, title=text(one, one), aliases=()) for one in words)
            entries[name] = (*entries[name], *more)
        memory = replace(Memory(), numbers=dict(self.numbers), review=Review(merges=self.merges))
        return replace(read, lists=Lists(entries, read.lists.typed), memory=memory)

    def change(self) -> None:
        (change,) = self.rng.choices([*CHANGES], [*CHANGES.values()])
        change(self)

    def rows(self) -> tuple[str, list[dict[str, Any]]]:
        name = self.rng.choice([one for one, rows in self.sheets.items() if rows] or ["customers"])
        return name, self.sheets[name]

    def customer(self) -> dict[str, Any]:
        return self.rng.choice(self.sheets["customers"] or [{}])


def _cell(book: Book) -> None:
    name, rows = book.rows()
    fields = [one.name for one in book.schema.sheet(name).fields if one.is_input]
    row, column = book.rng.choice(rows), book.rng.choice(fields)
    others = [one.get(column) for one in rows]
    row[column] = book.rng.choice(
        [book.rng.choice(checking_cells.SAMPLES), book.rng.choice(others), None, "未知", " 张三 ", CELL_ERROR]
    )


def _phone(book: Book) -> None:
    book.customer()[book.rng.choice(["mobile", "phone"])] = f"1390000000{book.rng.randrange(10)}"


def _named(book: Book) -> None:
    """A row names its customer by something else than the identifier."""
    name = book.rng.choice([one for one in book.sheets if one not in ("customers", "users")])
    if book.sheets[name]:
        named = book.customer().get(book.rng.choice(["mobile", "phone", "name", "customer_id", "company", "email"]))
        book.rng.choice(book.sheets[name])["customer_id"] = named


def _identifier(book: Book) -> None:
    name, rows = book.rows()
    key = book.schema.sheet(name).primary_key[0]
    book.rng.choice(rows)[key] = book.rng.choice([book.rng.choice(rows).get(key), None, "c000002", "C 000001", "C9"])


def _inserted(book: Book) -> None:
    _, rows = book.rows()
    rows.insert(book.rng.randrange(len(rows) + 1), dict(book.rng.choice(rows)))


def _deleted(book: Book) -> None:
    _, rows = book.rows()
    rows.pop(book.rng.randrange(len(rows)))


def _sorted(book: Book) -> None:
    _, rows = book.rows()
    column = book.rng.choice(sorted({name for row in rows for name in row}))
    rows.sort(key=lambda row: str(row.get(column)))


def _column(book: Book) -> None:
    """A whole column is cleared, in a workbook of people's own it is gone."""
    _, rows = book.rows()
    column = book.rng.choice(sorted({name for row in rows for name in row}))
    for row in rows:
        row.pop(column, None)


def _list(book: Book) -> None:
    words = book.added.setdefault(book.rng.choice(["industry", "province", "kind", "channel"]), [])
    words[:] = words[:-1] if words and book.rng.random() < 0.4 else [*words, f"未知{len(words) or ''}"]


def _setting(book: Book) -> None:
    choice: list[tuple[str, Cell]] = [
        *(("outlier_limit", one) for one in (0, 1, 4, 4.0)),
        *(("verify_days", one) for one in (0, 30, 9000)),
        *(("reference_day", one) for one in ("fixed", "last_order", "today")),
        ("reference_date", date(2024, 4, 1)),
        ("reference_date", date(2025, 4, 1)),
    ]
    name, value = book.rng.choice(choice)
    book.settings[name] = value


def _day(book: Book) -> None:
    book.day += timedelta(days=book.rng.choice([-400, -30, -1, 1, 1, 30, 400]))


def _standard(book: Book) -> None:
    data = book.schema.dump()
    sheet = book.rng.choice([one for one in data["sheets"] if one["name"] in book.sheets])
    of = book.rng.choice(sheet["fields"])
    if "constraints" in of and of["constraints"].get("required"):
        of["constraints"].pop("required")
    elif of.get("type", "string") == "string":
        of.setdefault("constraints", {})["maxLength"] = book.rng.choice([2, 3, 250])
    book.schema = load_schema(data)


def _number(book: Book) -> None:
    book.numbers["customers"] = book.rng.randrange(30)


def _merged(book: Book) -> None:
    ids = [str(one.get("customer_id")) for one in book.sheets["customers"]] + ["C000099", "C9"]
    survivor, loser = book.rng.choice(ids), book.rng.choice(ids)
    merge = Merge(number=len(book.merges) + 1, survivor=survivor, loser=loser)
    book.merges = book.merges[:-1] if book.merges and book.rng.random() < 0.4 else (*book.merges, merge)


def _price(book: Book) -> None:
    if book.sheets["orders"]:
        row = book.rng.choice(book.sheets["orders"])
        row |= {"product": "产品A", book.rng.choice(["amount", "unit_price"]): book.rng.choice([10, 500, 1000, 99999])}


def _language(book: Book) -> None:
    if book.rng.random() < 0.5:
        book.lang = "en" if book.lang == "zh" else "zh"
    else:
        book.native = not book.native


CELL_ERROR = checking_cells.CellError("#N/A")
CHANGES: Mapping[Callable[[Book], None], int] = {
    _cell: 30,
    _phone: 10,
    _named: 15,
    _identifier: 8,
    _inserted: 5,
    _deleted: 5,
    _sorted: 4,
    _column: 2,
    _list: 6,
    _setting: 6,
    _day: 4,
    _standard: 2,
    _number: 4,
    _merged: 5,
    _price: 8,
    _language: 1,
    lambda _: None: 3,
}
"""What may happen, and how often."""


def book_of(seed: int, schema: Schema, day: date) -> Book:
    rng, sheets = random.Random(seed), Sheets()
    for name in ("customers", "orders", "campaigns", "interactions", "users"):
        rows = checking_cells.RIGHT[name]
        key = schema.sheet(name).primary_key[0]
        many = 12 if name in ("customers", "orders") else 3
        sheets[name] = [
            {key: checking_cells.KEYS[name].format(number + 1), **rows[number % len(rows)]} for number in range(many)
        ]
    book = Book(rng, schema, day, sheets)
    for change in (*[_cell] * 25, *[_phone] * 3, *[_named] * 4, *[_price] * 3, _identifier, _list):
        change(book)
    return book


MORE = os.environ.get("CUSTSHEET_EXAMPLES")


@pytest.mark.parametrize("seed", range(int(MORE) if MORE else 6))
def test_check__finds_after_any_change_what_a_new_process_finds(
    seed: int, whole: Schema, build: Build, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, asked = 0, 0
    book, found = book_of(seed, whole, day), set[str]()
    original = checkmemo.CheckMemo.made

    def counted(self: Any, part: Any, view: Any, make: Any) -> Any:
        def making(own: View) -> Any:
            nonlocal made
            made += 1
            return make(own)

        nonlocal asked
        asked += 1
        return original(self, part, view, making)

    for _ in range(16):
        read = book.snapshot(build)
        anew = fresh(read, book.day)
        with monkeypatch.context() as counting:
            counting.setattr(checkmemo.CheckMemo, "made", counted)
            again = check(read, book.day)
        assert list(map(repr, again)) == list(map(repr, anew)), book
        assert again == anew
        found |= {one.code for one in again}
        for _ in range(book.rng.choice([1, 1, 1, 2, 3])):
            book.change()
    assert made < asked * 0.7, "next to nothing was kept"
    assert len(found) > 7


ORDER = {"order_no": "SO1", "customer_id": "13900000001", "date": date(2024, 3, 1), "product": "A", "amount": 9}


def test_check__an_order_that_names_its_customer_by_phone_is_looked_at_again_when_that_phone_changes(
    build: Build, usual: Callable[..., dict[str, Any]], day: date
) -> None:
    def proposed(mobile: str, **more: object) -> list[Cell]:
        people = [usual("customers", {"customer_id": "C000001", "mobile": mobile, **more})]
        found = alike(build({"customers": people, "orders": [usual("orders", ORDER)]}), day)
        return [one.proposal for one in found if (one.sheet, one.field) == ("orders", "customer_id")]

    assert proposed("13900000001") == ["C000001"]
    assert proposed("13900000002") == [None]
    assert proposed("13900000002", phone="13900000001") == ["C000001"]
    assert proposed("13900000002", name="13900000001") == [None]


def test_check__after_a_phone_only_what_hangs_on_phones_is_looked_at_again(
    build: Build, usual: Callable[..., dict[str, Any]], day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(mobile: str) -> Snapshot:
        people = [usual("customers", {"customer_id": "C000001", "name": None, "mobile": mobile})]
        orders = [{**ORDER, "customer_id": "C000001"}, {**ORDER, "order_no": "SO2", "customer_id": "C7"}]
        return build({"customers": people, "orders": [usual("orders", one) for one in orders]})

    looked: list[tuple[str, str]] = []

    def noted(view: View, probes: Any) -> Any:
        looked.extend((view.name, one.family) for one in probes)
        return findings(view, probes)

    findings = checking.findings
    monkeypatch.setattr(checking, "findings", noted)
    first = check(read("13900000001"), day)
    assert {one.sheet for one in first} == {"customers", "orders"}
    assert len(set(looked)) > 30
    looked.clear()
    assert check(read("13900000001"), day) == first
    assert looked == []
    second = check(read("1390000000"), day)
    assert [one.field for one in second if one not in first] == ["mobile"]
    assert ("customers", "mobile") in looked
    assert {family for sheet, family in looked if sheet == "customers"} <= {"mobile"}
    # An order of nobody is looked at again: it may name its customer by phone.
    assert {one for one in looked if one[0] != "customers"} <= {("orders", "customer_id")}


def test_check__what_failed_is_not_kept(
    build: Build, usual: Callable[..., dict[str, Any]], day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = build({"customers": [usual("customers", {"mobile": "1"})]})

    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as failing:
        failing.setattr(checking, "findings", broken)
        with pytest.raises(ZeroDivisionError):
            check(read, day)
    assert {one.code for one in alike(read, day)} == {"E111"}


def test_check__a_value_that_was_cast_to_something_else_is_another_one(
    build: Build, usual: Callable[..., dict[str, Any]], day: date
) -> None:
    """Two tables may hold the same cells and differ in what was made of them."""
    read = build({"customers": [usual("customers", {"industry": "制造业"})]})
    table = read.tables["customers"]
    alike(read, day)
    other = table.typed.assign(mobile=np.array(["1"], dtype=object))
    assert "E111" in {one.code for one in alike(replace(read, tables={"customers": replace(table, typed=other)}), day)}
    other = table.typed.assign(entered_on=np.array(["2030-01-01"], dtype="datetime64[us]"))
    assert "E162" in {one.code for one in alike(replace(read, tables={"customers": replace(table, typed=other)}), day)}


def _listed(read: Snapshot) -> Snapshot:
    more = Value.model_construct(name="未知", title=text("未知", "unknown"), aliases=())
    return replace(read, lists=Lists({**read.lists.entries, "industry": (*read.lists.entries["industry"], more)}))


def _counted(read: Snapshot) -> Snapshot:
    return replace(read, memory=replace(read.memory, numbers={"customers": 70}))


def _closed(read: Snapshot) -> Snapshot:
    merged = Merge(number=1, survivor="C000001", loser="C000009")
    return replace(read, memory=replace(read.memory, review=Review(merges=(merged,))))


def _stricter(read: Snapshot) -> Snapshot:
    data = read.schema.dump()
    customers = next(one for one in data["sheets"] if one["name"] == "customers")
    name = next(one for one in customers["fields"] if one["name"] == "name")
    name.setdefault("constraints", {})["maxLength"] = 1
    return replace(read, schema=load_schema(data))


def _sooner(read: Snapshot) -> Snapshot:
    return replace(read, settings={"verify_days": 30})


def _elsewhere(read: Snapshot) -> Snapshot:
    """The same records, each one row further down."""
    tables = {}
    for name, table in read.tables.items():
        raw, typed = table.raw.copy(), table.typed.copy()
        raw.index = typed.index = table.raw.index + 1
        tables[name] = replace(table, raw=raw, typed=typed)
    return replace(read, tables=tables, findings=())


def _unread(read: Snapshot) -> Snapshot:
    """Reading could not make anything of a cell, and says so."""
    return replace(read, findings=(*read.findings, Finding("E195", "customers", 5, "name", "#N/A")))


OTHERWISE: Mapping[str, Callable[[Snapshot], Snapshot]] = {
    "an entry of a list": _listed,
    "the highest number": _counted,
    "a merge": _closed,
    "the standard": _stricter,
    "a setting": _sooner,
    "the language": lambda read: replace(read, lang="en"),
    "whose workbook it is": lambda read: replace(read, native=False),
    "the rows": _elsewhere,
    "what reading said": _unread,
    "the day": lambda read: read,
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_check__what_is_the_same_for_all_cells_is_no_less_looked_at(
    what: str, whole: Schema, build: Build, usual: Callable[..., dict[str, Any]], day: date
) -> None:
    people: list[dict[str, object]] = [
        {"customer_id": "C000001", "industry": "未知", "name": None},
        {"customer_id": "C000001", "kind": "Company", "verified_on": date(2020, 1, 1)},
        {"customer_id": "C000002", "industry": "制造", "gender": "男", "id_no": "11010519491231002X"},
    ]
    read = build(
        {
            "customers": [usual("customers", one) for one in people],
            "orders": [usual("orders", {**ORDER, "customer_id": "C000009"})],
        },
        standard=whole,
    )
    before = alike(read, day)
    assert alike(OTHERWISE[what](read), day - timedelta(days=999 if what == "the day" else 0)) != before
    assert alike(read, day) == before


HANDED_ON = {"apart", "trial", "other", "others"}
"""What leads to another view, which writes down what is asked of it."""
ARGUMENTS: Mapping[str, tuple[Any, ...]] = {
    "finding": ("E111", 0, "mobile"),
    "columns": (["mobile"],),
    "merged_into": ("C1",),
    "highest_given": (),
}


def test_view__writes_down_whatever_is_asked_of_it(
    build: Build, usual: Callable[..., dict[str, Any]], day: date
) -> None:
    read = build({"customers": [usual("customers", {})], "orders": [usual("orders", {})]})
    view = Audit(read, day).views["customers"]
    public = [name for name in vars(View) if not name.startswith("_") and name not in HANDED_ON]
    assert {"cells", "typed", "blank", "unread", "frame", "table", "rows", "records", "untidy"} <= set(public)
    for name in public:
        own = view.apart()
        of = getattr(own, name)
        if callable(of):
            of(*ARGUMENTS.get(name, ("mobile",)))
        assert own.reads, name
    own = view.apart()
    there = own.other("orders")
    assert there is not None
    there.typed("amount")
    next(iter(own.others())).cells("name")
    assert {("orders", "amount"), ("customers", "name")} <= own.reads
    # Beside that there is only what the standard, the settings and the lists say.
    attributes = {name for name in (*vars(view), *dir(Ground)) if not name.startswith("_")}
    assert attributes == {
        *("reads", "sheet", "inputs", "names", "name", "has", "today", "lang", "native", "settings", "lists", "caster"),
        *("entries", "field_of", "text_fields"),
    }


MODULES = sorted(
    {rule.__module__ for rule in checking.RULES} | {"custsheet.checking.colleagues", "custsheet.checking.targets"}
)


@pytest.mark.parametrize("module", MODULES)
def test_rules__ask_nothing_that_is_not_written_down(module: str) -> None:
    """No rule reaches past a view: neither into its private parts, nor to a snapshot or anything read before."""
    source = Path(str(importlib.import_module(module).__file__)).read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            assert isinstance(node.value, ast.Name), ast.unparse(node)
            assert node.value.id == "self", ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            assert not {one.name for one in node.names} & {"Audit", "Snapshot", "Table", "Kept"}, ast.unparse(node)
