"""使用指南: how to fill in, read and change this workbook, generated from the standard so that both always agree.

Every pass draws it anew from the standard in force and the columns that are really there, so that it also tells what
the administrator has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from custsheet.drawing.frame import MADE_BY, footer, heading, page_scale
from custsheet.drawing.people.advice import HOW, SAFE
from custsheet.drawing.people.layout import Layout, Plan
from custsheet.drawing.people.standard import limits_words, required_words
from custsheet.drawing.people.words import LEGEND, SAY, STEPS, Titles
from custsheet.drawing.reports.report_pages import Stretch, page_breaks, page_height
from custsheet.drawing.toolsheet import link_row
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Link, on
from custsheet.drawing.workbook.measure import lines
from custsheet.model.errors import Lang
from custsheet.model.rules import Labels
from custsheet.model.schema import Field, Schema, Sheet
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

NAME = "guide"
_COLUMNS = (
    (text("字段", "Field"), 160),
    (text("谁填 · 必填", "By whom"), 165),
    (text("何时填", "When"), 165),
    (text("含义", "Meaning"), 330),
    (text("✓ 这样填", "✓ Right"), 190),
    (text("✗ 别这样填", "✗ Wrong"), 160),
    (text("格式 · 选项", "Format, list"), 210),
)
_WIDTHS = tuple(pixels for _, pixels in _COLUMNS)
_SCALE = page_scale(sum(_WIDTHS))
_PAGE = page_height(_SCALE)
_GAP, _HEADING, _LINE = 18, 34, 26  # pixels: above a section, of its title, of a sentence
_LEAST = 120  # pixels of fields for which a table is worth beginning on a page
_LOOKS = (style.STRONG, style.MUTED, style.MUTED, style.look(), style.look(font_color=style.OK_INK),
          style.look(font_color=style.ERROR_INK), style.MUTED)  # fmt: skip
_COLOURS = (
    text("由人填写。", "For people to fill in."),
    text("公式或工具算出来的，不要改。", "Computed by a formula or by the tool; leave as it is."),
    text("必须改。改好以后颜色马上消失。", "Must be mended; the colour goes as soon as it is."),
    text("请核对，确实没错可以保留。", "Please check; it may stay if it is right."),
)
_SAY: Mapping[str, Text] = {
    "changes": text("自上一版以来的变化", "What has changed"),
    "version": text("数据标准第 {0} 版（{1}）", "Version {0} of the standard ({1})"),
    "company": text("本公司改过的", "Changed by your company"),
    "more": text("共 {0} 处，其余见「{1}」。", "{0} in all; see {1} for the others."),
    "colours": text("颜色", "Colours"),
    "how": text("常见操作", "How to"),
    "safe": text("隐私与安全", "Privacy and safety"),
    "continued": text("{0}（续）", "{0} (continued)"),
    "people": text("人填", "people"),
    "formula": text("自动（公式）", "formula"),
    "tool": text("自动（工具）", "the tool"),
    "required": text("人填 · 必填", "people, required"),
    "numbered": text("空着就自动编号", "the tool, if left blank"),
    "if": text("人填 · {0}必填", "people, required {0}"),
}
_MOST = 12  # changes of the company that are listed
_WHEN = {"formula": text("随填随算", "while you type"), "tool": text("每次检查后", "with each check")}


def draw_guide(
    book: Book,
    plan: Plan,
    titles: Mapping[str, str],
    *,
    title: str | None = None,
    labels: Labels | None = None,
    changes: Sequence[Text] = (),
) -> Canvas:
    """
    Draw the guide.

    Args:
        book: where it is drawn.
        plan: the standard, and which fields stand on which sheet.
        titles: schema name of every visible sheet that is there → its title.
        title: what the guide itself is called in this workbook, where that differs from the standard.
        labels: what columns are called in this workbook, where that differs from the standard.
        changes: what the company itself has changed of the standard.
    """
    lang, tool = plan.lang, plan.schema.tool(NAME)
    canvas = book.sheet(title or tool.title(lang), tab=style.TAB_SETTINGS)
    canvas.widths(_WIDTHS)
    heading(canvas, canvas.title, f"{tool.description(lang)} · {MADE_BY(lang)}")
    canvas.height(2, 22)
    names = [name for name in ("home", "fields", "parameters") if name in titles]
    home = {"home": "← "}
    link_row(canvas, [Link(on(titles[one], "A1"), home.get(one, "") + titles[one]) for one in names], "", _WIDTHS)
    known = Titles(_standard_titles(plan.schema, lang) | dict(titles))
    row = _changes(canvas, plan.schema, changes, known, 3)
    row = _section(canvas, row, SAY["start"](lang))
    row = _list(canvas, row, [f"{number}.  {said(lang).format_map(known)}" for number, said in enumerate(STEPS, 1)])
    row = _section(canvas, row, _SAY["colours"](lang))
    canvas.height(row, 8)
    for (said, look), meaning in zip(LEGEND, _COLOURS, strict=True):
        row += 1
        canvas.put(row, 1, said(lang), look, style.CHIP)
        canvas.put(row, 2, meaning(lang), style.LEFT)
        canvas.height(row, _LINE)
    row += 1
    begins = [row]
    for sheet in plan.schema.sheets:
        if sheet.name in plan.layouts:
            room = _PAGE if row > begins[0] else _PAGE - canvas.high(1, row)  # the first fields end the first page
            begins += _sheet(canvas, plan, sheet, row, titles[sheet.name], labels or {}, room)
            row = begins[-1]
    row = _section(canvas, row, _SAY["how"](lang))
    for head, said in HOW:
        canvas.put(row, 1, head(lang), style.STRONG, style.LEFT)
        canvas.put(row, 2, said(lang).format_map(known))
        canvas.height(row, _LINE)
        row += 1
    begins.append(row)
    row = _section(canvas, row, _SAY["safe"](lang))
    row = _list(canvas, row, [f"●  {said(lang)}" for said in SAFE])
    canvas.numbers_as_text(f"E1:F{row}")  # the examples
    canvas.freeze(3, 1)
    canvas.select(1, 1)
    parts = [Stretch(one, canvas.high(one, until), canvas.high(one, until)) for one, until in pairwise([*begins, row])]
    breaks = page_breaks(canvas.high(1, begins[0]), parts, _PAGE)
    canvas.printed(footer(lang), scale=_SCALE, area=(1, 1, row, len(_WIDTHS)), breaks=breaks)
    return canvas


def draw_guide_of(book: Book, snapshot: Snapshot, changes: Sequence[Text], drawn: Collection[str] = ()) -> str:
    """Draw the guide of a workbook that was read; returns its title.

    Args:
        book: where it is drawn.
        snapshot: what was read.
        changes: what the company itself has changed of the standard.
        drawn: tool sheets that are written with it.
    """
    tools = {*snapshot.owned, *drawn}
    titles = {
        one.name: snapshot.owned.get(one.name) or one.title(snapshot.lang)
        for one in snapshot.schema.tool_sheets
        if one.name in tools
    }
    labels = snapshot.field_labels(snapshot.lang)
    there = snapshot.sheet_titles | titles
    return draw_guide(book, _plan(snapshot), there, title=titles.get(NAME), labels=labels, changes=changes).title


def _plan(snapshot: Snapshot) -> Plan:
    """The sheets that were found, each with the fields that are in use or stand there."""
    layouts = {
        name: Layout(
            snapshot.schema.sheet(name),
            snapshot.lang,
            tuple(one for one in snapshot.schema.sheet(name).fields if one.enabled or one.name in table.columns),
            len(table.raw),
        )
        for name, table in snapshot.tables.items()
    }
    return Plan(snapshot.schema, snapshot.lang, layouts, live=False)


def _standard_titles(schema: Schema, lang: Lang) -> dict[str, str]:
    people = {one.name: one.title(lang) for one in schema.sheets}
    return people | {one.name: one.title(lang) for one in schema.tool_sheets}


def _changes(canvas: Canvas, schema: Schema, company: Sequence[Text], titles: Titles, row: int) -> int:
    """What the newest version of the standard brought, and what the company changed; returns the row below."""
    lang, said = canvas.book.lang, []
    for newest in schema.changes[:1]:
        said.append(_SAY["version"](lang).format(newest.version, newest.date.isoformat()))
        said += [f"●  {what(lang)}" for what in newest.what]
    if company:
        said.append(_SAY["company"](lang))
        said += [f"●  {what(lang)}" for what in company[:_MOST]]
    if len(company) > _MOST:
        said.append(_SAY["more"](lang).format(len(company), titles["fields"]))
    return _list(canvas, _section(canvas, row, _SAY["changes"](lang)), said) if said else row


def _section(canvas: Canvas, row: int, title: str, target: str | None = None) -> int:
    """A heading with a gap above; returns the row below. `target`: sheet to which a link leads."""
    canvas.height(row, _GAP)
    row += 1
    canvas.put(row, 1, title, style.PANEL)
    if target is not None:
        go = f"→ 打开「{target}」" if canvas.book.lang == "zh" else f"→ open {target}"
        canvas.put(row, len(_WIDTHS), Link(on(target, "A1"), go), style.TO, style.LEFT)
    canvas.paint((row, 1, row, len(_WIDTHS)), style.look(bottom=2, bottom_color=style.NAVY))
    canvas.height(row, _HEADING)
    return row + 1


def _list(canvas: Canvas, row: int, sentences: Sequence[str]) -> int:
    """One sentence a row; it runs over the empty cells at its right."""
    for sentence in sentences:
        canvas.put(row, 1, sentence, style.LEFT)
        canvas.height(row, _LINE)
        row += 1
    return row


def _sheet(
    canvas: Canvas, plan: Plan, sheet: Sheet, row: int, title: str, labels: Labels, room: float
) -> Iterator[int]:
    """The fields of one sheet in as many parts as pages are needed, the first `room` pixels high.

    Gives the row below each.
    """
    lang = plan.lang
    head = _GAP + _HEADING + 2 * _LINE
    if room < head + _LEAST:
        room = _PAGE
    used = 0  # pixels of the part that is being drawn
    for field in plan.layouts[sheet.name].fields:
        cells = (
            labels.get((sheet.name, field.name)) or field.title(lang),
            _who(plan, sheet, field),
            _when(sheet, field, lang),
            field.description(lang),
            field.example(lang) if field.example else "",
            field.wrong(lang) if field.wrong else "",
            limits_words(plan, field),
        )
        high = 8 + 17 * max(lines(value, width) for value, width in zip(cells, _WIDTHS, strict=True))
        if not used or used + high > room:
            name = _SAY["continued"](lang).format(title) if used else title
            if used:
                room = _PAGE
                yield row
            row, used = _head(canvas, row, name, title, sheet.description(lang)), head
        for col, (value, look) in enumerate(zip(cells, _LOOKS, strict=True), 1):
            canvas.put(row, col, value, style.BODY, style.LEFT, style.WRAP, look)
        canvas.height(row, high)
        row, used = row + 1, used + high
    yield row


def _head(canvas: Canvas, row: int, name: str, target: str, said: str) -> int:
    """What stands above the fields of a sheet; returns the row below."""
    row = _section(canvas, row, name, target)
    canvas.put(row, 1, said, style.HELP, style.LEFT)
    canvas.height(row, _LINE)
    row += 1
    for col, (head, _) in enumerate(_COLUMNS, 1):
        canvas.put(row, col, head(canvas.book.lang), style.HEADER, style.look(font_size=10))
    canvas.height(row, _LINE)
    return row + 1


def _who(plan: Plan, sheet: Sheet, field: Field) -> str:
    lang = plan.lang
    if not field.is_input:
        return _SAY[field.role](lang)
    if field.numbering:
        return _SAY["numbered"](lang)
    if field.constraints.required:
        return _SAY["required"](lang)
    if field.required_when:
        return _SAY["if"](lang).format(required_words(plan, sheet, field))
    return _SAY["people"](lang)


def _when(sheet: Sheet, field: Field, lang: Lang) -> str:
    if not field.is_input:  # without a formula it stays blank in this version
        return _WHEN[field.role](lang) if field.formula else ""
    said = field.when or sheet.when
    return said(lang) if said else ""
