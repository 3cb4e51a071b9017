"""The selectors of the dashboard in a real LibreOffice: every choice shows what custsheet would have drawn for it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Office

import custsheet
from custsheet.drawing.dashboard.dashboard import draw_dashboard
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.book import Book
from custsheet.model.board import EVERYTHING, SELECTORS
from custsheet.model.errors import Lang
from custsheet.model.outcome import Outcome

DAY = "2026-06-17"
AREAS = ("R80", "BZ2")
"""What is looked at of a sheet that people see, and of the hidden one."""
CELLS = dict(zip(SELECTORS, ("B4", "D4", "F4", "H4"), strict=True))
TITLES = {"zh": ("经营看板", "_看板数据", "图表数据"), "en": ("Dashboard", "_board", "Chart data")}
Run = Callable[..., subprocess.CompletedProcess[str]]


def _choices(book: Any, hidden: str, lang: Lang) -> list[dict[str, str]]:
    """A dozen: every fourth period, each with another owner, region and kind, and some that do not occur."""
    sheet = book[hidden]
    periods, owners, regions, kinds = (
        [cell.value for cell in column[3:] if cell.value is not None] for column in sheet.iter_cols(1, 4)
    )
    everything = EVERYTHING(lang)
    picked = [
        (periods[0], everything, everything, everything),
        (periods[1], owners[1], everything, everything),
        (periods[3], everything, regions[1], everything),
        (periods[2], everything, everything, kinds[1]),
        (periods[0], owners[2], everything, kinds[-1]),
    ]
    picked += [
        (periods[at % len(periods)], owners[at % len(owners)], regions[-at % len(regions)], kinds[at // 4 % len(kinds)])
        for at in range(2, 38, 4)
    ]
    return [dict(zip(SELECTORS, one, strict=True)) for one in picked]


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_selectors__every_choice_in_libreoffice(lang: Lang, run: Run, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    assert run("new", path, "--sample", "--lang", lang).returncode == 0
    assert run("process", path, "--today", DAY).returncode in {0, 1}
    written = path.read_bytes()
    board, hidden, charts = TITLES[lang]
    seen = set()
    outcome = custsheet.check(path, today=date.fromisoformat(DAY))
    with office.open(path) as book:
        for chosen in _choices(openpyxl.load_workbook(path), hidden, lang):
            book.enter(board, {CELLS[name]: said for name, said in chosen.items()})
            expected = _drawn(outcome, chosen)
            for title in (board, hidden, charts):
                grid = book.values(title, f"A1:{AREAS[title == hidden]}")
                for (row, col), value in expected[title].items():
                    shown = grid[row - 1][col - 1]
                    where = (chosen, title, row, col)
                    assert not str(shown).startswith(("#", "Err:")), where
                    assert shown == (pytest.approx(value, abs=1e-5) if isinstance(value, int | float) else value), where
            seen.add(str(sorted(expected[board].items())))
        book.enter(board, {CELLS["period"]: chosen["period"]})
        book.save()
    assert len(seen) > 10
    # A choice is no edit: nothing is written for it, nobody is told off, and it is still there after the next write.
    again = run("process", path, "--today", DAY)
    assert "Edited since" not in again.stdout + again.stderr
    saved = path.read_bytes()
    assert saved != written
    assert run("process", path, "--today", DAY).returncode in {0, 1}
    assert path.read_bytes() == saved, "a choice made custsheet write again and again"
    run("process", path, "--today", "2026-06-18")
    sheet = openpyxl.load_workbook(path)[board]
    assert {name: sheet[cell].value for name, cell in CELLS.items()} == chosen


def _drawn(outcome: Outcome, chosen: dict[str, str]) -> dict[str, dict[tuple[int, int], Any]]:
    """Sheet → cell of a formula → the value stored with it, as a pass would draw them for a choice."""
    assert outcome.figures is not None
    now, snapshot = datetime(2026, 6, 17), replace(outcome.snapshot, selection=chosen)
    drawn = Book(snapshot.lang, created=now)
    draw_dashboard(Scene(replace(outcome, snapshot=snapshot), drawn, now), outcome.figures)
    data = drawn.close()
    formulas, values = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
    found: dict[str, dict[tuple[int, int], Any]] = {}
    for title in TITLES[snapshot.lang]:
        cells = [cell for row in formulas[title].iter_rows() for cell in row if cell.data_type == "f"]
        stored = {(one.row, one.column): values[title].cell(one.row, one.column).value for one in cells}
        found[title] = {at: "" if one is None else one for at, one in stored.items()}
    return found
