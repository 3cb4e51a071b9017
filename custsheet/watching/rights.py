"""Who may write a workbook: one watcher on this computer, and in a shared folder one on all computers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from custsheet.watching.events import Event, StandsBy
from custsheet.watching.lease import Lease
from custsheet.watching.single import Single


class Rights:
    """The rights of one watcher, got when first asked for and kept until `release`.

    Args:
        shared: whether other computers reach a folder.
        tell: told when somebody else looks after a workbook.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        shared: Callable[[Path], bool],
        tell: Callable[[Event], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shared, self._tell, self._clock = shared, tell, clock
        self._single: dict[Path, Single] = {}
        self._held: set[Path] = set()
        self._leases: dict[Path, Lease | None] = {}
        self._told: dict[Path, str] = {}

    def may_write(self, workbook: Path) -> bool:
        """Whether this watcher may; to be asked at every heartbeat, and before each pass."""
        return self._here(workbook) and self._everywhere(workbook)

    def elsewhere(self, workbook: Path) -> str:
        """Which other computer writes it; "" where none does."""
        lease = self._leases.get(workbook.resolve().parent)
        return lease.who if lease is not None and workbook in self._held else ""

    def soon(self, workbook: Path) -> bool:
        """Of a workbook that it may not write: whether it may in a moment, for its lease is only too young."""
        lease = self._leases.get(workbook.resolve().parent)
        return workbook in self._held and lease is not None and not lease.who

    def release(self) -> None:
        """Let others."""
        for single in self._single.values():
            single.release()
        for lease in self._leases.values():
            if lease is not None:
                lease.release()

    def _here(self, workbook: Path) -> bool:
        if workbook in self._held:
            return True
        single = self._single.setdefault(workbook, Single(workbook))
        if single.acquire():
            self._held.add(workbook)
            return True
        pid = single.holder()
        self._say(workbook, f"custsheet watch (pid {pid})" if pid else "custsheet watch")
        return False

    def _everywhere(self, workbook: Path) -> bool:
        folder = workbook.resolve().parent
        if folder not in self._leases:
            self._leases[folder] = Lease(folder, self._clock) if self._shared(folder) else None
        lease = self._leases[folder]
        if lease is None or lease.beat():
            self._told.pop(workbook, None)
            return True
        if lease.who:  # else it is ours in a moment
            self._say(workbook, lease.who)
        return False

    def _say(self, workbook: Path, who: str) -> None:
        if self._told.get(workbook) != who:
            self._told[workbook] = who
            self._tell(StandsBy(workbook, who))
