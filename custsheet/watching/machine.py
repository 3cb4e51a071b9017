"""The states of one watched workbook: when a pass is due, and whether into the workbook or beside it.

Events are hints and nothing more: what counts is the file's signature, and then the hash of its content. Pure but for
the disk it is given and what it says through `tell`; time is an argument (seconds of a monotonic clock), so that clocks
that jump do no harm and tests need not wait.

    machine.hint(now)                 # something happened to the workbook or its lock
    ask = machine.advance(now)        # a pass to be done now, or None; ask again at machine.wake
    machine.answered(answer, now)     # what came of it
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from custsheet.model.errors import InUseError, WorkbookError
from custsheet.package.saving.lock import Holder
from custsheet.watching.answer import Answer, Ask, Refusal
from custsheet.watching.disk import Disk, Signature
from custsheet.watching.events import Checked, Event, Missing, Refused, WaitsForClose, WrittenBack
from custsheet.watching.settling import Settling
from custsheet.watching.timing import Timing

NEVER = float("inf")
_DOUBLED = 16  # times


class State(StrEnum):
    """Where a workbook stands."""

    IDLE = "idle"
    SETTLING = "settling"
    COMPUTING = "computing"
    PENDING = "pending"
    MISSING = "missing"


class Machine:
    """One workbook.

    Args:
        path: the workbook; it need not be there.
        disk: the world.
        timing: how long to wait for what.
        tell: told what people should hear of.
        found: nobody named it, it lies in a watched folder.
        now: when it begins.
    """

    def __init__(
        self, path: Path, disk: Disk, timing: Timing, tell: Callable[[Event], None], *, found: bool = False, now: float
    ) -> None:
        self.path, self.found = path, found
        self.state = State.IDLE
        self.standby = False
        """Another watcher looks after it."""
        self.wake = NEVER
        self.answer: Answer | None = None
        """The latest that was no refusal."""
        self._disk, self._timing, self._tell = disk, timing, tell
        self._seen: Signature | None = None
        """The signature under which everything that was to be done is done."""
        self._done = self._ours = ""
        self._owed = False
        """Results of what is at `path` stand beside it and are still to be written into it."""
        self._due = True
        """A pass is wanted whether or not the content is known: at the start, and on a new day."""
        self._open_without_lock = False
        self._holder: Holder | None = None
        self._free_since: float | None = None
        self._failed_since: float | None = None
        self._tries = 0
        self._later = timing.later
        self._refusal: Refused | None = None
        self._settle(now)

    @property
    def pending(self) -> bool:
        """Whether results stand beside it that are still to be written into it."""
        return self._owed

    @property
    def refused(self) -> Refused | None:
        """Why it was not processed, if it was not."""
        return self._refusal

    @property
    def known(self) -> bool:
        """Whether anything is to be said of it; not of a strange file that lies in a watched folder."""
        return not self.found or self.answer is not None or self._refusal is not None

    @property
    def holder(self) -> Holder | None:
        """Who had it open when that was last looked at."""
        return self._holder

    def hint(self, now: float) -> None:
        """Something may have happened to the workbook, or it is time for a heartbeat."""
        if self.state is State.SETTLING:
            self.wake = min(self.wake, now)
        elif self.state is not State.COMPUTING and self._disk.signature(self.path) != self._seen:
            self._settle(now)

    def new_day(self, now: float) -> None:
        """What is due or overdue changes with the day: a pass, whatever has been done."""
        self._due = True
        if self.state in {State.IDLE, State.PENDING}:
            self._settle(now)

    def wait(self, until: float) -> None:
        """Ask nothing before then: another watcher looks after it."""
        self.wake = until

    def advance(self, now: float) -> Ask | None:
        """Go on as far as possible; the pass that is to be done now, if any. Ask again at `wake`, or after a hint."""
        if self.state is State.SETTLING and now >= self.wake:
            return self._look(now)
        if self.state is State.PENDING and now >= self.wake:
            return self._wait_for_close(now)
        if self.state is State.IDLE and now >= self.wake:  # something failed that may go better now
            self._settle(now)
            self._due = True
        return None

    # Settling

    def _settle(self, now: float) -> None:
        self.state, self.wake = State.SETTLING, now
        self._settling = Settling(self._disk.signature(self.path), now)
        self._failed_since, self._tries = None, 0

    def _look(self, now: float) -> Ask | None:
        """Whether the save is over; then, what is to be done about it."""
        timing, found = self._timing, self._disk.signature(self.path)
        if found is None:
            self._absent(now)
            return None
        ready = self._settling.ready(found, self._disk.saving(self.path), timing, now)
        if now < ready:
            # A temporary file may go at any moment, and not every system tells.
            self.wake = min(ready, now + timing.settle)
            return None
        return self._settled(found, now)

    def _absent(self, now: float) -> None:
        gone = self._settling.missing(self._timing, now)
        if now < gone:
            self.wake = min(gone, now + self._timing.poll)
            return
        self.state, self.wake = State.MISSING, NEVER
        if self._seen is not None or not self.found:
            self._tell(Missing(self.path))
        self._seen, self._done, self._owed, self._due = None, "", False, True

    def _settled(self, found: Signature, now: float) -> Ask | None:
        if self._disk.placeholder(self.path):  # reading would fetch it from the cloud; a heartbeat looks again
            self._rest(None)
            return None
        try:
            content = self._disk.digest(self.path)
        except WorkbookError as error:
            self._failed(found, error, now)
            return None
        if self._disk.signature(self.path) != found:  # another save began while it was read
            self.wake = now
            return None
        # While results are owed, our own version is news: somebody put it back.
        if self._due or content not in ({self._done} if self._owed else {self._done, self._ours}):
            return self._ask(found, content, now)
        if self._owed:
            self._pend(now)
        else:
            self._rest(found)
        return None

    def _failed(self, found: Signature, error: WorkbookError, now: float) -> None:
        """It cannot be read now: wait longer each time, and say so when that has gone on for long."""
        if not self._may_be_arriving(now) and not isinstance(error, InUseError):
            self._say(Refused(self.path, {"zh": error.zh, "en": error.en}))
            self._again(found, now)
            return
        self._pause(now, self._timing.retry, self._timing.retry_most)

    def _pause(self, now: float, least: float, most: float) -> None:
        """Each time twice as long, within bounds; a workbook may be open for weeks."""
        self.wake = now + min(least * 2**self._tries, most)
        self._tries = min(self._tries + 1, _DOUBLED)

    def _again(self, found: Signature | None, now: float) -> None:
        """Try once more much later, and then later still, unless there is a new save before."""
        self._rest(found)
        self.wake = now + self._later
        self._later = min(self._later * 2, self._timing.later_most)

    def _rest(self, seen: Signature | None) -> None:
        self.state, self.wake, self._seen = State.IDLE, NEVER, seen

    # Computing

    def _ask(self, found: Signature, content: str, now: float) -> Ask:
        self.state, self.wake = State.COMPUTING, NEVER
        self._seen, self._content = found, content
        self._holder = self._disk.holder(self.path, now)
        beside = self._holder is not None or self._open_without_lock
        self._due = False
        self._asked = Ask(
            self.path,
            side_car=beside,
            found=self.found,
            despite_lock=not beside and self._disk.locked(self.path),
        )
        return self._asked

    def answered(self, answer: Answer, now: float) -> None:
        """What came of the pass that `advance` asked for."""
        if answer.refusal is not None:
            self._refused(answer, now)
            return
        self.answer = answer
        self._refusal, self._later = None, self._timing.later
        was_owed, self._open_without_lock = self._owed and answer.digest == self._done, False
        self._done = answer.digest
        if self._asked.side_car:
            self._owed = True
            self._tell(Checked(self.path, answer))
            self._tell(WaitsForClose(self.path, self._holder))
            if self._due:  # the day has changed meanwhile
                self._settle(now)
            else:
                self._pend(now)
            return
        self._owed, self._ours = False, answer.result
        self._tell(WrittenBack(self.path, answer) if was_owed else Checked(self.path, answer))
        self._settle(now)  # what lies there must be what was written; a save since then is a new one

    def _refused(self, answer: Answer, now: float) -> None:
        refusal = answer.refusal
        if refusal is Refusal.NEWER:
            self._due = True
            self._settle(now)
        elif refusal is Refusal.IN_USE and self._owed and self._content == self._done:
            self._pend(now)  # no lock tells that it is open; its results stand beside it already
            self._pause(now, self._timing.retry_most, self._timing.cap)
        elif refusal is Refusal.IN_USE:
            self._due = self._open_without_lock = True
            self._settle(now)
        elif refusal is Refusal.DAMAGED and self._may_be_arriving(now):
            self._due, self.state = True, State.SETTLING
            self._pause(now, self._timing.retry, self._timing.retry_most)
        elif refusal is Refusal.FOREIGN and self.found:
            self._done = self._content
            self._rest(self._seen)
        else:
            self._say(Refused(self.path, answer.said, refusal or Refusal.OTHER))
            if answer.lasting:
                self._done, self._owed = self._content, False
                self._rest(self._seen)
            else:
                self._again(self._seen, now)
        if self.state is State.IDLE:
            self.hint(now)  # somebody may have saved meanwhile

    def _may_be_arriving(self, now: float) -> bool:
        since = self._failed_since = now if self._failed_since is None else self._failed_since
        return now - since < self._timing.torn

    def _say(self, event: Refused) -> None:
        """Once, however often the same is found again."""
        if self._refusal is None or event.said != self._refusal.said:
            self._tell(event)
        self._refusal = event

    # Waiting for people to close it

    def _pend(self, now: float) -> None:
        self.state, self.wake, self._free_since = State.PENDING, now, None

    def _wait_for_close(self, now: float) -> Ask | None:
        timing = self._timing
        found = self._disk.signature(self.path)
        if found is None or found != self._seen:
            self._settle(now)
            return None
        self._holder = self._disk.holder(self.path, now)
        if self._holder is not None or self._disk.written(self.path):
            self._free_since, self.wake = None, now + timing.poll
            return None
        if self._free_since is None:
            self._free_since = now
        if now - self._free_since < timing.closed:
            self.wake = min(now + timing.poll, self._free_since + timing.closed)
            return None
        return self._ask(found, self._done, now)
