"""Sheet 客户分级: one row a customer, best first, with the tier, why it is that tier and what is missing to the next.

Values, not formulas, so that a manager's number never changes by itself; the method and the reference day stand above.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from custsheet.drawing import style
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Content
from custsheet.drawing.frame import pages_wide
from custsheet.drawing.measure import text_pixels
from custsheet.drawing.tiers_strip import CARDS, draw_strip, service
from custsheet.drawing.toolsheet import (
    FIRST_ROW,
    Scene,
    begin,
    finish,
    link_row,
    nothing,
    short,
    tabulate,
    widened,
    widths,
)
from custsheet.model.outcome import Tiers
from custsheet.model.text import Text, text

NAME = "tiers"
_ROW = 25
# Columns as wide as their text needs, up to so many pixels: the rows of so long a list do not wrap.
_SENTENCES = {"customer": 440, "owner": 160, "reason": 960, "missing": 640, "service": 600, "strategy": 600}
_CENTRED = ("rank", "owner", "tier", "computed", "manual", "last", "change", "scores", "stage")
_CHANGES: Mapping[str, tuple[Text, str]] = {
    "up": (text("▲ 上升", "▲ up"), "up"),
    "down": (text("▼ 下降", "▼ down"), "down"),
    "same": (text("＝", "="), "grey centre"),
}


def draw_tiers(scene: Scene) -> None:
    """Draw the sheet."""
    columns = [column.name for column in scene.schema.tool(NAME).columns]
    pixels = widths(scene, NAME)
    tiers = scene.outcome.tiers
    if tiers is not None:
        texts = {name: (tiers.table[name].dropna().astype(str), most) for name, most in _SENTENCES.items()}
        pixels = widened(pixels, columns, texts)
        for letter, (first, last) in CARDS.items():
            if {first, last} <= set(columns):  # its service standard fits into the card of a tier
                a, b = columns.index(first), columns.index(last)
                lacking = int(text_pixels(service(scene, letter), 9) * 1.1) + 24 - sum(pixels[a : b + 1])
                pixels[b] += max(lacking, 0)
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    hint = scene.say(
        "分级只用于安排服务，不用于差别定价。每次检查时重算；要人工定级，在「客户」里填人工分级、理由和有效期。",
        "Tiers plan service, never prices. Recomputed by every check; a manual tier is set on the customers sheet.",
    )
    link_row(canvas, scene.links("dashboard", "parameters"), hint, pixels)
    rows = 0 if tiers is None else len(tiers.table)
    tabulate(canvas, scene, NAME, rows, _CENTRED)
    if tiers is None or not rows:
        nothing(canvas, len(columns), scene.say("还没有客户可以分级。", "There are no customers to rank yet."))
    else:
        draw_strip(canvas, scene, tiers, columns, pixels)
        _body(canvas, scene, tiers, columns, pixels)
    frozen = min(4, len(columns))
    finish(canvas, scene, rows, len(columns), frozen=frozen, pages=pages_wide(pixels, frozen - 1))


def _body(canvas: Canvas, scene: Scene, tiers: Tiers, columns: list[str], pixels: list[int]) -> None:
    look = _looks(canvas)
    show = _Shown(scene, look, dict(zip(columns, pixels, strict=True)))
    makers = [getattr(show, "_" + name, None) for name in columns]
    for row, record in enumerate(tiers.table.to_dict("records"), FIRST_ROW):
        for col, make in enumerate(makers, 1):
            content, worn = make(record) if make else (None, look["plain"])
            canvas.put(row, col, content, worn)
    if "monetary" in columns:
        col = columns.index("monetary") + 1
        span = (FIRST_ROW, col, FIRST_ROW + len(tiers.table) - 1, col)
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": style.BAR_VALUE, "min_type": "num", "min_value": 0}
        canvas.conditional(span, bar | {"bar_border_color": style.BAR_VALUE, "bar_negative_color_same": True})


class _Shown:
    """How each column shows a record of the table: (content, look)."""

    def __init__(self, scene: Scene, look: dict[str, int], pixels: dict[str, int]) -> None:
        self._scene, self._look, self._pixels = scene, look, pixels
        self._groups = {one.name: one.title(scene.lang) for one in scene.schema.value_list("rfm_group").values}
        self._stages = {one.name: one.title(scene.lang) for one in scene.schema.value_list("stage").values}

    def _rank(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["rank"], self._look["rank"], self._look["none"])

    def _record(self, record: dict[str, Any]) -> tuple[Content, int]:
        return record["record"] or "–", self._look["muted"]

    def _customer(self, record: dict[str, Any]) -> tuple[Content, int]:
        name = short(record["customer"] or "–", self._pixels["customer"] - 20)
        return name, self._look["strong" if record["tier"] == "A" else "plain"]

    def _owner(self, record: dict[str, Any]) -> tuple[Content, int]:
        return record["owner"] or "–", self._look["centre"]

    def _tier(self, record: dict[str, Any]) -> tuple[Content, int]:
        return record["tier"], self._look.get(record["tier"], self._look["centre"])

    def _computed(self, record: dict[str, Any]) -> tuple[Content, int]:
        return record["computed"], self._look["grey centre"]

    def _manual(self, record: dict[str, Any]) -> tuple[Content, int]:
        return (record["manual"], self._look["manual"]) if record["manual"] else (None, self._look["plain"])

    def _last(self, record: dict[str, Any]) -> tuple[Content, int]:
        return record["last"] or "–", self._look["grey centre"]

    def _change(self, record: dict[str, Any]) -> tuple[Content, int]:
        said, worn = _CHANGES.get(record["change"], (None, "grey centre"))
        return self._scene.tell(said) if said else "–", self._look[worn]

    def _value(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["value"], self._look["points"], self._look["no number"])

    def _potential(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["potential"], self._look["points"], self._look["no number"])

    def _recency(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["recency"], self._look["count"], self._look["no number"])

    def _frequency(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["frequency"], self._look["count"], self._look["no number"])

    def _monetary(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["monetary"], self._look["money"], self._look["no number"])

    def _scores(self, record: dict[str, Any]) -> tuple[Content, int]:
        scores = [record[one] for one in "rfm"]
        known = all(score == score and score is not None for score in scores)
        return "·".join(f"{score:.0f}" for score in scores) if known else "–", self._look["grey centre"]

    def _group(self, record: dict[str, Any]) -> tuple[Content, int]:
        group = record["group"]
        return (self._groups.get(group, group), self._look["plain"]) if group else ("–", self._look["muted"])

    def _share(self, record: dict[str, Any]) -> tuple[Content, int]:
        return _number(record["share"], self._look["share"], self._look["no number"])

    def _stage(self, record: dict[str, Any]) -> tuple[Content, int]:
        return self._stages.get(record["stage"], record["stage"]) or "–", self._look["grey centre"]

    def _reason(self, record: dict[str, Any]) -> tuple[Content, int]:
        return self._sentence(record, "reason", "plain")

    def _missing(self, record: dict[str, Any]) -> tuple[Content, int]:
        return self._sentence(record, "missing", "muted" if record["tier"] == "A" else "green")

    def _service(self, record: dict[str, Any]) -> tuple[Content, int]:
        return self._sentence(record, "service", "muted")

    def _strategy(self, record: dict[str, Any]) -> tuple[Content, int]:
        return self._sentence(record, "strategy", "muted")

    def _sentence(self, record: dict[str, Any], name: str, worn: str) -> tuple[Content, int]:
        said = record[name] or ""
        # Short texts fit every width; only longer ones are measured.
        return (short(said, self._pixels[name] - 20) if len(said) > 30 else said), self._look[worn]


def _number(value: Any, worn: int, none: int) -> tuple[Content, int]:
    return ("–", none) if value is None or value != value else (float(value), worn)


def _looks(canvas: Canvas) -> dict[str, int]:
    look = canvas.book.look_id
    body = look(style.BODY, style.LEFT)
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
