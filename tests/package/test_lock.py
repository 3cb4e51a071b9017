"""Lock files of the office programs: who has the workbook open."""

from __future__ import annotations

import errno
import os
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest

from custsheet.package.saving.lock import holder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "客户总表.xlsx"
    path.write_bytes(b"")
    return path


def excel_lock(ansi: bytes, wide: str) -> bytes:
    """The 165 bytes that Excel writes."""
    data = bytes([len(ansi)]) + ansi.ljust(54, b" ")
    encoded = wide.encode("utf-16-le")
    return data + (len(encoded) // 2).to_bytes(2, "little") + encoded + b" \0" * ((108 - len(encoded)) // 2)


def test_holder__is_nobody_without_a_lock(book: Path) -> None:
    (book.parent / "~$other.xlsx").write_bytes(excel_lock(b"Ann", "Ann"))
    (book.parent / ".~lock.other.xlsx#").write_text(",a,b,c,d;")
    assert holder(book) is None


@pytest.mark.parametrize("name", ["Ann Lee", "王小明", "𠮷田", "A" * 52])
def test_holder__reads_excels_name(book: Path, name: str) -> None:
    data = excel_lock(name.encode("gb18030", errors="replace")[:54], name)
    lock = book.parent / "~$客户总表.xlsx"
    lock.write_bytes(data)
    found = holder(book)
    assert found is not None
    assert (found.program, found.name, found.lock) == ("Excel/WPS", name, lock)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (bytes([6]) + "王小明".encode("gb18030").ljust(54), "王小明"),  # the ANSI half alone
        (bytes([3]) + b"Ann", "Ann"),
        (b"", ""),
        (b"\xff" * 165, None),
        (b"\0" * 165, ""),
    ],
)
def test_holder__counts_what_it_cannot_read_as_somebody(book: Path, data: bytes, name: str | None) -> None:
    (book.parent / "~$客户总表.xlsx").write_bytes(data)
    found = holder(book)
    assert found is not None
    assert name is None or found.name == name


@pytest.mark.parametrize(
    ("text", "name", "host"),
    [
        (",root,vm,21.11.2026 21:13,file:///home/ann/.config/libreoffice/4;", "root", "vm"),
        ("王小明,wang,PC-7,06.05.2024 09:00,file:///x;", "王小明", "PC-7"),
        (r"Lee\, Ann\; \\boss,ann,h\,1,06.05.2024 09:00,file:///x;", "Lee, Ann; \\boss", "h,1"),
        ("", "", ""),
        ("Ann", "", ""),
        ("Ann,", "Ann", ""),
    ],
)
def test_holder__reads_libreoffices_fields(book: Path, text: str, name: str, host: str) -> None:
    (book.parent / ".~lock.客户总表.xlsx#").write_text(text, encoding="utf-8")
    found = holder(book)
    assert found is not None
    assert (found.program, found.name, found.host) == ("LibreOffice", name, host)


@pytest.mark.parametrize("lock", [".~客户总表.xlsx", ".~户总表.xlsx", ".~总表.xlsx"])
def test_holder__knows_wps_with_and_without_the_first_letters(book: Path, lock: str) -> None:
    (book.parent / lock).write_bytes(excel_lock("王".encode("gb18030"), "王"))
    found = holder(book)
    assert found is not None
    assert (found.program, found.name) == ("WPS", "王")


def test_holder__does_not_take_the_suffix_for_a_name(tmp_path: Path) -> None:
    (tmp_path / "ab.xlsx").write_bytes(b"")
    (tmp_path / ".~.xlsx").write_bytes(b"")
    (tmp_path / "~$ab.xlsx").mkdir()  # a folder is no lock
    assert holder(tmp_path / "ab.xlsx") is None


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_holder__looks_beside_the_link_and_its_target(tmp_path: Path, book: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "mine.xlsx"
    link.symlink_to(book)
    assert holder(link) is None
    beside_link = folder / "~$mine.xlsx"
    beside_link.write_bytes(excel_lock(b"Ann", "Ann"))
    assert holder(link).lock == beside_link  # type: ignore[union-attr]
    beside_link.unlink()
    beside_target = book.parent / f".~lock.{book.name}#"
    beside_target.write_text("Bo,,,,;")
    assert holder(link).name == "Bo"  # type: ignore[union-attr]


def test_refusal__names_who_where_and_what_to_do(book: Path) -> None:
    lock = book.parent / f".~lock.{book.name}#"
    lock.write_text("王小明,wang,PC-7,,;", encoding="utf-8")
    error = holder(book).refusal(book)  # type: ignore[union-attr]
    for text in (error.text("zh"), error.text("en")):
        assert all(part in text for part in ("王小明", "PC-7", "LibreOffice", str(book), str(lock)))
    assert error.text("zh").startswith("王小明（电脑 PC-7）正用 LibreOffice 打开")
    assert error.text("en").startswith(f"王小明 (on PC-7) has {book} open")
    lock.write_text("")
    error = holder(book).refusal(book)  # type: ignore[union-attr]
    assert error.text("zh").startswith("有人正用 LibreOffice")
    assert error.text("en").startswith("Somebody has ")
    assert lock.exists()


@pytest.mark.slow
def test_holder__sees_a_real_libreoffice(tmp_path: Path, soffice: Path) -> None:
    book = tmp_path / "客户, 表;1.xlsx"
    openpyxl.Workbook().save(book)
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore", book]
    running = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            found = holder(book)
            if found is not None and found.host:
                break
            time.sleep(0.1)
        assert found is not None
        assert (found.program, found.lock.name) == ("LibreOffice", ".~lock.客户, 表;1.xlsx#")
        assert found.host
    finally:
        os.killpg(running.pid, 15)
        running.wait(timeout=60)


def test_holder__a_folder_nobody_may_look_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_self: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_file", denied)
    assert holder(tmp_path / "a.xlsx") is None


def test_holder__links_in_a_circle_are_left_to_who_reads(tmp_path: Path) -> None:
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    assert holder(loop) is None
