"""What no standard can do without: lists whose entries custsheet writes or reads, the tier lines, its own sheets.

A company's own standard may leave out people's sheets, columns, other settings and other tool sheets; without one of
these a pass would end in the middle, so loading refuses it and says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from custsheet.model.schema import Schema

Entries = Mapping[str, tuple[str, ...]]

ALWAYS: Entries = {
    "tier": ("A", "B", "C"),
    "stage": ("potential", "new", "growing", "mature", "at_risk", "dormant", "lost", "returned"),
    "rfm_group": ("hhh", "lhh", "hlh", "llh", "hhl", "lhl", "hll", "lll"),
    "tier_method": ("pareto", "fixed"),
    "reference_day": ("today", "fixed", "last_order"),
    "rfm_threshold": ("mean", "median", "three"),
}
WITH_SHEET: Mapping[str, Entries] = {
    "orders": {"order_status": ("valid", "cancelled", "returned")},
    "service": {"case_status": ("reopened",)},
    "feedback": {"feedback_status": ("open", "working", "to_tell", "closed")},
    "tasks": {"task_status": ("done", "cancelled"), "alert": ("overdue", "soon", "normal")},
}
FIELDS: Entries = {"orders": ("customer_id", "date", "amount")}  # of sheets that are there
SETTINGS = ("pareto_a", "pareto_b", "fixed_a", "fixed_b")
TOOL_SHEETS = ("home", "findings", "tiers", "parameters", "options", "fields", "guide", "records", "memory")
WITH_TOOL = {"dashboard": ("chart_data",)}


def lacking(schema: Schema) -> Iterator[tuple[str, str]]:
    """(YAML path, name) of everything needed that `schema` does not have."""
    lists = {one.name: {value.name for value in one.values} for one in schema.lists}
    wanted = dict(ALWAYS)
    for owner, entries in WITH_SHEET.items():
        if schema.has_sheet(owner):
            wanted |= entries
    for name, entries_of_one in wanted.items():
        if name not in lists:
            yield "lists", name
            continue
        yield from ((f"lists({name}).values", value) for value in entries_of_one if value not in lists[name])
    for sheet in schema.sheets:
        missing = (name for name in FIELDS.get(sheet.name, ()) if name not in sheet.by_name)
        yield from ((f"sheets({sheet.name}).fields", name) for name in missing)
    settings = {setting.name for setting in schema.settings}
    yield from (("settings", name) for name in SETTINGS if name not in settings)
    there = {tool.name for tool in schema.tool_sheets}
    tools = (*TOOL_SHEETS, *(name for owner in WITH_TOOL.keys() & there for name in WITH_TOOL[owner]))
    yield from (("toolSheets", name) for name in tools if name not in there)
