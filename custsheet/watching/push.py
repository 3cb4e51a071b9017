"""Shows the results of a save in the office program that has the workbook open, where people want that (`--push`).

`Push` is what a program must be able to do; LibreOffice can (`push_libreoffice`), Excel's COM may follow. Invariants:
the person's own document is never changed, saved or closed; a program that does not answer delays nobody, because
all this happens on a thread of its own and within limits of time.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from custsheet.model.sidecar import side_cars
from custsheet.watching.events import Checked, Event, WrittenBack

_STOP = object()


class Push(Protocol):
    """One office program."""

    def push(self, workbook: Path, side_car: Path) -> bool:
        """Show `side_car` beside `workbook`, which is open in the program; where it shows already, bring it up to date.

        Where `side_car` is no more, what shows of it is closed. Never raises; False: the program does not have the
        workbook open, or did not answer.
        """
        ...


class Pushing:
    """Hands on what a watcher tells, and pushes what it writes beside open workbooks.

    Args:
        tell: told every event.
        push: the office program.
        failed: told of each workbook whose results could not be shown.
    """

    def __init__(self, tell: Callable[[Event], None], push: Push, failed: Callable[[Path], None]) -> None:
        self._tell, self._push, self._failed = tell, push, failed
        self._waiting: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="push", daemon=True)
        self._thread.start()

    def __call__(self, event: Event) -> None:
        """Tell, and push if there is something to show."""
        self._tell(event)
        if (
            isinstance(event, Checked)
            and event.answer.target
            and Path(event.answer.target) in side_cars(event.workbook)
        ):
            self._waiting.put((event.workbook, Path(event.answer.target), True))
        elif isinstance(event, WrittenBack):
            for side_car in side_cars(event.workbook):
                self._waiting.put((event.workbook, side_car, False))

    def close(self, seconds: float = 5.0) -> None:
        """No more; what is under way may come to its end, if that takes no longer than `seconds`."""
        self._waiting.put(_STOP)
        self._thread.join(seconds)

    def _run(self) -> None:
        while isinstance(job := self._waiting.get(), tuple):
            workbook, side_car, wanted = job
            if not self._push.push(workbook, side_car) and wanted:
                self._failed(workbook)
