from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest

from custsheet.model.schema import Field, Schema
from custsheet.model.snapshot import Lists
from custsheet.reading.cast import Caster, blank_texts, person_reads


@pytest.fixture
def caster(schema: Schema) -> Caster:
    lists = Lists({one.name: one.values for one in schema.lists})
    canonical = {name: lists.canonical(name) for name in lists.entries}
    return Caster(blank_texts(schema.missing_values), canonical, False, date(2026, 6, 17))


def _field(**declared: Any) -> Field:
    return Field.model_validate({"name": "x", "title": "x", "description": "x", "group": "work", **declared})


def _typed(caster: Caster, field: Field, *cells: object) -> list[object]:
    series, failures = caster.typed(field, person_reads(field, cells))
    assert failures == []
    return [None if pd.api.types.is_scalar(value) and pd.isna(value) else value for value in pd.Series(series).tolist()]


def _failed(caster: Caster, field: Field, *cells: object) -> list[tuple[int, str, object]]:
    series, failures = caster.typed(field, person_reads(field, cells))
    assert all(pd.isna(series[one.index]) for one in failures), "what does not parse is blank"
    return [(one.index, one.code, one.proposal) for one in failures]


def test_typed__text(caster: Caster) -> None:
    cells = ["  张三 ", "", "无", " - ", 13800138000.0, 123.0, 1.5, True, date(2024, 5, 6), "a_x000D_b"]
    assert _typed(caster, _field(), *cells) == [
        "张三", None, None, None, "13800138000", "123", "1.5", "TRUE", "2024-05-06", "a_x000D_b",
    ]  # fmt: skip


def test_typed__text_is_what_was_meant(caster: Caster) -> None:
    cells = ["C000001\u200b", "Ｃ00０001", "\u200b", "海鸥  有限\u00a0公司", "一\r\n二", "\u200b无"]
    assert _typed(caster, _field(), *cells) == ["C000001", "C000001", None, "海鸥 有限 公司", "一 二", None]
    assert _typed(caster, _field(constraints={"maxLength": 500}), cells[4]) == ["一\n二"], (
        "in notes people write paragraphs"
    )


@pytest.mark.parametrize("form", ["mobile", "landline", "email", "resident_id", "credit_code", "postcode"])
def test_typed__text_with_a_rule_of_its_own_stays_as_typed(caster: Caster, form: str) -> None:
    assert _typed(caster, _field(format=form), "１38\u200b0013 8000") == ["１38\u200b0013 8000"]


def test_typed__text_keeps_long_identifiers_as_digits(caster: Caster) -> None:
    assert _typed(caster, _field(), 110101199003070000.0, "110101199003070012") == [
        "110101199003070000", "110101199003070012",
    ]  # fmt: skip


def test_typed__enum_in_either_language(caster: Caster) -> None:
    field = _field(constraints={"enum": "kind"})
    cells = ["企业", " company ", "B2B", "个人客户", "Ｐｅｒｓｏｎ", "合伙", "", "暂无"]
    assert _typed(caster, field, *cells) == ["company", "company", "company", "person", "person", "合伙", None, None]


def test_typed__enum_entry_typed_as_a_number(caster: Caster) -> None:
    assert _typed(caster, _field(constraints={"enum": "source"}), 1688.0) == ["marketplace"]


def test_typed__list_splits_and_names(caster: Caster) -> None:
    field = _field(type="list", constraints={"enum": "category"})
    cells = ["经销商、会员", "member; 经销商；VIP", "会员/会员", "", None]
    assert _typed(caster, field, *cells) == [
        ("distributor", "member"), ("member", "distributor", "VIP"), ("member",), (), (),
    ]  # fmt: skip
    assert _typed(caster, _field(type="list"), "摄影，登山, 阅读") == [("摄影", "登山", "阅读")]


def test_typed__list_entry_that_holds_a_separator() -> None:
    caster = Caster(frozenset({""}), {"x": {"a/b": "both"}}, False, date(2026, 6, 17))
    assert _typed(caster, _field(type="list", constraints={"enum": "x"}), "A/B", "a、b") == [("both",), ("a", "b")]


def test_typed__numbers(caster: Caster) -> None:
    assert _typed(caster, _field(type="number"), 1.5, 2, "", "无", None) == [1.5, 2.0, None, None, None]
    series, _ = caster.typed(_field(type="integer"), [1.0, None])
    assert series.dtype == "float64"


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("1,000元", 1000),
        ("1.2万", 12000),
        ("１２", 12),
        (" 5 ", 5),
        ("很多", None),
        (True, None),
        (date(2024, 5, 6), None),
    ],
)
def test_typed__what_is_no_number(caster: Caster, text: object, proposal: object) -> None:
    assert _failed(caster, _field(type="number"), 1.0, text) == [(1, "E171", proposal)]


def test_typed__dates(caster: Caster) -> None:
    cells = [date(2024, 5, 6), datetime(2024, 5, 6, 13, 5), "", "—"]
    day, moment = datetime(2024, 5, 6), datetime(2024, 5, 6, 13, 5)
    assert _typed(caster, _field(type="date"), *cells) == [day, day, None, None]
    assert _typed(caster, _field(type="datetime"), *cells) == [day, moment, None, None]
    for kind in ("date", "datetime"):
        series, _ = caster.typed(_field(type=kind), [None])
        assert series.dtype == "datetime64[us]"


def test_typed__dates_pandas_nanoseconds_could_not_hold(caster: Caster) -> None:
    assert _typed(caster, _field(type="date"), date(1900, 1, 1), date(9999, 12, 31)) == [
        datetime(1900, 1, 1), datetime(9999, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "proposal"),
    [
        ("2023.1.5", date(2023, 1, 5)),
        ("2023年1月5日", date(2023, 1, 5)),
        ("20230105", date(2023, 1, 5)),
        (45000.0, date(2023, 3, 15)),
        ("45000", date(2023, 3, 15)),
        ("01/05/2023", None),
        ("明天", None),
        (True, None),
        (time(9, 30), None),
        (timedelta(days=1), None),
        (3_000_000.0, None),
    ],
)
def test_typed__what_is_no_date(caster: Caster, value: object, proposal: object) -> None:
    assert _failed(caster, _field(type="date"), value) == [(0, "E161", proposal)]


def test_typed__a_datetime_is_proposed_with_its_time(caster: Caster) -> None:
    assert _failed(caster, _field(type="datetime"), "2023-1-5 14:30") == [(0, "E161", datetime(2023, 1, 5, 14, 30))]


def test_typed__no_proposal_beyond_today_where_the_field_ends_there(caster: Caster) -> None:
    until = _field(type="date", constraints={"maximum": "today"})
    assert _failed(caster, until, "2026.6.17", "2026.6.18") == [(0, "E161", date(2026, 6, 17)), (1, "E161", None)]
    assert _failed(caster, _field(type="date"), "2026.6.18") == [(0, "E161", date(2026, 6, 18))]


def test_typed__serials_of_the_1904_system(caster: Caster) -> None:
    macintosh = Caster(caster.blanks, caster.canonical, True, caster.today)
    assert _failed(macintosh, _field(type="date"), 43538.0) == [(0, "E161", date(2023, 3, 15))]


def test_typed__booleans(caster: Caster) -> None:
    cells = ["√", "否", True, 0.0, "x", "", "无", None]
    assert _typed(caster, _field(type="boolean"), *cells) == [True, False, True, False, True, None, None, None]
    assert _failed(caster, _field(type="boolean"), "也许") == [(0, "E181", None)]


def test_person_reads__what_stands_in_the_cell() -> None:
    cells = [
        " 无 ",
        "",
        13800138000.0,
        date(2024, 5, 6),
        datetime(2024, 5, 6, 9),
        time(9, 30),
        timedelta(hours=30),
        True,
    ]
    assert person_reads(_field(), cells) == [
        " 无 ", None, "13800138000", datetime(2024, 5, 6), datetime(2024, 5, 6, 9), "09:30:00", "1 day, 6:00:00", True,
    ]  # fmt: skip
    assert person_reads(_field(type="number"), [5.0, "x", ""]) == [5.0, "x", None]
    assert person_reads(_field(type="date"), [45000.0]) == [45000.0]


def test_blank_texts__in_any_case() -> None:
    assert {"", "无", "N/A", "n/a", "NULL", "null"} <= blank_texts(("", " 无 ", "N/A", "null"))
