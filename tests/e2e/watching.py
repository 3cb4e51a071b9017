"""A running `custsheet watch` in the hands of a test."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SECONDS = 120.0  # a machine may be busy; nothing here takes a tenth of it on an idle one


class Watching:
    """The process, and what it has told so far."""

    def __init__(self, process: subprocess.Popen[str], home: Path) -> None:
        self.process, self.home = process, home
        self.lines: list[str] = []
        self._arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    @contextlib.contextmanager
    def start(cls, command: Path, *paths: Path, home: Path, lang: str = "en") -> Iterator[Watching]:
        """Until the end of the block."""
        env = os.environ | {"CUSTSHEET_LANG": lang, "CUSTSHEET_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        line = [command, "watch", *paths]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        started = cls(process, home)
        try:
            yield started
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
            finally:
                started._reader.join(10)
                if process.stdout is not None:
                    process.stdout.close()

    def until(self, done: Callable[[], Any], seconds: float = SECONDS) -> Any:
        """Wait until `done` gives something true; what it gave."""
        end = time.monotonic() + seconds
        while True:
            self._take()
            found = done()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError("it did not come to that:\n" + "\n".join(self.lines))
            time.sleep(0.05)

    def says(self, words: str, times: int = 1) -> None:
        """Wait until `words` have been told so often."""
        self.until(lambda: sum(words in line for line in self.lines) >= times)

    def quiet(self, seconds: float) -> None:
        """Let time pass; what comes is kept."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._take()
            time.sleep(0.05)

    @property
    def log(self) -> list[dict[str, Any]]:
        """What the log holds."""
        return read_log(self.home)

    @property
    def passes(self) -> list[dict[str, Any]]:
        """Passes, first to last."""
        return [line for line in self.log if line["event"] in {"Checked", "WrittenBack"}]

    def kill(self) -> None:
        """As a power cut."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._arrived.put(line.rstrip("\n"))
        self._arrived.put(None)

    def _take(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                line = self._arrived.get_nowait()
                if line is not None:
                    self.lines.append(line)


def read_log(home: Path) -> list[dict[str, Any]]:
    """The lines of the log below `home`, oldest first."""
    found: list[dict[str, Any]] = []
    for path in sorted((home / "logs").glob("*"), key=lambda path: path.stat().st_mtime):
        found += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return found
