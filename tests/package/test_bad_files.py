"""Bad files: no crash, no hang, nothing silently empty or changed, and the right sentence for each.

The kinds are made in `badfiles/`, a module a family; each says what must come of it. They are read in a process of its
own with a limit on memory, so that an abort or an endless wait of a reader is seen, not suffered.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from custsheet.model.errors import WorkbookError

FOLDER = Path(__file__).resolve().parent / "badfiles"
FAMILIES = ("formats", "zips", "xmls", "cells", "structures")
sys.path.insert(0, str(FOLDER))
SECONDS = 10  # for one file, on a busy machine; what the gate costs is measured by bench/gate.py


def helper(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.mark.parametrize("family", FAMILIES)
def test_bad_files__each_is_refused_or_read_right(family: str) -> None:
    """In a process with 3 GB: what aborts or hangs there is named by the last line that came out."""
    command = [sys.executable, FOLDER / "child.py", family]
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(FOLDER), str(FOLDER.parents[2])]), "RUST_BACKTRACE": "0"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=300, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    names = [line["kind"] for line in lines[::2]]
    assert done.returncode == 0, f"died at {names[-1:]}: {done.stderr[-500:]}"
    results = dict(zip(names, lines[1::2], strict=True))
    assert {name: one["wrong"] for name, one in results.items() if one["wrong"]} == {}
    assert [name for name, one in results.items() if one["seconds"] > SECONDS] == []
    assert done.stderr == ""


def test_bad_files__there_are_enough_kinds_of_each_family() -> None:
    counts = {family: len(helper(family).KINDS) for family in FAMILIES}
    assert sum(counts.values()) > 500, counts
    assert min(counts.values()) >= 50, counts


def disagreements(seeds: range) -> tuple[list[str], float]:
    """Mutants read otherwise than the reference reads them, and the share of those that were read at all.

    Ill-formed ones may only be read as the original.
    """
    mutants, reference, workbooks, product = map(helper, ("mutants", "reference", "workbooks", "read"))
    bases = [workbooks.excel(), workbooks.libre(), workbooks.inline()]
    wrong, count = [], 0
    for seed in seeds:
        what, data = mutants.mutant(bases[seed % len(bases)], seed)
        try:
            found = product.read(data)
        except WorkbookError:
            continue
        count += 1
        try:
            wanted = reference.sheets(data)
        except reference.UnreadableError:
            wanted = reference.sheets(bases[seed % len(bases)])
        wrong += [f"{what}: {difference}" for difference in reference.differences(wanted, found)]
    return wrong, count / len(seeds)


def changed_by_flips(seeds: range) -> tuple[list[int], float]:
    """Seeds of flips after which a file is read, and says something else; the share of those that were read at all."""
    mutants, workbooks, product = map(helper, ("mutants", "workbooks", "read"))
    bases = [workbooks.excel(), workbooks.libre(), workbooks.inline()]
    good = [product.read(base) for base in bases]
    wrong, count = [], 0
    for seed in seeds:
        try:
            found = product.read(mutants.flipped(bases[seed % len(bases)], seed))
        except WorkbookError:
            continue
        count += 1
        if found != good[seed % len(bases)]:
            wrong.append(seed)
    return wrong, count / len(seeds)


# A gate that refuses all would be wrong about none. Of the mutants 36 % are harmless or have one meaning, of the flips,
# nearly all of which break a checksum, 3 %.
FAIR_SHARE, FAIR_SHARE_OF_FLIPS = 0.25, 0.01


def test_reference__reads_the_good_workbooks_alike() -> None:
    """The witness sees all cells, and what it compares can differ."""
    reference, workbooks, product = map(helper, ("reference", "workbooks", "read"))
    for make, cells in ((workbooks.excel, 30), (workbooks.libre, 28), (workbooks.inline, 28)):
        wanted, found = reference.sheets(make()), product.read(make())
        assert len(wanted["客户"]) >= cells
        assert reference.differences(wanted, found) == []
        wanted["客户"][2, 2] = "other"
        del wanted["客户"][3, 1]
        assert len(reference.differences(wanted, found)) == 2


def test_mutants__a_sample() -> None:
    wrong, share = disagreements(range(150))
    assert wrong == []
    assert share > FAIR_SHARE


def test_flips__a_sample() -> None:
    wrong, share = changed_by_flips(range(150))
    assert wrong == []
    assert share > FAIR_SHARE_OF_FLIPS


@pytest.mark.slow
def test_mutants__nothing_silently_wrong() -> None:
    wrong, share = disagreements(range(1000, 3400))
    assert wrong == []
    assert share > FAIR_SHARE


@pytest.mark.slow
def test_flips__nothing_silently_wrong() -> None:
    wrong, share = changed_by_flips(range(1000, 3400))
    assert wrong == []
    assert share > FAIR_SHARE_OF_FLIPS
