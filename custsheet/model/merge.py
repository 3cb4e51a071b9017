"""One merge, kept so that it can be taken back: what the merged record held, what was changed, what was re-pointed.

It travels with the workbook in its hidden sheet, keyed by identifiers of records, never by rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from custsheet.model.finding import Cell


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A cell of the survivor that a merge changed; values as the cell itself held them.

    Attributes:
        runs: the formatted parts of the former text, as the file had them; "" for plain text.
        format: the former number format, where the merge brought one for days; "" where it stayed.
    """

    field: str
    old: Cell
    new: Cell
    runs: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of another sheet that was re-pointed to the survivor.

    Attributes:
        sheet, field: schema names of its sheet and of the cell that names the customer.
        record: what identifies it beside the customer; "" where nothing does.
        mark: a fingerprint of its other cells, over the columns that the merge names.
        old: what the cell held.
        row: where it stood; of several that are alike in all the rest, it was that one.
        shared: how many rows of the same identifier the survivor had itself.
        alike: how many of those were the same in every cell.
    """

    sheet: str
    field: str
    record: str
    mark: str
    old: Cell
    row: int
    shared: int = 0
    alike: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        """Where a row is looked for that may be this one."""
        return self.sheet, self.field, self.record


@dataclass(frozen=True, slots=True)
class Merge:
    """One record that was merged into another, with all that is needed to take it back.

    Attributes:
        number: 1, 2, 3 … in the order they were done; never used again.
        survivor, loser: identifiers.
        label: what the merged record was called.
        who: as typed; "" where nobody said.
        day: ISO day of the pass that did it.
        automatic: whether the setting did it, not a person.
        content: field, or label of a column of people's own → what the merged record's cells held, blank ones left out.
        known: the columns that its sheet had, named in the same way.
        changes: what changed in the survivor.
        moved: what was re-pointed; once it was taken back, what of that could not be pointed back.
        columns: sheet of those rows → the columns it had, by which a row is known again.
        state: what the merged record's cell 数据状态 held.
        undone: ISO day on which it was taken back, "" while it holds.
        said: column of the ledger → what stood there, where only that is left of the merge.
    """

    number: int
    survivor: str
    loser: str
    label: str = ""
    who: str = ""
    day: str = ""
    automatic: bool = False
    content: Mapping[str, Cell] = field(default_factory=dict)
    changes: tuple[Rewrite, ...] = ()
    moved: tuple[Moved, ...] = ()
    state: Cell = None
    undone: str = ""
    known: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What its row in the ledger is known by."""
        return f"merge:{self.number}"


def merge_out(one: Merge) -> dict[str, Any]:
    """As JSON knows it."""
    return {
        "number": one.number,
        "survivor": one.survivor,
        "loser": one.loser,
        "label": one.label,
        "who": one.who,
        "day": one.day,
        "automatic": one.automatic,
        "content": {name: _out(value) for name, value in one.content.items()},
        "known": list(one.known),
        "changes": [[each.field, _out(each.old), _out(each.new), each.runs, each.format] for each in one.changes],
        "moved": [[*each.place, each.mark, _out(each.old), each.row, each.shared, each.alike] for each in one.moved],
        "columns": {name: list(names) for name, names in one.columns.items()},
        "state": _out(one.state),
        "undone": one.undone,
        "said": dict(one.said),
    }


def merge_in(held: Any) -> Merge | None:
    """The inverse of `merge_out`; None for what is damaged."""
    try:
        return Merge(
            number=int(held["number"]),
            survivor=str(held["survivor"]),
            loser=str(held["loser"]),
            label=str(held["label"]),
            who=str(held["who"]),
            day=str(held["day"]),
            automatic=bool(held["automatic"]),
            content={str(name): _in(value) for name, value in held["content"].items()},
            known=tuple(map(str, held.get("known", ()))),
            changes=tuple(
                Rewrite(str(name), _in(old), _in(new), *map(str, more)) for name, old, new, *more in held["changes"]
            ),
            moved=tuple(
                Moved(str(a), str(b), str(c), str(d), _in(old), *map(int, counts))
                for a, b, c, d, old, *counts in held["moved"]
            ),
            columns={str(name): tuple(map(str, names)) for name, names in held.get("columns", {}).items()},
            state=_in(held["state"]),
            undone=str(held["undone"]),
            said={str(name): str(words) for name, words in held.get("said", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _out(value: Cell) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _in(value: Any) -> Cell:
    match value:
        case {"at": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"on": str(day)}:
            return date.fromisoformat(day)
        case None | str() | bool() | int() | float():
            return value
    raise ValueError(value)
