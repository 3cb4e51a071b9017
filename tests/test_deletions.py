"""Losing records by the hundred stops a pass until somebody says that it was meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import custsheet
from custsheet.model.errors import CustsheetError, ManyGoneError
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard

DAY = date(2026, 6, 17)
CUSTOMERS = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    tables, settings = sample_rows(standard(), "zh", DAY)
    path = tmp_path_factory.mktemp("made") / "book.xlsx"
    custsheet.create(path, tables={"customers": tables["customers"][:CUSTOMERS]}, settings=settings, today=DAY)
    custsheet.process(path, today=DAY)
    return path.read_bytes()


@pytest.fixture
def path(made: bytes, tmp_path: Path) -> Path:
    (tmp_path / "book.xlsx").write_bytes(made)
    return tmp_path / "book.xlsx"


def _without(path: Path, rows: int) -> bytes:
    """Somebody deletes the last `rows` customers and saves."""
    book = openpyxl.load_workbook(path)
    table = next(iter(book["客户"].tables.values()))
    header = int("".join(filter(str.isdigit, table.ref.split(":")[0])))
    for row in book["客户"].iter_rows(min_row=header + CUSTOMERS - rows + 1, max_row=header + CUSTOMERS):
        for cell in row:
            cell.value = None
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("side_car", [False, True])
def test_process__stops_where_more_than_twenty_and_a_tenth_are_gone(path: Path, side_car: bool) -> None:
    left = _without(path, 21)
    with pytest.raises(ManyGoneError) as told:
        custsheet.process(path, today=DAY, side_car=side_car)
    assert "21" in told.value.zh
    assert "60" in told.value.en
    kept = Path(told.value.en.rsplit(" is kept at ", 1)[-1].rstrip(".")) if " is kept at " in told.value.en else None
    assert kept is None or kept.exists()
    assert path.read_bytes() == left
    assert [one.name for one in path.parent.iterdir()] == ["book.xlsx"]


def test_process__goes_on_where_twenty_are_gone(path: Path) -> None:
    _without(path, 20)
    assert custsheet.process(path, today=DAY).written


def test_process__goes_on_once_somebody_said_that_it_was_meant(path: Path) -> None:
    _without(path, 40)
    assert custsheet.process(path, today=DAY, accept_deletions=True).written
    assert not custsheet.process(path, today=DAY).written


def test_process__a_sheet_that_is_gone_altogether_counts(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["客户"]
    book.save(path)
    with pytest.raises(CustsheetError):
        custsheet.process(path, today=DAY)


def test_check__and_a_dry_run_say_what_they_found_nevertheless(path: Path) -> None:
    _without(path, 40)
    assert custsheet.check(path, today=DAY).rows["customers"] == CUSTOMERS - 40
    assert custsheet.process(path, today=DAY, dry_run=True).rows["customers"] == CUSTOMERS - 40
