"""The long-lived process that does the passes for a watcher: one line of JSON in, lines of JSON out, until told to end.

`python -m custsheet.watching.attendant NOISE` is the child (see `custsheet.worker`). It stays warm, so that a save is
answered without Python and its libraries being loaded again.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from custsheet import worker
from custsheet.model.errors import (
    CustsheetError,
    DamagedError,
    InUseError,
    ManyGoneError,
    NewerSaveError,
    UnknownWorkbookError,
)
from custsheet.model.summary import Summary
from custsheet.model.text import Text
from custsheet.watching.answer import Answer, Ask, Refusal

if TYPE_CHECKING:
    from custsheet.model.outcome import Outcome

_REFUSALS: tuple[tuple[type[CustsheetError], Refusal], ...] = (
    (DamagedError, Refusal.DAMAGED),
    (NewerSaveError, Refusal.NEWER),
    (InUseError, Refusal.IN_USE),
    (ManyGoneError, Refusal.MANY_GONE),
    (UnknownWorkbookError, Refusal.FOREIGN),
)


def perform(ask: Ask) -> Answer:
    """One pass, and what to tell of it. Never raises but for what ends the process."""
    from custsheet import pipeline

    try:
        try:
            done = pipeline.refresh(
                ask.workbook, side_car=ask.side_car, known_only=ask.found, despite_lock=ask.despite_lock
            )
        except InUseError:
            if not ask.side_car:
                raise
            # Somebody has the copy with earlier results open: what was found can still be told.
            done = _only_told(pipeline.process(ask.workbook, dry_run=True, known_only=ask.found))
        if not ask.side_car:
            pipeline.remove_side_cars(ask.workbook)
        return _answer(done)
    except CustsheetError as error:
        kind = next((refusal for one, refusal in _REFUSALS if isinstance(error, one)), Refusal.OTHER)
        lasting = not isinstance(error.__cause__, OSError)
        return Answer.refused(kind, {"zh": error.zh, "en": error.en}, lasting=lasting)


def _only_told(done: Outcome) -> Summary:
    said = Text(
        zh="上次的检查结果还开着，没有更新；请关闭它，再保存一次工作簿。",
        en="The copy with the earlier results is open and was not renewed; close it, then save the workbook again.",
    )
    return Summary.of(replace(done, written=False, target=None, notices=(*done.notices, said)))


def _answer(done: Summary) -> Answer:
    return Answer(
        digest=done.digest,
        result=done.result,
        lang=done.lang,
        counts=done.counts,
        groups=done.groups,
        done=tuple(one.model_dump() for one in done.mended),
        gone=tuple(one.model_dump() for one in done.gone),
        worst=tuple(one.model_dump() for one in done.worst),
        notices=tuple(one.model_dump() for one in done.notices),
        written=done.written,
        target=str(done.target) if done.target else None,
        backup=str(done.backup) if done.backup else None,
        seconds=done.seconds,
    )


def main() -> None:
    """Be the child: answer each line until standard input ends."""
    worker.confine(sys.argv.pop(1))
    # What anything else prints must not stand between the answers.
    answers = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8")
    os.dup2(2, 1)
    with suppress(KeyboardInterrupt):
        with worker.loading():
            from custsheet import pipeline  # noqa: F401 - warm before the first save

        for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
            try:
                answer = perform(Ask.of(line))
            except Exception:
                os.write(2, traceback.format_exc().encode())  # into the noise
                sys.exit(70)  # sysexits.h: EX_SOFTWARE
            answers.write(answer.line() + "\n")
            answers.flush()
            worker.rest()


if __name__ == "__main__":
    main()
