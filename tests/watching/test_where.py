"""Shares and synchronised folders are told from ordinary disks, by the tables and names that systems really show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from custsheet.watching import where
from custsheet.watching.where import is_network, is_synced

LINUX = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw,nosuid - proc proc rw
30 22 0:40 / /mnt/nas rw,relatime shared:7 - cifs //nas/客户 rw,vers=3.0
31 22 0:41 / /mnt/nas/local rw - ext4 /dev/sdb1 rw
32 22 0:42 / /mnt/with\040space rw - nfs4 nas:/x rw
33 22 0:43 / /mnt/auto rw - autofs systemd-1 rw
34 33 0:44 / /mnt/auto rw - nfs nas:/y rw
35 22 0:45 / /mnt/c rw,noatime - 9p C:\134 rw,aname=drvfs;path=C:\
36 22 0:46 / /home/ann/ssh rw - fuse.sshfs ann@host: rw
37 22 0:47 / /home/ann/cloud rw - fuse.rclone drive: rw
38 22 0:48 / /home/ann/secret rw - fuse.gocryptfs /home/ann/.secret rw
39 22 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw
40 22 0:49 / /media/sf_share rw - vboxsf share rw
41 22 0:50 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
42 22 0:51 / /mnt/smb rw - smb3 //nas/x rw
43 22 0:52 / /mnt/nasty rw - tmpfs tmpfs rw
"""
MACOS = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ann@nas._smb._tcp.local/share on /Volumes/share (smbfs, nodev, nosuid, mounted by ann)
nas:/data on /Volumes/数据 (old) (nfs, nodev)
ann@host: on /Volumes/ssh (macfuse, nodev, mounted by ann)
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/ann/客户.xlsx", False),
        ("/mnt/nas/客户.xlsx", True),
        ("/mnt/nas/local/客户.xlsx", False),
        ("/mnt/nasty/客户.xlsx", False),
        ("/mnt/with space/a.xlsx", True),
        ("/mnt/auto/a.xlsx", True),
        ("/mnt/c/Users/ann/a.xlsx", True),
        ("/home/ann/ssh/a.xlsx", True),
        ("/home/ann/cloud/a.xlsx", True),
        ("/home/ann/secret/a.xlsx", False),
        ("/media/stick/a.xlsx", False),
        ("/media/sf_share/a.xlsx", True),
        ("/run/user/1000/gvfs/a.xlsx", True),
        ("/mnt/smb", True),
    ],
)
def test_is_network__linux(path: str, expected: bool) -> None:
    assert is_network(Path(path), mounts=LINUX) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/Users/ann/a.xlsx", False),
        ("/Volumes/share/a.xlsx", True),
        ("/Volumes/数据 (old)/a.xlsx", True),
        ("/Volumes/ssh/a.xlsx", True),
        ("/Volumes/shares/a.xlsx", False),
    ],
)
def test_is_network__macos(path: str, expected: bool) -> None:
    assert is_network(Path(path), mounts=MACOS) is expected


@pytest.mark.parametrize("table", ["", "no table at all\n", "1 2 3\n - \n", "\0" * 50])
def test_is_network__a_table_that_says_nothing(table: str) -> None:
    assert is_network(Path("/a/b.xlsx"), mounts=table) is False


def test_is_network__reads_this_systems_own_table() -> None:
    assert where._mount_table()
    assert is_network(Path("/dev/shm/a.xlsx")) is False  # always a tmpfs


def test_is_network__goes_by_where_a_link_leads(tmp_path: Path) -> None:
    target = tmp_path / "nas"
    target.mkdir()
    (tmp_path / "link.xlsx").symlink_to(target / "a.xlsx")
    table = f"1 0 8:1 / / rw - ext4 a rw\n2 1 0:1 / {target.resolve()} rw - nfs a rw\n"
    assert is_network(tmp_path / "link.xlsx", mounts=table) is True
    assert is_network(tmp_path / "other.xlsx", mounts=table) is False


def test_is_network__links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert is_network(tmp_path / "a" / "c.xlsx", mounts="1 0 8:1 / / rw - ext4 a rw\n") is False


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        (r"C:\Users\安\客户.xlsx", r"C:" + "\\", False),
        (r"Z:\客户.xlsx", "Z:\\", True),
        (r"\\nas\share\客户.xlsx", None, True),
        (r"\\?\UNC\nas\share\a.xlsx", None, True),
        (r"\\?\C:\a.xlsx", "C:\\", False),
        (r"\\?\z:\a.xlsx", "Z:\\", True),
    ],
)
def test_remote__windows(path: str, asked: str | None, expected: bool) -> None:
    questions: list[str] = []

    def drive_type(root: str) -> int:
        questions.append(root)
        return 4 if root == "Z:\\" else 3

    assert where._remote(path, drive_type) is expected
    assert questions == ([] if asked is None else [asked])


@pytest.fixture(autouse=True)
def nobody_synchronises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This computer's own programs have no say."""
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - 某某有限公司",
        "OneDrive-Personal",
        "Dropbox",
        "Dropbox (Acme)",
        "Google Drive",
        "我的云端硬盘",
        "Library/CloudStorage/GoogleDrive-ann@example.com",
        "Library/Mobile Documents/com~apple~CloudDocs",
        "iCloudDrive",
        "Nutstore",
        "Nutstore Files/销售",
        "我的坚果云",
        "BaiduSyncdisk",
        "百度网盘同步空间/客户",
        "Nextcloud",
        "nextcloud/销售",
    ],
)
def test_is_synced__by_name(folder: str) -> None:
    assert is_synced(Path("/Users/ann", folder, "客户.xlsx")) is True


@pytest.mark.parametrize(
    "path",
    [
        "/home/ann/客户.xlsx",
        "/home/ann/Dropboxes/客户.xlsx",
        "/home/ann/Dropbox.xlsx",
        "/home/ann/Library/客户.xlsx",
        "/home/ann/Mobile Documents/客户.xlsx",
        "/home/ann/坚果云备份/客户.xlsx",
        "/home/ann/driver/客户.xlsx",
    ],
)
def test_is_synced__not_by_likeness(path: str) -> None:
    assert is_synced(Path(path)) is False


def test_is_synced__the_folder_itself_and_no_file_that_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    assert is_synced(tmp_path / "Dropbox") is True
    assert is_synced(tmp_path / "Dropbox 客户.xlsx") is False


@pytest.mark.parametrize("marker", [".stfolder", ".dropbox.cache", ".nextcloudsync.log", ".dropbox"])
def test_is_synced__by_marker_in_a_parent(tmp_path: Path, marker: str) -> None:
    book = tmp_path / "共享" / "销售" / "客户.xlsx"
    book.parent.mkdir(parents=True)
    assert is_synced(book) is False
    (tmp_path / "共享" / marker).touch()
    assert is_synced(book) is True
    assert is_synced(tmp_path / "客户.xlsx") is False


def test_is_synced__dropboxs_own_folder_in_the_home_is_no_marker(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    assert is_synced(tmp_path / "客户.xlsx") is False


def test_is_synced__where_onedrive_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "公司盘"))
    assert is_synced(tmp_path / "公司盘" / "销售" / "客户.xlsx") is True
    assert is_synced(tmp_path / "公司盘2" / "客户.xlsx") is False


def test_is_synced__where_dropbox_says(tmp_path: Path) -> None:
    told = tmp_path / "home" / ".dropbox" / "info.json"
    told.parent.mkdir()
    told.write_text(json.dumps({"business": {"path": str(tmp_path / "同步"), "host": 1}}), "utf-8")
    assert is_synced(tmp_path / "同步" / "客户.xlsx") is True
    assert is_synced(tmp_path / "客户.xlsx") is False
    for damaged in ("{", "[]", '{"a": 1}', '{"a": {"path": 3}}', '{"a": {"path": ""}}', "\0"):
        told.write_text(damaged, "utf-8")
        assert is_synced(tmp_path / "同步" / "客户.xlsx") is False


def test_is_synced__by_where_a_link_leads_and_by_where_it_lies(tmp_path: Path) -> None:
    for folder in ("Dropbox", "plain"):
        (tmp_path / folder).mkdir()
    (tmp_path / "plain" / "a.xlsx").symlink_to(tmp_path / "Dropbox" / "a.xlsx")
    (tmp_path / "Dropbox" / "b.xlsx").symlink_to(tmp_path / "plain" / "b.xlsx")
    assert is_synced(tmp_path / "plain" / "a.xlsx") is True
    assert is_synced(tmp_path / "Dropbox" / "b.xlsx") is True
    assert is_synced(tmp_path / "plain" / "b.xlsx") is False
