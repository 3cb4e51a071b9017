"""Which fields the columns with unknown headers are, told by their neighbours and the order at the last pass.

A person who calls 公司名称 抬头单位 has not thrown the companies away. Invariant: nothing is guessed; a column gets a
field only where exactly as many fields are missing between two known columns as unknown ones stand there, and no column
was moved. Columns that were people's own at the last pass stay so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from custsheet.model.schema import Sheet
from custsheet.reading.headers import Columns
from custsheet.reading.locate import Place

_OWN = "="  # no field is called so


def remembered_order(fields: Mapping[str, int], extra: Mapping[str, int]) -> tuple[str, ...]:
    """What the memory keeps of a sheet's columns: fields and, marked, people's own labels, from left to right."""
    places = {**fields, **{_OWN + label: column for label, column in extra.items()}}
    return tuple(sorted(places, key=places.__getitem__))


def known_order(sheet: Sheet, remembered: Iterable[str]) -> list[str]:
    """The fields in the order in which their columns stood at the last pass, or stand in a new workbook."""
    fields = [name for name in remembered if name in sheet.by_name]
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
    columns, area = place.columns, place.area
    if area is None or not columns.extra:
        return place
    labels = {at: label for label, at in columns.extra.items() if _OWN + label not in remembered}
    taken = {*columns.fields.values(), *columns.extra.values(), *(at for _, _, at in columns.doubled)}
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
