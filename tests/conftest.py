"""What every test shares: isolation from this computer, the reference data, LibreOffice.

With CUSTSHEET_CI=1 nothing that a test needs may be missing: what is a skip on a developer's computer is a failure
there.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

Convert = Callable[[Path, str, Path], Path]

_LIBREOFFICE_SECONDS = 180


# A checkout may have the reference data beside it. Set here, once and before any test module is read, because some
# modules list its files when they are collected; `.ci/run` and a developer then need to say nothing.
_BESIDE = Path(__file__).resolve().parents[2] / "shared"
if "CUSTSHEET_SHARED" not in os.environ and (_BESIDE / "data").is_dir():
    os.environ["CUSTSHEET_SHARED"] = str(_BESIDE)


# The tests build far more than they throw away, as a pass does (`custsheet.worker.collect_rarely`): looking for garbage
# was a third of the time that openpyxl took to load a workbook.
gc.set_threshold(70_000, 20, 20)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nobody looks for garbage in it any more."""
    gc.collect()
    gc.freeze()


def missing(reason: str, *, required: bool) -> NoReturn:
    """Skips the test, or fails it where what it needs is `required`."""
    if required:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first: at the end one worker would do them while the others have nothing left to do."""
    items.sort(key=lambda item: item.path.name != "test_watching.py" or item.get_closest_marker("slow") is None)


def in_ci() -> bool:
    return os.environ.get("CUSTSHEET_CI") == "1"


@pytest.fixture(scope="session", autouse=True)
def _isolated_fixtures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made once for many tests does not reach this user's own backups either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTSHEET_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def _isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or changes this user's own backups; child processes speak UTF-8 everywhere."""
    monkeypatch.setenv("CUSTSHEET_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("PYTHONUTF8", "1")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the reference data, read in place; a CI that has no copy leaves the variable unset and says so."""
    named = os.environ.get("CUSTSHEET_SHARED")
    if not named:
        missing("CUSTSHEET_SHARED is not set: no reference data", required=False)
    folder = Path(named).resolve()
    if not (folder / "data").is_dir():
        missing(f"CUSTSHEET_SHARED names {folder}, which has no folder data", required=True)
    return folder


@pytest.fixture(scope="session")
def soffice() -> Path:
    """LibreOffice's program."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        missing("LibreOffice is not installed", required=in_ci())
    return Path(found)


@pytest.fixture(scope="session")
def uno_python(soffice: Path) -> Path:
    """An interpreter that can talk to LibreOffice: its own, the system's or this one, if it has the module `uno`."""
    system = [shutil.which(name, path=os.defpath) for name in ("python3", "python")]
    for one in (soffice.resolve().with_name("python"), *map(Path, filter(None, system)), Path(sys.executable)):
        if one.exists() and subprocess.run([one, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return one
    missing("LibreOffice's Python module uno (Debian: python3-uno) is not installed", required=in_ci())


@pytest.fixture(scope="session")
def java() -> None:
    """What Spark needs: pyspark and a Java."""
    if importlib.util.find_spec("pyspark") is None:
        missing("pyspark is not installed: pip install '.[spark]'", required=in_ci())
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home) / "bin") if home else None) is None:
        missing("Java (Debian: openjdk-17-jre-headless) is not installed", required=in_ci())


@pytest.fixture(scope="session")
def convert(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """
    `convert(path, format, folder)`: has LibreOffice open `path` and save it as `format` ("xlsx", "pdf", "csv:…") in
    `folder`.

    It runs with a profile of this test session's own, so that neither another session nor a person's LibreOffice
    answers.
    """
    profile = tmp_path_factory.mktemp("libreoffice")

    def run(path: Path, form: str, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        # Within the folder of the input the output would silently take its place.
        assert folder.resolve() != path.parent.resolve(), "convert into another folder than the input's"
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", form, "--outdir", folder, path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LIBREOFFICE_SECONDS, check=False)
        made = folder / f"{path.stem}.{form.partition(':')[0]}"
        assert made.is_file(), f"LibreOffice made no {made.name}: {done.stdout}{done.stderr}"
        return made

    return run
