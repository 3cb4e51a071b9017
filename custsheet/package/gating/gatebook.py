"""What the workbook part and its relationships must not say: two answers to one question, or none."""

from __future__ import annotations

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.container import Package, part_key
from custsheet.package.refusals import too_large
from custsheet.package.relationships import read_rels, rels_name
from custsheet.package.workbook import CONTENT_TYPES_PART, Workbook, read_content_types
from custsheet.package.xmlparts import damaged_part

# What the content types of workbooks, with macros or without, of templates and add-ins have in common.
_MAIN_TYPES = ("spreadsheetml", "vnd.ms-excel")
# What Excel does not allow in a title; it offers to repair the file.
_BARRED = frozenset("[]:*?/\\")
_ONCE = ("officeDocument", "sharedStrings", "styles")


def check_main(package: Package, main: str) -> None:
    """Refuse a package with two workbooks, or one whose workbook is declared as something else.

    Raises:
        WorkbookError: one sentence for each.
    """
    for source in ("", main):
        rels = read_rels(package, source)
        for kind in _ONCE:
            if len({part_key(rel.part) for rel in rels if rel.kind == kind and rel.part}) > 1:
                raise damaged_part(source or "_rels/.rels")
    ids = [rel.id for rel in read_rels(package, main)]
    if len(set(ids)) < len(ids):
        raise damaged_part(rels_name(main))
    kind = read_content_types(package).of(main).lower()
    if not kind.endswith("main+xml") or not any(one in kind for one in _MAIN_TYPES):
        raise damaged_part(CONTENT_TYPES_PART)


def check_inventory(workbook: Workbook) -> None:
    """Refuse sheets that bear one title or share one part, and titles that Excel does not allow.

    Raises:
        WorkbookError: one sentence for each.
    """
    count = len(workbook.sheets)
    if count > limits.SHEETS:
        raise too_large(f"{count:,} 张工作表", f"{count:,} sheets", str(limits.SHEETS))
    titles: set[str] = set()
    parts: set[str] = set()
    for sheet in workbook.sheets:
        title, part = sheet.title.casefold(), part_key(sheet.part)
        if title in titles:
            raise _repair(f"有两张工作表都叫“{sheet.title}”", f"two of its sheets are called “{sheet.title}”")
        if not title.strip() or _BARRED & set(title):
            raise _repair(
                f"有一张工作表的名称“{sheet.title}”是 Excel 不允许的",
                f"Excel does not allow the title “{sheet.title}” of one of its sheets",
            )
        if part in parts:
            raise _repair(
                f"工作表“{sheet.title}”和另一张工作表共用同一份内容",
                f"sheet “{sheet.title}” shares its content with another sheet",
            )
        titles.add(title)
        parts.add(part)


def _repair(zh: str, en: str) -> WorkbookError:
    return WorkbookError(
        f"工作簿已损坏：{zh}。请在 Excel 中打开，让 Excel 修复后另存。",
        f"The workbook is damaged: {en}. Open it in Excel, let Excel repair it, and save it again.",
    )
