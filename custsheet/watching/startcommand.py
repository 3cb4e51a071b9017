"""The command that starts the watcher at log-in, as each system wants it written.

Three formats, three ways of quoting; a path may hold spaces, Chinese, %, $, quotes, and on Linux any byte but zero.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CARRIED = ("CUSTSHEET_HOME", "CUSTSHEET_LANG")
"""Settings of this shell that a program started by the system would not see."""
_RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")  # Desktop Entry Specification, the Exec key


def command(paths: Sequence[Path], options: Sequence[str] = ()) -> list[str]:
    """The installed `custsheet`, `watch`, and where the workbooks are, all absolute; links stay what they are."""
    return [*_program(), "watch", *options, *(os.path.abspath(path) for path in paths)]  # noqa: PTH100 - follows no links


def settings() -> dict[str, str]:
    """What of `CARRIED` is set now."""
    return {name: os.environ[name] for name in CARRIED if os.environ.get(name)}


def _program() -> list[str]:
    called = Path(sys.argv[0] or "-")
    beside = Path(sys.executable).with_name("custsheet.exe" if sys.platform == "win32" else "custsheet")
    found = shutil.which("custsheet")
    for one in (called, beside, *([Path(found)] if found else [])):
        if one.stem == "custsheet" and one.is_file() and os.access(one, os.X_OK):
            return [os.path.abspath(one)]  # noqa: PTH100 - pipx links to where it keeps it: the link stays
    return [sys.executable, "-m", "custsheet.cli.main"]


def windows(words: Sequence[str]) -> str:
    """As CommandLineToArgvW takes it apart."""
    return subprocess.list2cmdline(words)


def systemd(words: Sequence[str]) -> str:
    """As ExecStart of a unit: systemd.service(5), systemd.syntax(7). Only arguments have their variables filled in."""
    program, *others = words
    return " ".join([_unit_word(program), *(_unit_word(word).replace("$", "$$") for word in others)])


def systemd_environment(values: Mapping[str, str]) -> str:
    """As lines of a unit."""
    return "".join(f"Environment={_unit_word(f'{name}={value}')}\n" for name, value in values.items())


def _unit_word(word: str) -> str:
    kept = [
        {0x22: '\\"', 0x5C: "\\\\", 0x25: "%%"}.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}")
        for byte in os.fsencode(word)
    ]
    return f'"{"".join(kept)}"'


def desktop_entry(words: Sequence[str], values: Mapping[str, str]) -> str:
    """As Exec of a desktop entry: quoted like for a shell, then escaped like every text of that format."""
    if values:
        words = ["/usr/bin/env", *(f"{name}={value}" for name, value in values.items()), *words]
    return desktop_text(" ".join(_exec_word(word) for word in words))


def desktop_text(text: str) -> str:
    """As a value of type string."""
    for letter, escape in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(letter, escape)
    return text


def _exec_word(word: str) -> str:
    word = word.replace("%", "%%")
    if word and _RESERVED.isdisjoint(word):
        return word
    return '"' + "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word) + '"'
