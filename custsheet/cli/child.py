"""The commands that read somebody's workbook do so in a child process (see `custsheet.worker`); this is its beginning.

`python -m custsheet.cli.child NOISE words…` is the child: it says and prints everything itself. What remains for the
parent is one sentence if the child died.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from custsheet import worker
from custsheet.cli.trouble import died

_SAID = {0, 1, 2}  # exit codes with which the child has said all there is to say
_BROKEN = 70  # sysexits.h: EX_SOFTWARE


def delegate(file: Path | None) -> int:
    """Have a child run this very command line; its exit code. `file` is the workbook it may change.

    Raises:
        CustsheetError: the child died.
    """
    before = _signature(file)
    ended = worker.run("custsheet.cli.child", sys.argv[1:])
    if ended.code in _SAID and not ended.timed_out:
        return ended.code
    minutes = worker.SECONDS / 60 if ended.timed_out else None
    raise died(ended.noise, minutes=minutes, writing=_signature(file) != before)


def _signature(file: Path | None) -> tuple[int, int, int] | None:
    """What differs once another version stands at that place."""
    try:
        facts = file.stat() if file is not None else None
    except OSError:
        return None
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns) if facts else None


def begin() -> None:
    """Be the child. What nobody has caught is left to the parent to tell of: exit code 1 would mean wrong data."""
    worker.confine(sys.argv.pop(1))
    try:
        from custsheet.cli.main import main

        main(confined=True)
    except Exception:
        os.write(2, traceback.format_exc().encode())  # into the noise
        sys.exit(_BROKEN)


if __name__ == "__main__":
    begin()
