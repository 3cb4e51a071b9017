"""The installed watcher on real files, with a real LibreOffice: one pass a save, and nothing is ever lost."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from office import Office
from watching import SECONDS, Watching, read_log

import custsheet
from custsheet.package.saving.steady import file_digest
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard

SETTLED = 3.0  # seconds between two saves of a person in a hurry, longer than settling


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of twelve customers."""
    path = tmp_path_factory.mktemp("small") / "客户管理表.xlsx"
    tables, settings = sample_rows(standard(), "zh", date.today())
    custsheet.create(path, tables={name: rows[:12] for name, rows in tables.items()}, settings=settings)
    custsheet.process(path)
    return path


@pytest.fixture
def book(small: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "客户"
    folder.mkdir()
    return Path(shutil.copy(small, folder / "客户管理表.xlsx"))


def _names(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path)["客户"]
    return [str(cell.value) for cell in sheet["B"] if cell.value is not None]


def _type(path: Path, name: str) -> None:
    """Save as openpyxl does: another program, which writes in place and leaves our sheets as they are."""
    openpyxl_book = openpyxl.load_workbook(path)
    openpyxl_book["客户"]["B6"] = name
    temporary = path.with_name(f"{path.stem}.saving")
    openpyxl_book.save(temporary)
    temporary.replace(path)


def _findings(path: Path) -> str:
    found = openpyxl.load_workbook(path)
    return "\n".join(str(value) for row in found["数据质量"].iter_rows(values_only=True) for value in row if value)


def _phone(path: Path) -> str:
    """The cell of the first customer's mobile."""
    sheet = openpyxl.load_workbook(path)["客户"]
    header = next(row for row in range(1, 12) for cell in sheet[row] if cell.value and "手机" in str(cell.value))
    column = next(cell.column_letter for cell in sheet[header] if cell.value and "手机" in str(cell.value))
    return f"{column}{header + 1}"


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "symlink", "hard link"])
def test_watch__libreoffice_saves_three_times_and_closes(
    way: str, command: Path, office: Office, book: Path, home: Path
) -> None:
    named = book
    if way == "symlink":
        named = book.parent.parent / "快捷方式.xlsx"
        named.symlink_to(book)
    if way == "hard link":  # LibreOffice then saves in place
        os.link(book, book.parent.parent / "另一个名字.xlsx")
    cell = _phone(book)
    side_car = named.with_name(f"{named.stem}.检查结果.xlsx")
    with Watching.start(command, named, home=home) as watching:
        watching.until(lambda: len(watching.passes) == 1)
        assert not watching.passes[0]["written"]
        with office.open(named) as document:
            for number in range(3):
                document.enter("客户", {cell: f"错误号码{number}"})
                document.save()
                watching.until(lambda many=number + 2: len(watching.passes) >= many)
                assert f"错误号码{number}" in _findings(side_car)
                watching.quiet(SETTLED)
            assert "错误号码2" not in _findings(book)
        watching.says("the results are in it now")
        watching.quiet(SETTLED)
        passes = watching.passes
    assert [one["event"] for one in passes] == ["Checked"] * 4 + ["WrittenBack"]
    assert "错误号码2" in _findings(book)
    assert not side_car.exists()
    assert watching.process.returncode == 0
    with office.open(named) as document:
        assert "数据质量" in document.sheets
        assert document.values("客户", cell) == [["错误号码2"]]


@pytest.mark.slow
def test_watch__reloading_in_libreoffice_gives_no_pass_and_shows_what_was_written(
    command: Path, office: Office, book: Path, home: Path
) -> None:
    cell = _phone(book)
    with Watching.start(command, book, home=home) as watching:
        watching.until(lambda: len(watching.passes) == 1)
        with office.open(book) as document:
            for _ in range(3):
                document.reload()
                watching.quiet(SETTLED)
            document.enter("客户", {cell: "错误号码"})
            document.save()
            watching.until(lambda: len(watching.passes) == 2)
            document.reload()
            assert document.values("客户", cell) == [["错误号码"]]
            watching.quiet(SETTLED)
            assert len(watching.passes) == 2
        watching.says("the results are in it now")


@pytest.mark.slow
def test_watch__after_a_crash_of_libreoffice_the_results_wait_beside_the_workbook_until_its_lock_is_gone(
    command: Path, soffice: Path, uno_python: Path, book: Path, home: Path, tmp_path: Path
) -> None:
    cell, side_car = _phone(book), book.with_name(f"{book.stem}.检查结果.xlsx")
    with Watching.start(command, book, home=home) as watching:
        watching.until(lambda: len(watching.passes) == 1)
        with Office.start(soffice, uno_python, tmp_path / "profile") as other:
            document = other.open(book)
            document.enter("客户", {cell: "错误号码"})
            document.save()
            watching.until(lambda: len(watching.passes) == 2)
            saved = book.read_bytes()
            other.crash()
        (lock,) = book.parent.glob(".~lock.*")
        watching.quiet(SETTLED)
        assert (book.read_bytes(), side_car.exists()) == (saved, True)
        lock.unlink()
        watching.says("the results are in it now")
        watching.until(lambda: not side_car.exists())
    assert "错误号码" in _findings(book)


@pytest.mark.slow
def test_watch__a_folder_with_bad_files_tells_each_once_and_serves_the_others(
    command: Path, book: Path, home: Path
) -> None:
    folder = book.parent
    shutil.copy(book, folder / "second.xlsx")
    (folder / "torn.xlsx").write_bytes(book.read_bytes()[:5000])
    (folder / "text.xlsx").write_bytes(b"name,phone\n")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le")
    (folder / "secret.xlsx").write_bytes(ole)
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", b" " * (300 << 20))
    prices = openpyxl.Workbook()
    prices.active.append(["apples", 3])  # type: ignore[union-attr]
    prices.save(folder / "prices.xlsx")
    before = (folder / "prices.xlsx").read_bytes()
    with Watching.start(command, folder, home=home) as watching:
        watching.says("secret.xlsx")
        watching.says("text.xlsx")
        watching.says("bomb.xlsx")
        watching.until(lambda: len(watching.passes) == 2)
        _type(folder / "second.xlsx", "新客户")
        watching.until(lambda: len(watching.passes) == 3)
        _type(book, "新客户")
        watching.until(lambda: len(watching.passes) == 4)
        told = "\n".join(watching.lines)
    for name in ("secret", "text", "bomb"):
        assert told.count(f"{name}.xlsx was not processed") == 1
    assert "prices" not in told
    assert (folder / "prices.xlsx").read_bytes() == before
    assert "Traceback" not in told


@pytest.mark.slow
def test_watch__losing_records_by_the_hundred_stops_and_asks(
    command: Path, run: Callable[..., object], tmp_path: Path, home: Path
) -> None:
    path = custsheet.create(tmp_path / "book.xlsx", lang="zh", sample=True)
    custsheet.process(path)
    book = openpyxl.load_workbook(path)
    book["客户"].delete_rows(8, 100)
    book.save(path)
    lost = path.read_bytes()
    with Watching.start(command, path, home=home) as watching:
        watching.says("are gone since the last pass")
        watching.quiet(SETTLED)
        assert path.read_bytes() == lost
        assert sum("are gone" in line for line in watching.lines) == 1
        assert custsheet.process(path, accept_deletions=True).written
        watching.until(lambda: len(watching.passes) == 1)
    assert not read_log(home)[-1].get("written", False)


@pytest.mark.parametrize(
    "saves", [pytest.param(12, marks=pytest.mark.short), pytest.param(200, marks=pytest.mark.slow)]
)
def test_watch__two_watchers_share_nothing_and_tear_nothing(
    saves: int, command: Path, book: Path, versions: list[Path], home: Path
) -> None:
    with Watching.start(command, book, home=home) as first:
        first.until(lambda: first.passes)
        with Watching.start(command, book.parent, home=home) as second:
            second.says("looked after elsewhere")
            _, digest = _saves(book, saves / 3, saves, versions)
            first.until(lambda: any(one["digest"] == digest and one["written"] for one in first.passes))
            openpyxl.load_workbook(book)
            done = len(first.passes)
            first.kill()
            _type(book, "接着")
            second.until(lambda: len(second.passes) > done)
            second.until(lambda: any("接着" in name for name in _names(book)))
    # Both keep one log: who writes it does not matter, but each version is processed by one of them, once.
    read = [one["digest"] for one in second.passes]
    assert len(read) == len(set(read))
    assert not custsheet.process(book).written


def test_watch__ends_cleanly_and_leaves_nothing_running(command: Path, book: Path, home: Path) -> None:
    with Watching.start(command, book, home=home) as watching:
        watching.until(lambda: watching.passes)
        tasks = Path(f"/proc/{watching.process.pid}/task").glob("*/children")  # each thread has its own
        children = [child for task in tasks for child in task.read_text().split()]
        assert len(children) == 1
    assert watching.process.returncode == 0
    assert not Path(f"/proc/{children[0]}").exists()


def test_watch__once_looks_at_everything_and_ends(run: Callable[..., object], book: Path) -> None:
    _type(book, "新客户")
    done = run("watch", "--once", book.parent)
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    assert "errors" in done.stdout  # type: ignore[attr-defined]
    assert (book.parent / "客户管理表.检查结果.xlsx").exists() is False


def test_watch__a_folder_that_is_not_there_is_one_sentence(run: Callable[..., object], tmp_path: Path) -> None:
    done = run("watch", tmp_path / "no" / "book.xlsx")
    assert done.returncode == 2  # type: ignore[attr-defined]
    assert "does not exist" in done.stderr  # type: ignore[attr-defined]


def _temporaries(book: Path) -> set[str]:
    """What a commit is writing, or what one that was killed left."""
    return {path.name for path in book.parent.iterdir() if "custsheet-" in path.name}


def _until_written(book: Path) -> None:
    """Until a new version lies beside the workbook, or (nobody looked in time) already in its place."""
    there, number, end = _temporaries(book), book.stat().st_ino, time.monotonic() + SECONDS
    while _temporaries(book) == there and book.stat().st_ino == number:
        assert time.monotonic() < end, "nothing was written"
        time.sleep(0.002)


def _look_whole(book: Path) -> None:
    """Every part has the checksum it was written with, and is XML from its beginning to its end."""
    with zipfile.ZipFile(book) as package:
        for name in package.namelist():
            data = package.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                etree.fromstring(data)


def _saves(book: Path, seconds: float, count: int, versions: list[Path]) -> tuple[Path, str]:
    """Save `count` times within `seconds`, one version after the other: the last one, and the digest of that save.

    No two saves have the same bytes, though the same is in them.
    """
    for number in range(count):
        version, temporary = versions[number % len(versions)], book.with_name("7E4C1000")
        shutil.copy(version, temporary)
        with zipfile.ZipFile(temporary, "a") as package:
            package.comment = b"save %d" % number
        saved = file_digest(temporary)
        temporary.replace(book)
        time.sleep(seconds / count)
    return version, saved


@pytest.fixture(scope="session")
def versions(small: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five versions that people saved, to be copied; the name in B6 tells which."""
    folder, made = tmp_path_factory.mktemp("versions"), []
    for number in range(5):
        made.append(Path(shutil.copy(small, folder / f"version{number}.xlsx")))
        _type(made[-1], f"版本{number}")
    return made


@pytest.mark.parametrize(
    "seconds", [pytest.param(6, marks=pytest.mark.short), pytest.param(60, marks=pytest.mark.slow)]
)
def test_watch__a_thousand_saves_end_with_the_results_of_the_last(
    seconds: int, command: Path, book: Path, versions: list[Path], home: Path
) -> None:
    with Watching.start(command, book, home=home) as watching:
        watching.until(lambda: watching.passes)
        last, digest = _saves(book, seconds, seconds * 1000 // 60, versions)
        watching.until(lambda: any(one["digest"] == digest and one["written"] for one in watching.passes))
        watching.quiet(SETTLED)
    assert _names(book) == _names(last)
    assert custsheet.process(book).written is False


@pytest.mark.parametrize("kills", [pytest.param(8, marks=pytest.mark.short), pytest.param(200, marks=pytest.mark.slow)])
def test_watch__killed_at_any_moment_the_workbook_is_whole_and_the_next_one_finishes(
    kills: int, command: Path, book: Path, versions: list[Path], home: Path
) -> None:
    """Saves go on all the while; each kill takes the process that does the passes with it.

    A random moment seldom falls into the write, so every eighth kill comes while nobody saves and the new version is
    already on disk beside the old one.
    """
    chance = random.Random(kills)
    stop, desk = threading.Event(), threading.Lock()
    saved: list[Path] = []

    def save() -> None:
        version = chance.choice(versions)
        temporary = book.with_name("7E4C1000")
        shutil.copy(version, temporary)
        temporary.replace(book)
        saved.append(version)

    def go_on_saving() -> None:
        while not stop.is_set():
            with desk:
                save()
            stop.wait(chance.uniform(0.3, 3.0))

    saving = threading.Thread(target=go_on_saving)
    saving.start()
    try:
        for number in range(kills):
            if number % 8 == 7:
                with desk:
                    save()  # so that there is something to write
                    with Watching.start(command, book, home=home) as watching:
                        _until_written(book)
                        watching.kill()
                openpyxl.load_workbook(book)
            else:
                with Watching.start(command, book, home=home) as watching:
                    watching.quiet(chance.uniform(0.1, 1.2))
                    watching.kill()
            _look_whole(book)
    finally:
        stop.set()
        saving.join()
    with Watching.start(command, book, home=home) as watching:
        watching.until(lambda: custsheet.process(book, dry_run=True).written is False)
    assert _names(book) == _names(saved[-1])
