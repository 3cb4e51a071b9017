"""使用指南: how to fill in, read and change this workbook, generated from the standard so that both always agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custsheet.drawing import style
from custsheet.drawing.advice import HOW, SAFE
from custsheet.drawing.book import Book
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Link, on
from custsheet.drawing.frame import footer, heading
from custsheet.drawing.layout import Plan
from custsheet.drawing.measure import lines
from custsheet.drawing.standard import limits_words, required_words
from custsheet.drawing.toolsheet import link_row
from custsheet.drawing.words import LEGEND, SAY, STEPS, Titles
from custsheet.model.schema import Field, Sheet
from custsheet.model.text import Text, text

_WIDTHS = (170, 140, 430, 200, 220)
_HEADS = (
    text("字段", "Field"),
    text("谁填·必填", "By whom"),
    text("含义", "Meaning"),
    text("例", "Example"),
    text("格式·选项", "Format, list"),
)
_COLOURS = (
    text("由人填写。", "For people to fill in."),
    text("公式或工具算出来的，不要改。", "Computed by a formula or by the tool; leave as it is."),
    text("必须改。改好以后颜色马上消失。", "Must be mended; the colour goes as soon as it is."),
    text("请核对，确实没错可以保留。", "Please check; it may stay if it is right."),
)
_SAY: Mapping[str, Text] = {
    "colours": text("颜色", "Colours"),
    "how": text("常见操作", "How to"),
    "safe": text("隐私与安全", "Privacy and safety"),
    "people": text("人填", "people"),
    "formula": text("自动（公式）", "formula"),
    "tool": text("自动（工具）", "the tool"),
    "required": text("人填 · 必填", "people, required"),
    "if": text("人填 · {0}", "people, {0}"),
}


def draw_guide(book: Book, plan: Plan, titles: Mapping[str, str]) -> Canvas:
    """Draw the guide. `titles`: schema name of every visible sheet → its title."""
    lang, tool = plan.lang, plan.schema.tool("guide")
    canvas = book.sheet(tool.title(lang), tab=style.TAB_SETTINGS)
    canvas.widths(_WIDTHS)
    heading(canvas, canvas.title, tool.description(lang))
    canvas.height(2, 22)
    names = [name for name in ("home", "fields", "parameters") if name in titles]
    home = {"home": "← "}
    link_row(canvas, [Link(on(titles[one], "A1"), home.get(one, "") + titles[one]) for one in names], "", _WIDTHS)
    known = Titles(titles)
    row = _section(canvas, 3, SAY["start"](lang))
    row = _list(canvas, row, [f"{number}.  {said(lang).format_map(known)}" for number, said in enumerate(STEPS, 1)])
    row = _section(canvas, row, _SAY["colours"](lang))
    canvas.height(row, 8)
    for (said, look), meaning in zip(LEGEND, _COLOURS, strict=True):
        row += 1
        canvas.put(row, 1, said(lang), look, style.CHIP)
        canvas.put(row, 2, meaning(lang), style.LEFT)
        canvas.height(row, 26)
    row += 1
    for sheet in plan.schema.sheets:
        row = _sheet(canvas, plan, sheet, row)
    row = _section(canvas, row, _SAY["how"](lang))
    for head, said in HOW:
        canvas.put(row, 1, head(lang), style.STRONG, style.LEFT)
        canvas.put(row, 2, said(lang).format_map(known))
        canvas.height(row, 26)
        row += 1
    row = _section(canvas, row, _SAY["safe"](lang))
    row = _list(canvas, row, [f"●  {said(lang)}" for said in SAFE])
    canvas.freeze(3, 1)
    canvas.select(1, 1)
    canvas.printed(footer(lang), portrait=True, area=(1, 1, row, len(_WIDTHS)))
    return canvas


def _section(canvas: Canvas, row: int, title: str, target: str | None = None) -> int:
    """A heading with a gap above; returns the row below. `target`: sheet to which a link leads."""
    canvas.height(row, 18)
    row += 1
    canvas.put(row, 1, title, style.PANEL)
    if target is not None:
        go = f"→ 打开「{target}」" if canvas.book.lang == "zh" else f"→ open {target}"
        canvas.put(row, len(_WIDTHS), Link(on(target, "A1"), go), style.TO, style.LEFT)
    canvas.paint((row, 1, row, len(_WIDTHS)), style.look(bottom=2, bottom_color=style.NAVY))
    canvas.height(row, 34)
    return row + 1


def _list(canvas: Canvas, row: int, sentences: Sequence[str]) -> int:
    """One sentence a row; it runs over the empty cells at its right."""
    for sentence in sentences:
        canvas.put(row, 1, sentence, style.LEFT)
        canvas.height(row, 26)
        row += 1
    return row


def _sheet(canvas: Canvas, plan: Plan, sheet: Sheet, row: int) -> int:
    lang = plan.lang
    row = _section(canvas, row, sheet.title(lang), sheet.title(lang))
    canvas.put(row, 1, sheet.description(lang), style.HELP, style.LEFT)
    canvas.height(row, 26)
    row += 1
    for col, head in enumerate(_HEADS, 1):
        canvas.put(row, col, head(lang), style.HEADER, style.look(font_size=10))
    canvas.height(row, 26)
    for field in plan.layouts[sheet.name].fields:
        row += 1
        example = field.example(lang) if field.example else ""
        cells = (
            field.title(lang),
            _who(plan, sheet, field),
            field.description(lang),
            example,
            limits_words(plan, field),
        )
        for col, value in enumerate(cells, 1):
            canvas.put(row, col, value, style.BODY, style.LEFT, style.WRAP)
        canvas.put(row, 1, None, style.STRONG)
        canvas.put(row, 2, None, style.MUTED)
        need = max(lines(value, width) for value, width in zip(cells, _WIDTHS, strict=True))
        canvas.height(row, 8 + 17 * need)
    return row + 1


def _who(plan: Plan, sheet: Sheet, field: Field) -> str:
    lang = plan.lang
    if not field.is_input:
        return _SAY[field.role](lang)
    if field.constraints.required:
        return _SAY["required"](lang)
    if field.required_when:
        return _SAY["if"](lang).format(required_words(plan, sheet, field))
    return _SAY["people"](lang)
