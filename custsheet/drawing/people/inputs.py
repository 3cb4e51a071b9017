"""The sheets people fill in: one Excel table each, made to be typed into.

Owns the looks of every column, the drop-downs and messages, the live formulas with their stored values, and the 200
prepared rows below. What a row holds is written as it is, whatever it is: judging it is not the drawing's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest

from custsheet.drawing.frame import footer, heading, pages_wide
from custsheet.drawing.people.inputrules import put_rules, tier_column
from custsheet.drawing.people.layout import LAST_ROW, Layout, Plan
from custsheet.drawing.people.live import World, live_value
from custsheet.drawing.people.words import LEGEND
from custsheet.drawing.toolsheet import link_row
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Formula, Link, address, area, on
from custsheet.drawing.workbook.measure import header_width, lines, text_pixels
from custsheet.drawing.workbook.style import Look
from custsheet.model.schema import Field
from custsheet.model.text import text

_OUTLINED = frozenset({"address", "consent", "audit"})  # groups of columns that fold away
_SHORTEST_RUN = 3
_LONG_TEXT = 255  # a text cell with format "@" and more than this shows #### in older Excels
_WIDEST_LIST = 180
_WIDEST_TEXT = 280
_MEASURED = 20  # texts of a column whose width is measured
_LATIN = {"zh": 1.0, "en": 1.25}  # the standard's widths suit Chinese names; English ones are longer
_MORE_ROWS = 20_000  # below the prepared ones: as far down the print area looks for the last record
_LOOKED_AT = 4  # columns in which it looks
_MAX_LINES = 3

_TIER_LEGEND = (
    (text("A 重点", "A key"), "A"),
    (text("B 常规", "B regular"), "B"),
    (text("C 一般", "C other"), "C"),
    (text("P 还没买过", "P no order"), "P"),
)


def draw_input(book: Book, plan: Plan, layout: Layout, world: World, links: Sequence[Link]) -> Canvas:
    """Draw one people's sheet with its rows and define its owner name."""
    sheet, lang = layout.sheet, plan.lang
    tab = style.TAB_INPUT if sheet.kind == "input" else style.TAB_SETTINGS
    canvas = book.sheet(layout.title, tab=tab, gridlines=True)
    widths = _columns(canvas, plan, layout, world)
    heading(canvas, layout.title, sheet.description(lang))
    canvas.height(2, 22)
    link_row(canvas, links, "", widths)
    _legend(canvas, layout, widths)
    _header(canvas, layout)
    _records(canvas, plan, layout, world, widths)
    formulas = {
        position: formula
        for position, field in enumerate(layout.fields)
        if (formula := plan.formula(sheet, field)) is not None
    }
    titles = [field.title(lang) for field in layout.fields]
    rows = layout.last - layout.header
    about = sheet.description(lang)
    canvas.table(layout.table, layout.header, 1, titles, rows, formulas=formulas, description=about)
    put_rules(canvas, plan, layout, layout.prepared)
    _finish(canvas, layout, widths)
    book.define(f"cs_data_{sheet.name}", on(layout.title, address(layout.header, 1, absolute=True)))
    return canvas


def _columns(canvas: Canvas, plan: Plan, layout: Layout, world: World) -> list[int]:
    """Set widths and outline; returns the widths, 0 for a column that begins folded away or hidden."""
    folded = _folded(layout.fields)
    shown, after = [], False
    for col, field in enumerate(layout.fields, 1):
        declared = int((field.width or 100) * (_LATIN[layout.lang] if _is_long(field) else 1))
        least = max(declared, _entries_width(plan, field), _texts_width(layout, field, world))
        pixels = header_width(field.title(layout.lang), least, mark=field.constraints.required and field.is_input)
        level, closed = (1, folded[field.name]) if field.name in folded else (0, False)
        hidden = closed or _is_waiting(field)
        # The column right of folded ones bears the + sign.
        canvas.width(col, pixels, level=level, hidden=hidden, collapsed=after and not level)
        after = closed
        shown.append(0 if hidden else pixels)
    return shown


def _is_waiting(field: Field) -> bool:
    """Whether nobody fills the column yet, neither people nor a formula: it is there, but not in people's way."""
    return field.role == "tool" and field.formula is None


def _texts_width(layout: Layout, field: Field, world: World) -> int:
    """What the texts that stand in a column of names need, within reason; before there are any, its example."""
    if field.type != "string" or field.constraints.enum is not None or field.format is not None or _is_long(field):
        return 0
    name, sheet = field.name, layout.sheet.name
    rows = world.tables.get(sheet, ())
    computed = field.formula is not None
    said = {str((live_value(sheet, name, row, world) if computed else row.get(name)) or "") for row in rows}
    said.add(field.example(layout.lang) if field.example else "")
    longest = nlargest(_MEASURED, said, key=len)
    needed = int(max(text_pixels(one) for one in longest)) + 24
    return min(max(needed, int((field.width or 100) * _LATIN[layout.lang])), _WIDEST_TEXT)


def _entries_width(plan: Plan, field: Field) -> int:
    """What the longest entry of the field's list needs, within reason."""
    if field.constraints.enum is None:
        return 0
    entries = plan.schema.value_list(field.constraints.enum).values
    longest = max((text_pixels(one.title(plan.lang)) for one in entries), default=0)
    return min(int(longest) + 24, _WIDEST_LIST)


def _folded(fields: Sequence[Field]) -> dict[str, bool]:
    """Fields in an outline → whether it begins closed: only where nothing in it must be filled in."""
    out: dict[str, bool] = {}
    for run in _runs(fields):
        if len(run) >= _SHORTEST_RUN:
            needed = any(field.constraints.required or field.required_when for field in run)
            out |= {field.name: not needed for field in run}
    return out


def _runs(fields: Sequence[Field]) -> Iterator[list[Field]]:
    run: list[Field] = []
    for field in fields:
        if field.group in _OUTLINED:
            run.append(field)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _legend(canvas: Canvas, layout: Layout, widths: Sequence[int]) -> None:
    canvas.height(3, 24)
    chips: list[tuple[str, Look]] = [(said(layout.lang), look) for said, look in LEGEND]
    if tier_column(layout):
        chips += [(said(layout.lang), style.tier(letter)) for said, letter in _TIER_LEGEND]
    col = 1
    for label, look in chips:
        while col <= len(widths) and widths[col - 1] < text_pixels(label, 9) + 14:
            col += 1
        if col > len(widths):
            return
        canvas.put(3, col, label, look, style.CHIP)
        col += 1


def _header(canvas: Canvas, layout: Layout) -> None:
    canvas.height(layout.header, 32 if layout.lang == "zh" else 40)
    for col, field in enumerate(layout.fields, 1):
        looks = [style.HEADER if field.is_input else style.HEADER_CALC, style.WRAP]
        if field.constraints.required and field.is_input:
            looks.append(style.look(num_format=style.REQUIRED_MARK))
        canvas.put(layout.header, col, None, *looks)


def _records(canvas: Canvas, plan: Plan, layout: Layout, world: World, widths: Sequence[int]) -> None:
    rows = world.tables.get(layout.sheet.name, ())
    for col, field in enumerate(layout.fields, 1):
        worn = canvas.book.look_id(*field_looks(field))
        formula = plan.formula(layout.sheet, field)
        for row in range(layout.first, layout.prepared + 1):
            record = rows[row - layout.first] if row < layout.first + len(rows) else {}
            value: Content = record.get(field.name)
            if field.formula is not None:
                value = live_value(layout.sheet.name, field.name, record, world)
            if formula is not None and row <= layout.last:
                value = Formula(formula, value)  # type: ignore[arg-type]
            canvas.put(row, col, value, worn)
    long = [(field.name, pixels) for field, pixels in zip(layout.fields, widths, strict=True) if _is_long(field)]
    for row, record in enumerate(rows, layout.first):
        need = max((lines(str(record.get(name) or ""), pixels) for name, pixels in long if pixels), default=1)
        if need > 1:
            canvas.height(row, 6 + 17 * min(need, _MAX_LINES))


def field_looks(field: Field) -> list[Look]:
    """The looks of a data cell of `field`."""
    looks = [style.INPUT if field.is_input else style.CALC]
    looks.append(style.look(num_format=number_format(field)) if number_format(field) else style.look())
    if field.name == "tier" and field.role == "tool":
        looks += [style.BADGE]
    elif field.type in {"integer", "number"}:
        looks += [style.RIGHT]
    elif field.type == "boolean" or field.format == "postcode":
        looks += [style.CENTRE]
    else:
        looks += [style.LEFT]
    if _is_long(field):
        looks.append(style.WRAP)
    return [*looks, style.TOP]  # all alike: a long text makes its row higher


def number_format(field: Field) -> str | None:
    """Excel's number format of a field; None = General."""
    if field.name == "completeness":
        return style.WHOLE_PERCENT
    if field.format == "money":
        return style.MONEY if field.is_input else style.MONEY_SUM
    if field.type in {"date", "datetime"}:
        return style.DATE if field.type == "date" else style.DATETIME
    if field.type in {"integer", "number"} or field.formula is not None:
        return None  # a formula in a cell formatted as text stays a text once somebody edits it
    return None if _is_long(field) else style.AS_TEXT


def _is_long(field: Field) -> bool:
    return field.type == "string" and (field.constraints.max_length or 0) > _LONG_TEXT


def _finish(canvas: Canvas, layout: Layout, widths: Sequence[int]) -> None:
    third = layout.fields[2].name if len(layout.fields) > 2 else ""
    frozen = 3 if third in {"name", "customer_name"} else 2
    canvas.freeze(layout.first, frozen + 1)
    canvas.select(layout.first, next((i for i, field in enumerate(layout.fields, 1) if field.is_input), 1))
    digits = [
        col for col, field in enumerate(layout.fields, 1) if field.is_input and number_format(field) == style.AS_TEXT
    ]
    canvas.numbers_as_text(" ".join(_ranges(digits, layout.first, layout.prepared)))
    canvas.printed(
        footer(layout.lang),
        repeat=(layout.header, layout.header),
        repeat_cols=(1, frozen),
        pages_wide=pages_wide(widths, frozen),
        area=print_area(layout),
    )


def print_area(layout: Layout) -> str:
    """
    Formula of what is printed: every column, down to the last record, however many people add.

    Only for people: LibreOffice does not take a formula and prints every row with content, which is the same. LOOKUP
    passes over cells that hold an error.
    """
    last = min(layout.prepared + _MORE_ROWS, LAST_ROW)
    typed = [layout.columns[field.name] for field in layout.fields if field.is_input][:_LOOKED_AT]
    cells = "&".join(on(layout.title, area((layout.first, col, last, col))) for col in typed)
    numbers = on(layout.title, area((layout.first, 1, last, 1)))
    whole = on(layout.title, area((layout.first, len(layout.fields), last, len(layout.fields))))
    record = f'IFERROR(LOOKUP(2,1/(({cells})<>""),ROW({numbers})-{layout.header}),1)'
    return f"{on(layout.title, '$A$1')}:INDEX({whole},{record})"


def _ranges(cols: Sequence[int], first: int, last: int) -> Iterator[str]:
    """Neighbouring columns as one range each."""
    start = previous = None
    for col in [*cols, None]:
        if start is not None and col != (previous or 0) + 1:
            yield area((first, start, last, previous or start), absolute=False)
            start = None
        if start is None:
            start = col
        previous = col
