"""The defined names behind the drop-downs of keys: the identifiers that other sheets refer to."""

from __future__ import annotations

from custsheet.drawing.people.layout import LAST_ROW, Layout, Plan, growing
from custsheet.drawing.people.validation import key_name
from custsheet.drawing.workbook.book import Book

_ROWS = 100_000  # below a header, that the drop-down of a key looks at


def define_keys(book: Book, plan: Plan) -> None:
    """A name for every key that some sheet of the plan refers to."""
    for name, (layout, field) in _keys(plan).items():
        last = min(layout.header + _ROWS, LAST_ROW)
        book.define(name, growing(layout.title, layout.columns[field], layout.first, last))


def _keys(plan: Plan) -> dict[str, tuple[Layout, str]]:
    """Defined name → (sheet, field) of every such key that stands in the workbook."""
    found: dict[str, tuple[Layout, str]] = {}
    for layout in plan.layouts.values():
        for key in layout.sheet.foreign_keys:
            other, names = plan.layouts.get(key.reference.resource), key.reference.fields
            if other is not None and set(names) <= set(other.columns):
                found[key_name(other.sheet.name, names[0], other)] = (other, names[0])
    return dict(sorted(found.items()))
