"""The sheets of a workbook follow a standard that it takes over.

Invariant: every cell of people's sheets says afterwards what it said before (`lossless`). Results follow with the next
pass.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from custsheet import __version__, mending, reading
from custsheet.drawing import results
from custsheet.drawing.upgrade import draw_upgrade
from custsheet.mending.place import Place
from custsheet.model.address import column_letters
from custsheet.model.memory import as_json
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text
from custsheet.model.upgrading import Merged
from custsheet.package import CellPatch, graft, patch
from custsheet.package.properties import set_property
from custsheet.pipeline.lossless import refuse_loss
from custsheet.reading.book import Book
from custsheet.reading.typed import GENERATED, Rows, cells, strays, titled_rows, typed

_SHOWN = 5


@dataclass(frozen=True)
class TakeOver:
    """One workbook, what was read of it, the day that counts as today, and the parts that the gate proved plain."""

    data: bytes
    snapshot: Snapshot
    today: date
    plain: Collection[str] | None

    def done(self, merged: Merged) -> tuple[bytes, tuple[Text, ...]]:
        """The workbook with the merged standard, and what people must be told.

        Raises:
            WorkbookError: a sheet of a person stands in the way of a new one, or something of theirs would be lost.
        """
        seed = "" if merged.schema == merged.new else as_json(merged.new)
        memory = replace(self.snapshot.memory, seed=seed)
        place = Place(self.data, self.plain)
        tables, said = place.list_objects(self.snapshot), typed(place.book, self.snapshot)
        former = draw_upgrade(self.snapshot, self.snapshot.schema, tables, said, self.today)
        drawn = draw_upgrade(self.snapshot, merged.schema, tables, said, self.today)
        new = graft(self.data, drawn.data, people=drawn.people, recalculate=True)
        new = _remembering(new, replace(self.snapshot, schema=merged.schema, carried=None, memory=memory))
        new, notes = self._with_strays(place.book, new, former.data, merged.schema)
        for step in (mending.columns, mending.columns, mending.looks):  # formulas may speak of columns just appended
            done = mending.carry_out(new, step(self._read(new, merged.schema), new))
            new, notes = done.data, notes + done.notes
        notes = tuple(dict.fromkeys(notes))  # of the columns, which were tried twice
        read = self._read(new, merged.schema)
        memory = replace(read.memory, awaited=mending.awaited(read))
        read = replace(read, carried=merged.schema, memory=memory)
        guide = results.draw_guide(read)
        new = graft(new, guide.frame, rows=guide.rows, recalculate=False)
        marks = reading.sheet_marks(guide.data, {one.name: one.title for one in guide.sheets}, merged.schema)
        new = _remembering(new, replace(read, memory=replace(read.memory, sheets={**read.memory.sheets, **marks})))
        new = set_property(new, "schema_version", merged.schema.version)
        refuse_loss(self.snapshot, merged.schema, place.book, Book(new))
        return new, notes

    def _read(self, data: bytes, schema: Schema) -> Snapshot:
        """The workbook as it is by now; what its standard was before is what the whole of it follows."""
        return replace(reading.read(data, schema=schema, today=self.today), carried=self.snapshot.schema)

    def _with_strays(self, book: Book, new: bytes, former: bytes, schema: Schema) -> tuple[bytes, tuple[Text, ...]]:
        """What people wrote beside the generated tables stands there again; what cannot is told."""
        patches, notes = [], []
        drawn, anew = Book(former), Book(new)
        for name, anchor in GENERATED.items():
            title = self.snapshot.owned.get(name)
            if title is None:
                continue
            generated = cells(drawn, self.snapshot.schema.tool(name).title(self.snapshot.lang))
            before, after = cells(book, title), cells(anew, title)
            rows: Rows = titled_rows(before, anchor)
            now: Rows = titled_rows(after, anchor)
            if name == "fields":  # people may call a sheet otherwise there, and leave keys to the program
                sheets = {sheet.title(self.snapshot.lang): sheet.name for sheet in schema.sheets}
                rows = self.snapshot.field_rows.placed
                now = {row: (sheets.get(sheet, ""), key) for row, (sheet, key) in now.items()}
            found = strays(before, generated, after, rows, now)
            patches += [CellPatch(title, _address(at), value) for at, value in found.moved.items()]  # type: ignore[arg-type]
            if found.lost and name != "fields":  # there it was an edit, which is in force
                notes.append(_lost(title, found.lost))
        return patch(new, patches), tuple(notes)


def _remembering(data: bytes, snapshot: Snapshot) -> bytes:
    hidden = results.draw_memory(snapshot.memory, replace(snapshot, carried=None), version=__version__)
    return graft(data, hidden.frame, rows=hidden.rows, recalculate=False)


def _address(place: tuple[int, int]) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def _lost(title: str, lost: Mapping[tuple[int, int], object]) -> Text:
    where = [_address(at) for at in sorted(lost)]
    more = "" if len(where) <= _SHOWN else "…"
    return text(
        f"「{title}」按新标准重写；{'、'.join(where[:_SHOWN])}{more} 里另外写的内容没有保留，在备份里。",
        f"{title} was written anew; what else was typed into {', '.join(where[:_SHOWN])}{more} is in the backup only.",
    )
