"""Where the events of a watcher go: the console, the log, and a notification where somebody should look."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from custsheet.model.errors import Lang
from custsheet.watching import words
from custsheet.watching.events import Checked, Event, Refused, WaitsForClose
from custsheet.watching.notify import Notifier


class Teller:
    """Tells everybody.

    Args:
        say: shows a line on the console.
        log: keeps it, without anything of what stands in a workbook.
        notifier: shows it on the desktop.
        lang: in which language.
    """

    def __init__(self, say: Callable[[str], None], log: logging.Logger, notifier: Notifier, lang: Lang) -> None:
        self._say, self._log, self._notifier, self._lang = say, log, notifier, lang

    def __call__(self, event: Event) -> None:
        """Tell."""
        self._say(words.line(event)(self._lang))
        self._log.info(type(event).__name__, extra=_facts(event))
        if _worth_looking(event):
            shown = self._notifier.show(words.title(event)(self._lang), words.body(event)(self._lang))
            if not shown:
                self._log.debug("no notification service")


def _worth_looking(event: Event) -> bool:
    """A pass that found everything as it was, and waiting, are no reason to look up."""
    return event.answer.written if isinstance(event, Checked) else not isinstance(event, WaitsForClose)


def _facts(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = {"workbook": str(event.workbook)}
    answer = getattr(event, "answer", None)
    if answer is not None:
        facts |= {
            "counts": dict(answer.counts),
            "groups": answer.groups,
            "seconds": round(answer.seconds, 3),
            "written": answer.written,
            "target": answer.target,
            "backup": answer.backup,
            "digest": answer.digest,
        }
    if isinstance(event, Refused):
        facts |= {"refusal": str(event.refusal), "said": event.said["en"]}
    return facts
