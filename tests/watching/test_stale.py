"""A lock counts as left behind by a crash only where everything speaks for that, for half a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from custsheet.package.saving.lock import Holder
from custsheet.watching import stale
from custsheet.watching.stale import FREE_FOR, Leftovers


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"a workbook")
    return path


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    """As /proc: a folder for each process, and other things."""
    place = tmp_path / "proc"
    (place / "sys").mkdir(parents=True)
    (place / "uptime").write_text("1 1")
    _run(place, 1, "systemd")
    return place


def _run(processes: Path, pid: int, name: str) -> None:
    (processes / str(pid)).mkdir()
    (processes / str(pid) / "comm").write_text(f"{name}\n")


def _lock(book: Path, host: str = "DESK", program: str = "LibreOffice") -> Holder:
    return Holder(program, "李雷", host, book.with_name(f".~lock.{book.name}#"))


def test_left_behind__after_half_a_minute_in_which_nothing_speaks_for_it(book: Path, processes: Path) -> None:
    leftovers = Leftovers(processes, "desk")
    assert not leftovers.left_behind(_lock(book), book, 100.0)
    assert not leftovers.left_behind(_lock(book), book, 100.0 + FREE_FOR - 0.1)
    assert leftovers.left_behind(_lock(book), book, 100.0 + FREE_FOR)


def test_left_behind__each_lock_has_its_own_half_minute(book: Path, processes: Path) -> None:
    leftovers = Leftovers(processes, "desk")
    other = Holder("LibreOffice", "", "desk", book.with_name(".~lock.other.xlsx#"))
    assert not leftovers.left_behind(_lock(book), book, 0.0)
    assert not leftovers.left_behind(other, book, FREE_FOR)
    assert leftovers.left_behind(_lock(book), book, FREE_FOR)


@pytest.mark.parametrize("program", ["soffice.bin", "soffice", "oosplash", "et", "wps", "wpsoffice"])
def test_left_behind__not_while_an_office_program_runs_and_then_from_the_beginning(
    book: Path, processes: Path, program: str
) -> None:
    leftovers = Leftovers(processes, "desk")
    assert not leftovers.left_behind(_lock(book), book, 0.0)
    _run(processes, 77, program)
    assert not leftovers.left_behind(_lock(book), book, FREE_FOR + 1)
    (processes / "77" / "comm").unlink()  # it ended while the list was read
    (processes / "77").rmdir()
    assert not leftovers.left_behind(_lock(book), book, FREE_FOR + 2)
    assert leftovers.left_behind(_lock(book), book, 2 * FREE_FOR + 2)


def test_left_behind__a_process_that_ends_while_it_is_looked_at(book: Path, processes: Path) -> None:
    (processes / "88").mkdir()  # no comm any more
    leftovers = Leftovers(processes, "desk")
    leftovers.left_behind(_lock(book), book, 0.0)
    assert leftovers.left_behind(_lock(book), book, FREE_FOR)


@pytest.mark.parametrize("host", ["", "another"])
def test_left_behind__never_a_lock_of_another_computer_or_of_nobody_knows_which(
    book: Path, processes: Path, host: str
) -> None:
    leftovers = Leftovers(processes, "desk")
    for now in (0.0, FREE_FOR, 100 * FREE_FOR):
        assert not leftovers.left_behind(_lock(book, host), book, now)


def test_left_behind__never_where_the_processes_cannot_be_listed(book: Path, tmp_path: Path) -> None:
    leftovers = Leftovers(tmp_path / "no such", "desk")
    for now in (0.0, FREE_FOR, 100 * FREE_FOR):
        assert not leftovers.left_behind(_lock(book), book, now)


def test_left_behind__not_while_somebody_holds_the_workbook_open_for_writing(
    book: Path, processes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leftovers, held = Leftovers(processes, "desk"), [True]
    monkeypatch.setattr(stale, "open_for_writing", lambda _path: held[0])
    assert not leftovers.left_behind(_lock(book), book, 0.0)
    assert not leftovers.left_behind(_lock(book), book, FREE_FOR)
    held[0] = False
    assert not leftovers.left_behind(_lock(book), book, FREE_FOR + 1)
    assert leftovers.left_behind(_lock(book), book, 2 * FREE_FOR + 1)


def test_left_behind__changes_nothing(book: Path, processes: Path) -> None:
    lock = _lock(book)
    lock.lock.write_text(",李雷,desk,29.11.2026 10:00,file:///profile;", "utf-8")
    leftovers = Leftovers(processes, "desk")
    leftovers.left_behind(lock, book, 0.0)
    assert leftovers.left_behind(lock, book, FREE_FOR)
    assert lock.lock.exists()
    assert book.read_bytes() == b"a workbook"
