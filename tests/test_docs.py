"""README is true: its blocks run and print what it says; the reference names every command, rule, setting and field."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\]\(([^)#]+)\)")
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
INSTALL = "pip install . && "


def blocks(name: str, kind: str) -> list[str]:
    return [body for found, body in BLOCK.findall((ROOT / name).read_text("utf-8")) if found == kind]


def commands(block: str) -> Iterator[tuple[str, str]]:
    """(command, what it prints) of a console block."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, printed = part.partition("\n")
        yield command.removeprefix(INSTALL), printed


def says(expected: str, printed: str) -> bool:
    """Whether `printed` is `expected`, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.S) is not None


@pytest.mark.parametrize("name", READMES)
def test_readme__blocks_run_and_print_what_they_say(name: str, tmp_path: Path) -> None:
    env = os.environ | {"CUSTSHEET_LANG": READMES[name]}
    ran = 0
    for block in blocks(name, "console"):
        for command, expected in commands(block):
            words = command.split()
            found = shutil.which(words[0], path=str(Path(sys.executable).parent))
            assert found, command
            done = subprocess.run(
                [found, *words[1:]], capture_output=True, text=True, cwd=tmp_path, env=env, check=False
            )
            assert says(expected, done.stdout), f"{command}\n{done.stdout}{done.stderr}"
            ran += 1
    assert ran >= 6
    for block in blocks(name, "python"):
        done = subprocess.run(
            [sys.executable, "-c", block], capture_output=True, text=True, cwd=tmp_path, env=env, check=False
        )
        assert done.stdout.strip() == "True Home", done.stderr


@pytest.mark.parametrize("name", READMES)
def test_readme__links_and_pictures_exist(name: str) -> None:
    for target in LINK.findall((ROOT / name).read_text("utf-8")):
        assert (ROOT / target).is_file(), target


def test_readme__says_which_tests_ci_runs() -> None:
    assert 'pip install ".[test]" && pytest' in (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert '".[test]"' in ci
    assert "pytest" in ci


def test_reference__is_current() -> None:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = ROOT / "docs" / "reference.md"
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(module.reference(), "utf-8")
    assert before == module.reference(), "docs/reference.md was out of date and has been rewritten: look at the diff"
