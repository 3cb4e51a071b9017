"""A pop-up on the desktop, where there is a desktop.

    desktop().show("客户管理表", "3 个错误 …")      # True: it was handed over; False: there is nobody to show it

Invariant: `show` never raises and returns within `SECONDS`, whatever the desktop does; a watcher on a server, in a
container or over ssh only hears False. desktop-notifier's calls run on a thread of their own, which ends with the
process. Seen working on Linux; on Windows and macOS it was not tried. On macOS the system shows pop-ups only of
programs in a signed bundle, as python.org's Python is.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from html import escape
from typing import Any, Protocol

SECONDS = 2.0
PAUSE = 30.0
"""Seconds for which a desktop that did not answer is left alone."""
TITLE, BODY = 80, 400
"""Characters; systems show no more, and some refuse much longer ones."""
STANDING = 10
"""Pop-ups that stay in the list of the desktop; older ones are taken back, they are no longer true."""


class Notifier(Protocol):
    """Shows something to whoever sits there."""

    def show(self, title: str, body: str) -> bool:
        """Whether it could be handed over. Plain text; too long a one is cut."""
        ...


def desktop() -> Notifier:
    """The desktop of this user; that it is found begins now, so that the first `show` need not wait for it."""
    found = _Desktop(_connect, markup=sys.platform == "linux")
    found.begin()
    return found


def plain(words: str, most: int) -> str:
    """Text that every system takes: no control characters, nothing that is no Unicode, at most so long."""
    kept = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in words).strip()
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + "…"


async def _connect() -> Any:
    """What sends; raises whatever goes wrong. The import may take a while or fail where system libraries are absent."""
    from desktop_notifier import Capability, DesktopNotifier

    notifier = DesktopNotifier(app_name="custsheet")
    try:
        if Capability.TITLE not in await notifier.get_capabilities():
            raise OSError("the stand-in of a system without pop-ups")
    except BaseException:
        _let_go(notifier)
        raise
    return notifier


def _let_go(notifier: Any) -> None:
    """Close the connection to the session bus, which desktop-notifier keeps also where nobody answered."""
    bus = getattr(getattr(notifier, "_backend", None), "bus", None)
    if bus is not None:
        bus.disconnect()


async def _interprets(notifier: Any) -> bool:
    """Whether the service takes < and & in a body for markup. Nearly all do; desktop-notifier does not tell."""
    interface = getattr(getattr(notifier, "_backend", None), "interface", None)
    if interface is None:
        return True
    return "body-markup" in await interface.call_get_capabilities()


class _Desktop:
    """See `desktop`. `connect` gives what sends, as desktop-notifier's class does."""

    def __init__(self, connect: Callable[[], Coroutine[Any, Any, Any]], *, markup: bool) -> None:
        self._connect, self._markup = connect, markup
        self._sender: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._again = 0.0
        self._one = asyncio.Lock()

    def begin(self) -> None:
        """Connect, or find out that there is nothing to connect to; does not wait."""
        with suppress(RuntimeError):
            asyncio.run_coroutine_threadsafe(self._begin(), self._running())

    async def _begin(self) -> None:
        async with self._one:
            with suppress(Exception):
                self._sender = await asyncio.wait_for(self._connect(), SECONDS)

    def show(self, title: str, body: str) -> bool:
        if time.monotonic() < self._again:
            return False
        try:
            future = asyncio.run_coroutine_threadsafe(
                self._send(plain(title, TITLE), plain(body, BODY)), self._running()
            )
        except RuntimeError:  # no thread can be started: the process is ending
            return False
        try:
            return future.result(SECONDS)
        except TimeoutError:
            self._again = time.monotonic() + PAUSE
            future.cancel()
            return False
        except Exception:  # whatever it was, there is no pop-up
            return False

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="pop-ups", daemon=True).start()
            self._loop = loop
        return self._loop

    async def _send(self, title: str, body: str) -> bool:
        sent: list[bool] = []
        async with self._one:  # one given up while it waited here leaves the connection of the others alone
            try:
                if self._sender is None:
                    self._sender = await self._connect()
                if self._markup and await _interprets(self._sender):
                    body = escape(body, quote=False)
                # It logs a failure instead of raising it, and calls this where there was none.
                await self._sender.send(title, body, on_dispatched=lambda: sent.append(True))
            finally:
                if not sent and self._sender is not None:
                    _let_go(self._sender)
                    self._sender = None  # the service may have been started anew: connect again next time
        if sent:
            await self._take_back(self._sender)
        return bool(sent)

    async def _take_back(self, sender: Any) -> None:
        standing = await sender.get_current_notifications()
        for old in standing[: max(0, len(standing) - STANDING)]:
            await sender.clear(old)
