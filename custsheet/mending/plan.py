"""What shall change on people's sheets, gathered before anything is touched, and how it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from custsheet.model.errors import WorkbookError
from custsheet.model.mend import Mend
from custsheet.model.text import Text
from custsheet.package import CellPatch, CellValue, Patch, patch, without_promise


@dataclass(frozen=True, slots=True)
class Change:
    """Patches carried out together or not at all, what they are for, and the key of the finding that was ticked."""

    patches: tuple[Patch, ...]
    mends: tuple[Mend, ...]
    key: str = ""


@dataclass
class Plan:
    """Changes in the order they are carried out, what people must be told besides, and keys of ticks refused."""

    changes: list[Change] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def set(self, title: str, cell: str, value: CellValue, mend: Mend) -> None:
        """One cell of worksheet `title` gets `value`."""
        self.add([CellPatch(title, cell, value)], [mend])

    def add(self, patches: Iterable[Patch], mends: Iterable[Mend], key: str = "") -> None:
        """Patches that belong together; `key` of the finding whose tick asked for them."""
        self.changes.append(Change(tuple(patches), tuple(mends), key))

    def __iadd__(self, other: Plan) -> Plan:
        self.changes += other.changes
        self.notes += other.notes
        self.refused += other.refused
        return self


@dataclass(frozen=True, slots=True)
class Mended:
    """The workbook after a plan: its bytes, what was done, what could not be, and the keys of ticks not carried out."""

    data: bytes
    mends: tuple[Mend, ...] = ()
    notes: tuple[Text, ...] = ()
    refused: tuple[str, ...] = ()


def carry_out(data: bytes, plan: Plan) -> Mended:
    """The workbook after every change that can be made.

    One that cannot (a cell stands in the way of a column, a sheet's rules are beyond reading) is told of and left out;
    it must not keep a company from its results. Nothing is told twice.
    """
    done = _carried_out(data, plan.changes)
    # One obstacle may keep several changes from being made.
    notes = tuple(dict.fromkeys((*plan.notes, *done.notes)))
    return Mended(done.data, done.mends, notes, (*plan.refused, *done.refused))


def _carried_out(data: bytes, changes: Sequence[Change]) -> Mended:
    if not changes:
        return Mended(data)
    try:
        new = patch(data, [one for change in changes for one in change.patches])
    except WorkbookError as refusal:
        if len(changes) == 1:
            zh, en = without_promise(refusal)
            return Mended(data, (), (Text(zh=zh, en=en),), tuple(filter(None, (changes[0].key,))))
        # By halves, because every try reads the sheets anew and one of a thousand ticks may be the one in the way.
        first = _carried_out(data, changes[: len(changes) // 2])
        second = _carried_out(first.data, changes[len(changes) // 2 :])
        notes, refused = first.notes + second.notes, first.refused + second.refused
        return Mended(second.data, first.mends + second.mends, notes, refused)
    if new == data:
        return Mended(data)
    return Mended(new, tuple(mend for change in changes for mend in change.mends))
