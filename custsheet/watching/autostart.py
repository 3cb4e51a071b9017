"""Start watching at log-in, and no longer: for this user alone, by the system's own means.

Windows: a value under HKCU Run. macOS: a LaunchAgent. Linux: a unit of systemd's for this user where that runs, else an
XDG autostart entry. Invariants: installing again replaces what was there, also what another of these means had put
there; every text says how to undo it. Only the two on Linux were tried; the others follow the vendors' manuals and are
tested through fakes of the system calls.
"""

from __future__ import annotations

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path

from custsheet.model.errors import CustsheetError
from custsheet.model.text import Text, text
from custsheet.watching import startcommand, system

UNIT, ENTRY, LABEL = "custsheet-watch.service", "custsheet-watch.desktop", "custsheet.watch"
RUN_KEY, RUN_NAME = r"Software\Microsoft\Windows\CurrentVersion\Run", "custsheet"
RUN_MOST = 260
"""What Windows takes of a command line under Run ("Run and RunOnce Registry Keys")."""
_TRIES = 5


def install(paths: Sequence[Path], options: Sequence[str] = ()) -> Text:
    """From the next log-in on, watch `paths`, with `options` of `custsheet watch`. Says what was done.

    Raises:
        CustsheetError: the system does not let us; nothing was changed.
    """
    words = startcommand.command(paths, options)
    name = system.name()
    where: object
    if name == "win32":
        where, later = _install_windows(words), True
    elif name == "darwin":
        where, later = _agent(), not _install_macos(words, _agent())
    else:
        where, later = _install_linux(words)
    undo = "custsheet watch --uninstall"
    when_zh = "下次登录起生效；要现在就开始，请运行 custsheet watch 加同样的路径" if later else "现在已经开始运行"
    when_en = "It begins at the next log-in; to begin now, run custsheet watch PATH" if later else "It is running now"
    what = ", ".join(words[len(words) - len(paths) :])
    return text(
        f"已设为登录时自动监视：{what}。{when_zh}。设置写在 {where}；要取消，请运行 {undo}。",
        f"Watching starts at log-in from now on: {what}. {when_en}. This is set in {where}; to undo it, run {undo}.",
    )


def uninstall() -> Text:
    """No longer start at log-in, and end what the system had started. Says what was done."""
    name = system.name()
    if name == "win32":
        gone: Sequence[object] = [_run_place()] if system.registry(RUN_KEY, RUN_NAME, None) else []
    elif name == "darwin":
        system.run("launchctl", "bootout", _domain() + f"/{LABEL}")
        gone = system.remove(_agent())
    else:
        _stop_unit()
        gone = system.remove(_unit(), _entry())
        if _unit() in gone:
            system.run("systemctl", "--user", "daemon-reload")
    if not gone:
        return text("登录时本来就没有设置自动监视。", "Nothing was set to start at log-in.")
    again = "custsheet watch --install"
    return text(
        f"已取消登录时自动监视（删除了 {'、'.join(map(str, gone))}）。要重新设置，请运行 {again}。",
        f"Watching no longer starts at log-in (removed: {', '.join(map(str, gone))}). To set it again, run {again}.",
    )


# Windows


def _install_windows(words: Sequence[str]) -> str:
    line = startcommand.windows(words)
    if len(line) > RUN_MOST:
        raise CustsheetError(
            f"路径合起来太长（Windows 最多接受 {RUN_MOST} 个字符），没有设置。请改为监视一个文件夹，或移到更短的路径。",
            f"The paths are too long together (Windows takes {RUN_MOST} characters), so nothing was set. "
            "Watch a folder instead, or move the workbooks to a shorter path.",
        )
    system.registry(RUN_KEY, RUN_NAME, line)
    return _run_place()


def _run_place() -> str:
    return f"HKEY_CURRENT_USER\\{RUN_KEY}\\{RUN_NAME}"


# macOS


def _install_macos(words: Sequence[str], place: Path) -> bool:
    """Whether it runs already."""
    agent: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(words),
        "EnvironmentVariables": startcommand.settings(),
        "RunAtLoad": True,
        "KeepAlive": {"Crashed": True},
        "ProcessType": "Background",
    }
    system.write(place, plistlib.dumps(agent))
    system.run("launchctl", "bootout", f"{_domain()}/{LABEL}")
    for attempt in range(_TRIES):  # what is told to end takes its time
        if system.run("launchctl", "bootstrap", _domain(), str(place)):
            return True
        system.pause(0.2 * 2**attempt)
    return False


def _agent() -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"


def _domain() -> str:
    return f"gui/{system.user()}"


# Linux


def _install_linux(words: Sequence[str]) -> tuple[Path, bool]:
    """Where it is set, and whether it begins only later."""
    if system.run("systemctl", "--user", "show-environment"):
        system.write(_unit(), _unit_text(words))
        system.run("systemctl", "--user", "daemon-reload")
        if system.run("systemctl", "--user", "enable", UNIT):
            system.remove(_entry())
            return _unit(), not system.run("systemctl", "--user", "restart", UNIT)
    system.write(_entry(), _entry_text(words))
    _stop_unit()
    system.remove(_unit())
    return _entry(), True


def _unit_text(words: Sequence[str]) -> bytes:
    return (
        "[Unit]\nDescription=custsheet watches the customer workbooks\n\n"
        f"[Service]\n{startcommand.systemd_environment(startcommand.settings())}"
        f"ExecStart={startcommand.systemd(words)}\n"
        "Restart=on-failure\nRestartSec=30\nRestartPreventExitStatus=2\n\n"
        "[Install]\nWantedBy=default.target\n"
    ).encode()


def _entry_text(words: Sequence[str]) -> bytes:
    return (
        "[Desktop Entry]\nType=Application\nName=custsheet watch\nName[zh_CN]=custsheet 监视客户管理表\n"
        f"Exec={startcommand.desktop_entry(words, startcommand.settings())}\nTerminal=false\n"
    ).encode(errors="surrogateescape")


def _stop_unit() -> None:
    if _unit().exists():
        system.run("systemctl", "--user", "disable", "--now", UNIT)


def _config() -> Path:
    chosen = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(chosen) if chosen.startswith("/") else Path.home() / ".config"


def _unit() -> Path:
    return _config() / "systemd" / "user" / UNIT


def _entry() -> Path:
    return _config() / "autostart" / ENTRY
