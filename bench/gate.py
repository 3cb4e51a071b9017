"""What the gate costs before anything reads a file: ordinary large workbooks, and the worst that are let through.

Each file is passed through `custsheet.package.gate` in a process of its own; writes `docs/gate.md`.

    pip install . && python bench/gate.py
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import workbooks

from custsheet.model.errors import WorkbookError
from custsheet.package import gate, limits

PAGE = Path(__file__).parents[1] / "docs" / "gate.md"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_HEAD, _TAIL = b'<worksheet xmlns="' + _MAIN + b'"><sheetData>', b"</sheetData></worksheet>"


def with_part(name: str, pieces: Iterator[bytes]) -> bytes:
    """A small workbook with one part made of pieces, compressed as they come."""
    small, out = zipfile.ZipFile(io.BytesIO(workbooks.make(2, 2))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other in small.namelist():
            if other != name:
                archive.writestr(other, small.read(other))
        with archive.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
    return out.getvalue()


def odd_cells(cell: bytes, tags: int) -> Iterator[bytes]:
    """A sheet whose rows and cells have no references, just within the number of tags for odd parts."""
    yield _HEAD
    for _ in range((limits.ODD_TAGS - 100) // (1000 * tags + 1)):
        yield b"<row>" + cell * 1000 + b"</row>"
    yield _TAIL


def odd_text() -> Iterator[bytes]:
    """One odd cell whose text takes all the bytes that odd parts may have."""
    yield _HEAD + b'<row><c t="str"><v>'
    for _ in range((limits.ODD_BYTES >> 10) - 1):
        yield os.urandom(512).hex().encode()
    yield b"</v></c></row>" + _TAIL


def pivot_cache() -> Iterator[bytes]:
    """Records of a pivot cache, as large as such a part may be."""
    yield b'<pivotCacheRecords xmlns="' + _MAIN + b'">'
    number = 0
    for _ in range((limits.XML_BYTES >> 20) - 1):
        piece = bytearray()
        while len(piece) < 1_000_000:
            number += 1
            piece += b'<r><n v="%d"/><s v="abc"/></r>' % (number * 2_654_435_761 % 10**9)
        yield bytes(piece)
    yield b"</pivotCacheRecords>"


def repeated(head: bytes, piece: bytes, size: int, tail: bytes) -> Iterator[bytes]:
    """So many bytes of the same."""
    yield head
    block = piece * ((1 << 20) // len(piece))
    for _ in range(size >> 20):
        yield block
    yield tail


FILES: dict[str, Callable[[], bytes]] = {
    "70 MB, 4.5 million cells": lambda: workbooks.make(*workbooks.HEAVY, note=700),
    "the largest meant to work, 14 million cells": lambda: workbooks.make(*workbooks.SIZES["XL"]),
    "odd: cells without references": lambda: with_part(_SHEET, odd_cells(b"<c><v>1</v></c>", 2)),
    "odd: empty cells without references": lambda: with_part(_SHEET, odd_cells(b"<c/>", 1)),
    "odd: formulas without references": lambda: with_part(_SHEET, odd_cells(b"<c><f/><v/></c>", 3)),
    "odd: one long text": lambda: with_part(_SHEET, odd_text()),
    "a pivot cache as large as may be": lambda: with_part("xl/pivotCache/pivotCacheRecords1.xml", pivot_cache()),
    "bomb: a picture of 900 MB": lambda: with_part("xl/media/image1.png", repeated(b"", b"\0", 900 << 20, b"")),
    "bomb: a sheet of spaces": lambda: with_part(_SHEET, repeated(_HEAD, b" ", 600 << 20, _TAIL)),
    "bomb: strings": lambda: with_part(
        _STRINGS, repeated(b'<sst xmlns="' + _MAIN + b'">', b"<si><t>x</t></si>", 600 << 20, b"</sst>")
    ),
}


def measure(file: Path) -> dict[str, object]:
    """In a process of its own: CPU seconds, MB at the peak above process and file, what came of it."""
    data = file.read_bytes()
    before, start = _status("VmRSS"), resource.getrusage(resource.RUSAGE_SELF)
    try:
        gate(data)
        outcome = "passes"
    except WorkbookError as error:
        outcome = error.en
    end = resource.getrusage(resource.RUSAGE_SELF)
    cpu = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    return {"cpu": cpu, "peak": max(_status("VmHWM") - before, 0), "outcome": outcome}


def _status(key: str) -> float:
    """MB of memory this process holds (VmRSS) or has held at most (VmHWM); ru_maxrss would count its parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def main() -> None:
    """Measure all files and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one)))
        return
    lines = [
        "# What the gate costs",
        "",
        "Before anything reads a workbook, the gate proves that it is whole, safe and read alike by every reader.",
        "Each file here goes through it in a process of its own. Memory is the peak over what the process held with",
        "the file in it. The odd workbooks are spelled as no office program spells them and are the costliest that",
        "pass; the bombs are small files that inflate to hundreds of megabytes.",
        "`python bench/gate.py` writes this page.",
        "",
        "| workbook | file (MB) | CPU seconds | memory (MB) | what comes of it |",
        "| --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILES.items():
            file = Path(folder, "made.xlsx")
            file.write_bytes(make())
            done = subprocess.run([sys.executable, __file__, "--one", file], capture_output=True, text=True, check=True)
            one, size = json.loads(done.stdout), file.stat().st_size / 1e6
            lines.append(f"| {name} | {size:.1f} | {one['cpu']:.2f} | {one['peak']:.0f} | {one['outcome']} |")
            print(lines[-1], flush=True)
    lines += ["", f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors.", ""]
    PAGE.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
