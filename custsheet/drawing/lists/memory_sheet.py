"""Hidden sheet _custsheet: what the workbook carries about itself from pass to pass, as plain rows of text."""

from __future__ import annotations

from collections.abc import Callable

from custsheet.drawing.hidden import MEMORY
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.model.memory import to_rows
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory

NAME = "memory"


def draw_memory_sheet(
    book: Book, title: str, memory: Memory, schema: Schema | None, version: str
) -> Callable[[str, str, str], None]:
    """Draw the sheet; `schema` None for a workbook that does not carry its standard.

    Returns a function that is told the fingerprint of a sheet in `memory.sheets` and of its bytes (`memory.spelled`),
    which are known only when the rows of that sheet are joined; this one is joined after all others.
    """
    canvas = book.sheet(title, hidden=True)
    text = book.look_id(style.look(num_format=style.AS_TEXT))
    canvas.row(1, 1, MEMORY, text)
    kinds, keys, values = map(list, zip(*to_rows(memory, book.lang, schema, version), strict=True))
    canvas.block(2, [(kinds, text), (keys, text), (values, text)])
    places = {(kind, key): at for at, (kind, key) in enumerate(zip(kinds, keys, strict=True))}

    def known(name: str, mark: str, spelled: str) -> None:
        values[places["sheet", name]], values[places["spelled", name]] = mark, spelled

    return known
