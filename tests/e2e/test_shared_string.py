"""A real LibreOffice changes one text, and nothing of the sheet differs but the shared strings: the change is seen."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
from office import Office

from custsheet.pipeline import refresh

DAY = date(2026, 6, 17)
RIGHT, WRONG = "13812345678", "13812"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def _written(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)


def _saved_by_libreoffice(office: Office, path: Path, mobile: str) -> dict[str, bytes]:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["客户编号", "姓名", "手机"], ["C000001", "王芳", "待填"], ["C000002", "李娜", "13912345678"]):
        book.active.append(row)
    book.active["C2"].number_format = "@"
    book.save(path)
    with office.open(path) as opened:
        opened.enter(book.active.title, {"C2": mobile})
        opened.save()
    return _parts(path)


def test_refresh__a_changed_shared_string_is_never_missed(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "right.xlsx"
    right = _saved_by_libreoffice(office, path, RIGHT)
    wrong = _saved_by_libreoffice(office, tmp_path / "wrong.xlsx", WRONG)
    assert right[SHEET] == wrong[SHEET]
    assert right[STRINGS] != wrong[STRINGS]
    assert refresh(path, today=DAY).written
    processed = _parts(path)
    assert processed[STRINGS] == right[STRINGS], "the tool's sheets share no texts with people's"

    _written(path, processed)
    clean = refresh(path, today=DAY)
    assert not clean.written
    _written(path, processed | {STRINGS: wrong[STRINGS]})
    told = refresh(path, today=DAY)
    assert told.written
    assert told.counts["error"] == clean.counts["error"] + 1
    assert WRONG in told.worst[0].zh
