"""What a newer standard changes in a workbook in use: sheets drawn from the standard, and new sheets for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from custsheet.drawing.hidden import flag_name, flags_title
from custsheet.drawing.lists.flags import flags_name
from custsheet.drawing.people.inputs import draw_input
from custsheet.drawing.people.keys import define_keys
from custsheet.drawing.people.layout import Layout, plan_in_use
from custsheet.drawing.people.live import World
from custsheet.drawing.people.settings import draw_options, draw_settings
from custsheet.drawing.people.standard import draw_standard
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Link, on
from custsheet.model.memory import OWNER
from custsheet.model.schema import Schema, Value
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, fold_value
from custsheet.reading.typed import Typed

_CREATED = datetime(2000, 1, 1)  # stays in the donor


@dataclass(frozen=True, slots=True)
class Drawn:
    """A workbook to graft: its bytes, and titles of the sheets in it that become people's."""

    data: bytes
    people: tuple[str, ...]


def draw_upgrade(snapshot: Snapshot, schema: Schema, tables: Mapping[str, str], typed: Typed, today: date) -> Drawn:
    """Draw 参数, 选项 and 字段 by `schema` with what people typed on them, and the sheets that are new.

    Args:
        snapshot: the workbook as it was read by its present standard.
        schema: the standard it shall carry.
        tables: sheet name → display name of its Excel table, as in the workbook.
        typed: what people typed.
        today: what computed values count from.
    """
    lang = snapshot.lang
    book = Book(lang, created=_CREATED, date1904=snapshot.date1904)
    plan = plan_in_use(replace(snapshot, schema=schema), tables)
    new = [sheet for sheet in schema.sheets if not snapshot.schema.has_sheet(sheet.name)]
    plan = replace(plan, layouts={**plan.layouts, **{one.name: Layout(one, lang, one.enabled, 0) for one in new}})
    titles = {tool.name: snapshot.owned.get(tool.name) or tool.title(lang) for tool in schema.tool_sheets}
    for sheet in new:
        draw_input(
            book, plan, plan.layouts[sheet.name], World(plan, {}, today), _links(titles, "home", "fields", "findings")
        )
        _flags(book, plan.layouts[sheet.name])
    draw_settings(book, schema, typed.settings, _links(titles, "home", "options", "guide"))  # type: ignore[arg-type]
    draw_options(book, _with_entries(snapshot, schema, typed), _links(titles, "home", "parameters", "guide"))
    draw_standard(book, plan, _links(titles, "home", "guide", "options"))
    for name in ("parameters", "options", "fields"):
        book.define(OWNER + name, on(schema.tool(name).title(lang), "$A$1"))
    define_keys(book, plan)
    return Drawn(book.close(), tuple(plan.layouts[sheet.name].title for sheet in new))


def _links(titles: Mapping[str, str], *names: str) -> Sequence[Link]:
    return [Link(on(titles[name], "A1"), ("← " if name == "home" else "") + titles[name]) for name in names]


def _flags(book: Book, layout: Layout) -> None:
    """The hidden sheet of what is wrong on a new sheet, still empty."""
    title = flags_title(layout.sheet, layout.lang)
    book.sheet(title, hidden=True)
    book.define(OWNER + flags_name(layout.sheet.name), on(title, "$A$1"))
    book.define(flag_name(layout.sheet.name), on(title, "A1"))


def _with_entries(snapshot: Snapshot, schema: Schema, typed: Typed) -> Schema:
    """The standard whose lists hold what stands on 选项, then what is new; what people took out stays out."""
    lists = []
    for one in schema.lists:
        stands = typed.entries.get(one.name)
        if stands is None:
            lists.append(one)
            continue
        known = {fold_value(label) for label in stands}
        before = {value.name for value in snapshot.lists.entries.get(one.name, ())}
        new = [v for v in one.values if v.name not in before and not known & {fold_value(label) for label in v.labels}]
        there = [Value.model_construct(name=said, title=Text(zh=said, en=said), aliases=()) for said in stands]
        lists.append(one.but(values=(*there, *new)))
    return schema.but(lists=tuple(lists))
