"""A process that runs and one that does not, of one's own and of others."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pytest

from custsheet.watching.processes import _alive_windows, alive


def test_alive__of_one_that_runs_and_then_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert alive(child.pid)
    child.communicate()
    assert not alive(child.pid)


def test_alive__of_somebody_elses() -> None:
    assert alive(1)
    assert alive(os.getpid())


@pytest.mark.parametrize("pid", [0, -1, 2**22 + 7, 2**70])
def test_alive__of_none(pid: int) -> None:
    assert not alive(pid)


class Kernel32:
    """Answers as Windows does: handle 0 where there is none; else an exit code."""

    def __init__(self, handle: int, code: int, answers: bool = True) -> None:
        self.closed: list[int | None] = []

        def open_process(access: int, inherit: bool, pid: int) -> int:
            assert (access, inherit, pid) == (0x1000, False, 4711)
            return handle

        def exit_code(of: ctypes.c_void_p, into: object) -> int:
            assert of.value == handle
            into._obj.value = code  # type: ignore[attr-defined]
            return int(answers)

        self.OpenProcess = open_process
        self.GetExitCodeProcess = exit_code
        self.CloseHandle = lambda of: self.closed.append(of.value)


@pytest.mark.parametrize(
    ("handle", "code", "error", "expected"),
    [(8, 259, 0, True), (8, 0, 0, False), (0, 0, 5, True), (0, 0, 87, False)],
)
def test_alive_windows(handle: int, code: int, error: int, expected: bool) -> None:
    kernel32 = Kernel32(handle, code)
    assert _alive_windows(kernel32, 4711, lambda: error) is expected
    assert kernel32.closed == ([handle] if handle else [])
