"""Runs a pass in a process of its own, within limits, so that no workbook can take down the one who asked.

A reader that aborts (a compiled one may, see safety.md), exhausts the memory or never ends takes only the child with
it. The child is a fresh interpreter which does the whole pass and answers on the parent's own standard output, so no
table is ever copied between processes; starting it costs what starting Python costs.

Owns both ends: `run` in the parent, `confine` in the child. Invariants: what compiled code prints while it dies goes
into the noise, never before a person's eyes; nothing of a workbook is left in a core dump; a child does not outlive
its parent on Linux and Windows. The Windows branch follows the manual of job objects and was never run; macOS does
not enforce the memory limit.
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

MEMORY = 16 << 30
"""Bytes of address space a pass may take, where the computer has as much. The largest workbook the gate lets through
(see `package.limits`) (300,000 customers, a million orders) was measured to need a third of that."""
LEAST_MEMORY = 4 << 30
"""Address space it may take on any computer; much of it is never touched."""
SECONDS = 3_600.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# winnt.h: JOBOBJECT_EXTENDED_LIMIT_INFORMATION and the places of two of its members on 64-bit Windows.
_EXTENDED_LIMITS, _LIMITS_SIZE, _FLAGS_AT, _MEMORY_AT = 9, 144, 16, 112
_PROCESS_MEMORY, _KILL_ON_CLOSE = 0x100, 0x2000


@dataclass(frozen=True, slots=True)
class Ended:
    """How the child ended.

    Attributes:
        code: its exit code; negative: the signal that ended it.
        noise: what compiled code printed while it died.
        timed_out: it took too long and was ended.
        interrupted: somebody pressed Ctrl-C meanwhile.
        began: it came as far as `confine`; if not, Python could not start it.
    """

    code: int
    noise: str
    timed_out: bool = False
    interrupted: bool = False
    began: bool = True


def run(module: str, words: Sequence[str], *, seconds: float = SECONDS) -> Ended:
    """Run `python -m module NOISE words…` to its end, with this process's standard input, output and error.

    Ctrl-C reaches the child as well; its answer is waited for.
    """
    with started(module, words) as (child, noise):
        with _no_longer_than(seconds, child) as too_late:
            code, interrupted = _wait(child)
        timed_out = too_late.is_set()
        heard = noise.read_text("utf-8", "replace") if noise.exists() else None
        return Ended(code, heard or "", timed_out, interrupted and not timed_out, began=heard is not None)


@contextmanager
def started(
    module: str, words: Sequence[str] = (), *, talking: bool = False
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A child that runs `python -m module NOISE words…`, and the file for noise; it has ended when the block has.

    The child hands that file to `confine` before it does anything else.

    Args:
        module: what it runs.
        words: what it is told.
        talking: its standard input and output are pipes to this process, and Ctrl-C does not reach it.
    """
    with tempfile.TemporaryDirectory(prefix="custsheet-") as folder:
        noise = Path(folder, "noise")
        pipe = subprocess.PIPE if talking else None
        apart = {"process_group": 0} if talking and sys.platform != "win32" else {}
        # -P: a folder with files named like our libraries must not be what is imported.
        line = [sys.executable, "-P", "-m", module, str(noise), *words]
        # One thread for algebra: what is fitted has four parameters, and more threads only wait for each other.
        around = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
        child = subprocess.Popen(line, stdin=pipe, stdout=pipe, env=around, **apart)  # type: ignore[call-overload] # noqa: S603
        with _job(child):
            try:
                yield child, noise
            finally:
                if child.poll() is None:
                    child.kill()
                child.wait()


def confine(noise: str) -> None:
    """In the child: hold this process to the limits, and lead what compiled code prints on standard error to `noise`.

    `sys.stderr` still reaches the person.
    """
    held = os.open(noise, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    terminal = os.dup(2)
    os.dup2(held, 2)
    os.close(held)
    sys.stderr = os.fdopen(terminal, "w", encoding=sys.stderr.encoding or "utf-8", errors="replace", buffering=1)
    faulthandler.enable(2)  # where it died
    collect_rarely()
    # Where it is installed pandera loads it, to make up data for tests, which takes as long as loading pandera itself.
    sys.modules.setdefault("hypothesis", None)  # type: ignore[arg-type]
    if sys.platform != "win32":
        _limit()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave(code: int) -> NoReturn:
    """End this process with that exit code, as it stands.

    To let Python take apart, one by one, all that a pass has built and loaded takes as long as checking it did.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody listens any more, or the disk is full: that has been told
            stream.flush()
    os._exit(code)


def collect_rarely() -> None:
    """Let Python look for garbage a three-hundredth as often as it would: a pass builds far more than it throws away.

    Looking through a hundred thousand findings again and again was a quarter of the time of checking. More rarely yet,
    and what lies about takes a quarter more memory over a workbook of a thousand customers, for two percent of time.
    """
    gc.set_threshold(200_000, 20, 20)


def rest() -> None:
    """Between two passes: look for garbage, and give memory that is free back to the system.

    Of what a pass over 20,000 customers took and let go, glibc keeps a quarter to itself: 170 of 650 MB.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which has nothing of the kind
            ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def loading() -> Iterator[None]:
    """While entered, what a pass needs is imported: nobody looks for garbage, and never in what was loaded."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def memory_limit() -> int:
    """Bytes of address space a pass may take on this computer."""
    present = MEMORY
    with suppress(AttributeError, OSError, ValueError):  # Windows has no sysconf
        present = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(LEAST_MEMORY, min(MEMORY, present))


@contextmanager
def _no_longer_than(seconds: float, child: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """While entered, the child is ended once the time is over, and the event set.

    A clock of its own, as `Popen.wait` with a limit only looks every 50 ms whether the child has ended.
    """
    too_late = threading.Event()

    def end() -> None:
        too_late.set()
        child.kill()

    clock = threading.Timer(seconds, end)
    clock.daemon = True
    clock.start()
    try:
        yield too_late
    finally:
        clock.cancel()


def _wait(child: subprocess.Popen[bytes]) -> tuple[int, bool]:
    """The exit code, and whether Ctrl-C was pressed; the terminal has told the child as well, so it is waited for."""
    try:
        return child.wait(), False
    except KeyboardInterrupt:
        with suppress(KeyboardInterrupt):
            return child.wait(), True
        child.kill()  # pressed again
        return child.wait(), True


def _limit() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory_limit() if soft == resource.RLIM_INFINITY else min(soft, memory_limit())
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _job(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """On Windows, hold the child in a job with a memory limit, which ends it when this process ends."""
    if sys.platform != "win32":
        yield
        return
    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.CreateJobObjectW.restype = ctypes.c_void_p
    job = _into_job(kernel32, int(child._handle))
    try:
        yield
    finally:
        kernel32.CloseHandle(ctypes.c_void_p(job))


def _into_job(kernel32: Any, process: int) -> int:
    """The handle of a new job that holds `process`; where the system refuses, the pass goes on without limits."""
    job = kernel32.CreateJobObjectW(None, None)
    limits = bytearray(_LIMITS_SIZE)
    struct.pack_into("<I", limits, _FLAGS_AT, _PROCESS_MEMORY | _KILL_ON_CLOSE)
    struct.pack_into("<Q", limits, _MEMORY_AT, memory_limit())
    kernel32.SetInformationJobObject(ctypes.c_void_p(job), _EXTENDED_LIMITS, bytes(limits), len(limits))
    kernel32.AssignProcessToJobObject(ctypes.c_void_p(job), ctypes.c_void_p(process))
    return int(job or 0)
