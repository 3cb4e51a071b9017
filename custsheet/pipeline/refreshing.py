"""A pass, or, where the workbook is as the last pass left it, what that one said: at a glance, nothing is read.

Owns the record of what the last pass said. Invariants: a record is believed only for the very content it was made of
(`package.sameness`), on the same day, by the same version, under the same standard; it is kept only where one more pass
would say the same and write nothing, and not for longer than the workbook is there. Losing a record costs a pass.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from custsheet import __version__
from custsheet.memory import records
from custsheet.model.bounds import chosen_day
from custsheet.model.errors import WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.model.summary import Summary
from custsheet.package import content_key, read
from custsheet.pipeline.compute import Progress
from custsheet.pipeline.run import process, refuse_open
from custsheet.reading.standards import standard_words


def refresh(
    path: Path | str,
    *,
    today: date | None = None,
    side_car: bool = False,
    known_only: bool = False,
    despite_lock: bool = False,
    accept_deletions: bool = False,
    schema: str = "customers",
    progress: Progress | None = None,
) -> Summary:
    """Bring the results in the workbook at `path` up to date; arguments and errors as of `process`."""
    path, today = Path(path), chosen_day(today)
    began = time.perf_counter()
    kept = records.place(records.PASSES, path)
    if not side_car:
        if not despite_lock:
            refuse_open(path)
        if progress is not None:
            progress("read", 0.0)
        data, digest = read(path)
        known = _recalled(kept, _key(data, today, schema))
        if known is not None:
            if progress is not None:
                progress("done", 1.0)
            seconds = time.perf_counter() - began
            return replace(known, digest=digest, result=digest, target=path, seconds=seconds)
        del data
    outcome = process(
        path,
        today=today,
        side_car=side_car,
        known_only=known_only,
        despite_lock=despite_lock,
        accept_deletions=accept_deletions,
        schema=schema,
        progress=progress,
    )
    said = Summary.of(outcome)
    if not side_car:
        _keep(kept, outcome, said, today, schema)
    return said


def _recalled(kept: Path, key: str | None) -> Summary | None:
    with suppress(KeyError, TypeError, ValueError):
        told = records.read(kept)
        if key is not None and told["key"] == key:
            return Summary.load(told["said"])
    return None


def _keep(kept: Path, outcome: Outcome, said: Summary, today: date, schema: str) -> None:
    """Keep what was said, for the version that lies there now, unless that is somebody's newer save."""
    records.forget(kept)
    if outcome.undone or outcome.refused or outcome.edited:  # told of the version before, not of the one now
        return
    with suppress(WorkbookError):  # gone, or being saved again
        data, digest = read(outcome.workbook)
        key = _key(data, today, schema) if digest == said.result else None
        if key is not None:
            lasting = said.lasting(outcome)
            workbook = str(outcome.workbook.absolute())
            records.write(kept, {"key": key, "workbook": workbook, "said": lasting.dump()})
            records.sweep(records.PASSES)


def _key(data: bytes, today: date, schema: str) -> str | None:
    """Of all that decides what a pass does; None where the file cannot be told."""
    content = content_key(data)
    if content is None:
        return None
    decides = "\n".join((content, __version__, today.isoformat(), standard_words(schema)))
    return hashlib.sha256(decides.encode("utf-8", "surrogatepass")).hexdigest()
