"""What goes wrong around a watcher, now and then or for a day: it gets over it, and loses and deletes nothing."""

from __future__ import annotations

import errno
import queue
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from replay import MARK, Replay, lock_text

import custsheet
from custsheet import worker
from custsheet.memory.backups import Backups
from custsheet.model.sidecar import side_car, side_cars
from custsheet.package.saving.steady import file_digest
from custsheet.pipeline import run
from custsheet.watching.answer import Answer, Ask, Refusal
from custsheet.watching.attendant import perform
from custsheet.watching.desk import Desk
from custsheet.watching.disk import Disk, Signature
from custsheet.watching.events import Checked, Event, StandsBy
from custsheet.watching.lease import NAME
from custsheet.watching.machine import Machine
from custsheet.watching.rights import Rights
from custsheet.watching.timing import LOCAL
from custsheet.watching.watcher import Watcher


class Still(Disk):
    """A workbook that nobody changes, and nobody is seen to have open."""

    def signature(self, path: Path) -> Signature | None:
        return Signature(1, 1, 1, 1)

    def saving(self, path: Path) -> bool:
        return False

    def digest(self, path: Path) -> str:
        return "v1"

    def written(self, path: Path) -> bool:
        return False


def test_a_workbook_that_is_open_for_days_without_a_lock_does_not_end_the_watcher(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "book.xlsx", Still(), LOCAL, lambda _event: None, now=0.0)
    in_use = Answer.refused(Refusal.IN_USE, {"zh": "开着", "en": "open"})
    now, refused = 0.0, 0
    while refused < 3000:
        now = max(now, machine.wake)
        ask = machine.advance(now)
        if ask is not None:
            refused += not ask.side_car
            machine.answered(Answer(digest="v1", result="v1", written=True) if ask.side_car else in_use, now)
    assert machine.pending
    assert machine.wake <= now + LOCAL.cap


def test_where_no_process_can_be_started_the_pass_is_refused_and_the_next_one_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_words: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    desk = Desk(lambda _ask, answer: answers.put(answer))
    with monkeypatch.context() as patched:
        patched.setattr(worker, "started", full)
        desk.open()
        desk.ask(Ask(Path("no such.xlsx")))
        first = answers.get(timeout=10)
    assert (first.refusal, first.lasting) == (Refusal.OTHER, False)
    assert "full" in first.said["en"]
    desk.ask(Ask(Path("no such.xlsx")))
    assert "full" not in answers.get(timeout=60).said["en"]
    desk.close()


def test_a_folder_named_before_it_is_there_is_watched_once_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    replay = Replay(tmp_path, [folder])
    replay.rest(15)
    folder.mkdir()
    (folder / "book.xlsx").write_bytes(b"v1")
    replay.rest(45)
    assert (folder / "book.xlsx").read_bytes() == b"v1" + MARK
    assert [machine.path for machine in replay.watched] == [folder / "book.xlsx"]
    assert folder in replay.watched.folders


def test_a_link_that_leads_elsewhere_now_has_one_machine_and_each_save_one_pass(tmp_path: Path) -> None:
    link, old, new = tmp_path / "link.xlsx", tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    old.write_bytes(b"old")
    new.write_bytes(b"new")
    link.symlink_to(old)
    replay = Replay(tmp_path, [link])
    link.unlink()
    link.symlink_to(new)
    replay.rest(60)
    replay.passes.clear()
    replay.modified(new, b"v2")
    replay.rest(60)
    assert [one.content for one in replay.passes] == [b"v2"]
    assert len(list(replay.watched)) == 1


def test_our_own_version_put_back_while_results_wait_for_another_ends_the_waiting(tmp_path: Path) -> None:
    book, lock = tmp_path / "book.xlsx", tmp_path / ".~lock.book.xlsx#"
    book.write_bytes(b"v0")
    replay = Replay(tmp_path, [book])
    replay.created(lock, lock_text("王芳"))
    replay.modified(book, b"v1")
    replay.rest(5)
    assert side_car(book, "en").exists()
    replay.modified(book, b"v0" + MARK)
    replay.deleted(lock)
    replay.rest(30)
    assert not [machine for machine in replay.watched if machine.pending]
    assert not side_car(book, "en").exists()
    assert book.read_bytes() == b"v0" + MARK


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows = {"customers": [{"customer_id": "C000001", "name": "王芳", "mobile": "138"}]}
    return custsheet.create(tmp_path / "客户管理表.xlsx", lang="zh", tables=rows)


def test_a_save_right_after_the_write_does_not_count_as_our_own(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = run.save

    def overtaken(target: Path, *words: object) -> Path | None:
        kept = save(target, *words)  # type: ignore[arg-type]
        target.write_bytes(b"a newer save")
        return kept

    monkeypatch.setattr(run, "save", overtaken)
    answer = perform(Ask(book))
    assert answer.written
    assert answer.result not in {answer.digest, file_digest(book)}


def test_of_the_copies_beside_it_a_strangers_and_an_open_one_stay_and_ours_goes_into_the_backup(book: Path) -> None:
    ours, foreign = side_cars(book)
    openpyxl.Workbook().save(foreign)
    assert perform(Ask(book, side_car=True)).target == str(ours)
    lock = ours.with_name(f"~${ours.name}")
    lock.write_bytes(b"")
    perform(Ask(book))
    assert ours.exists()
    lock.unlink()
    content = file_digest(ours)
    perform(Ask(book))
    assert not ours.exists()
    assert foreign.exists()
    assert Backups().file(content).exists()


class Hasty(Watcher):
    """Waits for nothing: its clock goes on by itself."""

    def _wait(self) -> float:
        return 0.0


class AtOnce:
    """Answers at once that everything was found as it was."""

    def __init__(self, done: Callable[[Ask, Answer], None], *, died: Callable[[str], None]) -> None:
        self._done = done

    def open(self) -> None:
        """It is."""

    def ask(self, ask: Ask) -> None:
        digest = file_digest(ask.workbook)
        self._done(ask, Answer(digest, digest))

    def close(self) -> None:
        """It is."""


def test_one_look_at_a_shared_folder_waits_for_the_lease_but_not_for_another_watcher(tmp_path: Path) -> None:
    book, now = tmp_path / "book.xlsx", [1000.0]
    told: list[Event] = []
    book.write_bytes(b"v1")

    def clock() -> float:
        now[0] += 0.1
        return now[0]

    rights = Rights(lambda _folder: True, told.append, clock)

    def look() -> list[Event]:
        said: list[Event] = []
        rule = {"allowed": rights.may_write, "soon": rights.soon}
        Hasty([book], tell=said.append, clock=clock, desk=AtOnce, **rule).run(once=True)
        return said

    try:
        assert [type(event) for event in look()] == [Checked]
    finally:
        rights.release()
    (tmp_path / NAME).write_text('{"host": "other", "pid": 1, "id": "x", "beat": 1}', "utf-8")
    assert look() == []
    assert [type(event) for event in told] == [StandsBy]
