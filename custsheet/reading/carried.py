"""What a workbook carries of its own: the tool's sheets, and in the hidden one its language, its standard, its memory.

A tool sheet is known by the defined name `cs_sheet_<name>` alone, whatever it is called now; a sheet that merely bears
a tool sheet's title belongs to people.
"""

from __future__ import annotations

from dataclasses import dataclass

from custsheet.model.errors import Lang, SchemaError
from custsheet.model.load import load_schema
from custsheet.model.memory import OWNER, from_rows
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory
from custsheet.reading.book import Book
from custsheet.values.text import as_text

MEMORY = "memory"


@dataclass(frozen=True)
class Passport:
    """What the workbook says of itself.

    Attributes:
        owned: tool sheet name → title of its worksheet.
        lang: the workbook's language, None when it says nothing.
        schema: the standard it carries, None when it carries none or a damaged one.
        native: whether custsheet made it.
        memory: what it remembers.
    """

    owned: dict[str, str]
    lang: Lang | None
    schema: Schema | None
    native: bool
    memory: Memory


def owned_sheets(book: Book) -> dict[str, str]:
    """Tool sheet name → title of the worksheet its defined name points at."""
    found: dict[str, str] = {}
    for name in book.inventory.names:
        if name.sheet is None and name.name.casefold().startswith(OWNER):
            sheet = book.inventory.owned(name.name)
            if sheet is not None:
                found[name.name[len(OWNER) :].casefold()] = sheet.title
    return found


def passport(book: Book) -> Passport:
    """Read the hidden sheet, if there is one. A standard that is damaged counts as absent, the workbook as native."""
    owned = owned_sheets(book)
    if MEMORY not in owned:
        return Passport(owned, None, None, False, Memory())
    carried = from_rows(_rows(book, owned[MEMORY]))
    schema = None
    if carried.schema is not None:
        try:
            schema = load_schema(carried.schema, origin=owned[MEMORY])
        except SchemaError:
            schema = None
    return Passport(owned, carried.lang, schema, carried.schema is not None, carried.memory)


def _rows(book: Book, title: str) -> list[tuple[str, str, str]]:
    rows = []
    for cells in book.grid(title)[1:]:
        kind, key, value = (as_text(cell) for cell in [*cells[:3], "", "", ""][:3])
        if kind:
            rows.append((kind, key, value))
    return rows
