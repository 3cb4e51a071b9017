"""All sheets the tool writes into a workbook after a pass, drawn into one donor workbook that the graft takes over.

The same outcome at the same moment gives the same bytes. Which sheets there are: `draw_results`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from custsheet.drawing.book import Book
from custsheet.drawing.dashboard import draw_dashboard
from custsheet.drawing.duplicates import draw_duplicates
from custsheet.drawing.findings import draw_findings
from custsheet.drawing.tiers import draw_tiers
from custsheet.drawing.toolsheet import Scene
from custsheet.model.outcome import Outcome

OWNER = "cs_sheet_"
# Document properties of a donor stay in the donor; a fixed moment keeps its bytes equal.
_CREATED = datetime(2000, 1, 1)
_LISTS: Mapping[str, Callable[[Scene], None]] = {
    "findings": draw_findings,
    "duplicates": draw_duplicates,
    "tiers": draw_tiers,
}


@dataclass(frozen=True, slots=True)
class DonorSheet:
    """One sheet of a donor.

    Attributes:
        name: tool sheet name ("findings"); flag sheets are called "flags_<sheet>".
        title: the worksheet's title in the donor, which is its title in the target where it exists there.
        owner: the workbook-wide defined name that marks the sheet as the tool's.
        state: None = leave an existing sheet as visible as it is; else the state to give it.
    """

    name: str
    title: str
    owner: str
    state: Literal["veryHidden"] | None = None

    @property
    def visible(self) -> bool:
        """Whether people are meant to see it."""
        return self.state is None


@dataclass(frozen=True, slots=True)
class Donor:
    """A workbook of tool sheets: its bytes, its sheets in order, the defined names it brings (name → reference)."""

    data: bytes
    sheets: tuple[DonorSheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def draw_results(outcome: Outcome, *, now: datetime, version: str) -> Donor:
    """Every sheet that follows from `outcome`, but not the memory, which is drawn when their fingerprints are known.

    Args:
        outcome: what the pass found.
        now: shown as the moment of computing.
        version: of custsheet, kept in the donor's properties.
    """
    book = Book(outcome.snapshot.lang, created=_CREATED)
    book.properties({"custsheet_version": version})
    scene = Scene(outcome, book, now)
    names = list(_LISTS)
    for draw in _LISTS.values():
        draw(scene)
    if outcome.figures is not None:
        draw_dashboard(scene, outcome.figures)
        names += ["dashboard", "chart_data"]
    sheets = [DonorSheet(name, scene.title(name), OWNER + name) for name in names]
    return Donor(book.close(), tuple(sheets))
