"""The process that does a pass: whatever becomes of it, the one who asked goes on and knows."""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from custsheet import worker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits as on POSIX systems")

CONFINED = "import sys\nfrom custsheet import worker\nworker.confine(sys.argv[1])\n"


@pytest.fixture
def ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """`ends(code, *words)`: how a child ended that ran `code` after it was confined."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def run(code: str, *words: str, seconds: float = 60) -> worker.Ended:
        (tmp_path / "made_up_child.py").write_text(CONFINED + code, "utf-8")
        return worker.run("made_up_child", words, seconds=seconds)

    return run


@pytest.mark.parametrize("code", [0, 1, 2])
def test_run__the_exit_code_is_handed_on(ends, code: int) -> None:
    assert ends(f"sys.exit({code})") == worker.Ended(code, "")


def test_run__the_end_is_seen_when_it_comes(ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the next of many looks, which `Popen.wait` with a limit sleeps between."""

    def slept(seconds: float) -> None:
        raise AssertionError(f"slept for {seconds} s")

    monkeypatch.setattr(time, "sleep", slept)
    assert ends("import time\ntime.sleep(0.2)") == worker.Ended(0, "")


def test_run__words_and_output_pass_through(ends, capfd: pytest.CaptureFixture[str]) -> None:
    assert ends("print(sys.argv[2:])\nprint('说', file=sys.stderr)", "a b", "客户.xlsx").code == 0
    said = capfd.readouterr()
    assert (said.out, said.err) == ("['a b', '客户.xlsx']\n", "说\n")


def test_leave__what_was_said_is_heard_and_nothing_is_taken_apart(ends, capfd: pytest.CaptureFixture[str]) -> None:
    code = "class Kept:\n    def __del__(self): print('taken apart')\nkept = Kept()\n"
    code += "sys.stdout.write('said')\nsys.stderr.write('so')\nworker.leave(1)\n"
    assert ends(code) == worker.Ended(1, "")
    assert capfd.readouterr() == ("said", "so")


def test_leave__nobody_listens(ends) -> None:
    deaf = "class Deaf:\n    def flush(self): raise BrokenPipeError\nsys.stdout = Deaf()\n"
    assert ends(f"{deaf}worker.leave(2)\n") == worker.Ended(2, "")


def test_loading__garbage_is_looked_for_afterwards_but_not_in_what_was_loaded(ends) -> None:
    code = "import gc\nwith worker.loading():\n    assert not gc.isenabled()\n"
    assert ends(code + "assert gc.isenabled() and gc.get_freeze_count() > 1000") == worker.Ended(0, "")


def test_run__an_abort_takes_only_the_child_and_is_not_heard(ends, capfd: pytest.CaptureFixture[str]) -> None:
    ended = ends("import os\nos.write(2, b'memory allocation failed')\nos.abort()")
    assert ended.code == -signal.SIGABRT
    assert "memory allocation failed" in ended.noise
    assert "made_up_child.py" in ended.noise, "where it died"
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces RLIMIT_AS")
def test_run__memory_without_bounds_is_refused(ends) -> None:
    """550 GB is what python-calamine asks for when a cell stands at XFD1048576; here the system would overcommit."""
    code = "import mmap\ntry:\n mmap.mmap(-1, 550 << 30)\nexcept (OSError, MemoryError):\n sys.exit(7)"
    assert ends(code).code == 7
    assert ends("bytearray(8 << 20)").code == 0


def test_run__leaves_no_core_dump(ends) -> None:
    """It would hold the customers."""
    assert ends("import resource\nsys.exit(resource.getrlimit(resource.RLIMIT_CORE)[0])").code == 0


def test_run__what_never_ends_is_ended(ends) -> None:
    ended = ends("import time\ntime.sleep(60)", seconds=0.5)
    assert ended.timed_out
    assert ended.code == -signal.SIGKILL


def test_run__nothing_beside_the_workbook_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a file named like a library of ours must not be run."""
    office = tmp_path / "office"
    office.mkdir()
    (office / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(office)
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "made_up_child.py").write_text(CONFINED + "import json")
    monkeypatch.setenv("PYTHONPATH", str(modules))
    assert worker.run("made_up_child", []).code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="prctl(2)")
def test_run__the_child_does_not_outlive_its_parent(tmp_path: Path) -> None:
    (tmp_path / "made_up_child.py").write_text(
        CONFINED + "import os, time\nfrom pathlib import Path\n"
        "Path(sys.argv[2]).write_text(str(os.getpid()))\ntime.sleep(60)",
    )
    mark = tmp_path / "pid"
    code = "import sys; from custsheet import worker; worker.run('made_up_child', [sys.argv[1]])"
    parent = subprocess.Popen([sys.executable, "-c", code, mark], env=os.environ | {"PYTHONPATH": str(tmp_path)})
    child = _number(mark)
    parent.kill()
    parent.wait()
    _wait_for(lambda: not _alive(child))


@pytest.mark.parametrize("answers", [True, False])
def test_run__ctrl_c_waits_for_the_childs_answer_once(tmp_path: Path, answers: bool) -> None:
    (tmp_path / "made_up_child.py").write_text(
        CONFINED + "import os, signal, time\nfrom pathlib import Path\n"
        + ("" if answers else "signal.signal(signal.SIGINT, signal.SIG_IGN)\n")
        + "Path(sys.argv[2]).write_text(str(os.getpid()))\n"
        "try:\n time.sleep(60)\nexcept KeyboardInterrupt:\n time.sleep(0.2)\n sys.exit(2)",
    )  # fmt: skip
    mark = tmp_path / "pid"
    code = "import sys; from custsheet import worker; print(worker.run('made_up_child', [sys.argv[1]]).code)"
    parent = subprocess.Popen(
        [sys.executable, "-c", code, mark],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # As in a terminal: what a shell starts in the background ignores Ctrl-C, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    child = _number(mark)
    os.killpg(parent.pid, signal.SIGINT)
    if not answers:
        time.sleep(0.5)
        assert _alive(child), "the first time, its answer is waited for"
        os.killpg(parent.pid, signal.SIGINT)
    said, _ = parent.communicate(timeout=20)
    assert said == ("2\n" if answers else f"{-signal.SIGKILL}\n")


def test_memory_limit__fits_the_computer() -> None:
    present = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert worker.LEAST_MEMORY <= worker.memory_limit() <= max(worker.LEAST_MEMORY, min(present, worker.MEMORY))


def test_into_job__asks_windows_for_the_limits() -> None:
    """The system calls as winnt.h declares them, on a stand-in that writes them down."""
    calls: list[tuple[str, tuple[object, ...]]] = []

    class Kernel32:
        def __getattr__(self, name: str) -> object:
            return lambda *arguments: calls.append((name, arguments)) or 42

    assert worker._into_job(Kernel32(), 7) == 42
    names = [name for name, _ in calls]
    assert names == ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"]
    job, kind, limits, size = calls[1][1]
    assert isinstance(job, ctypes.c_void_p)
    assert (job.value, kind, size) == (42, 9, 144)
    assert isinstance(limits, bytes)
    assert struct.unpack_from("<I", limits, 16) == (0x2100,)
    assert struct.unpack_from("<Q", limits, 112) == (worker.memory_limit(),)
    assert [argument.value for argument in calls[2][1]] == [42, 7]  # type: ignore[attr-defined]


def _number(mark: Path) -> int:
    _wait_for(lambda: mark.exists() and mark.read_text())
    return int(mark.read_text())


def _wait_for(true: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def _alive(number: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc keeps free memory to itself")
def test_rest__gives_back_what_is_free(ends) -> None:
    code = """
def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096
pieces = [bytes(100_000) for _ in range(2_000)]  # each too small to be mapped by itself
last = bytes(100_000)
del pieces
before = resident()
worker.rest()
sys.exit(0 if before - resident() > 100_000_000 else 1)
"""
    assert ends(code) == worker.Ended(0, "")
