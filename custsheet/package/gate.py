"""The gate: is this file whole and safe, and what is it? Nothing reads a workbook before it has passed.

Readers disagree about bad files: one takes the second of two parts, one ignores checksums, one aborts the process on a
cell far away. So one streaming pass with bounded memory runs first, inflating every part once, and refuses what any
reader could get wrong, each time in one plain sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.container import Package, part_key
from custsheet.package.foreign import refuse_foreign, refuse_foreign_zip
from custsheet.package.gatescan import LAST_COLUMN, LAST_ROW, SheetSize, check_text, exact_extent, whole_tags
from custsheet.package.relationships import read_rels, rels_parts
from custsheet.package.sheetscan import column_number
from custsheet.package.workbook import Sheet, Workbook, workbook_part
from custsheet.package.xmlparts import MAIN, STRICT_MAIN, child, children, damaged_part, namespace, parse, truth
from custsheet.package.zipformat import DEFLATED, STORED, damaged, local_header


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about the file that is no reason to refuse it; `code` is stable."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Report:
    """A file that passed: its inventory, and what to know about it."""

    workbook: Workbook
    notices: tuple[Notice, ...]


def gate(data: bytes) -> Report:
    """Check the bytes of a workbook file.

    Raises:
        WorkbookError: it is not whole, not safe or no workbook; the sentence says what it is and what to do.
    """
    refuse_foreign(data)
    if len(data) > limits.FILE_BYTES:
        raise _too_large(f"{len(data) >> 20} MB", f"{len(data) >> 20} MB", f"{limits.FILE_BYTES >> 20} MB")
    package = Package.read(data)
    _check_container(package)
    refuse_foreign_zip(package)
    main = workbook_part(package)
    texts = _xml_parts(package, main)
    for name in package.names:
        if part_key(name) not in texts:
            for _ in package.stream(name):
                pass
    for name in texts.values():
        _parsed_whole(package, name)
    if namespace(parse(package.part(main), main)) == STRICT_MAIN:
        raise _strict()
    workbook = Workbook.read(package)
    if len(workbook.sheets) > limits.SHEETS:
        raise _too_large(f"{len(workbook.sheets):,} 张工作表", f"{len(workbook.sheets):,} sheets", str(limits.SHEETS))
    _check_strings(workbook)
    _check_styles(workbook)
    cells = sum(_check_sheet(package, sheet) for sheet in workbook.sheets)
    if cells > limits.CELLS:
        raise _too_large(f"{cells:,} 个单元格", f"{cells:,} cells", f"{limits.CELLS:,}")
    return Report(workbook, tuple(_notices(workbook)))


def _check_container(package: Package) -> None:
    """What the zip itself must not hold: twice the same part, overlaps, passwords, names that climb out, bombs."""
    if len(package.entries) > limits.PARTS:
        raise _too_large(f"{len(package.entries):,} 个内部文件", f"{len(package.entries):,} parts", f"{limits.PARTS:,}")
    total = sum(entry.size for entry in package.entries)
    if total > limits.INFLATED_BYTES:
        raise _too_large(
            f"解压后 {total >> 20} MB", f"{total >> 20} MB when unpacked", f"{limits.INFLATED_BYTES >> 20} MB"
        )
    seen: set[str] = set()
    end = 0
    for entry in sorted(package.entries, key=lambda entry: entry.offset):
        key = part_key(entry.name)
        if not entry.is_folder and (key in seen or not key):
            raise WorkbookError(
                f"这个文件里有两个同名的内部文件（{entry.name}），各种软件会读出不同的内容。请在 Excel 中打开并另存。",
                f"This file holds two parts of the same name ({entry.name}), which programs read differently. "
                "Open it in Excel and save it again.",
            )
        seen.add(key)
        if entry.encrypted:
            raise WorkbookError(
                "这个文件是带密码的压缩包，无法读取。请先解除密码，再用 Excel 另存为 .xlsx。",
                "This file is a zip archive with a password and cannot be read. Remove the password, "
                "then save it as .xlsx in Excel.",
            )
        if ".." in key.split("/") or ":" in key or any(ord(c) < 32 for c in key):
            raise WorkbookError(
                f"这个文件里有不安全的内部文件名（{entry.name!r}），可能有害，因此拒绝读取。",
                f"This file holds a part with an unsafe name ({entry.name!r}); it may do harm and is not read.",
            )
        if entry.method not in {STORED, DEFLATED}:
            raise damaged()
        # The local header must bear the name of the directory, and no two members may share bytes.
        name, begin = local_header(package.data, entry.offset)
        if name.replace(b"\\", b"/") != entry.raw_name.replace(b"\\", b"/") or entry.offset < end:
            raise damaged()
        end = begin + entry.packed


def _xml_parts(package: Package, main: str) -> dict[str, str]:
    """The parts that are parsed as a whole, by key: content types, relationships, workbook, styles, tables."""
    parts = {part_key(name): name for name in rels_parts(package).values()}
    for rel in [*read_rels(package, ""), *read_rels(package, main)]:
        if rel.part and rel.kind in {"officeDocument", "styles"}:
            parts[part_key(rel.part)] = rel.part
        for inner in read_rels(package, rel.part) if rel.part and rel.kind == "worksheet" else ():
            if inner.part and inner.kind == "table":
                parts[part_key(inner.part)] = inner.part
    types = package.find("[Content_Types].xml")
    return parts | ({part_key(types): types} if types else {})


def _parsed_whole(package: Package, name: str) -> None:
    size = package.entry(name).size
    if size > limits.PARSED_BYTES:
        raise _too_large(
            f"内部文件 {name} 有 {size >> 20} MB",
            f"its part {name} has {size >> 20} MB",
            f"{limits.PARSED_BYTES >> 20} MB",
        )
    for _ in check_text(name, package.stream(name), size):
        pass


def _check_strings(workbook: Workbook) -> None:
    rel = next((rel for rel in workbook.rels if rel.kind == "sharedStrings"), None)
    if rel is None:
        return
    if rel.part is None:
        raise damaged()
    count = 0
    stream = workbook.package.stream(rel.part)
    for chunk in check_text(rel.part, stream, workbook.package.entry(rel.part).size, b"sst"):
        count += chunk.count(b"<si>") + chunk.count(b":si>") // 2
    if count > limits.TEXTS:
        raise _too_large(f"{count:,} 个文本", f"{count:,} texts", f"{limits.TEXTS:,}")


def _check_styles(workbook: Workbook) -> None:
    part = workbook.rel_part("styles")
    if part is None:
        return
    count = len(children(child(parse(workbook.package.part(part), part), "cellXfs"), "xf"))
    if count > limits.FORMATS:
        raise _too_large(f"{count:,} 种单元格格式", f"{count:,} cell formats", f"{limits.FORMATS:,}")


def _check_sheet(package: Package, sheet: Sheet) -> int:
    """The number of cells in the sheet."""
    entry = package.entry(sheet.part)
    if sheet.kind != "worksheet":
        for _ in check_text(sheet.part, package.stream(sheet.part), entry.size):
            pass
        return 0
    size = SheetSize()
    head = b""
    for chunk in whole_tags(check_text(sheet.part, package.stream(sheet.part), entry.size, b"worksheet")):
        head = head or chunk
        size.feed(chunk)
        if size.cells > limits.CELLS:
            raise _too_large(
                f"工作表“{sheet.title}”有超过 {limits.CELLS:,} 个单元格",
                f"sheet “{sheet.title}” has more than {limits.CELLS:,} cells",
                f"{limits.CELLS:,}",
            )
    if STRICT_MAIN.encode() in head:
        raise _strict()
    if MAIN.encode() not in head:
        raise damaged_part(sheet.part)
    far = size.beyond or any(column_number(letters.decode()) > LAST_COLUMN for letters in size.letters)
    if far or not size.plain or size.box > limits.BOX_CELLS:
        row, column = exact_extent(package.stream(sheet.part))
        if row > LAST_ROW or column > LAST_COLUMN or row * column > limits.BOX_CELLS:
            raise WorkbookError(
                f"工作表“{sheet.title}”在很远的位置有内容（最后一行 {row}，最后一列第 {column} 列），无法读取。"
                "请按 Ctrl+End 找到它，删除多余的行和列后保存。",
                f"Sheet “{sheet.title}” has content very far away (last row {row}, last column number {column}) and "
                "cannot be read. Press Ctrl+End to find it, delete the surplus rows and columns, and save.",
            )
    return size.cells


def _notices(workbook: Workbook) -> Iterator[Notice]:
    kinds = {rel.kind for rel in workbook.rels}
    root_kinds = {rel.kind for rel in read_rels(workbook.package, "")}
    if "vbaProject" in kinds:
        yield Notice("macros", "工作簿含有宏；宏会原样保留。", "The workbook holds macros; they are kept as they are.")
    if "externalLink" in kinds:
        yield Notice(
            "external-links",
            "工作簿引用了别的文件；引用会原样保留，但其中的值可能已过时。",
            "The workbook refers to other files; the links are kept, but their values may be out of date.",
        )
    if "origin" in root_kinds:
        yield Notice(
            "signature",
            "工作簿带有数字签名；写入会使签名失效，因此不会写入。",
            "The workbook is digitally signed; writing would break the signature, so nothing is written.",
        )
    if workbook.structure_locked:
        yield Notice(
            "structure-lock",
            "工作簿的结构受保护：在 Excel 中不能增删工作表，本程序的工作表仍会更新。",
            "The structure of the workbook is protected: sheets cannot be added or removed in Excel; "
            "this program's sheets are still updated.",
        )
    if "revisionHeaders" in kinds:
        yield Notice(
            "shared-workbook",
            "这是旧式共享工作簿，带有修订记录；建议先取消共享。",
            "This is a legacy shared workbook with tracked changes; stop sharing it first.",
        )
    sharing = child(workbook.root, "fileSharing")
    if sharing is not None and truth(sharing.get("readOnlyRecommended")):
        yield Notice("read-only-recommended", "工作簿建议以只读方式打开。", "The workbook asks to be opened read-only.")
    hidden = [sheet.title for sheet in workbook.sheets if sheet.state != "visible"]
    if hidden:
        yield Notice("hidden-sheets", f"隐藏的工作表：{'、'.join(hidden)}。", f"Hidden sheets: {', '.join(hidden)}.")
    absent = [rel.target for rel in workbook.rels if not rel.external and rel.part is None]
    if absent:
        yield Notice(
            "missing-parts",
            f"工作簿引用了不存在的内部文件：{'、'.join(absent)}。",
            f"The workbook refers to parts that are not there: {', '.join(absent)}.",
        )


def _strict() -> WorkbookError:
    return WorkbookError(
        "这个工作簿是“Strict Open XML”格式，许多软件读不出内容。请在 Excel 中另存为普通的“Excel 工作簿 (*.xlsx)”。",
        "This workbook was saved as “Strict Open XML”, which many programs cannot read. "
        "In Excel, save it as the normal “Excel Workbook (*.xlsx)”.",
    )


def _too_large(zh: str, en: str, limit: str) -> WorkbookError:
    return WorkbookError(
        f"这个文件太大，无法安全处理：{zh}，上限 {limit}。请删除不需要的工作表或空白行列，或拆分成几个文件。",
        f"This file is too large to process safely: {en}, at most {limit}. "
        "Delete sheets, rows and columns that are not needed, or split the file.",
    )
