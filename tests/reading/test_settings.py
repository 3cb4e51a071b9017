from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from custsheet.model.finding import Cell, Finding
from custsheet.model.rules import message
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Lists
from custsheet.reading.settings import allowed, read_settings

HEADER = [["参数", "", "", "", ""], [""] * 5, [""] * 5, ["名称", "值", "单位", "默认值", "说明"]]


@pytest.fixture
def lists(schema: Schema) -> Lists:
    return Lists({one.name: one.values for one in schema.lists})


@pytest.fixture
def settings(schema: Schema, lists: Lists) -> Any:
    """Settings from rows (name, value) below the header, first row 5."""

    def run(*rows: tuple[str, object], **more: Any) -> tuple[dict[str, Cell], tuple[Finding, ...]]:
        grid = [*HEADER, *([name, value, "", "", ""] for name, value in rows)]
        return read_settings(schema, lists, "参数", grid, **{"errors": {}, "remembered": {}, **more})

    return run


def test_read_settings__defaults(schema: Schema, lists: Lists) -> None:
    values, findings = read_settings(schema, lists, None, [], errors={}, remembered={})
    assert values == {setting.name: setting.default for setting in schema.settings}
    assert findings == ()


@pytest.mark.parametrize(
    ("label", "cell", "name", "value"),
    [
        ("窗口", 12.0, "window_months", 12),
        ("Window", "12", "window_months", 12),
        ("统计窗口", 12.0, "window_months", 12),
        ("窗口", "全部", "window_months", None),
        ("窗口", "All", "window_months", None),
        ("窗口", 0.0, "window_months", None),
        ("窗口", "", "window_months", None),
        ("分级方法", "固定阈值", "tier_method", "fixed"),
        ("分级方法", "Pareto", "tier_method", "pareto"),
        ("分级方法", " ABC ", "tier_method", "pareto"),
        ("RFM 高低分界", 3.0, "rfm_threshold", "three"),
        ("固定基准日期", date(2026, 1, 31), "reference_date", date(2026, 1, 31)),
        ("固定基准日期", "2026年1月31日", "reference_date", date(2026, 1, 31)),
        ("固定基准日期", 46053.0, "reference_date", date(2026, 1, 31)),
        ("固定基准日期", "", "reference_date", None),
        ("帕累托 A 线", 70.5, "pareto_a", 70.5),
        ("帕累托 A 线", "70％", "pareto_a", 70),
        ("帕累托 A 线", 0.7, "pareto_a", 70),
        ("帕累托 A 线", "", "pareto_a", 80),
        ("帕累托 A 线", 0.57, "pareto_a", 57),
        ("帕累托 A 线", "57%", "pareto_a", 57),
        ("满意度目标", 0.925, "csat_target", 92.5),
        ("A 金额门槛", "5万", "fixed_a", 50000),
        ("公司名称", " 海鸥 ", "company_name", "海鸥"),
        ("公司名称", 360.0, "company_name", "360"),
        ("公司名称", "", "company_name", None),
    ],
)
def test_read_settings__values(settings: Any, label: str, cell: object, name: str, value: object) -> None:
    values, findings = settings((label, cell))
    assert values[name] == pytest.approx(value) if isinstance(value, float) else values[name] == value
    assert type(values[name]) is not bool
    assert findings == ()


@pytest.mark.parametrize(
    ("label", "cell", "name"),
    [
        ("窗口", "两年", "window_months"),
        ("窗口", 12.5, "window_months"),
        ("窗口", -1.0, "window_months"),
        ("窗口", 601.0, "window_months"),
        ("帕累托 A 线", 101.0, "pareto_a"),
        ("帕累托 A 线", True, "pareto_a"),
        ("分级方法", "随便", "tier_method"),
        ("固定基准日期", "01/02/2026", "reference_date"),
        ("固定基准日期", True, "reference_date"),
        ("新客期", 0.0, "lifecycle_new_days"),
        ("新客期", "全部", "lifecycle_new_days"),
    ],
)
def test_read_settings__bad_ones_are_findings(
    settings: Any, schema: Schema, label: str, cell: object, name: str
) -> None:
    default = next(one.default for one in schema.settings if one.name == name)
    values, findings = settings(("货币符号", "$"), (label, cell))
    assert values[name] == default
    assert [(f.code, f.place, f.cell, f.params["name"]) for f in findings] == [("E311", "参数", "B6", name)]
    assert findings[0].value == cell
    title = next(one.title for one in schema.settings if one.name == name)
    for lang in ("zh", "en"):
        assert title(lang) in message(findings[0], schema, lang)


def test_read_settings__the_last_good_value_stands(settings: Any) -> None:
    remembered = {"pareto_a": 60, "window_months": None, "reference_date": "2026-01-31", "tier_method": "fixed"}
    values, findings = settings(("帕累托 A 线", "八十"), ("窗口", "?"), remembered=remembered)
    assert {f.cell for f in findings} == {"B5", "B6"}
    assert (values["pareto_a"], values["window_months"]) == (60, None)
    assert values["reference_date"] == date(2026, 1, 31), "also where the row is gone"
    assert values["tier_method"] == "fixed"


def test_read_settings__a_remembered_value_that_is_none_any_more(settings: Any) -> None:
    values, findings = settings(remembered={"pareto_a": 600, "tier_method": "gone", "cycle_a": None})
    assert (values["pareto_a"], values["tier_method"], values["cycle_a"]) == (80, "pareto", 14)
    assert findings == ()


def test_read_settings__an_error_cell(settings: Any) -> None:
    values, findings = settings(("帕累托 A 线", ""), errors={(5, 2): "#REF!"})
    assert values["pareto_a"] == 80
    assert [(f.cell, f.value) for f in findings] == [("B5", "#REF!")]


def test_read_settings__columns_and_rows_moved_names_unknown_and_repeated(schema: Schema, lists: Lists) -> None:
    grid = [
        ["说明", "Value", "Name"],
        ["", 70.0, "Pareto A line"],
        ["", 60.0, "Pareto A line"],
        ["", 1.0, "my own"],
        ["", "", ""],
        ["", "Fixed thresholds", "tier_method"],
    ]
    values, findings = read_settings(schema, lists, "Settings", grid, errors={}, remembered={})
    assert (values["pareto_a"], values["tier_method"], findings) == (70, "fixed", ())


def test_allowed__says_what_may_stand_there(schema: Schema, lists: Lists) -> None:
    said = {one.name: allowed(one, lists) for one in schema.settings}
    assert said["window_months"].zh == "1 到 600 的整数，或“全部”"
    assert said["window_months"].en == "a whole number from 1 to 600, or All"
    assert said["amount_floor"].en == "a number of at least 0"
    assert said["tier_method"].zh == "帕累托、固定阈值、综合得分"
    assert said["reference_date"].zh == "日期"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([("帕累托 A 线", 95.0), ("帕累托 B 线", 80.0)], ["B5", "B6"]),
        ([("帕累托 A 线", 96.0)], ["B5"]),
        ([("帕累托 B 线", 0.5)], ["B5"]),
        ([("B 金额门槛", 5000.0), ("A 金额门槛", 4999.0)], ["B5", "B6"]),
        ([("固定预警天数", 60.0), ("固定沉睡天数", 40.0)], ["B5", "B6"]),
    ],
)
def test_read_settings__lines_in_the_wrong_order(
    settings: Any, schema: Schema, rows: list[tuple[str, object]], cells: list[str]
) -> None:
    values, findings = settings(*rows)
    assert sorted(str(one.cell) for one in findings) == cells
    assert {one.code for one in findings} == {"E311"}
    assert values == {setting.name: setting.default for setting in schema.settings}, "the last good ones stand"
    for one in findings:
        assert "大于" in message(one, schema, "zh") or "小于" in message(one, schema, "zh")


def test_read_settings__equal_lines_are_in_order(settings: Any) -> None:
    values, findings = settings(("帕累托 A 线", 90.0), ("帕累托 B 线", 90.0), ("A 金额门槛", 0.0), ("B 金额门槛", 0.0))
    assert (values["pareto_a"], values["pareto_b"], values["fixed_a"], findings) == (90, 90, 0, ())


def test_read_settings__lines_in_the_wrong_order_leave_the_last_good_pair(settings: Any) -> None:
    rows = [("帕累托 A 线", 95.0), ("帕累托 B 线", 80.0)]
    values, _ = settings(*rows, remembered={"pareto_a": 70, "pareto_b": 90})
    assert (values["pareto_a"], values["pareto_b"]) == (70, 90)
    values, _ = settings(*rows, remembered={"pareto_a": 99, "pareto_b": 90})
    assert (values["pareto_a"], values["pareto_b"]) == (80, 95), "memory that contradicts itself is not good"


def test_read_settings__one_finding_a_cell(settings: Any) -> None:
    _, findings = settings(("帕累托 A 线", 99.0), ("帕累托 B 线", "九十"))
    assert [one.cell for one in findings] == ["B6", "B5"]
