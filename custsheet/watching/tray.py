"""An icon beside the clock: how the watcher stands, open, pause, stop. Optional: `pip install "custsheet[tray]"`.

Seen on Linux under a plain X server, where pystray shows the icon and nothing else; a menu there takes PyGObject and
AppIndicator. With those, and on Windows and macOS, it was not tried.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from custsheet.model.errors import CustsheetError, Lang
from custsheet.model.text import Text, text
from custsheet.watching.notify import plain

SECONDS = 2.0
"""Between two looks at how the watcher stands."""
TITLE = 120
"""Characters; Windows takes 127."""
_OPEN, _PAUSE, _STOP = text("打开", "Open"), text("暂停监视", "Pause"), text("停止监视", "Stop watching")
_SIDE = 64
_GREEN, _GREY, _WHITE = "#1f7a4d", "#8a8f94", "#ffffff"


def run(
    state: Callable[[], Text],
    open_: Callable[[], None],
    pause: Callable[[bool], None],
    stop: Callable[[], None],
    *,
    lang: Lang = "zh",
    until: threading.Event | None = None,
) -> None:
    """Show the icon until somebody chooses to stop, or `until` is set. To be called from the main thread.

    Args:
        state: how things stand, in a few words; called from another thread, as all of these are.
        open_: show what was found.
        pause: with True, do nothing for the time being; with False, go on.
        stop: somebody chose to stop.
        lang: what the menu speaks.
        until: to make the icon go away from outside.

    Raises:
        CustsheetError: there is nothing to show it with, or nowhere to show it.
    """
    _Tray(state, open_, pause, stop, lang, until or threading.Event()).run()


class _Tray:
    def __init__(
        self,
        state: Callable[[], Text],
        open_: Callable[[], None],
        pause: Callable[[bool], None],
        stop: Callable[[], None],
        lang: Lang,
        until: threading.Event,
    ) -> None:
        self._state, self._open, self._pause, self._stop = state, open_, pause, stop
        self._lang, self._until, self._paused = lang, until, False

    def run(self) -> None:
        pystray = _library()
        item = pystray.MenuItem
        menu = pystray.Menu(
            item(lambda _item: self._words(), None, enabled=False),
            item(_OPEN(self._lang), lambda _icon, _item: self._open(), default=True),
            item(_PAUSE(self._lang), self._toggle, checked=lambda _item: self._paused),
            item(_STOP(self._lang), self._end),
        )
        try:
            icon = pystray.Icon("custsheet", picture(paused=False), "custsheet", menu)
        except Exception as error:  # each system has its own
            raise _no_desktop() from error
        if sys.platform == "linux":
            # Its X server may leave it waiting for ever when it should end; as daemons its threads hold nobody up.
            loop = threading.Thread(target=self._loop, args=(icon,), name="tray", daemon=True)
            loop.start()
            self._until.wait()
            loop.join(SECONDS)
        else:
            self._loop(icon)

    def _loop(self, icon: Any) -> None:
        try:
            icon.run(self._live)
        finally:
            self._until.set()

    def _live(self, icon: Any) -> None:
        """On a thread of its own, from when the icon can be shown until it goes."""
        try:
            # A plain X server takes no Chinese title, and may have no tray yet; neither ends the watching.
            with suppress(Exception):
                icon.visible = True
            while not self._until.is_set():
                with suppress(Exception):
                    words = self._words()
                    if words != icon.title:
                        icon.title = words
                        icon.update_menu()
                self._until.wait(SECONDS)
        finally:
            icon.stop()

    def _words(self) -> str:
        return plain(self._state()(self._lang), TITLE)

    def _toggle(self, icon: Any, _item: Any) -> None:
        self._paused = not self._paused
        self._pause(self._paused)
        icon.icon = picture(paused=self._paused)

    def _end(self, _icon: Any, _item: Any) -> None:
        self._stop()
        self._until.set()


def picture(*, paused: bool) -> Any:
    """A sheet with its header and its lines; grey while paused."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (_SIDE, _SIDE))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((4, 4, _SIDE - 5, _SIDE - 5), 10, fill=_GREY if paused else _GREEN)
    draw.rectangle((14, 14, _SIDE - 15, 22), fill=_WHITE)
    for top in (29, 38, 47):
        draw.rectangle((14, top, 22, top + 3), fill=_WHITE)
        draw.rectangle((27, top, _SIDE - 15, top + 3), fill=_WHITE)
    return image


def _library() -> Any:
    try:
        import PIL.ImageDraw  # noqa: F401 - said before anything is shown
        import pystray
    except ModuleNotFoundError as error:
        raise CustsheetError(
            '托盘图标需要另外安装：pip install "custsheet[tray]"。不用托盘图标也可以监视。',
            'The tray icon is installed separately: pip install "custsheet[tray]". Watching works without it.',
        ) from error
    except Exception as error:  # it looks for a desktop as soon as it is imported
        raise _no_desktop() from error
    logging.getLogger("pystray").addHandler(logging.NullHandler())  # it tells of every X server without a tray
    return pystray


def _no_desktop() -> CustsheetError:
    return CustsheetError(
        "这里没有可以放托盘图标的桌面。不用托盘图标也可以监视。",
        "There is no desktop here to show a tray icon on. Watching works without it.",
    )
