from dataclasses import replace

from custsheet.drawing.dashboard.chart_data import Block
from custsheet.drawing.workbook.measure import lines, text_pixels

TITLE = "图表数据"


def test_block__names_its_columns_for_charts_and_for_mini_charts():
    block = Block("O'Neil", 6, 3, 7)
    assert block.column(1) == ["O'Neil", 5, 7, 7, 7]
    assert block.reference(1) == "'O''Neil'!$H$6:$H$8"
    assert not Block("x", 6, 0, 1)


def test_draw_chart_data__the_month_under_way_stands_apart(zh):
    sheet = zh[TITLE]
    assert [sheet.cell(5, col).value for col in range(1, 6)] == [
        "月份", "成交额\n（万元）", "本月未满\n（万元）", "上年同月\n（万元）", "目标\n（万元）",
    ]  # fmt: skip
    assert [sheet.cell(6, col).value for col in range(1, 6)] == ["25-07", 41.2, None, 16.8, 45]
    assert [sheet.cell(17, col).value for col in range(1, 6)] == ["26-06", None, 25.7, 42.8, 45]


def test_draw_chart_data__blocks_stand_in_the_same_place_whatever_the_data(zh, make_outcome, draw):
    empty = draw(make_outcome(customers=0))[TITLE]
    for row, col in ((4, 1), (4, 7), (4, 13), (22, 1), (22, 7), (22, 13), (48, 1)):
        assert empty.cell(row, col).value == zh[TITLE].cell(row, col).value
        assert empty.cell(row + 2, col).value == "还没有数据"


def test_draw_chart_data__groups_name_their_share(en):
    assert en["Chart data"]["M24"].value.startswith("Champions ")
    assert en["Chart data"]["M24"].value.endswith("%")


def test_draw_chart_data__trends_of_different_length_end_with_the_latest(make_outcome, draw):
    made = make_outcome()
    cards = list(made.figures.cards)
    cards[1] = replace(cards[1], trend=(1.0, 2.0, 3.0))
    sheet = draw(replace(made, figures=replace(made.figures, cards=tuple(cards))))[TITLE]
    assert [sheet.cell(row, 9).value for row in range(58, 62)] == [None, 1, 2, 3]
    assert sheet["G61"].value == "最近"


def test_draw_chart_data__no_name_and_no_header_is_cut(make_outcome, draw):
    made = make_outcome("en")
    long = "Zhengzhou Northlight Building Materials Trading Co., Ltd"
    frame = made.figures.pareto.assign(customer=[long, *made.figures.pareto["customer"].iloc[1:]])
    sheet = draw(replace(made, figures=replace(made.figures, pareto=frame)))["Chart data"]
    assert sheet["A24"].value == long
    assert sheet.column_dimensions["A"].width * 7 > text_pixels(long) + 10
    for row in (5, 23, 49):
        for cell in sheet[row]:
            width = next(one.width for one in sheet.column_dimensions.values() if one.min <= cell.column <= one.max)
            needed = lines(str(cell.value or ""), width * 7 * 0.93) * 17 * 0.75
            assert sheet.row_dimensions[row].height >= needed, cell.value


def test_draw_chart_data__an_endless_name_is_cut(make_outcome, draw):
    made = make_outcome()
    top = made.figures.top.assign(customer="无尽" * 2_000)
    sheet = draw(replace(made, figures=replace(made.figures, top=top)))[TITLE]
    assert sheet["G24"].value.endswith("…")
    assert sheet.column_dimensions["G"].width * 7 < 490


def test_draw_chart_data__an_unverified_amount_has_a_star_behind_the_name_in_the_chart(make_outcome, draw):
    made = make_outcome()
    top = made.figures.top.assign(customer="杭州麓信网络科技有限公司", unverified=[True, *[False] * 9])
    sheet = draw(replace(made, figures=replace(made.figures, top=top)))[TITLE]
    assert sheet["G24"].value == "杭州麓信网络科技有限公司"
    assert sheet["H24"].value.endswith("… *")
    assert sheet["H25"].value.endswith("…")
    assert text_pixels(sheet["H24"].value, 8.5) <= 130


def test_draw_chart_data__groups_without_any_sales_name_no_share(make_outcome, draw):
    made = make_outcome()
    nothing = made.figures.groups.assign(share=float("nan"))
    sheet = draw(replace(made, figures=replace(made.figures, groups=nothing)))[TITLE]
    assert sheet["M24"].value
    assert "%" not in sheet["M24"].value
    assert sheet["O24"].value is None


def test_draw_chart_data__every_table_is_named_for_what_it_holds(zh, en, make_outcome):
    titles = [card.title for card in make_outcome().figures.cards if len(card.trend) > 1]
    for sheet, lang in ((zh[TITLE], "zh"), (en["Chart data"], "en")):
        said = [str(sheet.cell(row, col).value) for row in (4, 22, 48) for col in (1, 7, 13)]
        assert len(set(said)) == 9
        for at, title in enumerate(titles):
            assert title(lang) in said[7 + at // 4]
