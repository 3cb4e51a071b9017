"""How well and how fast duplicates are found, beside recordlinkage and plain Splink in the same run.

Every case runs in a process of its own. Precision, recall and F1 are of pairs over finished groups, of custsheet those
of band "same"; each tool has one configuration for all sets and sees no labels. Seconds are of the whole call, import
and normalising included; memory is the peak of the process. Writes `docs/duplicates.md`.

    pip install ".[spark]" scikit-learn jellyfish
    pip install --no-deps recordlinkage  # it asks for pandas 2, and works with 3
    CUSTSHEET_SHARED=… python bench/duplicates.py
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import time
import warnings
from os import cpu_count
from pathlib import Path
from typing import Any

import customers
import pandas as pd
import yaml
from rivals import plain_splink, recordlinkage_ecm

PAGE = Path(__file__).parents[1] / "docs" / "duplicates.md"
LABELLED = Path(__file__).parents[1] / "tests" / "matching" / "labelled.yaml"
SETS: dict[str, dict[str, str]] = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
SIZES = (10, 10_000, 100_000, 1_000_000)
SPARK = "custsheet on Spark"
TOOLS = {
    "custsheet": "custsheet",
    SPARK: "pyspark",
    "recordlinkage (ECM)": "recordlinkage",
    "plain Splink (EM)": "splink",
}


def labelled(name: str) -> tuple[pd.DataFrame, dict[str, str], pd.Series]:
    """Table, kinds and the true customer of each row."""
    if name.isdigit():
        frame = customers.customers(int(name))
        return frame, customers.COLUMNS, frame["who"]
    folder = Path(os.environ["CUSTSHEET_SHARED"]) / "data" / "duplicates"
    frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    return frame, SETS[name], frame["customer"]


def found(tool: str, frame: pd.DataFrame, kinds: dict[str, str]) -> pd.Series:
    """A group for every row; -1 for one that is alone."""
    if tool in {"custsheet", SPARK}:
        from custsheet.matching import find_duplicates

        result = find_duplicates(frame, kinds, engine="spark" if tool == SPARK else "duckdb")  # type: ignore[arg-type]
        return result["group"].where(result["band"] == "same", -1)
    if tool == "recordlinkage (ECM)":
        return recordlinkage_ecm(frame, kinds)
    return plain_splink(frame, kinds)


def _pairs(groups: pd.Series) -> float:
    sizes = groups.value_counts()
    return float((sizes * (sizes - 1) / 2).sum())


def measure(tool: str, name: str) -> dict[str, float]:
    """One case."""
    warnings.simplefilter("ignore")
    frame, kinds, truth = labelled(name)
    start, busy = time.perf_counter(), time.process_time()
    groups = found(tool, frame[list(kinds)], kinds)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    together = groups >= 0
    claimed, right = _pairs(groups[together]), _pairs(truth)
    hits = _pairs(pd.Series(list(zip(groups[together], truth[together], strict=True))))
    precision, recall = hits / claimed if claimed else 1.0, hits / right if right else 1.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if hits else float(not claimed and not right),
        "seconds": seconds,
        "processor": processor,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def run(tool: str, name: str) -> dict[str, float] | str:
    """One case in a process of its own, or why there is none."""
    if importlib.util.find_spec(TOOLS[tool]) is None:
        return "not installed: `pip install 'custsheet[spark]'` and Java 17" if tool == SPARK else "not installed"
    command = [sys.executable, __file__, "--tool", tool, "--set", name]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    except subprocess.TimeoutExpired:
        return "more than 15 minutes"
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1][:80] if done.stderr.strip() else done.returncode}"
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def main() -> None:
    """Runs every case and writes the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tool", choices=list(TOOLS))
    arguments.add_argument("--set")
    arguments.add_argument("--print", action="store_true", help="write no page")
    chosen = arguments.parse_args()
    if chosen.tool:
        print(json.dumps(measure(chosen.tool, chosen.set)))
        return
    results: dict[tuple[str, str], Any] = {}
    for name in SETS:
        for tool in TOOLS:
            results[name, tool] = run(tool, name)
            print(name, tool, results[name, tool], flush=True)
    for size in SIZES:
        if size == SIZES[0]:
            run("custsheet", str(size))  # warm: the files of the libraries are read once
        results[str(size), "custsheet"] = run("custsheet", str(size))
        print(size, results[str(size), "custsheet"], flush=True)
    if not chosen.print:
        PAGE.write_text(page(results), encoding="utf-8")


def page(results: dict[tuple[str, str], Any]) -> str:
    """The whole page."""
    lines = [
        "# How well duplicates are found",
        "",
        "Pairs over finished groups, of custsheet those of band “same”; one configuration for all sets, no labels,",
        "each case in a process of its own. Seconds are of the whole call with import and normalising (processor",
        "seconds do not grow when the machine is busy with other work), memory is the peak of the process. Beside it",
        "stand recordlinkage (blocking, Jaro-Winkler, ECM) and plain Splink (its own",
        "comparisons for each kind, trained by EM, threshold .5, connected components), as their manuals show; a set",
        "for which EM does not converge to anything useful says so by its numbers. On Spark (a session of its",
        "own on this computer) processor seconds and memory are those of Python alone, without Java's.",
        "`python bench/duplicates.py` writes this page.",
        "",
        "The call, for any table of texts (`kinds` says what stands in a column, never what it is called):",
        "",
        "    from custsheet.matching import find_duplicates",
        '    groups = find_duplicates(frame, kinds={"姓名": "person_name", "手机": "mobile", "地址": "address"})',
        "",
        "It gives `group` (-1 for a row that is alone), `band` (same, review, related) and `score` for every row.",
        "The score is a probability and never 1 (.999 at most); the sheet shows whole percents, 99 % at most, for only",
        "a person knows that two records are one customer.",
        "",
        "Kinds: person_name, given_name, family_name, company, phone, mobile, email, address, street, house_number,",
        'city, postcode, region, date, id_number, org_id, gender, text, code. `engine="spark"` compares on Spark, for',
        'tables too large for one machine: it needs `pip install "custsheet[spark]"` and Java.',
        "",
        "A process that passes over a workbook again, as the watcher's does, normalises and compares only the records",
        "whose cells have changed; the groups are those of a process that never saw it. What it keeps for that stays",
        "in memory, of the last workbook only: some 25 MB for 20,000 customers, 110 MB for 100,000.",
        "",
        "| set | tool | precision | recall | F1 | seconds | processor seconds | memory (MB) |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in SETS:
        for tool in TOOLS:
            one = results[name, tool]
            if isinstance(one, str):
                lines.append(f"| {name} | {tool} | {one} | | | | | |")
            else:
                shown = " | ".join(f"{one[key]:.4f}" for key in ("precision", "recall", "f1"))
                used = f"{one['seconds']:.2f} | {one['processor']:.2f} | {one['memory']:.0f}"
                lines.append(f"| {name} | {tool} | {shown} | {used} |")
    lines += [
        "",
        "Made-up Chinese customers of seven columns, three in ten of them copies (`bench/customers.py`):",
        "",
        "| rows | precision | recall | seconds | processor seconds | memory (MB) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for size in SIZES:
        one = results[str(size), "custsheet"]
        if isinstance(one, str):
            lines.append(f"| {size:,} | {one} | | | | |")
        else:
            lines.append(
                f"| {size:,} | {one['precision']:.4f} | {one['recall']:.4f} | {one['seconds']:.2f} "
                f"| {one['processor']:.2f} | {one['memory']:.0f} |"
            )
    return (
        "\n".join([*lines, "", f"Python {platform.python_version()}, {platform.system()}, {cpu_count()} processors."])
        + "\n"
    )


if __name__ == "__main__":
    main()
