"""One writer: on this computer by a lock, in a shared folder by a lease; others stand by, and say so once."""

from __future__ import annotations

from pathlib import Path

import pytest

from custsheet.watching import lease
from custsheet.watching.events import Event, StandsBy
from custsheet.watching.rights import Rights


class Watcher:
    """Rights with a clock of their own, as on another computer, and what they told."""

    def __init__(self, shared: bool = False) -> None:
        self.now, self.told = 1000.0, list[Event]()
        self.rights = Rights(lambda _folder: shared, self.told.append, lambda: self.now)

    def may(self, book: Path) -> bool:
        return self.rights.may_write(book)

    def until_it_may(self, book: Path, seconds: float) -> bool:
        """Whether it may within so long, asked at every heartbeat."""
        end = self.now + seconds
        while self.now < end:
            if self.may(book):
                return True
            self.now += lease.BEAT / 2
        return False


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.touch()
    return path


def test_may_write__one_on_this_computer_and_the_next_when_it_ends(book: Path) -> None:
    first, second = Watcher(), Watcher()
    assert first.may(book)
    assert first.may(book), "and it stays so"
    assert not second.may(book)
    assert not second.may(book)
    assert [type(event) for event in second.told] == [StandsBy], "told once"
    assert "pid" in second.told[0].who  # type: ignore[union-attr]
    assert second.rights.elsewhere(book) == "", "not on another computer"
    first.rights.release()
    assert second.may(book)
    assert first.told == []


def test_may_write__each_workbook_by_itself(book: Path) -> None:
    first, second = Watcher(), Watcher()
    assert first.may(book)
    assert second.may(book.with_name("other.xlsx"))


def test_may_write__a_link_is_the_same_workbook(book: Path) -> None:
    link = book.with_name("link.xlsx")
    link.symlink_to(book)
    first, second = Watcher(), Watcher()
    assert first.may(book)
    assert not second.may(link)


def test_may_write__no_trace_in_a_folder_of_this_computer(book: Path) -> None:
    watcher = Watcher()
    assert watcher.may(book)
    watcher.rights.release()
    assert list(book.parent.iterdir()) == [book]


def test_may_write__in_a_shared_folder_one_of_all_computers(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Watcher(shared=True)
    assert first.until_it_may(book, 200)
    monkeypatch.setenv("CUSTSHEET_HOME", str(book.parent / "another computer"))
    second = Watcher(shared=True)
    for _ in range(30):  # both look at every heartbeat
        assert first.may(book)
        assert not second.may(book)
        first.now += lease.BEAT / 2
        second.now += lease.BEAT / 2
    assert [type(event) for event in second.told] == [StandsBy]
    assert second.rights.elsewhere(book)
    assert second.until_it_may(book, 2 * lease.DEAD + lease.SETTLE), "the first one has stopped looking"
    assert second.rights.elsewhere(book) == ""
    assert not first.may(book)
