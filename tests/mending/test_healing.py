"""What pasting destroys comes back: headers, formulas, text formats, drop-downs, colours, the range of the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from custsheet.mending import cells
from custsheet.model.mend import told
from custsheet.model.snapshot import Memory


def columns(book: Any) -> dict[str, int]:
    return dict(book.snapshot.tables["customers"].columns)


def healed(book: Any) -> Counter[tuple[str, str | None]]:
    """Mends by kind and field; openpyxl's own losses, the data bar above all, left out."""
    mended = book.healed()
    again = replace(book, data=mended.data).healed()
    assert (again.mends, again.data) == ((), mended.data)
    counts: Counter[tuple[str, str | None]] = Counter()
    for one in mended.mends:
        if one.kind != "highlight":
            counts[one.kind, one.field] += one.count
    return counts


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_healing__a_workbook_in_which_all_holds_keeps_its_bytes(make: Any, lang: str) -> None:
    book = make([{}, {}], lang=lang)
    mended = book.healed()
    assert (mended.data, mended.mends, mended.notes) == (book.data, (), ())


def test_healing__drop_downs(make: Any) -> None:
    book = make([{}, {}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        rules = workbook["客户"].data_validations
        rules.dataValidation = [one for one in rules.dataValidation if one.promptTitle not in ("行业", "手机")]

    broken = book.changed(destroy)
    assert healed(broken) == {("validation", None): 2}
    rules = replace(book, data=broken.healed().data).sheet("客户").data_validations.dataValidation
    again = {one.promptTitle: str(one.sqref) for one in rules}
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at["mobile"] - 1]
    assert again["手机"] == f"{letter}5:{letter}206"


def test_healing__colours_of_wrong_cells(make: Any) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList

    def destroy(workbook: Any) -> None:
        workbook["客户"].conditional_formatting = ConditionalFormattingList()

    mended = make([{}]).changed(destroy).healed()
    assert {one.kind for one in mended.mends} == {"highlight"}


@pytest.mark.parametrize("first", [0, 4_000, 1 << 20])
def test_healing__text_formats_and_no_digit_is_lost(make: Any, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_FIRST", first)
    cells._WRITTEN.forget()
    book = make([{}, {}, {}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        sheet = workbook["客户"]
        sheet.cell(5, at["mobile"]).number_format = "General"
        cell = sheet.cell(6, at["mobile"])
        cell.number_format, cell.value = "0", 13812345678
        sheet.cell(7, at["customer_id"]).number_format = "General"

    broken = book.changed(destroy)
    assert healed(broken) == {("format", "mobile"): 2, ("format", "customer_id"): 1}
    sheet = replace(book, data=broken.healed().data).sheet("客户")
    assert [sheet.cell(row, at["mobile"]).number_format for row in (5, 6)] == ["@", "@"]
    assert sheet.cell(6, at["mobile"]).value == "13812345678"


def test_healing__a_number_that_lost_digits_stays_what_it_is(make: Any) -> None:
    book = make([{}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(5, at["mobile"]).value = 110105194912310000

    broken = book.changed(destroy)
    sheet = replace(book, data=broken.healed().data).sheet("客户")
    assert sheet.cell(5, at["mobile"]).value == 110105194912310000


def test_healing__another_list_below_the_records_is_left_alone(make: Any) -> None:
    book = make([{}, {}])
    at = columns(book)

    def add(workbook: Any) -> None:
        sheet = workbook["客户"]
        sheet.cell(7, at["name"]).value = "合计"
        for row, value in ((9, "说明"), (10, 13812345678)):
            cell = sheet.cell(row, at["mobile"])
            cell.value, cell.number_format = value, "0"

    added = book.changed(add)
    assert added.snapshot.tables["customers"].raw.index.tolist() == [5, 6]
    assert not [one for one in added.healed().mends if one.kind == "format"]


def test_healing__formulas_overwritten_or_missing(make: Any) -> None:
    book = make([{}, {}, {}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(5, at["age"]).value = 33
        workbook["客户"].cell(6, at["age"]).value = None

    broken = book.changed(destroy)
    assert sum(one.count for one in broken.healed().mends if one.kind == "formula") == 2
    sheet = replace(book, data=broken.healed().data).sheet("客户")
    formulas = {sheet.cell(row, at["age"]).value for row in (5, 6, 7)}
    assert len(formulas) == 1
    assert next(iter(formulas)).startswith("=IF(t客户[[#This Row],[出生日期]]")


def test_healing__a_formula_comes_back_as_it_stands_in_other_rows(make: Any) -> None:
    book = make([{}, {}, {}])
    names = ("age", "total_amount", "last_order", "next_contact")
    at = columns(book)

    def destroy(workbook: Any) -> None:
        for name in names:
            cell = workbook["客户"].cell(6, at[name])
            cell.value, cell.number_format = "x", "0.0"

    sheet = replace(book, data=book.changed(destroy).healed().data).sheet("客户")
    for name in names:
        restored, other = (sheet.cell(row, at[name]) for row in (6, 7))
        assert (restored.value, restored.number_format) == (other.value, other.number_format)


def test_healing__a_formula_that_people_may_type_over_stays_typed_over(make: Any) -> None:
    case = {
        "customer_id": "C000001",
        "service_type": "维修",
        "service_date": "2026-01-05",
        "details": "x",
        "staff": "王芳",
    }
    book = make([{}], service=[case])
    column = book.snapshot.tables["service"].columns["fcr"]

    def overrule(workbook: Any) -> None:
        workbook["服务"].cell(5, column).value = "√"

    changed = book.changed(overrule)
    after = replace(book, data=changed.healed().data)
    assert after.sheet("服务").cell(5, column).value == "√"


def test_healing__blank_and_doubled_headers(make: Any) -> None:
    book = make([{"phone": "010-12345678", "email": "a@b.cn"}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(4, at["phone"]).value = None
        workbook["客户"].cell(4, at["email"]).value = "手机"

    broken = book.changed(destroy)
    assert healed(broken) == {("header", "phone"): 1, ("header", "email"): 1}
    after = replace(book, data=broken.healed().data)
    assert columns(after) == at
    assert after.snapshot.tables["customers"].raw.loc[5, ["phone", "email"]].tolist() == ["010-12345678", "a@b.cn"]


def test_healing__the_first_of_two_equal_headers_may_be_the_wrong_one(make: Any) -> None:
    book = make([{}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(4, at["job_title"]).value = "手机"

    broken = book.changed(destroy)
    assert healed(broken) == {("header", "job_title"): 1}
    assert columns(replace(book, data=broken.healed().data)) == at


def test_healing__a_header_that_a_person_renamed_is_theirs(make: Any) -> None:
    book = make([{}])
    at = columns(book)

    def rename(workbook: Any) -> None:
        workbook["客户"].cell(4, at["name"]).value = "联系人"
        workbook["客户"].cell(4, at["preference"]).value = "喜欢什么"

    changed = book.changed(rename)
    assert healed(changed) == {}
    sheet = replace(book, data=changed.healed().data).sheet("客户")
    assert [sheet.cell(4, at[name]).value for name in ("name", "preference")] == ["联系人", "喜欢什么"]


def test_healing__a_number_in_place_of_a_header_is_no_name(make: Any) -> None:
    book = make([{"job_title": "采购经理"}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(4, at["job_title"]).value = "500"
        workbook["客户"].cell(4, at["mobile"]).value = "2024-05-06"

    broken = book.changed(destroy)
    assert healed(broken) == {("header", "job_title"): 1, ("header", "mobile"): 1}
    after = replace(book, data=broken.healed().data)
    assert columns(after) == at
    assert after.snapshot.tables["customers"].raw.at[5, "job_title"] == "采购经理"


def test_healing__what_was_typed_before_a_standard_computed_it_is_data(make: Any) -> None:
    book = make([{}, {}])
    at = columns(book)

    def type_over(workbook: Any) -> None:
        for row in (5, 6):
            workbook["客户"].cell(row, at["age"]).value = 30 + row

    typed_over = book.changed(type_over)
    before = [name for name in sorted(at, key=at.__getitem__) if name != "age"]
    for layout, values in (
        ((*before, "age()"), ["=", "="]),  # a paste over our formulas
        ((*before, "age"), [35, 36]),  # people's own until now
    ):
        mended = replace(typed_over, memory=Memory(layouts={"customers": layout})).healed()
        sheet = replace(book, data=mended.data).sheet("客户")
        cells = [sheet.cell(row, at["age"]).value for row in (5, 6)]
        assert [str(one)[0] if str(one).startswith("=") else one for one in cells] == values
        assert any("2 格是手填的" in note.zh for note in mended.notes) == (values == [35, 36])


def test_healing__where_columns_were_moved_nothing_is_guessed(make: Any) -> None:
    book = make([{}])
    at = columns(book)
    order = tuple(sorted(at, key=lambda name: -at[name]))

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(4, at["phone"]).value = None

    broken = replace(book.changed(destroy), memory=Memory(layouts={"customers": order}))
    assert not [one for one in broken.healed().mends if one.kind == "header"]


def test_healing__rows_below_the_table_become_rows_of_it(make: Any) -> None:
    book = make([{}])
    at = columns(book)

    def type_below(workbook: Any) -> None:
        for row in (6, 7):
            workbook["客户"].cell(row, at["name"]).value = f"新客{row}"

    mended = book.changed(type_below).healed()
    sheet = replace(book, data=mended.data).sheet("客户")
    assert sheet.tables["t客户"].ref.endswith("7")
    assert sheet.cell(7, at["age"]).value.startswith("=")
    assert [sheet.cell(row, 1).value for row in (6, 7)] == ["C000002", "C000003"]
    said = "".join(one.zh for one in told(mended.mends))
    assert "2 行已并入表格" in said
    assert "编了号" in said


def test_told__one_line_says_what_was_repaired(make: Any) -> None:
    book = make([{}])
    at = columns(book)

    def destroy(workbook: Any) -> None:
        workbook["客户"].cell(5, at["age"]).value = 33
        workbook["客户"].cell(5, at["mobile"]).number_format = "General"

    mends = [one for one in book.changed(destroy).healed().mends if one.kind != "highlight"]
    assert [one.zh for one in told(mends)] == ["已修复 2 处粘贴造成的损坏（公式 1、文本格式 1）。"]
    assert [one.en for one in told(mends)] == ["Repaired 2 places damaged by pasting (formulas 1, text formats 1)."]


def test_healing__what_excel_took_for_a_day_or_a_fraction_stays_what_it_is(make: Any) -> None:
    line = {"customer_id": "C000001", "date": "2026-01-05", "product": "椅子", "amount": 10, "order_status": "有效"}
    book = make([{}], orders=[line | {"order_no": "A-1"}])
    column = book.snapshot.tables["orders"].columns["order_no"]

    def paste(workbook: Any) -> None:
        cell = workbook["交易"].cell(5, column)
        cell.value, cell.number_format = date(2024, 12, 1), "m-d"
        cell = workbook["客户"].cell(5, columns(book)["postcode"])
        cell.value, cell.number_format = 0.5, "0%"

    broken = book.changed(paste)
    after = replace(book, data=broken.healed().data)
    assert after.sheet("交易").cell(5, column).value == datetime(2024, 12, 1)
    assert after.sheet("客户").cell(5, columns(book)["postcode"]).number_format == "0%"
    assert not [one for one in broken.healed().mends if one.kind == "format"]


def test_healing__cells_that_follow_each_other_are_one_patch(make: Any) -> None:
    book = make([{}] * 12)
    at = columns(book)["mobile"]

    def paste(workbook: Any) -> None:
        for row in (*range(5, 10), *range(12, 15)):
            workbook["客户"].cell(row, at).number_format = "General"

    mends = [one for one in book.changed(paste).healed().mends if one.kind == "format"]
    assert [(one.cell, one.count) for one in mends] == [("F5:F9", 5), ("F12:F14", 3)]
