"""A progress bar that appears only when a pass takes longer than a second."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

import click

from custsheet.model.errors import Lang

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

AFTER = 1.0  # seconds
STEPS: dict[str, dict[Lang, str]] = {
    "read": {"zh": "读取", "en": "reading"},
    "check": {"zh": "检查", "en": "checking"},
    "match": {"zh": "查重", "en": "finding duplicates"},
    "analyse": {"zh": "分级与汇总", "en": "computing tiers"},
    "draw": {"zh": "画表", "en": "drawing sheets"},
    "write": {"zh": "备份并写入", "en": "backing up and writing"},
    "done": {"zh": "完成", "en": "done"},
}


class Bar:
    """click's progress bar on stderr, begun late; nothing when stderr is not a terminal, or told to hide."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._on = sys.stderr.isatty()
        self._step, self._share = "read", 0.0
        self._bar: ProgressBar[int] | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(AFTER, self._appear)
        self._timer.daemon = True

    @property
    def writing(self) -> bool:
        """Whether the pass has come to its write: from then on the workbook may be the new one already."""
        return self._step in {"write", "done"}

    def hide(self, hidden: bool) -> Bar:
        """Shows nothing if `hidden`."""
        self._on = self._on and not hidden
        return self

    def __enter__(self) -> Bar:
        if self._on:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._on = False
            if self._bar is not None:
                self._bar.render_finish()

    def step(self, name: str, share: float) -> None:
        """Step `name` begins; `share` of the work (0–1) lies behind."""
        with self._lock:
            self._step, self._share = name, share
            self._draw()

    def _appear(self) -> None:
        with self._lock:
            if self._on:
                self._bar = click.progressbar(length=100, file=sys.stderr, show_eta=False, width=30)
                self._draw()

    def _draw(self) -> None:
        if self._bar is not None:
            self._bar.label = STEPS[self._step][self._lang]
            self._bar.update(round(self._share * 100) - self._bar.pos)
            self._bar.render_progress()
