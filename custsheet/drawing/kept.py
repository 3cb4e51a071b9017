"""Result sheets as they were drawn last: while they would say the same, they are put into the workbook as they are.

The watcher passes over the same workbook again and again, and most saves change what few sheets tell. Invariant: what a
sheet that may be kept is drawn from is all it gets to see (`sealed`), and by that it is kept; only the moment of
computing printed on it stays that of the pass that computed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256

from custsheet.drawing.heldrows import HeldRows
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.model.outcome import Outcome
from custsheet.model.snapshot import Snapshot, Table
from custsheet.package.grafting.graft import Kept
from custsheet.package.grafting.sheetbody import Rows
from custsheet.reading.fingerprint import SheetMark, Spelling

Written = Callable[[str, str, str], None]
"""Told the name of a sheet, its fingerprint and that of its bytes, once its rows are joined."""
_ROW_END = b"</row>"
_STYLE = re.compile(rb'(<c r="[A-Z]+[0-9]+" s=")([0-9]+)(")')


class Joined:
    """The rows of one sheet that may be kept: joined once, then as they were, with the styles' numbers of the day."""

    def __init__(self, name: str, canvas: Canvas, mark: SheetMark) -> None:
        self.name, self.title = name, canvas.title
        self._canvas: Canvas | None = canvas
        self._mark: SheetMark | None = mark
        self._numbers: dict[int, int] = {}
        self._rows, self._said, self._spelled = HeldRows(), "", ""

    @property
    def whole(self) -> bool:
        """Whether its rows are held."""
        return self._rows.whole

    def rows(self, written: Written) -> Rows:
        """Them, for a graft, in which `written` is told what they say."""

        def joined(style: Callable[[int], int]) -> Iterator[bytes]:
            now = {before: style(of_donor) for of_donor, before in self._numbers.items()} if self.whole else {}
            if self.whole and all(before == number for before, number in now.items()):
                yield from self._rows.pieces()
            else:
                rows, spelling = HeldRows(), Spelling()
                for piece in self._renumbered(now) if self.whole else self._anew(style):
                    rows.add(piece)
                    spelling.add(piece)
                    yield piece
                rows.end()
                self._numbers = {of_donor: now.get(before, before) for of_donor, before in self._numbers.items()}
                self._rows, self._spelled = rows, spelling.done(self._said)
            written(self.name, self._said, self._spelled)

        return joined

    def _anew(self, style: Callable[[int], int]) -> Iterator[bytes]:
        canvas, mark = self._canvas, self._mark
        if canvas is None or mark is None:
            raise ValueError(f"the rows of {self.title} are gone")

        def number(of_donor: int) -> int:
            found = self._numbers[of_donor] = style(of_donor)
            return found

        yield from canvas.join(number, mark)
        self._said = mark.done()
        self._canvas = self._mark = None  # else the whole book would be held

    def _renumbered(self, now: Mapping[int, int]) -> Iterator[bytes]:
        """The rows held, in which the styles bear other numbers."""
        spelled = {b"%d" % before: b"%d" % number for before, number in now.items()}

        def renumbered(rows: bytes) -> bytes:
            return _STYLE.sub(lambda match: match[1] + spelled[match[2]] + match[3], rows)

        left = b""
        for piece in self._rows.pieces():
            whole, end, left = (left + piece).rpartition(_ROW_END)  # else a cell may stand in two pieces
            yield renumbered(whole + end)
        yield renumbered(left)


def exactly(rows: Iterable[object]) -> bytes:
    """A digest that is another one wherever a cell is: to a comparison 1, 1.0 and True are one, and NaN is never it."""
    found = sha256()
    for row in rows:
        found.update(repr(row).encode("utf-8", "surrogatepass"))
    return found.digest()


@dataclass(frozen=True, slots=True)
class Group:
    """Sheets that are drawn together: their names, all they are drawn from, and who draws them."""

    names: tuple[str, ...]
    of: object
    draw: Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Held:
    """Sheets that were drawn together, of what, and the donor they were drawn into."""

    of: object
    donor: bytes
    sheets: tuple[Joined, ...]


class Shelf:
    """The sheets drawn last, by the name of the first of those that are drawn together."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}

    def holds(self, group: Group, owned: Collection[str]) -> bool:
        """Whether the sheets of `group` are held as they would be drawn; not where the workbook lacks one of them."""
        held = self._held.get(group.names[0])
        if held is None or held.of != group.of or {one.name for one in held.sheets} != set(group.names):
            return False
        return all(one.whole and one.name in owned for one in held.sheets)

    def titles(self, name: str) -> list[str]:
        """Of the sheets of the group that begins with `name`, in the order they were drawn."""
        return [one.title for one in self._held[name].sheets]

    def kept(self, names: Iterable[str], written: Written) -> tuple[Kept, ...]:
        """What goes into a graft of the groups that begin with `names`."""
        donors: dict[int, tuple[bytes, dict[str, Rows]]] = {}
        for name in names:
            held = self._held[name]
            _, rows = donors.setdefault(id(held.donor), (held.donor, {}))
            rows.update({one.title: one.rows(written) for one in held.sheets})
        return tuple(Kept(*one) for one in donors.values())

    def hold(self, kept: Collection[str], drawn: Sequence[Group], donor: bytes, joined: Mapping[str, Joined]) -> None:
        """Hold on to the groups that begin with `kept`, and hold those `drawn` into `donor`, of sheets `joined`."""
        new = {
            one.names[0]: _Held(one.of, donor, tuple(sheet for name, sheet in joined.items() if name in one.names))
            for one in drawn
        }
        self._held = {name: held for name, held in self._held.items() if name in kept} | new


def sealed(outcome: Outcome, titles: Mapping[str, str]) -> Outcome:
    """What sheets that may be kept are drawn from: what the analyses gave, and what the workbook's sheets are called.

    Of people's tables only how many rows they have. `titles`: of every tool sheet that the workbook will have.
    """
    snapshot = outcome.snapshot
    there = {name: title for name, title in snapshot.owned.items() if name != "memory"}  # which no sheet leads to
    bare = Snapshot(
        schema=snapshot.schema,
        lang=snapshot.lang,
        native=snapshot.native,
        settings=snapshot.settings,
        lists=snapshot.lists,
        tables={name: _bare(table) for name, table in snapshot.tables.items()},
        findings=(),
        owned=there | dict(titles),
        titles=(),
        selection=snapshot.selection,
        date1904=snapshot.date1904,
    )
    return Outcome(
        workbook=outcome.workbook,
        digest="",
        today=outcome.today,
        snapshot=bare,
        findings=(),
        duplicates=(),
        tiers=outcome.tiers,
        figures=outcome.figures,
        reports=outcome.reports,
    )


def _bare(table: Table) -> Table:
    return replace(table, raw=table.raw[[]], typed=table.typed[[]])


def seen(outcome: Outcome, *, chosen: bool) -> tuple[object, ...]:
    """All that a sealed outcome says beside what the analyses gave, to be compared.

    `chosen`: with what somebody chose on the dashboard.
    """
    snapshot = outcome.snapshot
    left_out = {"tables", "memory"} if chosen else {"tables", "memory", "selection"}
    told = [getattr(snapshot, one.name) for one in fields(snapshot) if one.name not in left_out]
    told += [(*table.heading, len(table.raw)) for table in snapshot.tables.values()]
    reports = [(one.name, one.ready) for one in outcome.reports]
    return (outcome.today, outcome.figures is None, reports, *told)
