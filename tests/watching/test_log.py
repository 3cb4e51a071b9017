"""Lines of JSON, of limited size, that never stop a watcher and never quote a customer."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from custsheet.watching import log as module
from custsheet.watching.log import NAME, open_log


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / NAME).read_text("utf-8").splitlines()]


def test_open_log__one_object_a_line_with_a_zone(tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "deep"
    log = open_log(folder)
    log.info("written back", extra={"workbook": "客户\n管理表.xlsx", "errors": 3, "at": Path("/x")})
    log.warning("%d passes", 2)
    first, second = lines(folder)
    assert datetime.fromisoformat(first.pop("time")).tzinfo is not None
    assert first == {"level": "info", "event": "written back", "workbook": "客户\n管理表.xlsx", "errors": 3, "at": "/x"}
    assert (second["level"], second["event"], set(second)) == ("warning", "2 passes", {"time", "level", "event"})


def test_open_log__only_its_owner_reads_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_log(tmp_path / "logs").info("a")
    finally:
        os.umask(before)
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "logs" / NAME).stat().st_mode & 0o777 == 0o600


def test_open_log__an_exception_is_told_without_its_words(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    try:
        int("13800138000 张三")
    except ValueError:
        log.exception("pass failed", extra={"workbook": "a.xlsx"})
    (told,) = lines(tmp_path)
    assert told["error"] == "ValueError"
    assert told["where"][-1].startswith("test_log.py:")
    assert "13800138000" not in (tmp_path / NAME).read_text("utf-8")


def test_open_log__rotates_and_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE", 2_000)
    log = open_log(tmp_path)
    for number in range(400):
        log.info("x" * 50, extra={"number": number})
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [NAME, *(f"{NAME}.{kept}" for kept in range(1, 6))]
    assert all(file.stat().st_size <= 2_100 for file in files)
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert lines(tmp_path)[-1]["number"] == 399


def test_open_log__two_watchers_share_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither writes into a file that the other rotated away."""
    monkeypatch.setattr(module, "SIZE", 1_000)
    one, two = open_log(tmp_path), open_log(tmp_path)
    for number in range(100):
        (one, two)[number % 2].info("x", extra={"number": number})
    assert lines(tmp_path)[-1]["number"] == 99
    kept = [*sorted(tmp_path.glob(f"{NAME}.*"), reverse=True), tmp_path / NAME]
    numbers = [json.loads(line)["number"] for file in kept for line in file.read_text("utf-8").splitlines()]
    assert numbers == list(range(numbers[0], 100))


def test_open_log__holds_no_file_open(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.info("first")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(200):
        log.info("x")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_open_log__takes_no_part_in_the_programs_own_logging(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        open_log(tmp_path).error("a")
    assert caplog.records == []
    open_log(tmp_path).info("b")
    assert [line["event"] for line in lines(tmp_path)] == ["a", "b"]


def cannot_be_made(tmp_path: Path) -> Path:
    (tmp_path / "file").touch()
    return tmp_path / "file" / "logs"


def is_a_folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).mkdir()
    return tmp_path


@pytest.mark.parametrize("place", [cannot_be_made, is_a_folder])
def test_open_log__where_nothing_can_be_written(tmp_path: Path, place: Any, capfd: pytest.CaptureFixture[str]) -> None:
    open_log(place(tmp_path)).error("a", extra={"workbook": "b"})
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_open_log__on_a_full_disk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).symlink_to("/dev/full")
    log = open_log(tmp_path)
    for _ in range(3):
        log.info("a")
    (tmp_path / NAME).unlink()  # there is room again
    log.info("b")
    assert [line["event"] for line in lines(tmp_path)] == ["b"]
    assert capfd.readouterr() == ("", "")


def test_open_log__survives_values_json_does_not_know(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.info("a", extra={"workbook": os.fsdecode(b"\xff.xlsx"), "counts": {1: {2}}, "number": float("nan")})
    log.info("%s %s", "too few")  # the record cannot be made: lost
    log.info("b")
    text = (tmp_path / NAME).read_text("utf-8")
    assert [json.loads(line)["event"] for line in text.splitlines()] == ["a", "b"]


@pytest.mark.parametrize("name", ["where", "log", "processes", "single", "lease", "notify", "autostart", "status"])
def test_modules__load_nothing_heavy(name: str) -> None:
    code = f"import sys; import custsheet.watching.{name}; sys.exit('pandas' in sys.modules or 'PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
