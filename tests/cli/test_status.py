"""`custsheet status`, as a person and as a program read it."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from custsheet.cli.main import main
from custsheet.watching.status import Standing, record

GONE = 2**22 + 7  # a process number that is never given


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTSHEET_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("CUSTSHEET_LANG", "en")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "客户 管理表.xlsx").touch()
    return tmp_path / "客户 管理表.xlsx"


def kept(book: Path, state: str = "idle", *, pid: int | None = None, age: float = 0, **more: Any) -> None:
    beat = (datetime.now().astimezone() - timedelta(seconds=age)).isoformat()
    record(book, Standing(str(book), state, os.getpid() if pid is None else pid, beat, **more))


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What it prints; it always ends with 0 and says nothing else."""
    monkeypatch.setattr(sys, "argv", ["custsheet", "status", *words])
    main()
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有监视任何工作簿"), ("en", "No workbook is watched")])
def test_status__where_nothing_is_watched(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    monkeypatch.setenv("CUSTSHEET_LANG", lang)
    told = said(monkeypatch, capsys)
    assert words in told
    assert "custsheet watch" in told
    assert json.loads(said(monkeypatch, capsys, "--json")) == {"watched": []}


def test_status__in_chinese(book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CUSTSHEET_LANG", "zh")
    book.with_name(f".~lock.{book.name}#").write_text("张三,zhang,DESKTOP-7,29.11.2026 22:10,file:///x;", "utf-8")
    kept(
        book,
        "pending",
        last_pass="2026-11-29T14:10:05+00:00",
        counts={"error": 1234, "warning": 5, "info": 0},
        groups=2,
        pending=True,
        target=f"{book.with_suffix('')}.检查结果.xlsx",
    )
    when = datetime.fromisoformat("2026-11-29T14:10:05+00:00").astimezone().strftime("%Y-%m-%d %H:%M")
    assert said(monkeypatch, capsys).splitlines() == [
        str(book),
        "  正在监视，等待关闭后写入",
        f"  上次处理 {when}：错误 1,234，警告 5，提示 0；疑似重复 2 组",
        "  张三（电脑 DESKTOP-7）正用 LibreOffice 打开着",
        f"  结果等它关闭后写入，现在可看 {book.with_suffix('')}.检查结果.xlsx",
    ]


def test_status__who_has_it_open_is_looked_up_now(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"")
    kept(book, holder="somebody who closed it")
    assert "  Somebody has it open in Excel/WPS" in said(monkeypatch, capsys).splitlines()
    lock.unlink()
    assert said(monkeypatch, capsys).splitlines() == [str(book), "  Watched; idle"]


@pytest.mark.parametrize("gone", [{"pid": GONE}, {"age": 61}])
def test_status__of_a_watcher_that_is_gone(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gone: dict[str, Any]
) -> None:
    kept(book, "computing", pending=True, **gone)
    told = said(monkeypatch, capsys)
    assert "  Not watched now (was until " in told
    assert "being processed" not in told
    assert "The results are not in it yet; run custsheet watch or custsheet process" in told
    assert json.loads(said(monkeypatch, capsys, "--json"))["watched"][0]["running"] is False


def test_status__says_why_it_was_not_processed_and_who_does_it_instead(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(book, said={"zh": "文件坏了。", "en": "It is damaged."})
    other = book.with_name("b.xlsx")
    kept(other, "standby", holder="DESKTOP-9 (12)")
    kept(book.with_name("c.xlsx"), "a state of some later version")
    for one in (other, book.with_name("c.xlsx")):
        one.touch()
    assert said(monkeypatch, capsys).splitlines() == [
        str(other),
        "  Watched; looked after by another computer: DESKTOP-9 (12)",
        str(book.with_name("c.xlsx")),
        "  Watched; a state of some later version",
        str(book),
        "  Watched; idle",
        "  Not processed: It is damaged.",
    ]


def test_status__of_a_workbook_that_was_renamed(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(book)
    book.rename(book.with_name("b.xlsx"))
    assert said(monkeypatch, capsys).splitlines() == [str(book), "  Watched; the file is gone"]


def test_status__for_programs(book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    book.with_name(f".~lock.{book.name}#").write_text("张三,zhang,DESKTOP-7,29.11.2026 22:10,file:///x;", "utf-8")
    last = "2026-11-29T14:10:05+00:00"
    kept(book, last_pass=last, counts={"error": 1}, groups=2, said={"zh": "甲", "en": "a"}, target=str(book))
    (told,) = json.loads(said(monkeypatch, capsys, "--json"))["watched"]
    assert datetime.fromisoformat(told.pop("beat")).tzinfo is not None
    assert told == {
        "workbook": str(book),
        "running": True,
        "state": "idle",
        "pid": os.getpid(),
        "last_pass": last,
        "counts": {"error": 1},
        "groups": 2,
        "pending": False,
        "open_by": {"program": "LibreOffice", "name": "张三", "host": "DESKTOP-7"},
        "looked_after_by": None,
        "said": {"zh": "甲", "en": "a"},
        "target": str(book),
    }
