"""What a person should know about a workbook that passed the gate: values, each with a stable code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from custsheet.package.ranges import LAST_COLUMN, LAST_ROW, Box
from custsheet.package.relationships import read_rels
from custsheet.package.sheetscan import cell_place
from custsheet.package.workbook import Workbook
from custsheet.package.xmlparts import child, truth


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about the file that is no reason to refuse it; `code` is stable."""

    code: str
    zh: str
    en: str


def notices(workbook: Workbook) -> Iterator[Notice]:
    """Everything worth knowing about `workbook`."""
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
    wrong = wrong_tables(workbook)
    if wrong:
        yield Notice(
            "tables",
            f"这些表格的定义有误：{'、'.join(wrong)}；Excel 打开时可能要求修复，数据照常读取。",
            f"These tables are not defined properly: {', '.join(wrong)}; Excel may offer to repair them. "
            "Their data is read all the same.",
        )
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


def wrong_tables(workbook: Workbook) -> list[str]:
    """Names of tables that no office program would define so: no place, another's place, name or number."""
    wrong: list[str] = []
    ids: set[int] = set()
    names: set[str] = set()
    for sheet in workbook.sheets:
        boxes: list[Box] = []
        for table in sheet.tables:
            name = table.display_name.casefold()
            box = _box(table.ref)
            if (
                box is None
                or table.id in ids
                or name in names
                or len(table.columns) != box.right - box.left + 1
                or any(map(box.meets, boxes))
            ):
                wrong.append(table.display_name)
            if box is not None:
                boxes.append(box)
            ids.add(table.id)
            names.add(name)
    return wrong


def _box(ref: str) -> Box | None:
    """The box, None if it is no range within a sheet, from its first corner to its last."""
    try:
        (top, left), (bottom, right) = (cell_place(corner) for corner in ref.split(":"))
    except ValueError:
        return None
    within = 1 <= top <= bottom <= LAST_ROW and 1 <= left <= right <= LAST_COLUMN
    return Box(top, left, bottom, right) if within else None
