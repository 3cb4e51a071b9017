"""A commit with its backup, killed or failed at every point: the workbook is the old or the new, and can be restored.

Two sweeps. The quick one kills the process before each line of our own code. The slow one has the kernel kill it, or
refuse, at each system call that touches a file (strace), and so also within SQLite.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from custsheet.memory.backups import Backups
from custsheet.package.saving.commit import commit, create, digest, read
from custsheet.package.saving.temporary import is_own_temporary

OLD, NEW, NEXT = b"old " * 20_000, b"new " * 20_000, b"next" * 20_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, fork and strace as on Linux")

# Runs one commit; argv: folder, and the number of the line to die at (0: none).
_ONE = """
import fcntl, os, signal, sys  # fcntl: what is loaded late would count as a file of ours
from pathlib import Path
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import commit, read

def one(folder, fatal):
    book, backups = folder / "book.xlsx", Backups(folder / "kept")
    new = b"new " * 20_000
    passed = 0
    def line(frame, event, argument):
        nonlocal passed
        passed += event == "line"
        if passed == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return line
    def call(frame, event, argument):
        name = frame.f_code.co_filename.replace(os.sep, "/")
        return line if "custsheet/package/" in name or "custsheet/memory/" in name else None
    if fatal:
        sys.settrace(call)
    try:
        commit(book, new, expected=read(book)[1], backup=lambda data: backups.store(data, book))
        return 0
    except WorkbookError:
        return 3
"""

_SWEEP = (
    _ONE
    + """
import json, shutil
root, states = Path(sys.argv[1]), []
for fatal in range(1, 10_000):
    folder = root / str(fatal)
    shutil.copytree(root / "start", folder)
    child = os.fork()
    if child == 0:
        os._exit(one(folder, fatal))
    states.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    if states[-1] != -signal.SIGKILL:
        break
print(json.dumps(states))
"""
)

# For each line "options of strace<tab>folder" on stdin: one commit in a child that strace joins; prints its exit code.
_TRACED = (
    _ONE
    + """
from traced import CHILD, fork_traced
for order in sys.stdin:
    *options, folder = order.rstrip("\\n").split("\\t")
    code = fork_traced(options)
    if code == CHILD:
        os._exit(one(Path(folder), 0))
    print(code, flush=True)
"""
)


def start(folder: Path) -> Path:
    """A folder with a workbook that has been committed once before, so that the index exists."""
    folder.mkdir()
    book, backups = folder / "book.xlsx", Backups(folder / "kept")
    create(book, b"first")
    commit(book, OLD, expected=digest(b"first"), backup=lambda data: backups.store(data, book))
    return folder


def survey(folder: Path) -> str:
    """What the crash left: "old" or "new". Fails if it is neither, or if what should be restorable is not."""
    book, backups = folder / "book.xlsx", Backups(folder / "kept")
    data = book.read_bytes()
    assert data in (OLD, NEW), f"torn: {len(data)} bytes"
    if data == NEW:
        assert backups.restore_bytes(digest(OLD)) == OLD, "replaced without a backup"
    for entry in backups.list():
        assert digest(backups.restore_bytes(entry.sequence)) == entry.digest
    strange = [entry.name for entry in folder.iterdir() if entry.name not in {"book.xlsx", "kept"}]
    assert all(is_own_temporary(name) for name in strange), strange
    # Nothing that was left stands in the way of the next commit.
    commit(book, NEXT, expected=read(book)[1], backup=lambda data: backups.store(data, book))
    assert backups.restore_bytes(digest(data)) == data
    return "new" if data == NEW else "old"


def test_commit__killed_before_any_line(tmp_path: Path) -> None:
    start(tmp_path / "start")
    done = subprocess.run([sys.executable, "-c", _SWEEP, tmp_path], capture_output=True, text=True, check=True)
    states = json.loads(done.stdout)
    assert len(states) > 100
    assert states == [-9] * (len(states) - 1) + [0]
    found = [survey(tmp_path / str(number)) for number in range(1, len(states) + 1)]
    landed = found.index("new")
    assert found == ["old"] * landed + ["new"] * (len(found) - landed)
    assert landed < len(found) - 3, "no kill came after the exchange"


_CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,renameat2,rename,link,linkat,unlink,unlinkat,fchown,chmod,fchmod,mkdir,"
    "ftruncate,flock,close,newfstatat,lseek,read,pread64"
)
# How a run may end. Exit code 0 says "written", 3 is a WorkbookError, which says "unchanged", -9 says nothing.
_HONEST = {"signal -9 old", "signal -9 new", "error 3 old", "error 0 new"}
_FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC", "error=EACCES", "error=EBUSY")


@pytest.mark.slow
def test_commit__killed_or_refused_at_any_system_call(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        (pytest.fail if os.environ.get("CUSTSHEET_CI") == "1" else pytest.skip)("strace is not installed")
    model, log = start(tmp_path / "start"), tmp_path / "log"
    driver = subprocess.Popen(
        [sys.executable, "-c", _TRACED],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert driver.stdin is not None
    assert driver.stdout is not None

    def trial(name: str, *options: str) -> tuple[str, str]:
        """Exit code, and what the workbook is."""
        folder = shutil.copytree(model, tmp_path / name)
        print(*options, "-o", log, folder, sep="\t", file=driver.stdin, flush=True)
        ended = driver.stdout.readline().strip()
        found = survey(folder)
        shutil.rmtree(folder)
        return ended, found

    with driver:
        first = trial("whole", f"-etrace={_CALLS}")
        if first[0] == "None":
            pytest.skip("strace may not trace here")
        assert first == ("0", "new")
        calls = re.findall(r"^([a-z0-9]+)\(", log.read_text(errors="replace"), re.MULTILINE)
        assert len(calls) > 75
        ends: dict[str, int] = {}
        wrong: list[str] = []
        for number, call in enumerate(calls):
            when = calls[: number + 1].count(call)
            for fault in _FAULTS:
                ended = trial("one", f"-etrace={call}", f"-einject={call}:{fault}:when={when}")
                end = " ".join((fault.partition("=")[0], *ended))
                ends[end] = ends.get(end, 0) + 1
                if end not in _HONEST:
                    wrong.append(f"{call} number {when}, {fault}: {end}; {log.read_text(errors='replace')[-300:]}")
        driver.stdin.close()
    assert wrong == []
    assert sum(ends.values()) > 375, ends
    assert set(ends) == _HONEST, ends
