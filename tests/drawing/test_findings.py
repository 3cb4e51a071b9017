from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from custsheet.drawing.lists import findings
from custsheet.drawing.results import draw_results
from custsheet.drawing.workbook import sheetrows
from custsheet.model.decision import Decision, digest, open_key
from custsheet.model.finding import COLUMN_FORMULA, Edit, Finding
from custsheet.model.outcome import Ignored, finding_key
from custsheet.model.seals import Seals

FIRST = 9


def column(sheet, title):
    heads = [cell.value for cell in sheet[8]]
    return [row[heads.index(title)] for row in sheet.iter_rows(min_row=FIRST) if row[0].value]


def values(sheet, title):
    return [cell.value for cell in column(sheet, title)]


def test_draw_findings__every_cell_is_linked_by_its_readable_name(zh, make_outcome):
    cells = column(zh["数据质量"], "单元格")
    shown = {cell.value: cell.hyperlink.location if cell.hyperlink else None for cell in cells}
    assert shown["客户!F6"] == "'客户'!F6"
    # E311 stands on a sheet this made-up workbook does not have: a link would lead nowhere.
    assert shown["参数!B12"] is None


def test_draw_findings__says_value_problem_proposal_and_who(zh):
    sheet = zh["数据质量"]
    row = next(row for row in sheet.iter_rows(min_row=FIRST, values_only=True) if row[10] == "E111")
    assert row[0] == "● 错误"
    assert row[3:5] == ("手机", "+86 139 0000 2741")
    assert "+86 139 0000 2741" in row[5]
    assert row[6] == "13900002741"
    assert row[11] in {"陈静", "李伟", "王芳", "赵磊", "孙悦"}


def test_draw_findings__speaks_english(en):
    sheet = en["Data quality"]
    row = next(row for row in sheet.iter_rows(min_row=FIRST, values_only=True) if row[10] == "E101")
    assert row[0] == "● Error"
    assert row[4] == "(blank)"
    assert row[6] == "— please check by hand"
    assert sheet["A1"].value.startswith("Data quality")
    assert "computed 2026-06-17 14:03" in sheet["A1"].value


def test_draw_findings__worst_first_then_the_oldest(zh):
    sheet = zh["数据质量"]
    levels, days = values(sheet, "级别"), values(sheet, "已持续")
    order = ["● 错误", "▲ 警告", "○ 提示"]
    found = [(order.index(level), -day) for level, day in zip(levels, days, strict=True)]
    assert found == sorted(found)
    assert len(set(levels)) == 3


def test_draw_findings__each_persons_first_few_stand_before_the_rest(make_outcome, draw):
    made = many(make_outcome(), 60)
    settings = {**made.snapshot.settings, "findings_per_person": 2}
    sheet = draw(replace(made, snapshot=replace(made.snapshot, settings=settings)))["数据质量"]
    owners = values(sheet, "负责人")
    people = set(owners)
    first = owners[: 2 * len(people)]
    assert len(people) > 2
    assert all(first.count(one) == 2 for one in people)
    assert len(owners) == 60
    assert f"其余 {60 - len(first)} 个在后面" in "".join(str(cell.value) for cell in sheet[2])


def test_draw_findings__ignored_ones_stand_last_with_their_tick_and_reason(make_outcome, draw):
    kept = Finding("E101", "customers", 6, "industry", None, "C000002")
    gone = Finding("E111", "customers", 7, "mobile", "138", "C000003")
    made = make_outcome(findings=(kept,), ignored=(Ignored(gone, "国外号码"),))
    decision = Decision(finding_key(gone), "0" * 16, {"ignore": "√", "reason": "国外号码"})
    memory = replace(made.snapshot.memory, decisions={finding_key(gone): decision})
    sheet = draw(replace(made, snapshot=replace(made.snapshot, memory=memory)))["数据质量"]
    assert values(sheet, "级别") == ["● 错误", "– 已忽略"]
    assert values(sheet, "忽略") == [None, "√"]
    assert values(sheet, "忽略理由") == [None, "国外号码"]
    assert [sheet.cell(5, col).value.split()[0] for col in (1, 2, 3)] == ["1", "0", "0"]


def test_draw_findings__every_row_bears_its_sealed_key_out_of_sight(zh, make_outcome):
    sheet = zh["数据质量"]
    made = make_outcome()
    opened = [open_key(key) for key in values(sheet, "标识")]
    seals = Seals(made.snapshot)
    assert sorted((seals(one), finding_key(one)) for one in made.findings) == sorted((s, key) for s, _, key in opened)
    assert [digest(shown) for shown in values(sheet, "建议值")] == [listed for _, listed, _ in opened]
    assert sheet.column_dimensions["O"].hidden


def test_draw_findings__ticks_have_a_drop_down_that_refuses_nothing(zh):
    rules = {str(rule.sqref): rule for rule in zh["数据质量"].data_validations.dataValidation}
    assert set(rules) == {"H9:H16", "I9:I16"}
    assert all(rule.formula1 == '"√"' and not rule.showErrorMessage for rule in rules.values())


def test_draw_findings__edits_of_other_cells_are_named(make_outcome, draw):
    row = 6
    moved = Finding(
        "W115",
        "customers",
        row,
        "phone",
        "13900000000",
        "C000002",
        edits=(Edit("customers", row, "phone", None), Edit("customers", row, "mobile", "13900000000")),
    )
    sheet = draw(make_outcome(findings=(moved,)))["数据质量"]
    assert values(sheet, "建议值") == ["固定电话：（清空）；手机：13900000000"]


def test_draw_findings__a_formula_is_proposed_in_words(make_outcome, draw):
    edits = tuple(Edit("customers", row, "age", COLUMN_FORMULA) for row in range(6, 9))
    one = Finding("E195", "customers", 6, "age", 36, message="overwritten", edits=edits[:1])
    many = Finding("E195", "customers", 6, "stage", 36, None, "column", {"count": 3, "first": 6, "last": 8}, edits)
    sheet = draw(make_outcome(findings=(one, many)))["数据质量"]
    assert values(sheet, "建议值") == ["（恢复公式）"] * 2


def test_draw_findings__a_list_entry_is_proposed_by_its_label(make_outcome, draw):
    wrong = Finding("E181", "customers", 6, "kind", "公司制", edits=(Edit("customers", 6, "kind", "company"),))
    sheet = draw(make_outcome(findings=(wrong,)))["数据质量"]
    assert values(sheet, "建议值") == ["企业"]


def test_draw_findings__counts_by_level_sheet_and_owner_stand_on_top(zh):
    sheet = zh["数据质量"]
    assert [sheet.cell(5, col).value.split()[0] for col in (1, 2, 3)] == ["5", "2", "1"]
    assert "客户 7" in sheet["F5"].value
    assert "无负责人 1" in sheet["G5"].value


def test_draw_findings__one_is_singular_in_english(make_outcome, draw):
    made = make_outcome("en")
    known = next(iter(made.completeness))
    seen = {finding_key(one): (made.today - timedelta(days=1)).isoformat() for one in made.findings}
    sheet = draw(replace(made, completeness={known: 1.0}, first_seen=seen))["Data quality"]
    texts = [str(cell.value) for row in sheet.iter_rows(min_row=4, max_row=6) for cell in row if cell.value]
    assert "1 customer" in texts
    assert any(said.startswith("open for 1 day at most") for said in texts), texts


def test_draw_findings__rows_are_an_excel_table_with_filters(zh):
    table = zh["数据质量"].tables["t数据质量"]
    assert table.ref == "A8:O16"
    assert table.autoFilter is not None
    assert [column.name for column in table.tableColumns] == [cell.value for cell in zh["数据质量"][8]]


def test_draw_findings__nothing_wrong_is_one_calm_sentence(make_outcome, draw):
    sheet = draw(make_outcome(findings=()))["数据质量"]
    assert sheet["A9"].value == "✓ 没有发现问题。"
    assert not sheet.tables
    assert sheet["G5"].value == "没有"


def test_draw_findings__damaged_memory_counts_as_seen_today(make_outcome, draw):
    wrong = Finding("E101", "customers", 6, "industry", None)
    made = make_outcome(findings=(wrong,), first_seen={finding_key(wrong): "someday"})
    assert values(draw(made)["数据质量"], "已持续") == [0]


def drawn(outcome):
    return draw_results(outcome, now=datetime(2026, 6, 17, 14, 3), version="0").data


def many(outcome, count):
    rows = list(outcome.snapshot.tables["customers"].raw.index)
    found = (
        Finding("E101" if n == count - 1 else "I193", "customers", rows[n % len(rows)], "company", f"v{n}")
        for n in range(count)
    )
    return replace(outcome, findings=tuple(found), first_seen={})


def test_draw_findings__beyond_the_limit_the_worst_are_shown_and_the_rest_counted(make_outcome, draw, monkeypatch):
    monkeypatch.setattr(findings, "MAX_ROWS", 50)
    sheet = draw(many(make_outcome(), 53))["数据质量"]
    rows = [row for row in sheet.iter_rows(min_row=FIRST, values_only=True) if row[1]]
    assert len(rows) == 50
    assert rows[0][10] == "E101"  # the last of the list is the worst
    assert "另有 3 个没有列出" in sheet["E2"].value
    assert "另有 3 个没有列出" in sheet["A60"].value
    assert sheet.tables["t数据质量"].ref == "A8:O58"


def test_draw_findings__beyond_excels_limit_of_links_formulas_lead_to_the_cell(make_outcome, opened, monkeypatch):
    monkeypatch.setattr(sheetrows, "MAX_LINKS", 10)
    data = drawn(many(make_outcome(), 12))
    formulas, shown = opened(data)["数据质量"], opened(data, values=True)["数据质量"]
    linked = [formulas.cell(row, 2).hyperlink is not None for row in range(FIRST, FIRST + 12)]
    assert linked.count(True) == 6  # four links stand in row 2
    last = formulas.cell(FIRST + 11, 2).value
    assert last.startswith("=HYPERLINK(\"#'客户'!")
    assert shown.cell(FIRST + 11, 2).value in last  # the text stands there without recalculating


@pytest.mark.slow
def test_draw_findings__at_full_size_links_and_rows_stay_within_excels_limits(make_outcome, opened):
    sheet = opened(drawn(many(make_outcome(), 100_001)))["数据质量"]
    links = sum(row[0].hyperlink is not None for row in sheet.iter_rows(min_row=FIRST, min_col=2, max_col=2))
    assert 59_990 < links <= 60_000
    assert sheet.cell(FIRST + 99_999, 2).value.startswith("=HYPERLINK(")
    assert sheet.tables["t数据质量"].ref == "A8:O100008"
