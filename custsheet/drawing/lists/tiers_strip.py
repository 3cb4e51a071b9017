"""The strip above sheet 客户分级: a card a tier with its customers, their share and their service, and the method."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from custsheet.analysis.money import in_full
from custsheet.analysis.rules import Rules
from custsheet.analysis.shares import SHORT, base
from custsheet.drawing.toolsheet import Scene, card, figure, short
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Rich, rich
from custsheet.drawing.workbook.measure import SURE, text_pixels
from custsheet.drawing.workbook.wrapping import wrapped
from custsheet.model.outcome import Tiers
from custsheet.model.text import Text, text

_WORDS: Mapping[str, Text] = {
    "A": text("A 重点客户", "A key customers"),
    "B": text("B 常规客户", "B regular customers"),
    "C": text("C 一般客户", "C small customers"),
    # Who bought before the window is here too: "never bought" would be wrong.
    "P": text("P 潜在客户（窗口内没有成交）", "P prospects (no recent sales)"),
}
_P_OF_ALL_TIME = text("P 潜在客户（没有成交额）", "P prospects (no sales)")
_REVENUE = text("成交额", "revenue")
_BETWEEN = " · "
# The first and last column of each card, by the names of the columns they stand on.
CARDS = {
    "A": ("rank", "customer"),
    "B": ("owner", "computed"),
    "C": ("manual", "change"),
    "P": ("value", "potential"),
}


def draw_strip(canvas: Canvas, scene: Scene, tiers: Tiers, columns: list[str], pixels: list[int]) -> list[str]:
    """Draw it above `columns`, over the first of them, `pixels` wide: those of the first printed page.

    Nothing where a standard goes without the columns that cards stand on. Returns the lines of what is left out, whole.
    """
    at: Callable[[str], int] = {name: col for col, name in enumerate(columns, 1)}.__getitem__
    amounts = tiers.table.groupby("tier")["monetary"].sum()
    total = float(amounts.sum())
    if not {name for pair in CARDS.values() for name in pair} <= set(columns[: len(pixels)]):
        return []
    for letter, (first, last) in CARDS.items():
        share = float(amounts.get(letter, 0.0)) / total if total > 0 and letter != "P" else None
        shown = _figure(scene, tiers.counts[letter], share, base(tiers.strays, _REVENUE, SHORT))
        said = _P_OF_ALL_TIME if letter == "P" and tiers.start is None else _WORDS[letter]
        head = rich((scene.tell(said), style.look(font_size=9, bold=True, font_color=style.TIERS[letter][0])))
        until = len(pixels) if letter == "P" else at(last)
        card(canvas, (at(first), until), style.TIER_SOLID[letter], head, shown, service(scene, letter))
    room = sum(pixels) - 24
    label = scene.say("怎么分的：", "How tiers are made: ")
    ink = style.look(font_size=10, font_color=style.INK)
    method = short(f"{_method(scene, tiers)} {scene.tell(tiers.scoring)}", room - text_pixels(label))
    canvas.height(3, 22)
    canvas.put(3, 1, rich((label, style.look(font_size=10, font_color=style.GREY)), (method, ink)), style.NOTE)
    notes = [scene.tell(note) for note in (*tiers.notes, *([tiers.weighing] if tiers.weighing is not None else []))]
    told = [*_basis(scene, tiers), *notes]
    canvas.height(7, 22)
    whole = _BETWEEN.join(told)
    if text_pixels(whole, 9) <= room * SURE:
        canvas.put(7, 1, whole, style.NOTE)
        return []
    more = scene.say("其余说明在表格下方", "more below the table")  # whole ones, for nobody can read half a note
    kept = told[:]
    while len(kept) > 1 and text_pixels(_BETWEEN.join([*kept, more]), 9) > room * SURE:
        kept.pop()
    canvas.put(7, 1, _BETWEEN.join([*kept, more]), style.NOTE)
    return wrapped(whole, room * SURE, 9)


def _figure(scene: Scene, count: int, share: float | None, of: Text) -> Rich:
    if share is None:
        return figure(scene, count, "家")
    small = style.look(font_size=10, font_color=style.GREY)
    bold = style.look(font_size=12, bold=True, font_color=style.NAVY)
    return figure(scene, count, "家", more=[(f"  {share:.0%}", bold), (scene.say(f" {of.zh}", f" of {of.en}"), small)])


def service(scene: Scene, letter: str) -> str:
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
    if tiers.method == "composite":
        rules = Rules.of(scene.snapshot)
        a, b, share = (f"{one:g}" for one in (rules.composite_a, rules.composite_b, rules.composite_value))
        return scene.say(
            f"综合得分：价值分 {share}%，其余是潜力分；不低于 {a} 分是 A，不低于 {b} 分是 B，其余是 C。",
            f"Composite score: {share}% value, the rest potential; at least {a} points is A, {b} is B, the rest is C.",
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
    said = [period]
    if manual:
        said.append(scene.say(f"其中 {manual:,} 位是人工定级", f"{manual:,} set by hand"))
    if tiers.last_day is not None:
        last = f"{tiers.last_day:%Y-%m}"
        said.append(scene.say(f"上期 = {last}", f"last period = {last}"))
    return said
