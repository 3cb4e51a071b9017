from datetime import date, datetime

import pytest

from custsheet.drawing.flags import flag, general
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


def test_flag__text_no_cell_could_hold_beside_the_letter_leaves_the_letter():
    assert flag("E", "x" * 32_766) == "E" + "x" * 32_766
    assert flag("E", "x" * 32_767) == "E"
    assert flag("W", "\U0001f600" * 16_384) == "W"


def test_draw_flags__stand_at_the_address_of_the_cell_with_what_it_holds(make_outcome, draw):
    made = make_outcome(
        findings=(
            Finding("E111", "customers", 6, "mobile", "x"),
            Finding("W172", "orders", 7, "amount", 1),
            Finding("E101", "customers", 9, "industry"),
        )
    )
    made.snapshot.tables["customers"].raw.at[6, "mobile"] = "＋86 139"
    made.snapshot.tables["orders"].raw.at[7, "amount"] = 1234.5
    made.snapshot.tables["customers"].raw.at[9, "industry"] = None
    book = draw(made)
    column = made.snapshot.tables["customers"].columns
    assert book[HIDDEN].cell(6, column["mobile"]).value == "E＋86 139"
    assert book[HIDDEN].cell(9, column["industry"]).value == "E"
    amount = made.snapshot.tables["orders"].columns["amount"]
    assert book["_标记_交易"].cell(7, amount).value == "W1234.5"
    assert sum(cell.value is not None for row in book[HIDDEN].iter_rows() for cell in row) == 2


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
    assert cells == ["E" + made.snapshot.tables["customers"].raw.at[6, "mobile"]]


def test_draw_flags__every_sheet_of_the_standard_has_one_and_a_relative_name(zh, schema):
    for sheet in schema.sheets:
        title = f"_标记_{sheet.title.zh}"
        assert zh[title].sheet_state == "veryHidden"
        # Relative: without dollar signs it reads, from any cell, the same cell of the hidden sheet.
        assert zh.defined_names[f"cs_flag_{sheet.name}"].attr_text == f"'{title}'!A1"
