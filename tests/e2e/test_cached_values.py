"""What formula cells of people's sheets hold after a pass is what LibreOffice computes when it recalculates."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Book, Office
from openpyxl.utils import get_column_letter
from stored import stored

from custsheet.model.errors import Lang
from custsheet.package import Package, Workbook

Run = Callable[..., subprocess.CompletedProcess[str]]
SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
NAMES = {"zh": "制造企业.xlsx", "en": "b2b-maker.xlsx"}
HEADERS = {
    "zh": {
        "order_no": "订单号",
        "customer_id": "客户编号",
        "date": "购买日期",
        "amount": "购买金额",
        "tier": "客户分级",
    },
    "en": {
        "order_no": "Order number",
        "customer_id": "Customer ID",
        "date": "Date of purchase",
        "amount": "Amount spent",
        "tier": "Tier (final)",
    },
}
ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?)")
_BARE = re.compile(rb'<v>[^<]*</v>|<v/>| t="(?:str|n|b)"')
TITLES = {"zh": ("客户", "交易"), "en": ("Customers", "Transactions")}


def _cached(path: Path) -> dict[tuple[str, int, int], Any]:
    """(sheet, row, column) of every formula cell of every sheet → the value stored with it."""
    return {(title, *at): value for title, cells in stored(path.read_bytes()).items() for at, value in cells.items()}


def _stale(path: Path, office: Office) -> dict[tuple[str, int, int], tuple[Any, Any]]:
    """Cells whose stored value is another one than LibreOffice computes: both."""
    cached = _cached(path)
    found = {}
    with office.open(path) as book:
        book.recalculate()
        for title in {place[0] for place in cached}:
            last_row, last_column = book.used(title)
            grid = book.values(title, f"A1:{get_column_letter(last_column)}{last_row}")
            for (sheet, row, column), value in cached.items():
                if sheet != title:
                    continue
                shown = grid[row - 1][column - 1]
                held = "" if value is None else value
                if isinstance(held, bool | int | float):
                    held = pytest.approx(float(held), abs=1e-9)
                if shown != held:
                    found[(sheet, row, column)] = (value, shown)
    return found


@pytest.mark.slow
def test_cached_values__of_the_larger_sample_are_what_libreoffice_computes(
    run: Run, office: Office, tmp_path: Path
) -> None:
    """Three thousand orders, every formula cell of every sheet; errors and what adds them up are errors for both."""
    path = tmp_path / "book.xlsx"
    shutil.copy(SAMPLES / "零售连锁.xlsx", path)
    assert run("process", path, lang="zh").returncode in {0, 1}
    assert len(_cached(path)) > 3000
    stale = _stale(path, office)
    broken = {place for place, (held, shown) in stale.items() if ERROR.fullmatch(str(held)) and shown is None}
    assert set(stale) == broken
    assert {"客户", "交易"} <= {sheet for sheet, _, _ in broken}


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_cached_values__after_a_pass_are_what_libreoffice_computes(
    lang: Lang, run: Run, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    shutil.copy(SAMPLES / NAMES[lang], path)
    customers, orders = TITLES[lang]
    assert run("process", path, lang=lang).returncode in {0, 1}
    assert _stale(path, office) == {}

    # LibreOffice saves, from then on it shows what is stored; a person adds a large order below the table.
    with office.open(path) as book:
        last = max(row for row, (cell,) in enumerate(book.values(orders, "A1:A900"), 1) if cell != "")
        typed = {
            "order_no": "SO-LAST",
            "customer_id": "C000005",
            "date": f"{date.today():%Y-%m-%d}",
            "amount": "900000",
        }
        cells = {_column(book, orders, HEADERS[lang][name]): said for name, said in typed.items()}
        book.enter(orders, {f"{letters}{last + 1}": said for letters, said in cells.items()})
        mine = f"{_column(book, customers, HEADERS[lang]['tier'])}6"
        book.enter(customers, {mine: '="mine"'})
        book.save()
    before = _sheets(path)
    assert run("process", path, lang=lang).returncode in {0, 1}
    assert _stale(path, office) == {}
    after = _sheets(path)
    # Nothing but results has changed, and what a person computes in the tool's column is theirs.
    assert before[customers] != after[customers]
    assert _BARE.sub(rb"", before[customers]) == _BARE.sub(rb"", after[customers])
    assert openpyxl.load_workbook(path, data_only=True)[customers][mine].value == "mine"
    written = path.read_bytes()
    assert run("process", path, lang=lang).returncode in {0, 1}
    assert path.read_bytes() == written, "a second pass wrote again"


def _column(book: Book, sheet: str, header: str) -> str:
    return get_column_letter(book.values(sheet, "A4:BZ4")[0].index(header) + 1)


def _sheets(path: Path) -> dict[str, bytes]:
    """Title → bytes of the worksheet's part."""
    workbook = Workbook.read(Package.read(path.read_bytes()))
    return {sheet.title: workbook.package.part(sheet.part) for sheet in workbook.sheets}
