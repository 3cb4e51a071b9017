"""Sheet 选项 → the value lists in force: the standard's entries and those people added below them.

Invariant: an entry of the standard stays, whatever happens to its row; a closed list takes no additions, and says so.
"""

from __future__ import annotations

from itertools import count

from custsheet.model.address import column_letters
from custsheet.model.fieldsheet import OWN_LIST
from custsheet.model.finding import Finding
from custsheet.model.schema import Schema, Value, ValueList
from custsheet.model.snapshot import Lists
from custsheet.model.text import Text, fold_label, fold_value
from custsheet.reading.cells import Grid
from custsheet.reading.headers import label_text

_HEADER_ROWS = 10
_LONGEST_TITLE = 100


def read_lists(schema: Schema, title: str | None, grid: Grid) -> tuple[Lists, tuple[Finding, ...]]:
    """The lists in force, and W312 for each entry that a closed list does not take.

    Args:
        schema: the standard.
        title: what sheet 选项 is called in this workbook, None when there is none.
        grid: its cells.
    """
    entries = {one.name: list(one.values) for one in schema.lists}
    typed: dict[str, set[str]] = {}
    findings: list[Finding] = []
    header, columns = _header(schema, grid) if title is not None else (0, {})
    for column, one in columns.items():
        known = {fold_value(label) for value in one.values for label in (*value.labels, value.name)}
        for row, cells in enumerate(grid[header:], header + 1):
            text = label_text(cells[column - 1])
            if text and one.extensible:
                typed.setdefault(one.name, set()).add(text.casefold())
            if not text or fold_value(text) in known:
                continue
            known.add(fold_value(text))
            if one.extensible:
                entries[one.name].append(added(text))
            else:
                findings.append(
                    Finding(
                        "W312",
                        value=text,
                        params={"list": one.title},
                        cell=f"{column_letters(column)}{row}",
                        place=title,
                    )
                )
    lists = Lists(
        {name: tuple(values) for name, values in entries.items()},
        {name: frozenset(texts) for name, texts in typed.items()},
        {one.name: (header, column) for column, one in columns.items()},
    )
    return lists, tuple(findings)


def own_lists(schema: Schema, grid: Grid) -> tuple[ValueList, ...]:
    """Lists that people began beside those of the standard: a title in the row of titles, entries below it.

    They count once a field chooses from one; until then anything may stand there.
    """
    header, columns = _header(schema, grid)
    if not header:
        return ()
    names = {one.name for one in schema.lists}
    found: dict[str, ValueList] = {}
    for column, cell in enumerate(grid[header - 1], 1):
        label = " ".join(label_text(cell).split())
        if label and column not in columns and len(label) <= _LONGEST_TITLE and fold_label(label) not in found:
            name = next(free for number in count(1) if (free := f"{OWN_LIST}{number}") not in names)
            names.add(name)
            found[fold_label(label)] = ValueList(name=name, title=Text(zh=label, en=label), values=())
    return tuple(found.values())


def typed_entries(schema: Schema, grid: Grid) -> dict[str, tuple[str, ...]]:
    """List name → what stands below its title, entry by entry, right or wrong."""
    header, columns = _header(schema, grid)
    return {
        one.name: tuple(text for cells in grid[header:] if (text := label_text(cells[column - 1])))
        for column, one in columns.items()
    }


def added(text: str) -> Value:
    """An entry that people added. It is called what they typed, which a name in a standard need not allow."""
    return Value.model_construct(name=text, title=Text(zh=text, en=text), aliases=())


def _header(schema: Schema, grid: Grid) -> tuple[int, dict[int, ValueList]]:
    """Excel row of the list titles (0: none found), and column → list."""
    titles = {fold_label(label): one for one in schema.lists for label in (one.name, one.title.en, one.title.zh)}
    best: tuple[int, dict[int, ValueList]] = (0, {})
    for row, cells in enumerate(grid[:_HEADER_ROWS], 1):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells, 1):
            one = titles.get(fold_label(label_text(cell)))
            if one:
                found.setdefault(one.name, column)
        if len(found) > len(best[1]):
            best = row, {column: schema.value_list(name) for name, column in found.items()}
    return best
