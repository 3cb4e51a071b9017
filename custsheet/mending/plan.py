"""What shall change on people's sheets, gathered before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass, field

from custsheet.model.mend import Mend
from custsheet.model.text import Text
from custsheet.package import CellPatch, CellValue, Patch


@dataclass
class Plan:
    """Patches in the order they are applied, what each of them is for, and what people must be told besides."""

    patches: list[Patch] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def set(self, title: str, cell: str, value: CellValue, mend: Mend) -> None:
        """One cell of worksheet `title` gets `value`."""
        self.add(CellPatch(title, cell, value), mend)

    def add(self, patch: Patch, *mends: Mend) -> None:
        """One patch and what it is for."""
        self.patches.append(patch)
        self.mends.extend(mends)

    def __iadd__(self, other: Plan) -> Plan:
        self.patches += other.patches
        self.mends += other.mends
        self.notes += other.notes
        return self
