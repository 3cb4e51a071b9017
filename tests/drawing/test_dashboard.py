import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest

from custsheet.drawing.dashboard.board_cards import number_format
from custsheet.drawing.results import draw_results
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.outcome import Card
from custsheet.model.text import text

NOW = datetime(2026, 6, 17, 14, 3)
TITLE = "经营看板"


def parts(outcome, pattern):
    with zipfile.ZipFile(BytesIO(draw_results(outcome, now=NOW, version="0").data)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if re.search(pattern, name)}


def cells(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_draw_dashboard__says_in_a1_what_it_is_and_where_it_comes_from(zh):
    assert zh[TITLE]["A1"].value == (
        "经营看板   青禾家居用品 · 2026 年 4–6 月 · 截至 2026-06-17 · 由 custsheet 生成 · 计算于 2026-06-17 14:03"
        " · 依据 180 行"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_dashboard__names_both_days_where_orders_end_before_the_real_one(make_outcome, draw, lang):
    made = make_outcome(lang=lang)
    book = draw(replace(made, tiers=replace(made.tiers, reference=date(2026, 5, 2))))
    days = {
        "zh": "截至 2026-05-02（未完成的任务和请求看 2026-06-17） · ",
        "en": "as of 2026-05-02 (open tasks and requests: 2026-06-17) · ",
    }
    for name in ("dashboard", "chart_data", "tiers", *(one.name for one in made.reports if one.ready)):
        title = made.snapshot.schema.tool(name).title(lang)
        assert days[lang] in book[title]["A1"].value, title


def test_draw_dashboard__figures_are_numbers_with_a_format(zh):
    row = zh[TITLE][13]
    shown = {cell.value: cell.number_format for cell in row if isinstance(cell.value, int | float)}
    assert shown[1_072_000] == '"¥"0\\.0,"万";-"¥"0\\.0,"万"'
    assert shown[0.68] == "0.0%"
    assert shown[41] == "#,##0"


def test_draw_dashboard__a_card_without_value_shows_a_dash_and_says_why(zh):
    sheet = zh[TITLE]
    col = next(cell.column for cell in sheet[12] if cell.value and str(cell.value).startswith("客户保留率"))
    assert sheet.cell(13, col).value == "–"
    assert sheet.cell(16, col).value == "样本 6，暂不显示"


def test_draw_dashboard__a_rate_changes_by_points_and_an_amount_by_percent(zh):
    row = {cell.value: cell.number_format for cell in zh[TITLE][15] if cell.value is not None}
    assert row[1.9] == '"▲ "0.0" 点";"▼ "0.0" 点";"— 持平"'
    assert row[0.106] == '"▲ "0.0%;"▼ "0.0%;"— 持平"'


def test_draw_dashboard__more_complaints_are_red_and_fewer_green(make_outcome, draw):
    made = make_outcome()
    up = Card("complaints", text("投诉率", "Complaints"), 0.05, "percent", text("", ""), 0.02)
    down = replace(up, delta=-0.02)
    sheet = draw(replace(made, figures=replace(made.figures, cards=(up, down))))[TITLE]
    inks = {cell.value: cell.font.color.rgb for cell in sheet[15] if cell.value is not None}
    assert inks == {2: "FF991B1B", -2: "FF166534"}


def test_draw_dashboard__the_seven_charts_have_an_alternative_text(make_outcome):
    drawing = parts(make_outcome(quality=None), r"drawings/drawing\d+\.xml$")
    described = re.findall(r'descr="([^"]+)"', "".join(drawing.values()))
    assert len(described) == 7
    assert described[0] == "11 个整月的成交比上年同期多 56%；2 个月达到目标"


def test_draw_dashboard__charts_speak_chinese_in_our_font(make_outcome):
    for content in parts(make_outcome(), r"charts/chart\d+\.xml$").values():
        assert content.count("<a:latin ") == content.count("<a:ea ")


def test_draw_dashboard__charts_and_links_follow_a_sheet_that_was_renamed(make_outcome):
    made = make_outcome(quality=None)
    owned = {"chart_data": "O'Neil 的数", "tiers": "级别"}
    made = replace(made, snapshot=replace(made.snapshot, owned=owned))
    for content in parts(made, r"charts/chart\d+\.xml$").values():
        formulas = re.findall(r"<c:f>([^<]+)</c:f>", content)
        assert formulas
        assert all(formula.startswith("'O''Neil 的数'!") for formula in formulas)
    sheets = "".join(parts(made, r"worksheets/sheet\d+\.xml$").values())
    assert "O''Neil 的数'!A1" in sheets
    assert "'客户分级'!A1" not in sheets


def test_draw_dashboard__a_chart_without_data_is_a_sentence(make_outcome, draw):
    made = make_outcome()
    figures = replace(made.figures, revenue=made.figures.revenue.iloc[:0], overdue=made.figures.overdue.iloc[:0])
    sheet = draw(replace(made, figures=figures))[TITLE]
    assert len(sheet._charts) == 5
    assert any("还没有交易记录" in said for said in cells(sheet))
    assert "没有未完成的任务。" in cells(sheet)


def test_draw_dashboard__titles_fit_their_panels_at_one_size(make_outcome, draw):
    made = make_outcome("en")
    late = made.figures.overdue.assign(owner="Alexandrina Featherstonehaugh-Cholmondeley", overdue=1_234)
    sheet = draw(replace(made, figures=replace(made.figures, overdue=late)))["Dashboard"]
    said = [cell for row in sheet.iter_rows(min_row=17) for cell in row if isinstance(cell.value, str)]
    titles = [cell for cell in said if cell.font.bold and cell.font.color.rgb == "FF1F3A5F"]
    assert len(titles) == 7
    assert len({cell.font.size for cell in titles}) == 1
    for cell in titles:
        wide = 4 if cell.column == 2 and cell is titles[0] else 2
        assert text_pixels(cell.value, cell.font.size, bold=True) * 1.05 <= wide * 138 - 10 - 18, cell.value


def test_draw_dashboard__ratings_that_are_all_missing_draw_no_chart(make_outcome, draw):
    made = make_outcome()
    none = made.figures.satisfaction.assign(share=float("nan"), n=0)
    sheet = draw(replace(made, figures=replace(made.figures, satisfaction=none)))[TITLE]
    assert "还没有满意度评价。" in cells(sheet)
    assert len(sheet._charts) == 6


def test_draw_dashboard__empty_workbook_has_no_chart_and_no_error(make_outcome, draw):
    sheet = draw(make_outcome(customers=0))[TITLE]
    assert sheet._charts == []
    assert not [said for said in cells(sheet) if said.startswith("#")]


def test_draw_dashboard__prints_on_one_landscape_a4(zh):
    sheet = zh[TITLE]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}  # 1 where nothing is said
    assert not sheet.merged_cells.ranges
    assert sheet.print_area.startswith("'经营看板'!$A$1:$Q$")


def test_draw_dashboard__a_long_sentence_goes_on_in_the_next_row(make_outcome, draw):
    made = make_outcome()
    long = text("很长的一句话，" * 30, "a long sentence " * 30)
    sheet = draw(replace(made, figures=replace(made.figures, sentences=(("bad", long),))))[TITLE]
    first, second = sheet["B5"].value, sheet["B6"].value
    assert first.startswith("▼  很长的一句话")
    assert second.startswith("      ")
    assert first[3:] + second[6:] + (sheet["B7"].value or "")[6:] == "很长的一句话，" * 30


def test_draw_dashboard__an_endless_sentence_is_cut(make_outcome, draw):
    made = make_outcome()
    endless = text("无尽" * 20_000, "endless " * 5_000)
    figures = replace(made.figures, sentences=(("bad", endless),), notes=(endless,))
    sheet = draw(replace(made, figures=figures))[TITLE]
    assert sheet["B7"].value.endswith("…")
    assert sheet["B8"].value is None


@pytest.mark.parametrize(
    ("lang", "value", "kind", "form"),
    [
        ("zh", 3.2e8, "money", '"¥"0\\.00,,"亿";-"¥"0\\.00,,"亿"'),
        ("zh", 9_400.0, "money", '"¥"#,##0;-"¥"#,##0'),
        ("en", 1.2e6, "money", '"¥"0.00,,"M";-"¥"0.00,,"M"'),
        ("en", -250_000.0, "money", '"¥"#,##0;-"¥"#,##0'),
        ("zh", 3.5, "days", '0.#" 天"'),
        ("zh", None, "money", '"¥"#,##0;-"¥"#,##0'),
    ],
)
def test_number_format__keeps_the_cell_a_number(make_outcome, lang, value, kind, form):
    scene = Scene(make_outcome(lang=lang), Book(lang, created=NOW), NOW)
    assert number_format(Card("x", text("x", "x"), value, kind, text("", "")), scene) == form


def test_number_format__a_currency_cannot_break_the_format(make_outcome):
    made = make_outcome()
    made = replace(made, snapshot=replace(made.snapshot, settings={**made.snapshot.settings, "currency": 'R"$;[Red]'}))
    scene = Scene(made, Book("zh", created=NOW), NOW)
    assert (
        number_format(Card("x", text("x", "x"), 5.0, "money", text("", "")), scene)
        == '"R$;[Red]"#,##0;-"R$;[Red]"#,##0'
    )
