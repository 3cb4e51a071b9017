"""The operating system's operations: Linux for real, macOS and Windows through fakes that do what the manuals say."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

import pytest

from custsheet.package import fileops

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
    """ReplaceFileW as documented: the replaced file takes the backup's name; `fault` is the code it stops with."""

    def __init__(self, fault: int = 0) -> None:
        self.fault = fault

    def ReplaceFileW(  # noqa: N802
        self, replaced: str, replacement: str, backup: str, flags: int, exclude: None, reserved: None
    ) -> int:
        if self.fault in (0, 1177):
            Path(replaced).rename(backup)
        if self.fault:
            return 0
        Path(replacement).rename(replaced)
        return 1


def contents(pair: tuple[Path, Path]) -> tuple[bytes, bytes]:
    return pair[0].read_bytes(), pair[1].read_bytes()


@linux_only
def test_exchange__exchanges_for_real(pair: tuple[Path, Path]) -> None:
    assert fileops.exchange(*pair)
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
    assert call(libc, *pair)  # type: ignore[operator]
    assert libc.flags == [2]  # RENAME_EXCHANGE and RENAME_SWAP
    assert contents(pair) == (b"b", b"a")


@pytest.mark.parametrize("call", [fileops._exchange_linux, fileops._exchange_macos])
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_exchange__says_when_it_cannot(pair: tuple[Path, Path], call: object, code: int) -> None:
    assert not call(FakeLibc(code), *pair)  # type: ignore[operator]
    assert not call(object(), *pair)  # type: ignore[operator]  # a C library without the function


@pytest.mark.parametrize("call", [fileops._exchange_linux, fileops._exchange_macos])
def test_exchange__raises_what_the_system_refuses(pair: tuple[Path, Path], call: object) -> None:
    with pytest.raises(PermissionError):
        call(FakeLibc(errno.EACCES), *pair)  # type: ignore[operator]


def test_exchange_windows__ends_like_the_others(pair: tuple[Path, Path]) -> None:
    assert fileops._exchange_windows(FakeKernel32(), *pair)
    assert contents(pair) == (b"b", b"a")
    assert len(list(pair[0].parent.iterdir())) == 2


@pytest.mark.parametrize("fault", [5, 32, 1175, 1176, 1177])
def test_exchange_windows__leaves_both_names_when_refused(pair: tuple[Path, Path], fault: int) -> None:
    with pytest.raises(OSError, match=r"."):
        fileops._exchange_windows(FakeKernel32(fault), *pair)
    assert contents(pair) == (b"a", b"b")
    assert len(list(pair[0].parent.iterdir())) == 2


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


@linux_only
def test_turn__leaves_nothing_behind(tmp_path: Path) -> None:
    with fileops.turn(tmp_path):
        pass
    with fileops.turn(tmp_path):
        assert list(tmp_path.iterdir()) == []
