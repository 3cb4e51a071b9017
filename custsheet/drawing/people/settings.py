"""Sheets 参数 and 选项: the thresholds and the drop-down lists people change themselves.

参数 is one table: name, value, unit, what if (`whatif`), default, meaning. 选项 holds one one-column table a list, so
that a list grows by typing below it; closed lists are grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from custsheet.drawing.frame import SETTINGS_HEADER, footer, heading, pages_wide
from custsheet.drawing.people.layout import growing
from custsheet.drawing.people.validation import setting_validation
from custsheet.drawing.people.whatif import HEAD, Ranks, formulas
from custsheet.drawing.toolsheet import Scene, link_row
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Link, address, area, on
from custsheet.drawing.workbook.measure import lines, text_pixels
from custsheet.model.errors import Lang
from custsheet.model.fieldsheet import LISTS_NAME, OWN_LIST
from custsheet.model.finding import Cell
from custsheet.model.schema import Schema, Setting, ValueList
from custsheet.model.text import text

ALL_WORD = text("全部", "All")
SETTINGS_TABLE = text("t参数", "tSettings")
_HEADS = (
    (text("名称", "Name"), 190),
    (text("值", "Value"), 150),
    (text("单位", "Unit"), 84),
    (HEAD, 150),
    (text("默认值", "Default"), 150),
    (text("说明", "Meaning"), 560),
)
_VALUE, _WHAT_IF = 2, 4
FAIR = text(
    "分级只用于安排服务先后，不得用于差别定价（个人信息保护法第 24 条）；「试算」随你改的数马上变，"
    "不含人工定级和降级缓冲（连续几期才降）。",
    "Tiers decide who is served first, never prices (PIPL, art. 24). What if follows your typing, without manual tiers"
    " and without the wait before a fall.",
)
_LIST_ROWS = 500  # rows below a list's header that its drop-down looks at
_BLANK_ROWS = 20
_MORE_LISTS = 20  # columns right of the lists in which people may begin their own
_OPEN = text("可以增加：在下面接着写", "You may add entries below")
_CLOSED = text("固定，不能增加", "Fixed")


def draw_settings(
    book: Book, schema: Schema, values: Mapping[str, Cell], links: Sequence[Link], ranks: Ranks | None = None
) -> Canvas:
    """Sheet 参数.

    Args:
        book: the workbook.
        schema: the standard.
        values: setting → value where it is not the default; a choice holds the entry's name.
        links: where to go from here.
        ranks: what the counts beside thresholds are over; None before the first pass.
    """
    lang, tool = book.lang, schema.tool("parameters")
    canvas = book.sheet(tool.title(lang), tab=style.TAB_SETTINGS)
    named = max(int(text_pixels(one.title(lang), bold=True) * 1.05) + 24 for one in schema.settings)
    widths = [max(named, _HEADS[0][1]), *(pixels for _, pixels in _HEADS[1:])]
    _begin(canvas, tool.title(lang), tool.description(lang), links, widths, FAIR(lang))
    first = SETTINGS_HEADER + 1
    for col in range(1, len(_HEADS) + 1):
        canvas.put(SETTINGS_HEADER, col, None, style.HEADER)
    typed = {one.name: values.get(one.name, one.default) for one in schema.settings}
    cells = {one.name: address(row, _VALUE) for row, one in enumerate(schema.settings, first)}
    what_if = formulas(schema.settings, cells, typed, ranks or Ranks())
    group = None
    for row, setting in enumerate(schema.settings, first):
        value = values.get(setting.name, setting.default)
        given = setting.name in values
        shown: list[Content] = [setting.title(lang), _shown(schema, setting, value, lang, given=given)]
        shown += [
            setting.unit(lang) if setting.unit else "",
            what_if.get(setting.name),
            _shown(schema, setting, setting.default, lang, given=False),
        ]
        for col, content in enumerate([*shown, setting.description(lang)], 1):
            canvas.put(row, col, content, style.BODY, style.LEFT, style.MUTED if col > _VALUE else style.STRONG)
        if setting.name in what_if:
            canvas.put(row, _WHAT_IF, None, style.CALC)
        canvas.put(row, len(_HEADS), None, style.WRAP)
        if (need := lines(setting.description(lang), widths[-1])) > 1:
            canvas.height(row, 8 + 17 * need)
        canvas.put(row, _VALUE, None, style.INPUT, style.look(bold=False, align="left", indent=1))
        if setting.type == "date":
            canvas.put(row, _VALUE, None, style.look(num_format=style.DATE))
        if setting.group != group and group is not None:  # one table still; the line only groups to the eye
            canvas.paint((row, 1, row, len(_HEADS)), style.look(top=1, top_color=style.SLATE))
        group = setting.group
        canvas.validate((row, _VALUE, row, _VALUE), setting_validation(setting, lang))
    titles = [head(lang) for head, _ in _HEADS]
    about = tool.description(lang)
    canvas.table(SETTINGS_TABLE(lang), SETTINGS_HEADER, 1, titles, len(schema.settings), description=about)
    canvas.freeze(first, 2)
    canvas.select(first, _VALUE)
    last = SETTINGS_HEADER + len(schema.settings)
    canvas.printed(footer(lang), repeat=(SETTINGS_HEADER, SETTINGS_HEADER), area=(1, 1, last, len(_HEADS)))
    return canvas


def _shown(schema: Schema, setting: Setting, value: Cell, lang: Lang, *, given: bool) -> Cell:
    """A setting's value as people read it. None that was `given` means no limit where that is allowed."""
    if value is None:
        return ALL_WORD(lang) if given and setting.all_word else None
    if setting.choices:
        entries = {one.name: one.title(lang) for one in schema.value_list(setting.choices).values}
        return entries.get(str(value), value)
    if setting.type == "date" and isinstance(value, str):
        with suppress(ValueError):  # what somebody typed that is no date stays as it is
            return date.fromisoformat(value)
    return value


def draw_options(book: Book, schema: Schema, links: Sequence[Link]) -> Canvas:
    """Sheet 选项, and the defined names its drop-downs stand behind."""
    lang, tool = book.lang, schema.tool("options")
    canvas = book.sheet(tool.title(lang), tab=style.TAB_SETTINGS)
    ordered = sorted(schema.lists, key=lambda one: not one.extensible)
    widths = [_list_width(one, lang) for one in ordered]
    _begin(canvas, tool.title(lang), tool.description(lang), links, widths)
    canvas.height(3, 22)
    first = SETTINGS_HEADER + 1
    longest = max((len(one.values) for one in ordered), default=0)
    for col, one in enumerate(ordered, 1):
        entries = [value.title(lang) for value in one.values]
        head, body = (style.HEADER, style.INPUT) if one.extensible else (style.HEADER_CALC, style.CLOSED)
        if col == 1 or one.extensible != ordered[col - 2].extensible:
            canvas.put(3, col, (_OPEN if one.extensible else _CLOSED)(lang), style.HELP)
        canvas.put(SETTINGS_HEADER, col, None, head)
        worn = book.look_id(body, style.LEFT, style.look(num_format=style.AS_TEXT))
        until = first + longest + _BLANK_ROWS if one.extensible else first + len(entries)
        for row in range(first, until):
            canvas.put(row, col, entries[row - first] if row < first + len(entries) else None, worn)
        about = f"cs_list_{one.name}"
        head_of = [one.title(lang)]
        canvas.table(f"tl_{one.name}", SETTINGS_HEADER, col, head_of, len(entries), autofilter=False, description=about)
        book.define(f"cs_list_{one.name}", growing(canvas.title, col, first, SETTINGS_HEADER + _LIST_ROWS))
    titles = on(canvas.title, area((SETTINGS_HEADER, 1, SETTINGS_HEADER, len(ordered) + _MORE_LISTS)))
    book.define(LISTS_NAME, f"{titles[: titles.index(':')]}:INDEX({titles},COUNTA({titles}))")
    canvas.freeze(first, 1)
    canvas.select(first, 1)
    # What is fixed nobody needs on paper, nor the blank rows.
    grown = [pixels for pixels, one in zip(widths, ordered, strict=True) if one.extensible] or widths
    last = first + max(longest, 1) - 1
    canvas.printed(
        footer(lang),
        repeat=(SETTINGS_HEADER, SETTINGS_HEADER),
        pages_wide=pages_wide(grown, 0),
        pages_high=1,
        area=(1, 1, last, len(grown)),
    )
    return canvas


def define_own_lists(scene: Scene) -> list[str]:
    """The defined names of the lists that people made themselves; returns them."""
    title, names = scene.title("options"), []
    for one in scene.schema.lists:
        place = scene.snapshot.lists.places.get(one.name)
        if one.name.startswith(OWN_LIST) and place is not None:
            row, column = place
            names.append(f"cs_list_{one.name}")
            scene.book.define(names[-1], growing(title, column, row + 1, row + _LIST_ROWS))
    return names


def _list_width(one: ValueList, lang: Lang) -> int:
    entries = max((text_pixels(value.title(lang)) for value in one.values), default=0)
    return max(92, int(text_pixels(one.title(lang), 11, bold=True)) + 28, int(entries) + 26)


def _begin(canvas: Canvas, title: str, note: str, links: Sequence[Link], widths: Sequence[int], hint: str = "") -> None:
    canvas.widths(widths)
    heading(canvas, title, note)
    canvas.height(2, 22)
    link_row(canvas, links, hint, widths)
    canvas.height(3, 10)
    canvas.height(SETTINGS_HEADER, 32)
