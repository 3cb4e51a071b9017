"""What to say of a workbook that several checks refuse: too large, too far, of another dialect."""

from __future__ import annotations

from custsheet.model.errors import WorkbookError

UNCHANGED_ZH, UNCHANGED_EN = "文件没有改动。", "The file was not changed."
"""How a refused patch ends; whoever carries on without it must not repeat that (`without_promise`)."""


def without_promise(refusal: WorkbookError) -> tuple[str, str]:
    """What a refused patch says, Chinese and English, where others are carried out and the file changes."""
    return refusal.zh.removesuffix(UNCHANGED_ZH), refusal.en.removesuffix(UNCHANGED_EN).rstrip()


def far_away(title: str, row: int, column: int) -> WorkbookError:
    """What to say of content beyond what can be read."""
    return WorkbookError(
        f"工作表“{title}”在很远的位置有内容（最后一行 {row}，最后一列第 {column} 列），无法读取。"
        "请按 Ctrl+End 找到它，删除多余的行和列后保存。",
        f"Sheet “{title}” has content very far away (last row {row}, last column number {column}) and "
        "cannot be read. Press Ctrl+End to find it, delete the surplus rows and columns, and save.",
    )


def strict() -> WorkbookError:
    """What to say of a workbook in the Strict dialect."""
    return WorkbookError(
        "这个工作簿是“Strict Open XML”格式，许多软件读不出内容。请在 Excel 中另存为普通的“Excel 工作簿 (*.xlsx)”。",
        "This workbook was saved as “Strict Open XML”, which many programs cannot read. "
        "In Excel, save it as the normal “Excel Workbook (*.xlsx)”.",
    )


def too_large(zh: str, en: str, limit: str) -> WorkbookError:
    """What to say of a workbook beyond one of the limits."""
    return WorkbookError(
        f"这个文件太大，无法安全处理：{zh}，上限 {limit}。请删除不需要的工作表或空白行列，或拆分成几个文件。",
        f"This file is too large to process safely: {en}, at most {limit}. "
        "Delete sheets, rows and columns that are not needed, or split the file.",
    )
