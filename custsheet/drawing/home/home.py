"""首页: where to go, what the colours mean, what the last check found and what is due today.

Drawn by the template (nothing checked yet) and by every pass (with a `HomeRun`). Rows are counted by live formulas, so
that the numbers move while people type; everything else is a value with the moment it was computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custsheet.drawing.frame import footer
from custsheet.drawing.home.homerun import HomeRun, Tile, Tone
from custsheet.drawing.people.words import ABOUT, DUE_HEADS, LEGEND, SAY, STEPS, Titles
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Formula, Link, on, rich
from custsheet.drawing.workbook.style import Look
from custsheet.model.schema import Schema
from custsheet.model.text import counted

RESULTS = ("findings", "duplicates", "tiers", "dashboard")
_HELPERS = ("quality", "guide", "fields", "parameters", "options", "users")
_ACROSS = 4  # tiles side by side
_HALF, _GUTTER, _MARGIN = 134, 12, 14
_LIST_ROWS = 7  # at least: as many as the panel beside needs
_RED = "#DC2626"
_INKS: Mapping[Tone, str] = {
    "error": style.ERROR_INK,
    "warning": style.WARN_INK,
    "ok": style.OK_INK,
    "info": style.INFO_INK,
    "none": style.GREY,
}
_CHIPS: Mapping[Tone, Look] = {
    "error": style.ERROR,
    "warning": style.WARN,
    "ok": style.OK,
    "info": style.INFO,
    "none": style.look(bg_color=style.PAGE, font_color=style.GREY),
}


def draw_home(
    book: Book,
    schema: Schema,
    *,
    title: str,
    company: str,
    places: Mapping[str, str],
    counts: Mapping[str, Formula],
    run: HomeRun | None,
    beyond: str = "",
) -> Canvas:
    """
    Draw the home sheet.

    Args:
        book: where.
        schema: the standard: order and names of the sheets.
        title: of the worksheet.
        company: shown large; the standard's title if empty.
        places: schema name of every sheet to lead to → title of its worksheet.
        counts: input sheet → formula that counts its records, with the value now.
        run: what the last pass found; None before the first.
        beyond: how to see the sheets that the view does not show; "" where it shows all.
    """
    lang = book.lang
    canvas = book.sheet(title, tab=style.TAB_HOME)
    last = _columns(canvas)
    heading = f"{company} · {schema.title(lang)}" if company else schema.title(lang)
    canvas.put(1, 1, heading, style.BIG_TITLE, style.LEFT)
    if run is not None and run.undone:
        said = f"⚠ {run.undone}" + (f"{' ' if lang == 'en' else ''}✓ {run.mended}" if run.mended else "")
        canvas.put(2, 1, said, style.HELP, style.LEFT, style.look(font_color=style.WARN_INK, bold=True))
    elif run is not None and run.mended:
        canvas.put(2, 1, f"✓ {run.mended}", style.HELP, style.LEFT, style.look(font_color=style.OK_INK, bold=True))
    else:
        canvas.put(2, 1, SAY["hint" if run else "first"](lang), style.HELP, style.LEFT)
    canvas.height(1, 48)
    canvas.height(2, 26)
    canvas.height(3, 10)
    _status(canvas, run, last)
    row = _section(canvas, 6, "inputs", style.TAB_INPUT)
    inputs = [sheet.name for sheet in schema.inputs if sheet.name in places]
    row = _tiles(canvas, schema, row, inputs, places, counts, run, style.TAB_INPUT)
    row = _section(canvas, row, "tools", style.TAB_TOOL)
    tools = [tool for tool in RESULTS if tool in places]
    row = _tiles(canvas, schema, row, tools, places, counts, run, style.TAB_TOOL)
    if beyond:
        canvas.put(row, 2, beyond, style.HELP, style.LEFT)
        canvas.height(row, 28)
        row += 1
    bottom = _due(canvas, row, run) if run else _steps(canvas, row, places)
    _panel(canvas, row + 1, bottom, places)
    _paper(canvas, bottom + 1, last)
    canvas.select(1, 1)
    canvas.open_here()
    canvas.printed(footer(lang), pages_high=1, area=(1, 1, bottom + 1, last))
    return canvas


def _columns(canvas: Canvas) -> int:
    """Margins, four tiles of two columns, gutters; returns the last column."""
    widths = [_MARGIN]
    for tile in range(_ACROSS):
        widths += [_HALF, _HALF] + ([_GUTTER] if tile < _ACROSS - 1 else [_MARGIN])
    canvas.widths(widths)
    return len(widths)


def _left(tile: int) -> int:
    """First column of a tile, counted from 0."""
    return 2 + 3 * tile


def _paper(canvas: Canvas, bottom: int, last: int) -> None:
    """The page colour wherever no card stands."""
    for row in range(1, bottom + 1):
        for col in range(1, last + 1):
            canvas.under(row, col, style.PAPER)


def _status(canvas: Canvas, run: HomeRun | None, last: int) -> None:
    lang, row = canvas.book.lang, 4
    canvas.height(row, 40)
    canvas.height(5, 14)
    bad = run is not None and run.errors > 0
    edge = style.GREY if run is None else _RED if bad else style.WARN_EDGE if run.undone else style.OK_EDGE
    canvas.paint((row, 2, row, last - 1), style.CARD)
    canvas.box((row, 2, row, last - 1), left=(5, edge))
    if run is None:
        never, how = SAY["never"](lang), SAY["run"](lang)
        canvas.put(row, 2, rich(("○ " + never, style.STRONG), ("    " + how, style.MUTED)), style.LEFT)
        return
    when = run.checked.strftime("%Y-%m-%d %H:%M")
    red, amber = style.look(bold=True, font_color=style.ERROR_INK), style.look(bold=True, font_color=style.WARN_INK)
    green = style.look(bold=True, font_color=style.OK_INK)
    zh = lang == "zh"
    state = "✓ 已检查" if zh else "✓ checked"
    if run.undone:  # who decided looks here too, not only at the program that ran
        state = "⚠ 已检查，请看上面一行" if zh else "⚠ checked, see the line above"
    canvas.put(
        row,
        2,
        rich(
            (state, amber if run.undone else green),
            ("     上次检查 " if zh else "     last check ", style.MUTED),
            (when, style.STRONG),
            (f"     检查 {run.rows:,} 行     " if zh else f"     {counted(run.rows, 'row', 'rows')}     ", style.MUTED),
            (f"● 错误 {run.errors:,}" if zh else f"● errors {run.errors:,}", red if run.errors else style.MUTED),
            ("     ", style.MUTED),
            (
                f"▲ 警告 {run.warnings:,}" if zh else f"▲ warnings {run.warnings:,}",
                amber if run.warnings else style.MUTED,
            ),
            (f"     ○ 提示 {run.infos:,}" if zh else f"     ○ hints {run.infos:,}", style.MUTED),
            (
                f"     疑似重复 {run.groups:,} 组"
                if zh
                else f"     {counted(run.groups, 'possible duplicate', 'possible duplicates')}",
                style.MUTED,
            ),
            (f"     {run.quality}" if run.quality else "", style.MUTED),
        ),
        style.LEFT,
    )


def _section(canvas: Canvas, row: int, name: str, colour: str) -> int:
    lang = canvas.book.lang
    mark = style.look(font_size=12, bold=True, font_color=colour)
    runs = [("■ ", mark), (SAY[name](lang), style.PANEL)]
    if f"{name}_note" in SAY and "{" not in SAY[f"{name}_note"](lang):
        runs.append(("   " + SAY[f"{name}_note"](lang), style.HELP))
    canvas.put(row, 2, rich(*runs), style.PANEL)
    canvas.height(row, 32)
    return row + 1


def _tiles(
    canvas: Canvas,
    schema: Schema,
    row: int,
    names: Sequence[str],
    places: Mapping[str, str],
    counts: Mapping[str, Formula],
    run: HomeRun | None,
    edge: str,
) -> int:
    """Rows of four tiles; returns the row below them."""
    lang = canvas.book.lang
    about = {sheet.name: sheet.description for sheet in schema.sheets}
    about |= {tool.name: tool.description for tool in schema.tool_sheets}
    for position, name in enumerate(names):
        top, left = row + 4 * (position // _ACROSS), _left(position % _ACROSS)
        tile = run.tiles.get(name, Tile("")) if run else Tile("")
        value = counts.get(name, tile.value)
        canvas.paint((top, left, top + 2, left + 1), style.CARD)
        canvas.put(
            top, left, Link(on(places[name], "A1"), places[name]), style.PANEL, style.LEFT, style.look(underline=1)
        )
        canvas.put(top + 1, left, value if value != "" else "–", style.BIG_FIGURE, style.LEFT)
        canvas.put(top + 1, left, None, style.look(num_format=tile.number_format))
        side = tile.side or (SAY["rows"](lang) if name in counts else "")
        canvas.put(top + 1, left + 1, side, style.NOTE, style.RIGHT, style.look(font_color=_INKS[tile.tone]))
        canvas.put(top + 2, left, ABOUT.get(name, about[name])(lang), style.NOTE, style.LEFT)
        canvas.box((top, left, top + 2, left + 1), left=(5, edge))
        for at, pixels in ((top, 32), (top + 1, 42), (top + 2, 28), (top + 3, 12)):
            canvas.height(at, pixels)
    return row + 4 * -(-len(names) // _ACROSS)


def _steps(canvas: Canvas, row: int, places: Mapping[str, str]) -> int:
    """Before the first check: how to begin. Returns the last row."""
    lang, right = canvas.book.lang, _left(2) + 1
    row = _section(canvas, row, "start", style.NAVY)
    known = Titles(places)
    for offset in range(_LIST_ROWS + 1):
        at = row + offset
        canvas.height(at, 31)
        canvas.paint((at, 2, at, right), style.CARD)
        if offset < len(STEPS):
            number = (f"{offset + 1}   ", style.look(bold=True, font_color=style.ACCENT))
            canvas.put(at, 2, rich(number, (STEPS[offset](lang).format_map(known), style.look())), style.LEFT)
    canvas.box((row, 2, row + _LIST_ROWS, right))
    return row + _LIST_ROWS


def _due(canvas: Canvas, row: int, run: HomeRun) -> int:
    """The list under the first three tiles; returns its last row."""
    lang = canvas.book.lang
    right = _left(2) + 1
    row = _section(canvas, row, "due", _RED)
    due = run.due
    if due:
        shown = SAY["due_note"](lang).format(len(due), run.due_total)
        mark = style.look(font_size=12, bold=True, font_color=_RED)
        canvas.put(row - 1, 2, rich(("■ ", mark), (SAY["due"](lang), style.PANEL), ("   " + shown, style.HELP)))
    cols = (2, 3, 6, right)
    canvas.paint((row, 2, row, right), style.HEADER, style.look(border=0))
    canvas.height(row, 31)
    for col, head in zip(cols, DUE_HEADS, strict=True):
        canvas.put(row, col, head(lang))
    for offset in range(max(len(due), _LIST_ROWS)):
        at = row + 1 + offset
        canvas.height(at, 31)
        canvas.paint((at, 2, at, right), style.CARD, style.BODY)
        if offset < len(due):
            one = due[offset]
            canvas.put(at, 2, one.when, _CHIPS[one.tone], style.BADGE)
            canvas.put(at, 3, one.customer, style.STRONG, style.look(font_color=style.NAVY), style.LEFT)
            canvas.put(at, 6, one.what, style.LEFT)
            canvas.put(at, right, one.owner, style.LEFT)
    bottom = row + max(len(due), _LIST_ROWS)
    if not due:
        canvas.put(row + 1, 2, SAY["none_due"](lang), style.MUTED, style.LEFT)
    canvas.box((row, 2, bottom, right))
    return bottom


def _panel(canvas: Canvas, top: int, bottom: int, places: Mapping[str, str]) -> None:
    """Legend and further links under the fourth tile."""
    lang, left = canvas.book.lang, _left(3)
    canvas.paint((top, left, bottom, left + 1), style.CARD)
    canvas.put(top, left, SAY["colours"](lang), style.PANEL, style.LEFT)
    for position, (said, look) in enumerate(LEGEND):
        canvas.put(top + 1 + position // 2, left + position % 2, said(lang), look, style.BADGE, style.look(bold=False))
    row = top + 3
    canvas.put(row, left, SAY["more"](lang), style.PANEL, style.LEFT)
    for position, name in enumerate([one for one in _HELPERS if one in places]):
        link = Link(on(places[name], "A1"), places[name])
        canvas.put(row + 1 + position // 2, left + position % 2, link, style.TO, style.LEFT)
    canvas.put(bottom, left, SAY["safe"](lang), style.SMALL, style.LEFT)
    canvas.box((top, left, bottom, left + 1))
