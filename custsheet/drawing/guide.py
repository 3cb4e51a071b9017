"""使用指南: how to fill in, read and change this workbook, generated from the standard so that it never disagrees with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custsheet.drawing import style
from custsheet.drawing.book import Book
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Link, on
from custsheet.drawing.frame import footer, heading
from custsheet.drawing.layout import Plan
from custsheet.drawing.measure import lines
from custsheet.drawing.standard import limits_words, required_words
from custsheet.drawing.toolsheet import link_row
from custsheet.drawing.words import LEGEND
from custsheet.model.schema import Sheet
from custsheet.model.text import Text, text

_WIDTHS = (170, 110, 430, 210, 210)
_HEADS = (
    text("字段", "Field"),
    text("谁填·必填", "By whom"),
    text("含义", "Meaning"),
    text("例", "Example"),
    text("格式·选项", "Format, list"),
)
_START = (
    text(
        "在「{users}」登记同事的姓名；负责人的下拉清单来自那里。",
        "List your colleagues on {users}; the drop-downs of owners come from there.",
    ),
    text(
        "在「{parameters}」写上公司名称，看看各个门槛合不合适；下拉清单不够用就到「{options}」里加。",
        "Put your company's name on {parameters} and look over the thresholds; add entries on {options} where a list lacks one.",
    ),
    text(
        "在「{customers}」一行写一位客户。标题带 ＊ 的必填；点一下格子，旁边会说怎么填。",
        "One row per customer on {customers}. ＊ in a header means required; click a cell and Excel says how to fill it in.",
    ),
    text(
        "每天把联系、订单、服务写进各自的表，都用客户编号认客户。",
        "Every day enter contacts, orders and service on their sheets; the customer ID ties them together.",
    ),
    text(
        "保存并关闭，运行 custsheet process；再打开，先看「{home}」和「{findings}」。",
        "Save and close, run custsheet process; open again and look at {home} and {findings} first.",
    ),
)
_HOW = (
    (
        text("粘贴数据", "Pasting"),
        text(
            "用“选择性粘贴 → 值”，这样下拉清单和颜色不会被盖掉。贴错格式也不要紧，下次检查会指出来。",
            "Use Paste special → Values, so that drop-downs and colours stay. A wrong format is found by the next check.",
        ),
    ),
    (
        text("身份证、长号码", "Long numbers"),
        text(
            "这些列已设为文本，先设好再粘贴；超过 15 位的数字若被 Excel 当成数字，末尾会变成 0。",
            "These columns are text already. Excel turns the last digits of a number beyond 15 digits into zeros.",
        ),
    ),
    (
        text("日期", "Dates"),
        text(
            "写成 2026-03-01。写成 2026.3.1 会变成文字，不能排序和计算，检查时会给出建议。",
            "Write 2026-03-01. 2026.3.1 is text, cannot be sorted or computed; the check proposes the right date.",
        ),
    ),
    (
        text("改正错误", "Mending"),
        text(
            "在「{findings}」点单元格就跳到那里，改好即可；颜色马上消失，下次检查后该行也消失。",
            "On {findings} click the cell to go there and mend it; the colour goes at once, the row with the next check.",
        ),
    ),
    (
        text("增加选项", "New list entries"),
        text(
            "在「{options}」那张清单的下面接着写一行；灰色的清单是固定的。",
            "Type below the list on {options}; grey lists are fixed.",
        ),
    ),
    (
        text("自己加列", "Columns of your own"),
        text(
            "可以在表的右边加列，工具不会动它。标题可以改名，位置可以移动，工作表也可以改名。",
            "Add them at the right; the tool leaves them alone. Headers may be renamed, columns moved, sheets renamed.",
        ),
    ),
    (
        text("折叠的列", "Folded columns"),
        text(
            "列号上方的 ＋ 展开地址等列，－ 收起。",
            "The + above the columns unfolds the address and others, − folds them.",
        ),
    ),
    (
        text("删除客户", "Deleting"),
        text(
            "先确认没有订单和互动记录再删行；不确定就在备注里写明，不要删。",
            "Delete a row only if nothing refers to it; if in doubt say so in the notes instead.",
        ),
    ),
    (
        text("打印", "Printing"),
        text(
            "横向 A4，一页宽；客户表列很多，只打印前面的列，其余列可先选中再“打印选定区域”。",
            "Landscape A4, one page wide. The customers sheet prints its first columns; select others and print the selection.",
        ),
    ),
)
_SAFE = (
    text(
        "隐藏工作表、锁定单元格和工作簿密码都不是安全措施；能打开文件的人就能看到全部内容。",
        "Hidden sheets, locked cells and passwords are no protection: who can open the file can see it all.",
    ),
    text(
        "文件里有个人信息：只放在有权限的文件夹里，不要用邮件或微信群发，离职收回。",
        "The file holds personal data: keep it in a folder with access rights, do not mail it around.",
    ),
    text(
        "只收集用得着的信息；身份证号默认不收集。写明处理依据，客户要求更正或删除要及时办。",
        "Collect only what you need; ID numbers are off by default. State the legal basis; act on requests to correct or erase.",
    ),
    text(
        "备注里不要写身份证号、银行卡号和密码。每次写入之前，工具会先备份。",
        "No ID numbers, card numbers or passwords in notes. The tool makes a backup before each write.",
    ),
    text("客户分级只用来安排服务，不要用来差别定价。", "Tiers are for service, not for different prices."),
)
_SAY: Mapping[str, Text] = {
    "start": text("怎样开始", "How to begin"),
    "colours": text("颜色", "Colours"),
    "how": text("常见操作", "How to"),
    "safe": text("隐私与安全", "Privacy and safety"),
    "people": text("人填", "people"),
    "formula": text("自动（公式）", "formula"),
    "tool": text("自动（工具）", "the tool"),
    "required": text("人填 · 必填", "people, required"),
    "if": text("人填 · {0}", "people, if {0}"),
}


def draw_guide(book: Book, plan: Plan, titles: Mapping[str, str]) -> Canvas:
    """Draw the guide. `titles`: schema name of every visible sheet → its title."""
    lang, tool = plan.lang, plan.schema.tool("guide")
    canvas = book.sheet(tool.title(lang), tab=style.TAB_SETTINGS)
    canvas.widths(_WIDTHS)
    heading(canvas, canvas.title, tool.description(lang))
    canvas.height(2, 22)
    names = ("home", *(sheet.name for sheet in plan.schema.inputs))
    link_row(canvas, [Link(on(titles[name], "A1"), titles[name]) for name in names if name in titles], "", _WIDTHS)
    known = _Titles(titles)
    row = _section(canvas, 4, _SAY["start"](lang))
    row = _list(canvas, row, [(f"{n}.", said(lang).format_map(known)) for n, said in enumerate(_START, 1)])
    row = _section(canvas, row + 1, _SAY["colours"](lang))
    for said, look in LEGEND:
        canvas.put(row, 1, said(lang), look, style.BADGE, style.look(bold=False))
        row += 1
    for sheet in plan.schema.sheets:
        row = _sheet(canvas, plan, sheet, row + 1)
    row = _section(canvas, row + 1, _SAY["how"](lang))
    row = _list(canvas, row, [(head(lang), said(lang).format_map(known)) for head, said in _HOW])
    row = _section(canvas, row + 1, _SAY["safe"](lang))
    row = _list(canvas, row, [("●", said(lang)) for said in _SAFE])
    canvas.freeze(3, 1)
    canvas.select(1, 1)
    canvas.printed(footer(lang), portrait=True, area=(1, 1, row, len(_WIDTHS)))
    return canvas


class _Titles(dict[str, str]):
    """Titles by schema name; a sheet that a company's own standard lacks goes by its name."""

    def __missing__(self, name: str) -> str:
        return name


def _section(canvas: Canvas, row: int, title: str) -> int:
    canvas.put(row, 1, title, style.PANEL)
    canvas.paint((row, 1, row, len(_WIDTHS)), style.look(bottom=2, bottom_color=style.NAVY))
    canvas.height(row, 34)
    return row + 1


def _list(canvas: Canvas, row: int, items: Sequence[tuple[str, str]]) -> int:
    """Head and sentence a row; the sentence runs over the empty cells at its right."""
    for head, sentence in items:
        canvas.put(row, 1, head, style.STRONG, style.LEFT)
        canvas.put(row, 2, sentence)
        canvas.height(row, 26)
        row += 1
    return row


def _sheet(canvas: Canvas, plan: Plan, sheet: Sheet, row: int) -> int:
    lang = plan.lang
    row = _section(canvas, row, f"{sheet.title(lang)}")
    canvas.put(row, 1, sheet.description(lang), style.HELP)
    canvas.height(row, 26)
    row += 1
    for col, head in enumerate(_HEADS, 1):
        canvas.put(row, col, head(lang), style.HEADER, style.look(font_size=10))
    canvas.height(row, 26)
    for field in plan.layouts[sheet.name].fields:
        row += 1
        example = field.example(lang) if field.example else ""
        required = required_words(plan, sheet, field)
        if not field.is_input:
            who = _SAY[field.role](lang)
        elif field.constraints.required:
            who = _SAY["required"](lang)
        else:
            who = _SAY["if"](lang).format(required) if field.required_when else _SAY["people"](lang)
        cells = (field.title(lang), who, field.description(lang), example, limits_words(plan, field))
        for col, value in enumerate(cells, 1):
            canvas.put(row, col, value, style.BODY, style.LEFT, style.WRAP)
        canvas.put(row, 1, None, style.STRONG)
        canvas.put(row, 2, None, style.MUTED)
        need = max(lines(value, width) for value, width in zip(cells, _WIDTHS, strict=True))
        canvas.height(row, 8 + 17 * need)
    return row + 1
