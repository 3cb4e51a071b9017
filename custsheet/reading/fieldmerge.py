"""The rows of sheet 字段, read one by one, put together into one standard that is as valid as a shipped one.

What only all rows together can tell is refused here: a label that two fields share, and whatever the loader of
standards would refuse. Then the other edits still count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from custsheet.model.load import mistakes
from custsheet.model.schema import Field, Schema, Sheet, ValueList
from custsheet.model.text import Text, fold_label, text
from custsheet.reading.fieldrow import AS_BEFORE, NO_COLUMN, Given, Row


def merged(given: Given, rows: Sequence[Row]) -> tuple[Schema, frozenset[Row]]:
    """The standard with the fields of these rows, and the rows refused as a whole; their findings say why."""
    refused = _doubled(given.schema, rows)
    changed = [row for row in rows if row not in refused and (row.new or row.now != row.carried)]
    for row in changed:
        _keep_labels(row)
    if not changed:
        return given.schema, frozenset(refused)
    # New fields first: a condition may speak of one.
    changed.sort(key=lambda row: not row.new)
    return _as_far_as_valid(given, given.schema, changed, refused), frozenset(refused)


def _as_far_as_valid(given: Given, schema: Schema, rows: Sequence[Row], refused: set[Row]) -> Schema:
    """The standard with the rows, but those that would make it invalid: by halves, because one of many may be wrong."""
    whole = _with(given, schema, rows)
    wrong = next(mistakes(whole), None)
    if wrong is None:
        return whole
    if len(rows) > 1:
        half = len(rows) // 2
        return _as_far_as_valid(given, _as_far_as_valid(given, schema, rows[:half], refused), rows[half:], refused)
    refused.add(rows[0])
    _, zh, en = wrong
    rows[0].refuse("label", "refused", why=text(zh, en))
    return schema


def _doubled(schema: Schema, rows: Iterable[Row]) -> set[Row]:
    """New rows whose label another field has or had; an existing field that takes one keeps its own.

    A label that a field had stays its own: the column may still bear it, and would be read as another field.
    """
    owners = {sheet.name: _owners(sheet) for sheet in schema.sheets}
    refused: set[Row] = set()
    for row in rows:
        title = row.now.title
        if title == row.carried.title:
            continue
        known, lang = owners[row.sheet.name], row.given.lang
        named = {"label": title(lang), "other": title("en" if lang == "zh" else "zh")}
        taken = {column: one for column, label in named.items() if (one := known.get(fold_label(label))) is not None}
        taken = {column: one for column, one in taken.items() if one[0] != row.now.name}
        for column, (_, other) in taken.items():
            until = NO_COLUMN if row.new else AS_BEFORE
            row.refuse(column if row.changed(column) else "label", "taken", other=other, until=until)
            break
        if taken and row.new:
            refused.add(row)
            continue
        if taken:
            row.put(title=row.carried.title)
        known |= {fold_label(label): (row.now.name, row.now.title) for label in (row.now.title.zh, row.now.title.en)}
    return refused


def _owners(sheet: Sheet) -> dict[str, tuple[str, Text]]:
    """Folded label → name and title of the field it belongs to."""
    return {fold_label(label): (one.name, one.title) for one in sheet.fields for label in one.labels}


def _keep_labels(row: Row) -> None:
    """A renamed field is still known by what it was called: its column's header says it."""
    if row.new or row.now.title == row.carried.title:
        return
    title = row.now.title
    own = {fold_label(title.zh), fold_label(title.en)}
    before = (row.carried.title.zh, row.carried.title.en, *row.carried.aliases)
    row.put(aliases=tuple(dict.fromkeys(one for one in before if fold_label(one) not in own)))


def _with(given: Given, schema: Schema, rows: Iterable[Row]) -> Schema:
    """The standard with the fields of these rows, and the lists they choose from."""
    fields: dict[str, dict[str, Field]] = {}
    for row in rows:
        fields.setdefault(row.sheet.name, {})[row.now.name] = row.now
    sheets = []
    for sheet in schema.sheets:
        new = fields.get(sheet.name)
        sheets.append(sheet if new is None else sheet.but(fields=tuple((sheet.by_name | new).values())))
    there = {one.name for one in schema.lists}
    used = {one.constraints.enum for new in fields.values() for one in new.values()}
    lists: list[ValueList] = [one for one in given.lists if one.name in used and one.name not in there]
    return schema.but(sheets=tuple(sheets), lists=(*schema.lists, *lists))
