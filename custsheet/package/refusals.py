"""What to say of a workbook that several checks refuse (too large, too far, of another dialect), and of patches."""

from __future__ import annotations

import re
from collections.abc import Iterable

from custsheet.model.errors import WorkbookError

UNCHANGED_ZH, UNCHANGED_EN = "文件没有改动。", "The file was not changed."
"""How a refused patch ends; whoever carries on without it must not repeat that (`left_out`)."""
_NAMED = 3  # places told of one by one
_REFERENCE = re.compile("[A-Z]{1,3}[0-9]+(?::[A-Z]{1,3}[0-9]+)?")


class PatchRefusedError(WorkbookError):
    """One plain sentence why nothing was written at `place`."""

    def __init__(self, place: str, zh: str, en: str) -> None:
        said = f"无法写入 {place}：{zh}。{UNCHANGED_ZH}", f"{place} cannot be written: {en}. {UNCHANGED_EN}"
        super().__init__(*said)
        self.place, self.why = place, (zh, en)


def left_out(refusals: Iterable[WorkbookError]) -> list[tuple[str, str]]:
    """What to tell, Chinese and English, of patches without which a workbook was changed: one sentence a reason."""
    alike: dict[str, list[WorkbookError]] = {}
    for one in refusals:
        reason = _REFERENCE.sub("", one.why[0]) if isinstance(one, PatchRefusedError) else one.zh
        alike.setdefault(reason, []).append(one)
    return [_told(several) for several in alike.values()]


def _told(alike: list[WorkbookError]) -> tuple[str, str]:
    first = alike[0]
    places = list(dict.fromkeys(one.place for one in alike if isinstance(one, PatchRefusedError)))
    if not isinstance(first, PatchRefusedError) or len(places) == 1:
        return first.zh.removesuffix(UNCHANGED_ZH), first.en.removesuffix(UNCHANGED_EN).rstrip()
    named_zh, named_en = "、".join(places[:_NAMED]), ", ".join(places[:_NAMED])
    if len(places) > _NAMED:
        named_zh, named_en = f"{named_zh} 等 {len(places):,} 处", f"{named_en} and {len(places) - _NAMED:,} more"
    zh, en = first.why
    return (
        f"无法写入 {named_zh}，原因都一样，例如 {first.place}：{zh}。",
        f"{named_en} cannot be written, all for one reason; {first.place}, for example: {en}.",
    )


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
