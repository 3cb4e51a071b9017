"""Ticks in 取消合并 → what a merge changed is put back, and exactly the rows it re-pointed point back.

Invariant: nothing that a person changed since is written over; it is told instead. Merges may be taken back in any
order: where a later one took its value over from an earlier one, it is the later one that remembers the first value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from custsheet.analysis.survival import SHEET, Survival
from custsheet.mending.children import Children
from custsheet.mending.exact import Exact, same
from custsheet.mending.former import Former
from custsheet.mending.held import Held
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.mending.returning import Returning
from custsheet.model.address import column_letters
from custsheet.model.finding import Cell
from custsheet.model.mend import Mend
from custsheet.model.merge import Merge, Moved, Rewrite
from custsheet.model.review import Review, pair
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, several, text
from custsheet.package import Patch
from custsheet.values.flags import parse_yes
from custsheet.values.text import as_text

LEDGER, UNDO = "ledger", "undo"
KEY = "undo"


@dataclass(frozen=True, slots=True)
class Undone:
    """The plan, what is remembered once it has been carried out, and what of it needs no cell to be changed."""

    plan: Plan
    review: Review
    notes: tuple[Text, ...] = ()


def undo(snapshot: Snapshot, place: Place, today: date) -> Undone | None:
    """What the ticks on the ledger come to; None where there is none."""
    review = snapshot.memory.review
    said = {one.key: one.said.get(UNDO) for one in snapshot.decisions.get(LEDGER, ())}
    ticked = {key for key, word in said.items() if parse_yes(word)}
    unclear = [key for key, word in said.items() if word and parse_yes(word) is None]
    notes = []
    if unclear:
        notes.append(text("「取消合并」里的字看不懂，请打 √。", "Not understood under Undo on the ledger; enter √."))
    merges = [one for one in review.held if one.key in ticked]
    together = {two for two, one in review.pairs.items() if one.key in ticked}
    apart = tuple(one for one in review.apart if pair(*map(review.survivor, one.pair)) not in together)
    nothing = len(apart) == len(review.apart)
    if nothing and not merges:  # as after nearly every save: to look at all records then would be in vain
        return Undone(Plan(), review, tuple(notes)) if notes else None
    undoing = _Undoing(snapshot, place, today, review)
    refusals = {one.number: refusal for one in merges if (refusal := undoing.refusal(one)) is not None}
    notes += refusals.values()
    merges = [one for one in merges if one.number not in refusals]
    if nothing and not merges:
        return Undone(Plan(), review, tuple(notes))
    for one in sorted(merges, key=lambda merge: -merge.number):
        undoing.take_back(one.number)
    return Undone(undoing.planned(), undoing.held.review.but(apart=apart), tuple(notes))


@dataclass
class _Told:
    """What of one merge was left alone."""

    cells: list[str] = field(default_factory=list)
    gone: list[Text] = field(default_factory=list)
    own: list[str] = field(default_factory=list)


class _Undoing:
    """Merges taken back one after the other, over one version of the workbook."""

    def __init__(self, snapshot: Snapshot, place: Place, today: date, review: Review) -> None:
        self._snapshot, self._today = snapshot.whole, today
        self._survival = Survival(self._snapshot, ())
        self._exact, self._children = Exact(snapshot, place), Children(snapshot)
        self.held = Held(self._children, review)
        self._patches: list[Patch] = []
        self._mends: list[Mend] = []
        self._notes: list[Text] = []

    def planned(self) -> Plan:
        """All of it, carried out together or not at all: what one merge holds depends on the others."""
        plan = Plan(notes=self._notes)
        if self._patches:
            plan.add(self._patches, self._mends, KEY)
        return plan

    def take_back(self, number: int) -> None:
        """One merge, as the merges after it and those already taken back have left it."""
        one = self.held[number]
        told = _Told()
        left = one.moved
        table, rows = self._survival.table, self._survival.rows
        if table is not None:
            here = rows.get(one.survivor)
            for change in one.changes:
                self._value(table, one, change, here, told)
            left = self._rows_back(one, told)
            if (row := rows.get(one.loser)) is not None:
                self._own_row(table, one, row, told)
                if (patch := self._exact.state(table, row, one.state)) is not None:
                    self._patches.append(patch)
                cell = f"{column_letters(table.columns[self._survival.key])}{row}"
                self._mends.append(Mend("unmerged", table.name, cell, None, one.loser, one.survivor, one.loser))
        done = replace(one, undone=self._today.isoformat(), changes=(), moved=left, state=None)
        self.held.put(done)
        self._tell(one, told)

    def refusal(self, one: Merge) -> Text | None:
        """Why a merge cannot be taken back: its record has no row of its own any more."""
        table, row = self._survival.table, self._survival.rows.get(one.loser)
        if table is None or row is None:
            return _gone(one)
        return _taken(one, table, row) if self._former(table, one, row).stranger else None

    def _former(self, table: Table, one: Merge, row: int) -> Former:
        return Former(self._snapshot.schema.sheet(SHEET), table, self._exact, row, one)

    def _own_row(self, table: Table, one: Merge, row: int, told: _Told) -> None:
        """The merged record's own row: filled from the ledger where it was cleared, told where it was changed."""
        former = self._former(table, one, row)
        for name, (cell, was) in former.blank.items():
            self._patches.append(self._exact.write(table, cell, was))
            self._mends.append(Mend("given_back", table.name, cell, name, one.loser, None, was))
        told.own += [table.labels.get(name, name).strip(" *＊") for name in former.other]

    def _value(self, table: Table, one: Merge, change: Rewrite, row: int | None, told: _Told) -> None:
        """One cell of the survivor: put back, or left to the later merge that has changed it since."""
        later = [
            merge
            for merge in self.held.into(one.survivor)
            if merge.number > one.number and any(each.field == change.field for each in merge.changes)
        ]
        cell = self._exact.cell(table, change.field, row) if row is not None else None
        now = self._exact.held(table, cell) if cell is not None else None
        earlier, shown = change, change.new
        for merge in later:
            each = next(each for each in merge.changes if each.field == change.field)
            if not same(each.old, shown):  # somebody changed the cell between the two
                told.cells.append(f"{table.title}!{cell}" if cell else table.labels.get(change.field, change.field))
                break
            shown, new = each.new, self._anew(each, earlier.old, merge)
            changed = replace(earlier, new=new, format=earlier.format or each.format)
            self.held.put(replace(merge, changes=tuple(changed if one is each else one for one in merge.changes)))
            # Where the later one would have changed nothing, the cell is again what it was, formats and all.
            earlier = replace(earlier, new=new) if same(new, earlier.old) else Rewrite(each.field, new, new)
        else:
            if cell is None or row is None:
                told.cells.append(table.labels.get(change.field, change.field))
            elif not same(now, shown):
                told.cells.append(f"{table.title}!{cell}")
            elif not same(now, earlier.old):
                self._patches += self._exact.give_back(table, cell, earlier)
                self._mends.append(Mend("given_back", table.name, cell, change.field, one.survivor, now, earlier.old))
            self._in_content(one.survivor, change.field, shown, earlier.old)

    def _anew(self, each: Rewrite, old: Cell, merge: Merge) -> Cell:
        """What a later merge would have put there: values that go together are joined again without the one undone."""
        sheet = self._snapshot.schema.sheet(SHEET)
        declared = sheet.by_name.get(each.field)
        if declared is None or not self._survival.united(declared):
            return each.new
        mine = as_text(merge.content.get(each.field)).strip()
        return self._survival.unite(declared, [as_text(old).strip(), mine]) or None

    def _in_content(self, record: str, name: str, shown: Cell, value: Cell) -> None:
        """The survivor may have been merged itself since: what the ledger has of it changes as its cell does."""
        merge = self.held.closed(record)
        if merge is not None and same(merge.content.get(name), shown):
            content = {key: held for key, held in merge.content.items() if key != name}
            self.held.put(replace(merge, content=content if value is None else content | {name: value}))

    def _rows_back(self, one: Merge, told: _Told) -> tuple[Moved, ...]:
        """Point back what can be told and written; what is left, named."""
        now = self.held.survivor(one.survivor)
        left: list[Moved] = []
        returning, back = Returning(self._children, self.held, one), []
        for moved in one.moved:
            child = returning.find(moved)
            cell = self._exact.cell(child.table, child.field, child.row) if child is not None else None
            if child is None or cell is None:
                left.append(moved)
                told.gone.append(self._named(moved))
                continue
            back.append(child)
            self._children.repoint(child, now, as_text(moved.old).strip())
            was = self._exact.held(child.table, cell)
            self._patches.append(self._exact.write(child.table, cell, moved.old))
            self._mends.append(Mend("pointed_back", child.table.name, cell, child.field, child.record, was, moved.old))
        for step in returning.forgotten(back):
            self.held.put(step)
        return tuple(left)

    def _named(self, moved: Moved) -> Text:
        table = self._snapshot.table(moved.sheet)
        title = table.title if table is not None else moved.sheet
        if moved.record:
            return text(f"{title} {moved.record}", f"{title} {moved.record}")
        return text(f"{title}（合并时在第 {moved.row} 行）", f"{title} (row {moved.row} when merged)")

    def _tell(self, one: Merge, told: _Told) -> None:
        if one.said:
            self._notes.append(_recalled(one))
        if told.own:
            names = several(told.own)
            self._notes.append(
                text(
                    f"已取消 {one.loser} 并入 {one.survivor}；{one.loser} 的行合并以后改过，没有动：{names.zh}。"
                    "合并时的内容在「合并台账」里。",
                    f"{one.loser} is a customer of its own again; its row was changed since the merge and left "
                    f"as it is: {names.en}. The ledger has what stood there.",
                )
            )
        if told.cells:
            names = several(told.cells)
            self._notes.append(
                text(
                    f"已取消 {one.loser} 并入 {one.survivor}；下面这些合并以后又有人改过，没有动，请自己核对："
                    f"{names.zh}。",
                    f"{one.loser} is a customer of its own again; these were changed since the merge and left "
                    f"as they are, please check: {names.en}.",
                )
            )
        if told.gone:
            names = several(told.gone)
            self._notes.append(
                text(
                    f"已取消 {one.loser} 并入 {one.survivor}；下面这些记录合并以后改过或已删，认不准，没有转回去："
                    f"{names.zh}。",
                    f"{one.loser} is a customer of its own again; these records were changed since, or are gone, "
                    f"cannot be told for sure and were not pointed back: {names.en}.",
                )
            )


def _recalled(one: Merge) -> Text:
    return text(
        f"已取消 {one.loser} 并入 {one.survivor}；这次合并只剩「合并台账」里的记载，当时改的值和转过去的记录没有动，"
        "请照台账自己改回。",
        f"{one.loser} is a customer of its own again; only the words of the ledger are left of this merge, so "
        "put back what it changed and re-pointed yourself.",
    )


def _gone(one: Merge) -> Text:
    return text(
        f"{one.loser} 的行已不在「客户」里或编号重复，没有取消合并；请在「客户」加一行，只填编号 {one.loser}，再打 √，"
        "其余照「合并台账」补上。",
        f"The row of {one.loser} is gone, or its identifier stands twice, so its merge was not undone; enter a row "
        "with this identifier alone and tick once more: the rest is filled in from the ledger.",
    )


def _taken(one: Merge, table: Table, row: int) -> Text:
    return text(
        f"{table.title}第 {row} 行（{one.loser}）现在是另一位客户，没有取消合并；请给那位客户另起一行，{one.loser} 的行"
        "只留编号，再打 √，其余照「合并台账」补上。",
        f"Row {row} of {table.title} ({one.loser}) holds another customer now, so its merge was not undone; give that "
        f"customer a row of their own, leave only the identifier in the row of {one.loser} and tick once more: the "
        "rest is filled in from the ledger.",
    )
