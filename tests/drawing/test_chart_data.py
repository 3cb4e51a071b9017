from dataclasses import replace

import pytest

from custsheet.drawing.chart_data import Block, unit

TITLE = "图表数据"


@pytest.mark.parametrize(
    ("amounts", "lang", "size", "word"),
    [
        ([999.0], "zh", 1, ""),
        ([10_000.0], "zh", 1e4, "万"),
        ([1.0, 3.2e8], "zh", 1e8, "亿"),
        ([999.0], "en", 1, ""),
        ([-5_000.0], "en", 1e3, "K"),
        ([2e6, float("nan")], "en", 1e6, "M"),
        ([], "zh", 1, ""),
    ],
)
def test_unit__is_the_largest_in_which_the_greatest_amount_counts(amounts, lang, size, word):
    found = unit(amounts, lang)
    assert (found.size, found.word) == (size, word)


def test_unit__rounds_to_one_decimal():
    assert unit([411_949.0], "zh")(411_949.0) == 41.2


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
