"""What all checks of one pass share: the snapshot, the day, the lists in force, a view of each sheet."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from custsheet.checking.bounds import out_of_range
from custsheet.checking.entries import Entries
from custsheet.checking.view import Reported, View
from custsheet.model.finding import Finding
from custsheet.model.snapshot import Snapshot
from custsheet.reading.cast import Caster, blank_texts


@dataclass(frozen=True)
class Audit:
    """What all checks of one pass share."""

    snapshot: Snapshot
    today: date
    _entries: dict[tuple[str, bool], Entries] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What reading found, without proposals that would be the next error: text that means a day in 1900."""
        return tuple([one if self._usable(one) else replace(one, edits=()) for one in self.snapshot.findings])

    def _usable(self, finding: Finding) -> bool:
        if finding.proposal is None or finding.sheet is None or finding.sheet not in self.snapshot.tables:
            return True
        field = self.snapshot.schema.sheet(finding.sheet).by_name.get(finding.field or "")
        return field is None or not out_of_range(field, finding.proposal, self.today)

    @cached_property
    def caster(self) -> Caster:
        """How cells become values in this workbook."""
        snapshot = self.snapshot
        canonical = {name: snapshot.lists.canonical(name) for name in snapshot.lists.entries}
        return Caster(blank_texts(snapshot.schema.missing_values), canonical, snapshot.date1904, self.today)

    def entries(self, name: str, *, provinces: bool = False) -> Entries:
        """The list called `name`, as the rules ask it."""
        key = name, provinces
        if key not in self._entries:
            self._entries[key] = Entries(self.snapshot, name, provinces=provinces)
        return self._entries[key]

    @cached_property
    def reported(self) -> dict[str, Reported]:
        """Sheet name → the cells that reading itself reported."""
        reported: dict[str, Reported] = {}
        for one in self.findings:
            if one.sheet is not None and one.row is not None and one.field is not None:
                reported.setdefault(one.sheet, {}).setdefault(one.field, {})[one.row] = one.proposal
        return reported

    @cached_property
    def views(self) -> dict[str, View]:
        """Sheet name → view, for every sheet that was found."""
        return {
            name: View(self, table, self.snapshot.schema.sheet(name), self.reported.get(name, {}))
            for name, table in self.snapshot.tables.items()
        }
