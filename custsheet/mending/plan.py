"""What shall change on people's sheets, gathered before anything is touched, and how it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from custsheet.model.errors import WorkbookError
from custsheet.model.mend import Mend
from custsheet.model.text import Text
from custsheet.package import CellPatch, CellValue, HeaderPatch, Patch, left_out, patch, refusals


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
    it must not keep a company from its results. What keeps many for one reason is told once.
    """
    done = _carried_out(data, plan.changes)
    notes = tuple(Text(zh=zh, en=en) for zh, en in left_out(done.refusals))
    return Mended(done.data, done.mends, tuple(dict.fromkeys((*plan.notes, *notes))), (*plan.refused, *done.refused))


@dataclass(frozen=True, slots=True)
class _Done:
    """The workbook after some changes: its bytes, what was done, why others were not, and the keys of their ticks."""

    data: bytes
    mends: tuple[Mend, ...] = ()
    refusals: tuple[WorkbookError, ...] = ()
    refused: tuple[str, ...] = ()

    def then(self, changes: Sequence[Change]) -> _Done:
        """The same after more changes."""
        more = _carried_out(self.data, changes)
        refusals, refused = self.refusals + more.refusals, self.refused + more.refused
        return _Done(more.data, self.mends + more.mends, refusals, refused)


def _carried_out(data: bytes, changes: Sequence[Change]) -> _Done:
    if not changes:
        return _Done(data)
    try:
        new = patch(data, [one for change in changes for one in change.patches])
    except WorkbookError as refusal:
        return _without_refused(data, changes, refusal)
    if new == data:
        return _Done(data)
    return _Done(new, tuple(mend for change in changes for mend in change.mends))


def _without_refused(data: bytes, changes: Sequence[Change], refusal: WorkbookError) -> _Done:
    """The changes without those that cannot be made. Every try reads the sheets anew, so that tries are to be few."""
    found = {0: refusal} if len(changes) == 1 else refusals(data, [change.patches for change in changes])
    if found and len(found) < len(changes):
        done = _carried_out(data, [change for at, change in enumerate(changes) if at not in found])
        return done.then([changes[at] for at in sorted(found)])  # what was in their way may be gone
    names = any(isinstance(one, HeaderPatch) for change in changes for one in change.patches)
    if len(changes) > 1 and (names or not found):  # they were not told apart
        return _carried_out(data, changes[: len(changes) // 2]).then(changes[len(changes) // 2 :])
    keys = tuple(change.key for change in changes if change.key)
    return _Done(data, (), tuple(found[at] for at in sorted(found)), keys)
