"""How the watched workbooks stand, told from one process to another by one small file a workbook.

The watcher writes, `custsheet status` reads. Invariants: a reader sees a whole record or none; writing one never stops
a watcher; a record nobody understands, or that was left long ago, is passed over. Nothing of a customer is in it but
counts and the names of workbooks and of whoever has them open.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from custsheet.memory import records
from custsheet.watching.processes import alive
from custsheet.watching.timing import BEAT

MISSED = 3
"""Heartbeats after which a watcher counts as gone although its process number is in use."""
FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """One workbook, as its watcher last saw it.

    Attributes:
        workbook: its path.
        state: idle, settling, computing, pending, missing or standby.
        pid: the watcher's process on this computer.
        beat: when the watcher last looked, in ISO 8601 with a time zone.
        last_pass: when it was last processed, likewise; None: not by this watcher yet.
        counts: findings per severity.
        groups: groups of possible duplicates.
        pending: results wait to be written into it.
        holder: who had it open, or, in standby, who looks after it instead; "" for nobody.
        said: why it was not processed, as {"zh": …, "en": …}.
        target: where the latest results are.
    """

    workbook: str
    state: str
    pid: int
    beat: str
    last_pass: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    groups: int = 0
    pending: bool = False
    holder: str = ""
    said: Mapping[str, str] | None = None
    target: str | None = None

    def running(self, now: datetime) -> bool:
        """Whether the watcher that wrote this still runs; `now` has a time zone."""
        return abs(now - datetime.fromisoformat(self.beat)) <= timedelta(seconds=BEAT * MISSED) and alive(self.pid)


def record(path: Path, standing: Standing) -> None:
    """Keep how the workbook at `path` stands. On a full disk the record before stays, and says when it was made."""
    records.write(records.place(records.WATCHED, path), asdict(standing))


def standings(now: datetime | None = None) -> list[Standing]:
    """All that are not forgotten, by name; `now` has a time zone."""
    when = now or datetime.now().astimezone()
    found = []
    with suppress(OSError):
        for place in sorted(records.folder(records.WATCHED).glob("*.json")):
            standing = _read(place)
            if standing and (standing.running(when) or abs(when - _moment(standing.beat)) < FORGOTTEN):
                found.append(standing)
    return sorted(found, key=lambda standing: (Path(standing.workbook).name, standing.workbook))


def _read(place: Path) -> Standing | None:
    with suppress(ValueError, TypeError, KeyError, OverflowError):
        return _standing(records.read(place))
    return None


def _standing(told: dict[str, Any]) -> Standing:
    """Raises for whatever is not what `record` wrote."""
    _moment(told["beat"])
    last, said, target = told.get("last_pass"), told.get("said"), told.get("target")
    return Standing(
        workbook=str(told["workbook"]),
        state=str(told["state"]),
        pid=int(told["pid"]),
        beat=told["beat"],
        last_pass=None if last is None else _moment(last).isoformat(),
        counts={str(severity): int(count) for severity, count in dict(told.get("counts") or {}).items()},
        groups=int(told.get("groups") or 0),
        pending=bool(told.get("pending")),
        holder=str(told.get("holder") or ""),
        said=None if said is None else {"zh": str(said["zh"]), "en": str(said["en"])},
        target=None if target is None else str(target),
    )


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment
