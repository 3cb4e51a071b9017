"""From a save to the notification, end to end, and what watching costs while nothing happens.

Runs the installed `custsheet watch` on a workbook made by custsheet with 1,000 customers and 5,000 orders. A save is
what Excel does: a temporary file beside the workbook, then a rename over it; each changes one phone number. Measured
is the time from that rename to the line on the console, which is printed as the pop-up is shown; beside it stand the
seconds that the pass itself reports in the log. Writes its table into `docs/watching.md`.

    pip install . && python bench/watch.py
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import workbooks

import custsheet
from custsheet.reading.read import read
from custsheet.reading.standards import standard

PAGE = Path(__file__).parents[1] / "docs" / "watching.md"
BEGIN, END = "<!-- bench/watch.py writes what follows -->\n", "<!-- bench/watch.py wrote what precedes -->\n"
CUSTOMERS, ORDERS = workbooks.SIZES["S"]
PATIENCE = 120.0  # seconds for one save; far more than any takes
REST = 4.0  # seconds between the end of one save's work and the next save
PHONE = "13900{:05d}"  # one digit short, so each save has an error to tell
LOCK = ",李雷,another-desk,29.11.2026 10:00,file:///profile;"


class Watch:
    """The running command. Each line that it says comes with the moment at which it came."""

    def __init__(self, workbook: Path, home: Path) -> None:
        command = shutil.which("custsheet", path=str(Path(sys.executable).parent))
        if command is None:
            raise SystemExit("custsheet is not installed beside this Python")
        env = os.environ | {"CUSTSHEET_HOME": str(home), "CUSTSHEET_LANG": "en", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen([command, "watch", workbook], stdout=subprocess.PIPE, text=True, env=env)
        self._said: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        for line in self.process.stdout or ():
            self._said.put((time.perf_counter(), line))

    def says(self, words: str) -> float:
        """When it said `words`."""
        end = time.perf_counter() + PATIENCE
        while (left := end - time.perf_counter()) > 0:
            with contextlib.suppress(queue.Empty):
                at, line = self._said.get(timeout=left)
                if words in line:
                    return at
        raise SystemExit(f"the watcher did not say {words!r}")

    def processor(self) -> float:
        """Seconds of processor time it and its child have used."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ticks = 0
        for one in (str(pid), *children):
            after = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(after[11]) + int(after[12])  # proc(5): utime, stime
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def watching(workbook: Path, home: Path) -> Iterator[Watch]:
    """A watcher that has looked at the workbook once."""
    watch = Watch(workbook, home)
    try:
        watch.says("errors")
        time.sleep(REST)
        yield watch
    finally:
        watch.process.terminate()
        watch.process.wait(60)


def made(folder: Path) -> Path:
    """The workbook, processed once."""
    snapshot = read(workbooks.make(CUSTOMERS, ORDERS), schema=standard(), today=date.today())
    rows = {name: list(table.raw.to_dict("index").values()) for name, table in snapshot.tables.items()}
    rows["customers"][0]["mobile"] = PHONE.format(0)
    path = custsheet.create(folder / "客户管理表.xlsx", lang="zh", tables=rows)
    custsheet.process(path)
    return path


def save(workbook: Path, number: int) -> float:
    """Another phone number than the save before; when the save was over."""
    before, after = PHONE.format(number - 1).encode(), PHONE.format(number).encode()
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            typed = name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/")
            new.writestr(name, part.replace(before, after) if typed else part)
    temporary = workbook.with_name("7E4C1000")
    temporary.write_bytes(out.getvalue())
    temporary.replace(workbook)
    return time.perf_counter()


def answers(workbook: Path, home: Path, saves: int) -> Iterator[tuple[float, float]]:
    """Of each save: seconds until it was told, and seconds of the pass."""
    with watching(workbook, home) as watch:
        for number in range(1, saves + 1):
            at = save(workbook, number)
            told = watch.says("errors") - at
            time.sleep(REST)
            yield told, _last_pass(home)


def _last_pass(home: Path) -> float:
    lines = [json.loads(line) for line in (home / "logs" / "watch.log").read_text("utf-8").splitlines()]
    return [float(line["seconds"]) for line in lines if line["event"] == "Checked"][-1]


def idle(workbook: Path, home: Path, seconds: float) -> float:
    """Seconds of processor time for so long a time in which nothing happens."""
    with watching(workbook, home) as watch:
        before = watch.processor()
        time.sleep(seconds)
        return watch.processor() - before


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=11, help="so many, closed and open")
    parser.add_argument("--idle", type=float, default=600.0, help="seconds in which nothing happens")
    given = parser.parse_args()
    lines = [
        f"| {CUSTOMERS:,} customers, {ORDERS:,} orders; median of {given.saves} saves | save to notification | "
        "the pass itself | the rest |",
        "| --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        first = made(Path(folder))
        for state, lock in (("closed", False), ("open (a lock lies beside it)", True)):
            place = Path(folder, "open" if lock else "closed")
            place.mkdir()
            workbook = Path(shutil.copy(first, place))
            if lock:
                workbook.with_name(f".~lock.{workbook.name}#").write_text(LOCK, "utf-8")
            measured = list(answers(workbook, place / "home", given.saves))
            told, passes = (statistics.median(column) for column in zip(*measured, strict=True))
            rest = statistics.median(one - own for one, own in measured)
            worst = max(one - own for one, own in measured)
            lines.append(f"| {state} | {told:.2f} s | {passes:.2f} s | {rest:.2f} s, at most {worst:.2f} s |")
            print(lines[-1], flush=True)
        used = idle(first, Path(folder, "idle"), given.idle)
    lines += [
        "",
        f"In {given.idle / 60:g} minutes in which nothing happened the watcher and its process used {used:.2f} s of "
        "processor time.",
        "",
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors; "
        "`python bench/watch.py` writes this.",
    ]
    print("\n".join(lines[-3:]))
    before, _, rest_of_page = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest_of_page.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + after, "utf-8")


if __name__ == "__main__":
    main()
