"""Who hears what: the console everything, the desktop what somebody should look at, the log nothing of a customer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from custsheet.model.errors import Lang
from custsheet.watching.answer import Answer
from custsheet.watching.events import Checked, Event, Missing, Refused, WaitsForClose, WrittenBack
from custsheet.watching.log import NAME, open_log
from custsheet.watching.teller import Teller

BOOK = Path("/data/book.xlsx")
SECRET = "13800138000"
FOUND = Answer(
    "sha256:a",
    "sha256:b",
    counts={"error": 3},
    groups=2,
    worst=({"zh": f"客户!F5 手机“{SECRET}”不对", "en": f"Customers!F5 mobile “{SECRET}” is wrong"},),
    written=True,
    target="/data/book.xlsx",
    seconds=1.23456,
)
SAME = Answer("sha256:a", "sha256:a", counts={"error": 3}, worst=FOUND.worst)


class Desktop:
    def __init__(self, there: bool = True) -> None:
        self.shown: list[tuple[str, str]] = []
        self._there = there

    def show(self, title: str, body: str) -> bool:
        self.shown.append((title, body))
        return self._there


class Heard:
    """A teller, and everything that was heard of it."""

    def __init__(self, folder: Path, lang: Lang = "en", there: bool = True) -> None:
        self.console: list[str] = []
        self.desktop = Desktop(there)
        self._log = folder / NAME
        self.tell = Teller(self.console.append, open_log(folder), self.desktop, lang)

    @property
    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._log.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (Checked(BOOK, FOUND), True),
        (Checked(BOOK, SAME), False),
        (WaitsForClose(BOOK, None), False),
        (WrittenBack(BOOK, FOUND), True),
        (Refused(BOOK, {"zh": "坏了。", "en": "It is damaged."}), True),
        (Missing(BOOK), True),
    ],
)
def test_tell__the_console_hears_everything_the_desktop_what_is_worth_looking_up_for(
    tmp_path: Path, event: Event, shown: bool
) -> None:
    heard = Heard(tmp_path)
    heard.tell(event)
    assert len(heard.console) == 1
    assert BOOK.name in heard.console[0]
    assert bool(heard.desktop.shown) is shown
    assert [line["event"] for line in heard.log] == [type(event).__name__]


def test_tell__in_the_language_of_whoever_reads(tmp_path: Path) -> None:
    for lang, words in (("zh", "错误 3"), ("en", "3 errors")):
        heard = Heard(tmp_path / lang, lang)  # type: ignore[arg-type]
        heard.tell(Checked(BOOK, FOUND))
        assert words in heard.console[0]
        assert words in heard.desktop.shown[0][0]


def test_tell__the_log_counts_and_quotes_no_cell(tmp_path: Path) -> None:
    heard = Heard(tmp_path)
    heard.tell(Checked(BOOK, FOUND))
    (line,) = heard.log
    assert SECRET in heard.console[0]
    assert SECRET not in json.dumps(line)
    assert (line["counts"], line["groups"], line["seconds"], line["digest"]) == ({"error": 3}, 2, 1.235, "sha256:a")


def test_tell__where_there_is_no_desktop_the_rest_is_told_all_the_same(tmp_path: Path) -> None:
    heard = Heard(tmp_path, there=False)
    heard.tell(Missing(BOOK))
    assert heard.console
    assert heard.log
