"""One pass by the process that does them: what it answers, in words and for the machine, and that it never raises."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import custsheet
from custsheet.model.sidecar import side_car
from custsheet.model.summary import WORST
from custsheet.package import CellPatch, patch
from custsheet.package.saving.steady import file_digest
from custsheet.watching.answer import Answer, Ask, Refusal
from custsheet.watching.attendant import perform

ROWS = {"customers": [{"customer_id": f"C{number:06}", "name": "王芳", "mobile": "138"} for number in range(1, 6)]}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return custsheet.create(tmp_path / "客户管理表.xlsx", lang="zh", tables=ROWS)


def test_perform__writes_and_tells_what_lies_there_now(book: Path) -> None:
    before = file_digest(book)
    answer = perform(Ask(book))
    assert answer.refusal is None
    assert (answer.digest, answer.result) == (before, file_digest(book))
    assert answer.digest != answer.result
    assert (answer.written, answer.target, answer.lang) == (True, str(book), "zh")
    assert answer.backup is not None
    assert file_digest(Path(answer.backup)) == before
    assert answer.counts["error"] >= 5
    assert len(answer.worst) == WORST
    for one in answer.worst:
        assert one["zh"].startswith("客户!")
        assert one["en"].startswith("客户!"), "the cell is where it is, in either language"
        assert one["zh"] != one["en"]
    again = perform(Ask(book))
    assert (again.written, again.result) == (False, file_digest(book))


def test_perform__tells_what_was_done_by_itself(book: Path) -> None:
    perform(Ask(book))
    book.write_bytes(patch(book.read_bytes(), [CellPatch("客户", "A6", None)]))
    answer = perform(Ask(book))
    assert [one["zh"] for one in answer.done] == ["给 1 条新记录编了号。"]
    assert perform(Ask(book)).done == ()


def test_perform__tells_what_is_new_before_what_was_there(book: Path) -> None:
    first = perform(Ask(book))
    for cell, wrong in (("H7", "12"), ("H8", "abc")):
        book.write_bytes(patch(book.read_bytes(), [CellPatch("客户", cell, wrong)]))
        told = perform(Ask(book)).worst
        assert told[0]["zh"].startswith(f"新问题：客户!{cell} ")
        assert told[0]["en"].startswith(f"New: 客户!{cell} ")
        assert not any(one["zh"].startswith("新问题") for one in told[1:])
    assert [one["zh"] for one in told[1:]] == [one["zh"] for one in first.worst[: WORST - 1]]


def test_perform__beside_an_open_workbook_new_is_what_the_copy_does_not_tell_yet(book: Path) -> None:
    perform(Ask(book))
    book.with_name(f".~lock.{book.name}#").write_text(",李雷,desk,29.11.2026 10:00,file:///x;", "utf-8")
    perform(Ask(book, side_car=True))
    for cell, wrong in (("H7", "12"), ("H8", "abc")):
        book.write_bytes(patch(book.read_bytes(), [CellPatch("客户", cell, wrong)]))
        told = [one["zh"] for one in perform(Ask(book, side_car=True)).worst]
        assert told[0].startswith(f"新问题：客户!{cell} ")
        assert not any(one.startswith("新问题") for one in told[1:])


def test_perform__beside_an_open_workbook(book: Path) -> None:
    lock = book.with_name(f".~lock.{book.name}#")
    lock.write_text(",李雷,desk,29.11.2026 10:00,file:///x;", "utf-8")
    before = book.read_bytes()
    assert perform(Ask(book)).refusal is Refusal.IN_USE
    answer = perform(Ask(book, side_car=True))
    assert (answer.refusal, answer.written) == (None, True)
    assert answer.target == str(side_car(book, "zh"))
    assert answer.result == answer.digest == file_digest(book)
    assert book.read_bytes() == before
    assert perform(Ask(book, despite_lock=True)).written


def test_perform__somebody_has_the_earlier_copy_open(book: Path) -> None:
    beside = side_car(book, "zh")
    assert perform(Ask(book, side_car=True)).written
    beside.with_name(f".~lock.{beside.name}#").write_text(",李雷,desk,29.11.2026 10:00,file:///x;", "utf-8")
    found = openpyxl.load_workbook(book)
    found["客户"]["C5"] = "李娜"
    found.save(book)
    before = beside.read_bytes()
    answer = perform(Ask(book, side_car=True))
    assert (answer.refusal, answer.written, answer.target) == (None, False, None)
    assert answer.counts["error"] >= 5
    assert "没有更新" in answer.notices[-1]["zh"]
    assert "was not renewed" in answer.notices[-1]["en"]
    assert beside.read_bytes() == before


def test_perform__a_strange_workbook_that_merely_lies_there_is_left_alone(tmp_path: Path) -> None:
    prices = openpyxl.Workbook()
    assert prices.active is not None
    prices.active.append(["客户编号", "姓名"])
    prices.active.append(["C1", "王芳"])
    path = tmp_path / "prices.xlsx"
    prices.save(path)
    before = path.read_bytes()
    assert perform(Ask(path, found=True)).refusal is Refusal.FOREIGN
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"name,phone\n", b"PK\x03\x04 torn"])
def test_perform__what_is_no_workbook_is_one_sentence_in_each_language(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(data)
    answer = perform(Ask(path))
    assert answer.refusal in {Refusal.DAMAGED, Refusal.OTHER}
    assert answer.said["zh"] != answer.said["en"]
    assert "\n" not in answer.said["zh"] + answer.said["en"]


def test_perform__what_is_not_there_may_be_there_later(tmp_path: Path) -> None:
    answer = perform(Ask(tmp_path / "no.xlsx"))
    assert answer.refusal is not None
    assert not answer.lasting


def test_answer__crosses_as_one_line_and_comes_back_the_same(book: Path) -> None:
    answers = [perform(Ask(book)), Answer.refused(Refusal.DIED, {"zh": "行\n行", "en": "a\nb"}, lasting=False)]
    for answer in answers:
        assert "\n" not in answer.line()
        assert Answer.of(answer.line()) == answer
    for ask in (Ask(book), Ask(Path("/a b/客户\n.xlsx"), side_car=True, found=True, despite_lock=True)):
        assert "\n" not in ask.line()
        assert Ask.of(ask.line()) == ask
