"""The selectors of the dashboard in a real LibreOffice: every choice shows what custsheet would have drawn for it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from office import Office
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook
from stored import stored

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


def _rows(path: Path, title: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(title).to_python(skip_empty_area=False)


def _choices(rows: list[list[Any]], lang: Lang) -> list[dict[str, str]]:
    """A dozen: every fourth period, each with another owner, region and kind, and some that do not occur."""
    periods, owners, regions, kinds = ([row[at] for row in rows[3:] if row[at] != ""] for at in range(4))
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


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_selectors__every_choice_in_libreoffice(lang: Lang, run: Run, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    assert run("new", path, "--sample", "--lang", lang).returncode == 0
    assert run("process", path, "--today", DAY).returncode in {0, 1}
    written = path.read_bytes()
    board, hidden, charts = TITLES[lang]
    seen = set()
    outcome = custsheet.check(path, today=date.fromisoformat(DAY))
    with office.open(path) as book:
        for chosen in _choices(_rows(path, hidden), lang):
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
    shown = _rows(path, board)
    places = {name: coordinate_to_tuple(cell) for name, cell in CELLS.items()}
    assert {name: shown[row - 1][column - 1] for name, (row, column) in places.items()} == chosen


def _drawn(outcome: Outcome, chosen: dict[str, str]) -> dict[str, dict[tuple[int, int], Any]]:
    """Sheet → cell of a formula → the value stored with it, as a pass would draw them for a choice."""
    assert outcome.figures is not None
    now, snapshot = datetime(2026, 6, 17), replace(outcome.snapshot, selection=chosen)
    drawn = Book(snapshot.lang, created=now)
    draw_dashboard(Scene(replace(outcome, snapshot=snapshot), drawn, now), outcome.figures)
    held = stored(drawn.close())
    return {title: {at: "" if one is None else one for at, one in held[title].items()} for title in held}
