"""What a file is, told from its name: as programs call their files, and as people call theirs."""

from __future__ import annotations

import pytest

from custsheet.watching.names import Kind, conflicted_with, kind

BOOK = "客户管理表.xlsx"
BOOKS = frozenset({BOOK, "book.xlsx", "macro.xlsm"})


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (BOOK, Kind.WORKBOOK),
        ("BOOK.XLSX", Kind.WORKBOOK),
        ("macro.xlsm", Kind.WORKBOOK),
        ("1234.xlsx", Kind.WORKBOOK),
        ("luck.xlsx", Kind.WORKBOOK),
        ("DEADBEEF.xlsx", Kind.WORKBOOK),
        (f"~${BOOK}", Kind.LOCK),
        (f".~lock.{BOOK}#", Kind.LOCK),
        (f".~{BOOK}", Kind.LOCK),
        (".~ok.xlsx", Kind.LOCK),
        ("7E4C1000", Kind.TEMPORARY),
        ("7e4c1000", Kind.TEMPORARY),
        ("A1B2C3D4.tmp", Kind.TEMPORARY),
        ("lu5512abcd.tmp", Kind.TEMPORARY),
        ("~$book.tmp", Kind.TEMPORARY),
        ("~WRL0001.tmp", Kind.TEMPORARY),
        ("{8F7B6C5D-1234-4321-ABCD-0123456789AB}.tmp", Kind.TEMPORARY),
        ("book.xlsx.sb-1a2b3c4d-Xy9Z", Kind.TEMPORARY),
        ("客户管理表.检查结果.xlsx", Kind.OURS),
        ("book.results.xlsx", Kind.OURS),
        (".book.xlsx.custsheet-0123abcd.tmp", Kind.OURS),
        (".hidden.xlsx", Kind.OTHER),
        (".custsheet-writer", Kind.OTHER),
        ("book.xls", Kind.OTHER),
        ("book.csv", Kind.OTHER),
        ("7E4C100", Kind.OTHER),
        ("notes.tmp", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_kind__as_programs_and_people_call_their_files(name: str, what: Kind) -> None:
    assert kind(name) is what


@pytest.mark.parametrize(
    "name",
    [
        "book (Ann's conflicted copy 2026-11-21).xlsx",  # Dropbox
        "book (conflicted copy 2026-11-21 093015).xlsx",  # Nextcloud, ownCloud
        "book (Ann 的冲突副本 2026-11-21).xlsx",
        "book（冲突文件 2026-11-21 09-30-15）.xlsx",  # Nutstore
        "book(Ann的冲突文件2026-11-21).xlsx",
        "book (Case Conflict).xlsx",
        "book-DESKTOP1.xlsx",  # OneDrive: the computer's name
        "book-LAPTOP-7QK2.xlsx",
        "book.sync-conflict-20261121-093015-ABCDEFG.xlsx",  # Syncthing
        "book_conflict-20261121-093015.xlsx",
    ],
)
def test_conflicted_with__copies_of_programs_that_synchronise(name: str) -> None:
    assert conflicted_with(name, BOOKS) == "book.xlsx"
    assert conflicted_with(name.replace("book", "客户管理表"), BOOKS) == BOOK
    assert conflicted_with(name, frozenset({"other.xlsx"})) is None, "the original is not beside it"
    assert conflicted_with(name, frozenset({"book.xlsm"})) is None, "another kind of file"


@pytest.mark.parametrize(
    "name",
    [
        "book.xlsx",
        "book-2026.xlsx",
        "book-2026-11.xlsx",
        "book-BACKUP.xlsx",
        "book-final.xlsx",
        "book-v2.xlsx",
        "book-华东1.xlsx",
        "book (1).xlsx",
        "book (张三).xlsx",
        "book - 副本.xlsx",
        "book - Copy.xlsx",
        "book 2.xlsx",
        "bookDESKTOP1.xlsx",
        "book.results.xlsx",
        "~$book (conflicted copy).xlsx",
        "book (conflicted copy 2026-11-21).csv",
    ],
)
def test_conflicted_with__copies_that_people_made(name: str) -> None:
    assert conflicted_with(name, BOOKS) is None
