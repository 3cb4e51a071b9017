"""Runs one action in a child that strace joins, for the drivers of the crash sweeps (they find it by PYTHONPATH)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)


def traced(options: Sequence[str], act: Callable[[], int]) -> int | None:
    """The exit code that `act` gives, or minus the signal that ended it; None if strace may not trace here."""
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        code = 1
        try:
            code = act()
        finally:
            os._exit(code)
    os.waitpid(child, os.WUNTRACED)
    tracer = subprocess.Popen(["strace", "-qq", "-p", str(child), *options])
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text() and tracer.poll() is None:
        time.sleep(0.001)
    os.kill(child, signal.SIGCONT)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if tracer.wait() in (0, *KILLED) else None
