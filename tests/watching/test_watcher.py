"""The loop, with a stand-in for the process that does the passes and a clock that a test turns."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from custsheet.package.saving.steady import file_digest
from custsheet.watching.answer import Answer, Ask
from custsheet.watching.events import Checked, Event
from custsheet.watching.machine import Machine
from custsheet.watching.rights import Rights
from custsheet.watching.timing import BEAT
from custsheet.watching.watcher import Watcher


class Clock:
    """Never waits: every look at it is later than the next heartbeat, so that each turn of the loop is one."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += BEAT + 1
        return self.now


class Desk:
    """Answers at once: everything was found as it was."""

    def __init__(self, done: Callable[[Ask, Answer], None], *, died: Callable[[str], None]) -> None:
        self._done = done
        self.asked: list[Ask] = []
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def ask(self, ask: Ask) -> None:
        self.asked.append(ask)
        digest = file_digest(ask.workbook)
        self._done(ask, Answer(digest, digest))

    def close(self) -> None:
        self.closed += 1


class Run:
    """A watcher of one workbook that stops after so many heartbeats; `at` is called with the number of each."""

    def __init__(self, *paths: Path, beats: int, at: Callable[[int], object] = lambda _beat: None, **words: object):
        self.desks: list[Desk] = []
        self.told: list[Event] = []
        self.beats, self._most, self._at, self._first = 0, beats, at, paths[0]
        self.watcher = Watcher(
            paths,
            tell=self.told.append,
            clock=Clock(),
            noted=self._noted,
            desk=self._desk,
            **words,  # type: ignore[arg-type]
        )

    def _desk(self, *words: object, **more: object) -> Desk:
        self.desks.append(Desk(*words, **more))  # type: ignore[arg-type]
        return self.desks[-1]

    def _noted(self, machine: Machine) -> None:
        self.beats += 1
        self._at(self.beats)
        if self.beats >= self._most:
            self.watcher.stop()

    def __call__(self) -> Run:
        self.watcher.run()
        return self

    @property
    def asked(self) -> list[Ask]:
        return self.desks[0].asked


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "客户"
    folder.mkdir()
    path = folder / "book.xlsx"
    path.write_bytes(b"a workbook")
    return path


def _handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


@pytest.mark.parametrize(
    "beats", [pytest.param(800, marks=pytest.mark.short), pytest.param(5760, marks=pytest.mark.slow)]
)
def test_run__thousands_of_heartbeats_neither_grow_nor_ask_for_a_pass(book: Path, beats: int) -> None:
    """With the rights that a real watcher asks for at each of them; 5,760 of 20 seconds are 32 hours."""
    held: list[tuple[int, int]] = []

    def at(beat: int) -> None:
        if beat in {beats // 4, beats}:
            time.sleep(1.5)  # watchdog holds events for half a second, here of hundreds of heartbeats
            gc.collect()
            held.append((tracemalloc.get_traced_memory()[0], _handles()))

    rights = Rights(lambda _folder: False, lambda _event: None)
    run = Run(book, beats=beats, at=at, allowed=rights.may_write)
    tracemalloc.start()
    try:
        run()
    finally:
        tracemalloc.stop()
        rights.release()
    assert [ask.workbook for ask in run.asked] == [book], "the first look, and nothing after it"
    (memory_before, handles_before), (memory_after, handles_after) = held
    assert handles_after <= handles_before, "an earlier test of this process may still close some"
    assert memory_after - memory_before < 20_000, "bytes"


def test_run__a_new_day_is_one_more_pass_without_any_event(book: Path) -> None:
    day = [date(2026, 11, 29)]

    def at(beat: int) -> None:
        if beat == 50:
            day[0] = date(2026, 11, 30)

    run = Run(book, beats=100, at=at, today=lambda: day[0])()
    assert [ask.workbook for ask in run.asked] == [book, book]


def test_run__what_no_event_told_is_found_by_a_heartbeat(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custsheet.watching.observer.Hints.dispatch", lambda *_: None)  # as after an overflow
    run = Run(book, beats=100, at=lambda beat: book.write_bytes(b"saved") if beat == 50 else None)()
    assert len(run.asked) == 2
    assert sum(isinstance(event, Checked) for event in run.told) == 2


def test_run__a_workbook_that_comes_into_a_watched_folder_later(book: Path) -> None:
    later = book.with_name("later.xlsx")
    run = Run(book.parent, beats=200, at=lambda beat: later.write_bytes(b"new") if beat == 50 else None)()
    assert [(ask.workbook, ask.found) for ask in run.asked] == [(book, True), (later, True)]


def test_run__another_watcher_writes_it_and_then_ends(book: Path) -> None:
    allowed = [False]
    run = Run(book, beats=50, allowed=lambda _path: allowed[0])()
    assert run.asked == []
    assert all(machine.standby for machine in run.watcher.watched)

    def at(beat: int) -> None:
        allowed[0] = beat >= 25

    taking_over = Run(book, beats=50, at=at, allowed=lambda _path: allowed[0])()
    assert [ask.workbook for ask in taking_over.asked] == [book]


def test_pause__catches_up_once_told_to_go_on(book: Path) -> None:
    run = Run(book, beats=100)
    asked: list[int] = []

    def at(beat: int) -> None:
        if beat == 50:
            asked.append(len(run.asked))
            run.watcher.pause(False)

    run._at = at
    run.watcher.pause(True)
    run()
    assert asked == [0]
    assert len(run.asked) == 1


def test_run__once_ends_by_itself_and_closes_what_it_opened(book: Path, tmp_path: Path) -> None:
    run = Run(book, tmp_path / "not there.xlsx", beats=10**9)
    run.watcher.run(once=True)
    assert [ask.workbook for ask in run.asked] == [book]
    assert (run.desks[0].opened, run.desks[0].closed) == (1, 1)


def test_run__whatever_goes_wrong_the_process_is_ended(book: Path) -> None:
    def at(beat: int) -> None:
        raise OSError("as it may happen")

    run = Run(book, beats=5, at=at)
    before = _handles()
    with pytest.raises(OSError, match="as it may happen"):
        run()
    assert run.desks[0].closed == 1
    assert _handles() <= before


def test_stop__before_it_began_ends_it_at_once(book: Path) -> None:
    run = Run(book, beats=10**9)
    run.watcher.stop()
    run()
    assert run.desks[0].closed == 1
    assert list(book.parent.iterdir()) == [book]
