"""The sample workbooks: made by the generator as it is, rightly addressed by their truth tables, else clean.

Nothing here uses the code that checks workbooks: what is clean is asserted by expressions of its own.
"""

from __future__ import annotations

import ast
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from python_calamine import CalamineWorkbook

from custsheet.model.rules import all_rules

FOLDER = Path(__file__).parents[1] / "sample_workbooks"
sys.path.insert(0, str(FOLDER))

import generate as script  # noqa: E402 - in the folder of the samples
from generator.companies import TRADES  # noqa: E402
from generator.places import CITIES  # noqa: E402
from generator.sample import Sample, generate  # noqa: E402
from generator.slips import SLIPS  # noqa: E402
from generator.truth import to_yaml  # noqa: E402

STANDARD = script.standard()
DAY = date(2026, 6, 17)
ALL = list(script.NAMES)
BUSINESSES = [one for one in ALL if one[0] != "two"]
HEADER, FIRST = 4, 5
# The rules of the description's table.
B2 = """
E101 E102 E111 I112 W113 W114 W115 E121 W122 E131 E132 W133 E141 W151 W152 E161 E162 E163 E171 W172 I173 E181 E191 E192
I193 W194 E195 W196 I201
"""
# Rules about what stands around the records → the test that has them found.
_AROUND = "e2e/test_wrecked_workbook.py::test_check__finds_what_is_wrong_around_the_records"
ELSEWHERE = dict.fromkeys(["E301", "I302", "I303", "E304", "W305", "W306", "I307", "E311", "W312", "W313"], _AROUND) | {
    "E308": "reading/test_tables.py::test_read__a_header_pasted_along_with_the_records",
    "I314": "e2e/test_wrecked_workbook.py::test_check__says_once_what_a_workbook_made_elsewhere_lacks",
    "E321": "reading/test_fieldsheet.py::test_read_fields__a_mistake_is_a_finding_on_its_cell",
    "W322": "reading/test_fieldsheet.py::test_read_fields__without_a_header_it_needs_nothing_is_read",
    "W324": "reading/test_read.py::test_read__a_damaged_standard_is_replaced_by_the_given_one",
    "W197": "checking/test_arrivals.py::test_arrivals__a_new_record_of_a_known_customer_is_told_until_it_is_decided",
    "I323": "reading/test_fieldsheet.py::test_read_fields__a_key_that_was_changed_is_put_back",
}
WRECKED = {"as_number", "error", "typed_over"}  # what a reader of values does not see as it is
Key = tuple[Any, Any]

each = pytest.mark.parametrize("key", ALL, ids=["-".join(key) for key in ALL])
each_business = pytest.mark.parametrize("key", BUSINESSES, ids=["-".join(key) for key in BUSINESSES])


@cache
def sample(key: Key) -> Sample:
    return generate(*key, STANDARD)


@cache
def truth(key: Key) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{script.NAMES[key]}.truth.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def grid(key: Key, title: str) -> list[list[Any]]:
    """Every cell of a worksheet, from A1 on."""
    book = CalamineWorkbook.from_path(str(FOLDER / f"{script.NAMES[key]}.xlsx"))
    return book.get_sheet_by_name(title).to_python(skip_empty_area=False)


def cell(key: Key, title: str, row: int, column: int) -> Any:
    """What stands in a cell, as `plain` has it."""
    cells = grid(key, title)
    return plain(cells[row - 1][column - 1]) if row <= len(cells) and column <= len(cells[row - 1]) else None


def plain(value: Any) -> Any:
    """A value in one form, however it was stored: no blanks but None, midnight is a day, whole numbers are int."""
    if value == "" or value is None:
        return None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fields(key: Key, sheet: str) -> list[Any]:
    """The columns of a sheet of this sample."""
    return list(STANDARD.sheets[sheet].drawn(sample(key).tables.get(sheet, ())))


def titles(enum: str, lang: str) -> set[str]:
    return {title[lang] for title in STANDARD.lists[enum].values()}


# --- the files


@each
def test_workbook__holds_what_the_generator_makes(key: Key) -> None:
    lang = key[1]
    wrecked = {(one.sheet, one.index, one.field) for one in sample(key).wrecks}
    for name, rows in sample(key).tables.items():
        title = STANDARD.sheets[name].title[lang]
        for column, field in enumerate(fields(key, name), 1):
            assert cell(key, title, HEADER, column) == field.title[lang]
            if not field.typed_into:
                continue
            for at, row in enumerate([*rows, {}]):
                if (name, at, field.name) not in wrecked:
                    stored = cell(key, title, FIRST + at, column)
                    assert stored == plain(row.get(field.name)), (name, at, field.name)


@each
def test_truth__is_what_the_generator_writes(key: Key) -> None:
    lang = key[1]
    made = sample(key)
    name = script.NAMES[key]
    text = to_yaml(made.truth, standard=STANDARD, lang=lang, workbook=f"{name}.xlsx", day=DAY, tables=made.tables)
    assert (FOLDER / f"{name}.truth.yaml").read_text(encoding="utf-8") == text


@pytest.mark.slow
@each
def test_workbook__is_drawn_as_a_new_one_is_now(key: Key) -> None:
    """Part by part: whoever changes the standard or the drawing runs generate.py."""
    data, _ = script.make(*key, STANDARD)
    stored = (FOLDER / f"{script.NAMES[key]}.xlsx").read_bytes()
    assert _parts(stored) == _parts(data)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_generate__another_seed_another_sample() -> None:
    assert generate("maker", "en", STANDARD, seed=1).tables != sample(("maker", "en")).tables


def test_generator__imports_nothing_it_is_a_witness_for() -> None:
    """What invents and spoils knows nothing of the product; only the script has an empty workbook drawn around it."""
    for path in (FOLDER / "generator").rglob("*.py"):
        assert "custsheet" not in _imported(path), path.name
    names = {alias.name for node in _from_product(FOLDER / "generate.py") for alias in node.names}
    assert names == {"__version__", "draw_workbook", "standard"}


def _imported(path: Path) -> set[str]:
    """The packages a module imports from."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def _from_product(path: Path) -> Iterator[ast.ImportFrom]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "custsheet":
            yield node


# --- the truth


@each
def test_truth__addresses_hold_what_is_wrong(key: Key) -> None:
    lang = key[1]
    for fault in truth(key)["faults"]:
        letters, row = coordinate_from_string(fault["cell"])
        column = column_index_from_string(letters)
        assert row == fault["row"]
        label = STANDARD.sheets[fault["sheet"]].by_name[fault["field"]].title[lang]
        assert cell(key, fault["title"], HEADER, column) == label
        if fault["kind"] not in WRECKED:
            assert cell(key, fault["title"], row, column) == plain(fault["dirty"]), fault
            assert plain(fault["dirty"]) != plain(fault["right"]) or fault["kind"] == "wrong_column"


@each
def test_truth__planted_records_stand_where_it_says(key: Key) -> None:
    title = STANDARD.sheets["customers"].title[key[1]]
    for group in truth(key)["planted"]:
        assert [cell(key, title, row, 1) for row in group["rows"]] == group["records"]
        assert len(group["rows"]) >= 2


@each
def test_truth__is_all_that_was_spoilt(key: Key) -> None:
    """Beside the faulty cells every row is as it was; a row has one faulty cell at most, which two rules may find."""
    made = sample(key)
    faults = {(one.sheet, one.index): one for one in made.truth.faults}
    assert len({(one.sheet, one.index, one.field) for one in made.truth.faults}) == len(faults)
    assert len({(one.sheet, one.index, one.code) for one in made.truth.faults}) == len(made.truth.faults)
    assert {(one.sheet, one.index, one.field) for one in made.wrecks} <= {
        (one.sheet, one.index, one.field) for one in faults.values()
    }
    for name, rows in made.tables.items():
        for at, (row, clean) in enumerate(zip(rows, made.clean[name], strict=True)):
            changed = {field for field in row.keys() | clean.keys() if row.get(field) != clean.get(field)}
            fault = faults.get((name, at))
            assert changed <= ({fault.field, *fault.moved} if fault else set()), (name, at)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_retail__has_dirt_of_every_kind_in_every_sheet(lang: Any) -> None:
    made = sample(("retail", lang))
    faults = made.truth.faults
    total = sum(len(rows) for name, rows in made.tables.items() if name != "users")
    assert 0.035 <= len(faults) / total <= 0.05
    assert {one.sheet for one in faults} == {one.name for one in STANDARD.sheets.values() if not one.settings}
    assert {code for code, count in Counter(one.code for one in faults).items() if count >= 3} >= set(B2.split())
    kinds = Counter(group.kind for group in made.truth.planted)
    same = [group for group in made.truth.planted if "same" in group.bands]
    assert len(same) == 12
    assert kinds["household"] == 3
    assert kinds["branch"] == 2
    assert [len(group.indexes) for group in made.truth.planted if group.kind == "shared_service_number"] == [5]


def test_rules__each_occurs_in_a_sample_or_in_a_test_that_is_named_here() -> None:
    """Whoever adds a rule says where it is seen to work: in a truth table, a case file or a test named above."""
    found = {fault["code"] for key in ALL for fault in truth(key)["faults"]}
    tests = FOLDER.parent / "tests"
    nowhere = {
        one.code
        for one in all_rules()
        if one.code not in found | ELSEWHERE.keys() and not (tests / "cases" / f"{one.code}.yaml").is_file()
    }
    assert nowhere == set()
    for code, name in ELSEWHERE.items():
        path, _, test = name.partition("::")
        text = (tests / path).read_text(encoding="utf-8")
        assert f"def {test}(" in text, name
        assert f'"{code}"' in text, (code, name)


def test_slips__are_no_spelling_that_counts_as_right() -> None:
    for enum, slips in SLIPS.items():
        names = STANDARD.lists[enum]
        known = {*names, *(word for title in names.values() for word in title.values())}
        known |= {word for words in STANDARD.spellings[enum].values() for word in words}
        assert set(slips) <= set(names)
        assert not {_folded(slip) for pair in slips.values() for slip in pair} & set(map(_folded, known)), enum


def _folded(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


# --- how much there is


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_retail__is_as_large_as_promised(lang: Any) -> None:
    made = sample(("retail", lang))
    orders = made.clean["orders"]
    assert len(made.tables["customers"]) == 300
    assert len(orders) == 3000
    assert max(row["date"] for row in orders) == DAY
    assert (DAY - min(row["date"] for row in orders)).days > 25 * 30
    lines = Counter(row["customer_id"] for row in orders)
    assert max(lines.values()) <= 0.05 * len(orders)  # nobody is the whole business
    top = sum(count for _, count in lines.most_common(60))
    assert top >= 0.55 * len(orders)  # but a fifth of the customers buys most
    assert sum(count == 1 for count in lines.values()) >= 20
    states = Counter(row["order_status"] for row in orders)
    assert len(states) == 3
    months = Counter(row["date"].month for row in orders if date(2024, 6, 17) <= row["date"])
    assert months[11] > 1.5 * months[2]  # the sales of November against the holidays of February


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_maker__sells_to_forty_companies(lang: Any) -> None:
    made = sample(("maker", lang))
    twins = {index for group in made.truth.planted if "same" in group.bands for index in group.indexes[1:]}
    rows = [row for at, row in enumerate(made.clean["customers"]) if at not in twins]
    assert len({row["company"] for row in rows}) == 40
    assert all(row.get("industry") for row in rows)
    assert len(made.tables["processes"]) >= 30


@each_business
def test_business__has_work_in_hand_on_the_day(key: Key) -> None:
    clean = sample(key).clean
    tasks = [row for row in clean["tasks"] if not row.get("done_on")]
    assert any(row["due"] < DAY for row in tasks)
    assert any(row["due"] > DAY for row in tasks)
    assert any(row.get("next_date") and row["next_date"] >= DAY for row in clean["interactions"])
    assert any(not row.get("first_response_at") for row in clean["service"])
    arms = Counter(row["arm"] for row in clean["campaigns"])
    assert len(arms) == 2
    assert min(arms.values()) > 0.1 * len(clean["campaigns"])
    assert any(row.get("nps") is not None for row in clean["feedback"])
    assert float(str(sample(key).settings["revenue_target"])) >= 10_000


# --- what is clean is right


def sound(key: Key) -> dict[str, list[Mapping[str, Any]]]:
    """The rows before anything was spoilt, without the second records whose disguise is a fault."""
    made = sample(key)
    spoilt = {one.index for one in made.truth.faults if one.sheet == "customers"}
    kept = dict(made.clean)
    kept["customers"] = [row for at, row in enumerate(made.clean["customers"]) if at not in spoilt]
    return {name: list(rows) for name, rows in kept.items()}


@each
def test_clean__required_cells_are_filled_and_entries_are_on_their_lists(key: Key) -> None:
    lang = key[1]
    for name, rows in sound(key).items():
        for field in fields(key, name):
            labels = titles(field.enum, lang) if field.enum else set()
            for row in rows if field.typed_into else ():
                value = row.get(field.name)
                assert value is not None or not field.required, (name, field.name, row)
                if labels and value is not None:
                    parts = re.split("、|; ", value) if field.kind == "list" else [value]
                    assert set(parts) <= labels
                if isinstance(value, str):
                    assert value == value.strip()
                    assert len(value) <= (field.longest or 100)


@each_business
def test_clean__customers_can_be_reached(key: Key) -> None:
    lang = key[1]
    areas = {city.name[lang == "en"]: city for city in CITIES}
    for row in sound(key)["customers"]:
        mobile, phone, email = row.get("mobile"), row.get("phone"), row.get("email")
        assert mobile or phone or email
        if mobile:
            assert re.fullmatch(r"1[3-9]\d0000\d{4}", mobile)
        if phone and not phone.startswith("400-"):
            city = areas[row["city"]]
            assert re.fullmatch(rf"{city.area}-[5-8]\d{{{city.digits - 1}}}", phone), phone
            assert "000" in phone
        if email:
            assert re.fullmatch(r"[a-z0-9.]+@(?:[a-z0-9]+\.)?example\.(?:cn|com)", email.lower()), email


@each_business
def test_clean__customers_are_who_they_say(key: Key) -> None:
    clean, lang = sound(key), key[1]
    company, consent = STANDARD.entry("kind", "company", lang), STANDARD.entry("consent_basis", "consent", lang)
    staff = {row["user"] for row in clean["users"]}
    for row in clean["customers"]:
        if row["kind"] == company:
            assert row["company"]
            assert row["industry"]
        assert {row["owner"], row["entered_by"]} <= staff
        assert row.get("consent_date") or row["consent_basis"] != consent
        assert row.get("tier_reason") or not row.get("tier_manual")
        assert row["entered_on"] <= row["verified_on"] <= DAY
        assert row.get("birth_date") is None or row["birth_date"].year <= 2006
        assert row.get("postcode") is None or re.fullmatch(r"\d{6}", row["postcode"])
    ids = [row["customer_id"] for row in clean["customers"]]
    assert len(set(ids)) == len(ids)


@each_business
def test_clean__keys_are_unique_and_lead_somewhere(key: Key) -> None:
    clean = sample(key).clean
    known = {row["customer_id"] for row in clean["customers"]}
    orders = {row["order_no"] for row in clean["orders"]}
    staff = {row["user"] for row in clean["users"]}
    for name, rows in clean.items():
        if name != "customers":
            keys = [tuple(row.get(field) for field in STANDARD.sheets[name].key) for row in rows]
            assert len(set(keys)) == len(keys), name
            assert {row["customer_id"] for row in rows if name != "users"} <= known, name
            assert {row[field] for row in rows for field in ("owner", "staff", "handler") if row.get(field)} <= staff
    assert {row["order_no"] for row in clean["service"] if row.get("order_no")} <= orders
    campaigns = {row["campaign"] for row in clean["campaigns"]}
    assert {row["campaign"] for row in clean["orders"] if row.get("campaign")} <= campaigns
    lines = Counter(row["order_no"] for row in clean["orders"])
    assert all((row.get("line") is None) == (lines[row["order_no"]] == 1) for row in clean["orders"])


@each_business
def test_clean__amounts_add_up(key: Key) -> None:
    for row in sample(key).clean["orders"]:
        assert abs(row["amount"] - row["qty"] * row["unit_price"]) < 0.005
        assert row["amount"] > 0
        assert 0 <= row.get("refund", 0) <= row["amount"]
        assert row.get("rating", 5) in range(1, 6)


ORDERS_OF_DATES: dict[str, Sequence[tuple[str, str]]] = {
    "orders": [("date", "paid_on")],
    "interactions": [("time", "next_date")],
    "service": [("requested_at", "first_response_at"), ("first_response_at", "resolved_at")],
    "campaigns": [("start_date", "end_date")],
    "feedback": [("date", "handled_on"), ("handled_on", "told_on")],
}
MAY_LIE_AHEAD = {
    ("customers", "contract_end"),
    ("interactions", "next_date"),
    ("tasks", "due"),
    ("campaigns", "end_date"),
    ("customers", "tier_until"),
}


@each
def test_clean__dates_are_in_order_and_none_has_not_come_yet(key: Key) -> None:
    for name, rows in sample(key).clean.items():
        for row in rows:
            for earlier, later in ORDERS_OF_DATES.get(name, ()):
                if row.get(earlier) and row.get(later):
                    assert _moment(row[earlier], row[later]) <= _moment(row[later], row[earlier]), (name, row)
            for field, value in row.items():
                if isinstance(value, date) and (name, field) not in MAY_LIE_AHEAD:
                    assert _moment(value, DAY) <= DAY, (name, field, value)


def _moment(value: Any, other: Any) -> Any:
    """A moment as its day where it is compared with a day."""
    return value.date() if isinstance(value, datetime) and not isinstance(other, datetime) else value


@each_business
def test_clean__nothing_happens_before_the_customer_is_known(key: Key) -> None:
    clean = sample(key).clean
    since = {row["customer_id"]: row["entered_on"] for row in clean["customers"]}
    for name, field in {
        "orders": "date",
        "interactions": "time",
        "feedback": "date",
        "processes": "started_on",
    }.items():
        assert all(since[row["customer_id"]] <= _moment(row[field], DAY) for row in clean[name]), name


@each_business
def test_clean__nobody_else_shares_name_or_number(key: Key) -> None:
    """Who is not planted is nobody's double, so that every further group found is a false one."""
    made = sample(key)
    planted = {index for group in made.truth.planted for index in group.indexes}
    rows = [row for at, row in enumerate(made.clean["customers"]) if at not in planted]
    for field in ("name", "company", "mobile", "phone", "email", "wechat"):
        values = [row[field] for row in rows if row.get(field)]
        assert len(set(values)) == len(values), field


def test_trades__are_industries_of_the_standard() -> None:
    assert set(TRADES) <= set(STANDARD.lists["industry"])


# --- the two customers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two__are_the_ones_of_the_article(lang: Any) -> None:
    tables = sample(("two", lang)).tables
    first, second = tables["customers"]
    assert first["phone"] == "12345678"
    assert second["phone"] == "87654321"
    assert (first["tier_manual"], second["tier_manual"]) == ("A", "B")
    assert [row["email"] for row in tables["customers"]] == ["zhangsan@abc.com", "lisi@xyz.com"]
    assert [(row["date"], row["amount"]) for row in tables["orders"]] == [
        (date(2022, 12, 1), 1000),
        (date(2023, 1, 15), 2000),
    ]
    assert [row["time"] for row in tables["interactions"]] == [date(2023, 1, 1), date(2023, 2, 1)]
    if lang == "zh":
        assert [row["name"] for row in tables["customers"]] == ["张三", "李四"]
        assert [row["content"] for row in tables["interactions"]] == ["了解需求", "确认订单"]
    assert [(one["cell"], one["code"], one["right"]) for one in truth(("two", lang))["faults"]] == [
        ("G5", "W114", "010-12345678"),
        ("G6", "W114", "021-87654321"),
    ]
