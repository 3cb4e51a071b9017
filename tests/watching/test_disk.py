"""What a watcher asks the disk: true answers, and nothing on the disk is changed or held open by asking."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from custsheet.watching.disk import Disk
from custsheet.watching.stale import FREE_FOR, Leftovers


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "客户.xlsx"
    path.write_bytes(b"a workbook")
    return path


def test_signature__differs_for_every_way_to_save(book: Path) -> None:
    disk = Disk()
    seen = [disk.signature(book)]
    assert seen[0] == disk.signature(book)
    book.write_bytes(b"longer than before")
    seen.append(disk.signature(book))
    replacement = book.with_name("new")
    replacement.write_bytes(book.read_bytes())
    before = book.stat()
    os.utime(replacement, ns=(before.st_atime_ns, before.st_mtime_ns))
    replacement.replace(book)  # same size, same time: another file
    seen.append(disk.signature(book))
    assert None not in seen
    assert len(set(seen)) == 3


def test_signature__of_what_a_link_leads_to_and_of_nothing_that_is_no_file(book: Path) -> None:
    disk, link = Disk(), book.with_name("link.xlsx")
    link.symlink_to(book)
    assert disk.signature(link) == disk.signature(book)
    assert disk.signature(book.parent) is None
    assert disk.signature(book.with_name("no.xlsx")) is None
    circle = book.with_name("circle.xlsx")
    circle.symlink_to(circle)
    assert disk.signature(circle) is None


def test_placeholder__an_ordinary_file_or_none_is_none(book: Path) -> None:
    assert not Disk().placeholder(book)
    assert not Disk().placeholder(book.with_name("no.xlsx"))


@pytest.mark.parametrize("name", ["7E4C1000", "lu123.tmp", "A1B2C3D4.tmp", "客户.xlsx.sb-1a2b-Xy"])
def test_saving__while_a_young_temporary_file_lies_beside_it(book: Path, name: str) -> None:
    disk, temporary = Disk(), book.with_name(name)
    assert not disk.saving(book)
    temporary.touch()
    assert disk.saving(book)
    old = time.time() - 3600
    os.utime(temporary, (old, old))
    assert not disk.saving(book), "a crash left it there"


def test_saving__not_for_files_of_our_own_or_of_others(book: Path) -> None:
    for name in (".客户.xlsx.custsheet-0123abcd.tmp", "notes.tmp", "~$客户.xlsx"):
        book.with_name(name).touch()
    assert not Disk().saving(book)


def test_holder__until_a_lock_is_known_to_be_left_over(book: Path, tmp_path: Path) -> None:
    processes = tmp_path / "proc"
    (processes / "1").mkdir(parents=True)
    (processes / "1" / "comm").write_text("systemd\n")
    disk = Disk(Leftovers(processes, "desk"))
    assert disk.holder(book, 0.0) is None
    assert not disk.locked(book)
    book.with_name(f".~lock.{book.name}#").write_text(",李雷,desk,29.11.2026 10:00,file:///x;", "utf-8")
    who = disk.holder(book, 0.0)
    assert who is not None
    assert who.name == "李雷"
    assert disk.holder(book, FREE_FOR) is None
    assert disk.locked(book), "it still lies there"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who holds a file open for writing")
def test_written__while_a_program_holds_it_open_for_writing(book: Path) -> None:
    disk = Disk()
    assert not disk.written(book)
    with book.open("r+b"):
        assert disk.written(book)
    assert not disk.written(book)
    with book.open("rb"):
        assert not disk.written(book), "whoever only reads does not matter"


@pytest.mark.skipif(sys.platform != "linux", reason="counts the open files where Linux lists them")
def test_disk__asking_changes_nothing_and_holds_nothing_open(book: Path) -> None:
    disk = Disk()

    def state() -> tuple[object, ...]:
        facts = book.stat()
        return len(list(Path("/proc/self/fd").iterdir())), facts.st_mtime_ns, facts.st_ctime_ns, os.listdir(book.parent)  # noqa: PTH208

    before = state()
    for _ in range(50):
        disk.signature(book)
        disk.placeholder(book)
        disk.saving(book)
        disk.holder(book, 0.0)
        disk.locked(book)
        disk.written(book)
    assert state() == before
