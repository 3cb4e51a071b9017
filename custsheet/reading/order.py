"""Which fields the columns with unknown headers are, told by their neighbours and the order at the last pass.

A person who calls 公司名称 抬头单位 has not thrown the companies away. Invariant: nothing is guessed; a column gets a
field only where exactly as many fields are missing between two known columns as unknown ones stand there, and no column
was moved. Columns that were people's own at the last pass stay so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from custsheet.model.schema import Sheet
from custsheet.model.snapshot import Table
from custsheet.reading.headers import Columns
from custsheet.reading.locate import Place

INVENTED = re.compile(r"(?:column|列|spalte|colonne)\s*\d*", re.IGNORECASE)
"""What Excel and LibreOffice put where a table's header is blank."""
_OWN, _COMPUTED = "=", "()"  # no field is called so


def remembered_order(sheet: Sheet, table: Table, before: Collection[str]) -> tuple[str, ...]:
    """What the memory keeps of a sheet's columns, from left to right: fields, and marked computed ones and own labels.

    Args:
        sheet: the sheet as it is in force.
        table: its columns now.
        before: what was kept at the pass before.
    """
    formulas = computed(sheet, table, before)
    places = {name + _COMPUTED * (name in formulas): column for name, column in table.columns.items()}
    places |= {_OWN + label: column for label, column in table.extra.items()}
    return tuple(sorted(places, key=places.__getitem__))


def computed(sheet: Sheet, table: Table, before: Collection[str]) -> set[str]:
    """The computed fields whose column the tool filled with formulas itself.

    A newer standard may compute what people typed until now, or claim a column that is people's own: what stands there
    is data, however the standard calls it.
    """
    return {
        field.name
        for field in sheet.fields
        if field.formula is not None
        and field.name in table.columns
        and (
            not before
            or field.name + _COMPUTED in before
            or not {field.name, _OWN + table.labels.get(field.name, "")} & set(before)
        )
    }


def known_order(sheet: Sheet, remembered: Iterable[str]) -> list[str]:
    """The fields in the order in which their columns stood at the last pass, or stand in a new workbook."""
    fields = [name for one in remembered if (name := one.removesuffix(_COMPUTED)) in sheet.by_name]
    return fields or [field.name for field in sheet.enabled]


def by_neighbours(
    order: Sequence[str], columns: Mapping[str, int], unknown: Collection[int], first: int, last: int
) -> dict[int, str]:
    """Column → field, for those of the `unknown` columns of a table from `first` to `last` that can only be one.

    Args:
        order: the fields as their columns stood before.
        columns: the column of each field that is known.
        unknown: columns in which one of the missing fields may stand.
        first: the table's own first column.
        last: its last one.
    """
    known = [name for name in order if name in columns]
    edges = [first - 1, *(columns[name] for name in known), last + 1]
    if edges != sorted(edges):  # somebody moved columns: the order tells nothing any more
        return {}
    found: dict[int, str] = {}
    for at, (left, right) in enumerate(pairwise(edges)):
        between = [column for column in sorted(unknown) if left < column < right]
        start = order.index(known[at - 1]) + 1 if at else 0
        end = order.index(known[at]) if at < len(known) else len(order)
        if len(between) == end - start:
            found |= dict(zip(between, order[start:end], strict=True))
    return found


def with_renamed(place: Place, remembered: Sequence[str]) -> Place:
    """The place with the columns whose header a person changed under their fields, as far as that is certain.

    Computed columns are left out: what stands in a column that was put in their place must never become a formula.
    """
    place = replace(place, columns=_kept_apart(place.columns, remembered))
    columns, area = place.columns, place.area
    if area is None or not columns.extra:
        return place
    labels = {
        at: label
        for label, at in columns.extra.items()
        if _OWN + label not in remembered and not INVENTED.fullmatch(label)
    }
    own = {at for label, at in columns.extra.items() if _OWN + label in remembered}
    taken = {*columns.fields.values(), *labels, *own, *(at for _, _, at in columns.doubled)}
    blank = {at for at in range(area.first_column, area.last_column + 1) if at not in taken}
    order = known_order(place.sheet, remembered)
    found = {
        at: name
        for at, name in by_neighbours(
            order, columns.fields, labels.keys() | blank, area.first_column, area.last_column
        ).items()
        if at in labels and place.sheet.by_name[name].is_input
    }
    if not found:
        return place
    return replace(place, columns=_under(columns, {name: labels[at] for at, name in found.items()}))


def _kept_apart(columns: Columns, remembered: Collection[str]) -> Columns:
    """The columns, where a field has got the name of a column that was people's own: the field keeps its own column."""
    fields, labels, extra, doubled = dict(columns.fields), dict(columns.labels), dict(columns.extra), []
    for name, label, column in columns.doubled:
        if _OWN + labels[name] in remembered and _OWN + label not in remembered:
            extra[labels[name]] = fields[name]
            fields[name], labels[name] = column, label
        else:
            doubled.append((name, label, column))
    return replace(columns, fields=fields, labels=labels, extra=extra, doubled=tuple(doubled))


def _under(columns: Columns, named: Mapping[str, str]) -> Columns:
    """The columns with those labelled so (field → label) under their fields."""
    extra = {label: at for label, at in columns.extra.items() if label not in named.values()}
    return replace(
        columns,
        fields={**columns.fields, **{name: columns.extra[label] for name, label in named.items()}},
        labels={**columns.labels, **named},
        extra=extra,
        renamed=(*columns.renamed, *named),
    )
