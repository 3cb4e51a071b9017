"""What the administrator changed on sheet 字段 is carried out on the columns of the people's sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from custsheet.mending import Ticks, awaited, carry_out, registration, structure
from custsheet.mending.plan import Mended
from custsheet.model.errors import LANGS, Lang
from custsheet.model.fieldsheet import COLUMNS
from custsheet.model.mend import Mend, told
from custsheet.model.schema import Schema
from custsheet.model.text import fold_label
from custsheet.package import CellPatch, CellValue, HeaderPatch, RowPatch, patch

TITLES = {"zh": "字段", "en": "Fields"}
SHEETS = {"zh": "客户", "en": "Customers"}
TABLES = {"zh": "t字段", "en": "tFields"}
NAMES = [one.name for one in COLUMNS]
Make = Callable[..., Any]


def typed(book: Any, edits: Mapping[tuple[str, str], CellValue], lang: Lang = "zh") -> Any:
    """`edits`: (key of a customer's field, column of 字段) → content."""
    page = book.sheet(TITLES[lang])
    rows = {page.cell(row, 4).value: row for row in range(page.max_row, 4, -1)
            if page.cell(row, 1).value == SHEETS[lang]}  # fmt: skip
    patches = [
        CellPatch(TITLES[lang], page.cell(rows[key], NAMES.index(column) + 1).coordinate, content)
        for (key, column), content in edits.items()
    ]
    return replace(book, data=patch(book.data, patches))


def added(book: Any, lang: Lang = "zh", **cells: CellValue) -> Any:
    titles = {one.name: one.title(lang) for one in COLUMNS}
    values: dict[str, CellValue] = {titles["sheet"]: SHEETS[lang]} | {titles[name]: c for name, c in cells.items()}
    return replace(book, data=patch(book.data, [RowPatch(TABLES[lang], values)]))


def headers(book: Any, lang: Lang = "zh") -> dict[str, int]:
    return {cell.value: cell.column for cell in book.sheet(SHEETS[lang])[4] if cell.value}


def kinds(mended: Mended) -> list[str]:
    return [one.kind for one in mended.mends]


@pytest.mark.parametrize("lang", LANGS)
def test_follow_standard__a_new_row_is_a_new_column(make: Make, lang: Lang) -> None:
    """Header, looks of a column that people fill in, drop-down, input message, formats down to the prepared rows."""
    words = {
        "zh": ("会员等级", "入会日期", "日期", "是", "分级"),
        "en": ("Member level", "Joined on", "date", "yes", "Tier"),
    }[lang]
    label, day, kind, yes, tier = words
    book = added(added(make([{}, {}], lang), lang, label=label, list=tier), lang, label=day, kind=kind, required=yes)
    before = headers(book, lang)
    mended = book.healed()
    assert kinds(mended) == ["column", "column", "standard", "standard"]
    assert mended.notes == ()
    after = replace(book, data=mended.data)
    assert list(headers(after, lang)) == [*before, label, day]
    page, last = after.sheet(SHEETS[lang]), max(headers(after, lang).values())
    table = next(iter(page.tables.values()))
    assert page[table.ref][0][-1].value == day
    grey, cream = "FFF3F4F6", "FFFFFBEB"
    assert [page.cell(5, column).fill.fgColor.rgb for column in (last - 2, last - 1, last)] == [grey, cream, cream]
    prepared = [page.cell(row, last).number_format for row in (5, 6, 7, 206)]
    assert set(prepared) == {"yyyy-mm-dd"}
    assert [page.cell(4, column).number_format for column in (last - 1, last)] == ["General", '@"＊"']
    rules = {str(one.sqref).split(":")[0]: one for one in page.data_validations.dataValidation}
    drop, date = rules[page.cell(5, last - 1).coordinate], rules[page.cell(5, last).coordinate]
    assert (drop.type, drop.formula1, drop.promptTitle) == ("list", "cs_list_tier", label)
    assert (date.type, date.promptTitle) == ("date", day)
    lit = [str(one.sqref) for one in page.conditional_formatting]
    assert any(one.split(":")[1].startswith(re.sub("[0-9]", "", page.cell(5, last).coordinate)) for one in lit)


def test_follow_standard__the_sheet_says_what_was_taken(make: Make) -> None:
    book = added(make([{}]), label="等级名", other="Member level")
    after = replace(book, data=book.healed().data)
    page = after.sheet("字段")
    row = next([c.value for c in line] for line in page.iter_rows(min_row=5) if line[1].value == "等级名")
    assert row[:8] == ["客户", "等级名", "Member level", "member_level", "文本", "人填", "否", None]
    assert row[-1] == "是"
    again = after.snapshot
    assert not again.field_rows
    assert again.schema_change.added == (("customers", "member_level"),), "new until the pass is written"


def test_follow_standard__once(make: Make) -> None:
    book = added(make([{}]), label="会员等级")
    first = book.healed()
    second = replace(book, data=first.data).healed()
    assert second == Mended(first.data)


def test_follow_standard__a_column_that_stands_there_already_is_taken(make: Make) -> None:
    """Staff typed it beside the table before; what stands in it is checked from now on, and looks as it did."""
    book = make([{}, {}])
    right = max(headers(book).values()) + 1
    own = {4: "星座", 5: "白羊", 6: "金牛"}
    page = book.sheet("客户")
    patches = [CellPatch("客户", page.cell(row, right).coordinate, value) for row, value in own.items()]
    book = added(replace(book, data=patch(book.data, patches)), label="星座", maximum=1)
    mended = book.healed()
    assert kinds(mended) == ["widened", "standard"]
    after = replace(book, data=mended.data)
    assert [after.sheet("客户").cell(row, right).value for row in own] == list(own.values())
    assert sorted((one.row, one.field) for one in after.findings if one.code == "W184") == [(5, "col_1"), (6, "col_1")]


def test_follow_standard__off_hides_and_keeps_on_shows(make: Make) -> None:
    book = typed(make([{"wechat": "甲"}]), {("wechat", "enabled"): "否"})
    mended = book.healed()
    assert [(one.kind, one.field) for one in mended.mends] == [("hidden", "wechat")]
    after = replace(book, data=mended.data)
    column = headers(after)["微信/社交账号"]
    letter = after.sheet("客户").cell(4, column).column_letter
    assert after.sheet("客户").column_dimensions[letter].hidden
    assert after.sheet("客户").cell(5, column).value == "甲"
    assert "wechat" not in after.snapshot.tables["customers"].raw, "and is not checked"
    assert not [one for one in after.findings if one.field == "wechat"]
    assert after.snapshot.schema_change.switched_off == (("customers", "wechat"),)


def test_follow_standard__on_shows_or_appends(make: Make) -> None:
    book = typed(make([{}]), {("id_no", "enabled"): "是"})
    assert "身份证号" not in headers(book)
    mended = book.healed()
    assert [(one.kind, one.field) for one in mended.mends] == [("column", "id_no")]
    after = replace(book, data=mended.data)
    cell = after.sheet("客户").cell(5, headers(after)["身份证号"])
    assert cell.number_format == "@"


def test_follow_standard__a_renamed_label_renames_the_header_and_formulas_follow(make: Make) -> None:
    book = make([{"birth_date": None}])
    formula = book.sheet("客户").cell(5, headers(book)["年龄"]).value
    assert "[出生日期]" in formula
    mended = typed(book, {("birth_date", "label"): "生日 (公历)"}).healed()
    assert [(one.kind, one.old, one.new) for one in mended.mends] == [("label", "出生日期", "生日 (公历)")]
    after = replace(book, data=mended.data)
    assert headers(after)["生日 (公历)"] == headers(book)["出生日期"]
    assert "[生日 (公历)]" in after.sheet("客户").cell(5, headers(after)["年龄"]).value
    assert "birth_date" in after.snapshot.tables["customers"].columns


def test_follow_standard__a_header_that_a_person_renamed_is_left(make: Make) -> None:
    book = make([{}])
    letter = book.sheet("客户").cell(4, headers(book)["手机"]).coordinate
    book = replace(book, data=patch(book.data, [HeaderPatch("客户", letter, "手机号")]))
    after = replace(book, data=typed(book, {("mobile", "label"): "联系手机"}).healed().data)
    assert "手机号" in headers(after)
    assert after.snapshot.tables["customers"].columns["mobile"] == headers(after)["手机号"]


def test_follow_standard__required_marks_the_header(make: Make) -> None:
    book = typed(make([{}]), {("wechat", "required"): "是", ("name", "required"): "否"})
    mended = book.healed()
    page = replace(book, data=mended.data).sheet("客户")
    at = headers(book)
    assert [page.cell(4, at[one]).number_format for one in ("微信/社交账号", "姓名")] == ['@"＊"', "General"]
    assert kinds(mended) == [], "no damage was done by pasting"


def test_follow_standard__a_rule_changed_there_is_the_rule_at_entry(make: Make) -> None:
    book = typed(make([{}]), {("notes", "maximum"): 20, ("source", "list"): "行业", ("kind", "description"): "新提示"})
    after = replace(book, data=book.healed().data)
    rules = {one.promptTitle: one for one in after.sheet("客户").data_validations.dataValidation}
    assert (rules["备注"].type, rules["备注"].formula1) == ("textLength", "20")
    assert rules["客户来源"].formula1 == "cs_list_industry"
    assert "新提示" in rules["客户类型"].prompt


def test_follow_standard__rows_that_are_gone_come_back(make: Make) -> None:
    book = make([{}])
    page = book.sheet("字段")
    row = next(row for row in range(5, page.max_row) if page.cell(row, 4).value == "notes")
    blank = [CellPatch("字段", page.cell(row, column).coordinate, None) for column in range(1, len(NAMES) + 1)]
    book = replace(book, data=patch(book.data, blank))
    mended = book.healed()
    assert mended.mends == (Mend("standard", "fields"),)
    assert [one.zh for one in told(mended.mends)] == ["补全了字段表的 1 行。"]
    after = replace(book, data=mended.data)
    assert not after.snapshot.field_rows
    assert after.snapshot.schema == book.schema


def test_follow_standard__something_beside_the_table_is_told(make: Make) -> None:
    book = added(added(make([{}]), label="会员等级"), label="入会日期")
    right = max(headers(book).values()) + 1
    place = book.sheet("客户").cell(5, right).coordinate
    book = replace(book, data=patch(book.data, [CellPatch("客户", place, "旁注")]))
    mended = book.healed()
    assert kinds(mended) == ["standard", "standard"]
    assert len(mended.notes) == 1, "once for both columns"
    assert place in mended.notes[0].zh
    assert "没有改动" not in mended.notes[0].zh
    assert "not changed" not in mended.notes[0].en
    assert mended.notes[0].zh.endswith("。")
    assert mended.notes[0].en.endswith(".")
    after = replace(book, data=mended.data)
    assert after.sheet("客户")[place].value == "旁注"
    assert awaited(after.snapshot) == (("customers", "col_1"), ("customers", "col_2"))
    # The next pass carries the new standard, remembers what is missing, and tries again.
    carried = replace(after.snapshot, carried=after.snapshot.schema)
    assert awaited(carried) == ()
    memory = replace(carried.memory, awaited=(("customers", "col_1"),))
    later = replace(carried, memory=memory)
    assert awaited(later) == (("customers", "col_1"),)
    cleared = patch(after.data, [CellPatch("客户", place, None)])
    done = carry_out(cleared, structure(later, cleared))
    assert [one.kind for one in done.mends] == ["column"]
    assert awaited(replace(later, schema=schema_off(later.schema))) == ()


def schema_off(schema: Schema) -> Schema:
    """The standard with the new field switched off."""
    sheet = schema.sheet("customers")
    fields = tuple(one.but(enabled=False) if one.name == "col_1" else one for one in sheet.fields)
    return schema.but(sheets=tuple(one.but(fields=fields) if one is sheet else one for one in schema.sheets))


def test_follow_standard__a_sheet_without_its_table_is_told(make: Make) -> None:
    def untable(book: Any) -> None:
        book["客户"].tables.clear()

    book = added(make([{}]).changed(untable), label="会员等级")
    notes = [one.zh for one in book.healed().notes]
    assert any("不是 Excel 表格" in one and "会员等级" in one for one in notes)


def test_headers_of_the_sheet__are_all_known() -> None:
    assert len({fold_label(one.title.zh) for one in COLUMNS}) == len(COLUMNS)


def _with_own(make: Make, label: str, cells: list[CellValue]) -> Any:
    book = make([{} for _ in cells])
    right = max(headers(book).values()) + 1
    page = book.sheet("客户")
    patches = [CellPatch("客户", page.cell(row, right).coordinate, one) for row, one in enumerate([label, *cells], 4)]
    return replace(book, data=patch(book.data, patches))


def test_register__an_accepted_column_is_a_field_and_checked_from_then_on(make: Make) -> None:
    book = _with_own(make, "备用手机", ["13912345678", "13912345679", "139", "13912345670", "13912345671"])
    own = [one for one in book.findings if one.code == "I302"]
    assert [(one.field, one.edits[0].value) for one in own] == [("备用手机", "登记为文本（手机）")]
    mended = carry_out(
        book.data, registration(book.snapshot, Ticks(accepted={one.field or "": one for one in own}), book.data)
    )
    assert [(one.kind, one.new) for one in mended.mends] == [("registered", "备用手机")]
    assert [one.zh for one in told(mended.mends)] == ["1 列已登记到数据标准：“备用手机”。"]
    after = replace(book, data=mended.data)
    assert after.snapshot.schema_change.added == (("customers", "col_1"),)
    assert not after.snapshot.field_rows, "the row is complete"
    assert [(one.code, one.row) for one in after.findings if one.field == "col_1"] == [("E111", 7)]
    healed = replace(after, data=after.healed().data)
    rules = {one.promptTitle: one for one in healed.sheet("客户").data_validations.dataValidation}
    assert rules["备用手机"].type == "custom"
    cells = [healed.sheet("客户").cell(row, headers(healed)["备用手机"]).value for row in (5, 7)]
    assert cells == ["13912345678", "139"], "what people typed stays"


def test_register__several_at_once_do_not_share_a_key(make: Make) -> None:
    book = make([{}, {}])
    right = max(headers(book).values())
    page = book.sheet("客户")
    typed_ = {(4, 1): "星座", (5, 1): "白羊", (4, 2): "生肖", (5, 2): "龙"}
    patches = [CellPatch("客户", page.cell(row, right + at).coordinate, one) for (row, at), one in typed_.items()]
    book = replace(book, data=patch(book.data, patches))
    own = tuple(one for one in book.findings if one.code == "I302")
    done = carry_out(
        book.data, registration(book.snapshot, Ticks(accepted={one.field or "": one for one in own}), book.data)
    )
    after = replace(book, data=done.data).snapshot
    assert after.schema_change.added == (("customers", "col_1"), ("customers", "col_2"))
    assert after.findings == ()


def test_register__without_the_table_it_is_told(make: Make) -> None:
    def untable(book: Any) -> None:
        book["字段"].tables.clear()

    book = _with_own(make, "星座", ["白羊", "金牛"]).changed(untable)
    own = tuple(one for one in book.findings if one.code == "I302")
    plan = registration(book.snapshot, Ticks(accepted={one.field or "": one for one in own}), book.data)
    assert (len(plan.changes), len(plan.notes)) == (0, 1)
