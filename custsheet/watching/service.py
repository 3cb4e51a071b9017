"""A watcher with everything around it: rights, log, notifications, and the record that `custsheet status` reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from custsheet.memory.home import home
from custsheet.model.errors import Lang
from custsheet.model.text import Text, counted, text
from custsheet.watching import where
from custsheet.watching.answer import Answer
from custsheet.watching.events import Event
from custsheet.watching.log import open_log
from custsheet.watching.machine import Machine
from custsheet.watching.notify import Notifier, desktop
from custsheet.watching.push import Push, Pushing
from custsheet.watching.rights import Rights
from custsheet.watching.status import Standing, record
from custsheet.watching.teller import Teller
from custsheet.watching.watcher import Watcher


class Service:
    """What `custsheet watch` runs.

    Args:
        paths: files and folders.
        say: shows a line on the console.
        lang: in which language.
        notifier: the desktop, if not given.
        push: the office program in which results of open workbooks are shown, if wanted.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        say: Callable[[str], None],
        lang: Lang,
        notifier: Notifier | None = None,
        push: Push | None = None,
    ) -> None:
        log = open_log(home() / "logs")
        tell: Callable[[Event], None] = Teller(say, log, notifier or desktop(), lang)
        self._pushing: Pushing | None = None
        if push is not None:
            failed: Callable[[Path], None] = lambda path: log.info("not pushed", extra={"workbook": str(path)})  # noqa: E731
            tell = self._pushing = Pushing(tell, push, failed)
        self._rights = Rights(lambda folder: where.is_network(folder) or where.is_synced(folder), tell)
        self._processed: dict[Path, tuple[Answer, str]] = {}
        self.watcher = Watcher(
            paths,
            tell=tell,
            network=where.is_network,
            synced=where.is_synced,
            allowed=self._rights.may_write,
            soon=self._rights.soon,
            noted=self._note,
            # What it printed may quote cells; the log says that much and no more.
            died=lambda noise: log.error("the process that does the passes died", extra={"printed": len(noise)}),
        )

    def run(self, *, once: bool = False) -> None:
        """Until the watcher is told to stop; see `Watcher.run`."""
        try:
            self.watcher.run(once=once)
        finally:
            self._rights.release()
            if self._pushing is not None:
                self._pushing.close()

    def state(self) -> Text:
        """How things stand, in a few words."""
        machines = [machine for machine in self.watcher.watched if machine.known]
        errors = sum(machine.answer.counts.get("error", 0) for machine in machines if machine.answer)
        waiting = sum(machine.pending for machine in machines)
        zh, en = (f"，{waiting} 个等待关闭", f", {waiting} waiting to be closed") if waiting else ("", "")
        return text(
            f"{len(machines)} 个工作簿，{errors:,} 处错误{zh}",
            f"{counted(len(machines), 'workbook', 'workbooks')}, {counted(errors, 'error', 'errors')}{en}",
        )

    def latest(self) -> Path | None:
        """The workbook that was processed last."""
        done = sorted(self._processed.items(), key=lambda one: one[1][1])
        return done[-1][0] if done else None

    def _note(self, machine: Machine) -> None:
        elsewhere = self._rights.elsewhere(machine.path) if machine.standby else ""
        if not machine.known or (machine.standby and not elsewhere):
            return  # another watcher of this computer says how it stands
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        answer, refused, holder = machine.answer, machine.refused, machine.holder
        if answer is not None and self._processed.get(machine.path, (None, ""))[0] is not answer:
            self._processed[machine.path] = answer, now
        record(
            machine.path,
            Standing(
                workbook=str(machine.path),
                state="standby" if machine.standby else str(machine.state),
                pid=os.getpid(),
                beat=now,
                last_pass=self._processed[machine.path][1] if answer else None,
                counts=answer.counts if answer else {},
                groups=answer.groups if answer else 0,
                pending=machine.pending,
                holder=elsewhere or ((holder.name or holder.program) if holder else ""),
                said=refused.said if refused else None,
                target=answer.target if answer else None,
            ),
        )
