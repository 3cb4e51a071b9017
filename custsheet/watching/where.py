"""Where a workbook lies: on a network share, which tells of no changes made elsewhere, or in a synchronised folder.

Neither answer has to be right for the watcher to be right; a share taken for a disk is found by the heartbeat, a disk
taken for a share costs seconds. So nothing here raises, and what cannot be told counts as an ordinary disk. Only the
Linux side has been run; macOS and Windows follow the vendors' manuals and are tested through what the system answers.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

_SHARES = re.compile(
    "9p|afpfs|afs|beegfs|ceph|cifs|coda|davfs|drvfs|fakeowner|glusterfs|gpfs|lustre|ncpfs|nfs4?|orangefs|prl_fs|prl_vboxsf"
    "|smb3|smbfs|vboxsf|virtiofs|vmhgfs|webdav"
)
_FUSE = re.compile("(?:fuse[.-]|macfuse|osxfuse)(.*)")
# What a file system in user space shows may change elsewhere; these show a disk of this computer.
_LOCAL_FUSE = re.compile(
    "bindfs|cryfs|encfs|exfat(-fuse)?|fuse-overlayfs|gocryptfs|lxcfs|mergerfs|ntfs(-3g)?|portal|securefs|snapfuse"
    "|squashfuse|unionfs(-fuse)?|veracrypt"
)
_MOUNTINFO = re.compile(r"\d+ \d+ \S+ \S+ (?P<point>\S+) .*? - (?P<type>\S+) ")  # proc(5)
_MOUNT = re.compile(r".+? on (?P<point>/.*) \((?P<type>[^(),]+)[^()]*\)")  # mount(8) of macOS
_OCTAL = re.compile(r"\\([0-7]{3})")
_REMOTE = 4  # winbase.h: DRIVE_REMOTE

# Folders as the programs name them, whole and in any case; after some stands the account or the company.
_NAMES = re.compile(
    r"(onedrive|dropbox|googledrive|nextcloud|owncloud|synologydrive|nutstore)([ \-(].*)?"
    r"|google drive|my drive|我的云端硬盘|icloud ?drive|pcloud ?drive|box sync|mega(sync)?|seafile"
    r"|nutstore files|我的坚果云|坚果云"
    r"|baidusyncdisk|baidunetdiskworkspace|百度网盘同步空间|百度云同步盘|wpsdrive|wps云盘|微云同步(盘|助手)|阿里云盘",
    re.IGNORECASE,
)
_PAIRS = frozenset({("library", "mobile documents"), ("library", "cloudstorage")})  # macOS
# Syncthing, Dropbox, Nextcloud, ownCloud, Synology, Google Drive, OneDrive. A folder `.dropbox` is only in the home.
_MARKERS = (
    ".stfolder",
    ".dropbox.cache",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".SynologyWorkingDirectory",
    ".tmp.drivedownload",
    ".849C9593-D756-4E56-8D6E-42412F2A707B",
)


def is_network(path: Path, *, mounts: str | None = None) -> bool:
    """Whether `path` lies on another computer, or on a host's disk seen from a virtual machine.

    Args:
        path: a file or folder; it need not exist.
        mounts: the table of mounts as Linux or macOS print it; the system's own if not given.
    """
    if sys.platform == "win32":
        return any(_remote(str(one), _drive_type) for one in _seen(path))
    kind = _file_system(_resolved(path), _mount_table() if mounts is None else mounts)
    fuse = _FUSE.fullmatch(kind)
    return not _LOCAL_FUSE.fullmatch(fuse[1]) if fuse else bool(_SHARES.fullmatch(kind))


def is_synced(path: Path) -> bool:
    """Whether a program that synchronises with a cloud or with other computers looks after `path`."""
    roots = [_folded(root) for root in (*_onedrive(os.environ), *_dropbox())]
    return any(
        _named(one) or any(_folded(root).startswith(tuple(roots)) or _marked(root) for root in (one, *one.parents))
        for one in _seen(path)
    )


def _seen(path: Path) -> Iterator[Path]:
    """As named and, where links lead elsewhere, as meant."""
    yield from dict.fromkeys((Path(os.path.abspath(path)), _resolved(path)))  # noqa: PTH100 - no links followed


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links in a circle: whoever reads the workbook says so
        return path.absolute()


# Shares


def _file_system(path: PurePath, table: str) -> str:
    """The type of what is mounted where `path` lies; the later of two at one place hides the earlier."""
    deepest, kind = -1, ""
    for line in table.splitlines():
        found = _MOUNTINFO.match(line) or _MOUNT.fullmatch(line)
        if found is None:
            continue
        point = PurePosixPath(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), found["point"]))
        if PurePosixPath(path).is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), found["type"]
    return kind


def _mount_table() -> str:
    with suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "darwin":
            return subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
        return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    return ""


def _remote(path: str, drive_type: Callable[[str], int]) -> bool:
    """On Windows: a share by its own name, or under a letter."""
    drive = PureWindowsPath(path.upper().replace("\\\\?\\UNC\\", "\\\\", 1)).drive
    if drive.startswith("\\\\?\\"):
        drive = drive.removeprefix("\\\\?\\")
    return drive.startswith("\\\\") or (bool(drive) and drive_type(drive + "\\") == _REMOTE)


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        return int(ctypes.WinDLL("kernel32").GetDriveTypeW(root))
    return 0


# Synchronised folders


def _named(path: Path) -> bool:
    parts = (path if path.is_dir() else path.parent).parts
    pairs = zip(map(str.lower, parts), map(str.lower, parts[1:]), strict=False)
    return any(_NAMES.fullmatch(part) for part in parts) or not _PAIRS.isdisjoint(pairs)


def _marked(folder: Path) -> bool:
    with suppress(OSError):
        return any((folder / marker).exists() for marker in _MARKERS) or (folder / ".dropbox").is_file()
    return False


def _onedrive(environment: Mapping[str, str]) -> Iterator[Path]:
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if environment.get(name):
            yield Path(environment[name])


def _dropbox() -> Iterator[Path]:
    """The folders that Dropbox itself tells to other programs, whatever they are called."""
    places = [Path(os.environ[name], "Dropbox") for name in ("APPDATA", "LOCALAPPDATA") if os.environ.get(name)]
    with suppress(RuntimeError):  # nobody's home
        places.append(Path.home() / ".dropbox")
    for place in places:
        with suppress(OSError, ValueError, AttributeError):
            for account in json.loads((place / "info.json").read_text("utf-8")).values():
                if isinstance(account.get("path"), str) and account["path"]:
                    yield Path(account["path"])


def _folded(path: Path) -> str:
    return os.path.normcase(path) + os.sep
