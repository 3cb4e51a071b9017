"""Snapshot, commit and create: what lands, what is refused, and that a newer save always survives."""

from __future__ import annotations

import errno
import io
import os
import random
import stat
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from custsheet.model.errors import WorkbookError
from custsheet.package.saving import commit as module
from custsheet.package.saving import fileops, steady
from custsheet.package.saving.commit import commit, create, digest, read
from custsheet.package.saving.temporary import is_own_temporary

OLD, NEW, THEIRS, LATER = (name * 5000 for name in (b"old.", b"new!", b"their", b"later"))
posix_only = pytest.mark.skipif(os.name == "nt", reason="modes and owners are a matter of POSIX")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="exchange has been tried on Linux alone")


class Shelf:
    """A backup that remembers."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def __call__(self, data: bytes) -> None:
        self.kept.append(data)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "客户 总表.xlsx"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def save(path: Path, data: bytes) -> None:
    """As most programs save: beside it, then by rename."""
    temp = path.with_name(f"lu{random.getrandbits(40):x}.tmp")
    temp.write_bytes(data)
    temp.replace(path)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# --- read


def test_read__gives_bytes_and_digest(book: Path) -> None:
    assert read(book) == (OLD, digest(OLD))
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@linux_only
def test_read__leaves_no_handle_open(book: Path) -> None:
    read(book)
    assert [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and link.readlink() == book] == []


def test_read__waits_for_a_save_in_place_to_end(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def grow_once(path: Path) -> int:
        descriptor = os.open(path, os.O_RDONLY)
        if book.stat().st_size == len(OLD):
            # Between the first stat and the last: the file was seen at its old size, then grew.
            monkeypatch.setattr(steady.os, "fstat", after_growing)
        return descriptor

    real = os.fstat

    def after_growing(descriptor: int) -> os.stat_result:
        monkeypatch.setattr(steady.os, "fstat", real)
        facts = real(descriptor)
        with book.open("ab") as file:
            file.write(NEW)
        return facts

    monkeypatch.setattr(steady.fileops, "open_shared", grow_once)
    assert read(book)[0] == OLD + NEW


def test_read__gives_up_on_a_file_that_never_settles(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "_snapshot", lambda path, take: None)
    monkeypatch.setattr(steady.time, "sleep", lambda seconds: None)
    with pytest.raises(WorkbookError, match="still being saved"):
        read(book)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "is a folder"),
        pytest.param(lambda path: os.mkfifo(path), "not a regular file", marks=posix_only),
        pytest.param(lambda path: path.symlink_to(path), "circle", marks=posix_only),
    ],
)
def test_read__refuses_in_one_sentence(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    path = tmp_path / "x.xlsx"
    make(path)
    with pytest.raises(WorkbookError, match=words) as caught:
        read(path)
    assert str(path) in caught.value.text("zh")
    assert "\n" not in caught.value.text("en")


# --- commit


def test_commit__replaces_and_backs_up_first(book: Path, shelf: Shelf) -> None:
    assert commit(book, NEW, expected=digest(OLD), backup=shelf) == digest(NEW)
    assert book.read_bytes() == NEW
    assert shelf.kept == [OLD]
    assert names(book.parent) == [book.name]


def test_commit__does_nothing_when_nothing_changes(book: Path, shelf: Shelf) -> None:
    before = book.stat()
    assert commit(book, OLD, expected=digest(OLD), backup=shelf) == digest(OLD)
    after = book.stat()
    assert (after.st_ino, after.st_mtime_ns, shelf.kept) == (before.st_ino, before.st_mtime_ns, [])


def test_commit__refuses_when_the_file_is_not_what_was_read(book: Path, shelf: Shelf) -> None:
    with pytest.raises(WorkbookError, match="newer version") as caught:
        commit(book, NEW, expected=digest(THEIRS), backup=shelf)
    assert "重新运行" in caught.value.text("zh")
    assert book.read_bytes() == OLD
    assert names(book.parent) == [book.name]


def test_commit__writes_nothing_without_a_backup(book: Path) -> None:
    def fail(data: bytes) -> None:
        assert names(book.parent) == [book.name], "the backup comes before the temporary file"
        raise WorkbookError("备份失败", "no backup")

    with pytest.raises(WorkbookError, match="no backup"):
        commit(book, NEW, expected=digest(OLD), backup=fail)
    assert book.read_bytes() == OLD
    assert names(book.parent) == [book.name]


@posix_only
def test_commit__follows_symbolic_links(tmp_path: Path, book: Path, shelf: Shelf) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "hop.xlsx").symlink_to(book)
    link = folder / "link.xlsx"
    link.symlink_to("hop.xlsx")
    commit(link, NEW, expected=digest(OLD), backup=shelf)
    assert link.is_symlink()
    assert (folder / "hop.xlsx").is_symlink()
    assert not book.is_symlink()
    assert book.read_bytes() == NEW
    assert names(folder) == ["hop.xlsx", "link.xlsx"]


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_commit__keeps_the_mode_and_not_the_time(book: Path, shelf: Shelf, mode: int) -> None:
    book.chmod(mode)
    os.utime(book, (1_000_000_000, 1_000_000_000))
    commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert stat.S_IMODE(book.stat().st_mode) == mode
    assert book.stat().st_mtime > 1_000_000_000 + 1


@posix_only
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_commit__keeps_owner_and_group(book: Path, shelf: Shelf) -> None:
    os.chown(book, 12345, 54321)
    commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert (book.stat().st_uid, book.stat().st_gid) == (12345, 54321)


@linux_only
def test_commit__keeps_extended_attributes(book: Path, shelf: Shelf) -> None:
    try:
        os.setxattr(book, "user.tag", b"red")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert os.getxattr(book, "user.tag") == b"red"


@pytest.mark.parametrize(
    "name", ["客" * 83 + ".xlsx", "a" * 250 + ".xlsx", "客户 (副本) '1' & [2] #3 100%.xlsx", "-rf.xlsx"]
)
def test_commit__takes_names_as_people_give_them(tmp_path: Path, shelf: Shelf, name: str) -> None:
    path = tmp_path / name  # of the long ones, one has 254 and one 255 bytes
    assert create(path, OLD) == digest(OLD)
    commit(path, NEW, expected=digest(OLD), backup=shelf)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == [name]


def test_commit__leaves_the_old_version_under_another_hard_link(tmp_path: Path, book: Path, shelf: Shelf) -> None:
    other = tmp_path / "other.xlsx"
    other.hardlink_to(book)
    commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert (book.read_bytes(), other.read_bytes()) == (NEW, OLD)
    commit(other, NEW, expected=digest(OLD), backup=shelf)
    assert other.read_bytes() == NEW
    assert names(tmp_path) == sorted([book.name, other.name])


@posix_only
def test_commit__makes_nothing_of_a_link_to_nowhere(tmp_path: Path, shelf: Shelf) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to("nowhere.xlsx")
    with pytest.raises(WorkbookError, match="does not exist"):
        read(link)
    with pytest.raises(WorkbookError, match="does not exist"):
        commit(link, NEW, expected=digest(OLD), backup=shelf)
    assert (names(tmp_path), shelf.kept) == (["link.xlsx"], [])


@posix_only
def test_commit__works_through_a_linked_folder(tmp_path: Path, book: Path, shelf: Shelf) -> None:
    (tmp_path / "desk").symlink_to(".", target_is_directory=True)
    commit(tmp_path / "desk" / book.name, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == NEW
    assert names(tmp_path) == sorted([book.name, "desk"])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_commit__leaves_the_old_workbook_when_the_disk_fails(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WorkbookError, match="unchanged"):
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == OLD
    assert names(book.parent) == [book.name]


def _fail_in_folder(real: Callable[[int], None], then: Callable[[], None]) -> Callable[[int], None]:
    def sync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            then()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    return sync


def test_commit__believes_the_disk_and_not_a_late_error(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", _fail_in_folder(os.fsync, lambda: None))
    assert commit(book, NEW, expected=digest(OLD), backup=shelf) == digest(NEW)
    monkeypatch.setattr(os, "fsync", _fail_in_folder(os.fsync, lambda: book.write_bytes(b"torn")))
    with pytest.raises(WorkbookError, match="disk failed after"):
        commit(book, OLD, expected=digest(NEW), backup=shelf)


def _as_nobody(action: Callable[[], object]) -> str:
    """The English sentence `action` is refused with when it runs without the rights of root, whom no mode stops."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        said = "it was not refused"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(65534, 65534, 65534)
                os.setresuid(65534, 65534, 65534)
            action()
        except WorkbookError as error:
            said = error.text("en")
        except BaseException as error:
            said = repr(error)
        finally:
            os.write(sending, said.encode())
            os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that somebody without rights can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@posix_only
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "words"),
    [(0o555, 0o666, "permission was denied"), (0o777, 0o444, "permission was denied"), (0o777, 0o000, "Cannot read")],
)
def test_commit__refuses_what_is_read_only(
    public: Path, shelf: Shelf, folder_mode: int, file_mode: int, words: str
) -> None:
    path = public / "book.xlsx"
    path.write_bytes(OLD)
    path.chmod(file_mode)
    public.chmod(folder_mode)
    said = _as_nobody(lambda: commit(path, NEW, expected=digest(OLD), backup=shelf))
    public.chmod(0o755)
    path.chmod(0o644)
    assert words in said
    assert path.read_bytes() == OLD
    assert names(public) == ["book.xlsx"]


# --- newer saves


@linux_only
def test_commit__gives_back_a_save_that_came_last_moment(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    _interfere(monkeypatch, [lambda: save(book, THEIRS)])
    with pytest.raises(WorkbookError, match="newer version"):
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == THEIRS
    assert names(book.parent) == [book.name]


@linux_only
def test_commit__gives_back_the_last_of_several_saves(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save before each of the swaps: every one is newer than the one in hand, and none is lost."""
    saves = [b"%d save" % number for number in range(4)]
    _interfere(monkeypatch, [lambda data=data: save(book, data) for data in saves])  # type: ignore[misc]
    with pytest.raises(WorkbookError, match="newer version"):
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == saves[-1]
    assert shelf.kept[0] == OLD
    assert saves[-2] in shelf.kept
    assert names(book.parent) == [book.name]


@linux_only
def test_commit__keeps_a_version_it_cannot_place(book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = iter(range(1000))
    _interfere(monkeypatch, [lambda: save(book, b"save %d" % next(counter))] * 100)
    with pytest.raises(WorkbookError, match="kept saving"):
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    last = next(counter) - 1
    left = {entry.name: entry.read_bytes() for entry in book.parent.iterdir()}
    kept = [name for name in left if is_own_temporary(name)]
    assert len(kept) == 1
    assert {left[book.name], left[kept[0]]} == {b"save %d" % last, b"save %d" % (last - 1)}


@linux_only
def test_commit__keeps_a_save_when_the_workbook_vanishes(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older Excel deletes the workbook before it renames the new one: our swap back then finds no such name."""
    _interfere(monkeypatch, [lambda: save(book, THEIRS), book.unlink])
    with pytest.raises(WorkbookError) as caught:
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    (left,) = names(book.parent)
    assert (book.parent / left).read_bytes() == THEIRS
    assert left in caught.value.text("en")


@linux_only
def test_commit__does_not_bring_back_a_deleted_workbook(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    _interfere(monkeypatch, [book.unlink])
    with pytest.raises(WorkbookError, match="does not exist"):
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert names(book.parent) == []


@linux_only
def test_commit__gives_way_to_somebody_who_is_about_to_write(book: Path, shelf: Shelf) -> None:
    """A save in place that has begun but not written yet: its bytes would go to the file that we displaced."""
    with book.open("r+b", buffering=0) as file:
        with pytest.raises(WorkbookError, match="open for writing"):
            commit(book, NEW, expected=digest(OLD), backup=shelf)
        file.truncate(0)
        file.write(THEIRS)
    assert book.read_bytes() == THEIRS
    assert names(book.parent) == [book.name]


@linux_only
def test_commit__does_not_mind_readers(book: Path, shelf: Shelf) -> None:
    with book.open("rb") as file:
        commit(book, NEW, expected=digest(OLD), backup=shelf)
        assert file.read() == OLD
    assert book.read_bytes() == NEW


@linux_only
def test_commit__waits_for_the_commit_under_way(book: Path, shelf: Shelf) -> None:
    with fileops.turn(book.parent):
        thread = threading.Thread(target=lambda: commit(book, NEW, expected=digest(OLD), backup=shelf))
        thread.start()
        thread.join(0.1)
        assert thread.is_alive()
        assert shelf.kept == []
    thread.join()
    assert book.read_bytes() == NEW


@linux_only
@pytest.mark.parametrize("unreadable", [1, 2], ids=["their save", "ours on its way back"])
def test_commit__keeps_what_it_cannot_read_again(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, unreadable: int
) -> None:
    """The disk fails while what was displaced is hashed: theirs is in place again, or named by the sentence."""
    _interfere(monkeypatch, [lambda: save(book, THEIRS)])
    real, calls = module.held, iter([True] * (unreadable - 1) + [False])

    def held(path: Path, *, leases: bool) -> str | None:
        if leases and not next(calls, True):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, leases=leases)

    monkeypatch.setattr(module, "held", held)
    with pytest.raises(WorkbookError) as caught:
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == THEIRS
    left = [name for name in names(book.parent) if name != book.name]
    assert all(name in caught.value.text("en") for name in left)
    assert len(left) == unreadable - 1


def test_commit__names_a_workbook_that_windows_dropped_half_way(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside: list[Path] = []

    def broken(a: Path, b: Path) -> Path:
        aside.append(a.with_name(a.name + ".old"))
        b.rename(aside[0])
        raise fileops.MisplacedError(OSError(errno.EACCES, "in use"), aside[0])

    monkeypatch.setattr(module.fileops, "exchange", broken)
    with pytest.raises(WorkbookError, match="is gone") as caught:
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert str(aside[0]) in caught.value.text("zh")
    assert "未改动" not in caught.value.text("zh")
    assert aside[0].read_bytes() == OLD
    assert names(book.parent) == [aside[0].name]


def test_commit__names_their_save_when_windows_drops_it_on_the_way_back(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap(a: Path, b: Path) -> Path:
        save(book, THEIRS)
        aside = a.with_name(a.name + ".old")
        b.rename(aside)
        a.rename(b)
        monkeypatch.setattr(module.fileops, "exchange", broken)
        return aside

    def broken(a: Path, b: Path) -> Path:
        b.rename(a.with_suffix(""))
        raise fileops.MisplacedError(OSError(errno.EACCES, "in use"), a.with_suffix(""))

    monkeypatch.setattr(module.fileops, "exchange", swap)
    with pytest.raises(WorkbookError, match="is gone") as caught:
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    (named,) = [name for name in names(book.parent) if f"{name}. If" in caught.value.text("en")]
    assert (book.parent / named).read_bytes() == THEIRS


def test_read__names_what_a_power_cut_left_of_a_missing_workbook(tmp_path: Path) -> None:
    book = tmp_path / "客户.xlsx"
    with zipfile.ZipFile(book, "w") as package:
        package.writestr("a", "b")
    left = book.rename(tmp_path / ".客户.xlsx.custsheet-0a1b2c3d.tmp.old")
    with pytest.raises(WorkbookError, match="broke off") as caught:
        read(book)
    assert str(left) in caught.value.text("zh")


def _interfere(monkeypatch: pytest.MonkeyPatch, actions: list[Callable[[], object]]) -> None:
    """Runs one of the actions right before each exchange, while there are any."""
    real, waiting = fileops.exchange, iter(actions)

    def exchange(a: Path, b: Path) -> Path | None:
        next(waiting, lambda: None)()
        return real(a, b)

    monkeypatch.setattr(module.fileops, "exchange", exchange)


def test_commit__rehashes_where_names_cannot_be_exchanged(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.fileops, "exchange", lambda a, b: None)
    commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == NEW

    def saved_meanwhile(a: Path, b: Path) -> None:
        save(book, THEIRS)

    monkeypatch.setattr(module.fileops, "exchange", saved_meanwhile)
    with pytest.raises(WorkbookError, match="newer version"):
        commit(book, OLD, expected=digest(NEW), backup=shelf)
    assert book.read_bytes() == THEIRS
    assert names(book.parent) == [book.name]


def test_commit__names_no_file_that_it_takes_away(
    tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook is away for a moment, as in some saves, while our own whole temporary file lies beside it."""
    book, whole = tmp_path / "a.xlsx", io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        package.writestr("a", "b")
    book.write_bytes(OLD)
    monkeypatch.setattr(module.fileops, "exchange", lambda a, b: b.unlink())
    with pytest.raises(WorkbookError, match="does not exist"):
        commit(book, whole.getvalue(), expected=digest(OLD), backup=shelf)
    assert (names(tmp_path), shelf.kept) == ([], [OLD])


@linux_only
def test_commit__sees_a_writer_where_names_cannot_be_exchanged(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.fileops, "exchange", lambda a, b: None)
    with book.open("r+b"), pytest.raises(WorkbookError, match="open for writing"):
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == OLD
    assert names(book.parent) == [book.name]


@pytest.mark.parametrize("done", [True, False])
def test_commit__looks_whether_a_share_did_what_it_gave_no_answer_to(
    book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    real = Path.replace

    def answer_lost(self: Path, target: Path) -> None:
        if done:
            real(self, target)
        raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))

    monkeypatch.setattr(module.fileops, "exchange", lambda a, b: None)
    monkeypatch.setattr(Path, "replace", answer_lost)
    if done:
        assert commit(book, NEW, expected=digest(OLD), backup=shelf) == digest(NEW)
    else:
        with pytest.raises(WorkbookError, match="out of reach"):
            commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert book.read_bytes() == (NEW if done else OLD)
    assert names(book.parent) == [book.name]


def test_commit__throws_away_nothing_but_its_own(book: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exchange that took place although it was reported as failed: what it displaced may be somebody's save."""

    def exchange(a: Path, b: Path) -> None:
        ours = a.read_bytes()
        a.write_bytes(THEIRS)
        b.write_bytes(ours)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(module.fileops, "exchange", exchange)
    with pytest.raises(WorkbookError, match="did not end") as caught:
        commit(book, NEW, expected=digest(OLD), backup=shelf)
    assert all(name in caught.value.text("zh") for name in names(book.parent))
    assert THEIRS in [path.read_bytes() for path in book.parent.iterdir()]


_APPENDER = """
import sys
from pathlib import Path
from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import commit, read
path, who = Path(sys.argv[1]), sys.argv[2]
for number in range(40):
    while True:
        data, seen = read(path)
        try:
            commit(path, data + f"{who}{number} ".encode(), expected=seen, backup=lambda data: None)
            break
        except WorkbookError:
            pass
"""


@linux_only
def test_commit__loses_no_update_of_another_process(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"")
    running = [subprocess.Popen([sys.executable, "-c", _APPENDER, path, who]) for who in "abc"]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    entries = path.read_text().split()
    assert sorted(entries) == sorted(f"{who}{number}" for who in "abc" for number in range(40))
    assert names(tmp_path) == ["book.xlsx"]


# --- create


def test_create__makes_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "新.xlsx"
    assert create(path, NEW) == digest(NEW)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == [path.name]


@posix_only
def test_create__obeys_mode_and_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        create(tmp_path / "a", NEW)
        create(tmp_path / "b", NEW, mode=0o600)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600


@pytest.mark.parametrize("links", [True, False])
def test_create__never_overwrites(book: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", _no_links)
    with pytest.raises(WorkbookError, match="already exists") as caught:
        create(book, NEW)
    assert "已经存在" in caught.value.text("zh")
    assert book.read_bytes() == OLD
    assert names(book.parent) == [book.name]


def _no_links(self: Path, target: Path) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_create__works_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", _no_links)
    create(tmp_path / "a.xlsx", NEW)
    assert (tmp_path / "a.xlsx").read_bytes() == NEW
    assert names(tmp_path) == ["a.xlsx"]


@posix_only
@pytest.mark.parametrize(("code", "made"), [(errno.EINVAL, True), (errno.EIO, False)], ids=["a share", "a bad disk"])
def test_create__makes_nothing_that_the_disk_may_forget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, made: bool
) -> None:
    """Some shares cannot sync a folder, which is no failure; a disk that fails to is one."""
    real = os.fsync

    def sync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, os.strerror(code))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    if made:
        create(tmp_path / "a.xlsx", NEW)
    else:
        with pytest.raises(WorkbookError, match="disk failed"):
            create(tmp_path / "a.xlsx", NEW)
    assert names(tmp_path) == (["a.xlsx"] if made else [])


@posix_only
def test_create__leaves_no_empty_file_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "hardlink_to", _no_links)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorkbookError, match="full"):
        create(tmp_path / "a.xlsx", NEW)
    assert names(tmp_path) == []


def test_create__has_one_winner(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    won: list[bytes] = []

    def attempt(data: bytes) -> None:
        try:
            create(path, data)
            won.append(data)
        except WorkbookError:
            pass

    threads = [threading.Thread(target=attempt, args=(b"%d" % number * 1000,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes()] == won


def test_create__names_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="does not exist"):
        create(tmp_path / "no" / "a.xlsx", NEW)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorkbookError, match="not a folder"):
        create(tmp_path / "file" / "a.xlsx", NEW)


@posix_only
def test_create__refuses_a_read_only_folder(public: Path) -> None:
    public.chmod(0o555)
    assert "permission was denied" in _as_nobody(lambda: create(public / "a.xlsx", NEW))
    assert names(public) == []
