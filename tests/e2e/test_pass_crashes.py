"""A whole pass, killed or refused at each system call on the workbook's folder or the backups: nothing is ever lost.

The driver has imported everything and computed the pass once; each trial is a child of it that strace joins, either
before the pass begins or when it is about to write. Afterwards the workbook is the old or the new one, what was
replaced can be restored, the answer was honest, and the next pass gives what this one should have given.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from custsheet import pipeline
from custsheet.memory.backups import Backups
from custsheet.package.saving.commit import digest
from custsheet.package.saving.temporary import is_own_temporary

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="fork and strace as on Linux")]

# argv: folder. Orders come on stdin, one JSON value a line; for each, the exit code of the child is printed. A list is
# options of strace for a pass from its beginning until the workbook is read or, after "write", from where it begins to
# write; "again" is a pass that nothing disturbs.
_DRIVER = """
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
from custsheet import pipeline
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from traced import CHILD, detach, fork_traced

root = Path(sys.argv[1])
book, said = root / "office" / "book.xlsx", root / "said"
now = datetime(2026, 6, 17, 9, tzinfo=UTC)
backups = Backups(root / "home" / "kept", clock=lambda: now)

def go(progress=None):
    try:
        outcome = pipeline.process(
            book, today=now.date(), now=now.replace(tzinfo=None), backups=backups, progress=progress
        )
        answer, code = {"written": outcome.written}, 0
    except WorkbookError as error:
        answer, code = {"zh": error.zh, "en": error.en}, 3
    except BaseException as error:
        answer, code = {"escaped": repr(error)}, 1
    said.write_text(json.dumps(answer))
    return code

def forked():
    child = os.fork()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if child else CHILD

def serve():  # returns in a child, which then runs the pass, and in the server at "write"
    for line in sys.stdin:
        order = json.loads(line)
        if order == "write":
            return order
        code = forked() if order == "again" else fork_traced(order)
        if code == CHILD:
            return order
        print(json.dumps(code), flush=True)
    os._exit(0)

def until_read(step, share):
    if step == "check":
        detach()

def at_write(step, share):
    if step == "write" and serve() == "again":
        os._exit(go())

order = serve()
if order != "write":
    os._exit(go(until_read if order != "again" else None))
os._exit(go(at_write))
"""

_CALLS = (
    "open,openat,openat2,stat,lstat,newfstatat,statx,access,faccessat,faccessat2,readlink,readlinkat,getdents64,"
    "read,pread64,lseek,write,pwrite64,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,link,linkat,"
    "unlink,unlinkat,mkdir,mkdirat,chmod,fchmod,fchmodat,fchown,setxattr,fsetxattr,flistxattr,listxattr,flock,fcntl,close"
)
_FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO", "error=EACCES")
_CUSTOMERS = [
    {"customer_id": "C000001", "name": "张三", "company": "ABC公司", "phone": "12345678"},
    {"customer_id": "C000002", "name": "李四", "company": "XYZ公司", "phone": "87654321"},
]


class Office:
    """A folder with a workbook that was processed once and edited since, its backups, and the driver."""

    def __init__(self, root: Path) -> None:
        self.root, self.model, self.log = root / "now", root / "model", root / "log"
        self.book, self.kept = self.root / "office" / "book.xlsx", self.root / "home" / "kept"
        self.book.parent.mkdir(parents=True)
        self._fill(_CUSTOMERS[:1])
        pipeline.process(self.book, today=date(2026, 6, 16), backups=Backups(self.kept))
        self.book.unlink()
        self._fill(_CUSTOMERS)
        self.old = self.book.read_bytes()
        shutil.copytree(self.root, self.model)
        self.driver = subprocess.Popen(
            [sys.executable, "-c", _DRIVER, self.root],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        if self.run("again") != 0:
            raise RuntimeError(self.said())
        self.new = self.book.read_bytes()

    def end(self) -> None:
        self.driver.communicate()

    def _fill(self, customers: list[dict[str, str]]) -> None:
        pipeline.create(self.book, tables={"customers": customers}, today=date(2026, 6, 17))

    def reset(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.model, self.root)

    def tell(self, order: object) -> None:
        assert self.driver.stdin is not None
        print(json.dumps(order), file=self.driver.stdin, flush=True)

    def run(self, order: object) -> int | None:
        assert self.driver.stdout is not None
        self.tell(order)
        return json.loads(self.driver.stdout.readline())

    def said(self) -> dict[str, Any]:
        said = self.root / "said"
        return json.loads(said.read_text()) if said.exists() else {}

    def points(self) -> list[tuple[str, int]]:
        """The calls on the workbook's folder or the backups: name, and the how manieth call of that name it is."""
        self.reset()
        code = self.run([f"-etrace={_CALLS}", "-y", "-s0", "-o", str(self.log)])
        if code is None:
            pytest.skip("strace may not trace here")
        assert (code, self.said()) == (0, {"written": True})
        assert self.book.read_bytes() == self.new, "the same pass gives the same bytes"
        seen: Counter[str] = Counter()
        found = []
        for line in self.log.read_text(errors="replace").splitlines():
            call = line.partition("(")[0]
            if not re.fullmatch(r"[a-z0-9_]+", call):
                continue
            seen[call] += 1
            if f"{self.root}/office" in line or f"{self.root}/home" in line:
                found.append((call, seen[call]))
        return found

    def trial(self, call: str, when: int, fault: str) -> str:
        """What one fault leads to: the fault, the answer and the state of the workbook; "wrong: …" if it may not be."""
        self.reset()
        code = self.run([f"-etrace={call}", f"-einject={call}:{fault}:when={when}", "-o", str(self.log)])
        said, data = self.said(), self.book.read_bytes() if self.book.exists() else None
        state = {self.old: "old", self.new: "new"}.get(data or b"", "torn or missing")
        answer = {-9: "killed", 0: "written", 3: "refused"}.get(code or 0, f"exit code {code}, {said}")
        end = f"{fault.partition('=')[0]}, {answer}, {state}"
        honest = {"killed": ("old", "new"), "written": ("new",), "refused": ("old",)}
        if state not in honest.get(answer, ()) or (answer == "killed") != (fault == "signal=KILL"):
            return f"wrong: {end}: {said}"
        if answer == "refused" and not (said["zh"].endswith("。") and "\n" not in said["zh"] and len(said["en"]) > 20):
            return f"wrong: {said}"
        others = [entry.name for entry in self.book.parent.iterdir() if entry != self.book]
        if not all(map(is_own_temporary, others)):
            return f"wrong: {end}, and litter: {others}"
        backups = Backups(self.kept)
        if state == "new" and backups.restore_bytes(digest(self.old)) != self.old:
            return f"wrong: {end}, without a backup"
        for one in backups.list():
            backups.restore_bytes(one.sequence)
        return end

    def next_pass(self) -> str:
        """What a pass that nothing disturbs makes of what the last trial left."""
        code = self.run("again")
        if code != 0 or self.book.read_bytes() != self.new:
            return f"wrong: exit code {code}, {self.said()}"
        if Backups(self.kept).restore_bytes(digest(self.old)) != self.old:
            return "wrong: no backup"
        return "right"

    def looks(self) -> tuple[object, ...]:
        """All that a later pass could see, but for the random letters in names and the times in the index."""
        files = sorted(path for path in self.root.rglob("*") if path.is_file() and path.name != "said")
        names = (re.sub(r"[0-9a-f]{8}\.tmp", "*.tmp", str(path)) for path in files)
        index = ("sqlite3" in path.name for path in files)
        sums = (
            path.stat().st_size if own else digest(path.read_bytes()) for path, own in zip(files, index, strict=True)
        )
        return tuple(zip(names, sums, strict=True))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    if shutil.which("strace") is None:
        (pytest.fail if os.environ.get("CUSTSHEET_CI") == "1" else pytest.skip)("strace is not installed")
    office = Office(tmp_path)
    yield office
    office.end()


def _sweep(office: Office, points: list[tuple[str, int]]) -> tuple[Counter[str], list[str]]:
    """How many trials ended how, and what went wrong."""
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    continued: set[tuple[object, ...]] = set()
    for call, when in points:
        for fault in _FAULTS:
            end = office.trial(call, when, fault)
            if not end.startswith("wrong") and (looks := office.looks()) not in continued:
                continued.add(looks)
                again = office.next_pass()
                end = f"wrong: after {end} the next pass: {again}" if again != "right" else end
            if end.startswith("wrong"):
                wrong.append(f"{call} number {when}, {fault}: {end}")
            ends[end] += 1
    return ends, wrong


def test_process__killed_or_refused_while_it_reads(office: Office) -> None:
    reading = office.points()
    assert {"openat", "read"} < {call for call, _ in reading}
    ends, wrong = _sweep(office, reading)
    assert wrong == []
    assert ends["signal, killed, old"] == len(reading)
    assert ends["error, refused, old"] > 9, "a workbook that cannot be read is refused"
    assert ends["error, written, new"] > 9, "what does not matter hinders nobody"


def test_process__killed_or_refused_while_it_writes(office: Office) -> None:
    office.tell("write")
    writing = office.points()
    assert len(writing) > 150
    ends, wrong = _sweep(office, writing)
    assert wrong == []
    assert set(ends) == {
        "signal, killed, old",
        "signal, killed, new",
        "error, refused, old",
        "error, written, new",
    }
    assert min(ends.values()) > 50, ends
