"""Hidden sheet _custsheet: what the workbook carries about itself from pass to pass, as plain rows of text."""

from __future__ import annotations

from custsheet.drawing import style
from custsheet.drawing.book import Book
from custsheet.drawing.hidden import MEMORY
from custsheet.model.memory import to_rows
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory

NAME = "memory"


def draw_memory_sheet(book: Book, title: str, memory: Memory, schema: Schema | None, version: str) -> None:
    """Draw the sheet; `schema` None for a workbook that does not carry its standard."""
    canvas = book.sheet(title, hidden=True)
    text = book.look_id(style.look(num_format=style.AS_TEXT))
    for number, row in enumerate([MEMORY, *to_rows(memory, book.lang, schema, version)], 1):
        canvas.row(number, 1, row, text)
