"""Shows results in a running LibreOffice: the copy that holds them, read-only, in a window beside the workbook's own.

A second `soffice --accept=…` opens a door in the running program; `push_bridge.py` goes through it, run by an
interpreter that has LibreOffice's module `uno`. The door stays open until LibreOffice ends; it is a pipe with a name
nobody can guess. A window that the person closed stays closed until the workbook was closed as well.

Invariant: no LibreOffice is started. A lock file may say anything (others can write into a shared folder), so the
profile it names is used only if a LibreOffice of this user runs on it. Tried on Linux only, and offered nowhere else.
"""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from custsheet.exchange.pdf import find_office
from custsheet.model.errors import CustsheetError
from custsheet.package.saving.lock import holder, profile

SECONDS = 20.0
"""After so long a LibreOffice that does not answer is left alone."""
_PROFILE = "-env:UserInstallation="
_BRIDGE = Path(__file__).with_name("push_bridge.py")


class LibreOffice:
    """The one that runs here.

    Args:
        soffice: its command.
        python: an interpreter with the module `uno`.
        seconds: what each step of a push may take.
        processes: where the system lists what runs.
    """

    def __init__(
        self, soffice: Path, python: Path, *, seconds: float = SECONDS, processes: Path = Path("/proc")
    ) -> None:
        self._soffice, self._python, self._seconds, self._processes = soffice, python, seconds, processes
        self._pipe = f"custsheet-{secrets.token_hex(16)}"
        self._shown: set[Path] = set()

    def push(self, workbook: Path, side_car: Path) -> bool:
        """See `custsheet.watching.push.Push`."""
        if not side_car.exists():
            known = side_car in self._shown
            self._shown.discard(side_car)
            return known and self._bridge("close", workbook, side_car)
        where = self._profile(workbook)
        if where is None or not self._door(workbook, where):
            return False
        done = self._bridge("renew" if side_car in self._shown else "show", workbook, side_car)
        if done:
            self._shown.add(side_car)
        return done

    def _profile(self, workbook: Path) -> str | None:
        """The profile of the LibreOffice that has it open, "" for the usual one; None: none here has."""
        who = holder(workbook)
        if who is None or who.program != "LibreOffice" or who.host.casefold() != platform.node().casefold():
            return None
        running, named = running_profiles(self._processes), profile(workbook)
        return named if named in running else "" if "" in running else None

    def _door(self, workbook: Path, where: str) -> bool:
        if self._bridge("knock", workbook, workbook):
            return True
        line = [_PROFILE + where] if where else []
        line += ["--invisible", "--nodefault", "--nologo", "--norestore", f"--accept=pipe,name={self._pipe};urp;"]
        return self._ran([str(self._soffice), *line])

    def _bridge(self, do: str, workbook: Path, side_car: Path) -> bool:
        return self._ran([str(self._python), str(_BRIDGE), do, self._pipe, str(workbook.resolve()), str(side_car)])

    def _ran(self, line: Sequence[str]) -> bool:
        with suppress(OSError, subprocess.SubprocessError):
            quiet = subprocess.DEVNULL
            # Our own libraries must not be what another interpreter imports.
            env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
            done = subprocess.run(  # noqa: S603 - found by `libreoffice`
                line, stdin=quiet, stdout=quiet, stderr=quiet, timeout=self._seconds, check=False, env=env
            )
            return done.returncode == 0
        return False


def running_profiles(processes: Path = Path("/proc")) -> set[str]:
    """The profiles of the LibreOffices that this user runs, "" for the usual one."""
    found = set()
    with suppress(OSError):
        for entry in processes.iterdir():
            with suppress(OSError):
                if entry.stat().st_uid != os.getuid() or (entry / "comm").read_text().strip() != "soffice.bin":
                    continue
                words = (entry / "cmdline").read_text("utf-8", "replace").split("\0")
                found.add(next((word.removeprefix(_PROFILE) for word in words if word.startswith(_PROFILE)), ""))
    return found


def libreoffice() -> LibreOffice:
    """The LibreOffice of this computer.

    Raises:
        CustsheetError: nothing can be pushed here; the sentence says why.
    """
    soffice = find_office() if sys.platform == "linux" else None
    if soffice is None:
        raise CustsheetError(
            "--push 只在装有 LibreOffice 的 Linux 上可用；不加 --push 也会把结果写在工作簿旁边。",
            "--push needs LibreOffice on Linux; without it the results stand beside the workbook all the same.",
        )
    python = _with_uno(soffice)
    if python is None:
        raise CustsheetError(
            "没有找到带 LibreOffice 模块 uno 的 Python（Debian、Ubuntu 请安装 python3-uno），--push 不可用。",
            "No Python with LibreOffice's module uno here (on Debian and Ubuntu install python3-uno), so no --push.",
        )
    return LibreOffice(soffice, python)


def _with_uno(soffice: Path) -> Path | None:
    system = [shutil.which(name, path=os.defpath) for name in ("python3", "python")]
    for one in (soffice.resolve().with_name("python"), *map(Path, filter(None, system)), Path(sys.executable)):
        with suppress(OSError, subprocess.SubprocessError):
            env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
            line = [str(one), "-c", "import uno"]
            tried = subprocess.run(line, capture_output=True, timeout=SECONDS, check=False, env=env)  # noqa: S603
            if tried.returncode == 0:
                return one
    return None
