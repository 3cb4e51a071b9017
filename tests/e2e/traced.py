"""Forks a child that strace joins before it goes on, for the drivers of the crash sweeps (found by PYTHONPATH)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

CHILD = "child"
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)


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
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text() and tracer.poll() is None:
        time.sleep(0.001)
    os.kill(child, signal.SIGCONT)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if tracer.wait() in (0, *KILLED) else None
