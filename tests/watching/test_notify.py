"""Pop-ups: against a stand-in for the library, and against a real session bus with a service of our own on it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from custsheet.watching import notify
from custsheet.watching.notify import BODY, STANDING, TITLE, _Desktop, desktop, plain


@pytest.mark.parametrize(
    ("words", "most", "expected"),
    [
        ("客户管理表", 80, "客户管理表"),
        ("  a\tb\x00c\x1b[31m\r\nd ", 80, "a b c [31m \nd"),
        ("12345", 5, "12345"),
        ("123456", 5, "1234…"),
        ("123 56", 5, "123…"),
        (os.fsdecode(b"a\xff.xlsx"), 80, "a .xlsx"),
        ("", 5, ""),
    ],
)
def test_plain(words: str, most: int, expected: str) -> None:
    assert plain(words, most) == expected


class Sender:
    """As desktop-notifier's class behaves: a failure is silent, and `on_dispatched` is called otherwise."""

    def __init__(self, *, works: bool = True, before: Callable[[], Any] | None = None) -> None:
        self.works, self.before = works, before
        self.sent: list[tuple[str, str]] = []
        self.standing: list[str] = []
        self.threads: set[str] = set()

    async def send(self, title: str, message: str, on_dispatched: Callable[[], object]) -> None:
        self.threads.add(threading.current_thread().name)
        if self.before is not None:
            await self.before()
        if self.works:
            self.sent.append((title, message))
            self.standing.append(str(len(self.sent)))
            on_dispatched()

    async def get_current_notifications(self) -> list[str]:
        return list(self.standing)

    async def clear(self, identifier: str) -> None:
        self.standing.remove(identifier)


def shown_by(sender: Sender, *, markup: bool = False) -> tuple[_Desktop, list[int]]:
    connected: list[int] = []

    async def connect() -> Sender:
        connected.append(1)
        return sender

    return _Desktop(connect, markup=markup), connected


def test_show__hands_it_over_cut_to_length_on_a_thread_of_its_own() -> None:
    sender = Sender()
    shown, connected = shown_by(sender)
    assert shown.show("t" * 200, "b" * 1000) is True
    assert shown.show("2", "3") is True
    assert [len(words) for words in sender.sent[0]] == [TITLE, BODY]
    assert len(connected) == 1
    assert sender.threads == {"pop-ups"}


@pytest.mark.parametrize(("markup", "expected"), [(True, 'a &lt;b&gt; &amp; "c"'), (False, 'a <b> & "c"')])
def test_show__escapes_where_it_would_be_markup(markup: bool, expected: str) -> None:
    sender = Sender()
    shown_by(sender, markup=markup)[0].show("<t> & t", 'a <b> & "c"')
    assert sender.sent == [("<t> & t", expected)]


def test_show__takes_back_what_is_old() -> None:
    sender = Sender()
    shown, _ = shown_by(sender)
    for _ in range(STANDING + 5):
        assert shown.show("a", "b") is True
    assert sender.standing == [str(number) for number in range(6, STANDING + 6)]


def test_show__connects_again_after_a_failure() -> None:
    sender = Sender(works=False)
    shown, connected = shown_by(sender)
    assert shown.show("a", "b") is False
    sender.works = True
    assert shown.show("c", "d") is True
    assert len(connected) == 2


def test_show__what_is_raised_is_a_no() -> None:
    async def nobody() -> Any:
        raise ImportError("libdbus")

    async def dead() -> None:
        raise SystemError("winrt")

    assert _Desktop(nobody, markup=False).show("a", "b") is False
    assert shown_by(Sender(before=dead))[0].show("a", "b") is False


def test_show__a_service_that_hangs_costs_its_time_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "SECONDS", 0.5)
    free = threading.Event()

    async def hang() -> None:
        free.wait(20)  # the whole thread, as a call into a system library does

    sender = Sender(before=hang)
    shown, _ = shown_by(sender)
    began = time.monotonic()
    assert [shown.show("a", "b") for _ in range(20)] == [False] * 20
    assert time.monotonic() - began < 9, "twenty times half a second are ten"
    free.set()
    sender.before = None
    monkeypatch.setattr(notify, "SECONDS", 10)
    shown._again = 0.0  # half a minute later
    assert shown.show("c", "d") is True
    assert sender.sent[-1] == ("c", "d")


def test_show__that_is_asked_before_it_was_found_whether_there_is_a_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost, connected twice or left hanging because a library is still being loaded."""
    monkeypatch.setattr(notify, "SECONDS", 0.3)
    connected: list[Sender] = []
    loaded = threading.Event()

    async def connect() -> Sender:
        loaded.wait(60)  # as an import holds up the thread
        connected.append(Sender())
        return connected[-1]

    shown = _Desktop(connect, markup=False)
    shown.begin()
    assert shown.show("a", "b") is False
    monkeypatch.setattr(notify, "SECONDS", 60)
    loaded.set()
    shown._again = 0.0
    assert shown.show("c", "d") is True
    assert [sender.sent for sender in connected] == [[("c", "d")]]


def test_show__given_up_while_another_one_is_being_sent_leaves_the_connection_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sending, go_on = threading.Event(), asyncio.Event()

    async def slowly() -> None:
        sending.set()
        await go_on.wait()

    sender = Sender(before=slowly)
    shown, connected = shown_by(sender)
    monkeypatch.setattr(notify, "SECONDS", 60)
    first = threading.Thread(target=shown.show, args=("a", "b"))
    first.start()
    assert sending.wait(60)
    monkeypatch.setattr(notify, "SECONDS", 0.1)
    assert shown.show("c", "d") is False
    shown._running().call_soon_threadsafe(go_on.set)
    first.join(60)
    monkeypatch.setattr(notify, "SECONDS", 60)
    shown._again = 0.0
    assert shown.show("e", "f") is True
    assert len(connected) == 1
    assert sender.sent == [("a", "b"), ("e", "f")]


def test_begin__a_connection_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "SECONDS", 0.2)
    sender = Sender()
    answers: list[Sender] = []

    async def connect() -> Sender:
        answers.append(sender)
        if len(answers) == 1:
            await asyncio.sleep(60)
        return sender

    shown = _Desktop(connect, markup=False)
    shown.begin()
    time.sleep(0.4)
    assert shown.show("a", "b") is True


def test_show__one_that_waits_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "SECONDS", 0.1)
    given_up = threading.Event()

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            given_up.set()
            raise

    shown, _ = shown_by(Sender(before=wait))
    assert shown.show("a", "b") is False
    assert given_up.wait(5)


def test_desktop__where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The library itself, in a process that ends as it should, with no warning."""
    code = (
        "import time; from custsheet.watching.notify import desktop; began = time.monotonic(); d = desktop()\n"
        "print(d.show('客户', 'b'), d.show('客户', 'b'), time.monotonic() - began < 5)"
    )
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment |= {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none", "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout == "False False True\n", done.stderr


SERVICE = """
import asyncio, json, sys
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method

class Notifications(ServiceInterface):
    count = 0

    @dbus_method()
    def Notify(self, app: "s", replaces: "u", icon: "s", title: "s", body: "s", actions: "as", hints: "a{sv}",
               timeout: "i") -> "u":
        self.count += 1
        print(json.dumps([app, title, body]), flush=True)
        return self.count

    @dbus_method()
    def CloseNotification(self, number: "u"):
        print(json.dumps(["closed", number]), flush=True)

    @dbus_method()
    def GetCapabilities(self) -> "as":
        return sys.argv[1:]

    @dbus_method()
    def GetServerInformation(self) -> "ssss":
        return ["test", "test", "1", "1.2"]

async def main():
    bus = await MessageBus().connect()
    bus.export("/org/freedesktop/Notifications", Notifications("org.freedesktop.Notifications"))
    await bus.request_name("org.freedesktop.Notifications")
    print("ready", flush=True)
    await bus.wait_for_disconnect()

asyncio.run(main())
"""


@contextlib.contextmanager
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session bus of our own."""
    words = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
        try:
            yield
        finally:
            daemon.terminate()


@contextlib.contextmanager
def service(*capabilities: str) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", SERVICE, *capabilities]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            yield child
        finally:
            child.terminate()


def heard(child: subprocess.Popen[str]) -> list[Any]:
    import json

    assert child.stdout is not None
    return list(json.loads(child.stdout.readline()))


needs_bus = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or sys.platform != "linux", reason="there is no session bus to be started"
)


@needs_bus
@pytest.mark.parametrize(
    ("capabilities", "body"), [(("body", "body-markup"), "3 &lt;错误&gt; &amp; 1"), (("body",), "3 <错误> & 1")]
)
def test_desktop__a_real_bus(capabilities: tuple[str, ...], body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with session(monkeypatch):
        shown = desktop()
        assert shown.show("客户", "nobody is there yet") is False
        with service(*capabilities) as child:
            assert shown.show("客户管理表", "3 <错误> & 1") is True
            assert heard(child) == ["custsheet", "客户管理表", body]
            for number in range(STANDING):
                assert shown.show(str(number), "b") is True
            for number in range(STANDING):
                assert heard(child) == ["custsheet", str(number), "b"]
            assert heard(child) == ["closed", 1]
        assert shown.show("a", "the service has ended") is False
        before = len(list(Path("/proc/self/fd").iterdir()))
        assert [shown.show("a", "still nobody") for _ in range(20)] == [False] * 20
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1
        with service(*capabilities) as child:
            assert shown.show("a", "a new one") is True
            assert heard(child) == ["custsheet", "a", "a new one"]
