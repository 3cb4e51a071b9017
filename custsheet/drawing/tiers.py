"""Sheet 客户分级: one row a customer, best first, with the tier, why it is that tier and what is missing to the next.

Values, not formulas, so that a manager's number never changes by itself; the method and the reference day stand above.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from custsheet.analysis.money import in_full
from custsheet.drawing import style
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Content, Rich, rich
from custsheet.drawing.frame import pages_wide
from custsheet.drawing.measure import text_pixels
from custsheet.drawing.toolsheet import (
    FIRST_ROW,
    Scene,
    begin,
    card,
    figure,
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
_SENTENCES = {"customer": 440, "owner": 160, "reason": 960, "missing": 640, "service": 600}
_CENTRED = ("rank", "owner", "tier", "computed", "manual", "scores", "stage")
_WORDS: Mapping[str, Text] = {
    "A": text("A 重点客户", "A key customers"),
    "B": text("B 常规客户", "B regular customers"),
    "C": text("C 一般客户", "C small customers"),
    # Who bought before the window is here too: "never bought" would be wrong.
    "P": text("P 潜在客户（窗口内没有成交）", "P prospects (no recent sales)"),
}
_P_OF_ALL_TIME = text("P 潜在客户（没有成交额）", "P prospects (no sales)")
# The first and last column of each card, by the names of the columns they stand on.
_CARDS = {
    "A": ("rank", "record"),
    "B": ("customer", "customer"),
    "C": ("owner", "computed"),
    "P": ("manual", "frequency"),
}


def draw_tiers(scene: Scene) -> None:
    """Draw the sheet."""
    columns = [column.name for column in scene.schema.tool(NAME).columns]
    pixels = widths(scene, NAME)
    tiers = scene.outcome.tiers
    if tiers is not None:
        texts = {name: (tiers.table[name].dropna().astype(str), most) for name, most in _SENTENCES.items()}
        pixels = widened(pixels, columns, texts)
        for letter, (first, last) in _CARDS.items():
            if {first, last} <= set(columns):  # its service standard fits into the card of a tier
                a, b = columns.index(first), columns.index(last)
                lacking = int(text_pixels(_service(scene, letter), 9) * 1.1) + 24 - sum(pixels[a : b + 1])
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
        _strip(canvas, scene, tiers, columns, pixels)
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
        "count": look(number, style.look(num_format=style.COUNT)),
        "money": look(number, style.look(num_format=style.COUNT)),
        "share": look(number, style.look(num_format=style.PERCENT)),
        "no number": look(number, style.MUTED),
    }


def _strip(canvas: Canvas, scene: Scene, tiers: Tiers, columns: list[str], pixels: list[int]) -> None:
    at: Callable[[str], int] = {name: col for col, name in enumerate(columns, 1)}.__getitem__
    amounts = tiers.table.groupby("tier")["monetary"].sum()
    total = float(amounts.sum())
    if not {name for pair in _CARDS.values() for name in pair} <= set(columns):
        return
    for letter, (first, last) in _CARDS.items():
        share = float(amounts.get(letter, 0.0)) / total if total > 0 and letter != "P" else None
        shown = _figure(scene, tiers.counts[letter], share)
        said = _P_OF_ALL_TIME if letter == "P" and tiers.start is None else _WORDS[letter]
        head = rich((scene.tell(said), style.look(font_size=9, bold=True, font_color=style.TIERS[letter][0])))
        card(canvas, (at(first), at(last)), style.TIER_SOLID[letter], head, shown, _service(scene, letter))
    beside = at(_CARDS["P"][1]) + 1
    label = scene.say("怎么分的", "How tiers are made")
    room = sum(pixels[beside - 1 :]) - 24
    basis, notes = _basis(scene, tiers), [scene.tell(note) for note in tiers.notes]
    whole = " · ".join([*basis, *notes])
    if notes and text_pixels(whole, 9) > room:
        label, whole = " · ".join([label, *basis]), " · ".join(notes)
    card(canvas, (beside, len(columns)), style.NAVY, short(label, room, 9), None, short(whole, room, 9))
    sentence = style.look(font_size=10, bold=False, font_color=style.INK)
    canvas.put(5, beside, short(f"{_method(scene, tiers)} {scene.tell(tiers.scoring)}", room), sentence)


def _figure(scene: Scene, count: int, share: float | None) -> Rich:
    if share is None:
        return figure(scene, count, "家")
    small = style.look(font_size=10, font_color=style.GREY)
    bold = style.look(font_size=12, bold=True, font_color=style.NAVY)
    return figure(scene, count, "家", more=[(f"  {share:.0%}", bold), (scene.say(" 成交额", " of revenue"), small)])


def _service(scene: Scene, letter: str) -> str:
    """Contact cycle and response time of a tier, from the settings in force."""
    settings = scene.snapshot.settings
    days, hours = settings.get(f"cycle_{letter.lower()}"), settings.get(f"sla_{letter.lower()}")
    parts = []
    if days is not None:
        parts.append(scene.say(f"{days:g} 天联系一次", f"every {days:g} days"))
    if hours is not None:
        parts.append(scene.say(f"{hours:g} 小时响应", f"answer in {hours:g} h"))
    return " · ".join(parts)


def _method(scene: Scene, tiers: Tiers) -> str:
    settings = scene.snapshot.settings
    if tiers.method == "pareto":
        a, b = settings.get("pareto_a"), settings.get("pareto_b")
        return scene.say(
            f"帕累托：按成交额从高到低，累计到 {a:g}% 之前是 A，到 {b:g}% 之前是 B，其余是 C。",
            f"Pareto: largest amount first; before {a:g}% of the total is A, before {b:g}% is B, the rest is C.",
        )
    if tiers.method == "fixed":
        a, b = (in_full(settings.get(name), scene.currency) for name in ("fixed_a", "fixed_b"))
        return scene.say(
            f"固定阈值：成交额不低于 {a} 是 A，不低于 {b} 是 B，其余是 C。",
            f"Fixed thresholds: at least {a} is A, at least {b} is B, the rest is C.",
        )
    return scene.entry("tier_method", tiers.method)


def _basis(scene: Scene, tiers: Tiers) -> list[str]:
    day = tiers.reference.isoformat()
    if tiers.start is None:
        period = scene.say(f"统计全部订单，算到 {day}", f"All orders up to {day}")
    else:
        period = scene.say(
            f"统计 {tiers.start.isoformat()} 至 {day} 的订单", f"Orders from {tiers.start.isoformat()} to {day}"
        )
    manual = int(tiers.table["manual"].notna().sum())
    by_hand = scene.say(f"其中 {manual} 位是人工定级", f"{manual} set by hand")
    return [period, by_hand] if manual else [period]
