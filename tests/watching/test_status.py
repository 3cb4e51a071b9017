"""Records of how workbooks stand: whole or not there, and what is not a record is passed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsheet.memory import records
from custsheet.watching import status
from custsheet.watching.status import FORGOTTEN, Standing, record, standings

NOW = datetime(2026, 11, 29, 22, 10, 5, tzinfo=timezone(timedelta(hours=8)))
FULL = Standing(
    workbook="/data/客户 管理表.xlsx",
    state="pending",
    pid=os.getpid(),
    beat=NOW.isoformat(),
    last_pass=(NOW - timedelta(minutes=1)).isoformat(),
    counts={"error": 3, "warning": 5, "info": 1},
    groups=2,
    pending=True,
    holder="张三",
    said={"zh": "一句话。", "en": "One sentence."},
    target="/data/客户 管理表.检查结果.xlsx",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUSTSHEET_HOME", str(tmp_path / "own"))
    return tmp_path / "own"


def kept(standing: Standing) -> None:
    record(Path(standing.workbook), standing)


def test_record__comes_back_as_it_was() -> None:
    least = Standing("/data/b.xlsx", "idle", 1, NOW.isoformat())
    kept(FULL)
    kept(least)
    assert standings(NOW) == [least, FULL]


def test_record__replaces_the_one_before_and_leaves_nothing_else(home: Path) -> None:
    kept(FULL)
    kept(replace(FULL, state="idle"))
    assert [standing.state for standing in standings(NOW)] == ["idle"]
    assert [entry.suffix for entry in (home / "watch").iterdir()] == [".json"]


def test_record__is_for_its_owner_alone(home: Path) -> None:
    before = os.umask(0)
    try:
        kept(FULL)
    finally:
        os.umask(before)
    (place,) = (home / "watch").iterdir()
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_record__of_a_name_in_another_encoding() -> None:
    strange = replace(FULL, workbook=os.fsdecode(b"/data/\xbf\xcd.xlsx"))
    kept(strange)
    assert standings(NOW) == [strange]


def a_file_is_in_the_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.touch()


def the_disk_is_full(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "full")

    kept(replace(FULL, state="idle"))
    monkeypatch.setattr(records.os, "fdopen", full)


def somebody_reads_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> Path:
        raise PermissionError(13, "in use")

    kept(replace(FULL, state="idle"))
    monkeypatch.setattr(Path, "replace", busy)


@pytest.mark.parametrize("trouble", [a_file_is_in_the_way, the_disk_is_full, somebody_reads_it])
def test_record__in_trouble_the_one_before_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    trouble(home, monkeypatch)
    before = standings(NOW)
    kept(FULL)
    assert standings(NOW) == before
    if home.is_dir():
        assert [standing.state for standing in before] == ["idle"]
        assert [entry.suffix for entry in (home / "watch").iterdir()] == [".json"]


def test_record__what_is_no_text_is_not_kept() -> None:
    kept(replace(FULL, holder="\ud800"))
    assert standings(NOW) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"[" * 5000,
        b"\xff\xfe\x00",
        json.dumps({"workbook": "a", "state": "idle", "pid": 1}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": 1, "beat": "2026-11-29T22:10:05"}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": "x", "beat": NOW.isoformat()}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": 1e999, "beat": NOW.isoformat()}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": 1, "beat": 5}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": 1, "beat": NOW.isoformat(), "counts": 5}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": 1, "beat": NOW.isoformat(), "said": {}}).encode(),
        json.dumps({"workbook": "a", "state": "idle", "pid": 1, "beat": NOW.isoformat(), "last_pass": "x"}).encode(),
    ],
)
def test_standings__what_is_no_record_is_passed_over(home: Path, content: bytes) -> None:
    kept(FULL)
    (home / "watch" / "0.json").write_bytes(content)
    assert standings(NOW) == [FULL]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one), max_leaves=4))
def test_standing__of_anything_in_any_place_is_whole_or_refused(value: object) -> None:
    told = {"workbook": "a", "state": "idle", "pid": 1, "beat": NOW.isoformat()}
    for name in ("workbook", "state", "pid", "beat", "last_pass", "counts", "groups", "pending", "holder", "said"):
        try:
            standing = status._standing({**told, name: value})
        except (ValueError, TypeError, KeyError, OverflowError):
            continue
        assert isinstance(standing.workbook, str)
        assert isinstance(standing.pid, int)
        standing.running(NOW)


def test_standings__before_anything_was_watched() -> None:
    assert standings() == []


def test_standings__what_was_left_long_ago_is_forgotten() -> None:
    kept(replace(FULL, pid=2**22 + 7, beat=(NOW - FORGOTTEN + timedelta(hours=1)).isoformat()))
    assert len(standings(NOW)) == 1
    assert standings(NOW + timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("age", "expected"), [(0, True), (59, True), (61, False), (-59, True), (-3600, False), (86400 * 3650, False)]
)
def test_running__while_it_beats(age: float, expected: bool) -> None:
    """Also where the clock went back or the beat was written in another time zone."""
    beat = (NOW.astimezone(UTC) - timedelta(seconds=age)).isoformat()
    assert replace(FULL, beat=beat).running(NOW) is expected


def test_running__not_when_the_process_has_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert replace(FULL, pid=child.pid).running(NOW) is False


def test_standings__readers_see_whole_records_while_they_are_written() -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            kept(replace(FULL, groups=number, holder="x" * (number % 3000)))

    kept(FULL)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = [standings(NOW) for _ in range(300)]
    finally:
        stop.set()
        writer.join()
    assert all(len(found) == 1 for found in seen)
    assert len({found[0].groups for found in seen}) > 1


def test_key__is_one_for_all_names_of_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "客户.xlsx"
    book.touch()
    (tmp_path / "link.xlsx").symlink_to(book)
    monkeypatch.chdir(tmp_path)
    assert {records.key(book), records.key(Path("客户.xlsx")), records.key(Path("link.xlsx"))} == {records.key(book)}
    assert records.key(tmp_path / "other.xlsx") != records.key(book)
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert len(records.key(tmp_path / "a")) == 24
