"""A workbook a person has added things to: all of it survives a pass, and all rows are read."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from custsheet.package import Package, Workbook
from custsheet.package.gating.gate import gate

OURS = ("数据质量", "疑似重复", "质量评分", "客户分级", "经营看板", "图表数据")
HEADER = ("备注", "手机", "客户名称", "姓名", "负责人", "自己加的一列")
PEOPLE = [
    ("海鸥公司", "张三", "13800001234"),
    ("北极星公司", "李四", "13900005678"),
    ("银杏公司", "王五", "13700004321"),
]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082".replace(" ", "")
)


def persons_workbook(path: Path) -> Path:
    """Reordered and own columns, a renamed sheet, blank rows, a totals row, a chart, an image, comments, own sheets."""
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("我的客户们")
    sheet.write_row(2, 0, HEADER, made.add_format({"bold": True, "bg_color": "#FFCC00"}))
    rows = [3, 4, 8]  # two blank rows and a hidden one in between
    for row, (company, name, mobile) in zip(rows, PEOPLE, strict=True):
        sheet.write_row(row, 0, ("备注里的话", mobile, company, name, "王芳", 3.5))
    sheet.set_row(8, None, None, {"hidden": True})
    sheet.write_row(9, 0, ("合计", "", "", 3))
    sheet.write_comment("B4", "打过两次")
    sheet.write_formula("H4", "=SUM(F4:F9)", None, 10.5)
    sheet.conditional_format("F4:F9", {"type": "data_bar"})
    sheet.add_sparkline("I4", {"range": "我的客户们!F4:F9"})
    sheet.autofilter("A3:F9")
    chart = made.add_chart({"type": "pie"})
    chart.add_series({"values": "=我的客户们!$F$4:$F$9"})
    sheet.insert_chart("K3", chart)
    image = path.with_suffix(".png")
    image.write_bytes(PNG)
    sheet.insert_image("K20", str(image))
    own = made.add_worksheet("报价单")
    own.write("A1", "别动我")
    own.protect("secret")
    made.define_name("我的名称", "=报价单!$A$1")
    made.set_custom_property("部门", "销售部")
    made.close()
    return path


def with_macros(path: Path, folder: Path) -> Path:
    """The same workbook as .xlsm, with a (dummy) macro part that the workbook relates to."""
    macros = folder / f"{path.stem}.xlsm"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(macros, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "[Content_Types].xml":
                data = data.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml").replace(
                    b"openxmlformats-officedocument.ms-excel", b"ms-excel"
                )
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/xl/vbaProject.bin" '
                    b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                )
            if item.filename == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId99" Type="' + kind + b'" Target="vbaProject.bin"/></Relationships>',
                )
            target.writestr(item, data)
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros of a person" * 20)
    return macros


def compressed_parts(path: Path) -> dict[str, bytes]:
    """Part name → its compressed bytes, as they lie in the file."""
    package = Package.read(path.read_bytes())
    return {name: bytes(package.raw(name)) for name in package.names}


def assert_untouched(before: dict[str, bytes], path: Path) -> None:
    spliced = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    after = compressed_parts(path)
    assert [name for name, data in before.items() if name not in spliced and after.get(name) != data] == []


@pytest.mark.parametrize("macros", [False, True], ids=["xlsx", "xlsm"])
def test_process__leaves_every_other_part_byte_for_byte(pass_json: Any, tmp_path: Path, macros: bool) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    if macros:
        path = with_macros(path, tmp_path)
    before = compressed_parts(path)
    done = pass_json("process", path)
    assert done["written"]
    assert set(OURS) >= set(done["sheets"]) >= set(OURS[:5])
    assert_untouched(before, path)
    once = path.read_bytes()
    assert not pass_json("process", path)["written"]
    assert path.read_bytes() == once


def test_process__reads_every_row_and_stops_at_the_totals(pass_json: Any, tmp_path: Path) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    done = pass_json("process", path)
    assert done["rows"] == {"customers": 3}
    assert sum(done["tiers"].values()) == 3
    unknown = [one for one in done["findings"] if one["code"] == "I302"]
    assert [one["cell"] for one in unknown] == ["F3"]


def test_process__again_after_changes_keeps_everything(pass_json: Any, tmp_path: Path) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    pass_json("process", path)
    before = compressed_parts(path)
    book = Workbook.read(Package.read(path.read_bytes()))
    tools = {sheet.part for sheet in book.sheets if sheet.title not in {"我的客户们", "报价单"}}
    done = pass_json("process", path, today="2026-07-01")
    assert done["written"]
    after = compressed_parts(path)
    changed = {name for name in before if after.get(name) != before[name]}
    ours = {name for name in before if any(kind in name for kind in ("chart", "drawing", "table", "styles"))}
    assert changed <= tools | ours


def test_process__on_the_workbook_libreoffice_saved_again(pass_json: Any, tmp_path: Path, convert: Any) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    first = pass_json("process", path)
    again = convert(path, "xlsx", tmp_path / "resaved")
    before = compressed_parts(again)
    done = pass_json("process", again)
    assert (done["rows"], done["tiers"], done["counts"]) == (first["rows"], first["tiers"], first["counts"])
    titles = [sheet.title for sheet in Workbook.read(Package.read(again.read_bytes())).sheets]
    assert len(titles) == len(set(titles))
    assert [title for title in titles if title in OURS] == [title for title in OURS if title in titles]
    assert_untouched({name: data for name, data in before.items() if "sheet" not in name.casefold()}, again)


def test_process__renamed_tool_sheet_keeps_its_name(pass_json: Any, tmp_path: Path) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    pass_json("process", path)
    book = openpyxl.load_workbook(path)
    book["数据质量"].title = "要改的地方"
    for name in list(book.defined_names.values()):
        name.attr_text = name.attr_text.replace("数据质量", "要改的地方")
    book.save(path)
    done = pass_json("process", path)
    assert "要改的地方" in done["sheets"]
    assert "数据质量" not in [sheet.title for sheet in gate(path.read_bytes()).workbook.sheets]


def test_process__side_car_leaves_the_workbook_alone(run: Any, tmp_path: Path) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    before = path.read_bytes()
    for _ in range(2):
        assert run("process", path, "--side-car", "--today", "2026-06-17").returncode in {0, 1}
        assert path.read_bytes() == before
    side_car = tmp_path / "客户.检查结果.xlsx"
    assert set(OURS) <= {sheet.title for sheet in gate(side_car.read_bytes()).workbook.sheets}


def test_process__dry_run_writes_nothing(run: Any, tmp_path: Path) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    listing, before = sorted(tmp_path.iterdir()), path.read_bytes()
    done = run("process", path, "--dry-run", lang="zh")
    assert done.returncode in {0, 1}
    assert "没有写文件" in done.stdout
    assert (sorted(tmp_path.iterdir()), path.read_bytes()) == (listing, before)


def test_process__backup_holds_the_version_before(pass_json: Any, tmp_path: Path) -> None:
    path = persons_workbook(tmp_path / "客户.xlsx")
    before = path.read_bytes()
    kept = Path(pass_json("process", path)["backup"])
    assert kept.read_bytes() == before


def test_new__workbook_with_renamed_columns_and_rows_below_the_table(
    run: Any, fill: Any, pass_json: Any, tmp_path: Path
) -> None:
    path = tmp_path / "客户管理表.xlsx"
    assert run("new", path).returncode == 0
    row = {"客户类型": "个人", "负责人": "王芳", "处理依据": "履行合同", "录入人": "王芳"}
    dates = {"录入日期": datetime(2026, 1, 1), "最近核实日期": datetime(2026, 6, 1)}
    people = [
        row | dates | {"客户编号": f"C{n:06}", "姓名": name, "手机": f"1380000{n:04}"}
        for n, name in enumerate("赵钱孙李周", 1)
    ]
    fill(path, {"用户": [{"姓名": "王芳", "角色": "销售", "在职": "√"}], "客户": people})
    book = openpyxl.load_workbook(path)
    sheet = book["客户"]
    table = next(iter(sheet.tables.values()))
    for cell, column in zip(sheet[4], table.tableColumns, strict=False):
        if cell.value == "手机":
            cell.value = column.name = "手机号码"
    sheet.title = "我们的客户"
    book.save(path)
    done = pass_json("process", path)
    assert done["rows"]["customers"] == 5
    assert done["counts"]["error"] == 0, done["findings"]
    assert {one["sheet"] for one in done["findings"] if one["code"] == "I303"} == {"我们的客户"}
