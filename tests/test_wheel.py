"""The wheel: what a person installs holds the samples and standards, and nothing that only developers need."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hatchling import build

import custsheet

ROOT = Path(__file__).parents[1]
DATA = "custsheet/_data/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return zipfile.ZipFile(folder / build.build_wheel(str(folder)))


def test_wheel__carries_standards_templates_and_samples_alone(wheel: zipfile.ZipFile) -> None:
    shipped = {name.removeprefix(DATA) for name in wheel.namelist() if name.startswith(DATA)}
    kinds = ("schemas/*", "templates/*.xlsx", "sample_workbooks/*.xlsx", "sample_workbooks/README.md")
    assert shipped == {path.relative_to(ROOT).as_posix() for kind in kinds for path in ROOT.glob(kind)}
    assert sum(name.endswith(".xlsx") for name in shipped) > 2


def test_wheel__carries_every_module_and_no_generator(wheel: zipfile.ZipFile) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "custsheet").rglob("*.py")}
    generators = {name for name in modules if Path(name).name.startswith("generate")}
    assert {name for name in wheel.namelist() if name.endswith(".py")} == modules - generators
    assert {"custsheet/model/rules.yaml", "custsheet/values/data/cities.csv"} <= set(wheel.namelist())
    twins = {path.relative_to(ROOT).as_posix() for path in (ROOT / "custsheet" / "model" / "parsed").iterdir()}
    assert len(twins) > 1
    assert twins <= set(wheel.namelist())


def test_wheel__says_whose_it_is(wheel: zipfile.ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith("dist-info/METADATA"))
    said = wheel.read(metadata).decode().splitlines()
    assert f"Version: {custsheet.__version__}" in said
    assert "License-Expression: MIT" in said
    assert "Author: custsheet contributors" in said
    licence = metadata.replace("METADATA", "licenses/LICENSE")
    assert wheel.read(licence) == (ROOT / "LICENSE").read_bytes()
