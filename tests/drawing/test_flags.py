from datetime import date, datetime

import pytest

from custsheet.drawing.lists.flags import flag, general
from custsheet.model.finding import Finding

HIDDEN = "_标记_客户"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (float("nan"), ""),
        ("", ""),
        ("张三", "张三"),
        ("#N/A", ""),
        ("#FIELD!", ""),
        ("#BLOCKED!", ""),
        ("#CONNECT!", ""),
        ("#BUSY!", ""),
        ("#UNKNOWN!", ""),
        ("#PYTHON!", ""),
        ("#未完", "#未完"),
        (True, "TRUE"),
        (False, "FALSE"),
        (0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (13800138000, "13800138000"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (-1234.5, "-1234.5"),
        (1 / 3, "0.333333333333333"),
        (2 / 3, "0.666666666666667"),
        (123456789012345, "123456789012345"),
        (1e19, "10000000000000000000"),
        (1e20, "1E+20"),
        (1.5e300, "1.5E+300"),
        (1e-5, "0.00001"),
        (1.5e-18, "1.5E-18"),
        (1e-300, "1E-300"),
        (date(2026, 6, 17), "46190"),
        (datetime(2026, 6, 17, 14, 3), "46190.5854166667"),
        (date(1900, 1, 1), "1"),
        (date(1899, 1, 1), ""),
    ],
)
def test_general__is_what_excel_joins_to_a_text(value, shown):
    assert general(value) == shown


def test_general__counts_from_1904_where_the_workbook_does():
    assert general(date(2026, 6, 17), date1904=True) == "44728"


def test_flag__names_the_record_and_says_what_is_a_text_where_a_number_belongs():
    assert flag("E", ["C000001"], "1380013", texts=True) == "E|C000001|1380013"
    assert flag("W", ["SO1", 2], 1234.5, texts=False) == "W|SO1|2|1234.5"
    assert flag("E", ["SO1", None], "3", texts=False) == "E|SO1||'3"
    assert flag("E", ["C000001"], None, texts=False) == "E|C000001|"
    assert flag("E", ["#REF!"], "#N/A", texts=True) == "E||#"
    assert flag("E", ["C000001"], "#N/A", texts=False) == "E|C000001|#"
    assert flag("E", [], date(2026, 6, 17), texts=False, date1904=True) == "E|44728"


def test_flag__time_of_day_which_reading_makes_a_text_may_be_the_number_it_is_in_the_cell():
    assert flag("E", [], "13:05:07", texts=False) == "E|13:05:07"
    assert flag("E", [], "13:05:07 h", texts=False) == "E|'13:05:07 h"


def test_flag__holds_of_a_long_text_what_is_compared():
    assert flag("E", [], "x" * 32_001, texts=True) == "E|" + "x" * 32_000
    assert flag("W", [], "\U0001f600" * 16_001, texts=True) == "W|" + "\U0001f600" * 16_000


def test_draw_flags__stand_at_the_address_of_the_cell_with_its_record_and_what_it_holds(make_outcome, draw):
    made = make_outcome(
        findings=(
            Finding("E111", "customers", 6, "mobile", "x"),
            Finding("W172", "orders", 7, "amount", 1),
            Finding("E171", "orders", 7, "qty", "两件"),
            Finding("E101", "customers", 9, "industry"),
        )
    )
    customers, orders = (made.snapshot.tables[name] for name in ("customers", "orders"))
    customers.raw.at[6, "mobile"] = "＋86 139"
    customers.raw.at[9, "industry"] = None
    orders.raw["qty"] = orders.raw["qty"].astype(object)
    orders.raw.at[7, "amount"], orders.raw.at[7, "qty"], orders.raw.at[7, "line"] = 1234.5, "两件", 2.0
    book = draw(made)
    first, second = (customers.raw.at[row, "customer_id"] for row in (6, 9))
    assert book[HIDDEN].cell(6, customers.columns["mobile"]).value == f"E|{first}|＋86 139"
    assert book[HIDDEN].cell(9, customers.columns["industry"]).value == f"E|{second}|"
    number = orders.raw.at[7, "order_no"]
    assert book["_标记_交易"].cell(7, orders.columns["amount"]).value == f"W|{number}|2|1234.5"
    assert book["_标记_交易"].cell(7, orders.columns["qty"]).value == f"E|{number}|2|'两件"
    assert sum(cell.value is not None for row in book[HIDDEN].iter_rows() for cell in row) == 2


def test_draw_flags__a_value_typed_over_a_formula_lights_up_though_it_is_no_data(make_outcome, draw):
    made = make_outcome(findings=(Finding("E195", "customers", 6, "age", 36, message="overwritten"),))
    table = made.snapshot.tables["customers"]
    del table.raw["age"]  # as reading leaves computed columns out
    flagged = draw(made)[HIDDEN].cell(6, table.columns["age"]).value
    assert flagged == f"E|{table.raw.at[6, 'customer_id']}|36"


def test_draw_flags__the_worst_of_several_rules_counts_and_hints_do_not_light_up(make_outcome, draw):
    made = make_outcome(
        findings=(
            Finding("I193", "customers", 6, "name", "x"),
            Finding("W115", "customers", 6, "mobile", "x"),
            Finding("E111", "customers", 6, "mobile", "x"),
            Finding("E301", "customers", None, "industry"),
            Finding("E102", "customers", 6, None),
        )
    )
    cells = [cell.value for row in draw(made)[HIDDEN].iter_rows() for cell in row if cell.value]
    raw = made.snapshot.tables["customers"].raw
    assert cells == [f"E|{raw.at[6, 'customer_id']}|{raw.at[6, 'mobile']}"]


def test_draw_flags__every_sheet_of_the_standard_has_one_and_a_relative_name(zh, schema):
    for sheet in schema.sheets:
        title = f"_标记_{sheet.title.zh}"
        assert zh[title].sheet_state == "veryHidden"
        # Relative: without dollar signs it reads, from any cell, the same cell of the hidden sheet.
        assert zh.defined_names[f"cs_flag_{sheet.name}"].attr_text == f"'{title}'!A1"
