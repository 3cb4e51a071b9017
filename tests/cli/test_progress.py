"""The bar appears only when a pass is slow, only on a terminal, and never with --json."""

from __future__ import annotations

import io
import sys
import time

import pytest

from custsheet.cli import progress
from custsheet.cli.progress import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_screen(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Not a fixture: pytest sets its own stderr anew between setting up and calling a test."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "AFTER", 0.05)
    return terminal


def wait_for(screen: Terminal, text: str) -> None:
    end = time.monotonic() + 5
    while text not in screen.getvalue() and time.monotonic() < end:
        time.sleep(0.01)
    assert text in screen.getvalue()


def test_bar__shows_the_step_and_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_screen(monkeypatch)
    with Bar("zh") as bar:
        bar.step("check", 0.25)
        wait_for(screen, "检查")
        bar.step("draw", 0.6)
    assert "60%" in screen.getvalue()
    assert "画表" in screen.getvalue()


def test_bar__is_silent_when_quick_hidden_or_not_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_screen(monkeypatch)
    with Bar("en") as bar:
        bar.step("done", 1.0)
    with Bar("en").hide(True) as bar:
        bar.step("check", 0.25)
        time.sleep(0.1)
    assert screen.getvalue() == ""
    monkeypatch.setattr(Terminal, "isatty", lambda _self: False)
    with Bar("en") as bar:
        bar.step("check", 0.25)
        time.sleep(0.1)
    assert screen.getvalue() == ""


def test_bar__knows_when_the_workbook_may_have_been_written() -> None:
    bar = Bar("en")
    said = []
    for step in progress.STEPS:
        bar.step(step, 0.5)
        said.append((step, bar.writing))
    assert [step for step, writing in said if writing] == ["write", "done"]
