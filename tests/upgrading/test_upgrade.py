"""A workbook in use takes over a newer standard and loses nothing."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

import custsheet
from custsheet import mending
from custsheet.model.errors import SchemaError, WorkbookError
from custsheet.model.schema import Schema
from custsheet.package import CellPatch, ColumnPatch, Formula, HeaderPatch, Package, Workbook, patch
from custsheet.reading.standards import standard

DAY = date(2026, 11, 29)
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
Grid = list[list[Any]]


def witness(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it would drop
        return openpyxl.load_workbook(path)


def people(lang: Any) -> list[str]:
    return [sheet.title(lang) for sheet in standard().sheets]


def formulas(path: Path, titles: list[str]) -> dict[str, Grid]:
    book = witness(path)
    return {title: [[cell.value for cell in row] for row in book[title].iter_rows()] for title in titles}


def values(path: Path, titles: list[str]) -> dict[str, Grid]:
    book = CalamineWorkbook.from_path(path)
    return {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in titles}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def part_of(path: Path, title: str) -> str:
    """The worksheet part of that title."""
    sheet = Workbook.read(Package.read(path.read_bytes())).sheet(title)
    assert sheet is not None
    return sheet.part


def lost(before: Grid, after: Grid) -> list[tuple[int, int, Any, Any]]:
    """Every filled cell that does not say the same any more."""
    return [
        (row, col, cell, after[row][col] if row < len(after) and col < len(after[row]) else None)
        for row, cells in enumerate(before)
        for col, cell in enumerate(cells)
        if cell not in (None, "") and (row >= len(after) or col >= len(after[row]) or after[row][col] != cell)
    ]


@pytest.fixture
def filled(make: Any, tmp_path: Path) -> Callable[[Any], Path]:
    return lambda lang: make(lang, tmp_path)


@pytest.mark.slow
@LANGS
def test_upgrade__no_cell_of_people_is_lost(filled: Any, newer: Schema, lang: Any) -> None:
    path = filled(lang)
    custsheet.process(path, today=DAY)
    before = formulas(path, people(lang)), values(path, people(lang))
    done = custsheet.upgrade(path, schema=newer, today=DAY)
    assert (done.written, done.before, done.after) == (True, "1.1.0", "1.2.0")
    after = formulas(path, people(lang)), values(path, people(lang))
    job = {"zh": ("职位", "职务名称"), "en": ("Job title", "Job name")}[lang]
    for old, new in zip(before, after, strict=True):
        for title in people(lang):
            changed = [(a, b) for _, _, a, b in lost(old[title], new[title])]
            assert changed == ([job] if title == people(lang)[0] else []), title  # a label of the standard
    header = after[0][people(lang)[0]][3]
    assert {"zh": ["车牌", "燃料", "购车日期"], "en": ["Plate", "Fuel", "Bought on"]}[lang] == header[-3:]
    assert {"zh": "微信/社交账号", "en": "WeChat / social"}[lang] in header


@LANGS
def test_upgrade__touches_only_what_the_standard_changes(filled: Any, newer: Schema, lang: Any) -> None:
    path = filled(lang)
    custsheet.process(path, today=DAY)
    before = parts(path)
    customers = part_of(path, people(lang)[0])
    custsheet.upgrade(path, schema=newer, today=DAY)
    after = parts(path)
    drawn = [newer.tool(name).title(lang) for name in ("parameters", "options", "fields", "guide", "memory")]
    allowed = {part_of(path, title) for title in drawn} | {customers} | {"docProps/custom.xml", "[Content_Types].xml"}
    allowed |= {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"}
    touched = {name for name in before if after.get(name) != before[name]}
    rest = {name for name in touched - allowed if "/tables/" not in name and "/worksheets/_rels/" not in name}
    assert rest == set()
    others = [part_of(path, title) for title in people(lang)[1:]]
    assert [name for name in others if before[name] != after[name]] == []
    said = {one.name: one.value for one in witness(path).custom_doc_props.props}
    assert said["schema_version"] == "1.2.0"


@LANGS
def test_upgrade__again_there_is_nothing_to_do(filled: Any, newer: Schema, lang: Any) -> None:
    path = filled(lang)
    assert custsheet.upgrade(path, schema=newer, today=DAY).written
    once = path.read_bytes()
    done = custsheet.upgrade(path, schema=newer, today=DAY)
    assert (done.written, done.differences) == (False, ())
    assert path.read_bytes() == once


@pytest.mark.slow
@LANGS
def test_upgrade__the_next_pass_checks_by_the_new_standard(filled: Any, newer: Schema, lang: Any) -> None:
    path = filled(lang)
    custsheet.process(path, today=DAY)
    custsheet.upgrade(path, schema=newer, today=DAY)
    energy, contracts = {"zh": ("新能源", "合同"), "en": ("New energy", "Contracts")}[lang]
    header = [cell.value for cell in witness(path)[people(lang)[0]][4]]
    letters = {label: openpyxl.utils.get_column_letter(at) for at, label in enumerate(header, 1) if label}
    plate, fuel, industry = (
        letters[one] for one in {"zh": ("车牌", "燃料", "行业"), "en": ("Plate", "Fuel", "Industry")}[lang]
    )
    typed = [
        CellPatch(people(lang)[0], f"{plate}5", "AB0012"),
        CellPatch(people(lang)[0], f"{plate}6", "x"),
        CellPatch(people(lang)[0], f"{fuel}5", "柴火"),
        CellPatch(people(lang)[0], f"{industry}5", energy),
        CellPatch(contracts, "A5", "H1"),
        CellPatch(contracts, "B5", "C999999"),
        CellPatch(contracts, "C5", 12),
    ]
    path.write_bytes(patch(path.read_bytes(), typed))
    done = custsheet.process(path, today=DAY)
    assert done.written
    assert not [said for said in done.notices if "改过" in said.zh]  # nobody but the upgrade has touched our sheets
    found = {(one.code, one.sheet, one.row, one.field) for one in done.findings}
    assert ("E101", "customers", 7, "plate") in found
    assert ("E101", "customers", 5, "postcode") in found
    assert ("E182", "customers", 6, "plate") in found
    assert ("E181", "customers", 5, "fuel") in found
    assert ("E192", "contracts", 5, "customer_id") in found
    assert not {one for one in found if one[2:] in ((5, "plate"), (5, "industry"))}
    assert not {code for code, *_ in found if code in ("E301", "I302", "W313")}
    assert done.rows["contracts"] == 1
    assert not custsheet.process(path, today=DAY).written


@pytest.mark.slow
@LANGS
def test_upgrade__sheets_drawn_from_the_standard_follow_and_keep_what_was_typed(
    filled: Any, newer: Schema, lang: Any
) -> None:
    path = filled(lang)
    parameters, options = (standard().tool(name).title(lang) for name in ("parameters", "options"))
    book = witness(path)
    row = {str(cells[0].value): cells[0].row for cells in book[parameters].iter_rows(min_row=5)}
    at = {name: row[next(one.title(lang) for one in standard().settings if one.name == name)] for name in
          ("pareto_a", "window_months", "currency", "min_sample")}  # fmt: skip
    column = {str(cell.value): cell.column_letter for cell in book[options][4]}
    industry, gender = (column[standard().value_list(name).title(lang)] for name in ("industry", "gender"))
    own = openpyxl.utils.get_column_letter(len(standard().lists) + 1)
    typed = [
        CellPatch(parameters, f"B{at['pareto_a']}", "七十"),  # wrong, reported, and still theirs
        CellPatch(parameters, f"B{at['window_months']}", None),
        CellPatch(parameters, f"B{at['currency']}", "$"),
        CellPatch(parameters, f"H{at['pareto_a']}", "老板定的"),
        CellPatch(parameters, "E2", "看这里"),  # where nothing is drawn, but within the drawing
        CellPatch(options, f"{industry}25", "航天"),
        CellPatch(options, f"{industry}5", None),  # nobody here makes anything: taken out of the drop-down
        CellPatch(options, f"{gender}20", "其他性别"),  # a closed list: reported, and still theirs
        CellPatch(options, f"{own}4", "我们的清单"),  # begun beside the others, of no use yet
        CellPatch(options, f"{own}5", "其他"),
    ]
    path.write_bytes(patch(path.read_bytes(), typed))
    done = custsheet.upgrade(path, schema=newer, today=DAY)
    page = witness(path)[parameters]
    shown = {str(cells[0].value): cells[1].value for cells in page.iter_rows(min_row=5, max_col=2)}
    titles = {one.name: one.title(lang) for one in newer.settings}
    assert shown[titles["pareto_a"]] == "七十"
    assert shown[titles["window_months"]] is None
    assert shown[titles["currency"]] == "$"
    assert shown[titles["company_name"]] == "青禾"
    assert shown[titles["nps_goal"]] == 40
    assert page[f"H{at['pareto_a']}"].value == "老板定的"
    assert [said.zh for said in done.notices if "E2" in said.zh]
    lists = witness(path)[options]
    entries = {
        str(cells[0].value): [cell.value for cell in cells[1:] if cell.value]
        for cells in lists.iter_cols(min_row=4, max_row=80)
    }
    before = [one.title(lang) for one in standard().value_list("industry").values]
    new = next(one.title(lang) for one in newer.value_list("industry").values if one.name == "energy")
    assert entries[newer.value_list("industry").title(lang)] == [*before[1:], "航天", new]
    assert "其他性别" in entries[newer.value_list("gender").title(lang)]
    assert entries[newer.value_list("fuel").title(lang)] == [one.title(lang) for one in newer.value_list("fuel").values]
    assert entries["我们的清单"] == ["其他"]
    keys = {cells[3].value for cells in witness(path)[standard().tool("fields").title(lang)].iter_rows(min_row=5)}
    assert {"plate", "fuel", "bought_on", "contract_no", "wechat"} <= keys
    guide = [str(cells[0].value) for cells in witness(path)[standard().tool("guide").title(lang)].iter_rows(max_col=1)]
    assert {"zh": "●  车辆也管起来了。", "en": "●  Cars as well."}[lang] in guide
    assert {"zh": "车牌", "en": "Plate"}[lang] in guide


@LANGS
def test_upgrade__dry_run_says_the_same_and_writes_nothing(filled: Any, newer: Schema, lang: Any) -> None:
    path = filled(lang)
    before = path.read_bytes()
    dry = custsheet.upgrade(path, schema=newer, today=DAY, dry_run=True)
    assert path.read_bytes() == before
    assert (dry.written, dry.backup) == (False, None)
    done = custsheet.upgrade(path, schema=newer, today=DAY)
    assert done.differences == dry.differences
    assert done.backup is not None
    assert done.backup.read_bytes() == before
    assert [one.version for one in done.changes] == ["1.2.0"]


def edit_field(path: Path, key: str, column: int, value: str) -> None:
    """The administrator changes a cell of sheet 字段."""
    page = witness(path)["字段"]
    row = next(cells[0].row for cells in page.iter_rows(min_row=5) if (cells[0].value, cells[3].value) == ("客户", key))
    cell = f"{openpyxl.utils.get_column_letter(column)}{row}"
    path.write_bytes(patch(path.read_bytes(), [CellPatch("字段", cell, value)]))


REQUIRED, LONGEST, ENABLED = "必填", "最大/最长", "启用"


def column_of(path: Path, head: str) -> int:
    return next(cell.column for cell in witness(path)["字段"][4] if cell.value == head)


@pytest.mark.slow
@pytest.mark.parametrize("passes", [0, 1])
def test_upgrade__what_the_administrator_changed_wins(filled: Any, newer: Schema, passes: int) -> None:
    """Whether it was carried out by a pass since, or is waiting for one."""
    path = filled("zh")
    custsheet.process(path, today=DAY)
    edit_field(path, "postcode", column_of(path, REQUIRED), "条件")
    edit_field(path, "postcode", column_of(path, "条件"), "客户类型=企业")
    edit_field(path, "district", column_of(path, LONGEST), "12")
    for _ in range(passes):
        custsheet.process(path, today=DAY)
    done = custsheet.upgrade(path, schema=newer, today=DAY)
    kept = [one.text.zh for one in done.differences if one.kind == "kept"]
    assert kept == [
        "「客户」的“邮编”：必填在新标准里是“是”，你们改成了“条件”；条件在新标准里是“空”，你们改成了“客户类型=企业”，照你们的。"
    ]
    assert any("区县" in one.text.zh for one in done.differences if one.kind == "own")
    read = custsheet.check(path, today=DAY).snapshot.schema.sheet("customers").by_name
    assert read["postcode"].required_when == {"kind": ("company",)}
    assert not read["postcode"].constraints.required
    assert read["district"].constraints.max_length == 12
    assert read["plate"].constraints.required
    # The next version does not take their changes for its own past.
    assert not custsheet.upgrade(path, schema=newer, today=DAY).written


def test_upgrade__a_column_that_staff_added_stays_and_wins(filled: Any, newer: Schema) -> None:
    path = filled("zh")
    path.write_bytes(patch(path.read_bytes(), [ColumnPatch("t客户", "车牌"), ColumnPatch("t客户", "爱车")]))
    path.write_bytes(patch(path.read_bytes(), [CellPatch("客户", f"{last_column(path, -1)}5", "京A12345")]))
    custsheet.upgrade(path, schema=newer, today=DAY)
    header = [cell.value for cell in witness(path)["客户"][4]]
    assert header.count("车牌") == 1
    done = custsheet.check(path, today=DAY)
    assert done.snapshot.tables["customers"].raw.at[5, "plate"] == "京A12345"
    assert "爱车" in done.snapshot.tables["customers"].extra


@pytest.mark.slow
@LANGS
def test_upgrade__a_row_below_a_gap_on_the_sheet_of_fields_is_drawn_once(filled: Any, newer: Schema, lang: Any) -> None:
    """A wrong row was typed above a right one and blanked since; the sheet is named in the other language."""
    path, page = filled(lang), standard().tool("fields").title(lang)
    last = max(cells[0].row for cells in witness(path)[page].iter_rows(min_row=5) if cells[3].value)
    sheet = people("en" if lang == "zh" else "zh")[0]
    typed = {f"A{last + 1}": "客户们", f"B{last + 1}": "随便", f"A{last + 2}": sheet, f"B{last + 2}": "结算方式",
             f"W{last + 2}": "王总要的"}  # fmt: skip
    path.write_bytes(patch(path.read_bytes(), [CellPatch(page, at, value) for at, value in typed.items()]))
    custsheet.process(path, today=DAY)
    blank = [CellPatch(page, f"{column}{last + 1}", None) for column in "AB"]
    path.write_bytes(patch(path.read_bytes(), blank))
    assert not [one for one in custsheet.process(path, today=DAY).findings if one.place == page]
    before = [cell.value for cell in witness(path)[page][last + 2]][1:20]

    custsheet.upgrade(path, schema=newer, today=DAY)
    rows = [[cell.value for cell in cells] for cells in witness(path)[page].iter_rows(min_row=5)]
    assert [cells[1:20] for cells in rows if cells[1] == "结算方式"] == [before]
    assert [cells[22] for cells in rows if cells[22:23] not in ([], [None])] == ["王总要的"]
    assert next(cells[22] for cells in rows if cells[1] == "结算方式") == "王总要的"
    fields = sum(len(one.fields) for one in newer.sheets) + 2  # 结算方式, and what the new standard dropped
    assert [bool(cells[3]) for cells in rows[:fields]] == [True] * fields
    assert not [cells for cells in rows[fields:] if any(cells)]
    done = custsheet.process(path, today=DAY)
    assert not [one for one in done.findings if one.place == page]
    assert not custsheet.upgrade(path, schema=newer, today=DAY).written


def last_column(path: Path, back: int = 0) -> str:
    page = witness(path)["客户"]
    return str(openpyxl.utils.get_column_letter(max(cell.column for cell in page[4] if cell.value) + back))


def test_upgrade__renamed_sheets_and_headers_stay_renamed(filled: Any, newer: Schema, tmp_path: Path) -> None:
    path = filled("zh")
    renamed = rename_sheets(path.read_bytes(), {"客户": "贵宾", "参数": "门槛", "使用指南": "说明"})
    path.write_bytes(renamed)
    done = custsheet.upgrade(path, schema=newer, today=DAY)
    assert done.written
    book = witness(path)
    assert {"贵宾", "门槛", "说明"} <= set(book.sheetnames)
    assert not {"客户", "参数", "使用指南"} & set(book.sheetnames)
    assert book["合同"]["A2"].hyperlink.location == "'首页'!A1"
    read = custsheet.check(path, today=DAY)
    assert "plate" in read.snapshot.tables["customers"].columns
    assert read.snapshot.settings["nps_goal"] == 40


def rename_sheets(data: bytes, titles: dict[str, str]) -> bytes:
    """As Excel would: in the list of sheets and in every formula and name that mentions them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            body = source.read(name)
            if name == "xl/workbook.xml":
                said = body.decode()
                for old, new in titles.items():
                    said = said.replace(f'name="{old}"', f'name="{new}"').replace(f"'{old}'!", f"'{new}'!")
                    said = said.replace(f">{old}!", f">{new}!")
                body = said.encode()
            package.writestr(name, body)
    return out.getvalue()


def test_upgrade__a_persons_sheet_in_the_way_of_a_new_one(filled: Any, newer: Schema) -> None:
    path = filled("zh")
    renamed = rename_sheets(path.read_bytes(), {"流程": "合同"})
    path.write_bytes(renamed)
    with pytest.raises(WorkbookError, match="合同"):
        custsheet.upgrade(path, schema=newer, today=DAY)
    assert path.read_bytes() == renamed


def test_upgrade__mistakes_on_the_sheet_of_fields_come_first(filled: Any, newer: Schema) -> None:
    path = filled("zh")
    edit_field(path, "district", column_of(path, LONGEST), "很长")
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as refusal:
        custsheet.upgrade(path, schema=newer, today=DAY, dry_run=True)
    assert "「字段」" in refusal.value.zh
    assert path.read_bytes() == before


def test_upgrade__refuses_what_it_cannot_upgrade(filled: Any, newer: Schema, tmp_path: Path) -> None:
    path = filled("zh")
    custsheet.upgrade(path, schema=newer, today=DAY)
    with pytest.raises(WorkbookError, match=r"1\.2\.0.*1\.1\.0"):  # the shipped one is older now
        custsheet.upgrade(path, today=DAY)
    other = newer.model_copy(update={"name": "shop"})
    with pytest.raises(SchemaError, match="shop"):
        custsheet.upgrade(path, schema=other, today=DAY)
    own = custsheet.create(tmp_path / "own.xlsx", schema=other, today=DAY)
    with pytest.raises(SchemaError, match="--schema"):
        custsheet.upgrade(own, today=DAY)
    assert not custsheet.upgrade(own, schema=other, today=DAY).written
    foreign = tmp_path / "foreign.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["客户名称", "手机", "备注"])
    book.active.append(["海鸥", "13912345678", "x"])
    book.save(foreign)
    with pytest.raises(WorkbookError, match="custsheet new"):
        custsheet.upgrade(foreign, today=DAY)


LOSSES: dict[str, Callable[[str], Any]] = {
    "another value": lambda cell: CellPatch("客户", cell, "别的"),
    "no value": lambda cell: CellPatch("客户", cell, None),
    "a header": lambda _: HeaderPatch("客户", "C4", "名字"),
    "a cell beside the table": lambda _: CellPatch("客户", "A2", "别的"),
    "a sheet that the standard does not know": lambda _: CellPatch("我的表", "A1", "别的"),
    "another formula": lambda _: CellPatch("我的表", "B1", Formula("2+2")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LOSSES)
def test_upgrade__what_would_lose_a_cell_is_not_written(
    newer: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whatever mistake of the program it were."""
    path = custsheet.create(tmp_path / "a.xlsx", tables={"customers": [{"customer_id": "C1", "name": "甲"}]}, today=DAY)
    book = witness(path)
    page = book.create_sheet("我的表")
    page["A1"], page["B1"] = "我的", "=1+1"
    book.save(path)
    before, carry_out = path.read_bytes(), mending.carry_out
    lost = LOSSES[name]("C5")

    def careless(data: bytes, plan: Any) -> Any:
        done = carry_out(data, plan)
        return replace(done, data=patch(done.data, [lost]))

    monkeypatch.setattr(mending, "carry_out", careless)
    with pytest.raises(WorkbookError) as refusal:
        custsheet.upgrade(path, schema=newer, today=DAY)
    assert f"{lost.sheet}" in refusal.value.zh
    assert path.read_bytes() == before
    monkeypatch.undo()
    assert custsheet.upgrade(path, schema=newer, today=DAY).written


def test_upgrade__while_somebody_has_it_open_nothing_is_written(filled: Any, newer: Schema) -> None:
    path = filled("zh")
    before = path.read_bytes()
    path.with_name(f".~lock.{path.name}#").write_text(",王芳,office,29.11.2026 10:00,file:///x;", "utf-8")
    with pytest.raises(WorkbookError):
        custsheet.upgrade(path, schema=newer, today=DAY)
    assert path.read_bytes() == before
    assert custsheet.upgrade(path, schema=newer, today=DAY, dry_run=True).differences


def test_upgrade__a_field_filled_although_off_by_default_stays_in_use(newer: Schema, tmp_path: Path) -> None:
    rows = {"customers": [{"customer_id": "C1", "id_no": "11010519491231002X"}]}
    path = custsheet.create(tmp_path / "a.xlsx", tables=rows, today=DAY)
    custsheet.process(path, today=DAY)
    assert not custsheet.upgrade(path, today=DAY).differences
    custsheet.upgrade(path, schema=newer, today=DAY)
    assert custsheet.check(path, today=DAY).snapshot.schema.sheet("customers").by_name["id_no"].enabled


@pytest.mark.slow
@LANGS
def test_upgrade__libreoffice_opens_it(filled: Any, newer: Schema, lang: Any, convert: Any, tmp_path: Path) -> None:
    path = filled(lang)
    custsheet.process(path, today=DAY)
    custsheet.upgrade(path, schema=newer, today=DAY)
    titles = [*people(lang), newer.sheet("contracts").title(lang)]
    before, again = values(path, titles), values(convert(path, "xlsx", tmp_path / "out"), titles)
    for title in titles:
        errors = [cell for row in again[title] for cell in row if isinstance(cell, str) and cell.startswith("#")]
        assert errors == [], title
        assert lost([row[:4] for row in before[title][3:]], again[title][3:]) == []
