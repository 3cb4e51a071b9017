"""Temporary files beside a workbook: recognised, private, and never in the way for long."""

from __future__ import annotations

import io
import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from custsheet.package.saving import temporary
from custsheet.package.saving.temporary import clear_abandoned, is_own_temporary, write_temporary


def _zip(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a", text)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["book.xlsx", "客户.xlsx", "a" * 250, "客" * 84])
def test_is_own_temporary__knows_what_write_temporary_makes(tmp_path: Path, name: str) -> None:
    temp = write_temporary(tmp_path / name, b"data", mode=0o600)
    assert temp.parent == tmp_path
    assert is_own_temporary(temp.name)
    assert is_own_temporary(temp.name + ".old")  # what Windows makes on the way
    assert temp.read_bytes() == b"data"


@pytest.mark.parametrize(
    "name",
    ["book.xlsx", "~$book.xlsx", ".~lock.book.xlsx#", "luab12.tmp", "7E4C1000", "x.custsheet-0a1b2c3d.tmp", ".x.tmp"],
)
def test_is_own_temporary__leaves_other_programs_files(name: str) -> None:
    assert not is_own_temporary(name)


@pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")
def test_write_temporary__is_nobody_elses_to_read(tmp_path: Path) -> None:
    temp = write_temporary(tmp_path / "book.xlsx", b"data", mode=0o600)
    assert stat.S_IMODE(temp.stat().st_mode) == 0o600


def test_write_temporary__leaves_nothing_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_temporary(tmp_path / "book.xlsx", b"data", mode=0o600)
    assert list(tmp_path.iterdir()) == []


def test_clear_abandoned__backs_up_whole_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "[客户] *.xlsx"
    write_temporary(book, _zip("somebody's save"), mode=0o600)
    write_temporary(book, _zip("torn")[:-30], mode=0o600)
    other = write_temporary(tmp_path / "other.xlsx", _zip("not ours"), mode=0o600)
    backups: list[bytes] = []
    clear_abandoned(book, backups.append)
    assert len(list(tmp_path.iterdir())) == 3, "too young: a commit may be under way"
    monkeypatch.setattr(temporary, "_ABANDONED", -1.0)
    clear_abandoned(book, backups.append)
    assert backups == [_zip("somebody's save")]
    assert list(tmp_path.iterdir()) == [other]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_write_temporary__beside_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    """A zip unpacked from Chinese Windows leaves names in GBK."""
    beside = tmp_path / os.fsdecode("客户".encode("gbk") + b".xlsx")
    temp = temporary.write_temporary(beside, b"data", mode=0o600)
    assert temp.read_bytes() == b"data"
    assert temporary.is_own_temporary(temp.name)
