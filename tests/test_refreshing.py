"""`refresh` says at a glance what one more pass would say, and believes no record that is not of this very file."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
import pytest

import custsheet
from custsheet.memory import records
from custsheet.model.errors import InUseError
from custsheet.model.summary import WORST, Summary
from custsheet.package import CellPatch, patch
from custsheet.pipeline import refresh, refreshing

DAY = date(2026, 6, 17)
ROWS = {
    "customers": [
        {"customer_id": f"C{number:06}", "name": name, "mobile": "138", "owner": "李雷"}
        for number, name in enumerate(("王芳", "李娜", "张伟"), 1)
    ]
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return custsheet.create(tmp_path_factory.mktemp("drawn") / "book.xlsx", lang="zh", tables=ROWS).read_bytes()


@pytest.fixture
def book(drawn: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "客户管理表.xlsx"
    path.write_bytes(drawn)
    return path


@pytest.fixture
def glance(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`refresh`, which may read nothing but the bytes."""

    def whole(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a whole pass")

    def at_a_glance(path: Path, **words: Any) -> Summary:
        with monkeypatch.context() as only:
            only.setattr(refreshing, "process", whole)
            return refresh(path, **({"today": DAY} | words))

    return at_a_glance


def plain(said: Summary) -> Summary:
    return replace(said, seconds=0.0)


def test_refresh__says_what_one_more_pass_would_say(book: Path, glance: Any) -> None:
    first = refresh(book, today=DAY)
    assert (first.written, first.counts["error"] >= 3, first.backup is not None) == (True, True, True)
    before = book.read_bytes()
    again = glance(book)
    assert plain(again) == plain(Summary.of(custsheet.process(book, today=DAY)))
    assert (again.written, book.read_bytes()) == (False, before)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refresh__says_the_same_of_a_company_with_everything(tmp_path: Path, glance: Any, lang: Any) -> None:
    book = custsheet.create(tmp_path / "book.xlsx", lang=lang, sample=True)
    refresh(book, today=DAY)
    assert plain(glance(book)) == plain(Summary.of(custsheet.process(book, today=DAY)))


def test_refresh__through_json_nothing_is_lost(book: Path) -> None:
    said = refresh(book, today=DAY)
    assert (len(said.worst), said.backup is not None) == (WORST, True)
    assert Summary.load(json.loads(json.dumps(said.dump()))) == said


def test_refresh__looking_counts_as_reading(book: Path, glance: Any) -> None:
    refresh(book, today=DAY)
    told: list[tuple[str, float]] = []
    glance(book, progress=lambda *step: told.append(step))
    assert told == [("read", 0.0), ("done", 1.0)]


def test_refresh__who_saved_it_and_when_does_not_count(book: Path, glance: Any) -> None:
    refresh(book, today=DAY)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(book.with_name("new.xlsx"), "w", zipfile.ZIP_DEFLATED) as new:
        for part in reversed(old.infolist()):
            content = old.read(part)
            new.writestr(part.filename, content.replace(b"201", b"202") if "core" in part.filename else content)
    refresh(book.with_name("new.xlsx"), today=DAY)  # its parts are compressed by another hand
    assert glance(book.with_name("new.xlsx")).rows == 3
    assert glance(book).rows == 3


def _typed(book: Path) -> dict[str, Any]:
    book.write_bytes(patch(book.read_bytes(), [CellPatch("客户", "C5", "王方")]))
    return {}


def _next_day(_: Path) -> dict[str, Any]:
    return {"today": DAY + timedelta(1)}


def _own_standard(book: Path) -> dict[str, Any]:
    from custsheet import resources

    own = book.with_name("own.yaml")
    own.write_text((resources.folder("schemas") / "customers.yaml").read_text("utf-8") + "\n# ours\n", "utf-8")
    return {"schema": str(own)}


def _record(book: Path) -> Path:
    return records.place(records.PASSES, book)


def _damaged(book: Path) -> dict[str, Any]:
    _record(book).write_bytes(_record(book).read_bytes()[:-20])
    return {}


def _of_another_make(book: Path) -> dict[str, Any]:
    told = records.read(_record(book))
    del told["said"]["counts"]
    records.write(_record(book), told)
    return {}


@pytest.mark.parametrize("change", [_typed, _next_day, _own_standard, _damaged, _of_another_make])
def test_refresh__whatever_else_differs_is_a_pass(book: Path, monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    refresh(book, today=DAY)
    words = {"today": DAY} | change(book)
    passes = []
    real = refreshing.process
    monkeypatch.setattr(refreshing, "process", lambda *a, **w: passes.append(a) or real(*a, **w))
    refresh(book, **words)
    assert len(passes) == 1


def test_refresh__another_version_looks_again(book: Path, glance: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(book, today=DAY)
    monkeypatch.setattr(refreshing, "__version__", "99")
    with pytest.raises(AssertionError, match="a whole pass"):
        glance(book)


def test_refresh__what_holds_of_one_pass_only_is_not_said_again(book: Path) -> None:
    """Somebody typed on one of our sheets: they are told once, by the pass that wrote it anew."""
    refresh(book, today=DAY)
    written = openpyxl.load_workbook(book)["客户分级"]["A1"].coordinate
    book.write_bytes(patch(book.read_bytes(), [CellPatch("客户分级", written, "我们的 custsheet 分级")]))
    told = refresh(book, today=DAY)
    assert any("客户分级" in one.zh for one in told.notices)
    later = refresh(book, today=DAY)
    assert not any("客户分级" in one.zh for one in later.notices)


def test_refresh__an_open_workbook_is_refused_although_nothing_has_changed(book: Path) -> None:
    refresh(book, today=DAY)
    book.with_name(f".~lock.{book.name}#").write_text(",李雷,desk,29.11.2026 10:00,file:///x;", "utf-8")
    with pytest.raises(InUseError):
        refresh(book, today=DAY)
    assert not refresh(book, today=DAY, despite_lock=True).written


def test_refresh__beside_an_open_workbook_always_looks(book: Path) -> None:
    refresh(book, today=DAY)
    beside = refresh(book, today=DAY, side_car=True)
    assert beside.target is not None
    assert beside.target.exists()


def test_refresh__nobody_else_may_read_what_was_said(book: Path) -> None:
    refresh(book, today=DAY)
    assert _record(book).stat().st_mode & 0o077 == 0


def test_refresh__what_was_said_does_not_outlive_the_workbook(book: Path) -> None:
    """It tells of the worst findings, with what people wrote."""
    gone, old = book.with_name("gone.xlsx"), records.place(records.PASSES, book.with_name("old.xlsx"))
    gone.write_bytes(book.read_bytes())
    refresh(gone, today=DAY)
    assert _record(gone).exists()
    records.write(old, {"key": "of a version that did not tell its workbook"})
    gone.unlink()
    refresh(book, today=DAY)
    assert [one.exists() for one in (_record(book), _record(gone), old)] == [True, False, False]
