"""How long a watcher waits for what. All in seconds; measured values stand in docs/watching.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long for one workbook.

    Attributes:
        settle: quiet before a save counts as done: 0.5 on a local disk, 2 in a synchronised folder, 3 where polled.
        saving: the same while a program's temporary file lies beside it.
        cap: a workbook that never becomes quiet is read after that nevertheless.
        gone: a workbook that is not there for so long is missing; shorter, it is being replaced.
        closed: how long a lock must be gone: programs remove and make it anew with every save.
        poll: how often it is looked whether an open workbook was closed.
        torn: how long half a file may be what has arrived so far, before it is told to be damaged.
        retry, retry_most: pauses before something that failed is tried again, doubled each time.
    """

    settle: float = 0.5
    saving: float = 5.0
    cap: float = 60.0
    gone: float = 10.0
    closed: float = 2.0
    poll: float = 1.0
    torn: float = 60.0
    retry: float = 0.2
    retry_most: float = 5.0
    later: float = 60.0
    later_most: float = 3600.0


LOCAL, SYNCED, POLLED = Timing(), Timing(settle=2.0), Timing(settle=3.0)
BEAT = 20.0
"""Between two heartbeats, which find what no event told."""
