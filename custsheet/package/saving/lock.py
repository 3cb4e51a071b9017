r"""Who has a workbook open, read from the lock file that office programs put beside it.

Invariant: lock files are read, never made, changed or deleted. One that cannot be understood still counts as
"somebody". Formats: Excel writes `~$name.xlsx` of 165 bytes (byte 0 length and ANSI name padded to 55; bytes 55-56
length, then the name in UTF-16LE); LibreOffice writes `.~lock.name#` (`user,login,host,date,profile;` in UTF-8, a
backslash before , ; and \); WPS writes `~$name` or `.~name`, sometimes without the first letters of the name, and
may leave it there after closing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from custsheet.model.errors import InUseError

_ANSI_END = 55
_WIDE_START = 57
_WPS_DROPPED_LETTERS = 2
_PROFILE = 4  # its place among LibreOffice's fields
_LIBREOFFICE_FIELD = re.compile(r"((?:[^\\,;]|\\.)*)[,;]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Holder:
    """
    Somebody who has a workbook open: a claim of the lock file, which may be stale after a crash.

    Attributes:
        program: "LibreOffice", "WPS", or "Excel/WPS" where the two cannot be told apart.
        name: the person's name as the program knows it; "" if the lock file does not tell.
        host: the computer's name; "" if the lock file does not tell (only LibreOffice's does).
        lock: the lock file.
    """

    program: str
    name: str
    host: str
    lock: Path

    def refusal(self, workbook: Path) -> InUseError:
        """Why `workbook` is not written now, and what to do, also if the lock file was left by a crash."""
        zh_who = (self.name or "有人") + (f"（电脑 {self.host}）" if self.host else "")
        en_who = (self.name or "Somebody") + (f" (on {self.host})" if self.host else "")
        return InUseError(
            f"{zh_who}正用 {self.program} 打开 {workbook}，没有写入；请关闭后再试。"
            f"如果确认没有人打开，请删除残留的锁文件 {self.lock}。",
            f"{en_who} has {workbook} open in {self.program}, so it was not written; close it and try again. "
            f"If nobody has it open, delete the leftover lock file {self.lock}.",
        )


def holder(path: Path) -> Holder | None:
    """
    Who has the workbook open, or None.

    Locks lie beside the target of a symbolic link, but programs on other computers see the link's own folder: both
    count.
    """
    try:
        seen = dict.fromkeys((path.absolute(), path.resolve()))
    except (OSError, RuntimeError):  # links in a circle: whoever reads the workbook says so
        return None
    for workbook in seen:
        for program, lock in _candidates(workbook):
            with suppress(OSError):  # a folder we may not look into: whoever reads the workbook says so
                if lock.is_file():
                    return _parse(program, lock)
    return None


def profile(path: Path) -> str:
    """The address of the user profile of the LibreOffice that has the workbook open; "" if no lock file tells."""
    with suppress(OSError, RuntimeError):
        target = path.resolve()
        fields = _libreoffice_fields(target.with_name(f".~lock.{target.name}#").read_bytes())
        return fields[_PROFILE] if len(fields) > _PROFILE else ""
    return ""


def _candidates(workbook: Path) -> Iterator[tuple[str, Path]]:
    folder, name = workbook.parent, workbook.name
    yield "Excel/WPS", folder / f"~${name}"
    yield "LibreOffice", folder / f".~lock.{name}#"
    for dropped in range(min(_WPS_DROPPED_LETTERS, len(workbook.stem) - 1) + 1):
        yield "WPS", folder / f".~{name[dropped:]}"


def _parse(program: str, lock: Path) -> Holder:
    try:
        data = lock.read_bytes()
    except OSError:  # Excel on Windows lets nobody read its lock file while it is in use
        data = b""
    if program != "LibreOffice":
        return Holder(program, _excel_name(data), "", lock)
    user, login, host = [*_libreoffice_fields(data), "", "", ""][:3]
    return Holder(program, (user or login).strip(), host.strip(), lock)


def _libreoffice_fields(data: bytes) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", field) for field in _LIBREOFFICE_FIELD.findall(data.decode(errors="replace"))]


def _excel_name(data: bytes) -> str:
    """The wide name if it is there, else the ANSI one, which in a Chinese office is GB 18030."""
    length = int.from_bytes(data[_ANSI_END:_WIDE_START], "little") * 2
    wide = data[_WIDE_START : _WIDE_START + length]
    if length and len(wide) == length:
        return wide.decode("utf-16-le", errors="replace").strip()
    ansi = data[1 : 1 + min(data[0], _ANSI_END - 1)] if data else b""
    return ansi.decode("gb18030", errors="replace").strip(" \0")
