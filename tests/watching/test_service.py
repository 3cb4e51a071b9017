"""A watcher with everything around it, but for the passes: rights, console, log, record and what is pushed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from custsheet.model.sidecar import side_car
from custsheet.package.saving.steady import file_digest
from custsheet.watching import service
from custsheet.watching.answer import Answer, Ask, Refusal
from custsheet.watching.service import Service
from custsheet.watching.status import standings
from custsheet.watching.watcher import Watcher


class Silent:
    def show(self, title: str, body: str) -> bool:
        return False


class Desk:
    """Finds two errors in every workbook, writes beside open ones, and knows what is no workbook."""

    def __init__(self, done: Callable[[Ask, Answer], None], *, died: Callable[[str], None]) -> None:
        self._done, self._died = done, died

    def open(self) -> None:
        """Nothing to have ready."""

    def ask(self, ask: Ask) -> None:
        if ask.workbook.stem == "foreign":
            return self._done(ask, Answer.refused(Refusal.FOREIGN, {"zh": "外", "en": "foreign"}))
        if ask.workbook.stem == "dies":
            self._died("张三 13800138000")
            return self._done(ask, Answer.refused(Refusal.DIED, {"zh": "坏", "en": "it died"}))
        digest = file_digest(ask.workbook)
        target = side_car(ask.workbook, "zh") if ask.side_car else ask.workbook
        return self._done(ask, Answer(digest, digest, counts={"error": 2}, groups=1, written=True, target=str(target)))

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture(autouse=True)
def _passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "Watcher", partial(Watcher, desk=Desk))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "客户"
    place.mkdir()
    for name in ("a", "b", "foreign", "dies"):
        (place / f"{name}.xlsx").write_bytes(name.encode())
    (place / ".~lock.b.xlsx#").write_text(",李雷,another,29.11.2026 10:00,file:///x;", "utf-8")
    return place


def test_service__tells_records_and_lets_go(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("CUSTSHEET_HOME", str(home))
    said: list[str] = []
    one = Service([folder], said.append, "en", Silent())
    one.run(once=True)
    told = "\n".join(said)
    assert "a.xlsx: 2 errors" in told
    assert "李雷 has it open" in told
    assert "it died" in told
    assert "foreign" not in told
    stand = {Path(standing.workbook).name: standing for standing in standings()}
    assert set(stand) == {"a.xlsx", "b.xlsx", "dies.xlsx"}, "of a strange file nothing is said"
    assert (stand["a.xlsx"].counts, stand["a.xlsx"].groups, stand["a.xlsx"].pending) == ({"error": 2}, 1, False)
    assert (stand["b.xlsx"].state, stand["b.xlsx"].pending, stand["b.xlsx"].holder) == ("pending", True, "李雷")
    assert stand["b.xlsx"].target == str(side_car(folder / "b.xlsx", "zh"))
    assert stand["dies.xlsx"].said == {"zh": "坏", "en": "it died"}
    assert one.state().en == "3 workbooks, 4 errors, 1 waiting to be closed"
    latest = one.latest()
    assert latest is not None
    assert latest.name in {"a.xlsx", "b.xlsx"}
    log = (home / "logs" / "watch.log").read_text("utf-8")
    assert "the process that does the passes died" in log
    assert "13800138000" not in log
    again: list[str] = []
    Service([folder / "a.xlsx"], again.append, "zh", Silent()).run(once=True)
    assert "错误 2" in again[0], "the first one let go of its rights"


def test_service__pushes_what_stands_beside_open_workbooks_only(folder: Path) -> None:
    pushed: list[tuple[str, str]] = []

    class Program:
        def push(self, workbook: Path, side_car: Path) -> bool:
            pushed.append((workbook.name, side_car.name))
            return True

    Service([folder], lambda _line: None, "en", Silent(), Program()).run(once=True)
    assert pushed == [("b.xlsx", "b.检查结果.xlsx")]


def test_service__of_two_the_second_stands_by_and_leaves_the_record_to_the_first(folder: Path) -> None:
    first = Service([folder / "a.xlsx"], lambda _line: None, "en", Silent())
    assert first._rights.may_write(folder / "a.xlsx")
    said: list[str] = []
    Service([folder / "a.xlsx"], said.append, "en", Silent()).run(once=True)
    first._rights.release()
    assert len(said) == 1
    assert "is looked after elsewhere" in said[0]
    assert standings() == []
