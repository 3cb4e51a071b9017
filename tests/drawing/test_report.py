"""Any report, whatever its analysis: numbers stay numbers, links lead to the rows meant, charts show their columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from custsheet.drawing.results import draw_results
from custsheet.drawing.workbook.measure import lines, text_pixels
from custsheet.model.report import Block, Chart, ChartKind, Column, RecordRef, Report, RowsRef
from custsheet.model.text import text

from .conftest import NOW

DETAIL = Block(
    "detail",
    text("明细", "Detail"),
    (
        Column("customer", text("客户", "Customer")),
        Column("tier", text("分级", "Tier"), "tier"),
        Column("amount", text("金额", "Amount"), "money", bar=True),
        Column("share", text("占比", "Share"), "percent"),
        Column("due", text("日期", "Date"), "date"),
        Column("why", text("原因", "Why"), "long"),
    ),
    pd.DataFrame(
        {
            "customer": ["=1+1", "乙", None],
            "tier": ["A", "C", "P"],
            "amount": [1234.5, float("nan"), -3.0],
            "share": [0.5, None, 0.0],
            "due": [date(2026, 6, 1), None, date(2026, 7, 1)],
            "why": ["很久没有买了，" * 12, "", "好"],
        }
    ),
    links={(0, "customer"): RecordRef("customers", 7)},
    sortable=True,
)
NUMBERS = Block(
    "numbers",
    text("按月", "By month"),
    (
        Column("month", text("月", "Month")),
        Column("n", text("客户数", "Customers"), "count", heat=True),
        Column("m", text("成交", "Sales"), "count", heat=True),
        Column("rate", text("比率", "Rate"), "percent"),
        Column("goal", text("目标", "Target"), "percent"),
    ),
    pd.DataFrame({"month": ["26-05", "26-06"], "n": [2, 1], "m": [5, 7], "rate": [0.4, 0.6], "goal": [0.5, 0.5]}),
    note=text("怎么算的", "how it is computed"),
    chart=Chart("column", "month", ("n", "m"), text("两个月的客户数", "customers of two months")),
    links={(0, "n"): RowsRef("detail", 0, 1)},
)
REPORT = Report(
    "value",
    text("谁？", "Who?"),
    (("bad", text("少了一半。", "Half are gone.")),),
    (NUMBERS, DETAIL),
    (text("样本很小。", "A small sample."),),
)


def drawn(make_outcome: Any, opened: Any, *reports: Report, lang: str = "zh") -> Any:
    return opened(draw_results(replace(make_outcome(lang), reports=reports), now=NOW, version="0").data)


def texts(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize(("lang", "title", "answer"), [("zh", "客户价值", "少了"), ("en", "Customer value", "gone")])
def test_draw_report__says_question_answer_and_notes(
    make_outcome: Any, opened: Any, lang: str, title: str, answer: str
) -> None:
    sheet = drawn(make_outcome, opened, REPORT, lang=lang)[title]
    assert REPORT.question(lang) in str(sheet["A1"].value)  # type: ignore[arg-type]
    said = texts(sheet)
    assert any(answer in one for one in said)
    assert REPORT.notes[0](lang) in said  # type: ignore[arg-type]


def test_draw_report__cells_are_what_they_are(make_outcome: Any, opened: Any) -> None:
    sheet = drawn(make_outcome, opened, REPORT)["客户价值"]
    tables = dict(sheet.tables.items())
    assert set(tables) == {"t_value_numbers", "t_value_detail"}
    rows = [[cell.value for cell in row] for row in sheet[tables["t_value_detail"]]]
    assert rows[0] == ["客户", "分级", "金额", "占比", "日期", "原因"]
    assert rows[1][:4] == ["=1+1", "A", 1234.5, 0.5]
    assert sheet[tables["t_value_detail"]][1][0].data_type == "s"
    assert rows[2][2:4] == ["–", "–"]
    assert rows[3][0] == "–"
    assert rows[3][2:4] == [-3.0, 0.0]


@pytest.mark.parametrize(("gains", "form"), [([376_798.0, -0.5], "#,##0"), ([4.3, -0.5], "#,##0.0")])
def test_draw_report__differences_of_amounts_have_decimals_only_where_they_are_small(
    make_outcome: Any, opened: Any, gains: list[float], form: str
) -> None:
    columns = (Column("figure", text("指标", "Figure")), Column("gain", text("变化", "Change"), "gain"))
    block = Block("changes", text("变化", "Changes"), columns, pd.DataFrame({"figure": ["甲", "乙"], "gain": gains}))
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(block,)))["客户价值"]
    shown = [row[1].number_format for row in sheet[sheet.tables["t_value_changes"].ref]][1:]
    assert [one.split(";")[:2] for one in shown] == [[f'"▲ "{form}', f'"▼ "{form}']] * 2


def test_draw_report__a_number_leads_to_its_rows_and_a_customer_to_its_own(make_outcome: Any, opened: Any) -> None:
    sheet = drawn(make_outcome, opened, REPORT)["客户价值"]
    numbers, detail = (sheet[sheet.tables[name].ref] for name in ("t_value_numbers", "t_value_detail"))
    assert numbers[1][1].value == 2
    first = detail[1][0].row
    assert numbers[1][1].hyperlink.location == f"'客户价值'!A{first}:F{first + 1}"
    assert detail[1][0].hyperlink.location == "'客户'!A7"


@pytest.mark.parametrize("kind", ["column", "bar", "line", "stacked", "pareto", "shares"])
def test_draw_report__a_chart_of_every_kind_shows_its_columns(make_outcome: Any, opened: Any, kind: ChartKind) -> None:
    values = ("n", "rate") if kind == "pareto" else ("n",) if kind == "bar" else ("n", "m")
    target = "goal" if kind in {"column", "line"} else None
    chart = Chart(kind, "month", values, text("说明", "what it shows"), target)
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(replace(NUMBERS, chart=chart), DETAIL)))["客户价值"]
    assert len(sheet._charts) == 1
    one = sheet._charts[0]
    series = [each for part in (one, *one._charts[1:]) for each in part.series]
    head = sheet[sheet.tables["t_value_numbers"].ref][0]
    at = {cell.value: cell.column_letter for cell in head}
    titles = {column.name: column.title.zh for column in NUMBERS.columns}
    shown = {each.val.numRef.f.split("!")[1] for each in series}
    first = head[0].row + 1
    wanted = [*values, *([target] if target else [])]
    assert shown == {f"${at[titles[name]]}${first}:${at[titles[name]]}${first + 1}" for name in wanted}


def test_draw_report__a_table_without_rows_says_so(make_outcome: Any, opened: Any) -> None:
    bare = replace(NUMBERS, table=NUMBERS.table.head(0), links={}, empty=text("还没有订单。", "No orders yet."))
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(bare,)))["客户价值"]
    assert "还没有订单。" in texts(sheet)
    assert not sheet.tables
    assert not sheet._charts


def test_draw_results__draws_what_is_ready_and_what_stood_there_before(make_outcome: Any, opened: Any) -> None:
    silent = replace(REPORT, ready=False)
    assert "客户价值" not in drawn(make_outcome, opened, silent).sheetnames
    outcome = make_outcome()
    snapshot = replace(outcome.snapshot, owned={**outcome.snapshot.owned, "value": "价值"})
    outcome = replace(outcome, reports=(silent,), snapshot=snapshot)
    assert "价值" in opened(draw_results(outcome, now=NOW, version="0").data).sheetnames


def test_draw_report__a_long_last_table_prints_its_header_on_every_page(make_outcome: Any, opened: Any) -> None:
    long = replace(DETAIL, table=pd.concat([DETAIL.table] * 60, ignore_index=True), links={})
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(NUMBERS, long)))["客户价值"]
    head = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "客户")
    assert str(sheet.print_title_rows).strip() == f"${head}:${head}"
    last = next(row for row in range(sheet.max_row, 0, -1) if sheet.cell(row, 1).value == "样本很小。")
    assert sheet.print_area.endswith(f"${last}")


def test_draw_report__a_long_table_before_the_last_has_its_header_on_every_page(make_outcome: Any, opened: Any) -> None:
    table = pd.DataFrame({"customer": [f"客户 {at}" for at in range(150)], "amount": [float(at) for at in range(150)]})
    long = Block("due", text("该联系的", "Due"), (DETAIL.columns[0], DETAIL.columns[2]), table, note=text("注", "note"))
    leading = replace(NUMBERS, chart=None, links={(0, "n"): RowsRef("due", 60, 149)})
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(leading, long, DETAIL)))["客户价值"]
    parts = {name: sheet[ref] for name, ref in sheet.tables.items() if name.startswith("t_value_due")}
    assert len(parts) > 1
    assert [row[0].value for rows in parts.values() for row in rows[1:]] == list(table["customer"])
    begins = {1, *(one.id + 1 for one in sheet.row_breaks.brk)}
    for number, rows in enumerate(parts.values(), 1):
        head = rows[0][0].row
        assert [cell.value for cell in rows[0]] == ["客户", "金额"]
        title = next(row for row in range(head, 0, -1) if str(sheet.cell(row, 1).value).startswith("该联系的"))
        assert sheet.cell(title, 1).value == f"该联系的（{number}/{len(parts)}）"
        page = max(one for one in begins if one <= head)
        last = rows[-1][0].row
        assert not any(page < one <= last for one in begins)
        high = sum((sheet.row_dimensions[row].height or 18) * 4 / 3 for row in range(page, last + 1))
        assert high <= 677 * 100 / sheet.page_setup.scale
    link = sheet[sheet.tables["t_value_numbers"].ref][1][1].hyperlink.location
    first, last = (int("".join(filter(str.isdigit, one))) for one in link.rpartition("!")[2].split(":"))
    assert (sheet.cell(first, 1).value, sheet.cell(last, 1).value) == ("客户 60", "客户 149")


def test_draw_report__texts_over_numbers_give_way_to_sentences(make_outcome: Any, opened: Any) -> None:
    figures = pd.DataFrame({"name": ["满意度"], "status": ["bad"], "how": ["怎么算的，算了多少，" * 6]})
    marked = Block(
        "figures",
        text("指标", "Figures"),
        (
            Column("name", text("指标", "Figure")),
            Column("status", text("对目标", "On target"), "mark"),
            Column("how", text("怎么算", "How"), "long"),
        ),
        figures,
    )
    lists = pd.DataFrame(
        {name: ["一个很长的名字，二十个字都不止的名字"] for name in ("customer", "figure")} | {"said": ["短"]}
    )
    more = [Column(f"c{at}", text(f"数 {at}", f"N {at}"), "count") for at in range(9)]
    behind = Block(
        "behind",
        text("记录", "Records"),
        (Column("customer", text("客户", "Customer")), Column("figure", text("指标", "Figure")),
         Column("said", text("内容", "Text"), "long"), *more),
        lists.assign(**{one.name: 1 for one in more}),
    )  # fmt: skip
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(marked, behind)))["客户价值"]
    wide = {col: one.width * 7 for col, one in sheet.column_dimensions.items()}
    assert wide["B"] < 170  # a mark needs no more, and the names there wrap
    assert wide["C"] > 300
    cell = sheet[sheet.tables["t_value_behind"].ref][1][1]
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[cell.row].height >= 30


def test_draw_report__a_chart_has_no_point_where_there_is_no_value(make_outcome: Any, opened: Any) -> None:
    table = NUMBERS.table.assign(rate=[0.4, None])
    chart = Chart("line", "month", ("rate",), text("比率", "rate"))
    block = replace(NUMBERS, chart=chart, table=table, links={})
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(block, DETAIL)))["客户价值"]
    rows = sheet[sheet.tables["t_value_numbers"].ref]
    assert [row[3].value for row in rows[1:]] == [0.4, None]  # Excel draws any text as 0


def test_draw_report__a_name_wider_than_its_column_wraps(make_outcome: Any, opened: Any) -> None:
    long = "Zhengzhou Northlight Building Materials and Interior Trading Company Limited C000225"
    table = DETAIL.table.assign(customer=[long, "b", "c"])
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(replace(DETAIL, table=table, links={}),)))["客户价值"]
    first, second = (row[0] for row in sheet[sheet.tables["t_value_detail"].ref][1:3])
    assert first.value == long
    assert first.alignment.wrap_text
    assert not second.alignment.wrap_text
    assert sheet.row_dimensions[first.row].height >= 30


def test_draw_report__what_is_not_printed_stands_below_the_notes_and_off_the_paper(
    make_outcome: Any, opened: Any
) -> None:
    """Links still lead to its rows."""
    behind = replace(DETAIL, printed=False, table=pd.concat([DETAIL.table] * 40, ignore_index=True))
    for report in (replace(REPORT, blocks=(NUMBERS, behind)), replace(REPORT, blocks=(NUMBERS, behind), notes=())):
        sheet = drawn(make_outcome, opened, report)["客户价值"]
        at = {str(cell.value): cell.row for row in sheet.iter_rows(max_col=1) for cell in row}
        last = int(str(sheet.print_area).rpartition("$")[2])
        assert at["按月"] < last < at["明细"]
        assert not report.notes or at["按月"] < at["样本很小。"] <= last
        first = at["客户"] + 1
        assert sheet.cell(at["月"] + 1, 2).hyperlink.location.endswith(f"!A{first}:F{first + 1}")
        assert sheet.cell(first, 1).value == "=1+1"
        assert sheet.print_title_rows is None
        assert all(one.id < last for one in sheet.row_breaks.brk)


def test_draw_report__a_sentence_of_many_lines_stands_there_whole(make_outcome: Any, opened: Any) -> None:
    long = replace(DETAIL, table=DETAIL.table.assign(why=["很久没有买了，" * 60, "", "好"]))
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(NUMBERS, long)))["客户价值"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("很久没有买了"))
    needed = lines(str(cell.value), sheet.column_dimensions[cell.column_letter].width * 7)
    assert needed > 5
    assert sheet.row_dimensions[cell.row].height >= 12 * needed  # points


def test_draw_report__a_long_name_that_leads_somewhere_has_room_on_one_line(make_outcome: Any, opened: Any) -> None:
    """LibreOffice does not wrap links; and its fonts may be wider."""
    name = "Shanghai Mossbank Software Co., Ltd C000020"
    named = replace(DETAIL, table=DETAIL.table.assign(customer=[name, "乙", None]))
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(NUMBERS, named)))["客户价值"]
    assert sheet.column_dimensions["A"].width * 7 > 1.15 * text_pixels(name) + 18


def test_draw_report__a_table_that_a_page_holds_is_not_parted(make_outcome: Any, opened: Any) -> None:
    tables = [
        replace(NUMBERS, name=f"n{at}", chart=None, links={}, table=pd.concat([NUMBERS.table] * 10)) for at in range(9)
    ]
    sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(*tables, DETAIL)))["客户价值"]
    titles = {row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value in {"按月", "明细"}}
    begins = {one.id + 1 for one in sheet.row_breaks.brk}
    assert begins  # nine tables of twenty rows do not fit on one page
    assert begins <= titles
    for first, until in pairwise([1, *sorted(begins), sheet.max_row + 1]):
        page = sum((sheet.row_dimensions[row].height or 18) * 4 / 3 for row in range(first, until))
        assert page <= 677 * 100 / sheet.page_setup.scale


@pytest.mark.parametrize(("lang", "said"), [("zh", "金额单位：¥"), ("en", "amounts in ¥")])
def test_draw_report__says_what_amounts_are_in(make_outcome: Any, opened: Any, lang: Any, said: str) -> None:
    made = make_outcome(lang)
    title = made.snapshot.schema.tool("value").title(lang)
    settings = {**made.snapshot.settings, "currency": "¥"}
    for report, expected in ((REPORT, True), (replace(REPORT, blocks=(replace(NUMBERS, links={}),)), False)):
        outcome = replace(made, snapshot=replace(made.snapshot, settings=settings), reports=(report,))
        sheet = opened(draw_results(outcome, now=NOW, version="0").data)[title]
        assert (said in str(sheet["A1"].value)) == expected


def test_draw_report__an_axis_of_shares_ends_at_all(make_outcome: Any, opened: Any) -> None:
    chart = Chart("line", "month", ("rate",), text("比率", "rate"), target="goal")
    for most, end in ((0.97, 1), (0.4, None)):
        table = NUMBERS.table.assign(rate=[0.2, most], goal=[0.3, 0.3])
        block = replace(NUMBERS, chart=chart, table=table, links={})
        sheet = drawn(make_outcome, opened, replace(REPORT, blocks=(block, DETAIL)))["客户价值"]
        assert sheet._charts[0].y_axis.scaling.max == end


def test_draw_dashboard__leads_to_every_analysis_that_is_there(make_outcome: Any, opened: Any) -> None:
    ready = (REPORT, replace(REPORT, name="market"))
    book = opened(draw_results(replace(make_outcome(), reports=ready), now=NOW, version="0").data)
    sheet = book["经营看板"]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "全部分析")
    found = [cell.hyperlink.location for cell in sheet[label.row] if cell.hyperlink]
    assert [one.rpartition("!")[0].strip("'") for one in found] == ["客户价值", "市场趋势"]
    assert {"客户价值", "市场趋势"} <= set(book.sheetnames)
