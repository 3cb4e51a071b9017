from dataclasses import replace

import openpyxl
import pytest

from custsheet.drawing.lists import tiers
from custsheet.drawing.workbook.measure import lines, text_pixels
from custsheet.model.text import text

FIRST = 9


def rows(sheet):
    heads = [cell.value for cell in sheet[8]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=FIRST) if row[4].value]


def test_draw_tiers__every_customer_once_best_first(zh, make_outcome):
    table = make_outcome().tiers.table
    found = rows(zh["客户分级"])
    assert [row["客户编号"].value for row in found] == list(table["record"])
    assert [row["最终"].value for row in found] == list(table["tier"])


def test_draw_tiers__figures_are_numbers_in_their_own_format(zh):
    first = rows(zh["客户分级"])[0]
    assert (first["#"].value, first["M 金额"].value) == (1, 900_000)
    assert first["M 金额"].number_format == "#,##0"
    assert 0 < first["累计占比"].value < 1
    assert first["累计占比"].number_format == "0.0%"
    assert first["R·F·M 分"].value == "1·3·5"


def test_draw_tiers__promises_a_new_computation_by_the_next_check_only(zh, en):
    hints = [" ".join(str(cell.value) for cell in book[sheet][2] if cell.value)
             for book, sheet in ((zh, "客户分级"), (en, "Tiers"))]  # fmt: skip
    assert "每次检查时重算" in hints[0]
    assert "Recomputed by every check" in hints[1]


def test_draw_tiers__lists_speak_the_workbooks_language(zh, en):
    assert rows(zh["客户分级"])[0]["RFM 群"].value == "重要价值"
    assert rows(en["Tiers"])[0]["RFM group"].value == "Champions"
    assert rows(en["Tiers"])[0]["Lifecycle"].value == "New"


def test_draw_tiers__who_never_bought_has_dashes_and_no_scores(zh):
    last = rows(zh["客户分级"])[-1]
    assert last["最终"].value == "P"
    assert [last[name].value for name in ("#", "R 天", "R·F·M 分", "RFM 群", "累计占比")] == ["–"] * 5


def test_draw_tiers__a_manual_tier_stands_beside_the_computed_one(zh):
    by_hand = [row for row in rows(zh["客户分级"]) if row["人工"].value]
    assert [(row["最终"].value, row["人工"].value) for row in by_hand] == [("A", "A")]


def test_draw_tiers__the_strip_counts_customers_and_their_share(zh, make_outcome):
    counts = make_outcome().tiers.counts
    sheet = zh["客户分级"]
    assert sheet["A5"].value.startswith(f"{counts['A']} 家  80%")
    assert sheet["J5"].value == f"{counts['P']} 家"
    assert sheet["A6"].value == "14 天联系一次 · 2 小时响应"


def test_draw_tiers__prospects_are_not_said_to_have_never_bought(zh, en, make_outcome, draw):
    """A window leaves out what was bought before it; without one, a refund may have taken all."""

    def head(book, sheet):
        return next(str(cell.value) for cell in book[sheet][4] if str(cell.value).startswith("P "))

    assert head(zh, "客户分级") == "P 潜在客户（窗口内没有成交）"
    assert head(en, "Tiers") == "P prospects (no recent sales)"
    made = make_outcome()
    assert head(draw(replace(made, tiers=replace(made.tiers, start=None))), "客户分级") == "P 潜在客户（没有成交额）"


def test_draw_tiers__the_method_is_said_with_its_lines_and_days(zh, en):
    assert zh["客户分级"]["A3"].value == (
        "怎么分的：帕累托：按成交额从高到低，累计到 80% 之前是 A，到 95% 之前是 B，其余是 C。"
        " 51 位买过的客户按名次分成 5 档"
    )
    assert zh["客户分级"]["A7"].value == "统计 2024-06-18 至 2026-06-17 的订单 · 其中 1 位是人工定级"
    assert "before 80% of the total is A" in en["Tiers"]["A3"].value


def test_draw_tiers__fixed_thresholds_are_said_as_amounts(make_outcome, draw):
    made = make_outcome()
    fixed = replace(made.tiers, method="fixed", start=None, notes=(text("没有退款列", "no refunds"),))
    sheet = draw(replace(made, tiers=fixed))["客户分级"]
    assert "成交额不低于 ¥100,000 是 A，不低于 ¥20,000 是 B" in sheet["A3"].value
    assert sheet["A7"].value.startswith("统计全部订单，算到 2026-06-17")
    assert sheet["A7"].value.endswith("没有退款列")


def test_draw_tiers__columns_are_as_wide_as_their_sentences_where_two_pages_hold_them(make_outcome, draw):
    made = make_outcome()
    table = made.tiers.table.assign(reason="bought", service="call", strategy="visit", missing="one order")
    longer = table.assign(missing="already the highest tier there is, set by hand for a year")
    narrow, wide = (
        draw(replace(made, tiers=replace(made.tiers, table=one)))["客户分级"].column_dimensions["T"].width
        for one in (table, longer)
    )
    assert wide > narrow


def test_draw_tiers__without_customers_one_calm_sentence(make_outcome, draw):
    sheet = draw(make_outcome(customers=0))["客户分级"]
    assert sheet["A9"].value == "还没有客户可以分级。"
    assert draw(make_outcome(tiers=None))["客户分级"]["A9"].value == "还没有客户可以分级。"


def test_draw_tiers__rows_are_an_excel_table(zh):
    assert zh["客户分级"].tables["t客户分级"].ref == "A8:V68"
    assert zh["客户分级"].freeze_panes == "D9"


def test_draw_tiers__ordinary_sentences_are_not_cut(make_outcome, draw):
    made = make_outcome("en")
    said = {
        "reason": "¥183,274 in 24 months, rank 4 of 36 buyers, bought 12 days ago, every 24 days on average",
        "missing": "¥19,100 more in the window → B, or one more order within the next 30 days",
        "service": "contact every 14 days · answer within 2 working hours · visit twice a year",
    }
    table = made.tiers.table.assign(**said)
    sheet = draw(replace(made, tiers=replace(made.tiers, table=table)))["Tiers"]
    heads = {str(cell.value): cell.column_letter for cell in sheet[8]}
    for head, name in (
        ("Why this tier", "reason"),
        ("Missing to the next", "missing"),
        ("Service standard", "service"),
    ):
        cell = sheet[f"{heads[head]}9"]
        assert cell.value == said[name]
        assert cell.alignment.wrap_text
        needed = lines(said[name], sheet.column_dimensions[heads[head]].width * 7)
        assert sheet.row_dimensions[9].height >= 12 * needed  # points


def test_draw_tiers__notes_too_many_for_their_line_stand_whole_below_the_table(make_outcome, draw):
    made = make_outcome()
    notes = tuple(text(f"{n} 行交易的客户编号空白或不在客户表里，没有归到任何客户。", "x") for n in range(1, 9))
    sheet = draw(replace(made, tiers=replace(made.tiers, notes=notes)))["客户分级"]
    assert sheet["A7"].value.startswith("统计 2024-06-18 至 2026-06-17 的订单 · 其中 1 位是人工定级 · 1 行交易")
    assert sheet["A7"].value.endswith("没有归到任何客户。 · 其余说明在表格下方")  # whole notes only
    assert "…" not in sheet["A7"].value
    assert text_pixels(sheet["A7"].value, 9) < sum(_wide(sheet)[col] for col in range(1, 18))
    last = FIRST + len(made.tiers.table)
    below = "".join(str(sheet.cell(row, 1).value) for row in range(last + 1, sheet.max_row + 1))
    assert all(note.zh.replace(" ", "") in below.replace(" ", "") for note in notes)
    assert sheet.cell(last, 1).value is None  # the table ends where it ended


def _wide(sheet):
    """Pixels of each column."""
    spans = [range(one.min, one.max + 1) for one in sheet.column_dimensions.values()]
    dimensions = sheet.column_dimensions.values()
    return {col: one.width * 7 for span, one in zip(spans, dimensions, strict=True) for col in span}


def test_draw_tiers__cards_have_room_for_the_service_and_pages_for_the_columns(make_outcome, en):
    sheet = en["Tiers"]
    wide = _wide(sheet)
    for first, last in ((1, 3), (4, 6), (7, 9), (10, 12)):
        said = str(sheet.cell(6, first).value)
        assert said.startswith("every ")
        assert sum(wide[col] for col in range(first, last + 1)) > text_pixels(said, 9) + 10
    assert str(sheet.print_title_cols).strip() == "$A:$C"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_tiers__cards_stay_where_the_first_page_of_a_long_list_ends_early(make_outcome, draw, monkeypatch, lang):
    monkeypatch.setattr(tiers, "_WRAPPED", 10)  # longer lists keep the widths that their texts ask for
    made = make_outcome(lang)
    long = dict.fromkeys(tiers._SENTENCES, "International Consolidated Pumps and Valves Manufacturing Company Limited ")
    table = made.tiers.table.assign(**{one: said * 3 for one, said in long.items()})
    sheet = draw(replace(made, tiers=replace(made.tiers, table=table)))[{"zh": "客户分级", "en": "Tiers"}[lang]]
    first = openpyxl.utils.range_boundaries(str(sheet.print_area).split(",")[0].rpartition("!")[2])
    said = [cell for row in sheet.iter_rows(3, 7) for cell in row if cell.value is not None]
    assert {cell.row for cell in said} == {3, 4, 5, 6, 7}
    assert sum(cell.row == 4 for cell in said) == 4
    assert max(cell.column for cell in said) <= first[2]


def test_draw_tiers__cards_are_on_the_first_page_alone_and_no_column_on_two(zh, en):
    for sheet in (zh["客户分级"], en["Tiers"]):
        areas = [openpyxl.utils.range_boundaries(one.rpartition("!")[2]) for one in str(sheet.print_area).split(",")]
        assert len(areas) == 2
        assert [area[1] for area in areas] == [1, *[8] * (len(areas) - 1)]
        assert [col for first, _, last, _ in areas for col in range(first, last + 1)] == list(range(1, 23))
        above = [cell.column for row in sheet.iter_rows(4, 6) for cell in row if cell.value is not None]
        assert max(above) <= areas[0][2]
        assert sheet.page_setup.scale is not None  # the same on every page: rows stand side by side at one height
