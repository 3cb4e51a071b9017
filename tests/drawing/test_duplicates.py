import io
import re
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from custsheet.analysis import tiers
from custsheet.drawing.results import draw_results
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.matching import find_groups
from custsheet.model.outcome import DuplicateGroup, Reason
from custsheet.model.text import text

FIRST = 9


def rows(sheet):
    heads = [cell.value for cell in sheet[8]]
    cells = [row for row in sheet.iter_rows(min_row=FIRST) if row[0].value is not None]
    return [dict(zip(heads, row, strict=True)) for row in cells]


def colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


def test_draw_duplicates__one_line_a_record_and_the_group_in_every_line(zh):
    found = [(row["组"].value, row["客户编号"].value) for row in rows(zh["疑似重复"])]
    assert found == [
        (1, "C000001"), (1, "C000007"), (2, "C000004"), (2, "C000010"), (2, "C000013"), (3, "C000006"), (3, "C000015"),
    ]  # fmt: skip


def test_draw_duplicates__what_to_do_fits_the_first_page(zh, en):
    """In wider fonts than Excel's, too."""
    for sheet in (zh["疑似重复"], en["Duplicates"]):
        spans = [range(one.min, one.max + 1) for one in sheet.column_dimensions.values()]
        dimensions = sheet.column_dimensions.values()
        wide = {col: one.width * 7 for span, one in zip(spans, dimensions, strict=True) for col in span}
        last = openpyxl.utils.range_boundaries(str(sheet.print_area).split(",")[0].rpartition("!")[2])[2]
        hint = next(cell for cell in reversed(sheet[2]) if cell.value is not None)
        assert 1.2 * text_pixels(str(hint.value), 9.5) < sum(wide[col] for col in range(hint.column, last + 1))


def test_draw_duplicates__groups_are_set_apart_by_colour(zh):
    bars = {row["组"].value: colour(row["组"]) for row in rows(zh["疑似重复"])}
    assert len(set(bars.values())) == 3


def test_draw_duplicates__the_first_is_kept_and_the_others_name_it(zh):
    advice = [row["建议与合并后取值"].value for row in rows(zh["疑似重复"])]
    assert advice[0].startswith("建议保留这一条。合并后：")
    assert advice[1] == "建议并入 C000001"
    assert advice[3] == "核实是否与 C000004 相同"
    assert advice[6] == "不用合并，知道就好"


def test_draw_duplicates__reasons_carry_a_sign(zh, en):
    assert rows(zh["疑似重复"])[1]["为什么像"].value.startswith("+ 手机相同；+ 联系人相同")
    assert rows(en["Duplicates"])[1]["Why"].value.startswith("+ same mobile; + same contact")


def test_draw_duplicates__a_reason_against_has_its_own_sign(make_outcome, draw):
    made = make_outcome()
    against = Reason(text("地址不同", "different address"), against=True)
    group = replace(made.duplicates[0], reasons=(Reason(text("手机相同", "same mobile")), against))
    shown = rows(draw(replace(made, duplicates=(group,)))["疑似重复"])[1]["为什么像"].value
    assert shown == "+ 手机相同；− 地址不同"
    weighed = (Reason(text("电话相同", "same phone"), bits=14.2), Reason(text("性别不同", "other gender"), True, -3.4))
    group = replace(group, reasons=weighed)
    shown = rows(draw(replace(made, duplicates=(group,)))["疑似重复"])[1]["为什么像"].value
    assert shown == "电话相同 +14；性别不同 −3"


@pytest.mark.parametrize(
    ("lang", "sheet", "column", "expected"),
    [
        ("zh", "疑似重复", 12, ["手机相同 13912345678", "姓名不同「王芳」「王强」", "性别不同"]),
        ("en", "Duplicates", 12, ["same mobile 13912345678", "different names 王芳, 王强", "different gender"]),
    ],
)
def test_draw_duplicates__what_matching_finds_against_is_red(make_outcome, lang, sheet, column, expected):
    made = make_outcome(lang)
    typed = made.snapshot.tables["customers"].typed
    typed.loc[[5, 6], "mobile"] = "13912345678"
    typed.loc[[5, 6], "company"] = None
    typed.loc[5, ["name", "gender"]] = ["王芳", "female"]
    typed.loc[6, ["name", "gender"]] = ["王强", "male"]
    groups = tuple(one for one in find_groups(made.snapshot) if set(one.rows) == {5, 6})
    data = draw_results(replace(made, duplicates=groups), now=datetime(2026, 6, 17, 9), version="1").data
    runs = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)[sheet].cell(FIRST + 1, column).value
    assert [re.sub(r" [+−]\d+$", "", str(run).strip(" ；;")) for run in runs] == expected
    green, red = (f"FF{ink[1:]}" for ink in (style.OK_INK, style.ERROR_INK))
    assert [run.font.color.rgb for run in runs] == [green, red, red]


def test_draw_duplicates__the_similarity_is_a_number_once_a_group(zh):
    assert [row["相似度"].value for row in rows(zh["疑似重复"])] == [0.97, None, 0.88, None, None, 0.61, None]


def test_draw_duplicates__nothing_is_a_hundred_percent(make_outcome, draw):
    made = make_outcome()
    sheet = draw(replace(made, duplicates=(replace(made.duplicates[0], score=0.999),)))["疑似重复"]
    cell = rows(sheet)[0]["相似度"]
    assert (cell.value, cell.number_format) == (0.99, style.WHOLE_PERCENT)


def test_draw_duplicates__what_agrees_with_the_first_is_green_and_what_differs_red(make_outcome, draw):
    made = make_outcome()
    raw = made.snapshot.tables["customers"].raw
    raw.loc[5, ["mobile", "company", "email"]] = ["13900000001", "上海和泽酒店管理有限公司", "a@x.cn"]
    raw.loc[11, ["mobile", "company", "email"]] = ["+86 139 0000 0001", "上海和泽酒店管理公司", None]
    raw.loc[11, "name"] = raw.loc[5, "name"] + "x"
    row = rows(draw(made)["疑似重复"])[1]
    assert colour(row["手机"]) == "FFE3F5E9"  # the same number in another notation
    assert colour(row["姓名"]) == "FFFDECEC"
    assert row["邮箱"].value == "（空）"
    assert colour(row["邮箱"]) not in {"FFE3F5E9", "FFFDECEC"}


def test_draw_duplicates__orders_and_amounts_are_those_of_the_sheet_of_orders(make_outcome, draw):
    made = make_outcome()
    orders = made.snapshot.tables["orders"].typed
    own = orders[orders["customer_id"] == "C000007"]
    row = rows(draw(made)["疑似重复"])[1]
    assert row["订单数"].value == own["order_no"].nunique()
    assert abs(row["累计金额"].value - own["amount"].sum()) < 0.01


def test_draw_duplicates__orders_and_amount_are_those_of_the_analysis(make_outcome, draw):
    made = make_outcome()
    orders = made.snapshot.tables["orders"].typed
    mine = orders.index[orders["customer_id"] == "C000007"]
    assert len(mine) == 4
    orders.loc[mine, "order_status"] = [None, "cancelled", "unknown", "valid"]
    orders.loc[mine, "amount"] = [1_000.0, 20.0, 3.0, 500.0]
    table = tiers(made.snapshot, made.today)
    row = rows(draw(replace(made, tiers=table))["疑似重复"])[1]
    assert (row["订单数"].value, row["累计金额"].value) == (2, 1_500)


def test_draw_duplicates__without_a_sheet_of_orders_the_columns_stay_blank(make_outcome, draw):
    made = make_outcome()
    only = replace(made.snapshot, tables={"customers": made.snapshot.tables["customers"]})
    made = replace(made, snapshot=only, tiers=tiers(only, made.today))
    row = rows(draw(made)["疑似重复"])[1]
    assert (row["订单数"].value, row["累计金额"].value) == (None, None)


def test_draw_duplicates__the_identifier_leads_to_its_row(zh):
    assert rows(zh["疑似重复"])[1]["客户编号"].hyperlink.location == "'客户'!A11"


def test_draw_duplicates__counts_stand_on_top_as_text_that_cannot_turn_into_hashes(zh):
    sheet = zh["疑似重复"]
    assert [sheet.cell(5, col).value for col in (1, 3, 5, 6)] == ["3 组", "1 组", "1 组", "1 组"]
    assert sheet["C6"].value == "合并后 59 位客户"


def test_draw_duplicates__none_is_one_calm_sentence(make_outcome, draw):
    sheet = draw(make_outcome(duplicates=()))["疑似重复"]
    assert sheet["A9"].value == "✓ 没有发现疑似重复的客户。"
    assert not sheet.tables


def test_draw_duplicates__a_record_without_identifier_is_named_by_its_row(make_outcome, draw):
    group = DuplicateGroup(1, "same", 1.0, (5, 6), ("#5", "#6"), ())
    found = rows(draw(make_outcome(duplicates=(group,)))["疑似重复"])
    assert [row["客户编号"].value for row in found] == ["#5", "#6"]
    assert found[1]["建议与合并后取值"].value == "建议并入 #5"


def colours(make_outcome, draw, field, head, first, second, **places):
    """Fill of the second record's cell under `head` where the two hold these values."""
    made = make_outcome()
    raw = made.snapshot.tables["customers"].raw
    group = made.duplicates[0]
    for name, value in {field: first, **places}.items():
        raw.loc[group.rows[0], name] = value
    raw.loc[group.rows[1], field] = second
    return colour(rows(draw(replace(made, duplicates=(group,)))["疑似重复"])[1][head])


GREEN, RED = "FFE3F5E9", "FFFDECEC"


@pytest.mark.parametrize(
    ("field", "head", "first", "second", "places", "expected"),
    [
        ("phone", "固定电话", "62345678", "021-62345678", {"province": "上海市", "city": "上海市"}, GREEN),
        ("phone", "固定电话", "62345678", "021-62345678", {}, RED),
        ("phone", "固定电话", "62345678", "010-62345678", {"city": "上海市"}, RED),
        ("mobile", "手机", "13900002741", "+86 139 0000 2741", {}, GREEN),
        ("mobile", "手机", "13900002741", "13900002742", {}, RED),
    ],
)
def test_draw_duplicates__numbers_are_compared_with_their_area_code(
    make_outcome, draw, field, head, first, second, places, expected
):
    assert colours(make_outcome, draw, field, head, first, second, **places) == expected


@pytest.mark.parametrize(
    ("field", "head", "first", "second"),
    [
        ("mobile", "手机", "13800138000", "138 0013 8000"),
        ("mobile", "手机", "13800138000", "13900002741"),
        ("phone", "固定电话", "400-820-8820", "4008208820"),
    ],
)
def test_draw_duplicates__numbers_of_everybody_are_not_coloured(make_outcome, draw, field, head, first, second):
    assert colours(make_outcome, draw, field, head, first, second) not in {GREEN, RED}


@pytest.mark.parametrize("band", ["same", "review", "related"])
def test_draw_duplicates__a_copied_row_is_named_by_its_row(make_outcome, draw, band):
    group = DuplicateGroup(1, band, 1.0, (86, 304), ("C000082", "C000082"), ())
    advice = rows(draw(make_outcome(duplicates=(group,)))["疑似重复"])[1]["建议与合并后取值"].value
    assert advice == {
        "same": "第 304 行并入第 86 行", "review": "核实第 304 行是否与第 86 行相同", "related": "不用合并，知道就好"
    }[band]  # fmt: skip
    english = rows(draw(make_outcome("en", duplicates=(group,)))["Duplicates"])[1][
        "Advice and values after merging"
    ].value
    assert english.startswith({"same": "Merge row 304 into row 86", "review": "Check whether row 304 is row 86"}.get(
        band, "No merge"))  # fmt: skip


def test_draw_duplicates__numbers_in_any_notation_fit_their_column(make_outcome, draw):
    made = make_outcome()
    made.snapshot.tables["customers"].raw.loc[made.duplicates[0].rows[1], "mobile"] = "+86 139 0000 2741"
    sheet = draw(made)["疑似重复"]
    head = next(cell.column_letter for cell in sheet[8] if cell.value == "手机")
    assert sheet.column_dimensions[head].width * 7 > text_pixels("+86 139 0000 2741") + 10


def test_draw_duplicates__cards_are_on_the_first_page_alone_and_no_column_on_two(zh, en):
    for sheet, legend in ((zh["疑似重复"], "与本组第一条相同"), (en["Duplicates"], "same as the first record")):
        areas = [openpyxl.utils.range_boundaries(one.rpartition("!")[2]) for one in str(sheet.print_area).split(",")]
        assert [area[1] for area in areas] == [1, 8]
        assert [col for first, _, last, _ in areas for col in range(first, last + 1)] == list(range(1, 18))
        above = [cell.column for row in sheet.iter_rows(3, 7) for cell in row if cell.value is not None]
        assert max(above) <= areas[0][2]
        assert legend in str(sheet["A7"].value)
