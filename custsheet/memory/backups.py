"""The backups: every version of a workbook that is about to be replaced, named by its content, in a folder of our own.

Invariants: a backup is on disk, read back and listed before `store` returns, so no workbook is replaced without one
that can be restored; a content is kept once however often it occurs, under its hash and with the workbook's suffix, so
that a person can open it; nothing is handed back whose hash is wrong. The folder (0700) lies outside the workbook's,
which may be synced or shared. The index (SQLite) is a convenience: a backup can be restored by its digest without it.
Exists because the customer workbook is often the only one there is.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from custsheet.memory.home import home
from custsheet.memory.retention import Entry, keep
from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import create, digest, file_digest
from custsheet.package.saving.fileops import sync_folder
from custsheet.package.saving.oserrors import reason as clause

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LOCKED = 10.0  # seconds to wait for another process that is storing a backup
_BACKWARD = timedelta(hours=1)  # time servers correct by less; summer time does not change UTC
_FORWARD = timedelta(days=31)  # a workbook may well rest for a month
_SETTLING = timedelta(days=7)  # after a jump: time to notice a wrong clock before anything is dropped

_NO_ROOM = {"disk I/O error", "database or disk is full"}  # what SQLite says of a full disk
_SCHEMA = """
CREATE TABLE IF NOT EXISTS backups (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL,
    source TEXT NOT NULL,
    taken TEXT NOT NULL,
    size INTEGER NOT NULL,
    reason TEXT NOT NULL,
    verified INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_source ON backups (source, sequence);
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), seen TEXT NOT NULL, settled TEXT NOT NULL);
"""
# A content that is the workbook's newest already is not listed twice.
_INSERT = """
INSERT INTO backups (digest, source, taken, size, reason, verified)
SELECT :digest, :source, :taken, :size, :reason, 1
WHERE :digest IS NOT (SELECT digest FROM backups WHERE source = :source ORDER BY sequence DESC LIMIT 1)
"""


def default_folder() -> Path:
    """`$CUSTSHEET_HOME/backups`, or `backups` in this user's data folder for custsheet."""
    return home() / "backups"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Backups:
    """
    The backups in one folder, which is made when first needed.

    Args:
        folder: where; `default_folder()` if not given.
        clock: tells the time, with time zone.

    Every method raises `WorkbookError` if the folder or its index cannot be used.
    """

    def __init__(self, folder: Path | None = None, *, clock: Callable[[], datetime] = _utc_now) -> None:
        self.folder = folder or default_folder()
        self._clock = clock

    def store(self, data: bytes, source: Path, *, reason: str = "write") -> Path:
        """
        Keeps `data`, a version of the workbook at `source`, and returns the file that holds it.

        Content that is already there is not written again, and is listed again only if another version of the same
        workbook came in between.
        """
        name, now = digest(data), self._clock()
        with self._index() as index:
            path = self._find(name)
            if path is None or not _holds(path, name):
                if path is not None:
                    path.unlink()  # damaged on disk
                path = self.folder / f"{_hash(name)}{source.suffix.lower()}"
                try:
                    create(path, data, mode=0o600)
                except WorkbookError as error:
                    raise self._trouble((error.zh.rstrip("。"), error.en.rstrip("."))) from error
                if not _holds(path, name):
                    raise self._trouble(("写入后读回的内容不一致", "what was read back differs from what was written"))
            _observe(index, now)
            taken = now.astimezone(UTC).isoformat()
            row = {"digest": name, "source": _key(source), "taken": taken, "size": len(data), "reason": reason}
            index.execute(_INSERT, row)
        return path

    def list(self, source: Path | None = None) -> tuple[Entry, ...]:
        """The backups of `source`, or of all workbooks, newest first."""
        with self._index() as index:
            return _entries(index, source)

    def restore_bytes(self, which: str | int) -> bytes:
        """
        The content of a backup, named by its digest ("sha256:…") or its sequence number.

        Raises:
            WorkbookError: there is no such backup, or its content is no longer what it was.
        """
        name = which if isinstance(which, str) else self._digest_of(which)
        try:
            path = self._find(name) if _DIGEST.fullmatch(name) else None
            data = path.read_bytes() if path else None
        except FileNotFoundError:
            data = None
        except OSError as error:
            raise self._trouble(clause(error)) from error
        if data is None:
            raise WorkbookError(
                f"没有编号为 {which} 的备份，请先列出备份再选。",
                f"There is no backup {which}; list the backups and choose one.",
            )
        if digest(data) != name:
            raise WorkbookError(
                f"备份 {path} 已损坏，不能恢复，请选另一份备份。",
                f"The backup {path} is damaged and cannot be restored; choose another one.",
            )
        return data

    def file(self, name: str) -> Path | None:
        """The file that holds the content of this digest; None: there is none."""
        with self._index():
            return self._find(name)

    def prune(self, now: datetime | None = None) -> tuple[Entry, ...]:
        """
        Drops what `retention.keep` does not keep at `now`, and returns what was dropped.

        After the clock has jumped (back, or a month ahead of the last time seen) nothing is dropped for a week.
        """
        now = now or self._clock()
        with self._index() as index:
            if not _observe(index, now):
                return ()
            entries = _entries(index, None)
            kept = keep(entries, now)
            dropped = tuple(entry for entry in entries if entry.sequence not in kept)
            index.executemany("DELETE FROM backups WHERE sequence = ?", [(entry.sequence,) for entry in dropped])
            still = {entry.digest for entry in entries if entry.sequence in kept}
            # Inside the transaction: nobody may store one of these contents between the list and the files.
            for name in {entry.digest for entry in dropped} - still:
                path = self._find(name)
                if path is not None:
                    path.unlink()
        return dropped

    def _find(self, name: str) -> Path | None:
        """The file that holds the content of this digest, whatever its suffix."""
        return next((path for path in self.folder.iterdir() if path.stem == _hash(name)), None)

    def _digest_of(self, sequence: int) -> str:
        with self._index() as index:
            row = index.execute("SELECT digest FROM backups WHERE sequence = ?", (sequence,)).fetchone()
        return str(row[0]) if row else ""

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        """The open index in one transaction that excludes other writers; committed unless the body raises."""
        try:
            missing = [folder for folder in (self.folder, *self.folder.parents) if not folder.exists()]
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in missing:
                sync_folder(folder.parent)
            self.folder.chmod(0o700)
            path = self.folder / "index.sqlite3"
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite would make it readable for all
            with closing(sqlite3.connect(path, timeout=_LOCKED, isolation_level=None)) as index:
                index.execute("PRAGMA journal_mode = WAL")
                index.execute("PRAGMA synchronous = FULL")
                index.execute("PRAGMA fullfsync = ON")  # as fileops.sync on macOS; nothing elsewhere
                index.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA.split(";"):
                    index.execute(statement)
                try:
                    yield index
                except BaseException:
                    with suppress(sqlite3.Error):
                        index.execute("ROLLBACK")
                    raise
                index.execute("COMMIT")
        except OSError as error:
            raise self._trouble(clause(error)) from error
        except sqlite3.Error as error:
            full = str(error) in _NO_ROOM
            zh, en = ("磁盘可能已满或有故障，请先腾出空间", "the disk may be full or failing; free some space first")
            said = (zh, en) if full else (f"备份目录索引报告“{error}”", f'its index reports "{error}"')
            raise self._trouble(said) from error

    def _trouble(self, what: tuple[str, str]) -> WorkbookError:
        zh, en = what
        return WorkbookError(
            f"备份文件夹 {self.folder} 不可用，没有备份就不写入：{zh}。可用环境变量 CUSTSHEET_HOME 换一个位置。",
            f"The backup folder {self.folder} cannot be used, and nothing is written without a backup: {en}. "
            "The environment variable CUSTSHEET_HOME names another place.",
        )


def _key(source: Path) -> str:
    return str(source.resolve())


def _hash(name: str) -> str:
    return name.removeprefix("sha256:")


def _holds(path: Path, name: str) -> bool:
    try:
        return file_digest(path) == name
    except WorkbookError:  # unreadable is as bad as wrong
        return False


def _entries(index: sqlite3.Connection, source: Path | None) -> tuple[Entry, ...]:
    rows = index.execute(
        "SELECT sequence, digest, source, taken, size, reason, verified FROM backups"
        " WHERE ? IS NULL OR source = ? ORDER BY sequence DESC",
        (None if source is None else _key(source),) * 2,
    )
    return tuple(
        Entry(sequence, name, where, datetime.fromisoformat(taken), size, why, bool(verified))
        for sequence, name, where, taken, size, why, verified in rows
    )


def _observe(index: sqlite3.Connection, now: datetime) -> bool:
    """Notes the time, and says whether the clock has been steady long enough to drop anything by it."""
    row = index.execute("SELECT seen, settled FROM clock").fetchone()
    seen, settled = (datetime.fromisoformat(text) for text in row) if row else (now, now)
    if not seen - _BACKWARD <= now <= seen + _FORWARD:
        settled = now + _SETTLING
    values = (now.astimezone(UTC).isoformat(), settled.astimezone(UTC).isoformat())
    index.execute("INSERT OR REPLACE INTO clock (id, seen, settled) VALUES (1, ?, ?)", values)
    return now >= settled
