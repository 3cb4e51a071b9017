from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pytest

from custsheet.drawing.home.home_facts import count, home_run
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.model.finding import Finding
from custsheet.model.snapshot import Table
from custsheet.model.text import text

NOW = datetime(2026, 6, 17, 14, 3)


@pytest.fixture
def scene(make_outcome):
    def make(tasks=None, **changes):
        made = make_outcome(**changes)
        if tasks is not None:
            names = ["customer_id", "task_type", "content", "due", "remind_days", "owner", "status"]
            frame = pd.DataFrame(tasks, columns=names, index=range(5, 5 + len(tasks)), dtype=object)
            typed = frame.assign(
                due=pd.to_datetime(frame["due"]).astype("datetime64[us]"),
                remind_days=pd.to_numeric(frame["remind_days"]).astype("float64"),
            )
            table = Table("tasks", "任务", 4, {name: n for n, name in enumerate(names, 1)}, {}, frame, typed)
            made = replace(made, snapshot=replace(made.snapshot, tables={**made.snapshot.tables, "tasks": table}))
        return Scene(made, Book(made.snapshot.lang, created=NOW), NOW)

    return make


def task(days, status="open", remind=3, customer="C000001", content="回访"):
    return (customer, "call_back", content, NOW + timedelta(days=days), remind, "王芳", status)


def test_home_run__lists_tasks_that_are_late_due_or_within_their_reminder(scene):
    tasks = [task(10), task(3), task(0), task(-9), task(-2, status="done"), task(4), task(6, remind=None)]
    run = home_run(scene(tasks))
    assert [one.when for one in run.due] == ["▲ 逾期 9 天", "● 今天", "3 天后 06-20", "6 天后 06-23"]
    assert [one.tone for one in run.due] == ["error", "warning", "info", "info"]
    assert run.due_total == 4


def test_home_run__names_the_customer_and_falls_back_to_the_type_of_task(scene, make_outcome):
    company = make_outcome().snapshot.tables["customers"].raw.loc[5, "company"]
    first, second = home_run(scene([task(0), task(1, customer="C999999", content=None)])).due
    assert (first.customer, first.what, first.owner) == (company, "回访", "王芳")
    assert (second.customer, second.what) == ("C999999", "预约回访")


def test_home_run__shows_seven_and_counts_all(scene):
    run = home_run(scene([task(-n) for n in range(9)]))
    assert (len(run.due), run.due_total) == (7, 9)


def test_home_run__without_a_sheet_of_tasks_nothing_is_due(scene):
    assert not home_run(scene()).due


def test_home_run__tiles_say_how_many_errors_each_sheet_has(scene):
    found = (
        Finding("E111", "customers", 5, "mobile"),
        Finding("W172", "customers", 5, "amount"),
        Finding("W172", "orders", 5, "amount"),
    )
    tiles = home_run(scene(findings=found)).tiles
    assert (tiles["customers"].side, tiles["customers"].tone) == ("● 1 处错误", "error")
    assert (tiles["orders"].side, tiles["orders"].tone) == ("▲ 1 处警告", "warning")
    assert (tiles["findings"].value, tiles["findings"].tone) == (3, "error")
    assert tiles["tiers"].value == 24
    assert tiles["dashboard"].value == 1_072_000


def test_home_run__one_is_singular_in_english(scene, make_outcome):
    found = (Finding("E111", "customers", 5, "mobile"), Finding("W172", "orders", 5, "amount"))
    made = scene(lang="en", findings=found)
    table = made.outcome.tiers.table.assign(tier="C")
    table.iloc[0, table.columns.get_loc("tier")] = "A"
    outcome = replace(made.outcome, tiers=replace(made.outcome.tiers, table=table))
    tiles = home_run(Scene(outcome, made.book, NOW)).tiles
    assert [tiles[name].side for name in ("customers", "orders", "findings")] == [
        "● 1 error",
        "▲ 1 warning",
        "● 1 error",
    ]
    assert (tiles["tiers"].value, tiles["tiers"].side) == (1, "A customer")


def test_home_run__clean_data_is_said_so(scene):
    tiles = home_run(scene(findings=(), duplicates=())).tiles
    assert (tiles["findings"].value, tiles["findings"].side, tiles["findings"].tone) == (0, "✓ 没有错误", "ok")
    assert "customers" not in tiles


def test_count__counts_the_fullest_column_below_the_header_by_a_plain_range(make_outcome):
    table = make_outcome().snapshot.tables["customers"]
    assert count(table).text == "=COUNTA('客户'!$A$5:$A$1048576)"
    assert count(table).value == 60
    raw = table.raw.copy()
    raw["customer_id"] = None
    without = count(replace(table, raw=raw, title="O'Neil"))
    assert without.text == "=COUNTA('O''Neil'!$B$5:$B$1048576)"
    assert without.value == 60


def test_draw_home_run__a_sheet_without_a_known_header_has_no_count(make_outcome, draw):
    made = make_outcome()
    orders = made.snapshot.tables["orders"]
    unknown = replace(orders, columns={}, labels={}, raw=orders.raw[[]].iloc[:0], typed=orders.typed[[]].iloc[:0])
    tables = {**made.snapshot.tables, "orders": unknown}
    sheet = draw(replace(made, snapshot=replace(made.snapshot, tables=tables)))["首页"]
    counts = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=COUNTA")]
    assert counts == ["=COUNTA('客户'!$A$5:$A$1048576)"]


def test_draw_home_run__links_only_to_sheets_this_workbook_has(make_outcome, draw):
    made = make_outcome()
    made = replace(made, snapshot=replace(made.snapshot, owned={"home": "主页", "guide": "指南"}))
    sheet = draw(made)["主页"]
    targets = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    inputs, tools = ("客户", "交易"), ("数据质量", "疑似重复", "质量评分", "客户分级", "经营看板")
    assert targets == {f"'{title}'!A1" for title in (*inputs, *tools, "指南")}


def test_home_run__says_the_total_of_the_quality_scores(make_outcome, draw):
    made = make_outcome()
    total = f"{made.quality.whole.total:.1%}"
    for outcome, sheet, said in (
        (made, "首页", f"质量总分 {total}"),
        (make_outcome("en"), "Home", f"quality {total}"),
    ):
        assert said in draw(outcome)[sheet]["B4"].value
    assert "质量总分" not in draw(replace(made, quality=None))["首页"]["B4"].value


def test_draw_home_run__what_was_not_carried_out_is_no_tick(make_outcome, draw):
    made = replace(make_outcome(), findings=(), undone=(text("甲没有照办。", "A was not done."),))
    sheet = draw(made)["首页"]
    assert sheet["A2"].value == "⚠ 甲没有照办。"
    assert str(sheet["B4"].value).startswith("⚠ 已检查，请看上面一行")
    assert sheet["B4"].border.left.color.rgb.endswith(style.WARN_EDGE.removeprefix("#"))
