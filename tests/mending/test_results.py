"""What the tool's formulas on people's sheets come to is stored as the workbook itself counts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import custsheet

DAY = date(2026, 6, 17)


def _counting_from_1904(path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(
                name, part.replace(b"<workbookPr", b'<workbookPr date1904="1"') if "workbook.xml" in name else part
            )
    path.write_bytes(out.getvalue())


def _column(path: Path, sheet: str, title: str) -> list[Any]:
    cells = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    head = next(at for at, row in enumerate(cells) if title in [str(one).rstrip("＊") for one in row])
    place = [str(one).rstrip("＊") for one in cells[head]].index(title)
    return [row[place] for row in cells[head + 1 :] if row[0]]


@pytest.mark.parametrize("mac", [False, True])
def test_results__days_are_counted_as_the_workbook_counts_them(tmp_path: Path, mac: bool) -> None:
    tables = {
        "customers": [{"customer_id": "C000001", "name": "王芳"}],
        "interactions": [{"interaction_id": "I1", "customer_id": "C000001", "next_date": date(2026, 7, 4)}],
    }
    path = custsheet.create(tmp_path / "book.xlsx", lang="zh", tables=tables, today=DAY)
    if mac:
        _counting_from_1904(path)
    custsheet.process(path, today=DAY)
    (agreed,) = _column(path, "互动", "下次跟进日期")
    assert agreed.year == (2030 if mac else 2026)
    assert _column(path, "客户", "下次联系") == [agreed]
    before = path.read_bytes()
    assert not custsheet.process(path, today=DAY).written
    assert path.read_bytes() == before
