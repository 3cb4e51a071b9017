"""Starting at log-in: the files as each system reads them, and what is asked of the system, in which order."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from custsheet.model.errors import CustsheetError
from custsheet.watching import autostart, startcommand, system
from custsheet.watching.autostart import ENTRY, LABEL, RUN_KEY, RUN_NAME, UNIT, install, uninstall

NASTY = [
    "客户 管理表.xlsx",
    "100% $HOME ${x} `id`.xlsx",
    'it\'s "quoted".xlsx',
    "back\\slash\\.xlsx",
    "a;b & c|d>e<f (g) #h ~i *.xlsx",
    "tab\there.xlsx",
    "line\nbreak.xlsx",
    "%f %u %%",
    "-x",
    " ",
]


class System:
    """Answers in place of the system and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.refused: Callable[[tuple[str, ...]], bool] = lambda _: False
        self.values: dict[tuple[str, str], str] = {}
        for function in (self.run, self.registry, self.pause):
            monkeypatch.setattr(system, function.__name__, function)
        monkeypatch.setattr(system, "name", lambda: name)
        monkeypatch.setattr(system, "user", lambda: 501)

    def run(self, *words: str) -> bool:
        self.asked.append(words)
        return not self.refused(words)

    def registry(self, key: str, value: str, content: str | None) -> bool:
        if content is None:
            return self.values.pop((key, value), None) is not None
        self.values[key, value] = content
        return True

    def pause(self, seconds: float) -> None:
        self.asked.append(("pause",))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's log-in changes; the program lies at a place that has to be quoted."""
    place = tmp_path / "家 home"
    program = place / "100% b$in" / "custsheet"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setattr(sys, "argv", [str(program), "watch"])
    for name in ("XDG_CONFIG_HOME", *startcommand.CARRIED):
        monkeypatch.delenv(name, raising=False)
    return place


def expected(tmp_path: Path) -> list[str]:
    return [sys.argv[0], "watch", *(str(tmp_path / name) for name in NASTY)]


def books(tmp_path: Path) -> list[Path]:
    return [tmp_path / name for name in NASTY]


# The command


def test_command__is_absolute_and_keeps_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    assert startcommand.command([Path("link/a.xlsx"), Path()]) == [
        sys.argv[0],
        "watch",
        str(tmp_path / "link" / "a.xlsx"),
        str(tmp_path),
    ]


def test_command__options_stand_before_the_paths(tmp_path: Path) -> None:
    words = startcommand.command([tmp_path / "--push"], ["--push", "--tray"])
    assert words[words.index("watch") :] == ["watch", "--push", "--tray", str(tmp_path / "--push")]


@pytest.mark.parametrize("called", ["", "-c", "/no/such/custsheet", __file__])
def test_command__where_it_was_called_another_way(called: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(Path(tmp_path, "家 home", "100% b$in")))
    assert startcommand.command([])[0] == str(tmp_path / "家 home" / "100% b$in" / "custsheet")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert startcommand.command([]) == [str(tmp_path / "python"), "-m", "custsheet.cli.main", "watch"]


def as_systemd(line: str) -> list[str]:
    """Taken apart as systemd.syntax(7) and systemd.service(5) say."""
    words = []
    for quoted in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
        raw = re.sub(r"\\x([0-9a-f]{2})|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else m[2], quoted)
        words.append(os.fsdecode(raw.encode("latin-1")).replace("%%", "%"))
        assert not re.search(r"(?<!%)(%%)*%(?!%)", quoted)
    return [words[0], *(word.replace("$$", "$") for word in words[1:])]


def as_desktop(value: str) -> list[str]:
    """The escapes of the format undone, then taken apart by a real shell, whose quoting Exec follows; then %%."""
    line = re.sub(r"\\([\\ntr])", lambda found: {"\\": "\\", "n": "\n", "t": "\t", "r": "\r"}[found[1]], value)
    code = f"for word in {line}; do printf '%s\\0' \"$word\"; done"
    done = subprocess.run(["/bin/sh", "-fc", code], capture_output=True, check=True, env={"HOME": "/wrong"})
    return [os.fsdecode(word).replace("%%", "%") for word in done.stdout.split(b"\0")[:-1]]


def test_formats__give_back_the_same_words() -> None:
    words = ["/opt/a b/custsheet", "watch", *NASTY, os.fsdecode(b"gbk \xbf\xcd.xlsx"), ""]
    assert as_systemd(startcommand.systemd(words)) == words
    assert as_desktop(startcommand.desktop_entry(words, {})) == words
    for line in (startcommand.systemd(words), startcommand.desktop_entry(words, {})):
        assert "\n" not in line


def as_windows(line: str) -> list[str]:
    """As CommandLineToArgvW: 2n backslashes before a quote are n and the quote ends, 2n+1 are n and a quote."""
    words, word, quoted, begun, at = [], "", False, False, 0
    while at < len(line):
        slashes = len(line) - at - len(line[at:].lstrip("\\"))
        at += slashes
        if at < len(line) and line[at] == '"':
            word += "\\" * (slashes // 2)
            begun = True
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            at += 1
            continue
        word += "\\" * slashes
        begun = begun or slashes > 0
        if at < len(line):
            if line[at] in " \t" and not quoted:
                if begun:
                    words.append(word)
                word, begun = "", False
            else:
                word, begun = word + line[at], True
            at += 1
    return [*words, word] if begun else words


def test_formats__windows() -> None:
    words = [
        r"C:\Program Files\custsheet\custsheet.exe",
        "watch",
        r"D:\客户 资料" + "\\",
        r"\\nas\共享\a b.xlsx",
        "a&b %x%",
    ]
    assert as_windows(startcommand.windows(words)) == words


# Linux


def test_install__linux_with_systemd(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = System(monkeypatch, "linux")
    monkeypatch.setenv("CUSTSHEET_HOME", '/data/50% "x"')
    (home / ".config" / "autostart").mkdir(parents=True)
    (home / ".config" / "autostart" / ENTRY).touch()
    said = install(books(tmp_path))
    unit = home / ".config" / "systemd" / "user" / UNIT
    lines = dict(line.split("=", 1) for line in unit.read_text("utf-8").splitlines() if "=" in line)
    assert as_systemd(lines["ExecStart"]) == expected(tmp_path)
    assert as_systemd(lines["Environment"]) == ['CUSTSHEET_HOME=/data/50% "x"']
    assert [words[2:] for words in asked.asked] == [
        ("show-environment",),
        ("daemon-reload",),
        ("enable", UNIT),
        ("restart", UNIT),
    ]
    assert not (home / ".config" / "autostart" / ENTRY).exists()
    for words in (said.zh, said.en):
        assert str(unit) in words
        assert "--uninstall" in words
        assert str(tmp_path / NASTY[0]) in words


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_install__systemd_itself_finds_nothing_wrong(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    System(monkeypatch, "linux")
    monkeypatch.setenv("CUSTSHEET_LANG", "zh")
    install(books(tmp_path))
    unit = home / ".config" / "systemd" / "user" / UNIT

    def verified() -> tuple[int, str]:
        words = ["systemd-analyze", "--user", "--man=no", "--generators=no", "verify", str(unit)]
        environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
        return done.returncode, done.stderr

    assert verified() == (0, "")
    Path(sys.argv[0]).unlink()  # it does look at the program, by the very path we meant
    assert verified()[0] != 0
    assert f"Command {sys.argv[0]} is not executable" in verified()[1]


@pytest.mark.parametrize("refusal", ["show-environment", "enable"])
def test_install__linux_without_systemd(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: str
) -> None:
    asked = System(monkeypatch, "linux")
    asked.refused = lambda words: refusal in words
    monkeypatch.setenv("CUSTSHEET_LANG", "zh")
    said = install(books(tmp_path))
    entry = home / ".config" / "autostart" / ENTRY
    lines = dict(line.split("=", 1) for line in entry.read_text("utf-8").splitlines()[1:])
    assert as_desktop(lines["Exec"]) == ["/usr/bin/env", "CUSTSHEET_LANG=zh", *expected(tmp_path)]
    assert (lines["Type"], lines["Terminal"]) == ("Application", "false")
    assert not (home / ".config" / "systemd" / "user" / UNIT).exists()
    assert "at the next log-in" in said.en
    assert str(entry) in said.zh


def test_install__again_replaces(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    System(monkeypatch, "linux")
    install([tmp_path / "a.xlsx"])
    install([tmp_path / "b.xlsx"])
    unit = home / ".config" / "systemd" / "user" / UNIT
    assert "b.xlsx" in unit.read_text("utf-8")
    assert "a.xlsx" not in unit.read_text("utf-8")
    assert [path for path in home.rglob("*watch*") if path.is_file()] == [unit]


def test_uninstall__linux(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = System(monkeypatch, "linux")
    install([tmp_path / "a.xlsx"])
    asked.asked.clear()
    said = uninstall()
    assert [words[2:] for words in asked.asked] == [("disable", "--now", UNIT), ("daemon-reload",)]
    assert [path for path in home.rglob("*watch*") if path.is_file()] == []
    assert UNIT in said.zh
    assert "--install" in said.en
    asked.asked.clear()
    assert "Nothing was set" in uninstall().en
    assert asked.asked == []


def test_install__the_folder_of_settings_may_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    System(monkeypatch, "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    install([tmp_path / "a.xlsx"])
    assert (tmp_path / "config" / "systemd" / "user" / UNIT).exists()
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")  # to be ignored, says the specification
    assert "Nothing was set" in uninstall().en


def test_install__where_the_folder_cannot_be_made(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    System(monkeypatch, "linux")
    (home / ".config").touch()
    with pytest.raises(CustsheetError) as caught:
        install([tmp_path / "a.xlsx"])
    assert UNIT in caught.value.zh
    assert "Nothing was set" in uninstall().en


# macOS, Windows: through fakes alone


def test_install__macos(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = System(monkeypatch, "darwin")
    asked.refused = lambda words: "bootstrap" in words and len(asked.asked) < 4
    said = install(books(tmp_path))
    place = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    agent = plistlib.loads(place.read_bytes())
    assert (agent["Label"], agent["ProgramArguments"], agent["RunAtLoad"]) == (LABEL, expected(tmp_path), True)
    first, second = ("launchctl", "bootout", f"gui/501/{LABEL}"), ("launchctl", "bootstrap", "gui/501", str(place))
    assert asked.asked == [first, second, ("pause",), second]
    assert "running now" in said.en
    asked.asked.clear()
    assert str(place) in uninstall().zh
    assert asked.asked == [first]
    assert not place.exists()
    assert "Nothing was set" in uninstall().en


def test_install__macos_that_does_not_begin_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = System(monkeypatch, "darwin")
    asked.refused = lambda words: "bootstrap" in words
    assert "at the next log-in" in install([tmp_path / "a.xlsx"]).en


def test_install__windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = System(monkeypatch, "win32")
    monkeypatch.setattr(startcommand, "_program", lambda: [r"C:\b in\custsheet.exe"])
    said = install([Path("/x y/客户.xlsx")], ["--tray"])
    assert asked.values == {(RUN_KEY, RUN_NAME): '"C:\\b in\\custsheet.exe" watch --tray "/x y/客户.xlsx"'}
    assert RUN_KEY in said.zh
    assert "at the next log-in" in said.en
    assert RUN_KEY in uninstall().en
    assert asked.values == {}
    assert "Nothing was set" in uninstall().en


def test_install__windows_takes_no_long_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = System(monkeypatch, "win32")
    with pytest.raises(CustsheetError, match="260"):
        install([Path("/" + "x" * 300)])
    assert asked.values == {}


class Registry:
    """As the module winreg behaves."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = "HKCU", 2, 1

    def __init__(self, refuses: type[OSError] | None = None) -> None:
        self.values: dict[str, str] = {}
        self.refuses = refuses

    def CreateKeyEx(self, root: str, key: str, _: int, access: int) -> Registry:  # noqa: N802
        assert (root, access) == ("HKCU", 2)
        return self

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def SetValueEx(self, key: Registry, name: str, _: int, kind: int, value: str) -> None:  # noqa: N802
        if self.refuses:
            raise self.refuses(13, "no")
        self.values[name] = value

    def DeleteValue(self, key: Registry, name: str) -> None:  # noqa: N802
        if name not in self.values:
            raise FileNotFoundError(2, name)
        del self.values[name]


def test_registry__sets_and_deletes(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)  # type: ignore[arg-type]
    assert system.registry("k", "v", "c") is False  # not on this system
    monkeypatch.setattr(sys, "platform", "win32")
    assert system.registry("k", "v", None) is False
    assert system.registry("k", "v", "c") is True
    assert registry.values == {"v": "c"}
    assert system.registry("k", "v", None) is True
    assert registry.values == {}


def test_registry__what_a_policy_forbids_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "winreg", Registry(PermissionError))  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(CustsheetError, match="HKEY_CURRENT_USER"):
        system.registry("k", "v", "c")


def test_run__says_whether_it_succeeded(tmp_path: Path) -> None:
    assert system.run("true") is True
    assert system.run("false") is False
    assert system.run(str(tmp_path / "no such program")) is False


def test_write__is_readable_by_the_system(tmp_path: Path) -> None:
    system.write(tmp_path / "a" / "b", b"c")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) & 0o400
    assert system.remove(tmp_path / "a" / "b", tmp_path / "a" / "c") == [tmp_path / "a" / "b"]
    with pytest.raises(CustsheetError):
        system.remove(tmp_path / "a")


def test_autostart__looks_at_this_very_system(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(system, "run", lambda *words: bool(asked.append(words)))
    assert "Nothing was set" in autostart.uninstall().en
