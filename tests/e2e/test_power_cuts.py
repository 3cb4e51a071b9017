"""The power fails at any moment of a commit with its backup: the workbook is the old or the new, and can be restored.

Real cuts: an ext4 file system in an image is shut down by ioctl, which drops what the kernel had not put on the disk,
and mounted again. That wants root and loop devices. What must reach the disk before what is also shown without them, by
watching the order of the calls.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from custsheet.memory.backups import Backups
from custsheet.package.saving.commit import commit, digest

OLD, NEW = b"old " * 20_000, b"new " * 20_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ext4 and its shutdown as on Linux")

# One writer, and the machine it runs on. `cut(moment, flag)` runs it on a fresh disk, cuts the power before the line of
# that number is run (0: after the writer returned), mounts the disk again and says what is there.
_MACHINE = """
import fcntl, json, os, shutil, signal, subprocess, sys
from pathlib import Path
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.package.saving import fileops
from custsheet.package.saving.commit import commit, digest, read
from custsheet.package.saving.temporary import is_own_temporary

SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN: what is not on the disk is gone, and every call fails from then on
OLD, NEW, NEXT = b"old " * 20_000, b"new " * 20_000, b"next" * 20_000
root = Path(sys.argv[1])
disk, image, pristine = root / "disk", root / "image", root / "pristine"
book, kept = disk / "office" / "book.xlsx", disk / "home" / "kept"

def run(*words):
    subprocess.run(list(map(str, words)), check=True, capture_output=True)

def mount():  # without ext4's own guess at whom a rename could hurt, which other file systems do not make
    run("mount", "-o", "loop,noauto_da_alloc", image, disk)

def prepare():
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(12 << 20)
    run("mkfs.ext4", "-q", "-F", "-J", "size=4", image)
    mount()
    book.parent.mkdir()
    book.write_bytes(OLD)
    kept.parent.mkdir()
    run("umount", disk)
    image.rename(pristine)

def store(data):
    Backups(kept).store(data, book)

def careful():
    commit(book, NEW, expected=read(book)[1], backup=store)

def forgetful():  # a commit that does not wait for the folder
    fileops.sync_folder = lambda folder: None
    careful()

def naive():  # beside it, then by rename, and nothing is waited for
    temp = book.with_name("temp")
    temp.write_bytes(NEW)
    temp.replace(book)
    book.stat()

def in_place():
    with book.open("r+b", buffering=0) as file:
        file.truncate(0)
        file.write(NEW[:40_000])
        file.write(NEW[40_000:])

def survey():
    found = book.read_bytes() if book.exists() else None
    if found not in (OLD, NEW):
        return "missing" if found is None else f"torn: {len(found)} bytes of {len(NEW)}"
    if found == NEW and Backups(kept).restore_bytes(digest(OLD)) != OLD:
        return "no backup"
    left = [entry.name for entry in book.parent.iterdir() if entry != book]
    if not all(map(is_own_temporary, left)):
        return f"litter: {left}"
    commit(book, NEXT, expected=digest(found), backup=store)
    if book.read_bytes() != NEXT or Backups(kept).restore_bytes(digest(found)) != found:
        return "the next commit failed"
    return "new" if found == NEW else "old"

def cut(writer, moment, flag):
    shutil.copyfile(pristine, image)
    mount()
    child = os.fork()
    if child == 0:
        descriptor = os.open(disk, os.O_RDONLY)
        passed = 0
        def power_cut():
            fcntl.ioctl(descriptor, SHUTDOWN, flag.to_bytes(4, "little"))
            os.kill(os.getpid(), signal.SIGKILL)
        def line(frame, event, argument):
            nonlocal passed
            passed += event == "line"
            if passed == moment:
                power_cut()
            return line
        def call(frame, event, argument):
            name = frame.f_code.co_filename.replace(os.sep, "/")
            return line if "custsheet/package/" in name or "custsheet/memory/" in name or name == "<string>" else None
        if moment:
            sys.settrace(call)
        try:
            writer()
            sys.settrace(None)
            if moment == 0:
                power_cut()
            os._exit(0)  # the moment lies behind the end
        finally:
            os._exit(1)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    run("umount", disk)
    mount()
    try:
        found = survey()
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
    run("umount", disk)
    return ended, found

def sweep(writer):
    found = []
    for flag in (1, 2):  # the journal reaches the disk in the last moment, or does not
        moment, ended = 0, -9
        while ended == -9:
            moment += 1
            ended, state = cut(writer, moment, flag)
            if ended == -9:
                found.append(state)
            elif ended != 0:
                raise SystemExit(f"{writer.__name__} failed")
    return found

try:
    prepare()
except (OSError, subprocess.CalledProcessError) as error:
    print(json.dumps({"cannot": str(getattr(error, "stderr", None) or error)}))
    raise SystemExit
json.dump({
    "careful": sweep(careful),
    "naive": sweep(naive),
    "in place": sweep(in_place),
    "returned": [cut(careful, 0, flag)[1] for flag in (1, 2)],
    "forgetful returned": [cut(forgetful, 0, flag)[1] for flag in (1, 2)],
}, sys.stdout)
"""


@pytest.mark.slow
def test_commit__survives_power_cuts(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk and shut it down")
    if not Path("/dev/loop-control").exists() or any(shutil.which(tool) is None for tool in ("unshare", "mkfs.ext4")):
        pytest.skip("no loop devices, unshare or mkfs.ext4 here")
    # In a mount namespace of its own, so that nothing stays mounted whatever happens.
    command = ["unshare", "--mount", sys.executable, "-c", _MACHINE, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=550)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if "cannot" in found:
        pytest.skip(f"this machine cannot mount an image: {found['cannot']}")

    assert len(found["careful"]) > 250
    assert set(found["careful"]) == {"old", "new"}
    assert found["returned"] == ["new", "new"], "what was reported as written is there"
    # The same cuts find what others lose, and what a commit would without the last of its steps.
    for writer in ("naive", "in place"):
        assert any(state.startswith("torn") for state in found[writer]), found[writer]
    assert found["forgetful returned"] == ["new", "old"]


class WorstDisk:
    """
    A disk that keeps only what it was told to keep, followed while a writer works in the folders below `root`.

    After a power cut a file holds what it held when it was last synced (nothing, if never), and a folder has any of the
    lists of names that it has had since it was last synced.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept: dict[int, bytes] = {}
        self.lists: dict[Path, list[dict[str, int]]] = {}
        for folder in (root, *filter(Path.is_dir, root.rglob("*"))):
            self.lists[folder] = [self._names(folder)]
            self.kept |= {entry.stat().st_ino: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}

    @staticmethod
    def _names(folder: Path) -> dict[str, int]:
        return {entry.name: entry.stat(follow_symlinks=False).st_ino for entry in folder.iterdir()}

    def look(self) -> None:
        for folder in (self.root, *filter(Path.is_dir, self.root.rglob("*"))):
            seen = self.lists.setdefault(folder, [{}])
            if seen[-1] != (names := self._names(folder)):
                seen.append(names)

    def sync(self, descriptor: int) -> None:
        self.look()
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path in self.lists:
            self.lists[path] = self.lists[path][-1:]
        else:
            self.kept[path.stat().st_ino] = path.read_bytes()

    def possible(self, path: Path) -> set[bytes | None]:
        """What may be at `path` after a power cut now."""
        found: set[bytes | None] = set()
        for names in self.lists.get(path.parent, [{}]):
            number = names.get(path.name)
            found.add(None if number is None else self.kept.get(number, b""))
        folder = path.parent
        while folder != self.root:
            if any(folder.name not in names for names in self.lists.get(folder.parent, [{}])):
                found.add(None)
            folder = folder.parent
        return found


def _naive(book: Path, backups: Backups) -> None:
    backups.store(OLD, book)
    temp = book.with_name("temp")
    temp.write_bytes(NEW)
    temp.replace(book)


def _backed_up_too_late(book: Path, backups: Backups) -> None:
    commit(book, NEW, expected=digest(OLD), backup=lambda data: None)
    backups.store(OLD, book)


def _careful(book: Path, backups: Backups) -> None:
    commit(book, NEW, expected=digest(OLD), backup=lambda data: backups.store(data, book))


@pytest.mark.parametrize(
    ("writer", "safe"),
    [(_careful, True), (_naive, False), (_backed_up_too_late, False)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_commit__tells_the_disk_what_to_keep_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: Callable[[Path, Backups], None], safe: bool
) -> None:
    book = tmp_path / "office" / "book.xlsx"
    book.parent.mkdir()
    book.write_bytes(OLD)
    backups = Backups(tmp_path / "home" / "new" / "kept")
    backup = backups.folder / f"{digest(OLD).removeprefix('sha256:')}.xlsx"
    disk = WorstDisk(tmp_path)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        disk.sync(descriptor)

    moments: list[bool] = []
    traced: set[str] = set()

    def line(frame: FrameType, event: str, argument: object) -> object:
        traced.add(Path(frame.f_code.co_filename).name)
        disk.look()
        found = disk.possible(book)
        moments.append(found <= {OLD, NEW} and (found == {OLD} or disk.possible(backup) == {OLD}))
        return line

    def call(frame: FrameType, event: str, argument: object) -> object:
        name = frame.f_code.co_filename.replace(os.sep, "/")
        own = "custsheet/package/" in name or "custsheet/memory/" in name or frame.f_code is writer.__code__
        return line if own else None

    monkeypatch.setattr(os, "fsync", fsync)
    before = sys.gettrace()
    sys.settrace(call)
    try:
        writer(book, backups)
    finally:
        sys.settrace(before)
    assert book.read_bytes() == NEW
    assert len(moments) > 50
    assert {"commit.py", "fileops.py", "temporary.py", "backups.py"} <= traced or writer is _naive
    assert all(moments) == safe
    disk.look()
    assert (disk.possible(book) == {NEW}) == (writer is not _naive), "what was reported as written is there"
