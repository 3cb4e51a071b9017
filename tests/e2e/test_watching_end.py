"""Ctrl-C in the middle of a pass: it says what it waits for, and what the pass wrote is whole."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import openpyxl
import pytest
from watching import Watching

import custsheet


@pytest.mark.parametrize(("lang", "words"), [("zh", "等这一遍处理完"), ("en", "as soon as the pass under way is done")])
def test_watch__ctrl_c_during_a_pass(command: Path, tmp_path: Path, lang: str, words: str) -> None:
    rows = {"customers": [{"customer_id": "C000001", "name": "王芳", "mobile": "138"}]}
    book = custsheet.create(tmp_path / "book.xlsx", lang="zh", tables=rows)
    home = tmp_path / "home"

    def computing() -> bool:
        records = (json.loads(path.read_text("utf-8")) for path in (home / "watch").glob("*.json"))
        return any(one["state"] == "computing" for one in records)

    with Watching.start(command, book, home=home, lang=lang) as watching:
        watching.until(computing)
        watching.process.send_signal(signal.SIGINT)
        assert watching.process.wait(60) == 0
        watching.says(words)
    openpyxl.load_workbook(book)
    assert not any(".tmp" in path.name for path in tmp_path.iterdir())
