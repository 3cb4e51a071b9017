"""The installed command, as a person runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

# Tests here share modules that are no tests.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from commands import Commands
from office import Office

Run = Callable[..., subprocess.CompletedProcess[str]]
DAY = "2026-06-17"


@pytest.fixture(scope="session")
def command() -> Path:
    """The installed `custsheet`, beside this interpreter."""
    found = shutil.which("custsheet", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.fail("custsheet is not installed in this environment: pip install '.[test]'", pytrace=False)
    return Path(found)


@pytest.fixture
def run(command: Path, tmp_path: Path) -> Run:
    """`run("check", file)`: runs the command in `tmp_path` and returns what it said."""

    def call(*words: object, lang: str = "en", cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"CUSTSHEET_LANG": lang}
        return subprocess.run(
            [command, *map(str, words)], capture_output=True, text=True, cwd=cwd, env=env, timeout=120, check=False
        )

    return call


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """The command's child, forked; for tests of what comes out rather than of how it is started."""
    with Commands.start(tmp_path_factory.mktemp("commands")) as started:
        yield started


@pytest.fixture
def pass_json(commands: Commands, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """`pass_json("process", file)`: the JSON object a command printed."""

    def call(*words: object, today: str = DAY) -> dict[str, Any]:
        env = os.environ | {"CUSTSHEET_LANG": "en"}
        done = commands.run([*words, "--json", "--today", today], env=env, cwd=tmp_path)
        assert done.returncode in {0, 1}, done.stderr
        return json.loads(done.stdout)

    return call


@pytest.fixture(scope="session")
def run_pass(commands: Commands) -> Run:
    """`run_pass(file, home)`: one pass over a file, for fixtures that serve several tests; backups go into `home`."""

    def call(path: Path, home: Path, *words: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
        env = os.environ | {"CUSTSHEET_LANG": lang, "CUSTSHEET_HOME": str(home)}
        done = commands.run(["process", path, "--today", DAY, *words], env=env, cwd=path.parent)
        assert done.returncode in {0, 1}, done.stderr
        return done

    return call


@pytest.fixture(scope="session")
def office(soffice: Path, uno_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A LibreOffice that opens, types, pastes and saves; one for the whole session, with a profile of its own."""
    with Office.start(soffice, uno_python, tmp_path_factory.mktemp("office") / "profile") as started:
        yield started


@pytest.fixture(scope="session")
def fill() -> Callable[[Path, dict[str, list[dict[str, Any]]]], None]:
    """`fill(path, {title: rows})`: types rows into the input sheets below the header, as staff do."""
    return _fill


def _fill(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    book = openpyxl.load_workbook(path)
    for title, records in rows.items():
        sheet = book[title]
        header = _header_row(sheet)
        labels = {cell.value: cell.column for cell in sheet[header]}
        for at, record in enumerate(records, header + 1):
            for label, value in record.items():
                sheet.cell(at, labels[label]).value = value
    book.save(path)


def _header_row(sheet: Worksheet) -> int:
    ref = next(iter(sheet.tables.values())).ref
    return int("".join(filter(str.isdigit, ref.split(":")[0])))
