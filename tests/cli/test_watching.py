"""`custsheet watch`, as far as it answers without waiting for a save."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from custsheet.cli.main import main


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    """What it prints, what it complains of, and its exit code."""

    def call(lang: str, *words: object) -> tuple[str, str, int]:
        monkeypatch.setenv("CUSTSHEET_LANG", lang)
        monkeypatch.setattr(sys, "argv", ["custsheet", "watch", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return printed.out, printed.err, code

    return call


@pytest.mark.parametrize(("lang", "words"), [("zh", "请写出要监视的"), ("en", "Say which workbooks or folders")])
def test_watch__nothing(said: object, lang: str, words: str) -> None:
    out, err, code = said(lang)  # type: ignore[operator]
    assert (out, code) == ("", 2)
    assert words in err


@pytest.mark.parametrize(("lang", "words"), [("zh", "不存在"), ("en", "does not exist")])
@pytest.mark.parametrize("options", [["--once"], []])
def test_watch__a_place_that_is_not_there(
    said: object, tmp_path: Path, lang: str, words: str, options: list[str]
) -> None:
    """Without `--once` the workbook may come later, but not its folder."""
    path = tmp_path / "no.xlsx" if options else tmp_path / "no" / "book.xlsx"
    out, err, code = said(lang, *options, path)  # type: ignore[operator]
    assert (out, code) == ("", 2)
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有可处理的工作簿"), ("en", "No workbook to process")])
def test_watch__once_in_a_folder_without_workbooks(said: object, tmp_path: Path, lang: str, words: str) -> None:
    out, err, code = said(lang, "--once", tmp_path)  # type: ignore[operator]
    assert (err, code) == ("", 0)
    assert words in out
