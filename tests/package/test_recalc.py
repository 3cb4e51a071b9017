"""Whether people's formulas read tool sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from custsheet.package import Package, Workbook, gate
from custsheet.package.recalc import has_formulas, recalculates, refers_to


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(B1:B9)", False),
        ("=数据质量!A1", True),
        ("='数据质量'!A1&\"x\"", True),
        ("=IF(1<2,'It''s'!A1)", True),
        ("=cs_total*2", True),
        ('="客户"&A1', False),
    ],
)
def test_refers_to(target: Callable[..., bytes], formula: str, expected: bool) -> None:
    book = Workbook.read(Package.read(target("客户", formula=formula)))
    assert refers_to(book, ["数据质量", "It's"], ["CS_total"]) is expected


def test_recalculates__is_what_the_workbook_says(target: Callable[..., bytes]) -> None:
    package = Package.read(target("客户"))
    plain = package.part("xl/workbook.xml").replace(b' fullCalcOnLoad="1"', b"")
    assert recalculates(Workbook.read(package))
    assert not recalculates(Workbook.read(Package.read(package.assemble({"xl/workbook.xml": plain}))))


def test_refers_to__formulas_on_the_tools_own_sheets_do_not_count(target: Callable[..., bytes]) -> None:
    book = Workbook.read(Package.read(target("数据质量", formula="=数据质量!A1")))
    assert not refers_to(book, ["数据质量"])


def test_refers_to__wherever_the_stream_is_cut(target: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook.read(Package.read(target("客户", formula="=数据质量!A1")))
    parts = {sheet.part: book.package.part(sheet.part) for sheet in book.sheets}

    def byte_by_byte(_package: Package, name: str) -> Iterator[bytes]:
        return (bytes([one]) for one in parts[name])

    monkeypatch.setattr(Package, "stream", byte_by_byte)
    assert refers_to(book, ["数据质量"])
    assert not refers_to(book, ["订单"])


def test_values_only__is_not_read_and_holds_no_formula(
    target: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = gate(target("客户", "订单"))
    assert {one.key for one in report.values_only} == {f"xl/worksheets/sheet{n}.xml" for n in (1, 2)}

    def unread(_package: Package, name: str) -> Iterator[bytes]:
        raise AssertionError(name)

    monkeypatch.setattr(Package, "stream", unread)
    assert not refers_to(report.workbook, ["数据质量"], values_only=report.values_only)
    assert not has_formulas(report.workbook, report.values_only)


def test_values_only__a_sheet_that_has_got_a_formula_since_is_read(target: Callable[..., bytes]) -> None:
    before, after = gate(target("客户")), gate(target("客户", formula="=数据质量!A1"))
    assert before.values_only
    assert not after.values_only
    assert refers_to(after.workbook, ["数据质量"], values_only=before.values_only)
    assert has_formulas(after.workbook, before.values_only)
