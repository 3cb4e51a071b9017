"""Forks a child that strace joins before it goes on, for the drivers of the crash sweeps (found by PYTHONPATH)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

CHILD = "child"
_ENDED = (0, -signal.SIGKILL, 128 + signal.SIGKILL, -signal.SIGTERM, 128 + signal.SIGTERM)  # strace ends as the child


def fork_traced(options: Sequence[str]) -> int | str | None:
    """As `os.fork`, returns twice: CHILD in the child, which must end by `os._exit`; in the parent, which waits for
    it, its exit code, or minus the signal that ended it, or None if strace may not trace here.
    """
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        return CHILD
    os.waitpid(child, os.WUNTRACED)
    tracer = subprocess.Popen(["strace", "-qq", "-p", str(child), *options])
    while not _tracer(child) and tracer.poll() is None:
        time.sleep(0.001)
    os.kill(child, signal.SIGCONT)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if tracer.wait() in _ENDED else None


def detach() -> None:
    """In the child: sends strace away, as it slows everything down."""
    while tracer := _tracer(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(tracer, signal.SIGTERM)
        time.sleep(0.001)


def _tracer(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("TracerPid:")[2].split()[0])
