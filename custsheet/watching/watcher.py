"""The loop: hints and answers come in, passes go out, one at a time; a heartbeat finds what no event told.

One thread owns all state; everything else reaches it through one queue. Nothing that must survive is kept here: after a
crash the next watcher looks at every workbook anew, and what is already done costs one hash.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from custsheet.watching.answer import Ask
from custsheet.watching.desk import Desk
from custsheet.watching.disk import Disk
from custsheet.watching.events import Event
from custsheet.watching.machine import NEVER, Machine, State
from custsheet.watching.observer import Folders
from custsheet.watching.timing import BEAT, LOCAL, POLLED, SYNCED, Timing
from custsheet.watching.watched import Watched

_STOP = object()
_STANDBY = 5.0  # seconds until it is asked again whether another watcher still looks after a workbook


class Passes(Protocol):
    """Where passes are asked for; see `custsheet.watching.desk.Desk`."""

    def open(self) -> None:
        """Have it ready."""

    def ask(self, ask: Ask) -> None:
        """One pass."""

    def close(self) -> None:
        """No more passes."""


class Watcher:
    """Watches workbooks until it is told to stop.

    Args:
        paths: files and folders.
        tell: told what people should hear of.
        network, synced: what a path lies on, which decides how long a save takes to settle.
        disk: the world.
        clock: seconds, monotonic.
        today: the day.
        allowed: whether this watcher may write a workbook now; asked before each pass and at each heartbeat.
        soon: of a workbook that it may not write: whether it may in a moment, with nobody else in between.
        noted: told after each step that changed something.
        died: told what the process that does the passes printed while it died.
        desk: makes what does the passes.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        tell: Callable[[Event], None],
        network: Callable[[Path], bool] = lambda _path: False,
        synced: Callable[[Path], bool] = lambda _path: False,
        disk: Disk | None = None,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = date.today,
        allowed: Callable[[Path], bool] = lambda _path: True,
        soon: Callable[[Path], bool] = lambda _path: False,
        noted: Callable[[Machine], None] = lambda _machine: None,
        died: Callable[[str], None] = lambda _noise: None,
        desk: Callable[..., Passes] = Desk,
    ) -> None:
        self._queue: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._tell, self._disk = tell, disk or Disk()
        self._network, self._synced = network, synced
        self._clock, self._today = clock, today
        self._allowed, self._soon, self._noted = allowed, soon, noted
        self.watched = Watched(list(paths), self._machine, tell)
        self._folders = Folders(self._queue.put, network)
        self._desk = desk(lambda ask, answer: self._queue.put((ask, answer)), died=died)
        self._asked: Machine | None = None
        self._paused = False
        self._day = today()
        self._beat_at = 0.0

    def stop(self) -> None:
        """Stop soon; may be called from anywhere, also from a signal."""
        self._queue.put(_STOP)

    def pause(self, paused: bool) -> None:
        """Ask for no more passes until told to go on; may be called from anywhere. Saves meanwhile are caught up on."""
        self._paused = paused
        self._queue.put(None)

    def run(self, *, once: bool = False) -> None:
        """Watch until `stop`; with `once`, until every workbook has been looked at and nothing is left but to wait."""
        try:
            self._desk.open()
            self._beat(self._clock())
            while True:
                self._ask_next(self._clock())
                if once and self._rests():
                    return
                if not self._take(self._wait()):
                    return
        finally:
            self._folders.stop()
            self._desk.close()

    def _wait(self) -> float:
        now = self._clock()
        wakes = [] if self._asked is not None or self._paused else [machine.wake for machine in self.watched]
        return max(0.0, min([self._beat_at, *wakes]) - now)

    def _take(self, seconds: float) -> bool:
        """What comes within `seconds`, or the heartbeat; False: stop."""
        try:
            found = self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        except queue.Empty:
            found = None
        while found is not None:
            if found is _STOP:
                return False
            self._handle(found)
            try:
                found = self._queue.get_nowait()
            except queue.Empty:
                break
        now = self._clock()
        if now >= self._beat_at:
            self._beat(now)
        return True

    def _handle(self, found: object) -> None:
        now = self._clock()
        if isinstance(found, Path):
            self.watched.hint(found, now)
        elif isinstance(found, tuple) and self._asked is not None:
            machine, self._asked = self._asked, None
            machine.answered(found[1], now)
            self._noted(machine)

    def _beat(self, now: float) -> None:
        self._beat_at = now + BEAT
        self.watched.scan(now)
        for folder in self.watched.folders:
            self._folders.add(folder)
        self._folders.revive()
        day = self._today()
        for machine in self.watched:
            if day != self._day:
                machine.new_day(now)
            machine.standby = not self._allowed(machine.path)
            machine.hint(now)
            self._noted(machine)
        self._day = day

    def _ask_next(self, now: float) -> None:
        """Go on with whoever has waited longest, until one wants a pass."""
        if self._asked is not None or self._paused:
            return
        for machine in sorted(self.watched, key=lambda machine: machine.wake):
            if machine.wake > now:
                return
            machine.standby = not self._allowed(machine.path)
            if machine.standby:
                machine.wait(now + _STANDBY)
                continue
            ask = machine.advance(now)
            if ask is not None:
                self._asked = machine
                self._noted(machine)
                self._desk.ask(ask)
                return

    def _rests(self) -> bool:
        if self._asked is not None:
            return False
        return all(
            (machine.standby and not self._soon(machine.path))
            or machine.state in {State.MISSING, State.PENDING}
            or (machine.state is State.IDLE and machine.wake == NEVER)
            for machine in self.watched
        )

    def _machine(self, path: Path, found: bool, now: float) -> Machine:
        return Machine(path, self._disk, self._timing(path), self._tell, found=found, now=now)

    def _timing(self, path: Path) -> Timing:
        if self._network(path.parent):
            return POLLED
        return SYNCED if self._synced(path.parent) else LOCAL
