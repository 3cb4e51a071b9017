"""The door of checking: its promises over whole snapshots, whatever stands in the cells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from custsheet.checking import check
from custsheet.model.errors import LANGS, Lang
from custsheet.model.finding import SEVERITY_ORDER, Finding
from custsheet.model.rules import message, rule
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot

Build = Callable[..., Snapshot]
Usual = Callable[..., dict[str, object]]

ZHANG_SAN = {
    "name": "张三",
    "company": "ABC公司",
    "job_title": "经理",
    "phone": "12345678",
    "email": "zhangsan@abc.com",
    "industry": "制造业",
    "tier_manual": "A",
    "tier_reason": "潜力大",
}
LI_SI = {
    "name": "李四",
    "company": "XYZ公司",
    "job_title": "总监",
    "phone": "87654321",
    "email": "lisi@xyz.com",
    "industry": "零售业",
    "tier_manual": "B",
    "tier_reason": "常规维护",
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("north", "south"),
    [
        ({"province": "北京市"}, {"province": "上海市"}),
        ({"city": "北京市"}, {"city": "上海市"}),
        ({"province": "北京市", "city": "北京市"}, {"province": "上海市", "city": "上海市"}),
        ({"address": "北京市朝阳区建国路88号"}, {"address": "上海市浦东新区世纪大道100号"}),
        ({"address": "北京市"}, {"address": "上海市"}),
    ],
)
def test_check__the_two_customers_that_started_the_project(
    build: Build, usual: Usual, day: date, lang: Lang, north: dict[str, object], south: dict[str, object]
) -> None:
    """8-digit phones are warnings with the right area codes; nothing else is said, manual tiers included."""
    shared = {"kind": "企业", "mobile": None}
    rows = [usual("customers", shared | ZHANG_SAN | north), usual("customers", shared | LI_SI | south)]
    found = check(build({"customers": rows}, lang=lang), day)
    assert [(one.code, one.row, one.field, one.proposal) for one in found] == [
        ("W114", 5, "phone", "010-12345678"),
        ("W114", 6, "phone", "021-87654321"),
    ]


def test_check__says_nothing_about_a_clean_workbook(build: Build, usual: Usual, day: date) -> None:
    customers = [
        usual(
            "customers",
            {"customer_id": "C000001", "kind": "企业", "company": "北京海鸥科技有限公司", "industry": "制造业"},
        ),
        usual("customers", {"customer_id": "C000002", "birth_date": date(1990, 5, 20), "interests": "摄影、登山"}),
        usual(
            "customers", {"customer_id": "C000003", "phone": "0571-85001234", "province": "浙江省", "city": "杭州市"}
        ),
        usual("customers", {"customer_id": "C000004", "interests": "登山", "tier_until": date(2030, 1, 1)}),
    ]
    sheets = {
        "customers": customers,
        "orders": [usual("orders", {"qty": 2, "unit_price": 500, "paid_on": date(2024, 3, 5)}), usual("orders", {})],
        "interactions": [usual("interactions", {"next_date": date(2024, 3, 8)})],
        "service": [usual("service", {"resolved_at": datetime(2024, 3, 2, 16)})],
        "campaigns": [usual("campaigns", {}), usual("campaigns", {})],
        "users": [usual("users", {"user": "王芳"}), usual("users", {"user": "李伟", "role": "客服"})],
    }
    for lang in LANGS:
        assert check(build(sheets, lang=lang), day) == ()


def test_check__one_bad_value_hides_no_other(build: Build, usual: Usual, day: date) -> None:
    """A text among numbers must not silence the other rows of its column."""
    amounts = ["一千", -1, "x", -2, 5]
    found = check(build({"orders": [usual("orders", {"amount": amount}) for amount in amounts]}), day)
    assert [(one.row, one.code) for one in found] == [(5, "E171"), (6, "E183"), (7, "E171"), (8, "E183")]


def test_check__sorts_worst_first_then_as_the_workbook_reads(build: Build, usual: Usual, day: date) -> None:
    customers = [
        usual("customers", {"name": "张三 ", "phone": "12345678"}),
        usual("customers", {"name": None, "email": "x", "mobile": "1"}),
    ]
    orders = [usual("orders", {"rating": 9})]
    found = check(build({"orders": orders, "customers": customers}), day)
    assert [(one.code, one.sheet, one.row) for one in found] == [
        ("E101", "customers", 6),
        ("E111", "customers", 6),
        ("E121", "customers", 6),
        ("E192", "orders", 5),
        ("E183", "orders", 5),
        ("W114", "customers", 5),
        ("I193", "customers", 5),
    ]


def test_check__passes_on_what_reading_found_once(build: Build, usual: Usual, day: date) -> None:
    read = build({"customers": [usual("customers", {"verified_on": "2024.3.5"})]})
    own = (
        Finding("E301", "customers", None, "owner"),
        Finding("E301", "customers", None, "owner"),
        Finding("E311", cell="B5", place="参数", params={"name": "pareto_a"}),
        Finding("E311", cell="B6", place="参数", params={"name": "pareto_b"}),
        Finding("E195", "customers", 5, "name", "#N/A"),
    )
    found = check(with_findings(read, own), day)
    assert [(one.code, one.row, one.field, one.cell) for one in found] == [
        ("E311", None, None, "B5"),
        ("E311", None, None, "B6"),
        ("E301", None, "owner", None),
        ("E195", 5, "name", None),
        ("E161", 5, "verified_on", None),
    ]


def with_findings(read: Snapshot, more: Iterable[Finding]) -> Snapshot:
    parts = {name: getattr(read, name) for name in read.__dataclass_fields__}
    return Snapshot(**parts | {"findings": (*read.findings, *more)})


def test_check__a_cell_error_is_no_missing_value(build: Build, usual: Usual, day: date) -> None:
    read = build({"customers": [usual("customers", {"name": None, "mobile": None})]})
    errors = [Finding("E195", "customers", 5, "name", "#REF!"), Finding("W305", "customers", 5, "mobile")]
    assert [one.code for one in check(with_findings(read, errors), day)] == ["E195", "W305"]


def test_check__names_record_and_value_as_a_person_reads_them(build: Build, usual: Usual, day: date) -> None:
    orders = [
        usual("orders", {"order_no": "SO1", "line": 2, "rating": 9, "date": date(2030, 1, 2)}),
        usual("orders", {"order_no": "SO2", "rating": 9}),
    ]
    found = check(build({"orders": orders}), day)
    assert [(one.record, one.field, one.value) for one in found] == [
        ("SO1/2", "date", datetime(2030, 1, 2)),
        ("SO1/2", "rating", 9.0),
        ("SO2", "rating", 9.0),
    ]
    assert [type(one.value) for one in found] == [datetime, float, float]


def test_check__leaves_the_snapshot_as_it_was(build: Build, usual: Usual, day: date) -> None:
    read = build({"customers": [usual("customers", {"name": " 张三 ", "gender": "x", "birth_date": date(2020, 1, 1)})]})
    table = read.tables["customers"]
    before = table.raw.copy(deep=True), table.typed.copy(deep=True)
    first = check(read, day)
    assert check(read, day) == first
    pd.testing.assert_frame_equal(table.raw, before[0])
    pd.testing.assert_frame_equal(table.typed, before[1])


def test_check__absent_sheets_columns_and_rows_are_silent(build: Build, day: date) -> None:
    assert check(build({}), day) == ()
    assert check(build({"customers": [], "orders": []}), day) == ()
    foreign = build({"customers": [{"name": "张三"}], "orders": [{"customer_id": "C9", "amount": 5}]}, native=False)
    assert check(foreign, day) == ()


# What turns up in people's cells, and what never should.
NASTY: tuple[object, ...] = (
    *("", " ", "-", "无", "n/a", "　", "\u200b", "\n", "a\nb", "=1+1", "#N/A", "{value}", "％s%d", "\\", "'", "“”"),
    *(
        "💥👨‍👩‍👧",
        "\ue000 \ue000",
        "1",
        "0",
        "-1",
        "1e308",
        "1,000元",
        "nan",
        "inf",
        "１２３",
        "12345678",
        "13912345678",
    ),
    *("+86 139 1234 5678", "13912345678/010-12345678", "010-12345678", "(010)12345678转801", "+1 415-555-2671"),
    *("+999999", "95588", "abc@", "a@b.cn；c@d.cn", "ａ＠ｂ．ｃｎ", "2023.1.5", "45000", "01/05/2023", "9999-12-31"),
    *("企业", "company", "制造", "technolgy", "北京", "吉林", "经销商、x", "、、", "√", "也许", "王 芳", "x" * 5000),
    *("11010519491231002x", "110105194912310000", "91350100m000100y43", "100080", "C000001", "c1", "C12", "张" * 300),
    *(0.0, -0.0, 1.0, 1.5, -3.0, 1e308, 1e-320, 1e15, 13912345678.0, 110105194912310021.0, True, False, None),
    *(datetime(1900, 1, 1), datetime(1899, 12, 31), datetime(9999, 12, 31, 23, 59, 59), datetime(2024, 5, 6, 12)),
    date(2024, 2, 29),
)


def nasty_rows(schema: Schema, sheet: str, count: int, seed: int) -> list[Mapping[str, object]]:
    luck = random.Random(seed)
    fields = [field.name for field in schema.sheet(sheet).fields]
    return [
        {name: luck.choice(NASTY) for name in fields if luck.random() < 0.7} | {fields[0]: luck.choice(NASTY[20:50])}
        for _ in range(count)
    ]


def all_nasty(schema: Schema, count: int, seed: int) -> dict[str, list[Mapping[str, object]]]:
    return {sheet.name: nasty_rows(schema, sheet.name, count, seed) for sheet in schema.sheets}


def assert_sound(read: Snapshot, found: tuple[Finding, ...]) -> None:
    ranks = [SEVERITY_ORDER[one.severity] for one in found]
    assert ranks == sorted(ranks)
    assert len({(one.sheet, one.row, one.field, one.code, one.cell) for one in found}) == len(found)
    for one in found:
        assert one.message in rule(one.code).messages
        assert type(one.value) in {str, int, float, bool, datetime, date, type(None)}
        for edit in one.edits:
            assert type(edit.value) in {str, int, float, bool, datetime, date, type(None)}
            assert edit.field in read.tables[edit.sheet].columns
        for lang in LANGS:
            assert message(one, read.schema, lang)


@pytest.mark.parametrize("seed", range(4))
def test_check__never_raises(schema: Schema, build: Build, day: date, seed: int) -> None:
    for native in (True, False):
        read = build(all_nasty(schema, 25, seed), lang="zh" if seed % 2 else "en", native=native)
        assert_sound(read, check(read, day))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 130))
def test_check__never_raises_in_a_long_sweep(schema: Schema, build: Build, day: date, seed: int) -> None:
    read = build(all_nasty(schema, 150, seed), today=day)
    assert_sound(read, check(read, day))


def test_check__bears_any_day(schema: Schema, build: Build) -> None:
    for today in (date(1900, 1, 1), date(2024, 2, 29), date(9998, 12, 31)):
        read = build(all_nasty(schema, 10, 7), today=today)
        assert_sound(read, check(read, today))


def test_check__builds_findings_for_failing_cells_only(
    build: Build, usual: Usual, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each distinct wrong value is judged a fixed number of times, however many rows repeat it."""
    from custsheet.checking import contacts

    judged: list[str] = []
    original = contacts.phones.normalize_international
    monkeypatch.setattr(
        contacts.phones, "normalize_international", lambda value: (judged.append(value), original(value))[1]
    )
    rows = [usual("customers", {"mobile": "1391234"}) for _ in range(500)]
    found = check(build({"customers": rows}), day)
    assert len(found) == 500
    assert len(judged) == 1


@pytest.mark.parametrize("today", [date.min, date.max])
def test_check__on_the_first_and_on_the_last_day_there_is(build: Build, usual: Usual, today: date) -> None:
    rows = {"customers": [usual("customers", {"customer_id": "C1", "birth_date": date(1990, 5, 20)})]}
    found = check(build(rows, today=today), today)
    assert "birth_date" in {one.field for one in found}, "not born yet, or too long ago"
    assert {one.code for one in found} <= {"E162", "I201"}


@pytest.mark.parametrize("customer", [{"name": "张三"}, {"customer_id": "C1", "name": "张三"}])
def test_check__a_strangers_orders_that_name_their_customer(
    build: Build, day: date, customer: dict[str, object]
) -> None:
    orders = [
        {"order_no": "S1", "customer_name": "张三", "date": date(2024, 3, 1), "amount": 100},
        {"order_no": "S1", "customer_name": "王五", "date": "去年", "amount": None},
    ]
    found = check(build({"customers": [customer], "orders": orders}, native=False), day)
    assert {one.code for one in found if one.sheet == "orders"} == {"E161", "E101"}
    assert {one.record for one in found if one.sheet == "orders" and one.code == "E101"} == {"S1"}


def test_check__what_is_wrong_with_a_whole_sheet_comes_before_its_cells(build: Build, usual: Usual, day: date) -> None:
    snapshot = build({"customers": [usual("customers", {"mobile": "138"})]})
    repeated = Finding("E308", "customers", 900)
    found = check(replace(snapshot, findings=(*snapshot.findings, repeated)), day)
    assert [one.code for one in found][:2] == ["E308", "E111"]
