"""The simple view, from a cell of 参数 to the tabs people see, and back, through whole passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.model.load import load_schema
from custsheet.model.sight import STAFF
from custsheet.package import Package, Workbook
from custsheet.package.rewrite import Rewrite
from custsheet.package.sheetstates import put_in_sight
from custsheet.pipeline.run import _visible
from custsheet.resources import folder

TODAY = date(2026, 6, 17)
SCHEMA = load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))


def make(path: Path, lang: Any, view: str) -> Path:
    return custsheet.create(path, lang=lang, sample=True, settings={"view": view}, today=TODAY)


def choose(path: Path, lang: str, view: str) -> None:
    """Types another choice into the cell of the setting, as a person does."""
    book = openpyxl.load_workbook(path)
    titles = {"all": {"zh": "全部", "en": "All"}, "simple": {"zh": "简洁", "en": "Simple"}}
    label = {"zh": "显示哪些表", "en": "Sheets in sight"}[lang]
    sheet = book[SCHEMA.tool("parameters").title(lang)]  # type: ignore[arg-type]
    row = next(row for row in sheet.iter_rows() if any(cell.value == label for cell in row))
    said = [cell for cell in row if cell.value in [one[lang] for one in titles.values()]]
    said[0].value = titles[view][lang]
    book.save(path)


def visible_sheets(data: bytes) -> tuple[str, ...]:
    return tuple(sheet.title for sheet in Workbook.read(Package.read(data)).sheets if sheet.state == "visible")


def in_sight(data: bytes, hide: tuple[str, ...] = (), show: tuple[str, ...] = ()) -> bytes:
    workbook = Workbook.read(Package.read(data))
    new = Rewrite(workbook)
    put_in_sight(new.book, [(one.index, one.title, one.state) for one in workbook.sheets], hide=hide, show=show)
    return new.done()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_process__the_simple_view_leaves_seven_sheets(tmp_path: Path, lang: Any) -> None:
    path = make(tmp_path / "book.xlsx", lang, "simple")
    before = visible_sheets(path.read_bytes())
    told = custsheet.process(path, today=TODAY).sheets
    seen = visible_sheets(path.read_bytes())
    assert set(told) <= set(seen)
    assert told
    assert len(seen) == len(STAFF) == 7
    wanted = {SCHEMA.sheet(name).title(lang) for name in STAFF if SCHEMA.has_sheet(name)}
    wanted |= {SCHEMA.tool(name).title(lang) for name in STAFF if SCHEMA.has_tool(name)}
    assert set(seen) == wanted
    data = path.read_bytes()
    again = custsheet.process(path, today=TODAY)
    assert not again.written
    assert again.sheets == told
    assert path.read_bytes() == data
    assert set(openpyxl.load_workbook(path).sheetnames) > set(before)  # hidden, not gone


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "「参数」把“显示哪些表”改成“全部”"), ("en", "“Sheets in sight” on Settings to “All”")]
)
def test_process__in_the_simple_view_no_link_of_a_result_sheet_leads_out_of_sight(
    tmp_path: Path, lang: Any, word: str
) -> None:
    """Nor does a finding in a row of a hidden sheet; Home says how to see the others."""
    path = make(tmp_path / "book.xlsx", lang, "simple")
    custsheet.process(path, today=TODAY)
    seen = visible_sheets(path.read_bytes())
    book = openpyxl.load_workbook(path)
    home, findings = (book[SCHEMA.tool(name).title(lang)] for name in ("home", "findings"))
    hidden = {title for title in book.sheetnames if title not in seen}
    listed = [str(cell.value).split("!")[0] for cell in findings["B"]]
    assert hidden & set(listed)  # the sample has mistakes there
    for sheet in (home, findings):
        links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        places = {place.rsplit("!", 1)[0].strip("'") for place in links}
        assert places
        assert places <= set(seen)
    said = [str(cell.value) for row in home.iter_rows() for cell in row]
    assert sum(word in one for one in said) == 1
    assert len({cell.hyperlink.location for row in home.iter_rows() for cell in row if cell.hyperlink}) == 6
    choose(path, lang, "all")
    custsheet.process(path, today=TODAY)
    home = openpyxl.load_workbook(path)[SCHEMA.tool("home").title(lang)]
    assert len({cell.hyperlink.location for row in home.iter_rows() for cell in row if cell.hyperlink}) == 18
    assert not any(word in str(cell.value) for row in home.iter_rows() for cell in row)


@pytest.mark.slow
def test_process__all_sheets_come_back_but_for_those_a_person_hid(tmp_path: Path) -> None:
    path = make(tmp_path / "book.xlsx", "zh", "simple")
    book = openpyxl.load_workbook(path)
    book["反馈"].sheet_state = "hidden"
    book.save(path)
    custsheet.process(path, today=TODAY)
    assert "经营看板" not in visible_sheets(path.read_bytes())
    choose(path, "zh", "all")
    custsheet.process(path, today=TODAY)
    seen = visible_sheets(path.read_bytes())
    assert {"经营看板", "客户分级", "服务", "参数"} <= set(seen)
    assert "反馈" not in seen


def test_put_in_sight__never_hides_the_sheet_the_workbook_opens_on(tmp_path: Path) -> None:
    data = make(tmp_path / "book.xlsx", "zh", "all").read_bytes()
    titles = visible_sheets(data)
    left = visible_sheets(in_sight(data, hide=titles))
    assert left == titles[:1]
    assert in_sight(data) == data
    assert in_sight(data, show=titles) == data


def test_visible__names_no_sheet_that_is_switched_off_though_it_still_stands_there(tmp_path: Path) -> None:
    path = custsheet.create(tmp_path / "a.xlsx", settings={"draw_churn": "never"}, today=TODAY)
    snapshot = custsheet.check(path, today=TODAY).snapshot
    assert _visible(snapshot, {"value": "客户价值", "churn": "流失预警", "home": "首页"}, ()) == ("首页", "客户价值")
