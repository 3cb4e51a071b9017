"""Everything a watcher has to say is said in both languages, and names the workbook."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest

from custsheet.package.saving.lock import Holder
from custsheet.watching import words
from custsheet.watching.answer import Answer
from custsheet.watching.events import (
    Checked,
    Conflicted,
    Event,
    Missing,
    Refused,
    StandsBy,
    WaitsForClose,
    WrittenBack,
)

BOOK = Path("/data/客户管理表.xlsx")
WORST = ({"zh": "客户!F5 手机不对", "en": "客户!F5 the mobile is wrong"},)
FOUND = Answer(
    "d", "d", counts={"error": 1, "warning": 2345}, groups=1, worst=WORST, written=True, target="/data/r.xlsx"
)
EVENTS: list[Event] = [
    Checked(BOOK, FOUND),
    WaitsForClose(BOOK, Holder("LibreOffice", "李雷", "desk", BOOK)),
    WaitsForClose(BOOK, Holder("Excel/WPS", "", "", BOOK)),
    WaitsForClose(BOOK, None),
    WrittenBack(BOOK, FOUND),
    Refused(BOOK, {"zh": "文件坏了。", "en": "It is damaged."}),
    Missing(BOOK),
    Conflicted(BOOK, BOOK.with_name("客户管理表-DESKTOP1.xlsx")),
    StandsBy(BOOK, "DESKTOP-9 (12)"),
]


def test_words__every_kind_of_event_is_among_those_tested() -> None:
    assert {type(event) for event in EVENTS} == set(typing.get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_line__is_said_in_both_languages_and_names_the_workbook(event: Event) -> None:
    for said in (words.title(event), words.line(event)):
        assert BOOK.name in said.zh
        assert BOOK.name in said.en
        assert said.zh != said.en
    body = words.body(event)
    assert body.zh
    assert body.en
    assert "None" not in words.line(event).zh + words.line(event).en
    assert words.line(event).en.isascii() or any(name in words.line(event).en for name in ("客户", "李雷"))


def test_title__counts_in_the_grammar_of_each_language() -> None:
    said = words.title(Checked(BOOK, FOUND))
    assert said.en == f"{BOOK.name}: 1 error, 2,345 warnings, 0 hints; 1 group of possible duplicates"
    assert said.zh == f"{BOOK.name}：错误 1，警告 2,345，提示 0；疑似重复 1 组"


def test_body__names_the_worst_and_where_the_results_are() -> None:
    said = words.body(Checked(BOOK, FOUND))
    assert said.en.splitlines() == ["客户!F5 the mobile is wrong", "results in /data/r.xlsx"]
    unchanged = Answer("d", "d", worst=WORST, written=False, target="/data/r.xlsx")
    assert words.body(Checked(BOOK, unchanged)).en.splitlines() == ["客户!F5 the mobile is wrong"]


def test_body__begins_with_what_was_done() -> None:
    done = ({"zh": "给 3 条新记录编了号。", "en": "3 new records got their numbers."},)
    answer = Answer.of(Answer("d", "d", done=done, worst=WORST).line())
    checked, written = words.body(Checked(BOOK, answer)), words.body(WrittenBack(BOOK, answer))
    assert checked.en.splitlines() == [done[0]["en"], "客户!F5 the mobile is wrong"]
    assert written.zh.splitlines()[0] == done[0]["zh"]


def test_body__says_who_has_it_open_or_that_somebody_has() -> None:
    assert words.body(EVENTS[1]).zh.startswith("李雷正打开着它")
    for nameless in EVENTS[2:4]:
        assert words.body(nameless).zh.startswith("有人正打开着它")
        assert words.body(nameless).en.startswith("Somebody has it open")
