"""The commands as a person types them, without leaving this process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from custsheet.cli import main as command_line
from custsheet.cli.main import main

HEAVY = ("pandas", "numpy", "lxml", "pandera", "xlsxwriter", "yaml", "python_calamine")


def call(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Exit code of `custsheet words…`."""
    monkeypatch.setattr(sys, "argv", ["custsheet", *map(str, words)])
    try:
        main(confined=True)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize("words", [["--help"], ["process", "--help"], ["--version"]])
def test_main__help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; from custsheet.cli.main import main\n"
        f"sys.argv = ['custsheet', *{words!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout


def test_main__every_command_has_help_in_both_languages() -> None:
    for name, one in command_line.cli.commands.items():
        assert one.help, name
        assert one.help.isascii() is False, name
        assert one.short_help, name


@pytest.mark.parametrize(
    "words", [["proces", "a.xlsx"], ["process"], ["check", "a.xlsx", "--today", "tomorrow"], ["new"]]
)
def test_main__wrong_words_end_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert call(monkeypatch, *words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("custsheet: ")
    assert said.err.count("\n") == 1


def test_main__a_defect_of_ours_is_one_sentence_and_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("CUSTSHEET_HOME", str(tmp_path))
    monkeypatch.setattr("custsheet.pipeline.create", lambda *_a, **_k: 1 / 0)
    assert call(monkeypatch, "new", tmp_path / "a.xlsx") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError" in (tmp_path / "last-error.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize(
    "where", ["custsheet.pipeline.saving.commit", "custsheet.cli.main.summary", "custsheet.pipeline.compute.read"]
)
def test_main__unchanged_is_said_only_of_what_is_certain(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    where: str,
    error: type[BaseException],
    lang: str,
) -> None:
    def breaks(*_a: object, **_k: object) -> None:
        raise error

    monkeypatch.setenv("CUSTSHEET_LANG", lang)
    path = tmp_path / "a.xlsx"
    assert call(monkeypatch, "new", path) == 0
    before = path.read_bytes()
    capsys.readouterr()
    monkeypatch.setattr(where, breaks)
    assert call(monkeypatch, "process", path) == 2
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0
    certain = where == "custsheet.pipeline.compute.read"
    assert ({"zh": "没有改动", "en": "not changed"}[lang] in said) == certain
    assert ({"zh": "请打开核对", "en": "open it and check"}[lang] in said) != certain
    assert certain <= (path.read_bytes() == before)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_main__dry_run_of_a_current_workbook_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str
) -> None:
    monkeypatch.setenv("CUSTSHEET_LANG", lang)
    path, day = tmp_path / "a.xlsx", ("--today", "2026-06-17")
    call(monkeypatch, "new", path)
    call(monkeypatch, "process", path, *day)
    capsys.readouterr()
    assert call(monkeypatch, "process", path, "--dry-run", *day) == 0
    said = capsys.readouterr().out
    assert {"zh": "没有变化，不会写文件", "en": "nothing would be written"}[lang] in said
    assert call(monkeypatch, "process", path, "--dry-run", "--json", *day) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["target"], done["written"], done["would_write"]) == (None, False, False)
    assert call(monkeypatch, "check", path, *day) == 0
    assert {"zh": "不会写", "en": "would"}[lang] not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [("taken", "已有同名的文件", "a file of that name exists"), ("taken/below", "不是文件夹", "is not a folder")],
)
def test_demo__a_folder_that_cannot_be_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, zh: str, en: str
) -> None:
    (tmp_path / "taken").write_bytes(b"mine")
    for lang, words in (("zh", zh), ("en", en)):
        monkeypatch.setenv("CUSTSHEET_LANG", lang)
        assert call(monkeypatch, "demo", tmp_path / name) == 2
        said = capsys.readouterr().err
        assert words in said
        assert str(tmp_path / name) in said
        assert said.count("\n") == 1


def test_main__a_day_that_cannot_be_today_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    assert call(monkeypatch, "new", path) == 0
    assert call(monkeypatch, "process", path, "--today", "0001-01-01") == 2
    assert "1950" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "处：用 --json 看全部，或运行 custsheet process 写进「数据质量」"),
        ("en", "more: see all with --json, or run custsheet process to write them into 数据质量"),
    ],
)
def test_main__check_says_where_the_other_findings_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str, said: str
) -> None:
    """Whatever the console speaks, the sheet bears the title it has in this workbook."""
    monkeypatch.setenv("CUSTSHEET_LANG", lang)
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for line in [["姓名", "手机"], *([f"客{number}", "139"] for number in range(12))]:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    assert call(monkeypatch, "check", tmp_path / "a.xlsx", "--today", "2026-06-17") == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith(said)


def test_main__json_is_one_object_with_the_promised_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    assert call(monkeypatch, "new", path, "--sample") == 0
    capsys.readouterr()
    assert call(monkeypatch, "process", path, "--json", "--today", "2026-06-17") == 1
    done = json.loads(capsys.readouterr().out)
    promised = {
        "workbook",
        "digest",
        "today",
        "written",
        "seconds",
        "counts",
        "rows",
        "findings",
        "tiers",
        "duplicates",
    }
    assert promised | {"sheets", "quality"} <= done.keys()
    assert done["digest"].startswith("sha256:")
    assert (done["today"], done["written"]) == ("2026-06-17", True)
    keys = {"code", "severity", "sheet", "cell", "row", "field", "record", "value", "message", "proposal", "edits"}
    assert all(keys <= one.keys() for one in done["findings"])
    assert all(set(one["message"]) == {"zh", "en"} and all(one["message"].values()) for one in done["findings"])
    for one in done["findings"]:
        if one["proposal"] is not None:
            assert {"cell": one["cell"], "value": one["proposal"]} in one["edits"]
    assert done["tiers"].keys() == {"A", "B", "C", "P"}
    assert all({"group", "band", "records", "score", "reasons"} <= group.keys() for group in done["duplicates"])
    quality = done["quality"]
    assert {"total", "dimensions", "weights", "sheets", "owners", "trend", "fixes", "rows"} <= quality.keys()
    assert quality["dimensions"].keys() == quality["weights"].keys()
    for ratio in quality["dimensions"].values():
        assert ratio["rate"] is None or ratio["rate"] == round(ratio["passed"] / ratio["of"], 4)
    assert [one["day"] for one in quality["trend"]] == ["2026-06-17"]


def test_explain__every_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "explain") == 0
    codes = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert "E101" in codes
    for code in codes:
        assert call(monkeypatch, "explain", code.lower()) == 0
        assert code in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"CUSTSHEET_LANG": "zh"}, "zh"),
        ({"CUSTSHEET_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_ui_lang__follows_the_system_unless_told(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lang: str
) -> None:
    for name in ("CUSTSHEET_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert command_line.ui_lang() == lang
