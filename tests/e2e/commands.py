"""Commands as a person's terminal gets them, without what starting Python and importing pandas costs each time.

`custsheet` has a fresh interpreter do every pass (`custsheet.cli.child`). Here one interpreter has imported what such a
child imports and forks for each command: the fork runs that very child, in a process, a folder, an environment and
streams of its own. What the fork does not go through is the few lines of the parent, which `run` and tests/cli do.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_SERVER = """
import json, os, signal, sys
from pathlib import Path
sys.modules["hypothesis"] = None  # as the child does, before pandera looks for it
from custsheet.cli import child, main
from custsheet.worker import loading
with loading():
    import duckdb, splink, xlsxwriter
    from custsheet import exchange, pipeline

def be(order):
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    for number, name in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["custsheet", order["noise"], *order["words"]]
    child.begin()

for line in sys.stdin:
    order, forked = json.loads(line), os.fork()
    if forked == 0:
        try:
            be(order)
        finally:
            os._exit(70)
    print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1])), flush=True)
"""


_SECONDS = 300  # a machine may be busy; nothing here takes a tenth of it on an idle one


class Commands:
    """The interpreter that forks."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder
        self._answers = selectors.DefaultSelector()
        assert process.stdout is not None
        self._answers.register(process.stdout, selectors.EVENT_READ)

    @classmethod
    @contextlib.contextmanager
    def start(cls, folder: Path) -> Iterator[Commands]:
        """Until the end of the block; `folder` holds what was printed."""
        env = os.environ | {"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-c", _SERVER]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=folder
        ) as process:
            yield cls(process, folder)

    def run(self, words: Sequence[object], *, env: Mapping[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
        """One command: its exit code and what it printed."""
        said = [str(word) for word in words]
        files = {name: self._folder / name for name in ("out", "err", "noise")}
        for file in files.values():
            file.write_bytes(b"")
        places = {name: str(file) for name, file in files.items()}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(
            json.dumps({"words": said, "env": dict(env), "cwd": str(cwd), **places}),
            file=self._process.stdin,
            flush=True,
        )
        if not self._answers.select(_SECONDS):
            self._process.kill()
            raise TimeoutError(f"{said} did not end within {_SECONDS} s")
        code = json.loads(self._process.stdout.readline())
        out, err, noise = (file.read_text("utf-8") for file in files.values())
        return subprocess.CompletedProcess(["custsheet", *said], code, out, err + noise)
