"""What the sheet 质量评分 says in words: the dimensions, how each is computed, and how a score has moved."""

from __future__ import annotations

from collections.abc import Mapping

from custsheet.checking.fixes import DUPLICATES
from custsheet.drawing.toolsheet import Scene
from custsheet.model.quality import DIMENSIONS, TOTAL, Dimension, Fix, Quality, Ratio
from custsheet.model.rules import rule
from custsheet.model.text import Text, text

FORMULAS: Mapping[Dimension, Text] = {
    "completeness": text(
        "已填的必填格 ÷ 必填格，按字段的质量权重计；有条件的必填，条件成立才算。",
        "required cells filled ÷ required cells, by the weight of their field; conditional ones where they apply.",
    ),
    "uniqueness": text(
        "去掉重复后的客户数 ÷ 客户记录数；几乎肯定重复的，除第一条外都是多余。",
        "different customers ÷ customer records; of almost certain duplicates all but the first are surplus.",
    ),
    "validity": text(
        "通过格式检查的格 ÷ 填了的格；格式、范围、选项清单都算。",
        "cells that pass the checks of form, range and list ÷ filled cells.",
    ),
    "consistency": text(
        "和别的列、行、表对得上的行 ÷ 行数；日期先后、金额、编号都算。",
        "rows that agree with their other columns, rows and sheets ÷ rows: dates, amounts, IDs.",
    ),
    "timeliness": text(
        "核实周期内核实过的行 ÷ 行数；有录入日期的，另看是否在 2 个工作日内录入。",
        "rows verified within their cycle ÷ rows; where the entry date is known, entered within 2 working days.",
    ),
}
ACCURACY = text("准确性：要抽样核对才知道，这里不算", "Accuracy: only sampling can tell it")
_SAME = "—"
_POINT = 0.0005  # less than half of what is shown is no change


def titles(scene: Scene) -> dict[str, str]:
    """Dimension, and "total" → what its column is called."""
    known = {one.name: one.title(scene.lang) for one in scene.schema.tool("quality").columns}
    return {name: known.get(name, name) for name in (TOTAL, *DIMENSIONS)}


def amount(value: float) -> str:
    """A sum of weights: whole where it is whole."""
    return f"{value:,.0f}" if round(value, 6) == round(value) else f"{value:,.1f}"


def fraction(ratio: Ratio) -> str:
    """«1,184 ÷ 1,204»; nothing where nothing was looked at."""
    return f"{amount(ratio.passed)} ÷ {amount(ratio.whole)}" if ratio.count else ""


def sample(scene: Scene, count: int) -> str:
    """In place of a rate over too few cases."""
    return scene.say(f"样本 {count:,}", f"sample {count:,}")


def failed(ratio: Ratio) -> float:
    """How much of what was looked at does not pass."""
    return round(ratio.whole - ratio.passed, 6)


def moved(scene: Scene, now: float | None, then: float | None) -> str:
    """How a rate has moved, with a sign and a word; nothing where one of the two is missing."""
    if now is None or then is None:
        return ""
    points = f"{abs(now - then) * 100:.1f}"
    if abs(now - then) < _POINT:
        return scene.say(f"{_SAME} 持平", f"{_SAME} unchanged")
    if now > then:
        return scene.say(f"▲ 升 {points} 点", f"▲ up {points} pts")
    return scene.say(f"▼ 降 {points} 点", f"▼ down {points} pts")


def said(scene: Scene, quality: Quality) -> str:
    """The headline of the trend: the total, and how it stands against the last remembered day."""
    rate = quality.whole.total
    if rate is None:
        return scene.say("还没有总分", "No total yet")
    title = scene.say(f"总分 {rate:.1%}", f"Total {rate:.1%}")
    if quality.before is None:
        return title
    day, rates = quality.before
    change = moved(scene, rate, rates.get(TOTAL))
    if change.startswith(_SAME):
        return title + scene.say(f"，和 {day:%m-%d} 持平", f", unchanged since {day:%m-%d}")
    return title + (scene.say(f"，比 {day:%m-%d} {change}", f", {change} since {day:%m-%d}") if change else "")


def fix_title(scene: Scene, fix: Fix) -> str:
    """What is to be mended, how often, and how much of it a tick mends."""
    name = scene.title("duplicates") if fix.code == DUPLICATES else scene.tell(rule(fix.code).title)
    ticks = scene.say(f"（可采纳 {fix.quick:,}）", f" (√ {fix.quick:,})") if fix.quick else ""
    return f"{fix.count:,} × {name}{ticks}"
