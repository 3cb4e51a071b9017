"""What another program's reader is given: the person's own bytes where they are plain, and nothing that misleads."""

from __future__ import annotations

import io
from collections.abc import Callable

import python_calamine

from custsheet.package import Package, Workbook, gate
from custsheet.package.gating import faithful

Make = Callable[..., bytes]


def test_for_readers__plain_sheets_are_copied(donor: Make) -> None:
    workbook = gate(donor()).workbook
    given = Package.read(faithful.for_readers(workbook, {}, texts_plain=True))
    for sheet in workbook.sheets:
        assert given.raw(f"xl/worksheets/{sheet.index}.xml") == workbook.package.raw(sheet.part)
    again = python_calamine.load_workbook(io.BytesIO(given.data))
    assert again.sheet_names == ["0", "1"]
    assert again.get_sheet_by_name("0").to_python()[1][0] == "C000001"


def test_for_readers__only_what_is_spelled_anew(donor: Make) -> None:
    workbook = gate(donor()).workbook
    count, plain = faithful.text_count(workbook)
    assert plain
    sheet = workbook.sheets[1]
    assert faithful.sheet_is_plain(workbook, sheet, count, faithful.cell_formats(workbook))
    body = faithful.respelled(workbook, sheet, count, faithful.cell_formats(workbook))
    given = faithful.for_readers(workbook, {1: body}, texts_plain=False, only=True)
    again = python_calamine.load_workbook(io.BytesIO(given))
    assert again.sheet_names == ["1"]
    assert [row[0] for row in again.get_sheet_by_name("1").to_python()] == ["x", "y", "z"]


def test_cell_formats__none_declared_means_any(target: Make) -> None:
    package = Package.read(target())
    assert faithful.cell_formats(Workbook.read(package)) == 2
    bare = Package.read(package.assemble({"xl/styles.xml": b"<styleSheet/>"}))
    assert faithful.cell_formats(Workbook.read(bare)) > 60_000
