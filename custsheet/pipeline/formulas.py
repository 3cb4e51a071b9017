"""Formulas on sheets that a pass does not draw say afterwards what they compute: on people's sheets, and on 参数."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from custsheet import mending, reading
from custsheet.drawing.people import whatif
from custsheet.model.address import column_letters
from custsheet.model.errors import WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.package import CellPatch, Formula, Patch, patch


def refreshed(data: bytes, outcome: Outcome, records: Sequence[Sequence[Any]]) -> bytes:
    """The workbook `data` with the results that these formulas come to; `records` is what people's sheets look up."""
    found: list[Patch] = _counts(data, outcome)
    found += mending.results(outcome.snapshot, data, records, outcome.today, rows_changed=bool(outcome.mends))
    with suppress(WorkbookError):  # a cell somebody merged, say: what a program shows before it calculates is a help
        return patch(data, found) if found else data
    return data


def _counts(data: bytes, outcome: Outcome) -> list[Patch]:
    """The counts beside the thresholds on 参数, wherever people sorted their rows to.

    A sheet without the column (from an older version, or taken out) stays as it is, and so does a cell in it in which
    somebody put something else than a formula.
    """
    snapshot = outcome.snapshot
    title = snapshot.owned.get("parameters")
    if title is None or not snapshot.native:
        return []
    places = reading.setting_places(data, title, snapshot.schema, whatif.HEAD)
    cells = {name: f"{column_letters(place.value)}{place.row}" for name, place in places.items()}
    typed = {name: place.typed for name, place in places.items()}
    made = whatif.formulas(snapshot.schema.settings, cells, typed, whatif.Ranks.of(outcome.tiers))
    return [
        CellPatch(title, f"{column_letters(places[name].beside)}{places[name].row}", Formula(one.text, str(one.value)))
        for name, one in made.items()
        if places[name].beside and places[name].is_formula
    ]
