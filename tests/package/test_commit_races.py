"""Races against a second writer that saves as office programs do: the newer save always survives, byte for byte."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from custsheet.model.errors import WorkbookError
from custsheet.package.saving import commit as module
from custsheet.package.saving.commit import commit, digest
from custsheet.package.saving.temporary import is_own_temporary

OLD, NEW = b"old." * 20_000, b"new!" * 20_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="exchange has been tried on Linux alone")

# A person at another program. argv: folder. For each line "style trigger delay number" on stdin it waits for the
# trigger (start: nothing; temp: our temporary file is there) and the delay (seconds), saves, and prints "saved".
_PERSON = """
import os, sys, time
from pathlib import Path
from custsheet.package.saving import fileops

folder = Path(sys.argv[1])
book, temp, away = folder / "book.xlsx", folder / "lu7r2p.tmp", folder / "A1B2C3D4.tmp"

def fill(path, data, flags):
    descriptor = os.open(path, flags | os.O_WRONLY, 0o644)
    for start in range(0, len(data), 16_384):
        os.write(descriptor, data[start : start + 16_384])
    os.close(descriptor)

def in_place(data):  # LibreOffice for links, Excel for Mac: emptied and filled
    fill(book, data, os.O_TRUNC)

def over(data):  # in place without emptying first; versions are of one length
    fill(book, data, 0)

def rename(data):  # WPS, most programs
    fill(temp, data, os.O_CREAT)
    temp.replace(book)

def libreoffice(data):  # as rename, with its lock deleted and made again
    lock = folder / ".~lock.book.xlsx#"
    lock.unlink(missing_ok=True)
    fill(temp, data, os.O_CREAT)
    lock.write_text(",somebody,here,06.05.2024 12:00,;")
    temp.replace(book)
    lock.unlink()

def excel(data):  # Windows, local disk: new beside, old away, new in its place, old deleted
    fill(temp, data, os.O_CREAT)
    book.rename(away)
    temp.rename(book)
    away.unlink()

def older_excel(data):
    fill(temp, data, os.O_CREAT)
    book.unlink()
    temp.rename(book)

def afresh(data):  # deleted, then made under the same name
    book.unlink()
    fill(book, data, os.O_CREAT | os.O_EXCL)

def mac_excel(data):  # a swap like ours
    fill(temp, data, os.O_CREAT)
    fileops.exchange(temp, book)
    temp.unlink()

for line in sys.stdin:
    style, trigger, delay, number = line.split()
    began = time.perf_counter()
    while trigger == "temp" and not any(".custsheet-" in name for name in os.listdir(folder)):
        if time.perf_counter() > began + 0.1:  # the commit was quicker than we
            break
    until = time.perf_counter() + float(delay)
    while time.perf_counter() < until:
        pass
    globals()[style](b"%4d" % int(number) * 20_000)
    print("saved", flush=True)
"""
STYLES = ("in_place", "over", "rename", "libreoffice", "excel", "older_excel", "afresh", "mac_excel")
RACES = 64  # of each style: 512
CLOSE = 8  # of them must land between our reading and our swap, or it goes on: a busy computer has clumsy racers
WIDER = 16  # races after which theirs waits twice as long where ours never came first: commits are slow there


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("races")
    child = subprocess.Popen(
        [sys.executable, "-c", _PERSON, folder], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    yield folder, child
    child.communicate()


@pytest.mark.parametrize("style", STYLES)
def test_commit__loses_no_race(
    person: tuple[Path, subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch, style: str
) -> None:
    folder, child = person
    assert child.stdin is not None
    assert child.stdout is not None
    book = folder / "book.xlsx"
    real, swaps = module.fileops.exchange, Counter[int]()
    number = 0

    def exchange(a: Path, b: Path) -> Path | None:
        swaps[number] += 1
        return real(a, b)

    monkeypatch.setattr(module.fileops, "exchange", exchange)
    book.write_bytes(OLD)
    began = time.perf_counter()
    commit(book, NEW, expected=digest(OLD), backup=lambda data: None)
    usual = time.perf_counter() - began
    chance = random.Random(style)
    ends: Counter[str] = Counter()

    def are_some() -> bool:
        """Theirs came after ours, before ours, and at a good share between our reading and our swap."""
        return ends["ours came first"] > 0 and ends["refused late"] + ends["given back"] >= CLOSE

    while number < RACES or (not are_some() and number < 5 * RACES):
        if number % WIDER == WIDER - 1 and not ends["ours came first"]:
            usual *= 2
        number += 1
        book.write_bytes(OLD)
        theirs, kept, said = b"%4d" % number * 20_000, list[bytes](), ""
        trigger, longest = ("start", usual * 1.5) if number % 2 else ("temp", usual / 2)
        print(style, trigger, chance.uniform(0, longest), number, file=child.stdin, flush=True)
        try:
            commit(book, NEW, expected=digest(OLD), backup=kept.append)
            end = "ours came first"
        except WorkbookError as error:
            said = error.text("en")
            end = "given back" if swaps[number] > 1 else "refused late" if kept else "refused at once"
        assert child.stdout.readline() == "saved\n"
        ends[end] += 1
        left = [path for path in folder.iterdir() if path != book]
        assert all(is_own_temporary(path.name) and str(path) in said for path in left), (left, said)
        safe = [book, *left]
        assert theirs in [path.read_bytes() for path in safe if path.exists()], (end, said)
        for path in left:
            path.unlink()
    assert are_some(), ends
