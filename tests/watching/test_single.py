"""One watcher for one workbook: in one process and in several, whatever way the workbook is named."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from custsheet.memory import records
from custsheet.watching.single import Single

WATCH = """
import sys
from pathlib import Path
from custsheet.watching.single import Single
single = Single(Path(sys.argv[1]), Path(sys.argv[2]))
print(single.acquire(), flush=True)
input()
single.release()
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "客户 管理表.xlsx"
    path.touch()
    return path


def watcher(book: Path, folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", WATCH, str(book), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    return child


def test_acquire__only_once(book: Path, tmp_path: Path) -> None:
    one, two = Single(book, tmp_path / "watch"), Single(book, tmp_path / "watch")
    assert one.acquire() is True
    assert two.acquire() is False
    assert two.holder() == os.getpid()
    two.release()  # was never its own
    assert two.acquire() is False
    one.release()
    assert one.holder() is None
    assert two.acquire() is True
    two.release()


def test_acquire__another_process_has_it_and_ends(book: Path, tmp_path: Path) -> None:
    child = watcher(book, tmp_path)
    single = Single(book, tmp_path)
    assert single.acquire() is False
    assert single.holder() == child.pid
    child.communicate("\n")
    assert single.holder() is None
    assert single.acquire() is True
    single.release()


def test_acquire__another_process_was_killed(book: Path, tmp_path: Path) -> None:
    child = watcher(book, tmp_path)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    single = Single(book, tmp_path)
    assert single.holder() is None
    assert single.acquire() is True
    assert single.holder() == os.getpid()
    single.release()


def test_acquire__workbooks_do_not_disturb_each_other(book: Path, tmp_path: Path) -> None:
    one, two = Single(book, tmp_path), Single(book.with_name("b.xlsx"), tmp_path)
    assert one.acquire() is True
    assert two.acquire() is True
    one.release()
    two.release()


def test_acquire__through_a_link_it_is_the_same(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    one = Single(book, tmp_path)
    assert one.acquire() is True
    assert Single(link, tmp_path).acquire() is False
    monkeypatch.chdir(tmp_path)
    assert Single(Path(book.name), tmp_path).acquire() is False
    one.release()


def test_acquire__where_no_lock_can_be_made_nobody_is_kept_from_watching(book: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    single = Single(book, tmp_path / "file" / "watch")
    assert single.acquire() is True
    assert single.holder() is None
    single.release()


def test_holder__of_a_damaged_record(book: Path, tmp_path: Path) -> None:
    (tmp_path / f"{records.key(book)}.pid").write_bytes(b"\xff\0")
    assert Single(book, tmp_path).holder() is None


def test_single__lies_with_the_rest_of_this_user(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTSHEET_HOME", str(tmp_path / "own"))
    single = Single(book)
    assert single.acquire() is True
    names = {entry.name for entry in (tmp_path / "own" / "watch").iterdir()}
    assert f"{records.key(book)}.pid" in names
    assert book.stem not in "".join(names)
    single.release()
