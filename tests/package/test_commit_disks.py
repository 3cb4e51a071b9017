"""Disks that are full or read-only, and the memory a commit takes: tried for real, in small file systems of our own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mount namespaces and /proc as on Linux")

Trial = Callable[[str], dict[str, Any]]

# argv: folder. `disk` is a file system of 1 MiB; `spare` is a folder outside it.
_DISK = """
import json, os, subprocess, sys
from pathlib import Path
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import commit, create, digest, read

root = Path(sys.argv[1])
disk, spare = root / "disk", root / "spare"
disk.mkdir()
spare.mkdir()
mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True, text=True)
if mounted.returncode:
    print(json.dumps({"cannot": mounted.stderr}))
    raise SystemExit
OLD, NEW = b"old " * 150_000, b"new " * 150_000

def names(folder):
    return sorted(path.name for path in folder.iterdir())

def answer(act):
    try:
        act()
    except WorkbookError as error:
        return error.zh, error.en
    return "", ""

def say(said, book, **more):
    data = book.read_bytes() if book.exists() else None
    state = {OLD: "old", NEW: "new", None: "none"}.get(data, "torn")
    print(json.dumps({"zh": said[0], "en": said[1], "book": state} | more))
"""


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """`trial(code)`: runs the code after `_DISK` where it may mount, and gives what it says."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine gives no mount namespaces")

    def run(code: str) -> dict[str, Any]:
        command = [*unshare, sys.executable, "-c", _DISK + code, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        if "cannot" in said:
            pytest.skip(f"this machine does not mount a tmpfs: {said['cannot']}")
        return said

    return run


def test_commit__leaves_a_full_disk_as_it_was(trial: Trial) -> None:
    said = trial("""
book, kept = disk / "book.xlsx", []
book.write_bytes(OLD)
said = answer(lambda: commit(book, NEW, expected=digest(OLD), backup=kept.append))
say(said, book, names=names(disk), kept=len(kept))
""")
    assert (said["book"], said["names"], said["kept"]) == ("old", ["book.xlsx"], 1)
    assert "full" in said["en"]
    assert "unchanged" in said["en"]
    assert said["zh"].count("。") == 1


def test_commit__writes_nothing_when_the_disk_of_the_backups_is_full(trial: Trial) -> None:
    said = trial("""
book = spare / "book.xlsx"
book.write_bytes(OLD)
(disk / "films").write_bytes(bytes(900_000))
backups = Backups(disk / "kept")
said = answer(lambda: commit(book, NEW, expected=digest(OLD), backup=lambda data: backups.store(data, book)))
full = [path.name for path in (disk / "kept").iterdir() if not path.name.startswith("index.")]
(disk / "films").unlink()
again = answer(lambda: commit(book, NEW, expected=digest(OLD), backup=lambda data: backups.store(data, book)))
same = backups.restore_bytes(digest(OLD)) == OLD
say(said, spare / "book.xlsx", names=names(spare), full=full, again=again, same=same)
""")
    assert "nothing is written without a backup" in said["en"]
    assert "没有备份就不写入" in said["zh"]
    assert "full" in said["en"]
    assert said["full"] == [], "no half of a backup stays"
    assert said["names"] == ["book.xlsx"]
    assert (said["again"], said["book"], said["same"]) == (["", ""], "new", True), "and with room it goes on"


def test_commit__leaves_a_read_only_disk(trial: Trial) -> None:
    said = trial("""
book, kept = disk / "book.xlsx", []
book.write_bytes(OLD)
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
data, seen = read(book)
said = answer(lambda: commit(book, NEW, expected=seen, backup=kept.append))
made = answer(lambda: create(disk / "new.xlsx", NEW))
say(said, book, names=names(disk), kept=len(kept), made=made)
""")
    assert (said["book"], said["names"], said["kept"]) == ("old", ["book.xlsx"], 0)
    assert "read-only disk" in said["en"]
    assert "read-only disk" in said["made"][1]


def test_create__leaves_nothing_on_a_full_disk(trial: Trial) -> None:
    said = trial("""
(disk / "films").write_bytes(bytes(900_000))
said = answer(lambda: create(disk / "book.xlsx", NEW))
say(said, disk / "book.xlsx", names=names(disk))
""")
    assert (said["book"], said["names"]) == ("none", ["films"])
    assert "full" in said["en"]


_MEMORY = """
import os, sys
from pathlib import Path
from custsheet.memory.backups import Backups
from custsheet.package.saving.commit import commit, file_digest

def memory(key):
    return next(int(line.split()[1]) << 10 for line in Path("/proc/self/status").open() if line.startswith(key))

folder, size = Path(sys.argv[1]), 64 << 20
book, backups = folder / "book.xlsx", Backups(folder / "kept")
book.write_bytes(os.urandom(size))
expected, new = file_digest(book), os.urandom(size)
before = memory("VmRSS")
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew, see proc(5)
commit(book, new, expected=expected, backup=lambda data: backups.store(data, book))
print((memory("VmHWM") - before) / size)
"""


def test_commit__holds_one_workbook_beside_the_new_one(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _MEMORY, tmp_path], capture_output=True, text=True, check=False)
    if "clear_refs" in done.stderr:
        pytest.skip("this system does not let the peak begin anew")
    assert done.returncode == 0, done.stderr
    assert 0.9 < float(done.stdout) < 1.3
