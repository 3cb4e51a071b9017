"""Which workbooks are watched: one machine each, however many names lead to it; copies in conflict are told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from custsheet.watching.disk import Disk
from custsheet.watching.events import Conflicted, Event
from custsheet.watching.machine import Machine, State
from custsheet.watching.timing import LOCAL
from custsheet.watching.watched import Watched


class Folder:
    """A folder, and what was made and told of it."""

    def __init__(self, path: Path) -> None:
        self.path, self.told = path, list[Event]()

    def put(self, *names: str) -> None:
        for name in names:
            (self.path / name).write_bytes(name.encode())

    def watched(self, *paths: Path) -> Watched:
        made = Watched(list(paths), self._machine, self.told.append)
        made.scan(0.0)
        return made

    def _machine(self, path: Path, found: bool, now: float) -> Machine:
        return Machine(path, Disk(), LOCAL, self.told.append, found=found, now=now)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    place = tmp_path / "客户"
    place.mkdir()
    return Folder(place)


def _names(watched: Watched) -> list[str]:
    return sorted(machine.path.name for machine in watched)


def test_scan__in_a_folder_workbooks_only(folder: Folder) -> None:
    folder.put(
        "a.xlsx", "b.xlsm", "c.csv", "~$a.xlsx", ".~lock.b.xlsm#", "7E4C1000", "a.results.xlsx", "a.检查结果.xlsx"
    )
    watched = folder.watched(folder.path)
    assert _names(watched) == ["a.xlsx", "b.xlsm"]
    assert all(machine.found for machine in watched)
    assert watched.folders == {folder.path}


def test_scan__a_named_workbook_counts_as_named_also_inside_a_named_folder(folder: Folder) -> None:
    folder.put("a.xlsx", "b.xlsx")
    watched = folder.watched(folder.path / "a.xlsx", folder.path)
    assert {machine.path.name: machine.found for machine in watched} == {"a.xlsx": False, "b.xlsx": True}


def test_scan__several_names_and_links_are_one_workbook(folder: Folder, tmp_path: Path) -> None:
    folder.put("a.xlsx")
    link = tmp_path / "link.xlsx"
    link.symlink_to(folder.path / "a.xlsx")
    watched = folder.watched(link, folder.path / "a.xlsx", folder.path)
    assert len(list(watched)) == 1
    assert watched.folders == {folder.path, tmp_path}


def test_scan__what_comes_later_and_what_goes(folder: Folder) -> None:
    folder.put("a.xlsx")
    watched = folder.watched(folder.path, folder.path / "named.xlsx")
    assert _names(watched) == ["a.xlsx", "named.xlsx"]
    folder.put("b.xlsx")
    (folder.path / "a.xlsx").unlink()
    for now in (1.0, 20.0, 40.0):
        for machine in watched:
            machine.hint(now)
            machine.advance(now)
        watched.scan(now)
    assert _names(watched) == ["b.xlsx", "named.xlsx"], "named ones are waited for, found ones are forgotten"


def test_hint__a_new_file_in_a_watched_folder_and_only_there(folder: Folder) -> None:
    watched = folder.watched(folder.path / "named.xlsx")
    folder.put("other.xlsx", "named.xlsx")
    watched.hint(folder.path / "other.xlsx", 1.0)
    assert _names(watched) == ["named.xlsx"]
    in_folder = folder.watched(folder.path)
    folder.put("third.xlsx")
    in_folder.hint(folder.path / "third.xlsx", 1.0)
    in_folder.hint(folder.path / "gone already.xlsx", 1.0)
    assert _names(in_folder) == ["named.xlsx", "other.xlsx", "third.xlsx"]


def test_hint__a_lock_wakes_the_workbooks_beside_it(folder: Folder, tmp_path: Path) -> None:
    folder.put("a.xlsx")
    watched = folder.watched(folder.path / "a.xlsx")
    (machine,) = watched
    machine.state, machine.wake = State.PENDING, 100.0
    watched.hint(tmp_path / ".~lock.a.xlsx#", 1.0)
    assert machine.wake == 100.0, "a lock in another folder"
    watched.hint(folder.path / ".~lock.a.xlsx#", 1.0)
    assert machine.wake == 1.0


@pytest.mark.parametrize("named", [True, False], ids=["workbook", "folder"])
def test_conflicted__is_told_once_and_never_watched(folder: Folder, named: bool) -> None:
    copy = "a (Ann's conflicted copy 2026-11-21).xlsx"
    folder.put("a.xlsx", copy)
    watched = folder.watched(folder.path / "a.xlsx" if named else folder.path)
    watched.scan(1.0)
    watched.hint(folder.path / copy, 2.0)
    assert _names(watched) == ["a.xlsx"]
    assert folder.told == [Conflicted(folder.path / "a.xlsx", folder.path / copy)]
    folder.put("a-DESKTOP1.xlsx")
    watched.hint(folder.path / "a-DESKTOP1.xlsx", 3.0)
    assert len(folder.told) == 2
    assert (folder.path / copy).exists()


def test_scan__a_folder_that_goes_and_comes_back(folder: Folder) -> None:
    folder.put("a.xlsx")
    watched = folder.watched(folder.path)
    away = folder.path.rename(folder.path.with_name("away"))
    watched.scan(1.0)
    away.rename(folder.path)
    folder.put("b.xlsx")
    watched.scan(2.0)
    assert _names(watched) == ["a.xlsx", "b.xlsx"]
