"""The key of a workbook's content: the same only where every part is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from custsheet.package import content_key

PARTS = {
    "xl/workbook.xml": b"<workbook/>",
    "xl/worksheets/sheet1.xml": b'<c r="A1" t="s"><v>0</v></c>',
    "xl/sharedStrings.xml": b"<sst><si><t>a</t></si></sst>",
    "docProps/core.xml": b"<core>monday</core>",
}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_content_key__neither_the_order_nor_the_saving_counts() -> None:
    turned = dict(reversed(PARTS.items())) | {"docProps/core.xml": b"<core>tuesday</core>"}
    assert packed(turned) != packed(PARTS)
    assert content_key(packed(turned)) == content_key(packed(PARTS)) is not None


@pytest.mark.parametrize(
    "other",
    [
        PARTS | {"xl/sharedStrings.xml": b"<sst><si><t>b</t></si></sst>"},
        PARTS | {"xl/more.xml": b""},
        {name: content for name, content in PARTS.items() if name != "xl/workbook.xml"},
        {name.replace("sheet1", "sheet2"): content for name, content in PARTS.items()},
    ],
)
def test_content_key__any_part_counts(other: Mapping[str, bytes]) -> None:
    assert content_key(packed(other)) != content_key(packed(PARTS))


def test_content_key__the_same_checksum_is_not_the_same_content() -> None:
    """CRC-32 of both is 0x4DDB0C25, as is well known of these two; their lengths are equal."""
    import zlib

    one, two = b"plumless", b"buckeroo"
    assert zlib.crc32(one) == zlib.crc32(two)
    data = [packed(PARTS | {"xl/sharedStrings.xml": word}, zipfile.ZIP_STORED) for word in (one, two)]
    assert content_key(data[0]) != content_key(data[1])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 torn", packed(PARTS)[:-30], packed(PARTS)[40:]])
def test_content_key__damage_is_no_key(data: bytes) -> None:
    assert content_key(data) is None


def test_content_key__of_our_own(tmp_path: Path) -> None:
    import custsheet

    path = custsheet.create(tmp_path / "book.xlsx", lang="zh")
    assert len(content_key(path.read_bytes()) or "") == 64
