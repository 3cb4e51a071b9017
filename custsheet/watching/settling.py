"""When a save is over: the file has kept its signature for a while, or it has been changing for too long to wait."""

from __future__ import annotations

from custsheet.watching.disk import Signature
from custsheet.watching.timing import Timing


class Settling:
    """One save, from its first hint on.

    Args:
        last: what lay there at the first hint.
        now: when that was.
    """

    def __init__(self, last: Signature | None, now: float) -> None:
        self._last = last
        self._began = self._quiet_since = now
        self._gone_since: float | None = None

    def ready(self, found: Signature, saving: bool, timing: Timing, now: float) -> float:
        """When it may be read, if nothing changes until then; `saving`: a program's temporary file lies beside it."""
        self._gone_since = None
        if found != self._last:
            self._last, self._quiet_since = found, now
        wait = timing.saving if saving else timing.settle
        return min(self._quiet_since + wait, self._began + timing.cap)

    def missing(self, timing: Timing, now: float) -> float:
        """When a file that is not there counts as gone; shorter, it is being replaced."""
        if self._gone_since is None:
            self._gone_since = now
        return self._gone_since + timing.gone
