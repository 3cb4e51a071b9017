"""A new workbook: every sheet people fill in, empty or with rows, and every sheet the tool will fill.

The workbook carries its standard, its language and its lists; from here on it is the source of truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from custsheet.drawing.frame import MADE_BY, TOOL_HEADER, footer, heading
from custsheet.drawing.hidden import RECORDS, flag_name, flags_title, record_names
from custsheet.drawing.home.home import draw_home
from custsheet.drawing.lists.memory_sheet import draw_memory_sheet
from custsheet.drawing.people.guide import draw_guide
from custsheet.drawing.people.inputs import draw_input
from custsheet.drawing.people.keys import define_keys
from custsheet.drawing.people.layout import Layout, Plan, Tables, make_plan
from custsheet.drawing.people.live import World
from custsheet.drawing.people.settings import draw_options, draw_settings
from custsheet.drawing.people.standard import draw_standard
from custsheet.drawing.results import LATE, VISIBLE
from custsheet.drawing.toolsheet import link_row
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Formula, Link, on
from custsheet.drawing.workbook.measure import header_width
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.memory import OWNER, as_json
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory
from custsheet.model.text import text

_WAITING = text("还没有检查过：保存后运行 custsheet process", "Not checked yet: save, then run custsheet process")


def draw_workbook(
    schema: Schema,
    lang: Lang,
    *,
    tables: Tables | None = None,
    settings: Mapping[str, Cell] | None = None,
    today: date,
    version: str,
) -> bytes:
    """
    A new workbook for `schema`, ready to be filled in.

    Args:
        schema: the standard it is made for and will carry.
        lang: language of every text in it.
        tables: sheet name → rows (field name → value) to begin with; values are written as they are.
        settings: setting name → value where it differs from the default; a choice holds the entry's name.
        today: what computed values count from, and the workbook's date of creation.
        version: of custsheet.

    Returns:
        The bytes of an .xlsx file; equal arguments give equal bytes.
    """
    tables, settings = tables or {}, settings or {}
    shipped, schema = schema, _in_use(schema, tables)
    plan = make_plan(schema, lang, tables)
    book = Book(lang, created=datetime.combine(today, time()))
    _properties(book, schema, version)
    titles = _titles(plan)
    company = str(settings.get("company_name") or "").strip()
    counts = {name: _count(layout, tables) for name, layout in plan.layouts.items()}
    draw_home(book, schema, title=titles["home"], company=company, places=titles, counts=counts, run=None)
    world = World(plan, tables, today)
    for sheet in schema.inputs:
        draw_input(book, plan, plan.layouts[sheet.name], world, _links(titles, "home", "fields", "findings"))
    for name in VISIBLE:
        if name != "home" and name not in LATE and schema.has_tool(name):
            _waiting(book, schema, name, titles)
    draw_settings(book, schema, settings, _links(titles, "home", "options", "guide"))
    draw_options(book, schema, _links(titles, "home", "parameters", "guide"))
    for sheet in schema.sheets:
        if sheet.kind == "settings":
            draw_input(book, plan, plan.layouts[sheet.name], world, _links(titles, "home", "fields"))
    draw_standard(book, plan, _links(titles, "home", "guide", "options"))
    draw_guide(book, plan, titles)
    _hidden(book, plan, version, Memory(seed="" if schema == shipped else as_json(shipped)))
    _names(book, plan, titles)
    return book.close()


def _in_use(schema: Schema, tables: Tables) -> Schema:
    """The standard with every field switched on that a row fills: what is drawn is what the workbook carries."""
    sheets = []
    for sheet in schema.sheets:
        filled = {name for row in tables.get(sheet.name, ()) for name, value in row.items() if value is not None}
        fields = tuple(
            field if field.enabled or field.name not in filled else field.but(enabled=True) for field in sheet.fields
        )
        sheets.append(sheet.but(fields=fields))
    return schema.but(sheets=tuple(sheets))


def _properties(book: Book, schema: Schema, version: str) -> None:
    book.properties(
        {"custsheet_version": version, "schema_version": schema.version},
        title=schema.title(book.lang),
        subject=schema.description(book.lang),
        author="custsheet",
    )


def _titles(plan: Plan) -> dict[str, str]:
    """Schema name of every visible sheet → its title, people's sheets first."""
    titles = {name: layout.title for name, layout in plan.layouts.items()}
    hidden = {"records", "memory", *LATE}
    return titles | {one.name: one.title(plan.lang) for one in plan.schema.tool_sheets if one.name not in hidden}


def _links(titles: Mapping[str, str], *names: str) -> list[Link]:
    return [
        Link(on(titles[name], "A1"), ("← " if name == "home" else "") + titles[name])
        for name in names
        if name in titles
    ]


def _count(layout: Layout, tables: Tables) -> Formula:
    key = (layout.sheet.primary_key or (layout.fields[0].name,))[0]
    now = sum(row.get(key) not in (None, "") for row in tables.get(layout.sheet.name, ()))
    return Formula(f"=COUNTA({layout.column_ref(key)})", now)


def _waiting(book: Book, schema: Schema, name: str, titles: Mapping[str, str]) -> None:
    """A result sheet before the first check: what will stand there, and how to get it."""
    lang, tool = book.lang, schema.tool(name)
    canvas = book.sheet(tool.title(lang), tab=style.TAB_TOOL)
    widths = [header_width(one.title(lang), one.width or 100, mark=False) for one in tool.columns] or [120] * 8
    canvas.widths(widths)
    heading(canvas, canvas.title, f"{tool.description(lang)} · {MADE_BY(lang)}")
    canvas.height(2, 22)
    link_row(canvas, _links(titles, "home"), "", widths)
    canvas.put(4, 1, "○ " + _WAITING(lang), style.PANEL)
    canvas.height(4, 34)
    for col, one in enumerate(tool.columns, 1):
        canvas.put(TOOL_HEADER, col, one.title(lang), style.HEADER, style.WRAP)
    if tool.columns:
        canvas.height(TOOL_HEADER, 32 if lang == "zh" else 40)
        canvas.freeze(TOOL_HEADER + 1, 1)
    canvas.printed(footer(lang))


def _hidden(book: Book, plan: Plan, version: str, memory: Memory) -> None:
    """The very hidden sheets: flags and records still empty, and what the workbook carries about itself."""
    lang, schema = plan.lang, plan.schema
    for layout in plan.layouts.values():
        book.sheet(flags_title(layout.sheet, lang), hidden=True)
    records = book.sheet(schema.tool("records").title(lang), hidden=True)
    records.row(1, 1, RECORDS, style.look(num_format=style.AS_TEXT))
    draw_memory_sheet(book, schema.tool("memory").title(lang), memory, schema, version)


def _names(book: Book, plan: Plan, titles: Mapping[str, str]) -> None:
    """Owner names, flags, look-ups and the keys behind drop-downs."""
    for tool in (one for one in plan.schema.tool_sheets if one.name not in LATE):
        book.define(OWNER + tool.name, on(titles.get(tool.name, tool.title(plan.lang)), "$A$1"))
    for layout in plan.layouts.values():
        flags = flags_title(layout.sheet, plan.lang)
        book.define(f"{OWNER}flags_{layout.sheet.name}", on(flags, "$A$1"))
        book.define(flag_name(layout.sheet.name), on(flags, "A1"))
    for name, refers_to in record_names(plan.schema, plan.lang).items():
        book.define(name, refers_to)
    define_keys(book, plan)
