"""The managers' copy: complete without the workbook it came from, as of the day asked for, and never over a file."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet
from custsheet.exchange import report
from custsheet.model.errors import WorkbookError
from custsheet.reading.standards import standard

TODAY = date(2026, 6, 17)


@pytest.fixture(scope="module", params=["zh", "en"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return custsheet.create(
        tmp_path_factory.mktemp("report") / "book.xlsx", lang=request.param, sample=True, today=TODAY
    )


@pytest.fixture(scope="module")
def opened(book: Path) -> Any:
    before = book.read_bytes()
    done = report(book, today=TODAY)
    assert done.workbook.name in {
        "book-经营报告 2026-06-17.xlsx",
        "book-Management report 2026-06-17.xlsx",
    }
    assert done.pdf is None
    assert book.read_bytes() == before
    return openpyxl.load_workbook(done.workbook)


@pytest.mark.slow
def test_report__holds_dashboard_analyses_and_tiers_but_nobodys_rows(opened: Any) -> None:
    assert opened.sheetnames[0] in {"经营看板", "Dashboard"}
    assert {"客户分级", "客户价值"} <= set(opened.sheetnames) or {"Tiers", "Customer value"} <= set(opened.sheetnames)
    assert not {"客户", "交易", "Customers", "Orders", "数据质量", "Data quality"} & set(opened.sheetnames)
    assert [one.title for one in opened if one.sheet_state != "visible"] in (["_看板数据"], ["_board"])


def test_report__no_link_leads_out(opened: Any) -> None:
    links = [cell.hyperlink.location for sheet in opened for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert {link.rpartition("!")[0].strip("'") for link in links} <= set(opened.sheetnames)


@pytest.mark.slow
def test_report__of_a_past_month_never_speaks_of_today(book: Path, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(report(book, tmp_path / "may.xlsx", month=date(2026, 5, 1), today=TODAY).workbook)
    sheets = [one for one in opened if one.sheet_state == "visible"]
    assert len(sheets) > 10
    for sheet in sheets:
        assert re.search("截至 2026-05-31|as of 2026-05-31", sheet["A1"].value), sheet.title
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert not [one for one in texts if re.search(r"今天|\btoday\b|2026-06-17", one)], sheet.title


def test_report__says_which_day_it_is_of(opened: Any) -> None:
    for sheet in opened:
        if sheet.sheet_state == "visible":
            assert re.search("截至 2026-06-17 ·|as of 2026-06-17 ·", sheet["A1"].value), sheet.title


@pytest.mark.slow
def test_report__of_a_month_before_the_first_order_says_when_they_begin(book: Path, tmp_path: Path) -> None:
    done = report(book, tmp_path / "early.xlsx", month=date(2020, 5, 1), today=TODAY)
    assert done.empty is not None
    first = re.search(r"第一笔在 (\d{4}-\d\d-\d\d)", done.empty.zh)
    assert first is not None
    assert date.fromisoformat(first[1]) > date(2020, 5, 31)
    assert first[1] in done.empty.en
    sheet = openpyxl.load_workbook(done.workbook).worksheets[0]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(first[1] in one for one in told)
    assert report(book, tmp_path / "late.xlsx", month=date(2026, 5, 1), today=TODAY).empty is None


@pytest.mark.slow
def test_report__looks_at_the_end_of_the_month_that_is_asked_for(book: Path, tmp_path: Path) -> None:
    done = report(book, tmp_path / "may.xlsx", month=date(2026, 3, 9), today=TODAY)
    assert "2025-04-01" in done.period.en
    assert "2026-03-31" in done.period.en
    now = report(book, tmp_path / "now.xlsx", today=TODAY)
    assert "2026-06-17" in now.period.en
    assert (tmp_path / "may.xlsx").read_bytes() != (tmp_path / "now.xlsx").read_bytes()


def test_report__of_the_month_under_way_ends_today(book: Path, tmp_path: Path) -> None:
    assert "2026-06-17" in report(book, tmp_path / "june.xlsx", month=TODAY, today=TODAY).period.en


def test_report__a_month_to_come(book: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="2026-07"):
        report(book, tmp_path / "x.xlsx", month=date(2026, 7, 1), today=TODAY)
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("taken", ["x.xlsx", "x.pdf"])
def test_report__never_writes_over_a_file(book: Path, tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_bytes(b"mine")
    with pytest.raises(WorkbookError, match=f"{taken}.*--out"):
        report(book, tmp_path / "x.xlsx", today=TODAY, pdf=True)
    assert (tmp_path / taken).read_bytes() == b"mine"
    assert {one.name for one in tmp_path.iterdir()} == {taken}


def test_report__says_where_the_workbook_is_if_there_is_no_libreoffice(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WorkbookError, match=r"x\.xlsx"):
        report(book, tmp_path / "x.xlsx", today=TODAY, pdf=True)
    assert (tmp_path / "x.xlsx").exists()


@pytest.mark.slow
def test_report__as_pdf(soffice: Path, book: Path, tmp_path: Path) -> None:
    done = report(book, tmp_path / "x.xlsx", today=TODAY, pdf=True)
    assert done.pdf == tmp_path / "x.pdf"
    said = subprocess.run(["pdftotext", "-l", "1", done.pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "经营看板" in said or "Dashboard" in said


def test_report__of_an_empty_workbook(tmp_path: Path) -> None:
    book = custsheet.create(tmp_path / "empty.xlsx", today=TODAY)
    done = report(book, today=TODAY)
    assert "经营看板" in openpyxl.load_workbook(done.workbook).sheetnames


def test_report__by_a_standard_without_the_dashboard(tmp_path: Path) -> None:
    whole = standard("customers")
    unseen = {"dashboard", "chart_data", "board"}
    short = whole.but(tool_sheets=tuple(one for one in whole.tool_sheets if one.name not in unseen))
    book = custsheet.create(tmp_path / "short.xlsx", schema=short, sample=True, today=TODAY)
    for month in (None, date(2026, 5, 1)):
        done = report(book, tmp_path / f"{month}.xlsx", month=month, today=TODAY)
        titles = openpyxl.load_workbook(done.workbook).sheetnames
        assert "客户分级" in titles
        assert not {"经营看板", "_看板数据", "图表数据"} & set(titles)


def test_report__of_a_day_that_leaves_the_calendar(book: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="9999"):
        report(book, tmp_path / "x.xlsx", today=date(9999, 12, 31))
