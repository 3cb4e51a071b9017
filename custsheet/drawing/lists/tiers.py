"""Sheet 客户分级: one row a customer, best first, with the tier, why it is that tier and what is missing to the next.

Values, not formulas, so that a manager's number never changes by itself; the method and the reference day stand above.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from custsheet.drawing.dated import about
from custsheet.drawing.frame import finish, page_spans
from custsheet.drawing.lists.tiers_strip import CARDS, draw_strip, service
from custsheet.drawing.toolsheet import (
    FIRST_ROW,
    Scene,
    begin,
    link_row,
    nothing,
    row_heights,
    short,
    tabulate,
    widened,
    widths,
)
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.outcome import Tiers
from custsheet.model.text import Text, text

NAME = "tiers"
_ROW = 25
_FROZEN = 4
_PAGES = 2  # side by side, at most
_WRAPPED = 5_000  # customers up to which sentences wrap; measuring those of a longer list takes too long
# Columns as wide as their text needs, up to so many pixels.
_STEP = 30  # pixels
_MOST_LINES = 12  # of a sentence that wraps
_SENTENCES = {"customer": 440, "owner": 160, "reason": 960, "missing": 640, "service": 600, "strategy": 600}
# So many pixels where their sentences wrap.
_NARROW = {"customer": 240, "owner": 100, "reason": 390, "missing": 200, "service": 185, "strategy": 240}
_CENTRED = ("rank", "owner", "tier", "computed", "manual", "last", "change", "scores", "stage")
_CHANGES: Mapping[str, tuple[Text, str]] = {
    "up": (text("▲ 上升", "▲ up"), "up"),
    "down": (text("▼ 下降", "▼ down"), "down"),
    "same": (text("＝", "="), "grey centre"),
}
# Column of a number → its look, and that of the dash for none.
_NUMBERS: Mapping[str, tuple[str, str]] = {
    "rank": ("rank", "none"),
    "value": ("points", "no number"),
    "potential": ("points", "no number"),
    "recency": ("count", "no number"),
    "frequency": ("count", "no number"),
    "monetary": ("money", "no number"),
    "share": ("share", "no number"),
}
_Column = tuple[Sequence[Content], int | Sequence[int]]


def draw_tiers(scene: Scene) -> None:
    """Draw the sheet."""
    columns = [column.name for column in scene.schema.tool(NAME).columns]
    pixels = widths(scene, NAME)
    tiers = scene.outcome.tiers
    if tiers is not None:
        texts = {name: (tiers.table[name].dropna().astype(str).tolist(), most) for name, most in _SENTENCES.items()}
        pixels = widened(pixels, columns, texts)
        frozen = min(_FROZEN, len(columns))
        if len(tiers.table) <= _WRAPPED and len(page_spans(pixels, frozen - 1)) > _PAGES:
            pixels = _squeezed(dict(zip(columns, pixels, strict=True)), frozen - 1)
        for letter, (first, last) in CARDS.items():
            if {first, last} <= set(columns):  # its service standard fits into the card of a tier
                a, b = columns.index(first), columns.index(last)
                lacking = int(text_pixels(service(scene, letter), 9) * 1.1) + 24 - sum(pixels[a : b + 1])
                pixels[b] += max(lacking, 0)
    canvas = begin(scene, NAME, pixels, row_height=_ROW, about=about(scene))
    hint = scene.say(
        "分级只用于安排服务，不用于差别定价。每次检查时重算；要人工定级，在「客户」里填人工分级、理由和有效期。",
        "Tiers plan service, never prices. Recomputed by every check; a manual tier is set on the customers sheet.",
    )
    link_row(canvas, scene.links("dashboard", "parameters"), hint, pixels)
    rows, notes, below = 0 if tiers is None else len(tiers.table), list[str](), 0
    frozen = min(_FROZEN, len(columns))
    pages = page_spans(pixels, frozen - 1)
    tabulate(canvas, scene, NAME, rows, _CENTRED)
    if tiers is None or not rows:
        nothing(canvas, len(columns), scene.say("还没有客户可以分级。", "There are no customers to rank yet."))
    else:
        notes = draw_strip(canvas, scene, tiers, columns, pixels[: pages[0][1]])
        _body(canvas, scene, tiers, columns, pixels)
    if notes:  # too many for the line above the header: all of them once more, whole, below the table
        for row, line in enumerate(notes, FIRST_ROW + rows + 1):
            canvas.put(row, 1, line, style.NOTE)
        below = 1 + len(notes)
    finish(canvas, scene.lang, rows + below, pages, frozen, pixels)


def _squeezed(wide: Mapping[str, int], repeated: int) -> list[int]:
    """Widths with which two pages hold the columns: what room they leave is the sentences' again, the last one's first.

    Args:
        wide: column → pixels in which its texts stand on one line.
        repeated: how many of the first columns stand on every page.
    """
    found = {name: min(pixels, _NARROW.get(name, pixels)) for name, pixels in wide.items()}
    for name in reversed(_NARROW):
        while name in found and found[name] < wide[name]:
            more = found | {name: min(found[name] + _STEP, wide[name])}
            if len(page_spans(list(more.values()), repeated)) > _PAGES:
                break
            found = more
    return list(found.values())


def _body(canvas: Canvas, scene: Scene, tiers: Tiers, columns: list[str], pixels: list[int]) -> None:
    wraps = len(tiers.table) <= _WRAPPED
    shown = _Shown(
        scene, _looks(canvas, wraps=wraps), dict(zip(columns, pixels, strict=True)), tiers.table, wraps=wraps
    )
    drawn = [shown.column(name) for name in columns]
    heights: dict[int, int] = {}
    if wraps:
        texts = [
            ([str(one) for one in said], wide)
            for name, (said, _), wide in zip(columns, drawn, pixels, strict=True)
            if name in _SENTENCES
        ]
        heights = row_heights(FIRST_ROW, texts, _ROW, _MOST_LINES) if texts else {}
    canvas.block(FIRST_ROW, drawn, heights)
    if "monetary" in columns:
        col = columns.index("monetary") + 1
        span = (FIRST_ROW, col, FIRST_ROW + len(tiers.table) - 1, col)
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": style.BAR_VALUE, "min_type": "num", "min_value": 0}
        canvas.conditional(span, bar | {"bar_border_color": style.BAR_VALUE, "bar_negative_color_same": True})


class _Shown:
    """How the table is shown, column by column: contents, and the look of all of them or of each."""

    def __init__(
        self, scene: Scene, look: dict[str, int], pixels: dict[str, int], table: pd.DataFrame, *, wraps: bool
    ) -> None:
        self._scene, self._look, self._pixels, self._table, self._wraps = scene, look, pixels, table, wraps
        self._tiers = table["tier"].tolist()
        self._groups = {one.name: one.title(scene.lang) for one in scene.schema.value_list("rfm_group").values}
        self._stages = {one.name: one.title(scene.lang) for one in scene.schema.value_list("stage").values}

    def column(self, name: str) -> _Column:
        """What stands under column `name`; nothing if it is not known."""
        if name in _NUMBERS:
            return self._number(name, *_NUMBERS[name])
        if name in _SENTENCES and name not in ("customer", "owner"):
            return self._sentences(name)
        make: Callable[[], _Column] | None = getattr(self, "_" + name, None)
        return make() if make is not None else ([None] * len(self._table), self._look["plain"])

    def _record(self) -> _Column:
        return self._or_dash("record"), self._look["muted"]

    def _customer(self) -> _Column:
        names, room = self._or_dash("customer"), self._pixels["customer"] - 20
        strong, plain = self._look["strong"], self._look["plain"]
        return [one if self._wraps else short(one, room) for one in names], [
            strong if tier == "A" else plain for tier in self._tiers
        ]

    def _owner(self) -> _Column:
        return self._or_dash("owner"), self._look["centre"]

    def _tier(self) -> _Column:
        look, centre = self._look, self._look["centre"]
        return self._tiers, [look.get(tier, centre) for tier in self._tiers]

    def _computed(self) -> _Column:
        return self._table["computed"].tolist(), self._look["grey centre"]

    def _manual(self) -> _Column:
        manual, plain = self._look["manual"], self._look["plain"]
        said = [one or None for one in self._table["manual"].tolist()]
        return said, [manual if one else plain for one in said]

    def _last(self) -> _Column:
        return self._or_dash("last"), self._look["grey centre"]

    def _change(self) -> _Column:
        known = {name: (self._scene.tell(said), self._look[worn]) for name, (said, worn) in _CHANGES.items()}
        none = ("–", self._look["grey centre"])
        cells = [known.get(one, none) for one in self._table["change"].tolist()]
        return [said for said, _ in cells], [worn for _, worn in cells]

    def _scores(self) -> _Column:
        rows = zip(*(self._table[one].tolist() for one in "rfm"), strict=True)
        said: list[Content] = [
            "·".join([f"{score:.0f}" for score in scores])
            if all(score == score and score is not None for score in scores)
            else "–"
            for scores in rows
        ]
        return said, self._look["grey centre"]

    def _group(self) -> _Column:
        plain, muted = self._look["plain"], self._look["muted"]
        groups = self._table["group"].tolist()
        said = [self._groups.get(one, one) if one else "–" for one in groups]
        return said, [plain if one else muted for one in groups]

    def _stage(self) -> _Column:
        said = [self._stages.get(one, one) or "–" for one in self._table["stage"].tolist()]
        return said, self._look["grey centre"]

    def _or_dash(self, name: str) -> list[Any]:
        return [one or "–" for one in self._table[name].tolist()]

    def _number(self, name: str, worn: str, none: str) -> _Column:
        known, unknown = self._look[worn], self._look[none]
        values = self._table[name].tolist()
        blank = [value is None or value != value for value in values]
        if not any(blank):
            return list(map(float, values)), known
        said = ["–" if no else float(value) for no, value in zip(blank, values, strict=True)]
        return said, [unknown if no else known for no in blank]

    def _sentences(self, name: str) -> _Column:
        room = self._pixels[name] - 20
        # Short texts fit every width; only longer ones are measured, each once.
        fits = {one: short(one, room) if isinstance(one, str) and len(one) > 30 and not self._wraps else one
                for one in {one or "" for one in self._table[name].tolist()}}  # fmt: skip
        said = [fits[one or ""] for one in self._table[name].tolist()]
        if name == "reason":
            return said, self._look["plain"]
        if name != "missing":
            return said, self._look["muted"]
        muted, green = self._look["muted"], self._look["green"]
        return said, [muted if tier == "A" else green for tier in self._tiers]


def _looks(canvas: Canvas, *, wraps: bool) -> dict[str, int]:
    look = canvas.book.look_id
    body = look(style.BODY, style.LEFT, style.WRAP if wraps else style.look())
    number = look(style.BODY, style.RIGHT)
    centre = look(style.BODY, style.CENTRE)
    badges = {letter: look(style.BADGE, style.tier(letter)) for letter in style.TIERS}
    return badges | {
        "plain": body,
        "muted": look(body, style.MUTED),
        "strong": look(body, style.STRONG),
        "green": look(body, style.look(font_color=style.OK_INK)),
        "centre": centre,
        "none": look(centre, style.MUTED),
        "grey centre": look(centre, style.MUTED),
        "manual": look(centre, style.STRONG, style.look(font_color=style.LINK)),
        "rank": look(centre, style.MUTED, style.look(num_format=style.COUNT)),
        "up": look(centre, style.look(font_color=style.OK_INK)),
        "down": look(centre, style.look(font_color=style.ERROR_INK)),
        "points": look(number, style.look(num_format=style.POINTS)),
        "count": look(number, style.look(num_format=style.COUNT)),
        "money": look(number, style.look(num_format=style.COUNT)),
        "share": look(number, style.look(num_format=style.PERCENT)),
        "no number": look(number, style.MUTED),
    }
