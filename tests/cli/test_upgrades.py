"""`custsheet upgrade`: what it prints, in both languages and as JSON, and its exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml

import custsheet
from custsheet.cli.main import main
from custsheet.resources import folder


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return custsheet.create(tmp_path_factory.mktemp("made") / "a.xlsx").read_bytes()


@pytest.fixture
def book(blank: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "our book.xlsx"
    path.write_bytes(blank)
    return path


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    data = yaml.safe_load((folder("schemas") / "customers.yaml").read_text("utf-8"))
    data["version"] = "9.0"
    what = [{"zh": "车辆也管起来了。", "en": "Cars as well."}]
    data["changes"].insert(0, {"version": "9.0", "date": "2027-03-01", "what": what})
    plate = {
        "name": "plate",
        "title": {"zh": "车牌", "en": "Plate"},
        "description": {"zh": "车牌号。", "en": "Its plate."},
    }
    data["sheets"][0]["fields"].append({**plate, "group": "profile"})
    path = tmp_path / "newer.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return path


def call(monkeypatch: pytest.MonkeyPatch, lang: str, *words: object) -> int:
    monkeypatch.setenv("CUSTSHEET_LANG", lang)
    monkeypatch.setattr(sys, "argv", ["custsheet", "upgrade", *map(str, words)])
    try:
        main(confined=True)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_upgrade__dry_run_then_done_then_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], book: Path, newer: Path
) -> None:
    before = book.read_bytes()
    assert call(monkeypatch, "zh", book, "--schema", newer, "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "标准「客户管理表」1.1.0 → 9.0，1 处不同：",
        "  9.0（2027-03-01）",
        "    车辆也管起来了。",
        "  + 「客户」新增“车牌”（文本）：车牌号。",
        "试运行：没有写文件。不加 --dry-run 再运行一次就会升级。",
    ]
    assert book.read_bytes() == before
    assert call(monkeypatch, "en", book, "--schema", newer) == 0
    *said, last = capsys.readouterr().out.splitlines()
    assert said == [
        "Customer workbook 1.1.0 → 9.0, 1 difference:",
        "  9.0 (2027-03-01)",
        "    Cars as well.",
        "  + Customers: new field Plate (text). Its plate.",
    ]
    assert last.startswith(f"Upgraded {book}. The version before is kept at ")
    assert last.endswith(f'Now run: custsheet process "{book}"')
    once = book.read_bytes()
    assert call(monkeypatch, "en", book, "--schema", newer) == 0
    assert (
        capsys.readouterr().out
        == f"{book} already carries the newest version of Customer workbook, 9.0; there is nothing to do.\n"
    )
    assert book.read_bytes() == once


def test_upgrade__json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], book: Path, newer: Path
) -> None:
    assert call(monkeypatch, "zh", book, "--schema", newer, "--dry-run", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["before"], found["after"], found["written"], found["current"]) == ("1.1.0", "9.0", False, False)
    (one,) = found["differences"]
    assert (one["kind"], one["place"]) == ("new", ["sheets", "customers", "fields", "plate"])
    assert one["text"]["en"] == "Customers: new field Plate (text). Its plate."
    assert found["changes"][0]["date"] == "2027-03-01"
    assert call(monkeypatch, "zh", book, "--json") == 0
    assert json.loads(capsys.readouterr().out)["current"]


@pytest.mark.parametrize("words", [["--schema", "nowhere.yaml"], ["--schema", "nothing"]])
def test_upgrade__what_cannot_run_ends_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], book: Path, words: list[str]
) -> None:
    assert call(monkeypatch, "zh", book, *words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("custsheet: ")
    assert said.err.count("\n") == 1
