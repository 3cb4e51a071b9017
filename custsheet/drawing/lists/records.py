"""Hidden sheet _记录: tier, stage, state, completeness and ranks of every customer, where formulas look them up.

One row an identifier, sorted, so that a sheet whose customers did not change stays the same. An identifier typed as a
number stands here as a number, because MATCH tells numbers from text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from custsheet.drawing.hidden import RECORDS, record_names
from custsheet.drawing.people.whatif import standing
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Content, Formula
from custsheet.model.words import closed
from custsheet.values.text import as_text

NAME = "records"
_SHARE = RECORDS.index("completeness") + 1
# A look-up shows 0 for a blank cell, nothing for an empty text; and no program takes that for a blank.
_NOTHING = Formula('=""', "")
_RANKS = ("before", "amount", "score")


def draw_records(book: Book, title: str, rows: Sequence[Sequence[Content]]) -> None:
    """Draw the sheet; `rows` as `record_rows` gives them."""
    canvas = book.sheet(title, hidden=True)
    canvas.row(1, 1, RECORDS, style.look(num_format=style.AS_TEXT))
    plain = book.look_id(style.look())
    worn = [plain] * len(RECORDS)
    worn[_SHARE - 1] = book.look_id(style.look(num_format=style.WHOLE_PERCENT))
    canvas.block(2, list(zip(zip(*rows, strict=True), worn, strict=bool(rows))))


def define_records(scene: Scene) -> list[str]:
    """Define the names of its columns; returns them."""
    names = record_names(scene.schema, scene.lang, scene.title(NAME))
    for name, refers_to in names.items():
        scene.book.define(name, refers_to)
    return list(names)


def record_rows(scene: Scene) -> list[list[Content]]:
    """Its rows, which are what look-ups find."""
    table = scene.snapshot.whole.table("customers")
    if table is None or "customer_id" not in table.raw.columns:
        return []
    review = scene.snapshot.memory.review
    ids = table.typed["customer_id"]
    held = _standing(scene)
    states = _states(scene)
    completeness = scene.outcome.completeness
    found: dict[str, list[Content]] = {}
    known_stages: dict[Any, str] = {}
    # Plain lists: one cell of a frame at a time is slow.
    for row, record, written in zip(ids.index.tolist(), ids.tolist(), table.raw["customer_id"].tolist(), strict=True):
        # Of customers with the same number the first counts, as MATCH would find it.
        if record is None or record != record or str(record) in found:
            continue
        tier, stage, *ranks = held.get(row, (None,) * (2 + len(_RANKS)))
        if stage and stage not in known_stages:
            known_stages[stage] = scene.entry("stage", stage)
        known = known_stages[stage] if stage else None
        key = written if isinstance(written, int | float) and not isinstance(written, bool) else as_text(record)
        share = completeness.get(row)
        merged = str(record) in review.closed
        if merged:
            state = scene.tell(closed(review.survivor(str(record))))
            found[str(record)] = [key, _NOTHING, _NOTHING, state, _NOTHING, *ranks]
            continue
        found[str(record)] = [key, tier, known, states(row), None if share is None else round(share, 4), *ranks]
    return [found[record] for record in sorted(found)]


def _standing(scene: Scene) -> dict[Any, tuple[Any, ...]]:
    tiers = scene.outcome.tiers
    if tiers is None:
        return {}
    frame: pd.DataFrame = tiers.table
    ranks = standing(frame)
    columns = [frame["tier"], frame["stage"], *(ranks[name] for name in _RANKS)]
    return dict(zip(frame.index, zip(*columns, strict=True), strict=True))


def _states(scene: Scene) -> Any:
    """A function: row → what is open there, the worst level only, with a mark."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for finding in scene.outcome.findings:
        if finding.sheet == "customers" and finding.row is not None:
            counts[finding.row][finding.severity] += 1

    def state(row: int) -> str:
        errors, warnings = counts[row]["error"], counts[row]["warning"]
        if errors:
            return scene.say(f"● 错误 {errors}", f"● {errors} error{'s' if errors > 1 else ''}")
        if warnings:
            return scene.say(f"▲ 警告 {warnings}", f"▲ {warnings} warning{'s' if warnings > 1 else ''}")
        return scene.say("✓ 正常", "✓ fine")

    return state
