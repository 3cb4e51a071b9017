"""The icon beside the clock: against a stand-in for the library, and once on a real X server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from custsheet.model.errors import CustsheetError
from custsheet.model.text import Text, text
from custsheet.watching import tray
from custsheet.watching.tray import TITLE, picture, run


class Item:
    def __init__(
        self, words: Any, action: Any, *, checked: Any = None, enabled: bool = True, default: bool = False
    ) -> None:
        self._words, self.action, self._checked = words, action, checked
        self.enabled, self.default = enabled, default

    @property
    def words(self) -> str:
        return str(self._words(self) if callable(self._words) else self._words)

    @property
    def checked(self) -> bool | None:
        return self._checked(self) if self._checked else None


class Icon:
    """As pystray's: `run` blocks until `stop`, and runs what it is given on another thread."""

    shown: ClassVar[list[Icon]] = []

    def __init__(self, name: str, icon: Any, title: str, menu: list[Item]) -> None:
        self.name, self.icon, self._title, self.menu = name, icon, title, menu
        self.visible, self.updates = False, 0
        self.titles = [title]
        self.refuses_titles = False
        self.ended = threading.Event()
        Icon.shown.append(self)

    @property
    def title(self) -> str:
        return self._title

    @title.setter
    def title(self, title: str) -> None:
        if self.refuses_titles:
            raise UnicodeEncodeError("latin-1", title, 0, 1, "as Xlib does")
        self._title = title
        self.titles.append(title)

    def update_menu(self) -> None:
        self.updates += 1

    def run(self, setup: Callable[[Icon], None]) -> None:
        thread = threading.Thread(target=setup, args=(self,))
        thread.start()
        assert self.ended.wait(20)
        thread.join(20)
        assert not thread.is_alive()

    def stop(self) -> None:
        self.ended.set()

    def choose(self, number: int) -> None:
        self.menu[number].action(self, self.menu[number])


class Tray:
    """One run on a thread, and what was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lang: Any = "zh") -> None:
        module = types.ModuleType("pystray")
        module.Icon, module.MenuItem = Icon, Item  # type: ignore[attr-defined]
        module.Menu = lambda *items: list(items)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "pystray", module)
        monkeypatch.setattr(tray, "SECONDS", 0.01)
        monkeypatch.setattr(Icon, "shown", [])
        self.called: list[Any] = []
        self.state = text("监视 2 个工作簿", "Watching 2 workbooks")
        self.until = threading.Event()
        self.thread = threading.Thread(
            target=lambda: run(
                lambda: self.state,
                lambda: self.called.append("open"),
                lambda paused: self.called.append(paused),
                lambda: self.called.append("stop"),
                lang=lang,
                until=self.until,
            )
        )
        self.thread.start()
        self.wait(lambda: bool(Icon.shown) and Icon.shown[0].visible)
        self.icon = Icon.shown[0]

    def wait(self, for_: Callable[[], bool]) -> None:
        for _ in range(1000):
            if for_():
                return
            threading.Event().wait(0.01)
        raise AssertionError("it never came about")

    def end(self) -> None:
        self.until.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Any:
    one = Tray(monkeypatch)
    yield one
    one.end()


def test_run__shows_how_things_stand(shown: Tray) -> None:
    assert [item.words for item in shown.icon.menu] == ["监视 2 个工作簿", "打开", "暂停监视", "停止监视"]
    shown.wait(lambda: shown.icon.titles == ["custsheet", "监视 2 个工作簿"])
    shown.state = text("3 个错误\x00" + "x" * 200, "")
    shown.wait(lambda: shown.icon.updates == 2)
    assert shown.icon.title == shown.icon.menu[0].words
    assert len(shown.icon.title) == TITLE
    assert shown.icon.title.isprintable()
    threading.Event().wait(0.1)
    assert shown.icon.updates == 2  # only when there is something to tell


def test_run__only_what_can_be_chosen_is_offered(shown: Tray) -> None:
    assert [item.enabled for item in shown.icon.menu] == [False, True, True, True]
    assert [item.default for item in shown.icon.menu] == [False, True, False, False]


def test_run__opens_and_pauses(shown: Tray) -> None:
    shown.icon.choose(1)
    before = shown.icon.icon.tobytes()
    assert shown.icon.menu[2].checked is False
    shown.icon.choose(2)
    assert shown.icon.menu[2].checked is True
    assert shown.icon.icon.tobytes() != before
    shown.icon.choose(2)
    assert shown.icon.menu[2].checked is False
    assert shown.icon.icon.tobytes() == before
    assert shown.called == ["open", True, False]


def test_run__ends_when_somebody_stops_it(shown: Tray) -> None:
    shown.icon.choose(3)
    shown.thread.join(20)
    assert not shown.thread.is_alive()
    assert shown.called == ["stop"]


def test_run__ends_from_outside_without_calling_stop(shown: Tray) -> None:
    shown.end()
    assert shown.called == []


def test_run__titles_a_server_does_not_take_end_nothing(shown: Tray) -> None:
    shown.icon.refuses_titles = True
    shown.state = text("别的", "other")
    threading.Event().wait(0.1)
    assert shown.thread.is_alive()
    shown.icon.refuses_titles = False
    shown.wait(lambda: shown.icon.title == "别的")


def test_run__in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Tray(monkeypatch, "en")
    assert [item.words for item in one.icon.menu] == ["Watching 2 workbooks", "Open", "Pause", "Stop watching"]
    one.end()


def nothing() -> Text:
    return text("", "")


def test_run__where_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pystray", None)
    with pytest.raises(CustsheetError, match=r"custsheet\[tray\]") as caught:
        run(nothing, print, print, print)
    assert "custsheet[tray]" in caught.value.zh


def test_run__where_the_icon_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("pystray")
    module.MenuItem = module.Menu = lambda *_, **__: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pystray", module)  # it has no Icon
    with pytest.raises(CustsheetError, match="no desktop"):
        run(nothing, print, print, print)


def test_picture__is_one_for_each_state() -> None:
    assert picture(paused=False).size == (64, 64)
    assert picture(paused=False).tobytes() != picture(paused=True).tobytes()


RUN = """
import threading
from custsheet.model.errors import CustsheetError
from custsheet.model.text import text
from custsheet.watching.tray import run
until = threading.Event()
timer = threading.Timer(1.5, until.set)
timer.daemon = True
timer.start()
try:
    run(lambda: text("监视", "watching"), print, print, print, until=until)
    print("ended")
except CustsheetError as error:
    print(error.en)
"""


def ran(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    words = [sys.executable, "-c", RUN]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=clean | environment, timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a desktop")
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":98765"}])
def test_run__where_there_is_no_desktop(environment: dict[str, str]) -> None:
    done = ran(**environment)
    assert done.stdout == "There is no desktop here to show a tray icon on. Watching works without it.\n", done.stderr


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no X server to be started")
def test_run__on_a_real_server(tmp_path: Path) -> None:
    """Nothing there takes an icon, nor a Chinese title; it goes on and ends when told."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-noreset"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        done = ran(DISPLAY=f":{number}")
    finally:
        server.terminate()
        server.wait()
    assert (done.stdout, done.stderr) == ("ended\n", "")
