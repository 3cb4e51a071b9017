"""Replays what programs do to a folder while they save, event for event, with real files and a fake clock.

Each of `created`, `modified`, `closed`, `touched`, `deleted` and `moved` does to the disk what it says and hands
watchdog's event to the handler that the watcher uses.

The pass is a stand-in with the manners of the real one: it appends its mark to what lies there, takes a while, and
refuses to overwrite a newer save.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
)

from custsheet.model.sidecar import side_car, side_cars
from custsheet.package.saving.steady import digest, file_digest
from custsheet.watching.answer import Answer, Ask, Refusal
from custsheet.watching.disk import Disk
from custsheet.watching.events import Event
from custsheet.watching.machine import Machine
from custsheet.watching.observer import Hints
from custsheet.watching.stale import Leftovers
from custsheet.watching.timing import BEAT, LOCAL, Timing
from custsheet.watching.watched import Watched

STEP = 0.05
MARK = b"|results"


@dataclass
class Pass:
    """One pass: what was asked, and of which content."""

    ask: Ask
    content: bytes
    at: float


@dataclass
class Replay:
    """A folder, a watcher without threads, and a clock that a test turns."""

    folder: Path
    paths: list[Path]
    timing: Timing = LOCAL
    takes: float = 0.3
    now: float = 1000.0
    passes: list[Pass] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    refuse: Callable[[Ask, bytes], Answer | None] = lambda _ask, _content: None
    events: bool = True

    def __post_init__(self) -> None:
        leftovers = Leftovers(self.folder / "no such", host="ours")
        self.disk = Disk(leftovers)
        self.watched = Watched(self.paths, self._make, self.told.append)
        self.hints = Hints(lambda path: self.watched.hint(path, self.now))
        self._running: tuple[Machine, Pass] | None = None
        self._beat = self.now
        self.rest(5.0)

    def _make(self, path: Path, found: bool, now: float) -> Machine:
        return Machine(path, self.disk, self.timing, self.told.append, found=found, now=now)

    def rest(self, seconds: float) -> None:
        """Time passes."""
        until = self.now + seconds
        while self.now < until:
            self._step()
            self.now += STEP

    def _step(self) -> None:
        if self.now >= self._beat:
            self._beat = self.now + BEAT
            self.watched.scan(self.now)
            for machine in self.watched:
                machine.hint(self.now)
        if self._running is not None:
            machine, one = self._running
            if self.now - one.at < self.takes:
                return
            self._running = None
            machine.answered(self._finish(one), self.now)
        for machine in sorted(self.watched, key=lambda machine: machine.wake):
            if machine.wake > self.now or self._running is not None:
                return
            ask = machine.advance(self.now)
            if ask is not None:
                one = Pass(ask, ask.workbook.read_bytes(), self.now)
                self.passes.append(one)
                self._running = machine, one

    def _finish(self, one: Pass) -> Answer:
        """As a pass ends: refused, beside the workbook, or in it if nobody saved meanwhile."""
        refusal = self.refuse(one.ask, one.content)
        if refusal is not None:
            return refusal
        read = digest(one.content)
        if one.ask.side_car:
            target = side_car(one.ask.workbook, "en")
            target.write_bytes(one.content + MARK)
            return Answer(digest=read, result=read, written=True, target=str(target))
        try:
            if file_digest(one.ask.workbook) != read:
                return Answer.refused(Refusal.NEWER, {"zh": "新", "en": "newer"})
        except Exception:
            return Answer.refused(Refusal.OTHER, {"zh": "没有", "en": "not there"}, lasting=False)
        for beside in side_cars(one.ask.workbook):
            beside.unlink(missing_ok=True)
        if one.content.endswith(MARK):
            return Answer(digest=read, result=read)
        target = one.ask.workbook.resolve()
        temporary = target.with_name(f".{target.name}.custsheet-0123abcd.tmp")
        self.created(temporary, one.content + MARK)
        self.modified(temporary)
        self.closed(temporary)
        self.moved(temporary, target)
        return Answer(digest=read, result=digest(one.content + MARK), written=True, target=str(target))

    # What happens to files

    def tell(self, event: object) -> None:
        if self.events:
            self.hints.dispatch(event)  # type: ignore[arg-type]

    def created(self, path: Path, data: bytes = b"") -> None:
        path.write_bytes(data)
        self.tell(FileCreatedEvent(str(path)))

    def modified(self, path: Path, data: bytes | None = None) -> None:
        if data is not None:
            path.write_bytes(data)
        self.tell(FileModifiedEvent(str(path)))

    def closed(self, path: Path) -> None:
        self.tell(FileClosedEvent(str(path)))

    def touched(self, path: Path) -> None:
        path.chmod(path.stat().st_mode ^ 0o010)
        self.tell(FileModifiedEvent(str(path)))

    def deleted(self, path: Path, *, there: bool = False) -> None:
        """`there`: the file stays, only the event comes (as on macOS)."""
        if not there:
            path.unlink()
        self.tell(FileDeletedEvent(str(path)))

    def moved(self, source: Path, target: Path, *, half: bool = False) -> None:
        """`half`: the system told only where to."""
        source.replace(target)
        self.tell(FileMovedEvent("" if half else str(source), str(target)))


def lock_text(name: str, host: str = "desk") -> bytes:
    """As LibreOffice writes it."""
    return f",{name},{host},29.11.2026 10:00,file:///profile;".encode()
