"""What is pushed and when; and that nothing is, and no LibreOffice started, where none has the workbook open."""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
from pathlib import Path

import pytest

from custsheet.model.sidecar import side_car
from custsheet.watching import push_libreoffice
from custsheet.watching.answer import Answer
from custsheet.watching.events import Checked, Event, Missing, WrittenBack
from custsheet.watching.push import Pushing
from custsheet.watching.push_libreoffice import LibreOffice, running_profiles


class Program:
    """A stand-in that notes what it is asked."""

    def __init__(self, answer: bool = True) -> None:
        self.asked: list[tuple[Path, Path]] = []
        self.answer = answer

    def push(self, workbook: Path, side_car: Path) -> bool:
        self.asked.append((workbook, side_car))
        return self.answer


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "客户.xlsx"
    path.write_bytes(b"workbook")
    return path


def _checked(book: Path, target: Path | None) -> Checked:
    return Checked(book, Answer("d", "d", written=target is not None, target=str(target) if target else None))


def test_pushing__what_was_written_beside_an_open_workbook_and_nothing_else(book: Path) -> None:
    program, told, failed = Program(), list[Event](), list[Path]()
    pushing = Pushing(told.append, program, failed.append)
    events: list[Event] = [
        _checked(book, book),
        _checked(book, None),
        Missing(book),
        _checked(book, side_car(book, "zh")),
        WrittenBack(book, Answer("d", "d")),
    ]
    for event in events:
        pushing(event)
    pushing.close()
    assert told == events
    assert program.asked == [(book, side_car(book, lang)) for lang in ("zh", "zh", "en")]
    assert failed == []


def test_pushing__tells_of_what_could_not_be_shown_but_not_of_what_need_not_be_closed(book: Path) -> None:
    failed: list[Path] = []
    pushing = Pushing(lambda _event: None, Program(answer=False), failed.append)
    pushing(WrittenBack(book, Answer("d", "d")))
    pushing(_checked(book, side_car(book, "en")))
    pushing.close()
    assert failed == [book]


def test_pushing__a_program_that_hangs_holds_up_neither_the_watcher_nor_its_end(book: Path) -> None:
    free = threading.Event()

    class Hangs:
        def push(self, workbook: Path, side_car: Path) -> bool:
            return free.wait(60)

    told: list[Event] = []
    pushing = Pushing(told.append, Hangs(), lambda _path: None)
    began = time.monotonic()
    for _ in range(3):
        pushing(_checked(book, side_car(book, "zh")))
    pushing.close(0.1)
    free.set()
    assert len(told) == 3
    assert time.monotonic() - began < 10


def _process(place: Path, pid: int, name: str, *words: str) -> None:
    (place / str(pid)).mkdir(parents=True)
    (place / str(pid) / "comm").write_text(f"{name}\n")
    (place / str(pid) / "cmdline").write_text("\0".join(words) + "\0")


def test_running_profiles__of_every_libreoffice_and_of_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "proc"
    _process(place, 1, "bash", "bash", "-env:UserInstallation=file:///not")
    assert running_profiles(place) == set()
    _process(place, 2, "soffice.bin", "soffice.bin", "-env:UserInstallation=file:///own", "--calc")
    assert running_profiles(place) == {"file:///own"}
    _process(place, 3, "soffice.bin", "soffice.bin", "--calc")
    assert running_profiles(place) == {"file:///own", ""}
    assert running_profiles(tmp_path / "no such") == set()


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A command that leaves a trace of having been started, with what it was told."""
    command = tmp_path / "soffice"
    command.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path / "trace"}\n')
    command.chmod(0o755)
    return command


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
@pytest.mark.parametrize(
    ("host", "named", "running", "wanted"),
    [
        ("here", "file:///own", ["-env:UserInstallation=file:///own"], "-env:UserInstallation=file:///own"),
        ("here", "file:///usual", ["--calc"], "--invisible"),
        ("here", "file:///evil", ["-env:UserInstallation=file:///own"], None),
        ("here", "file:///own", None, None),
        ("there", "file:///own", ["-env:UserInstallation=file:///own"], None),
        (None, "", ["--calc"], None),
    ],
)
def test_push__opens_the_door_of_a_running_libreoffice_only(
    tmp_path: Path,
    book: Path,
    started: Path,
    host: str | None,
    named: str,
    running: list[str] | None,
    wanted: str | None,
) -> None:
    """Above all, never on a profile that merely a lock file names: it may hold anybody's macros."""
    place = tmp_path / "proc"
    place.mkdir()
    if running is not None:
        _process(place, 7, "soffice.bin", "soffice.bin", *running)
    if host is not None:
        computer = platform.node() if host == "here" else "another"
        lock = f",李雷,{computer},29.11.2026 10:00,{named};"
        book.with_name(f".~lock.{book.name}#").write_text(lock, "utf-8")
    beside = side_car(book, "zh")
    beside.write_bytes(b"results")
    nobody = Path("/bin/false")
    assert not LibreOffice(started, nobody, processes=place).push(book, beside)
    trace = tmp_path / "trace"
    if wanted is None:
        assert not trace.exists()
    else:
        told = trace.read_text()
        assert told.startswith(wanted)
        assert "--accept=pipe,name=custsheet-" in told
        assert "evil" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
def test_push__a_libreoffice_that_does_not_answer_is_left_alone_in_time(tmp_path: Path, book: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    place = tmp_path / "proc"
    _process(place, 7, "soffice.bin", "soffice.bin")
    book.with_name(f".~lock.{book.name}#").write_text(f",a,{platform.node()},29.11.2026 10:00,file:///x;", "utf-8")
    beside = side_car(book, "zh")
    beside.write_bytes(b"results")
    began = time.monotonic()
    assert not LibreOffice(slow, slow, seconds=0.3, processes=place).push(book, beside)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(("found", "words"), [(None, "needs LibreOffice"), (Path("/bin/true"), "python3-uno")])
def test_libreoffice__where_it_is_not_possible_one_sentence_says_why(
    monkeypatch: pytest.MonkeyPatch, found: Path | None, words: str
) -> None:
    monkeypatch.setattr(push_libreoffice, "find_office", lambda: found)
    monkeypatch.setattr(push_libreoffice, "_with_uno", lambda _soffice: None)
    if sys.platform != "linux":
        words = "needs LibreOffice"
    with pytest.raises(push_libreoffice.CustsheetError, match=words) as caught:
        push_libreoffice.libreoffice()
    assert caught.value.zh != caught.value.en
    assert os.linesep not in caught.value.zh
