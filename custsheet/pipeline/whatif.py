"""The counts beside the thresholds on 参数 say after a pass what they compute: the sheet itself is not drawn anew."""

from __future__ import annotations

from contextlib import suppress

from custsheet import reading
from custsheet.drawing import whatif
from custsheet.model.address import column_letters
from custsheet.model.errors import WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.package import CellPatch, Formula, patch


def refreshed(data: bytes, outcome: Outcome) -> bytes:
    """The workbook with these formulas as they are drawn, wherever people sorted their rows to.

    A sheet without the column (from an older version, or taken out) stays as it is, and so does a cell in it in which
    somebody put something else than a formula.
    """
    snapshot = outcome.snapshot
    title = snapshot.owned.get("parameters")
    if title is None or not snapshot.native:
        return data
    places = reading.setting_places(data, title, snapshot.schema, whatif.HEAD)
    cells = {name: f"{column_letters(place.value)}{place.row}" for name, place in places.items()}
    typed = {name: place.typed for name, place in places.items()}
    made = whatif.formulas(snapshot.schema.settings, cells, typed, whatif.Ranks.of(outcome.tiers))
    patches = [
        CellPatch(title, f"{column_letters(places[name].beside)}{places[name].row}", Formula(one.text, str(one.value)))
        for name, one in made.items()
        if places[name].beside and places[name].is_formula
    ]
    with suppress(WorkbookError):  # a cell somebody merged, say: the counts are a help, no result
        return patch(data, patches) if patches else data
    return data
