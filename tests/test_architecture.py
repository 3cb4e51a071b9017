"""The rooms and their doors, read from the imports: what architecture.md declares, this test enforces.

`violations(root)` works on any folder that holds a package `custsheet`, so that small made-up trees show that each
rule can fail. Imports inside functions count like any other; those under `if TYPE_CHECKING:` load no library, so they
count for rooms only.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# From the top down; rooms on one level do not import each other. A room imports only rooms of levels above its own.
LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"resources"}),
    frozenset({"model"}),
    frozenset({"values"}),
    frozenset({"package"}),
    frozenset({"reading"}),
    frozenset({"checking", "matching", "analysis"}),
    frozenset({"drawing"}),
    frozenset({"mending"}),
    frozenset({"memory"}),
    frozenset({"pipeline"}),
    frozenset({"worker"}),
    frozenset({"sharing"}),
    frozenset({"exchange"}),
    frozenset({"watching"}),
    frozenset({"cli"}),
)
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}

# Outside library -> the rooms that may import it. A library that is not named here needs a room before it is used.
DOORS: dict[str, frozenset[str]] = {
    "lxml": frozenset({"package"}),
    "zipfile": frozenset({"package"}),
    "yaml": frozenset({"model"}),
    "pydantic": frozenset({"model"}),
    "pydantic_core": frozenset({"model"}),
    "phonenumbers": frozenset({"values"}),
    "stdnum": frozenset({"values"}),
    "id_validator": frozenset({"values"}),
    "email_validator": frozenset({"values"}),
    "pypinyin": frozenset({"values"}),
    "opencc": frozenset({"values"}),
    "python_calamine": frozenset({"reading"}),
    "pandera": frozenset({"checking"}),
    "splink": frozenset({"matching"}),
    "duckdb": frozenset({"matching"}),
    "sqlglot": frozenset({"matching"}),
    "pyspark": frozenset({"matching"}),
    "pyarrow": frozenset({"matching"}),
    "scipy": frozenset({"analysis"}),
    "xlsxwriter": frozenset({"drawing"}),
    "sqlite3": frozenset({"memory"}),
    "platformdirs": frozenset({"memory"}),
    "watchdog": frozenset({"watching"}),
    "desktop_notifier": frozenset({"watching"}),
    "filelock": frozenset({"watching"}),
    "pystray": frozenset({"watching"}),
    "uno": frozenset({"watching"}),
    "PIL": frozenset({"watching"}),
    "click": frozenset({"cli"}),
    "pandas": frozenset(
        {"reading", "checking", "matching", "analysis", "drawing", "mending", "pipeline", "sharing", "exchange"}
    ),
    "numpy": frozenset(
        {"reading", "checking", "matching", "analysis", "drawing", "mending", "pipeline", "sharing", "exchange"}
    ),
}
STANDARD_BEHIND_DOORS = frozenset({"zipfile", "sqlite3"})

MAX_LINES = 300
LONGER: dict[str, str] = {}  # path below custsheet/ -> why it may be longer than MAX_LINES


def violations(root: Path) -> list[str]:
    """Everything wrong with the package `custsheet` in `root`, one line each."""
    package = root / "custsheet"
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=name)
        found += _about_the_file(name, text, tree)
        room = name.split("/")[0].removesuffix(".py")
        if room in {"__init__", "__main__"}:  # the public interface: it names what the rooms offer
            found += [f"{name}: imports {library}" for library in _libraries(name, tree) if library in DOORS]
            continue
        if room not in LEVEL:
            found.append(f"{name}: {room} is not a room of the table")
            continue
        found += _downward(name, room, tree) + _past_the_door(name, room, tree)
    return found


def _about_the_file(name: str, text: str, tree: ast.Module) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > MAX_LINES and name not in LONGER:
        yield f"{name}: {lines} lines, more than {MAX_LINES}"
    if not ast.get_docstring(tree):
        yield f"{name}: no module docstring"


def _downward(name: str, room: str, tree: ast.Module) -> list[str]:
    found = []
    for target in _own_modules(name, tree):
        other = target.split(".")[1] if "." in target else ""
        if other == room:
            continue
        if other not in LEVEL:
            found.append(f"{name}: imports {target}, which is no room")
        elif LEVEL[other] >= LEVEL[room]:
            found.append(f"{name}: {room} imports {other}, which is not above it")
    return found


def _past_the_door(name: str, room: str, tree: ast.Module) -> list[str]:
    found = []
    for library in _libraries(name, tree):
        if library in DOORS:
            if room not in DOORS[library]:
                found.append(f"{name}: imports {library} past its door, {'/'.join(sorted(DOORS[library]))}")
        elif library not in sys.stdlib_module_names:
            found.append(f"{name}: imports {library}, which has no door")
    return found


def _imports(name: str, tree: ast.Module, *, types: bool) -> Iterator[tuple[str, list[str]]]:
    """Every import as (absolute module, names taken from it), with or without those for `types` only."""
    here = ("custsheet/" + name).removesuffix(".py").split("/")
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if node in guarded and not types:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, []
        elif isinstance(node, ast.ImportFrom):
            parts = here[: len(here) - node.level] if node.level else []
            yield ".".join([*parts, *([node.module] if node.module else [])]), [alias.name for alias in node.names]


def _own_modules(name: str, tree: ast.Module) -> Iterator[str]:
    for module, names in _imports(name, tree, types=True):
        if module == "custsheet":  # `from custsheet import x` names the room after the import
            yield from (f"custsheet.{taken}" for taken in names or [""] if not taken.startswith("__"))
        elif module.startswith("custsheet."):
            yield module


def _libraries(name: str, tree: ast.Module) -> set[str]:
    roots = {module.split(".")[0] for module, _ in _imports(name, tree, types=False)}
    return roots - {"custsheet", ""} - (sys.stdlib_module_names - STANDARD_BEHIND_DOORS)


def test_rooms_and_doors__hold() -> None:
    assert violations(ROOT) == []


def test_longer_modules__are_still_longer() -> None:
    """An exception that is no longer needed goes."""
    package = ROOT / "custsheet"
    short = [name for name in LONGER if len((package / name).read_text(encoding="utf-8").splitlines()) <= MAX_LINES]
    assert short == []


def _tree(root: Path, name: str, body: str) -> Path:
    path = root / "custsheet" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("model/a.py", "from custsheet.package.saving.commit import read"),
        ("model/a.py", "import custsheet.cli.main"),
        ("model/a.py", "from custsheet import pipeline"),
        ("checking/a.py", "from custsheet.matching import groups"),
        ("analysis/a.py", "from custsheet.checking.rules import x"),
        ("values/a.py", "from ..reading import cells"),
        ("values/a.py", "from .. import reading"),
        ("resources.py", "from custsheet.model import schema"),
        ("model/a.py", "def f():\n    from custsheet.cli import main"),
        ("pipeline.py", "from custsheet.cli import main"),
        ("drawing/a.py", "import zipfile"),
        ("package/a.py", "import pandas as pd"),
        ("values/a.py", "import numpy"),
        ("cli/a.py", "import pandas"),
        ("cli/a.py", "import xlsxwriter.workbook"),
        ("package/a.py", "import sqlite3"),
        ("pipeline.py", "import click"),
        ("model/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import custsheet.cli.main"),
        ("model/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    x = 1\nelse:\n    import pandas"),
        ("reading/a.py", "import openpyxl"),
        ("kitchen/a.py", "import os"),
        ("model/a.py", "from custsheet.kitchen import b"),
        ("__init__.py", "import pandas"),
    ],
)
def test_violations__are_found(tmp_path: Path, name: str, statement: str) -> None:
    found = violations(_tree(tmp_path, name, f'"""Owns a thing."""\n\n{statement}\n'))
    assert len(found) == 1, found
    assert found[0].startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("cli/a.py", "import click\nfrom custsheet.pipeline import run\nfrom custsheet.memory.backups import Backups"),
        ("package/a.py", "import lxml.etree\nimport zipfile\nfrom custsheet.model.errors import WorkbookError"),
        ("model/a.py", "import yaml\nfrom custsheet.resources import read_text\nfrom .b import x"),
        ("matching/a.py", "import pandas as pd\nfrom ..values import phone"),
        ("pipeline.py", "import pandas\nfrom custsheet import analysis, drawing"),
        ("model/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas"),
        ("__init__.py", "from custsheet.pipeline import process"),
        ("cli/a.py", "from custsheet import __version__"),
    ],
)
def test_violations__lets_pass_what_is_allowed(tmp_path: Path, name: str, statement: str) -> None:
    assert violations(_tree(tmp_path, name, f'"""Owns a thing."""\n\n{statement}\n')) == []


def test_violations__finds_long_modules_and_absent_docstrings(tmp_path: Path) -> None:
    _tree(tmp_path, "model/long.py", '"""Owns a thing."""\n' + "\n" * MAX_LINES)
    _tree(tmp_path, "model/fits.py", '"""Owns a thing."""\n' + "\n" * (MAX_LINES - 1))
    _tree(tmp_path, "model/silent.py", "x = 1\n")
    assert violations(tmp_path) == ["model/long.py: 301 lines, more than 300", "model/silent.py: no module docstring"]


def test_command_line__starts_without_pandas() -> None:
    """`custsheet --help` and a refusal answer at once: pandas costs most of a second."""
    code = "import sys, custsheet.cli.main; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
