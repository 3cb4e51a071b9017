"""The commands that read somebody's workbook do so in a child process (see `custsheet.worker`); this is its beginning.

`python -m custsheet.cli.child NOISE words…` is the child: it says and prints everything itself. What remains for the
parent is one sentence if the child died.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from custsheet import worker
from custsheet.cli.trouble import died, not_started, stopped_early

_SAID = {0, 1, 2}  # exit codes with which the child has said all there is to say
_BROKEN = 70  # sysexits.h: EX_SOFTWARE
_INTERRUPTED = 130  # what shells say of Ctrl-C; the parent has it too and speaks


def delegate(file: Path | None) -> int:
    """Have a child run this very command line; its exit code. `file` is the workbook it may change.

    Raises:
        CustsheetError: the child died.
    """
    before = _signature(file)
    ended = worker.run("custsheet.cli.child", sys.argv[1:])
    if not ended.began and not ended.interrupted:
        raise not_started()
    if ended.code in _SAID and ended.began and not ended.timed_out:
        return ended.code
    if ended.interrupted:
        raise stopped_early(_signature(file) != before)
    minutes = worker.SECONDS / 60 if ended.timed_out else None
    raise died(ended.noise, minutes=minutes, writing=_signature(file) != before)


def _signature(file: Path | None) -> tuple[int, int, int] | None:
    """What differs once another version stands at that place."""
    try:
        facts = file.stat() if file is not None else None
    except OSError:
        return None
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns) if facts else None


def begin() -> NoReturn:
    """Be the child, to the end of this process."""
    worker.leave(_said())


def _said() -> int:
    """The exit code, once all is said.

    What nobody has caught is left to the parent to tell of: exit code 1 would mean wrong data.
    """
    try:
        worker.confine(sys.argv.pop(1))
        from custsheet.cli.main import main

        try:
            main(confined=True)
        finally:  # what is left of this process has no answer to Ctrl-C
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception:
        os.write(2, traceback.format_exc().encode())  # into the noise
        return _BROKEN
    return 0


if __name__ == "__main__":
    begin()
