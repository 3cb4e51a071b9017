"""The watcher's side of the process that does the passes: starts it, asks it, and replaces it when it has to go.

Invariants: at most one pass runs at a time; a workbook that takes the process down costs that pass and nothing else;
every pass that was asked for is answered, if need be by a refusal.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from custsheet import worker
from custsheet.watching.answer import Answer, Ask, Refusal

PASSES = 50
"""After so many the process is replaced: no library is trusted never to leak."""
_MODULE = "custsheet.watching.attendant"


class Desk:
    """Where passes are asked for.

    Args:
        done: called from another thread with each answer.
        seconds: what a pass may take.
        passes: how many one process does.
        died: told what a process printed while it died.
    """

    def __init__(
        self,
        done: Callable[[Ask, Answer], None],
        *,
        seconds: float = worker.SECONDS,
        passes: int = PASSES,
        died: Callable[[str], None] = lambda _noise: None,
    ) -> None:
        self._done, self._seconds, self._most, self._died = done, seconds, passes, died
        self._asks: queue.SimpleQueue[Ask | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="passes", daemon=True)

    def open(self) -> None:
        """Have a process ready, so that the first save does not wait for it."""
        self._thread.start()

    def ask(self, ask: Ask) -> None:
        """Have a pass done, after those that were asked for before."""
        self._asks.put(ask)

    def close(self, seconds: float = 30.0) -> None:
        """End the process; a pass under way may come to its end first, if that takes no longer than `seconds`."""
        self._asks.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _work(self) -> None:
        # Processes are started here and nowhere else: on Linux they end with the thread that started them.
        child = _started()
        try:
            while (ask := self._asks.get()) is not None:
                child = child or _started()
                if child is None:
                    self._done(ask, _not_started(ask))
                    continue
                answer = child.answer(ask, self._seconds)
                if answer is None:
                    self._died(child.noise())
                if answer is None or child.passes >= self._most:
                    child.end()
                    child = _started()
                self._done(ask, answer or _died(ask))
        finally:
            if child is not None:
                child.end()


class _Child:
    """One process."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._process, self._noise = self._stack.enter_context(worker.started(_MODULE, talking=True))
        self.passes = 0

    def answer(self, ask: Ask, seconds: float) -> Answer | None:
        """What it says; None: it died, or took longer than `seconds` and was ended."""
        self.passes += 1
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        late = threading.Timer(seconds, self._process.kill)
        late.daemon = True
        late.start()
        try:
            stdin.write(ask.line().encode() + b"\n")
            stdin.flush()
            line = stdout.readline().decode()
            return Answer.of(line) if line.endswith("\n") else None
        except (OSError, ValueError):  # the pipe is closed
            return None
        finally:
            late.cancel()

    def noise(self) -> str:
        """What it printed while it died."""
        with suppress(OSError):
            return Path(self._noise).read_text("utf-8", "replace")
        return ""

    def end(self) -> None:
        """Ended, and nothing left behind."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()
        self._stack.close()


def _started() -> _Child | None:
    """A new process; None: the system has no room for one now (memory, processes, the disk of temporary files)."""
    with suppress(OSError):
        return _Child()
    return None


def _not_started(ask: Ask) -> Answer:
    return Answer.refused(
        Refusal.OTHER,
        {
            "zh": f"{ask.workbook} 没有处理：系统的内存或磁盘已满，无法开始处理。请腾出空间，稍后会自动再试。",
            "en": f"{ask.workbook} was not processed: memory or the disk is full and the work could not begin. "
            "Make room; it is tried again by itself.",
        },
        lasting=False,
    )


def _died(ask: Ask) -> Answer:
    return Answer.refused(
        Refusal.DIED,
        {
            "zh": f"{ask.workbook} 处理时程序中止了（内存不足，或文件让读取程序崩溃），工作簿没有改动或已有备份。"
            "请在 Excel 或 WPS 中把文件另存后再试。",
            "en": f"The work on {ask.workbook} was cut off (out of memory, or the file made the reader crash); the "
            "workbook is unchanged, or there is a backup. Save the file anew in Excel or WPS.",
        },
    )
