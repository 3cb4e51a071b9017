"""Approved merges → cell patches, and what must be remembered so that each can be taken back.

The survivor keeps its identifier and gets the best value of each field (`custsheet.analysis.survival`); whatever named
a merged record names the survivor; the merged record's own row stays as it is and says where it went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from custsheet.analysis.survival import SHEET, Kept, Survival, in_order
from custsheet.mending.children import Child, Children
from custsheet.mending.exact import Exact, same
from custsheet.mending.held import Held
from custsheet.mending.place import Place
from custsheet.mending.plan import Plan
from custsheet.mending.returning import Pointing
from custsheet.mending.verdicts import Approved
from custsheet.model.address import column_letters
from custsheet.model.finding import Cell, Finding
from custsheet.model.mend import Mend
from custsheet.model.merge import Merge, Rewrite
from custsheet.model.records import record_labels
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, several, text
from custsheet.model.words import closed
from custsheet.package import Patch
from custsheet.values.text import as_text


class Merging:
    """The merges of one pass, planned one after the other over one version of the workbook."""

    def __init__(self, snapshot: Snapshot, findings: Sequence[Finding], place: Place, today: date) -> None:
        self._snapshot, self._today = snapshot, today
        self._survival = Survival(snapshot, findings)
        self._exact, self._children = Exact(snapshot, place), Children(snapshot)
        self._pointing = Pointing(self._children, Held(self._children, snapshot.memory.review))
        self._numbers = max((one.number for one in snapshot.memory.review.merges), default=0)
        table = self._survival.table
        labels = record_labels(snapshot, table) if table is not None else []
        self._labels = dict(zip(table.raw.index.tolist() if table is not None else (), labels, strict=True))
        self.plan = Plan()
        self.merges: dict[str, list[Merge]] = {}

    def add(self, one: Approved) -> None:
        """Plan one merge; what it takes to undo it stands in `merges` under its key."""
        table, rows = self._survival.table, self._survival.rows
        order = in_order(one.survivor, one.losers)
        if table is None or any(record not in rows for record in order):
            self.plan.notes.append(_gone(order))
            self.plan.refused.append(one.key)
            return
        patches: list[Patch] = []
        mends: list[Mend] = []
        changes = self._values(table, order, patches, mends)
        self.merges[one.key] = [self._close(table, one, loser, changes[loser], patches, mends) for loser in order[1:]]
        self.plan.add(patches, mends, one.key)

    def _values(
        self, table: Table, order: Sequence[str], patches: list[Patch], mends: list[Mend]
    ) -> dict[str, list[Rewrite]]:
        """Loser → what changes in the survivor's cells on its account."""
        rows = {self._survival.rows[record]: record for record in order}
        here = self._survival.rows[order[0]]
        changes: dict[str, list[Rewrite]] = {record: [] for record in order[1:]}
        for kept in self._survival.kept(list(rows)):
            if kept.why == "long":
                self.plan.notes.append(self._too_long(table, kept, order))
            if kept.row == here and kept.why != "joined":
                continue
            cell = self._exact.cell(table, kept.field, here)
            if cell is None:
                self.plan.notes.append(self._formula(table, kept, order))
                continue
            before = self._exact.held(table, cell)
            for record, value in self._steps(kept, rows):
                old = self._exact.held(table, cell)
                # Joined texts come without outer spaces, numbers among them as text: that alone is no reason to write.
                if not ((kept.why == "joined" and as_text(old).strip() == as_text(value)) or same(old, value)):
                    patch, change = self._exact.rewrite(table, cell, kept.field, value)
                    patches.append(patch)
                    changes[record].append(change)
            after = self._exact.held(table, cell)
            if not same(before, after):
                mends.append(Mend("survived", table.name, cell, kept.field, order[0], before, after))
        self._own_columns(table, order, changes, patches, mends)
        return changes

    def _own_columns(
        self,
        table: Table,
        order: Sequence[str],
        changes: Mapping[str, list[Rewrite]],
        patches: list[Patch],
        mends: list[Mend],
    ) -> None:
        """Columns of people's own: the survivor gets what only a merged record has; what differs is told."""
        here, carried, differing = self._survival.rows[order[0]], [], []
        for label in table.extra:
            cell = self._exact.cell(table, label, here)
            for record in order[1:]:
                other = self._exact.cell(table, label, self._survival.rows[record])
                value = self._exact.held(table, other) if other is not None else None
                mine = self._exact.held(table, cell) if cell is not None else None
                if not as_text(value).strip() or same(mine, value):
                    continue
                if cell is None or mine is not None:
                    differing.append(f"{record}“{label}” {as_text(value)}")
                    continue
                patch, change = self._exact.rewrite(table, cell, label, value)
                patches.append(patch)
                changes[record].append(change)
                mends.append(Mend("survived", table.name, cell, label, order[0], None, value))
                carried.append(f"{record}“{label}” {as_text(value)}")
        self.plan.notes += _own(order[0], carried, differing)

    def _steps(self, kept: Kept, rows: Mapping[int, str]) -> list[tuple[str, Cell]]:
        """Which record gives the survivor's cell which value, one after the other."""
        if kept.why != "joined":
            return [(rows[kept.row], kept.value)]
        field = self._snapshot.schema.sheet(SHEET).by_name[kept.field]
        listed = list(rows)
        steps: list[tuple[str, Cell]] = []
        for count in range(2, len(listed) + 1):
            texts = [self._survival.text(row, kept.field) for row in listed[:count]]
            if texts[-1]:
                steps.append((rows[listed[count - 1]], self._survival.unite(field, texts) or None))
        return steps

    def _close(
        self,
        table: Table,
        one: Approved,
        loser: str,
        changes: list[Rewrite],
        patches: list[Patch],
        mends: list[Mend],
    ) -> Merge:
        row = self._survival.rows[loser]
        here = self._survival.rows[one.survivor]
        key = f"{column_letters(table.columns[self._survival.key])}"
        target = self._exact.held(table, f"{key}{here}")
        rows: list[tuple[Child, Cell]] = []
        for child in self._children.of(loser):
            cell = self._exact.cell(child.table, child.field, child.row)
            if cell is None:
                self.plan.notes.append(_stuck(child, loser, one.survivor))
                continue
            old = self._exact.held(child.table, cell)
            patches.append(self._exact.write(child.table, cell, target))
            rows.append((child, old))
            mends.append(Mend("repointed", child.table.name, cell, child.field, child.record, old, target))
        moved, columns = self._pointing.re_pointed(one.survivor, rows)
        self._tell_twice(loser, one.survivor)
        state = self._exact.state_held(table, row)
        if (patch := self._exact.state(table, row, closed(one.survivor)(self._snapshot.lang))) is not None:
            patches.append(patch)
        mends.append(Mend("merged", table.name, f"{key}{row}", self._survival.key, loser, loser, one.survivor))
        self._numbers += 1
        return Merge(
            number=self._numbers,
            survivor=one.survivor,
            loser=loser,
            label=self._labels.get(row) or loser,
            who=one.losers[loser],
            day=self._today.isoformat(),
            automatic=one.automatic,
            content=self._content(table, row),
            known=(*table.raw.columns, *table.extra),
            changes=tuple(changes),
            moved=moved,
            columns=columns,
            state=state,
        )

    def _content(self, table: Table, row: int) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        for name in (*table.raw.columns, *table.extra):
            cell = self._exact.cell(table, name, row)
            value = self._survival.value(row, name) if name in table.raw else self._exact.shown(table, name, row)
            value = self._exact.held(table, cell) if cell is not None else value
            if as_text(value) != "":
                found[name] = value if isinstance(value, str | float | int | date) else as_text(value)
        return found

    def _tell_twice(self, loser: str, survivor: str) -> None:
        """A campaign in which both took part has the one customer twice now."""
        for sheet, table, field in self._children.sources():
            if field not in sheet.primary_key or len(sheet.primary_key) < 2:
                continue
            both = [
                {one.record for one in self._children.of(record) if one.table is table and one.field == field}
                for record in (loser, survivor)
            ]
            for record in sorted(both[0] & both[1]):
                self.plan.notes.append(
                    text(
                        f"合并后「{table.title}」里 {record} 有两行都是 {survivor}，请核对，只留一行。",
                        f"After merging, {table.title} has {record} twice for {survivor}; look and keep one row.",
                    )
                )

    def _too_long(self, table: Table, kept: Kept, order: Sequence[str]) -> Text:
        label = table.labels.get(kept.field, kept.field)
        return text(
            f"{'、'.join(order)} 的“{label}”合起来太长，保留 {order[0]} 的；其余的在「合并台账」里。",
            f"{label} of {', '.join(order)} would be too long together; that of {order[0]} stays, the others stand on "
            "the Merge ledger.",
        )

    def _formula(self, table: Table, kept: Kept, order: Sequence[str]) -> Text:
        label = table.labels.get(kept.field, kept.field)
        return text(
            f"{order[0]} 的“{label}”没有改，因为那里是公式或出错的单元格；应为“{as_text(kept.value)}”，请自己改。",
            f"{label} of {order[0]} was not changed, because a formula or an error stands there; it should be "
            f"“{as_text(kept.value)}”.",
        )


def _own(survivor: str, carried: Sequence[str], differing: Sequence[str]) -> Iterator[Text]:
    """What was done about columns of people's own, which 疑似重复 does not show."""
    if carried:
        names = several(carried)
        yield text(
            f"自己加的列也并到了 {survivor}：{names.zh}。",
            f"From columns of your own, {survivor} has got: {names.en}.",
        )
    if differing:
        names = several(differing)
        yield text(
            f"自己加的列内容不同，{survivor} 的没有改：{names.zh}；这些在「合并台账」里。",
            f"Columns of your own differ, and {survivor} keeps its values: {names.en}; the Merge ledger has these.",
        )


def _gone(records: Sequence[str]) -> Text:
    return text(
        f"{'、'.join(records)} 没有合并，因为有的已不在「客户」里或编号重复；请看新列出的再选。",
        f"{', '.join(records)} were not merged, because one of them is gone or its identifier stands twice.",
    )


def _stuck(child: Child, loser: str, survivor: str) -> Text:
    where = f"{child.table.title}!{column_letters(child.table.columns[child.field])}{child.row}"
    return text(
        f"{where} 是公式，没有从 {loser} 改成 {survivor}，请自己改。",
        f"{where} is a formula and was not changed from {loser} to {survivor}; change it yourself.",
    )
