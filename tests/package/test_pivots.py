"""Pivot caches over tool sheets are refreshed by Excel on opening; all others stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from custsheet.package import Package, Workbook
from custsheet.package.grafting.pivots import refreshed_caches

FILE = "RenamedFieldIsRemovedFromPivotTable-output.xlsx"


@pytest.fixture
def book(shared: Path) -> Workbook:
    return Workbook.read(Package.read((shared / "data" / "survivors" / FILE).read_bytes()))


def over(book: Workbook, source: bytes) -> Workbook:
    part = book.rel_part("pivotCacheDefinition")
    assert part is not None
    start = b'<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    content = start + b'<cacheSource type="worksheet">' + source + b"</cacheSource></pivotCacheDefinition>"
    return Workbook.read(Package.read(book.package.assemble({part: content})))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<worksheetSource ref="A1:B9" sheet="数据质量"/>', True),
        ('<worksheetSource name="cs_findings"/>', True),
        ('<worksheetSource name="mine"/>', False),
        ('<worksheetSource ref="A1:B9" sheet="客户"/>', False),
        ('<worksheetSource xmlns:r="r" r:id="rId1" ref="A1:B9" sheet="数据质量"/>', False),
    ],
)
def test_refreshed_caches(book: Workbook, source: str, expected: bool) -> None:
    changed = refreshed_caches(over(book, source.encode()), ["数据质量"], ["CS_findings"])
    assert [b'refreshOnLoad="1"' in content for content in changed.values()] == [True] * expected


def test_refreshed_caches__a_mark_that_is_there_stays_as_written(book: Workbook) -> None:
    plain = over(book, '<worksheetSource sheet="数据质量"/>'.encode())
    once = refreshed_caches(plain, ["数据质量"], [])
    again = Workbook.read(Package.read(plain.package.assemble(once)))
    assert refreshed_caches(again, ["数据质量"], []) == {}
