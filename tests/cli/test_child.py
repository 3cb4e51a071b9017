"""Commands that read a workbook do so in a child; when that dies, the person hears one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from custsheet.cli import child
from custsheet.cli.main import main
from custsheet.model.errors import CustsheetError
from custsheet.worker import Ended

BREAKS = {
    "abort": "import os; os.write(2, b'memory allocation of 550 GB failed'); os.abort()",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "panic": "class PanicException(BaseException): pass\n    raise PanicException('index out of bounds')",
    "memory": "raise MemoryError",
    "beyond words": "import custsheet.cli.main as m; m.unexpected = None; raise ValueError('no words')",
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "客户.xlsx"
    monkeypatch.setattr(sys, "argv", ["custsheet", "new", str(path)])
    main()
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("way", BREAKS)
def test_command__a_reader_that_dies_is_one_sentence(book: Path, tmp_path: Path, way: str, lang: str) -> None:
    """The real command; a start-up file of Python's makes the real reader die in that way."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        f"import python_calamine\ndef die(*_a, **_k):\n    {BREAKS[way]}\npython_calamine.load_workbook = die\n"
    )
    before = book.read_bytes()
    home = tmp_path / "home"
    env = os.environ | {"PYTHONPATH": str(site), "CUSTSHEET_LANG": lang, "CUSTSHEET_HOME": str(home)}
    command = [Path(sys.executable).with_name("custsheet"), "process", book]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("custsheet: ")
    assert done.stderr.count("\n") == 1
    said = {"zh": ("没有改动", "读不出来"), "en": ("not changed", "cannot be read")}[lang]
    assert said[way == "panic"] in done.stderr
    assert book.read_bytes() == before
    details = {"abort": "550 GB", "beyond words": "no words"}.get(way)
    if details:
        assert details in (home / "last-error.txt").read_text("utf-8")
        assert str(home / "last-error.txt") in done.stderr


def test_delegate__exit_codes_are_the_childs(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in (0, 1, 2):
        monkeypatch.setattr(child.worker, "run", lambda *_a, code=code: Ended(code, ""))
        assert child.delegate(None) == code


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (Ended(-signal.SIGKILL, ""), ("内存不足", "out of memory")),
        (Ended(-signal.SIGKILL, "", timed_out=True), ("分钟", "minutes")),
        (Ended(130, "", interrupted=True), ("已中断", "Stopped")),
        (Ended(-signal.SIGINT, "", interrupted=True, began=False), ("已中断", "Stopped")),
        (Ended(0xC0000409, ""), ("内存不足", "out of memory")),
    ],
)
def test_delegate__says_what_became_of_the_workbook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ended: Ended, words: tuple[str, str]
) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(b"old")

    def untouched(*_: object) -> Ended:
        return ended

    def written(*_: object) -> Ended:
        (tmp_path / "new").write_bytes(b"new")
        (tmp_path / "new").replace(book)
        return ended

    for run, zh, en in ((untouched, "没有改动", "not changed"), (written, "请打开核对", "open it and check")):
        monkeypatch.setattr(child.worker, "run", run)
        with pytest.raises(CustsheetError) as caught:
            child.delegate(book)
        assert zh in caught.value.zh
        assert en in caught.value.en
        assert words[0] in caught.value.zh
        assert words[1] in caught.value.en


def test_delegate__python_that_cannot_start_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code 1 would say that the data has errors."""
    monkeypatch.setattr(child.worker, "run", lambda *_: Ended(1, "", began=False))
    with pytest.raises(CustsheetError, match="could not be started"):
        child.delegate(None)


def test_delegate__a_workbook_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(child.worker, "run", lambda *_: Ended(-9, ""))
    with pytest.raises(CustsheetError, match="not changed"):
        child.delegate(tmp_path / "absent.xlsx")
