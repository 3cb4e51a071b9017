"""Passes in warm processes of their own, measured: custsheet's and the naive one of `bench/naive.py`.

A child imports, passes over a small workbook twice, and then waits for jobs: a file each. Of each pass it tells seconds
(wall), seconds of processor time, the peak of its memory during that pass, the seconds of each step, and what was
found. A child is used for one round only, so that nothing it remembers of a workbook helps the next round.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import workbooks

from custsheet.model.stopwatch import Stopwatch

if TYPE_CHECKING:
    from custsheet.model.outcome import Outcome

TODAY = date(2026, 6, 30)
FAULTS = 25
"""One row in so many is wrong, one customer in so many was entered twice."""
CORE = ("findings", "tiers", "kpis", "memory")
"""Tool sheets of the core pass: the failing cells, every customer's tier, the year in figures, what is remembered."""
SHARED = frozenset({"E101", "E111", "E121", "E162", "E181", "E183", "E192", "W113", "W172"})
"""Rules that the naive pass has as well."""
REQUIRED: dict[str, dict[str, Any]] = {
    "customers": {"verified_on": date(2026, 5, 20)},
    "orders": {"order_status": "有效"},
}
"""What the standard wants to be filled in beside what the workbooks of `bench/workbooks.py` hold."""
What = Literal["core", "everything", "told"]
"""What a pass does. "everything" is what the watcher and the command line do, which do not tell what was found; "told"
is the same and tells it."""
STEPS = ("read", "check", "match", "analyse", "draw", "write")
Job = dict[str, Any]


@dataclass(frozen=True)
class Pass:
    """One measured pass.

    Attributes:
        seconds: from the call to its return.
        processor: processor time of the process and of those it started.
        memory: peak resident memory of the process during the pass, MB.
        steps: step → seconds.
        parts: step → part of it that names itself → seconds.
        peaks: step → peak resident memory during it, MB, where that was asked for.
        written: whether it wrote.
        failing: sheet and column → failing cells, of the rules both know.
        tiers: tier → customers.
        sales: of known customers in 24 months.
        duplicates: groups of customer IDs.
    """

    seconds: float
    processor: float
    memory: float
    steps: dict[str, float]
    parts: dict[str, dict[str, float]]
    peaks: dict[str, float]
    written: bool
    failing: dict[str, int] = field(default_factory=dict)
    tiers: dict[str, int] = field(default_factory=dict)
    sales: float = 0.0
    duplicates: list[list[str]] = field(default_factory=list)


def workbook(size: str, *, seed: int = 1) -> bytes:
    """The workbook of a size, with its mistakes."""
    return workbooks.make(*workbooks.SIZES[size], faults=FAULTS, seed=seed)


def made(data: bytes) -> bytes:
    """What `custsheet new` makes, filled with the rows of the workbook `data`: what companies really use.

    Columns that the standard requires and `data` lacks say what a company would say.
    """
    from custsheet import __version__, reading
    from custsheet.drawing.template import draw_workbook
    from custsheet.package import gate
    from custsheet.reading.standards import standard

    schema = standard()
    read = reading.read(data, schema=schema, today=TODAY, plain=gate(data).plain)
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, table in read.tables.items():
        raw = table.raw.astype(object).where(table.raw.notna(), None)
        rows[name] = [REQUIRED[name] | dict(zip(raw.columns, row, strict=True)) for row in raw.to_numpy().tolist()]
    return draw_workbook(schema, "zh", tables=rows, today=TODAY, version=__version__)


class Child:
    """A warm process that passes over the files it is told."""

    def __init__(self, kind: str, home: Path) -> None:
        around = os.environ | {"CUSTSHEET_HOME": str(home)}
        if kind == "custsheet":
            around["OPENBLAS_NUM_THREADS"] = "1"  # as `custsheet.worker` starts a pass
        line = [sys.executable, "-W", "ignore", __file__, kind]
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=around)

    def run(self, file: Path, what: What, *, sampled: bool = False) -> Pass:
        """One pass over `file`.

        `sampled`: its steps are told in processor time, and with the most memory that was held during each.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise SystemExit("the child has no pipes")
        self._process.stdin.write(json.dumps({"file": str(file), "what": what, "sampled": sampled}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"the child died over {file}")
        return Pass(**json.loads(answer))

    def end(self) -> None:
        """Ends it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(60)


@contextmanager
def warm(kind: str, small: bytes, over: Sequence[What] = ("core", "everything")) -> Iterator[tuple[Child, Path]]:
    """A child that has passed over the workbook `small`, and a folder for files, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="custsheet-bench-") as folder:
        child = Child(kind, Path(folder, "home"))
        try:
            for what in over:
                Path(folder, "warm.xlsx").write_bytes(small)
                child.run(Path(folder, "warm.xlsx"), what)
            yield child, Path(folder)
        finally:
            child.end()


def compare(naive: Pass, ours: Pass) -> None:
    """Both must have found the same, and every pair of the naive pass must be in one of our groups.

    Raises:
        SystemExit: they did not.
    """
    for name in ("failing", "tiers"):
        if getattr(naive, name) != getattr(ours, name):
            raise SystemExit(f"{name} differ: {getattr(naive, name)} and {getattr(ours, name)}")
    if abs(naive.sales - ours.sales) > 0.01:
        raise SystemExit(f"sales differ: {naive.sales} and {ours.sales}")
    homes = defaultdict[Any, set[int]](set)  # a record may be of one group, and related to another
    for place, group in enumerate(ours.duplicates):
        for record in group:
            homes[record].add(place)
    missed = [pair for pair in naive.duplicates if homes[pair[0]].isdisjoint(homes[pair[1]])]
    if missed:
        raise SystemExit(f"{len(missed)} pairs of duplicates were missed, such as {missed[0]}")


def _measured(run: Callable[[Job, Stopwatch], dict[str, Any]], job: Job) -> dict[str, Any]:
    with suppress(OSError):  # proc(5): writing 5 sets the peak (VmHWM) back to what is resident now
        Path("/proc/self/clear_refs").write_text("5")
    used, start = sum(os.times()[:4]), time.perf_counter()
    clock = time.process_time if job["sampled"] else time.perf_counter
    with Stopwatch("start", clock=clock) as watch, _sampling(watch, job["sampled"]) as peaks:
        found = run(job, watch)
    end = time.perf_counter()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "seconds": end - start,
        "processor": sum(os.times()[:4]) - used,
        "memory": int(status["VmHWM"].split()[0]) * 1.024e-3,
        "steps": {name: step.seconds for name, step in watch.steps.items()},
        "parts": {name: dict(step.parts) for name, step in watch.steps.items()},
        "peaks": peaks,
        **found,
    }


@contextmanager
def _sampling(watch: Stopwatch, wanted: bool) -> Iterator[dict[str, float]]:
    """While entered, a thread keeps the largest resident memory of each step."""
    peaks: dict[str, float] = {}
    over, page = threading.Event(), os.sysconf("SC_PAGE_SIZE") / 1e6

    def look() -> None:
        while not over.wait(0.01):
            held = int(Path("/proc/self/statm").read_text().split()[1]) * page
            peaks[watch.current] = max(held, peaks.get(watch.current, 0.0))

    thread = threading.Thread(target=look, daemon=True)
    if wanted:
        thread.start()
    yield peaks
    over.set()
    if wanted:
        thread.join()


def _naive(job: Job, _: Stopwatch) -> dict[str, Any]:
    import naive

    found = naive.run(Path(job["file"]), TODAY, everything=job["what"] != "core")
    return {
        "failing": {f"{sheet} {column}": count for (sheet, column), count in sorted(found.failing.items())},
        "tiers": found.tiers,
        "sales": found.sales,
        "duplicates": [list(pair) for pair in found.duplicates],
        "written": True,
    }


@cache
def _core() -> Any:
    """The standard with the sheets of a core pass alone; one, as a process reads a standard once."""
    from custsheet.reading.standards import standard

    schema = standard()
    return schema.but(tool_sheets=tuple(tool for tool in schema.tool_sheets if tool.name in CORE))


def _custsheet(job: Job, watch: Stopwatch) -> dict[str, Any]:
    from custsheet import pipeline
    from custsheet.reading.standards import standard

    if job["what"] == "everything":
        said = pipeline.refresh(job["file"], today=TODAY, progress=watch.step)
        return {"written": said.written}
    schema = _core() if job["what"] == "core" else standard()
    outcome = pipeline.process(job["file"], today=TODAY, schema=schema, progress=watch.step)
    return _told(outcome)


def _told(outcome: Outcome) -> dict[str, Any]:
    schema, cells = outcome.snapshot.schema, Counter[str]()
    for one in outcome.findings:
        if one.code in SHARED and one.sheet is not None and one.field is not None:
            sheet = schema.sheet(one.sheet)
            cells[f"{sheet.title.zh} {sheet.by_name[one.field].title.zh}"] += 1
    tiers = outcome.tiers
    return {
        "failing": dict(sorted(cells.items())),
        "tiers": {} if tiers is None else {tier: count for tier, count in tiers.counts.items() if count},
        "sales": 0.0 if tiers is None else round(float(tiers.table["monetary"].sum()), 2),
        "duplicates": [list(group.records) for group in outcome.duplicates],
        "written": outcome.written,
    }


def main() -> None:
    """The child: a job a line, an answer a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["naive", "custsheet"])
    kind = parser.parse_args().kind
    run = _naive if kind == "naive" else _custsheet
    from custsheet import worker

    if kind == "custsheet":
        worker.collect_rarely()  # as in a pass
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(_measured(run, json.loads(line))), file=answers, flush=True)
        worker.rest() if kind == "custsheet" else gc.collect()  # as the watcher's process does between answers


if __name__ == "__main__":
    main()
