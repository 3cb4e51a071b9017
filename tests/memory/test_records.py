"""Records about a workbook: whole or none, for this user only, and never in anybody's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from custsheet.memory import records


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    place = records.place("kind", tmp_path / "客户.xlsx")
    records.write(place, {"said": "王芳", "n": 1})
    return place


def test_write__read_gives_it_back_and_nobody_else_may(kept: Path) -> None:
    assert records.read(kept) == {"said": "王芳", "n": 1}
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


def test_write__a_full_disk_leaves_the_one_before(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(records.os, "fdopen", full)
    records.write(kept, {"said": "李娜"})
    assert records.read(kept) == {"said": "王芳", "n": 1}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'{"said": ', b"[" * 60_000, b" " * records.MOST + b"1"])
def test_read__what_is_no_record_is_none(kept: Path, content: bytes) -> None:
    kept.write_bytes(content)
    assert records.read(kept) is None


def test_forget__is_gone_and_may_be_forgotten_twice(kept: Path) -> None:
    records.forget(kept)
    records.forget(kept)
    assert records.read(kept) is None


def test_place__one_for_each_workbook_and_kind(tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "a.xlsx")
    assert records.place("k", tmp_path / "link.xlsx") == records.place("k", tmp_path / "a.xlsx")
    assert len({records.place(kind, tmp_path / name) for kind in "kl" for name in ("a.xlsx", "b.xlsx")}) == 4
