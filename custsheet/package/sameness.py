"""Whether two saved files hold the same workbook, told from their bytes without reading them.

Sound rather than clever: every part counts as it stands in the file, compressed, for a text that changes may change the
shared strings alone. What an office program notes about the saving itself does not count. A file that says the same in
other bytes is merely read once more.
"""

from __future__ import annotations

import hashlib
import struct

from custsheet.model.errors import WorkbookError
from custsheet.package.zipformat import directory, local_header

_ABOUT_SAVING = {"docProps/core.xml", "docProps/app.xml"}
"""Who saved it last and when, and with which program; nothing here is read of them."""


def content_key(data: bytes) -> str | None:
    """The same for two files whose parts have the same names and bytes, in whatever order; None for a damaged one."""
    view = memoryview(data)
    parts = []
    try:
        for entry in directory(data):
            if entry.name not in _ABOUT_SAVING:
                _, begin = local_header(data, entry.offset)
                packed = hashlib.sha256(view[begin : begin + entry.packed]).hexdigest()
                parts.append(f"{entry.name}\0{entry.method}\0{entry.size}\0{packed}")
    except (struct.error, ValueError, IndexError, WorkbookError):
        return None
    return hashlib.sha256("\n".join(sorted(parts)).encode("utf-8", "surrogateescape")).hexdigest()
