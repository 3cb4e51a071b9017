import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from custsheet.drawing.hidden import RECORDS
from custsheet.drawing.results import DRAWN, LATE, draw_results
from custsheet.model.memory import OWNER
from custsheet.model.outcome import Reason
from custsheet.model.text import text
from custsheet.package import Package, Workbook, graft
from custsheet.resources import folder

NOW = datetime(2026, 6, 17, 14, 3)
FORMULA = '=HYPERLINK("http://example.com","点我")'
HOSTILE = FORMULA + " +86 @SUM(A1) _x000D_ <b>&\"'\x01\x0b ]]> \U0001f600 " + "长" * 40_000


def test_draw_results__a_native_workbook_gets_every_sheet(make_outcome, schema):
    donor = draw_results(make_outcome(), now=NOW, version="0")
    assert tuple(sheet.name for sheet in donor.sheets if sheet.visible) == tuple(
        one for one in DRAWN if one not in LATE
    )
    hidden = [sheet.name for sheet in donor.sheets if not sheet.visible]
    assert hidden == ["records", *(f"flags_{sheet.name}" for sheet in schema.sheets)]
    marks = {name.name: name.title for name in Workbook.read(Package.read(donor.data)).names}
    assert all(marks[OWNER + sheet.name] == sheet.title for sheet in donor.sheets)
    assert set(donor.names) == {f"cs_flag_{sheet.name}" for sheet in schema.sheets} | {
        f"cs_records_{name}" for name in RECORDS
    }


def test_draw_results__a_foreign_workbook_gets_only_what_people_read(make_outcome, opened):
    donor = draw_results(make_outcome(native=False), now=NOW, version="0")
    titles = [sheet.title for sheet in donor.sheets]
    assert titles == ["数据质量", "疑似重复", "质量评分", "客户分级", "经营看板", "图表数据"]
    book = opened(donor.data)
    assert book.sheetnames == titles
    links = {c.hyperlink.location for sheet in book for row in sheet.iter_rows() for c in row if c.hyperlink}
    assert not [link for link in links if "首页" in link or "参数" in link]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_draw_results__the_same_outcome_gives_the_same_bytes(make_outcome, lang):
    one, two = (draw_results(make_outcome(lang=lang), now=NOW, version="0").data for _ in range(2))
    assert one == two


def test_draw_results__sheets_people_renamed_keep_their_titles(make_outcome, opened):
    made = make_outcome()
    owned = {"findings": "问题 O'Neil", "records": "查", "flags_customers": "旗"}
    donor = draw_results(replace(made, snapshot=replace(made.snapshot, owned=owned)), now=NOW, version="0")
    titles = {sheet.name: sheet.title for sheet in donor.sheets}
    assert {name: titles[name] for name in owned} == owned
    book = opened(donor.data)
    assert book.defined_names["cs_flag_customers"].attr_text == "'旗'!A1"
    assert book.defined_names["cs_records_id"].attr_text.startswith("'查'!")
    assert book["问题 O'Neil"]["A1"].value.startswith("问题 O'Neil")


def hostile(outcome):
    """The same outcome with the worst texts wherever a person's words go."""
    tables = outcome.snapshot.tables
    raw = tables["customers"].raw.copy()
    for field in ("name", "company", "owner", "email"):
        raw[field] = HOSTILE
    customers = replace(tables["customers"], raw=raw)
    settings = {**outcome.snapshot.settings, "company_name": HOSTILE, "currency": '"<&'}
    said = text(HOSTILE, HOSTILE)
    figures = outcome.figures
    figures = replace(
        figures,
        top=figures.top.assign(customer=HOSTILE),
        pareto=figures.pareto.assign(customer=HOSTILE),
        overdue=figures.overdue.assign(owner=HOSTILE),
        sentences=(("bad", said),),
        notes=(said,),
    )
    groups = tuple(
        replace(one, reasons=(Reason(said), Reason(said, against=True)), records=(HOSTILE,) * len(one.rows))
        for one in outcome.duplicates
    )
    table = outcome.tiers.table.assign(customer=HOSTILE, reason=HOSTILE, record=HOSTILE)
    return replace(
        outcome,
        snapshot=replace(outcome.snapshot, tables={**tables, "customers": customers}, settings=settings),
        findings=tuple(replace(one, value=HOSTILE) for one in outcome.findings),
        figures=figures,
        duplicates=groups,
        tiers=replace(outcome.tiers, table=table),
    )


@pytest.mark.parametrize("native", [True, False])
def test_draw_results__no_text_becomes_a_formula_or_breaks_the_file(make_outcome, opened, native):
    data = draw_results(hostile(make_outcome(native=native)), now=NOW, version="0").data
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
    book = opened(data)
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert all(formula.startswith("=COUNTA('") for formula in formulas)
    assert len(formulas) == (2 if native else 0)
    assert book["客户分级"]["C9"].value.startswith("=HYPERLINK")
    assert book["客户分级"]["C9"].data_type == "s"


def test_draw_results__another_reader_sees_the_same_rows(make_outcome):
    made = make_outcome()
    book = CalamineWorkbook.from_filelike(BytesIO(draw_results(made, now=NOW, version="0").data))
    rows = book.get_sheet_by_name("客户分级").to_python(skip_empty_area=False)
    assert [row[1] for row in rows[8:]] == list(made.tiers.table["record"])


@pytest.mark.parametrize(("lang", "name"), [("zh", "客户管理表.xlsx"), ("en", "customer-workbook.xlsx")])
def test_draw_results__take_their_places_in_a_new_workbook(make_outcome, lang, name):
    target = (folder("templates") / name).read_bytes()
    donor = draw_results(make_outcome(lang=lang), now=NOW, version="0")
    once = graft(target, donor.data)
    # Every sheet was there already, empty, under the same title and owner: none is added.
    before, after = (Workbook.read(Package.read(data)) for data in (target, once))
    assert [sheet.title for sheet in after.sheets] == [sheet.title for sheet in before.sheets]
    assert {one.name for one in after.names} >= {*donor.names, *(OWNER + sheet.name for sheet in donor.sheets)}
    assert graft(once, donor.data) == once


def test_draw_results__without_tiers_and_figures_draws_what_there_is(make_outcome):
    donor = draw_results(make_outcome(tiers=None, figures=None), now=NOW, version="0")
    visible = [sheet.name for sheet in donor.sheets if sheet.visible]
    assert visible == ["home", "findings", "duplicates", "quality", "tiers", "guide"]


def test_draw_results__in_libreoffice_every_page_is_free_of_hashes_and_errors(make_outcome, convert, tmp_path):
    for lang in ("zh", "en"):
        path = tmp_path / f"{lang}.xlsx"
        path.write_bytes(draw_results(make_outcome(lang=lang), now=NOW, version="0").data)
        pdf = convert(path, "pdf", tmp_path / "out")
        assert pdf.stat().st_size > 10_000
        reader = shutil.which("pdftotext")
        if reader is None:
            continue
        said = subprocess.run([reader, "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert "###" not in said
        assert "#REF!" not in said
        assert "#NAME?" not in said
