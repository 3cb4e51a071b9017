"""What the product reads: gate, then every sheet, as cells by place."""

from __future__ import annotations

from kinds import Kind

from custsheet.model.errors import WorkbookError
from custsheet.package import gate
from custsheet.reading.book import Book

Cells = dict[tuple[int, int], object]


def read(data: bytes) -> dict[str, Cells]:
    """Title → (row, column) → value; an error is `("error", text)`. WorkbookError where the file is refused."""
    report = gate(data)
    book = Book(data, report.plain)
    found = {}
    for sheet in book.worksheets:
        grid = book.grid(sheet.title)
        cells: Cells = {(r, c): v for r, row in enumerate(grid, 1) for c, v in enumerate(row, 1) if v != ""}
        cells.update({place: ("error", text) for place, text in book.errors(sheet.title).items()})
        found[sheet.title] = cells
    return found


def outcome(data: bytes, kind: Kind) -> str:
    """What is wrong with what came of a file of this kind; empty if all is right."""
    try:
        report = gate(data)
        found = read(data)
    except WorkbookError as error:
        if kind.says is None:
            return f"refused: {error.en}"
        zh, en = kind.says
        good = zh in error.zh and en in error.en and error.zh.endswith("。") and error.en.endswith(".")
        return "" if good and _one_sentence(error) else f"says {error.zh} {error.en}"
    except BaseException as error:  # a panic of python-calamine is no Exception
        return f"crash: {error!r}"
    if kind.says is not None:
        return f"accepted: {str(found)[:300]}"
    first = next(iter(found.values()), {})
    if kind.notice not in {"", *(notice.code for notice in report.notices)}:
        return f"no notice {kind.notice}, but {[notice.code for notice in report.notices]}"
    return "" if first == kind.cells else f"read as {str(first)[:300]}"


def _one_sentence(error: WorkbookError) -> bool:
    words = ("Traceback", "Error", "None", "\n", "Exception")
    return not any(word in text for word in words for text in (error.zh, error.en))
