"""Each trace of a save gives exactly the passes it should: one for each save, none for what is no save, no loop.

Traces were taken from LibreOffice 7.4 on Linux; those of Windows and macOS are put together from reports (see
docs/watching.md) and were not taken there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from replay import MARK, Replay, lock_text
from watchdog.events import FileMovedEvent

from custsheet.watching.answer import Answer, Refusal
from custsheet.watching.events import Conflicted, Missing, Refused, WaitsForClose
from custsheet.watching.timing import LOCAL, POLLED, SYNCED


class Desk:
    """A folder with one workbook that the watcher has seen, and how programs save into it."""

    def __init__(self, folder: Path, **words: object) -> None:
        self.book = folder / "客户管理表.xlsx"
        self.book.write_bytes(b"v0")
        self.folder = folder
        self.replay = Replay(folder, [self.book], **words)  # type: ignore[arg-type]
        assert [one.content for one in self.replay.passes] == [b"v0"]  # the first look
        self.replay.passes.clear()
        self.replay.told.clear()
        self.libre = folder / f".~lock.{self.book.name}#"
        self.excel = folder / f"~${self.book.name}"

    @property
    def contents(self) -> list[bytes]:
        """What passes saw."""
        return [one.content for one in self.replay.passes]

    @property
    def beside(self) -> list[bool]:
        """Which of them wrote beside the workbook."""
        return [one.ask.side_car for one in self.replay.passes]

    def libre_opens(self) -> None:
        self.replay.created(self.libre, lock_text("王芳"))
        self.replay.modified(self.libre)
        self.replay.closed(self.libre)
        self.replay.rest(1)

    def libre_closes(self) -> None:
        self.replay.closed(self.book)
        self.replay.deleted(self.libre)

    def _libre_prepares(self, data: bytes) -> Path:
        replay, temporary = self.replay, self.folder / "lu12345abcde.tmp"
        replay.closed(self.book)
        replay.deleted(self.libre)
        replay.created(temporary)
        replay.closed(temporary)
        replay.created(self.libre, lock_text("王芳"))
        replay.modified(self.libre)
        replay.closed(self.libre)
        replay.closed(self.book)
        replay.modified(temporary, data[:1])
        replay.modified(temporary, data)
        replay.closed(temporary)
        return temporary

    def libre_saves(self, data: bytes) -> None:
        temporary = self._libre_prepares(data)
        self.replay.moved(temporary, self.book)
        self.replay.touched(self.book)
        self.replay.touched(self.book)
        self.replay.closed(self.book)

    def libre_saves_in_place(self, data: bytes) -> None:
        temporary = self._libre_prepares(data)
        replay = self.replay
        replay.modified(self.book, b"")
        replay.closed(self.book)
        replay.modified(self.book, data[:1])
        replay.rest(0.1)
        replay.modified(self.book, data)
        replay.closed(self.book)
        replay.deleted(temporary)
        replay.closed(self.book)

    def libre_reloads(self) -> None:
        self.replay.closed(self.book)
        self.replay.deleted(self.libre)
        self.replay.created(self.libre, lock_text("王芳"))
        self.replay.modified(self.libre)
        self.replay.closed(self.libre)
        self.replay.closed(self.book)

    def excel_saves(self, data: bytes) -> None:
        replay, new, old = self.replay, self.folder / "7E4C1000", self.folder / "A1B2C3D4.tmp"
        replay.created(new)
        for at in range(1, len(data) + 1):
            replay.modified(new, data[:at])
        replay.moved(self.book, old)
        replay.moved(new, self.book)
        replay.modified(self.book)
        replay.deleted(old)

    def older_excel_saves(self, data: bytes) -> None:
        replay, new = self.replay, self.folder / "CEDD4100"
        replay.created(new)
        replay.modified(new, data)
        replay.deleted(self.book)
        replay.rest(0.2)
        replay.moved(new, self.book)

    def excel_saves_with_onedrive(self, data: bytes) -> None:
        replay, old = self.replay, self.folder / "{8F1D0A3C-2B4E-4C55-9A61-0E6C1B7D2F10}.tmp"
        new = self.folder / f"~{self.excel.name}.tmp"
        new.write_bytes(data)
        replay.moved(self.book, old)
        replay.moved(new, self.book)
        old.unlink()

    def mac_saves(self, data: bytes) -> None:
        box = self.folder / f"{self.book.name}.sb-1a2b3c4d-xyz"
        replay = self.replay
        replay.modified(self.book)
        box.write_bytes(data)
        box.replace(self.book)
        replay.created(self.book, data)

    def mac_saves_deleted(self, data: bytes) -> None:
        self.book.write_bytes(data)
        self.replay.deleted(self.book, there=True)

    def mac_saves_by_moves(self, data: bytes) -> None:
        box = self.folder / f"{self.book.name}.sb-1a2b3c4d-xyz"
        away = self.folder / f"{self.book.name}.sb-99999999-old"
        box.write_bytes(data)
        self.replay.moved(self.book, away)
        self.replay.moved(box, self.book)
        away.unlink()

    def wps_saves(self, data: bytes) -> None:
        new = self.folder / "~wps1234.tmp"
        self.replay.created(new, data)
        self.replay.deleted(self.book)
        self.replay.moved(new, self.book)

    def sync_brings(self, data: bytes) -> None:
        new = self.folder / ".~tmp-download"
        new.write_bytes(data)
        self.replay.moved(new, self.book)
        self.replay.modified(self.book)
        self.replay.modified(self.book)

    def silently_saves(self, data: bytes) -> None:
        """An overflow of the system's buffer: no event at all."""
        new = self.folder / "new"
        new.write_bytes(data)
        new.replace(self.book)

    def half_told(self, data: bytes) -> None:
        new = self.folder / "new"
        new.write_bytes(data)
        self.replay.moved(new, self.book, half=True)


CLOSED = (
    Desk.excel_saves,
    Desk.older_excel_saves,
    Desk.excel_saves_with_onedrive,
    Desk.mac_saves,
    Desk.mac_saves_deleted,
    Desk.mac_saves_by_moves,
    Desk.wps_saves,
    Desk.sync_brings,
    Desk.silently_saves,
    Desk.half_told,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("save", CLOSED, ids=lambda one: one.__name__)
def test_a_save_gives_one_pass_and_the_results_are_written_once(
    desk: Desk, save: Callable[[Desk, bytes], None]
) -> None:
    for number in (1, 2, 3):
        save(desk, b"v%d" % number)
        desk.replay.rest(45)
    assert desk.contents == [b"v1", b"v2", b"v3"]
    assert desk.book.read_bytes() == b"v3" + MARK


@pytest.mark.parametrize("timing", [LOCAL, SYNCED, POLLED], ids=["local", "synced", "polled"])
@pytest.mark.parametrize("save", [Desk.libre_saves, Desk.libre_saves_in_place], ids=["rename", "in place"])
def test_while_it_is_open_each_save_is_checked_beside_it_and_written_in_once_it_is_closed(
    tmp_path: Path, save: Callable[[Desk, bytes], None], timing: object
) -> None:
    desk = Desk(tmp_path, timing=timing)
    desk.libre_opens()
    for number in range(1, 8):
        save(desk, b"v%d" % number)
        desk.replay.rest(20)
    assert desk.contents == [b"v%d" % number for number in range(1, 8)]
    assert all(desk.beside)
    assert desk.book.read_bytes() == b"v7"
    assert (desk.folder / "客户管理表.results.xlsx").read_bytes() == b"v7" + MARK
    desk.libre_closes()
    desk.replay.rest(1.5)
    assert len(desk.contents) == 7  # a vanished lock alone says nothing
    desk.replay.rest(20)
    assert desk.contents[7:] == [b"v7"]
    assert desk.beside[7:] == [False]
    assert desk.book.read_bytes() == b"v7" + MARK
    assert not (desk.folder / "客户管理表.results.xlsx").exists()


def test_reloading_and_looking_give_no_pass(desk: Desk) -> None:
    desk.libre_opens()
    for _ in range(5):
        desk.libre_reloads()
        desk.replay.rest(3)
    desk.libre_closes()
    desk.replay.rest(60)
    assert desk.contents == []


def test_our_own_write_gives_no_pass_with_or_without_events_as_on_windows(desk: Desk) -> None:
    desk.excel_saves(b"v1")
    desk.replay.rest(5)
    temporary, data = desk.folder / ".客户管理表.xlsx.custsheet-00000000.tmp", desk.book.read_bytes()
    desk.replay.created(temporary, data)
    desk.replay.modified(temporary)
    desk.replay.deleted(desk.book)
    desk.replay.moved(temporary, desk.book)
    desk.replay.rest(60)
    assert desk.contents == [b"v1"]


def test_reading_that_looks_like_a_change_gives_no_pass(desk: Desk) -> None:
    for _ in range(100):
        desk.replay.modified(desk.book)
        desk.replay.rest(0.2)
    assert desk.contents == []


def test_a_crash_of_the_program_leaves_its_lock_and_the_results_wait(desk: Desk) -> None:
    desk.libre_opens()
    desk.libre_saves(b"v1")
    desk.replay.rest(120)
    assert desk.beside == [True]
    assert any(isinstance(event, WaitsForClose) for event in desk.replay.told)


def test_under_polling_a_save_is_seen_although_the_lock_seems_to_become_the_workbook(tmp_path: Path) -> None:
    desk = Desk(tmp_path, timing=POLLED)
    desk.libre_opens()
    desk.replay.events = False
    desk.libre_saves(b"v1")
    desk.replay.events = True
    desk.replay.deleted(desk.book, there=True)
    desk.replay.modified(desk.libre)
    desk.replay.hints.dispatch(FileMovedEvent(str(desk.libre), str(desk.book)))
    desk.replay.rest(20)
    assert desk.contents == [b"v1"]


def test_the_results_are_dropped_when_a_newer_save_comes_before_it_is_closed(desk: Desk) -> None:
    desk.libre_opens()
    desk.libre_saves(b"v1")
    desk.replay.rest(5)
    desk.libre_saves(b"v2")
    desk.replay.rest(0.2)
    desk.libre_closes()
    desk.replay.rest(30)
    assert desk.contents[:1] == [b"v1"]
    assert desk.book.read_bytes() == b"v2" + MARK


def test_a_save_during_the_pass_wins_and_is_passed_over_once(desk: Desk) -> None:
    desk.excel_saves(b"v1")
    while not desk.contents:
        desk.replay.rest(0.05)
    desk.excel_saves(b"v2")
    desk.replay.rest(30)
    assert desk.contents == [b"v1", b"v2"]
    assert desk.book.read_bytes() == b"v2" + MARK


def test_saves_faster_than_they_settle_give_fewer_passes_and_the_last_one_counts(desk: Desk) -> None:
    for number in range(1000):
        desk.excel_saves(b"v%d" % number)
        desk.replay.rest(0.05)
    desk.replay.rest(30)
    assert len(desk.contents) < 20
    assert desk.book.read_bytes() == b"v999" + MARK


def test_half_a_file_is_waited_for(desk: Desk) -> None:
    """Downloaded in pieces, with pauses longer than settling."""

    def torn(_ask: object, content: bytes) -> Answer | None:
        return None if content == b"whole" else Answer.refused(Refusal.DAMAGED, {"zh": "坏", "en": "damaged"})

    desk.replay.refuse = torn
    for end in range(1, 6):
        desk.replay.modified(desk.book, b"whole"[:end])
        desk.replay.rest(3)
    desk.replay.rest(10)
    assert desk.contents[-1] == b"whole"
    assert desk.replay.told[-1].workbook == desk.book
    assert not any(isinstance(event, Refused) for event in desk.replay.told)
    assert desk.book.read_bytes() == b"whole" + MARK


def test_a_damaged_file_is_told_once_and_a_good_one_after_it_works(desk: Desk) -> None:
    said = {"zh": "坏", "en": "damaged"}
    desk.replay.refuse = lambda _ask, content: Answer.refused(Refusal.DAMAGED, said) if content == b"bad" else None
    desk.replay.modified(desk.book, b"bad")
    desk.replay.rest(600)
    assert [type(event) for event in desk.replay.told] == [Refused]
    assert len(desk.contents) < 40
    desk.replay.modified(desk.book, b"good")
    desk.replay.rest(10)
    assert desk.book.read_bytes() == b"good" + MARK


def test_gone_is_told_after_ten_seconds_and_coming_back_goes_on(desk: Desk) -> None:
    away = desk.folder / "away"
    desk.replay.moved(desk.book, away)
    desk.replay.rest(9)
    assert desk.replay.told == []
    desk.replay.rest(5)
    assert desk.replay.told == [Missing(desk.book)]
    desk.replay.rest(60)
    desk.replay.moved(away, desk.book)
    desk.replay.rest(5)
    assert desk.book.read_bytes() == b"v0" + MARK
    assert desk.replay.told[1:2] != [Missing(desk.book)]


@pytest.mark.parametrize("name", ["客户管理表 (Ann's conflicted copy 2026-11-21).xlsx", "客户管理表-DESKTOP1.xlsx"])
def test_a_conflicted_copy_is_told_once_and_left_alone(desk: Desk, name: str) -> None:
    copy = desk.folder / name
    desk.replay.created(copy, b"other")
    desk.replay.rest(60)
    assert desk.replay.told == [Conflicted(desk.book, copy)]
    assert copy.read_bytes() == b"other"
    assert desk.contents == []


def test_a_link_is_followed_and_the_lock_beside_its_target_counts(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "book.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"v0")
    link.symlink_to(real)
    replay = Replay(tmp_path, [link, real])
    assert len(replay.passes) == 1
    assert link.is_symlink()
    lock = real.with_name(".~lock.book.xlsx#")
    replay.created(lock, lock_text("王芳"))
    replay.modified(real, b"v1")
    replay.rest(5)
    assert [one.ask.side_car for one in replay.passes] == [False, True]
    replay.deleted(lock)
    replay.rest(5)
    assert real.read_bytes() == b"v1" + MARK
    assert link.is_symlink()


def test_a_new_day_gives_one_pass_although_nothing_was_saved(desk: Desk) -> None:
    for machine in desk.replay.watched:
        machine.new_day(desk.replay.now)
    desk.replay.rest(60)
    assert desk.contents == [b"v0" + MARK]


def test_other_files_and_our_own_are_not_watched(tmp_path: Path) -> None:
    for name in (
        "~$a.xlsx",
        "a.results.xlsx",
        "a.检查结果.xlsx",
        ".a.xlsx.custsheet-0123abcd.tmp",
        "a.txt",
        "lu1a.tmp",
    ):
        (tmp_path / name).write_bytes(b"x")
    os.utime(tmp_path / "lu1a.tmp", (0, 0))  # left by a crash long ago
    replay = Replay(tmp_path, [tmp_path])
    assert replay.passes == []
    (tmp_path / "new.xlsx").write_bytes(b"v1")
    replay.created(tmp_path / "new.xlsx", b"v1")
    replay.rest(5)
    assert [one.ask.found for one in replay.passes] == [True]


def test_a_save_during_a_pass_that_is_refused_is_looked_at_at_once(desk: Desk) -> None:
    said = {"zh": "坏", "en": "bad"}
    desk.replay.refuse = lambda _ask, content: Answer.refused(Refusal.OTHER, said) if content == b"v1" else None
    desk.excel_saves(b"v1")
    while not desk.contents:
        desk.replay.rest(0.05)
    desk.replay.events = False  # the hints of that save come while the pass runs, and are not asked for again
    desk.excel_saves(b"v2")
    desk.replay.rest(2)
    assert desk.contents == [b"v1", b"v2"]


def test_results_that_cannot_be_written_yet_are_not_computed_anew_at_every_heartbeat(desk: Desk) -> None:
    """A program holds the workbook and no lock tells: each try is a whole pass, so tries become rare."""
    said = {"zh": "开着", "en": "open"}
    desk.replay.refuse = lambda ask, _content: None if ask.side_car else Answer.refused(Refusal.IN_USE, said)
    desk.excel_saves(b"v1")
    desk.replay.rest(600)
    assert len(desk.contents) < 20
    assert desk.contents[:3] == [b"v1"] * 3
