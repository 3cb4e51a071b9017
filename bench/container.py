"""What it costs to put one sheet into a large workbook: custsheet against what a user would use instead.

Makes a 70 MB workbook of 4.5 million cells, and lets each way add the same small sheet with a table and a chart, each
run in a process of its own, in turn. Counts how many of the original parts come through byte for byte, and writes
`docs/container.md`. What a way has not installed is left out and said.

    pip install . openpyxl excelize && python bench/container.py
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import workbooks

ROWS = [["客户编号", "金额"], *[[f"C{number:06d}", number * 10.5] for number in range(1, 101)]]
WAYS = {"custsheet": 5, "custsheet again": 5, "custsheet graft": 5, "excelize": 3, "openpyxl": 1}
"""Way -> runs; openpyxl takes more than a minute each."""
NAMES = {
    "custsheet": "custsheet",
    "custsheet again": "custsheet, replacing the sheet of the run before (after the gate, as in a pass)",
    "custsheet graft": "the call `graft` alone, from bytes to bytes",
}
TABLE = Path(__file__).parents[1] / "docs" / "container.md"


def donor(factor: float = 10.5) -> bytes:
    """The small workbook whose sheet goes in."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据质量")
    for at, row in enumerate(ROWS):
        sheet.write_row(at, 0, row)
    sheet.write_number("B2", factor)
    red = book.add_format({"bg_color": "#FFC7CE"})
    sheet.add_table(0, 0, len(ROWS) - 1, 1, {"columns": [{"header": title} for title in ROWS[0]]})
    sheet.conditional_format("B2:B101", {"type": "cell", "criteria": ">", "value": 900, "format": red})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='数据质量'!$B$2:$B$101"})
    sheet.insert_chart("D2", chart)
    book.close()
    return out.getvalue()


def with_custsheet(source: Path, target: Path, way: str) -> Callable[[], object]:
    """The library call; but for `graft` alone, reading and writing the file count as well.

    `again` does as a pass does: the gate, whose cost is measured in `gate.py`, has been through the file.
    """
    from custsheet.package import gate, graft

    if way.endswith("again"):
        known, changed = gate(source.read_bytes()).values_only, donor(99)
        return lambda: target.write_bytes(graft(source.read_bytes(), changed, values_only=known))
    sheet = donor()
    if way.endswith("graft"):
        data = source.read_bytes()
        return lambda: graft(data, sheet)
    return lambda: target.write_bytes(graft(source.read_bytes(), sheet))


def with_openpyxl(source: Path, target: Path, _way: str) -> Callable[[], object]:
    """Load, add, save."""
    import openpyxl
    from openpyxl.chart import BarChart, Reference
    from openpyxl.worksheet.table import Table

    def run() -> None:
        book = openpyxl.load_workbook(source, keep_vba=True)
        sheet = book.create_sheet("数据质量")
        for row in ROWS:
            sheet.append(row)
        sheet.add_table(Table(displayName="t", ref=f"A1:B{len(ROWS)}"))
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=len(ROWS)))
        sheet.add_chart(chart, "D2")
        book.save(target)

    return run


def with_excelize(source: Path, target: Path, _way: str) -> Callable[[], object]:
    """Open, add, save."""
    import excelize

    def run() -> None:
        book = excelize.open_file(str(source))
        book.new_sheet("数据质量")
        for at, row in enumerate(ROWS, 1):
            book.set_sheet_row("数据质量", f"A{at}", row)
        book.add_table("数据质量", excelize.Table(range=f"A1:B{len(ROWS)}", name="t"))
        series = [excelize.ChartSeries(values=f"数据质量!$B$2:$B${len(ROWS)}")]
        book.add_chart("数据质量", "D2", excelize.Chart(type=excelize.ChartType.Col, series=series))
        book.save_as(str(target))

    return run


def measure(way: str, source: Path, target: Path) -> dict[str, float]:
    """In a process of its own: CPU seconds, and MB at the peak over what the process held before."""
    ready = {"custsheet": with_custsheet, "openpyxl": with_openpyxl, "excelize": with_excelize}[way.split()[0]]
    run = ready(source, target, way)
    before = _status("VmRSS")
    start = resource.getrusage(resource.RUSAGE_SELF)
    run()
    end = resource.getrusage(resource.RUSAGE_SELF)
    cpu = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    return {"cpu": cpu, "peak": _status("VmHWM") - before}


def _status(key: str) -> float:
    """MB of memory this process holds (VmRSS) or has held at most (VmHWM); ru_maxrss would count its parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def kept(source: Path, target: Path) -> tuple[int, int, int]:
    """How many parts the original has, how many are still there, how many with the very bytes."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        there = set(new.namelist())
        present = [name for name in old.namelist() if name in there]
        same = [name for name in present if _hash(old.read(name)) == _hash(new.read(name))]
        return len(old.namelist()), len(present), len(same)


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def main() -> None:
    """Measure all ways and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", nargs=3, metavar=("WAY", "SOURCE", "TARGET"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        way, source, target = given.one
        print(json.dumps(measure(way, Path(source), Path(target))))
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "customers.xlsx")
        source.write_bytes(workbooks.make(*workbooks.HEAVY, note=700))
        rows, absent = [], []
        for way, runs in WAYS.items():
            if importlib.util.find_spec(way.split()[0]) is None:
                absent.append(way)
                continue
            rows.append(_row(way, runs, Path(folder)))
            print(rows[-1], flush=True)
        size = source.stat().st_size / 1e6
    text = _page(rows, absent, size)
    TABLE.write_text(text, "utf-8")
    print(text)


def _row(way: str, runs: int, folder: Path) -> dict[str, object]:
    source, target = folder / "customers.xlsx", folder / f"{way}.xlsx"
    start = folder / "custsheet.xlsx" if way.endswith("again") else source
    found = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--one", way, start, target]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    cpu, peak = (statistics.median(one[key] for one in found) for key in ("cpu", "peak"))
    return {"way": way, "cpu": cpu, "peak": peak, "kept": kept(source, target) if target.exists() else None}


def _page(rows: list[dict[str, object]], absent: list[str], size: float) -> str:
    unit = rows[0]["cpu"]
    customers, orders = workbooks.HEAVY
    cells = customers * len(workbooks.CUSTOMERS) + orders * len(workbooks.ORDERS)
    lines = [
        "# Putting one sheet into a large workbook",
        "",
        f"A workbook of {size:.0f} MB with {cells / 1e6:.1f} million cells in people's sheets gets one sheet of",
        "100 rows with a table and a chart. Each run is a process that reads the file and writes the result; the",
        "medians are shown. Memory is the peak over what the process held before: the file counts where it is",
        "read, and the result always does. `python bench/container.py` writes this page.",
        "",
        "| way | CPU seconds | times custsheet | memory (MB) | of the original parts: there | byte for byte the same |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        parts = "–", "–"
        if row["kept"]:
            total, present, same = row["kept"]
            parts = f"{present} of {total}", str(same)
        cells = (_named(row["way"]), f"{row['cpu']:.2f}", f"{row['cpu'] / unit:.1f}", f"{row['peak']:.0f}", *parts)
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors."]
    if absent:
        lines += ["", f"Not installed, so not measured: {', '.join(absent)}."]
    return "\n".join(lines) + "\n"


def _named(way: str) -> str:
    return NAMES.get(way) or f"{way} {importlib.metadata.version(way)}"


if __name__ == "__main__":
    main()
