"""A new workbook as a whole: its sheets, names and memory; any standard; and the shipped templates."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from custsheet import __version__, resources
from custsheet.drawing.hidden import RECORDS
from custsheet.drawing.results import LATE
from custsheet.drawing.template import draw_workbook
from custsheet.model.load import load_schema
from custsheet.model.memory import from_rows
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory

TODAY = date(2026, 6, 17)
SHIPPED = {"客户管理表.xlsx": "zh", "customer-workbook.xlsx": "en"}
SHIPPED_ON = date(2026, 1, 1)  # not today: a template must not change by itself
GOLDEN = Path(__file__).parents[1] / "golden" / "template"


def test_draw_workbook__sheets_in_order(schema: Schema, blank: Callable[..., Any]) -> None:
    book = blank("zh")
    visible = [page.title for page in book if page.sheet_state == "visible"]
    inputs = ["客户", "互动", "交易", "服务", "活动", "反馈", "任务", "流程"]
    results = ["数据质量", "疑似重复", "质量评分", "客户分级", "经营看板", "图表数据"]
    assert visible == ["首页", *inputs, *results, "参数", "选项", "用户", "字段", "使用指南"]
    hidden = {page.title: page.sheet_state for page in book if page.title not in visible}
    assert set(hidden.values()) == {"veryHidden"}
    assert {"_标记_客户", "_标记_用户", "_记录", "_custsheet"} <= set(hidden)
    assert book.active.title == "首页"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_workbook__defined_names(schema: Schema, blank: Callable[..., Any], lang: Any) -> None:
    book = blank(lang)
    names = {name: one.attr_text for name, one in book.defined_names.items()}
    assert all(name.startswith("cs_") for name in names)
    assert not names.keys() & {f"cs_sheet_{name}" for name in LATE}  # they come once they have something to say
    for tool in schema.tool_sheets:
        if tool.name in LATE:
            continue
        assert names[f"cs_sheet_{tool.name}"] == f"'{tool.title(lang)}'!$A$1"
    for sheet in schema.sheets:
        assert names[f"cs_data_{sheet.name}"] == f"'{sheet.title(lang)}'!$A$4"
        flags = names[f"cs_sheet_flags_{sheet.name}"].removesuffix("!$A$1")
        assert names[f"cs_flag_{sheet.name}"] == flags + "!A1"  # relative
        assert flags.strip("'") in book.sheetnames
    assert {"cs_key_customers", "cs_key_users", "cs_key_orders", "cs_key_campaigns"} <= set(names)
    assert {f"cs_records_{one}" for one in RECORDS} <= set(names)
    assert {f"cs_list_{one.name}" for one in schema.lists} <= set(names)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_workbook__every_name_used_is_defined(schema: Schema, lang: Any) -> None:
    parts = _parts(draw_workbook(schema, lang, today=TODAY, version="1"))
    defined = set(re.findall(r'<definedName name="(cs_\w+)"', parts["xl/workbook.xml"]))
    sheets = " ".join(text for name, text in parts.items() if name.startswith("xl/worksheets/sheet"))
    formulas = " ".join(re.findall(r"<(?:f|formula\d?)>([^<]*)<", sheets))
    used = set(re.findall(r"\bcs_\w+", formulas))
    assert used
    assert used <= defined


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_workbook__carries_its_standard_and_language(schema: Schema, lang: Any) -> None:
    data = draw_workbook(schema, lang, today=TODAY, version="9.9")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("_custsheet").to_python()
    carried = from_rows([(str(kind), str(key), str(value)) for kind, key, value in rows[1:]])
    assert rows[0] == ["kind", "key", "value"]
    assert (carried.lang, carried.memory) == (lang, Memory())
    assert carried.schema is not None
    assert load_schema(carried.schema) == schema


def test_draw_workbook__waiting_sheets_say_how_to_get_results(schema: Schema, blank: Callable[..., Any]) -> None:
    for name in ("findings", "duplicates", "tiers", "dashboard", "chart_data"):
        page = blank("zh")[schema.tool(name).title.zh]
        assert "custsheet process" in page["A4"].value
        assert page["A2"].hyperlink.location == "'首页'!A1"


def test_draw_workbook__the_same_arguments_give_the_same_bytes(schema: Schema, make_rows: Callable[..., Any]) -> None:
    rows = make_rows("zh", TODAY)
    first, second = (draw_workbook(schema, "zh", tables=rows, today=TODAY, version="1") for _ in range(2))
    assert first == second


@pytest.fixture(scope="module")
def own(schema: Schema) -> Schema:
    """A company's standard: a sheet and fields of its own, with titles that Excel must have escaped."""
    data = schema.dump()
    data["sheets"] = [one for one in data["sheets"] if one["name"] in {"customers", "users", "orders", "interactions"}]
    orders = next(one for one in data["sheets"] if one["name"] == "orders")
    orders["foreignKeys"] = [one for one in orders["foreignKeys"] if one["reference"]["resource"] != "campaigns"]
    data["sheets"].append(
        {
            "name": "devices",
            "title": "O'Neil's 设备 (全部) 与它们的配件清单 2026",
            "table": "t设备",
            "description": "一台设备一行",
            "primaryKey": ["serial"],
            "foreignKeys": [
                {"fields": ["customer_id"], "reference": {"resource": "customers", "fields": ["customer_id"]}}
            ],
            "fields": [
                {"name": "serial", "title": "序列 [#] @'1", "description": "x", "group": "identity"},
                {"name": "customer_id", "title": "客户编号", "description": "x", "group": "identity"},
                {"name": "price", "title": "价格/元", "type": "number", "description": "x", "group": "money"},
                {
                    "name": "twice",
                    "title": "两倍",
                    "type": "number",
                    "role": "formula",
                    "formula": '=IF({serial}="",0,{price}*2+SUM({devices.price}))',
                    "description": "x",
                    "group": "computed",
                },
            ],
        }
    )
    return load_schema(data)


def test_draw_workbook__any_standard(own: Schema, opened: Callable[..., Any], recalculated: Callable[..., Any]) -> None:
    rows = {"devices": [{"serial": "1", "customer_id": "C1", "price": 3}, {"serial": "2", "price": 4}]}
    data = draw_workbook(own, "zh", tables=rows, today=TODAY, version="1")
    title = own.sheet("devices").title.zh
    page = opened(data)[title]
    assert page.tables["t设备"].ref == "A4:D6"
    assert page["D5"].value == (
        "=IF(t设备[[#This Row],[序列 '['#'] '@''1]]=\"\",0,t设备[[#This Row],[价格/元]]*2+SUM(t设备[[价格/元]]))"
    )
    assert [recalculated(data)[title][cell].value for cell in ("D5", "D6")] == [13, 15]


@pytest.mark.parametrize("name", ["zh", "en", "own"])
def test_draw_workbook__is_valid_by_the_published_schemas(
    schema: Schema, own: Schema, name: str, make_rows: Callable[..., Any], shared: Path, tmp_path: Path
) -> None:
    lang: Any = "zh" if name == "own" else name
    rows, chosen = make_rows(lang, TODAY), own if name == "own" else schema
    path = tmp_path / "book.xlsx"
    path.write_bytes(draw_workbook(chosen, lang, tables=rows, today=TODAY, version="1"))
    done = subprocess.run(
        [sys.executable, shared / "tools" / "xsd_check.py", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SHIPPED)
def test_templates__are_what_the_standard_gives(schema: Schema, name: str) -> None:
    """The shipped file is rewritten when it is stale, and the test then fails so that the change is seen."""
    data = draw_workbook(schema, SHIPPED[name], today=SHIPPED_ON, version=__version__)  # type: ignore[arg-type]
    path = resources.folder("templates") / name
    # Parts, not bytes: compression differs between builds of zlib.
    same = path.is_file() and _parts(path.read_bytes()) == _parts(data)
    if not same:
        path.write_bytes(data)
    assert same, f"{name} was stale and has been rewritten; look at it and commit it"


@pytest.mark.parametrize("name", ["processes.xml", "names.txt"])
def test_draw_workbook__golden(schema: Schema, name: str) -> None:
    """One whole input sheet and all names, so that a change of either is seen in the diff."""
    parts = _parts(draw_workbook(schema, "zh", today=SHIPPED_ON, version="1"))
    found = _sheet(parts, "流程") if name == "processes.xml" else _names(parts)
    path = GOLDEN / name
    same = path.is_file() and path.read_text(encoding="utf-8") == found
    if not same:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert same, f"{path.name} was stale and has been rewritten; look at the diff"


def _parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}


def _sheet(parts: dict[str, str], title: str) -> str:
    """The sheet indented, without style numbers (any new look shifts them) and without the prepared rows but one."""
    order = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    root = etree.fromstring(parts[f"xl/worksheets/sheet{order.index(title) + 1}.xml"].encode())
    for row in root.iter("{*}row"):
        if int(row.get("r")) > 6:
            row.getparent().remove(row)
    for cell in root.iter("{*}c"):
        cell.attrib.pop("s", None)
        if cell.get("t") == "s":  # shared strings are numbered through the whole workbook
            cell.find("{*}v").text = "…"
    for rule in root.iter("{*}cfRule"):
        rule.attrib.pop("dxfId", None)
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode")) + "\n"


def _names(parts: dict[str, str]) -> str:
    root = etree.fromstring(parts["xl/workbook.xml"].encode())
    return "".join(f"{one.get('name')} = {one.text}\n" for one in root.iter("{*}definedName"))
