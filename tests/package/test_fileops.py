"""The operating system's operations: Linux for real, macOS and Windows through fakes that do what the manuals say."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from custsheet.package.saving import fileops

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="tried on Linux alone")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    a, b = tmp_path / ".客.tmp", tmp_path / "客 户.xlsx"
    a.write_bytes(b"a")
    b.write_bytes(b"b")
    return a, b


class FakeLibc:
    """renameat2 and renamex_np that exchange, or fail with `code`."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.flags: list[int] = []

    def renameat2(self, from_folder: int, a: bytes, to_folder: int, b: bytes, flags: int) -> int:
        assert from_folder == to_folder == -100
        return self.renamex_np(a, b, flags)

    def renamex_np(self, a: bytes, b: bytes, flags: int) -> int:
        self.flags.append(flags)
        if self.code:
            ctypes.set_errno(self.code)
            return -1
        one, two = Path(os.fsdecode(a)), Path(os.fsdecode(b))
        kept = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(kept)
        return 0


class FakeKernel32:
    """ReplaceFileW as documented: the replaced file takes the backup's name; `faults` are the codes it stops with."""

    def __init__(self, *faults: int) -> None:
        self.faults = list(faults)
        self.code = 0

    def ReplaceFileW(  # noqa: N802
        self, replaced: str, replacement: str, backup: str, flags: int, exclude: None, reserved: None
    ) -> int:
        self.code = self.faults.pop(0) if self.faults else 0
        if self.code in (0, 1177):
            Path(replaced).replace(backup)
        if self.code:
            return 0
        Path(replacement).rename(replaced)
        return 1


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakeKernel32]:
    """`windows(5, 32)`: a kernel32 whose calls end with these codes, and then succeed; nobody waits."""

    def make(*faults: int) -> FakeKernel32:
        kernel32 = FakeKernel32(*faults)
        monkeypatch.setattr(fileops, "_windows_code", lambda: kernel32.code)
        monkeypatch.setattr(fileops.time, "sleep", lambda seconds: None)
        return kernel32

    return make


def contents(pair: tuple[Path, Path]) -> tuple[bytes, bytes]:
    return pair[0].read_bytes(), pair[1].read_bytes()


@linux_only
def test_exchange__exchanges_for_real(pair: tuple[Path, Path]) -> None:
    assert fileops.exchange(*pair) == pair[0]
    assert contents(pair) == (b"b", b"a")


@linux_only
def test_exchange__changes_nothing_when_a_name_is_missing(pair: tuple[Path, Path]) -> None:
    pair[1].unlink()
    with pytest.raises(FileNotFoundError):
        fileops.exchange(*pair)
    assert pair[0].read_bytes() == b"a"


@pytest.mark.parametrize("call", [fileops._exchange_linux, fileops._exchange_macos])
def test_exchange__asks_for_an_exchange(pair: tuple[Path, Path], call: object) -> None:
    libc = FakeLibc()
    assert call(libc, *pair) == pair[0]  # type: ignore[operator]
    assert libc.flags == [2]  # RENAME_EXCHANGE and RENAME_SWAP
    assert contents(pair) == (b"b", b"a")


@pytest.mark.parametrize("call", [fileops._exchange_linux, fileops._exchange_macos])
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_exchange__says_when_it_cannot(pair: tuple[Path, Path], call: object, code: int) -> None:
    assert call(FakeLibc(code), *pair) is None  # type: ignore[operator]
    assert call(object(), *pair) is None  # type: ignore[operator]  # a C library without the function
    assert contents(pair) == (b"a", b"b")


@pytest.mark.parametrize("call", [fileops._exchange_linux, fileops._exchange_macos])
def test_exchange__raises_what_the_system_refuses(pair: tuple[Path, Path], call: object) -> None:
    with pytest.raises(PermissionError):
        call(FakeLibc(errno.EACCES), *pair)  # type: ignore[operator]


def test_exchange_windows__says_where_the_old_one_lies(
    pair: tuple[Path, Path], windows: Callable[..., FakeKernel32]
) -> None:
    a, b = pair
    aside = fileops._exchange_windows(windows(), a, b)
    assert aside == a.with_name(a.name + ".old")
    assert (aside.read_bytes(), b.read_bytes(), a.exists()) == (b"b", b"a", False)
    assert fileops._exchange_windows(windows(), aside, b) == a, "and back again, under names of our own"
    assert contents(pair) == (b"a", b"b")
    assert len(list(a.parent.iterdir())) == 2


@pytest.mark.parametrize("fault", [2, 5, 32, 33, 87, 112, 1175, 1176, 1177])
def test_exchange_windows__leaves_both_names_when_refused(
    pair: tuple[Path, Path], windows: Callable[..., FakeKernel32], fault: int
) -> None:
    with pytest.raises(OSError, match=f"Windows error {fault}"):
        fileops._exchange_windows(windows(*[fault] * 20), *pair)
    assert contents(pair) == (b"a", b"b")
    assert len(list(pair[0].parent.iterdir())) == 2


@pytest.mark.parametrize("fault", [5, 32, 33, 1175, 1176])
def test_exchange_windows__waits_for_a_virus_scanner(
    pair: tuple[Path, Path], windows: Callable[..., FakeKernel32], fault: int
) -> None:
    assert fileops._exchange_windows(windows(fault, fault), *pair)
    assert pair[1].read_bytes() == b"a"


@pytest.mark.parametrize("fault", [1, 50, 120])
def test_exchange_windows__says_when_a_share_cannot(
    pair: tuple[Path, Path], windows: Callable[..., FakeKernel32], fault: int
) -> None:
    assert fileops._exchange_windows(windows(fault), *pair) is None
    assert contents(pair) == (b"a", b"b")


def test_exchange_windows__names_what_it_cannot_put_back(
    pair: tuple[Path, Path], windows: Callable[..., FakeKernel32], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(self: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "in use")

    kernel32 = windows(1177)
    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(fileops.MisplacedError) as caught:
        fileops._exchange_windows(kernel32, *pair)
    assert caught.value.kept.read_bytes() == b"b"
    assert pair[0].read_bytes() == b"a"
    assert not pair[1].exists()


def test_exchange_windows__never_puts_the_old_one_over_a_save(
    pair: tuple[Path, Path], windows: Callable[..., FakeKernel32], monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(self: Path, target: Path) -> None:
        target.write_bytes(b"theirs")
        raise FileExistsError(errno.EEXIST, "as rename does on Windows")

    kernel32 = windows(1177)
    monkeypatch.setattr(Path, "rename", taken)
    with pytest.raises(OSError, match="1177"):
        fileops._exchange_windows(kernel32, *pair)
    assert contents(pair) == (b"a", b"theirs")
    assert pair[0].with_name(pair[0].name + ".old").read_bytes() == b"b"


class FakeFcntl:
    """fcntl(2) of macOS, on a volume that knows F_FULLFSYNC or not."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.calls: list[tuple[int, int]] = []

    def fcntl(self, descriptor: int, command: int) -> int:
        self.calls.append((descriptor, command))
        if self.code:
            raise OSError(self.code, os.strerror(self.code))
        return 0


@pytest.mark.parametrize(("code", "plain"), [(0, []), (errno.ENOTSUP, [7]), (errno.EINVAL, [7])])
def test_sync__empties_the_cache_of_a_mac(monkeypatch: pytest.MonkeyPatch, code: int, plain: list[int]) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    fcntl = FakeFcntl(code)
    fileops._sync_macos(fcntl, 7)
    assert fcntl.calls == [(7, 51)]
    assert synced == plain


def test_sync__passes_on_that_the_disk_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="error"):
        fileops._sync_macos(FakeFcntl(errno.EIO), 7)


@linux_only
def test_sync_folder__reaches_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    fileops.sync_folder(tmp_path)
    assert synced == [tmp_path]


@linux_only
def test_being_written__sees_a_writer(pair: tuple[Path, Path]) -> None:
    reading = fileops.open_shared(pair[1])
    try:
        assert not fileops.being_written(reading)
        with pair[1].open("ab"):
            assert fileops.being_written(reading)
        with pair[1].open("rb"):
            assert not fileops.being_written(reading)
    finally:
        os.close(reading)


@linux_only
def test_being_written__holds_nobody_up(pair: tuple[Path, Path]) -> None:
    """The lease is gone again: a writer opens at once, even without waiting."""
    reading = fileops.open_shared(pair[1])
    try:
        fileops.being_written(reading)
        os.close(os.open(pair[1], os.O_WRONLY | os.O_NONBLOCK))
    finally:
        os.close(reading)


class FakeCopyfile:
    """fcopyfile of macOS: notes what it is asked for, and that both descriptors are open."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, int]] = []

    def fcopyfile(self, source: int, target: int, state: None, flags: int) -> int:
        os.fstat(target)
        self.asked.append((os.read(source, 10), flags))
        return -1  # a volume without attributes is no reason to refuse


def test_copy_attributes_macos__asks_for_lists_and_tags_alone(pair: tuple[Path, Path]) -> None:
    libc = FakeCopyfile()
    descriptor = os.open(pair[0], os.O_WRONLY)
    try:
        fileops._copy_attributes_macos(libc, pair[1], descriptor)
        fileops._copy_attributes_macos(libc, pair[1].with_name("missing"), descriptor)
    finally:
        os.close(descriptor)
    assert libc.asked == [(b"b", 1 | 4)]  # COPYFILE_ACL | COPYFILE_XATTR


@linux_only
def test_turn__does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fileops, "_TURN", 0.05)
    with fileops.turn(tmp_path), pytest.raises(OSError, match="busy"), fileops.turn(tmp_path):
        pytest.fail("two have their turn at once")


@linux_only
def test_turn__leaves_nothing_behind(tmp_path: Path) -> None:
    with fileops.turn(tmp_path):
        pass
    with fileops.turn(tmp_path):
        assert list(tmp_path.iterdir()) == []
