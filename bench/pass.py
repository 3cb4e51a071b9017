"""What a whole pass costs, beside what a user would write: seconds, ratio, memory, and where the time goes.

The workbooks S, M, L and XL of `bench/workbooks.py` hold wrong cells and customers entered twice. Each round a warm
process of custsheet and one of `bench/naive.py` pass over the same file, one after the other; the median of five
rounds is told. At L the naive pass runs once, at XL not at all. Both must find the same failing cells, the same
customers in each tier, the same sales; every pair the naive pass takes for duplicates must be in one of our groups.

    python bench/pass.py             all sizes; writes docs/speed.md
    python bench/pass.py --size S    one size; its section of the page is written anew
    python bench/pass.py --size S --rounds 1 --print
    python bench/pass.py --gate      whether the ratio for S has slipped
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import passes
import workbooks
from passes import STEPS, Pass

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"
ROUNDS = {"S": 5, "M": 5, "L": 5, "XL": 1}
NAIVE_ROUNDS = {"S": 5, "M": 5, "L": 1, "XL": 0}
MADE = frozenset({"S", "M"})
"""Sizes of which a workbook made with custsheet is processed too; to make larger ones takes minutes."""
CORE, ALL, AGAIN, SAVED, EDITED, OWN, OWN_EDITED, COLD = (
    "core pass",
    "everything on",
    "nothing changed",
    "saved, nothing changed",
    "one customer changed",
    "made with custsheet",
    "the same, one customer changed",
    "from the command line",
)
GOALS = {
    ("S", CORE): "10 ×",
    ("M", CORE): "30 ×",
    ("L", CORE): "35 ×",
    ("S", ALL): "4 ×",
    ("M", ALL): "15 ×",
    ("L", ALL): "15 ×",
    ("XL", ALL): "40 s, 2,500 MB",
    ("S", COLD): "1.6 s",
}
GATE, GATE_ROUNDS = 3.4, 7
"""So many times as fast as the naive one must the core pass over S be, in the median of so many rounds."""
SHARES = {AGAIN: "5 %", SAVED: "5 %", EDITED: "40 %", OWN_EDITED: "40 %"}
Timed = Mapping[str, Sequence[Pass]]

HEAD = """# What a pass costs

A pass reads the workbook, checks it, finds duplicates, computes tiers and analyses, draws the sheets and writes the
file; the backup and the flush to disk are in the seconds. Beside it stands `bench/naive.py`: the same with
`pandas.read_excel`, pandera, recordlinkage and openpyxl, as a competent user writes it. Both find the same.

- *core pass*: failing cells, tiers, the year in figures; no duplicates, no other analyses.
- *everything on*: duplicates, all analyses, the dashboard.
- *nothing changed*: the file just processed, processed again. *saved, nothing changed*: an office program has written
  it anew, with another time in its properties. *one customer changed*: another phone number. All with everything on;
  their ratio is the share of a full pass.
  A warm process keeps what it read and found in the last workbook, and the sheets it drew; only what a change touches
  is read, checked, compared, computed and drawn anew. Sheets are known by their bytes, their columns by what the
  cells say, whichever program saved them. Here the first save compresses every part anew, so that all are read again.
- *made with custsheet*: the same rows in what `custsheet new` makes, with its nine sheets, drop-downs and formulas,
  everything on; the naive script would drop what such a workbook consists of. Its shares are of its own full pass.
- *from the command line*: `custsheet process` from its start to its end.

Warm processes, in alternation; medians of seconds, and the highest peak of memory. `python bench/pass.py` writes this
page; a machine's absolute times drift, so compare ratios.
"""


def saved_again(data: bytes, number: int) -> bytes:
    """The same workbook written anew with another time in its properties."""
    when = f"<!-- {number} -->".encode()
    return _rewritten(data, lambda name, part: part + when if name == "docProps/app.xml" else part)


def edited(data: bytes, number: int) -> bytes:
    """The same workbook with another mobile number for one customer: one shared string is another one."""
    found = re.findall(rb">(13\d{9})</t>", zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml"))
    before, after = found[len(found) // 2 + number], b"13900%06d" % number
    return _rewritten(
        data, lambda name, part: part.replace(before, after, 1) if name == "xl/sharedStrings.xml" else part
    )


def _rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def measure(size: str, rounds: int, naive_rounds: int) -> tuple[Timed, Timed, Pass]:
    """The naive passes and ours, by what was measured, and what was found."""
    data, small = passes.workbook(size), passes.workbook("S", seed=2)
    own = passes.made(data) if size in MADE else None
    naive, ours = defaultdict[str, list[Pass]](list), defaultdict[str, list[Pass]](list)
    told = None
    for number in range(rounds):
        if number < naive_rounds:
            with passes.warm("naive", small) as (child, folder):
                naive[CORE].append(child.run(_put(folder, data), "core"))
                naive[ALL].append(child.run(_put(folder, data), "everything"))
        # A process of its own for each that is to read, and find, everything anew.
        with passes.warm("custsheet", small) as (child, folder):
            ours[CORE].append(child.run(_put(folder, data), "core"))
        with passes.warm("custsheet", small) as (child, folder):
            file = _put(folder, data)
            ours[ALL].append(child.run(file, "everything"))
            ours[AGAIN].append(child.run(file, "everything"))
            file.write_bytes(saved_again(file.read_bytes(), number))
            ours[SAVED].append(child.run(file, "everything"))
            file.write_bytes(edited(file.read_bytes(), number))
            ours[EDITED].append(child.run(file, "everything"))
            told = told or child.run(_put(folder, data), "told")
        if own is not None:
            with passes.warm("custsheet", small) as (child, folder):
                file = _put(folder, own)
                ours[OWN].append(child.run(file, "everything"))
                file.write_bytes(edited(file.read_bytes(), number))
                ours[OWN_EDITED].append(child.run(file, "everything"))
        wrote = {name: timed[-1].written for name, timed in ours.items()}
        if wrote != {name: name not in {AGAIN, SAVED} for name in ours}:
            raise SystemExit(f"written: {wrote}")
        if number < naive_rounds:
            passes.compare(naive[CORE][-1], ours[CORE][-1])
            passes.compare(naive[ALL][-1], told)
        print(size, number + 1, {name: round(timed[-1].seconds, 3) for name, timed in ours.items()}, flush=True)
        if number < naive_rounds:
            print("   naive", {name: round(timed[-1].seconds, 3) for name, timed in naive.items()}, flush=True)
    return naive, ours, told


def _put(folder: Path, data: bytes) -> Path:
    file = folder / "book.xlsx"
    file.write_bytes(data)
    return file


def cold(size: str, rounds: int) -> tuple[float, float]:
    """Seconds of `python bench/naive.py` and of `custsheet process`, each from its start to its end."""
    command = shutil.which("custsheet", path=str(Path(sys.executable).parent))
    if command is None:
        raise SystemExit("custsheet is not installed beside this Python")
    lines = {
        "naive": [sys.executable, "-W", "ignore", str(Path(__file__).with_name("naive.py"))],
        "ours": [command, "process", "--today", passes.TODAY.isoformat()],
    }
    data, taken = passes.workbook(size), defaultdict[str, list[float]](list)
    # An installed package is compiled; a checkout is by the first run, which is not counted.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for number in range(rounds + 1):
        for name, line in lines.items():
            with tempfile.TemporaryDirectory() as folder:
                file = _put(Path(folder), data)
                start = time.perf_counter()
                done = subprocess.run(
                    [*line, file], capture_output=True, env=around | {"CUSTSHEET_HOME": f"{folder}/home"}
                )
                if number:
                    taken[name].append(time.perf_counter() - start)
                if done.returncode not in {0, 1}:
                    raise SystemExit(f"{name} ended with {done.returncode}: {done.stderr.decode()}")
    return statistics.median(taken["naive"]), statistics.median(taken["ours"])


def section(size: str, rounds: int, naive_rounds: int) -> str:
    """Everything measured of one size, as a part of the page."""
    customers, orders = workbooks.SIZES[size]
    naive, ours, counted = measure(size, rounds, naive_rounds)
    lines = [
        f"## {size}: {customers:,} customers, {orders:,} orders",
        "",
        f"| | naive | custsheet | | goal | processor | memory | {' | '.join(STEPS)} |",
        f"| --- | --- | --- | --- | --- | --- | --- | {' | '.join('---' for _ in STEPS)} |",
    ]
    for name, timed in ours.items():
        seconds, other = _seconds(timed), naive.get(name)
        if name in SHARES:
            whole = _seconds(ours[OWN if name == OWN_EDITED else ALL])
            against, ratio, goal = "", f"{100 * seconds / whole:.0f} %", SHARES[name]
        else:
            against = f"{_seconds(other):.2f} s" if other else ""
            ratio = f"**{_seconds(other) / seconds:.1f} ×**" if other else ""
            goal = GOALS.get((size, name), "")
        steps = [statistics.median(one.steps.get(step, 0.0) for one in timed) for step in STEPS]
        shares = " | ".join(f"{100 * step / seconds:.0f} %" for step in steps)
        used = f"{_processor(timed):.3f} s" + (f" of {_processor(other):.2f}" if other else "")
        memory = f"{_memory(timed):,.0f} MB" + (f" of {_memory(other):,.0f}" if other else "")
        cells = (name, against, f"{seconds:.3f} s", ratio, goal, used, memory, shares)
        lines.append(f"| {' | '.join(cells)} |")
    if size == "S":
        theirs, own = cold(size, rounds)
        empty = " | ".join("" for _ in STEPS)
        lines.append(
            f"| {COLD} | {theirs:.2f} s | {own:.3f} s | {theirs / own:.1f} × | {GOALS[size, COLD]} | | | {empty} |"
        )
    said = f"{rounds} rounds, {naive_rounds} of the naive pass" if naive_rounds else f"{rounds} rounds"
    lines += [
        "",
        f"{sum(counted.failing.values()):,} failing cells, {len(counted.duplicates):,} groups of duplicates; {said}; "
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors.",
        "",
    ]
    return "\n".join(lines)


def _seconds(timed: Sequence[Pass]) -> float:
    return statistics.median(one.seconds for one in timed)


def _processor(timed: Sequence[Pass]) -> float:
    return statistics.median(one.processor for one in timed)


def _memory(timed: Sequence[Pass]) -> float:
    return max(one.memory for one in timed)


def gate() -> None:
    """Whether the core pass over S still is so many times as fast as the naive one that a slip would show.

    Raises:
        SystemExit: it is not.
    """
    small, ratios = passes.workbook("S", seed=2), []
    with (
        passes.warm("naive", small, ["core"]) as (naive, theirs),
        passes.warm("custsheet", small, ["core"]) as (custsheet, folder),
    ):
        for number in range(GATE_ROUNDS):
            data = passes.workbook("S", seed=3 + number)  # others each round, so that nothing remembered helps
            slow = naive.run(_put(theirs, data), "core")
            fast = custsheet.run(_put(folder, data), "core")
            passes.compare(slow, fast)
            ratios.append(slow.seconds / fast.seconds)
            print(f"{slow.seconds:.2f} s : {fast.seconds:.3f} s = {ratios[-1]:.1f}", flush=True)
    ratio = statistics.median(ratios)
    print(f"{ratio:.1f} times as fast; at least {GATE} is wanted")
    if ratio < GATE:
        raise SystemExit(1)


def page(sections: Mapping[str, str]) -> str:
    """The page with these sections anew and the others as they were."""
    before = PAGE.read_text("utf-8") if PAGE.exists() else ""
    old = {part.partition(":")[0]: f"## {part}" for part in before.split("\n## ")[1:]}
    known = [sections.get(size) or old.get(size) for size in ROUNDS]
    return "\n".join([HEAD, *(part.rstrip("\n") + "\n" for part in known if part)])


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=ROUNDS, action="append", help="this size alone; may be given again")
    parser.add_argument("--rounds", type=int, help="so many, of the naive pass at most so many")
    parser.add_argument("--print", action="store_true", help="write no page")
    parser.add_argument("--gate", action="store_true", help="only whether the ratio for S has slipped, for CI")
    given = parser.parse_args()
    if given.gate:
        gate()
        return
    sections = {}
    for size in given.size or ROUNDS:
        rounds = given.rounds or ROUNDS[size]
        sections[size] = section(size, rounds, min(rounds, NAIVE_ROUNDS[size]))
        print(sections[size], flush=True)
        if not given.print:
            PAGE.write_text(page(sections), "utf-8")


if __name__ == "__main__":
    main()
