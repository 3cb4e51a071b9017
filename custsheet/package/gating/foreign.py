"""What a file that is no .xlsx really is, and what its owner can do: one plain sentence each."""

from __future__ import annotations

from custsheet.model.errors import DamagedError, WorkbookError
from custsheet.package.container import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_SAVE_ZH = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿 (*.xlsx)”后再处理。"
_SAVE_EN = "Open it in Excel or WPS, save it as “Excel Workbook (*.xlsx)”, then try again."
_MAGIC = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"BM", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"SQLite format 3\0", "数据库文件", "a database file"),
    (b"MZ", "程序", "a program"),
    (b"\x7fELF", "程序", "a program"),
    (b"L\0\0\0\x01\x14\x02\0", "快捷方式，不是文件本身", "a shortcut, not the file itself"),
    (b"[InternetShortcut]", "快捷方式，不是文件本身", "a shortcut, not the file itself"),
    (b"bplist00", "iCloud 的占位文件，内容还没有下载", "a placeholder of iCloud whose content is not downloaded yet"),
)
_TAR_AT = 257
# What Excel keeps beside an open workbook (`~$name.xlsx`): the user's name, padded, in 165 bytes.
_LOCK_BYTES = 165


def refuse_foreign(data: bytes) -> None:
    """Say what `data` is unless it looks like a zip.

    Raises:
        WorkbookError: it is no zip.
    """
    if not data:
        raise DamagedError(
            "这个文件是空的（0 字节），可能还没有同步或保存完成。请等同步完成，或从备份恢复。",
            "This file is empty (0 bytes); perhaps it is not synchronised or saved yet. Wait, or restore a backup.",
        )
    if data.count(0) == len(data):
        raise DamagedError(
            "这个文件里全是零，内容没有写入磁盘（常见于断电或同步中断）。请从备份恢复。",
            "This file holds nothing but zeros: its content never reached the disk (a power cut, a broken sync). "
            "Restore a backup.",
        )
    if data.startswith(_OLE):
        raise _ole(data)
    if data.startswith(_ZIP):
        return
    for magic, zh, en in _MAGIC:
        if data.startswith(magic):
            raise _other(zh, en)
    if data[_TAR_AT : _TAR_AT + 5] == b"ustar":
        raise _other("tar 压缩包", "a tar archive")
    if len(data) in {_LOCK_BYTES, _LOCK_BYTES - 55} and 0 < data[0] <= 54:
        raise _other(
            "Excel 打开文件时留下的锁文件（~$ 开头）", "the lock file that Excel keeps while a file is open (~$…)"
        )
    raise _text(data)


def refuse_foreign_zip(package: Package) -> None:
    """Say what `package` is unless it looks like an Excel workbook in XML.

    Raises:
        WorkbookError: it is an OpenDocument, Word, PowerPoint, Numbers or binary Excel file, or any other zip.
    """
    names = {name.replace("\\", "/").lstrip("/").lower() for name in package.names}
    if "mimetype" in names and b"opendocument" in next(package.stream("mimetype", 200), b""):
        raise _other("OpenDocument 表格（.ods 等）", "an OpenDocument file (.ods or the like)", saved=True)
    if any(name.endswith("workbook.bin") for name in names):
        raise _other("Excel 二进制工作簿（.xlsb）", "a binary Excel workbook (.xlsb)", saved=True)
    if any(name.endswith(".iwa") for name in names):
        raise WorkbookError(
            "这是 Apple Numbers 表格，不是 .xlsx。请在 Numbers 中用“导出为 Excel”保存后再处理。",
            "This is an Apple Numbers document, not .xlsx. Export it to Excel in Numbers, then try again.",
        )
    for folder, zh, en in (("word/", "Word 文档", "a Word document"), ("ppt/", "PowerPoint 文稿", "a PowerPoint file")):
        if any(name.startswith(folder) for name in names) and not any(name.startswith("xl/") for name in names):
            raise _other(zh, en)
    if "[content_types].xml" not in names:
        raise _other("普通的 zip 压缩包", "an ordinary zip archive")


def _other(zh: str, en: str, *, saved: bool = False) -> WorkbookError:
    if saved:
        return WorkbookError(f"这是{zh}，不是 .xlsx。{_SAVE_ZH}", f"This is {en}, not .xlsx. {_SAVE_EN}")
    return WorkbookError(
        f"这是{zh}，不是 Excel 工作簿。请选择 .xlsx 文件。",
        f"This is {en}, not an Excel workbook. Choose an .xlsx file.",
    )


def _ole(data: bytes) -> WorkbookError:
    def stream(name: str) -> bool:
        # Names in the directory of a compound file are UTF-16 and end in a zero.
        return (name + "\0").encode("utf-16-le") in data

    if stream("EncryptedPackage"):
        return WorkbookError(
            "这个工作簿设有打开密码，无法读取。请在 Excel 中去掉打开密码（文件→信息→保护工作簿）并保存后再处理。",
            "This workbook is protected by a password to open and cannot be read. Remove the password in Excel "
            "(File → Info → Protect Workbook), save, and try again.",
        )
    if stream("Workbook") or stream("Book"):
        return _other("旧版 Excel 工作簿（.xls / .et）", "an old Excel workbook (.xls / .et)", saved=True)
    return _other("旧版 Office 文档", "an old Office document")


def _text(data: bytes) -> WorkbookError:
    head = data[:65_536]
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
        return _other("“XML 电子表格 2003”文件", "an “XML Spreadsheet 2003” file", saved=True)
    if lower.startswith((b"<!doctype html", b"<html", b"<meta", b"mime-version:")) or b"<table" in lower:
        return _other(
            "网页（HTML），只是扩展名像 Excel", "a web page (HTML) that merely bears an Excel name", saved=True
        )
    if b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _other("文本文件（CSV 等）", "a text file (CSV or the like)", saved=True)
    return DamagedError(
        "这不是 Excel 工作簿，或已损坏（文件开头不对）。请在 Excel 或 WPS 中打开并另存为 .xlsx，或从备份恢复。",
        "This is not an Excel workbook, or it is damaged (its beginning is wrong). Open it in Excel or WPS and save it "
        "as .xlsx, or restore a backup.",
    )
