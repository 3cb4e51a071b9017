"""Files that are something else: other formats, placeholders, what a broken disk or sync leaves behind."""

from __future__ import annotations

import gzip
import io
import tarfile

from kinds import DAMAGED, Kind, accepted, part, parts, put_parts, refused
from workbooks import BOOK, TYPES, excel_plain, zipped

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(*streams: str) -> bytes:
    names = b"".join((name + "\0").encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return _OLE + bytes(504) + names + bytes(512)


def _tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        info = tarfile.TarInfo("a.xlsx")
        info.size = len(excel_plain())
        archive.addfile(info, io.BytesIO(excel_plain()))
    return held.getvalue()


def _typed(kind: str) -> bytes:
    return part(TYPES).replace(b"spreadsheetml.sheet.main+xml", kind.encode())


_TEXT = ("文本", "text file")
_PAGE = ("网页", "web page")
_NOT = ("不是 Excel", "not an Excel workbook")
_CUT = [1, 3, 4, 30, 100, 1000, 3000]

KINDS: dict[str, Kind] = {
    "empty": refused(lambda: b"", ("空的", "empty")),
    "one byte": refused(lambda: b"P", _TEXT),
    "PK only": refused(lambda: b"PK", DAMAGED),
    "all zeros": refused(lambda: bytes(5000), ("全是零", "zeros")),
    "first half, then zeros": refused(lambda: excel_plain()[:3000].ljust(len(excel_plain()), b"\0")),
    "zeros, then second half": refused(lambda: bytes(3000) + excel_plain()[3000:], ("Excel", "damaged")),
    "a hole of zeros": refused(lambda: excel_plain()[:1000] + bytes(500) + excel_plain()[1500:]),
    "old Excel": refused(lambda: ole("Root Entry", "Workbook"), (".xls", ".xls")),
    "older Excel": refused(lambda: ole("Root Entry", "Book"), (".xls", ".xls")),
    "password to open": refused(lambda: ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), ("密码", "password")),
    "old Word": refused(lambda: ole("Root Entry", "WordDocument"), ("Office", "old Office")),
    "damaged OLE": refused(lambda: _OLE, ("Office", "old Office")),
    "csv, GBK": refused(lambda: "编号,姓名\n1,张三\n".encode("gbk"), _TEXT),
    "csv, UTF-8": refused(lambda: "\ufeff编号,姓名\n1,张三\n".encode(), _TEXT),
    "csv, UTF-16": refused(lambda: "编号\t姓名\n".encode("utf-16"), _TEXT),
    "csv, UTF-16 BE": refused(lambda: b"\xfe\xff" + "编号\t姓名\n".encode("utf-16-be"), _TEXT),
    "a Git LFS pointer": refused(lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n", _TEXT),
    "json": refused(lambda: b'{"a": 1}', _TEXT),
    "html": refused(lambda: b"<html><table><tr><td>1</td></tr></table></html>", _PAGE),
    "html, UTF-16": refused(lambda: "<html><table></table></html>".encode("utf-16"), ("文本", "text")),
    "html, capital": refused(lambda: b"\xef\xbb\xbf\n <HTML xmlns:x='urn:x'><TABLE></TABLE></HTML>", _PAGE),
    "mht": refused(lambda: b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related\n", _PAGE),
    "xml 2003": refused(lambda: b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', ("2003", "2003")),
    "flat workbook": refused(lambda: part(BOOK), ("文本", "text file")),
    "pdf": refused(lambda: b"%PDF-1.7\n" + bytes(100), ("PDF", "PDF")),
    "jpg": refused(lambda: b"\xff\xd8\xff\xe0" + bytes(100), ("图片", "picture")),
    "png": refused(lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), ("图片", "picture")),
    "rar": refused(lambda: b"Rar!\x1a\x07\x01\0" + bytes(100), ("RAR", "RAR")),
    "7z": refused(lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), ("7z", "7z")),
    "gz of a workbook": refused(lambda: gzip.compress(excel_plain(), mtime=0), ("gzip", "gzip")),
    "tar of a workbook": refused(_tar, ("tar", "tar")),
    "sqlite": refused(lambda: b"SQLite format 3\0" + bytes(100), ("数据库", "database")),
    "exe": refused(lambda: b"MZ\x90\0" + bytes(100), ("程序", "program")),
    "lnk": refused(lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(100), ("快捷方式", "shortcut")),
    "url shortcut": refused(lambda: b"[InternetShortcut]\r\nURL=https://example.com/\r\n", ("快捷方式", "shortcut")),
    "iCloud placeholder": refused(lambda: b"bplist00\xd4\x01\x02" + bytes(50), ("iCloud", "iCloud")),
    "Excel's own lock file": refused(lambda: b"\x09Wang Fang" + b" " * 45 + bytes(110), ("锁", "lock")),
    "rubbish": refused(lambda: bytes(range(256)) * 20, _NOT),
    "ods": refused(lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), (".ods", ".ods")),
    "xlsb": refused(lambda: zipped({TYPES: part(TYPES), "xl/workbook.bin": b"\0"}), (".xlsb", ".xlsb")),
    "docx": refused(lambda: zipped({TYPES: part(TYPES), "word/document.xml": b"<x/>"}), ("Word", "Word")),
    "pptx": refused(
        lambda: zipped({TYPES: part(TYPES), "ppt/presentation.xml": b"<x/>"}), ("PowerPoint", "PowerPoint")
    ),
    "numbers": refused(lambda: zipped({"Index/Document.iwa": b"\0"}), ("Numbers", "Numbers")),
    "a zip of text": refused(lambda: zipped({"a.txt": b"hello"}), ("zip", "zip archive")),
    "a zip of a workbook": refused(lambda: zipped({"客户.xlsx": excel_plain()}), ("zip", "zip archive")),
    "an empty zip": refused(lambda: zipped({}), ("zip", "zip archive")),
    "a workbook folder zipped with its folder": refused(
        lambda: zipped({f"客户/{name}": content for name, content in parts().items()}), ("zip", "zip archive")
    ),
    "a template": accepted(lambda: put_parts({TYPES: _typed("spreadsheetml.template.main+xml")})),
    "an add-in": accepted(
        lambda: put_parts(
            {
                TYPES: part(TYPES).replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
                )
            }
        )
    ),
    "declared as a Word document": refused(lambda: put_parts({TYPES: _typed("wordprocessingml.document.main+xml")})),
    **{f"cut after {n} bytes": refused(lambda n=n: excel_plain()[:n], _TEXT if n < 2 else DAMAGED) for n in _CUT},
    **{f"cut {n} bytes before its end": refused(lambda n=n: excel_plain()[:-n]) for n in (1, 10, 21, 22, 23, 400)},
    "rubbish before it": refused(lambda: b"HTTP/1.1 200 OK\r\n\r\n" + excel_plain(), ("Excel", "Excel")),
    "a zip's head before it": refused(lambda: b"PK\3\4" + bytes(60) + excel_plain()),
    "rubbish after it": refused(lambda: excel_plain() + b"rubbish"),
    "a page after it": refused(lambda: excel_plain() + b"<html>" + b"x" * 70_000),
    "padded with zeros": accepted(lambda: excel_plain() + bytes(512)),
    "two workbooks in one file": refused(lambda: excel_plain() * 2),
}
