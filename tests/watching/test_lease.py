"""One writer for one folder: real files one beat at a time, then many leases whose steps fall between each other's.

In the second half the folder is a variable and every step of every lease waits for its turn, so that a seed decides
which comes first, how long it takes, and which computer falls asleep in the middle of it.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from custsheet.package.saving.temporary import is_own_temporary
from custsheet.watching import lease as module
from custsheet.watching.lease import BEAT, DEAD, FRESH, LATE, NAME, RENEW, SETTLE, Lease


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def beats(clock: Clock, seconds: float, *leases: Lease) -> list[bool]:
    """All beat as a watcher does for so long; the last answers."""
    end = clock.now + seconds
    answers = [lease.beat() for lease in leases]
    while clock.now < end:
        clock.now = min(end, clock.now + BEAT)
        answers = [lease.beat() for lease in leases]
    return answers


def told(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / NAME).read_text("utf-8")))


def test_beat__the_first_writes_soon(tmp_path: Path, clock: Clock) -> None:
    lease = Lease(tmp_path, clock)
    assert lease.beat() is False
    clock.now += FRESH
    assert lease.beat() is True
    assert lease.who == ""
    assert told(tmp_path)["pid"] == os.getpid()


def test_beat__takes_the_time_as_given(tmp_path: Path, clock: Clock) -> None:
    lease = Lease(tmp_path, clock)
    assert lease.beat(clock.now) is False
    clock.now += FRESH
    assert lease.beat(clock.now) is True


def test_beat__the_second_looks_on_and_knows_who_writes(tmp_path: Path, clock: Clock) -> None:
    one, two = Lease(tmp_path, clock), Lease(tmp_path, clock)
    assert beats(clock, 3600, one, two) == [True, False]
    assert str(os.getpid()) in two.who


def test_beat__renews_once_a_minute_and_leaves_nothing_else(tmp_path: Path, clock: Clock) -> None:
    lease = Lease(tmp_path, clock)
    beats(clock, 600, lease)
    assert told(tmp_path)["beat"] <= 600 / RENEW + 1
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


def test_release__lets_the_next_write_at_once(tmp_path: Path, clock: Clock) -> None:
    one, two = Lease(tmp_path, clock), Lease(tmp_path, clock)
    beats(clock, 60, one, two)
    one.release()
    assert not (tmp_path / NAME).exists()
    two.beat()
    clock.now += FRESH
    assert two.beat() is True


def test_release__leaves_anothers(tmp_path: Path, clock: Clock) -> None:
    one, two = Lease(tmp_path, clock), Lease(tmp_path, clock)
    beats(clock, 60, one, two)
    two.release()
    assert beats(clock, 60, one, two) == [True, False]


def test_beat__a_dead_one_is_taken_over_and_not_before(tmp_path: Path, clock: Clock) -> None:
    one, two = Lease(tmp_path, clock), Lease(tmp_path, clock)
    beats(clock, 60, one, two)
    assert beats(clock, DEAD - 1, two) == [False]
    assert beats(clock, SETTLE + 2 * BEAT, two) == [True]
    assert two.who == ""
    assert one.beat() is False
    assert beats(clock, 600, one, two) == [False, True]


def test_beat__what_was_left_by_a_crash_before_we_came(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / NAME).write_text('{"host": "DESKTOP-7", "pid": 12, "id": "x", "beat": 3}', "utf-8")
    lease = Lease(tmp_path, clock)
    assert beats(clock, DEAD - 1, lease) == [False]
    assert lease.who == "DESKTOP-7 (12)"
    assert beats(clock, SETTLE + 2 * BEAT, lease) == [True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"host": "A", "pi',
        b"[1]",
        b"null",
        b"\0" * 100,
        b"\xff\xfe",
        b"[" * 4096,
        b"x" * 100_000,
        b'{"id":[]}',
    ],
)
def test_beat__half_a_file_is_nobodys_and_is_replaced_in_time(tmp_path: Path, clock: Clock, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    lease = Lease(tmp_path, clock)
    assert beats(clock, DEAD - 1, lease) == [False]
    assert lease.who.startswith("? ")
    assert beats(clock, SETTLE + 2 * BEAT, lease) == [True]


def test_beat__our_own_file_torn_stops_us(tmp_path: Path, clock: Clock) -> None:
    lease = Lease(tmp_path, clock)
    assert beats(clock, 60, lease) == [True]
    (tmp_path / NAME).write_bytes((tmp_path / NAME).read_bytes()[:20])
    assert lease.beat() is False


def test_who__shows_no_control_characters(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / NAME).write_text(json.dumps({"host": "\x1b[31m\n" + "x" * 500, "id": "y"}), "utf-8")
    lease = Lease(tmp_path, clock)
    lease.beat()
    assert lease.who.isprintable()
    assert len(lease.who) <= 80


def test_beat__clocks_of_computers_do_not_matter(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two clocks differ by years, and the files' times are nonsense."""
    other = Clock()
    other.now = 9e8
    one, two = Lease(tmp_path, clock), Lease(tmp_path, other)
    for _ in range(60):
        answers = one.beat(), two.beat()
        clock.now += BEAT
        other.now += BEAT
        os.utime(tmp_path / NAME, (0, 0))
    assert answers == (True, False)


def test_beat__a_folder_that_is_not_there(tmp_path: Path, clock: Clock) -> None:
    lease = Lease(tmp_path / "gone", clock)
    assert beats(clock, 600, lease) == [False]
    assert str(tmp_path / "gone") in lease.who


def test_beat__a_renewal_that_took_long_counts_as_taking_over(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asleep in the middle of it, we wake and replace the file of whoever took over: they must have seen that first."""
    one, two = Lease(tmp_path, clock), Lease(tmp_path, clock)
    beats(clock, RENEW - 10, one, two)
    clock.now += 15
    put = one._put

    def asleep(data: bytes) -> None:
        assert beats(clock, DEAD + SETTLE + 2 * BEAT, two) == [True]
        put(data)

    monkeypatch.setattr(one, "_put", asleep)
    assert one.beat() is False
    monkeypatch.undo()
    clock.now += SETTLE - 1
    assert one.beat() is False
    clock.now += 1
    assert [two.beat(), one.beat()] == [False, True]


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder, and no right to write there: root has every right, so it becomes somebody else for a while."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o555)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(before)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_beat__a_folder_that_cannot_be_written(nobody: Path, clock: Clock) -> None:
    lease = Lease(nobody, clock)
    assert beats(clock, 600, lease) == [False]
    assert lease.who == f"{nobody} 不能写入 / cannot be written to"
    assert list(nobody.iterdir()) == []


def test_beat__a_disk_that_fills_up_ends_the_lease_before_others_may_take_it(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, other = Lease(tmp_path, clock), Lease(tmp_path, clock)
    beats(clock, 10, lease, other)

    def full(*_: object, **__: object) -> Path:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(module, "write_temporary", full)
    written, lasted = clock.now, clock.now
    while clock.now < written + DEAD:
        clock.now += 10
        if lease.beat():
            lasted = clock.now
        assert other.beat() is False
    assert written + RENEW <= lasted <= written + LATE
    assert "cannot be written" in lease.who
    monkeypatch.undo()
    assert sum(beats(clock, 300, lease, other)) == 1


def test_beat__a_disk_full_at_the_start_leaves_no_half_file(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    lease = Lease(tmp_path, clock)
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "write", full)
        assert lease.beat() is False
    assert list(tmp_path.iterdir()) == []
    assert beats(clock, 20, lease) == [True]


def test_beat__files_on_the_way_are_known_to_a_watcher_as_ours(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, to: (seen.append(self.name), real(self, to))[1])
    beats(clock, 300, Lease(tmp_path, clock))
    assert seen
    assert all(is_own_temporary(name) for name in seen)


# Many at once


class Asleep(BaseException):
    """The computer never wakes again."""


class Stage:
    """Lets one lease take one step at a time, in an order, and with pauses, that a seed decides."""

    def __init__(self, seed: int, leases: int) -> None:
        self.random, self.clock, self.content = random.Random(seed), Clock(), None
        self.written = self.steps = 0
        self.actors = [Actor(self) for _ in range(leases)]

    def run(self, seconds: float) -> None:
        end = self.clock.now + seconds
        while self.clock.now < end:
            ready = [actor for actor in self.actors if actor.at <= self.clock.now]
            if ready:
                self.random.choice(ready).step()
            else:
                self.clock.now = min([end, *(actor.at for actor in self.actors)])
            writers = sum(actor.writes for actor in self.actors)
            assert writers <= 1
            self.written, self.steps = self.written + writers, self.steps + 1
            if self.random.random() < 0.001 and self.content:
                self.content = self.content[: self.random.randrange(len(self.content))]

    def pause(self) -> float:
        """How long the step before this one took."""
        chance = self.random.random()
        if chance < 0.5:
            return 0.0
        return self.random.uniform(0, 2) if chance < 0.99 else self.random.uniform(5, 500)


class Actor:
    """One computer: beats, and in between writes if the last answer said so."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.at = stage, stage.clock.now + stage.random.uniform(0, 30)
        self.answer, self.answered, self.crashed = False, -1e9, False
        self.go, self.done = threading.Semaphore(0), threading.Semaphore(0)
        self.thread = threading.Thread(target=self.live, daemon=True)
        self.thread.start()

    @property
    def writes(self) -> bool:
        """An answer holds until the next, but no longer than a beat."""
        return not self.crashed and self.answer and self.stage.clock.now - self.answered <= BEAT

    def step(self) -> None:
        self.go.release()
        assert self.done.acquire(timeout=30)

    def turn(self, seconds: float) -> None:
        """Give the others their turns for so long."""
        self.at = self.stage.clock.now + seconds
        self.done.release()
        self.go.acquire()
        if self.crashed:
            raise Asleep

    def stop(self) -> None:
        self.crashed = True
        self.at = float("inf")
        self.go.release()
        self.thread.join(30)

    def live(self) -> None:
        self.go.acquire()
        try:
            while True:
                lease = self.lease()
                for _ in range(self.stage.random.randrange(5, 60)):
                    self.answer, self.answered = lease.beat(), self.stage.clock.now
                    self.turn(self.stage.random.uniform(1, BEAT))
                if self.stage.random.random() < 0.5:  # else it crashes, and is started again
                    lease.release()
                self.answer = False
                self.turn(self.stage.random.uniform(0, 400))
        except Asleep:
            pass

    def lease(self) -> Lease:
        stage = self.stage
        lease = Lease(Path("/shared"), stage.clock)

        def slow(step: Callable[..., Any]) -> Callable[..., Any]:
            def take(*words: Any) -> Any:
                self.turn(stage.pause())
                try:
                    return step(*words)
                finally:
                    if sys.exc_info()[0] is not Asleep:
                        self.turn(stage.pause())

            return take

        def make(data: bytes) -> None:
            if stage.content is not None:
                raise FileExistsError
            stage.content = data

        def put(data: bytes) -> None:
            stage.content = data

        lease._read, lease._make, lease._put = slow(lambda: stage.content), slow(make), slow(put)  # type: ignore[method-assign]
        lease._path = Gone(stage)  # type: ignore[assignment]
        return lease


class Gone:
    """The path, as far as a release and clearing up use it."""

    name, parent = NAME, Path("/shared")

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def unlink(self) -> None:
        self.stage.content = None


@pytest.mark.parametrize("leases", [2, 5])
@pytest.mark.parametrize("seed", range(8))
def test_beat__never_two_writers_whatever_comes_first(leases: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "clear_abandoned", lambda *_: None)
    stage = Stage(seed, leases)
    try:
        stage.run(6 * 3600)
    finally:
        for actor in stage.actors:
            actor.stop()
    assert stage.written > stage.steps / 10  # it is not safe by never writing


def test_beat__when_all_is_quiet_one_of_five_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "clear_abandoned", lambda *_: None)
    clock = Clock()
    content: list[bytes | None] = [b"{"]
    leases = []
    for _ in range(5):
        lease = Lease(Path("/shared"), clock)
        lease._read = lambda: content[0]  # type: ignore[method-assign]
        lease._put = lambda data: content.__setitem__(0, data)  # type: ignore[method-assign]
        leases.append(lease)
    beats(clock, DEAD + SETTLE + 2 * BEAT, *leases)
    assert [lease.beat() for lease in leases].count(True) == 1
