"""What the zip container of a workbook must not hold: the first half of the gate, before anything is inflated."""

from __future__ import annotations

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.container import Package, part_key
from custsheet.package.refusals import too_large
from custsheet.package.zipformat import DEFLATED, STORED, Entry, agrees, damaged, local_header


def check_container(package: Package) -> None:
    """Refuse parts that are there twice, overlap, have passwords, climb out, or inflate beyond measure.

    Raises:
        WorkbookError: one sentence for each.
    """
    total = sum(entry.size for entry in package.entries)
    if total > limits.INFLATED_BYTES:
        raise too_large(
            f"解压后 {total >> 20} MB", f"{total >> 20} MB when unpacked", f"{limits.INFLATED_BYTES >> 20} MB"
        )
    # Something before the first part: a second zip, of which another program would read the first.
    if min((entry.offset for entry in package.entries), default=0) > 0:
        raise damaged()
    seen: set[str] = set()
    end = 0
    for entry in sorted(package.entries, key=lambda entry: entry.offset):
        key = _same(entry.name)
        if not entry.is_folder and (key in seen or not key):
            raise WorkbookError(
                f"这个文件里有两个同名的内部文件（{entry.name}），各种软件会读出不同的内容。请在 Excel 中打开并另存。",
                f"This file holds two parts of the same name ({entry.name}), which programs read differently. "
                "Open it in Excel and save it again.",
            )
        seen.add(key)
        _check_entry(entry)
        # No two members may share bytes, and both headers must say the same.
        if not agrees(package.data, entry) or entry.offset < end:
            raise damaged()
        end = local_header(package.data, entry.offset)[1] + entry.packed
        if end > len(package.data):
            raise damaged()


def _same(name: str) -> str:
    """The key of all names that one system or another takes for the same file."""
    segments = [segment.rstrip(". ") or segment for segment in part_key(name).split("/")]
    return "/".join(segment for segment in segments if segment not in {"", "."})


def _check_entry(entry: Entry) -> None:
    if entry.encrypted:
        raise WorkbookError(
            "这个文件是带密码的压缩包，无法读取。请先解除密码，再用 Excel 另存为 .xlsx。",
            "This file is a zip archive with a password and cannot be read. Remove the password, "
            "then save it as .xlsx in Excel.",
        )
    key = part_key(entry.name)
    if ".." in key.split("/") or ":" in key or any(ord(c) < 32 or ord(c) == 127 for c in key):
        raise WorkbookError(
            f"这个文件里有不安全的内部文件名（{entry.name[:80]!r}），可能有害，因此拒绝读取。",
            f"This file holds a part with an unsafe name ({entry.name[:80]!r}); it may do harm and is not read.",
        )
    if entry.method not in {STORED, DEFLATED}:
        raise WorkbookError(
            f"这个文件的压缩方法（第 {entry.method} 号）不是 Excel 用的，无法读取。请在 Excel 或 WPS 中打开并另存。",
            f"This file is compressed by a method (number {entry.method}) that Excel does not use and cannot be read. "
            "Open it in Excel or WPS and save it again.",
        )
    if entry.size > limits.BOMB_BYTES and entry.size > limits.BOMB_RATIO * entry.packed:
        raise WorkbookError(
            f"内部文件 {entry.name} 解压后大得不正常（{entry.size >> 20} MB），可能有害，因此拒绝读取。",
            f"Part {entry.name} inside this file is abnormally large when unpacked ({entry.size >> 20} MB); "
            "it may do harm and is not read.",
        )
