"""The backup folder: what goes in comes out byte-equal, or a sentence says why not."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custsheet.memory import backups as module
from custsheet.memory.backups import Backups, default_folder
from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import digest

posix_only = pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 6, 14, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def backups(tmp_path: Path, clock: Clock) -> Backups:
    return Backups(tmp_path / "kept", clock=clock)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "客户.xlsx"


def test_default_folder__follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTSHEET_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "backups"
    assert Backups().folder == tmp_path / "backups"
    monkeypatch.setenv("CUSTSHEET_HOME", "")
    assert default_folder().parts[-2:] == ("custsheet", "backups")


def test_store__comes_out_byte_equal(backups: Backups, book: Path) -> None:
    versions = [os.urandom(1000 + number) for number in range(100)]
    for data in versions:
        assert backups.store(data, book).read_bytes() == data
    entries = backups.list(book)
    assert [one.digest for one in entries] == [digest(data) for data in reversed(versions)]
    assert all(one.verified and one.source == str(book) for one in entries)
    for data, one in zip(reversed(versions), entries, strict=True):
        assert backups.restore_bytes(one.sequence) == data
        assert backups.restore_bytes(one.digest) == data
        assert one.size == len(data)


def test_store__lists_a_content_again_only_after_another(backups: Backups, book: Path, clock: Clock) -> None:
    first = backups.store(b"one", book, reason="merge")
    assert backups.store(b"one", book) == first
    assert [(one.digest, one.reason) for one in backups.list()] == [(digest(b"one"), "merge")]
    backups.store(b"two", book)
    clock.now += timedelta(hours=1)
    assert backups.store(b"one", book) == first
    assert [one.digest for one in backups.list()] == [digest(data) for data in (b"one", b"two", b"one")]
    assert backups.list()[0].taken == clock.now
    assert len(list(backups.folder.glob("[0-9a-f]" * 64 + ".xlsx"))) == 2


@pytest.mark.parametrize(("name", "suffix"), [("客户.xlsx", ".xlsx"), ("客户.2026.XLSM", ".xlsm"), ("客户", "")])
def test_store__a_person_can_open_the_file(backups: Backups, tmp_path: Path, name: str, suffix: str) -> None:
    path = backups.store(b"one", tmp_path / name)
    assert path.name == digest(b"one").removeprefix("sha256:") + suffix
    assert backups.restore_bytes(digest(b"one")) == b"one"


def test_store__keeps_a_content_once_whatever_the_suffix(backups: Backups, tmp_path: Path) -> None:
    first = backups.store(b"one", tmp_path / "a.xlsx")
    assert backups.store(b"one", tmp_path / "a.xlsm") == first
    assert len(list(backups.folder.glob(f"{first.stem}*"))) == 1


def test_list__tells_workbooks_apart(backups: Backups, tmp_path: Path) -> None:
    backups.store(b"same", tmp_path / "a.xlsx")
    backups.store(b"same", tmp_path / "b.xlsx")
    assert [one.source for one in backups.list(tmp_path / "a.xlsx")] == [str(tmp_path / "a.xlsx")]
    assert len(backups.list()) == 2
    assert backups.list(tmp_path / "c.xlsx") == ()


@posix_only
def test_store__is_for_this_user_alone(backups: Backups, book: Path) -> None:
    backups.folder.mkdir(mode=0o755)
    path = backups.store(b"one", book)
    assert stat.S_IMODE(backups.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(stat.S_IMODE(entry.stat().st_mode) == 0o600 for entry in backups.folder.iterdir())


@posix_only
def test_store__knows_a_workbook_by_its_links(backups: Backups, book: Path, tmp_path: Path) -> None:
    book.write_bytes(b"one")
    (tmp_path / "link.xlsx").symlink_to(book)
    backups.store(b"one", tmp_path / "link.xlsx")
    assert len(backups.list(book)) == 1


def test_store__replaces_a_backup_that_rotted(backups: Backups, book: Path) -> None:
    path = backups.store(b"one", book)
    path.write_bytes(b"0ne")
    assert backups.store(b"one", book).read_bytes() == b"one"


def test_store__refuses_when_it_reads_back_something_else(
    backups: Backups, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "create", lambda path, data, mode: path.write_bytes(data[:-1]))
    with pytest.raises(WorkbookError, match="differs from what was written") as caught:
        backups.store(b"one", book)
    assert "没有备份就不写入" in caught.value.text("zh")
    assert backups.list() == ()


def test_store__refuses_without_a_folder(tmp_path: Path, book: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorkbookError, match="nothing is written without a backup") as caught:
        Backups(tmp_path / "file" / "kept").store(b"one", book)
    assert "CUSTSHEET_HOME" in caught.value.text("zh")


def test_store__refuses_with_a_damaged_index_and_still_restores(backups: Backups, book: Path) -> None:
    backups.store(b"one", book)
    for part in backups.folder.glob("index.sqlite3*"):
        part.write_bytes(b"garbage" * 1000)
    with pytest.raises(WorkbookError, match="its index"):
        backups.store(b"two", book)
    assert backups.restore_bytes(digest(b"one")) == b"one"


def test_restore_bytes__refuses_a_rotten_backup(backups: Backups, book: Path) -> None:
    backups.store(b"one", book).write_bytes(b"0ne")
    with pytest.raises(WorkbookError, match="damaged"):
        backups.restore_bytes(1)


@pytest.mark.parametrize("which", [7, "sha256:" + "0" * 64, "sha256:../../etc/passwd", "", "index.sqlite3"])
def test_restore_bytes__knows_what_it_does_not_have(backups: Backups, book: Path, which: str | int) -> None:
    backups.store(b"one", book)
    with pytest.raises(WorkbookError, match="There is no backup"):
        backups.restore_bytes(which)


def test_prune__drops_lists_and_files(backups: Backups, book: Path, clock: Clock) -> None:
    """120 versions within one hour: the last fifty stay (the newest of the hour, day, week and month is among them)."""
    for number in range(120):
        backups.store(b"%d" % number, book)
    dropped = backups.prune()
    assert {one.sequence for one in dropped} == set(range(1, 71))
    assert [one.sequence for one in backups.list()] == list(range(120, 70, -1))
    files = {path.stem for path in backups.folder.glob("*.xlsx")}
    assert files == {digest(b"%d" % number).removeprefix("sha256:") for number in range(70, 120)}
    assert backups.prune() == ()


def test_prune__keeps_a_file_that_another_workbook_needs(backups: Backups, book: Path, tmp_path: Path) -> None:
    backups.store(b"0", tmp_path / "other.xlsx")
    for number in range(60):
        backups.store(b"%d" % number, book)
    assert len(backups.prune()) == 10
    assert backups.restore_bytes(digest(b"0")) == b"0"


@pytest.mark.parametrize(
    ("jump", "dropped"),
    # Ten years back, all are dated in the future; ten years ahead, a clock that has been steady for a week is believed.
    [(timedelta(days=-1), 30), (timedelta(days=-3650), 0), (timedelta(days=40), 30), (timedelta(days=3650), 30)],
)
def test_prune__drops_nothing_for_a_week_after_a_jump(
    backups: Backups, book: Path, clock: Clock, jump: timedelta, dropped: int
) -> None:
    for number in range(80):
        backups.store(b"%d" % number, book)
    clock.now += jump
    assert backups.prune() == ()
    clock.now += timedelta(days=6)
    assert backups.prune() == ()
    clock.now += timedelta(days=2)
    assert len(backups.prune()) == dropped


def test_prune__waits_anew_when_the_clock_is_set_right(backups: Backups, book: Path, clock: Clock) -> None:
    for number in range(60):
        backups.store(b"%d" % number, book)
    clock.now += timedelta(days=3650)
    assert backups.prune() == ()
    clock.now -= timedelta(days=3645)
    assert backups.prune() == ()
    clock.now += timedelta(days=8)
    assert len(backups.prune()) == 10


def test_prune__sees_a_jump_that_a_store_came_after(backups: Backups, book: Path, clock: Clock) -> None:
    for number in range(60):
        backups.store(b"%d" % number, book)
    clock.now += timedelta(days=3650)
    backups.store(b"later", book)
    assert backups.prune() == ()


@pytest.mark.parametrize("small", [timedelta(minutes=-30), timedelta(hours=1), timedelta(days=30)])
def test_prune__takes_small_steps_for_what_they_are(
    backups: Backups, book: Path, clock: Clock, small: timedelta
) -> None:
    for number in range(60):
        backups.store(b"%d" % number, book)
    clock.now += small
    assert len(backups.prune()) == (0 if small < timedelta() else 10)


_STORER = """
import sys
from pathlib import Path
from custsheet.memory.backups import Backups
for number in range(30):
    Backups(Path(sys.argv[1])).store(f"{sys.argv[2]} {number}".encode(), Path(sys.argv[3]))
"""


def test_store__from_several_processes(tmp_path: Path, book: Path) -> None:
    folder = tmp_path / "kept"
    running = [subprocess.Popen([sys.executable, "-c", _STORER, folder, who, book]) for who in "abc"]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    entries = Backups(folder).list(book)
    assert {one.digest for one in entries} == {digest(f"{who} {n}".encode()) for who in "abc" for n in range(30)}
    assert all(Backups(folder).restore_bytes(one.sequence) for one in entries)


def test_index__is_durable(backups: Backups, book: Path) -> None:
    backups.store(b"one", book)
    with backups._index() as index:
        assert index.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert index.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        ("disk I/O error", "the disk may be full"),
        ("database or disk is full", "the disk may be full"),
        ("database is locked", 'its index reports "database is locked"'),
    ],
)
def test_index__trouble_is_one_sentence(backups: Backups, reported: str, said: str) -> None:
    with pytest.raises(WorkbookError, match=said), backups._index():
        raise sqlite3.OperationalError(reported)
