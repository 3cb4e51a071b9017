"""What stands above each chart of the dashboard: the finding as its title, the legend, what a blind reader is told.

A title says what the chart shows in this workbook ("A 类 8 家，贡献 58% 的成交"), not what kind of chart it is. Most
titles and legends have the width of two cards: few words, names cut. What rests on tiers counts the orders of their own
window, not of the cards' twelve months, and its legend says so. "Cooling" is what `analysis` calls customers who left
their own rhythm; RFM groups have other words.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from custsheet.analysis.doubts import STAR
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.money import Unit, unit
from custsheet.analysis.series import customers_once
from custsheet.analysis.shares import SHORT, base
from custsheet.drawing.toolsheet import Scene, short
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import Content, Rich, rich
from custsheet.drawing.workbook.style import Look
from custsheet.model.outcome import Figures
from custsheet.model.text import counted, text

_SALES = text("成交", "sales")
_FADING = ("lhh", "llh")  # 重要保持, 重要挽留
_WHO = 90  # pixels of a name in a title
_NAME, _STAR = 126, 10  # pixels that a chart has for the name of a customer, and a star takes of them
_SMALL = style.look(font_size=8.5, font_color=style.GREY)


@dataclass(frozen=True, slots=True)
class Caption:
    """Title and legend in cells, alternative text of the chart, what is said when there is nothing to draw.

    `beside`: the legend stands at the right of the chart, which gets only half of the panel. `live`: the title once an
    owner, a region or a kind is chosen, where the chart follows that.
    """

    title: str
    legend: Content
    description: str
    empty: str
    beside: bool = False
    live: str | None = None


class Captions:
    """The captions of one dashboard."""

    def __init__(self, scene: Scene, figures: Figures) -> None:
        self._scene, self._figures, self._say = scene, figures, scene.say
        self._settings = scene.snapshot.settings
        tiers = scene.outcome.tiers
        self._strays = 0 if tiers is None else tiers.strays
        self._sales = scene.tell(base(self._strays, _SALES, SHORT))
        once = pd.DataFrame({"stage": []}) if tiers is None else customers_once(tiers.table)
        self._idle = int(once["stage"].isin(IDLE).sum())

    def revenue(self) -> Caption:
        """How the whole months went, against last year and the target."""
        frame, say = self._figures.revenue, self._say
        whole = frame[~frame["partial"].astype(bool)] if len(frame) else frame
        compared = whole[whole["last_year"].notna()] if len(whole) else whole
        title = say("成交额按月", "Revenue by month")
        if (before := float(compared["last_year"].sum())) > 0:
            change = float(compared["amount"].sum()) / before - 1
            word = say("多" if change >= 0 else "少", "more" if change >= 0 else "less")
            month, more = compared["month"], f"{abs(change):.0%} {word}"
            title = say(
                f"{len(compared)} 个整月的成交比上年同期{word} {abs(change):.0%}",
                f"{counted(len(compared), 'whole month', 'whole months')}: {more} than a year before",
            )
            if len(compared) < len(whole):  # the chart has more months than these
                span = (
                    month.iloc[0]
                    if len(month) == 1
                    else say(f"{month.iloc[0]} 至 {month.iloc[-1]}", f"{month.iloc[0]} to {month.iloc[-1]}")
                )
                title = say(f"{span} 的成交比上年同期{word} {abs(change):.0%}", f"{span}: {more} than a year before")
                title += self._scene.tell(self._figures.begun) if self._figures.begun else ""
        target = self._settings.get("revenue_target")
        if isinstance(target, int | float) and target and len(whole):
            met = int((whole["amount"] >= target).sum())
            title += say(f"；{met} 个月达到目标", f"; target met in {met}")
        one = unit([*frame["amount"], *frame["last_year"].dropna()], self._scene.lang)
        amount = say("成交额", "revenue") + self._in(one)
        marks = [("■", style.ACCENT, amount), ("■", style.PARTIAL, say("本月未满", "this month so far"))]
        if len(frame) and frame["last_year"].notna().any():
            marks.append(("—", style.LAST_YEAR, say("上年同月", "last year")))
        if target:
            marks.append(("┅", style.INK, say("目标", "target")))
        return Caption(
            title,
            _legend(*marks),
            title,
            say("还没有交易记录，录入「交易」后这里会有图。", "There are no orders yet."),
            live=say("所选客户的成交额按月", "Revenue by month of the customers chosen"),
        )

    def tiers(self) -> Caption:
        """How much the A customers bring."""
        table, say = self._figures.tiers, self._say
        title = say("客户分级", "Customers by tier")
        if len(table) and int(table.at["A", "customers"]):
            count, share = int(table.at["A", "customers"]), table.at["A", "share"]
            title = say(f"A 类 {count:,} 家", counted(count, "A customer", "A customers"))
            if share == share:
                title += say(f"，贡献 {share:.0%} 的{self._sales}", f": {share:.0%} of {self._sales}")
        legend = self._window() + say(
            f" · 环 = 客户数，% = {self._sales}占比", f" · ring = customers, % = {self._sales}"
        )
        return Caption(
            title, legend, title, say("还没有客户可以分级。", "There are no customers to rank yet."), beside=True
        )

    def groups(self) -> Caption:
        """How many important customers have not bought for long."""
        frame, say = self._figures.groups, self._say
        fading = int(frame.loc[frame["group"].isin(_FADING), "customers"].sum()) if len(frame) else 0
        best = int(frame.loc[frame["group"] == "hhh", "customers"].sum()) if len(frame) else 0
        title = say("RFM 客户群", "RFM groups")
        if fading:
            key = counted(fading, "key customer", "key customers")
            title = say(f"{fading:,} 家重要客户要保持或挽留", f"{key} to win back")
        elif best:
            champions = counted(best, "champion", "champions")
            title = say(f"{best:,} 家重要价值客户，没有要挽留的", f"{champions}, none to win back")
            if self._idle:  # R, F and M of few buyers say little of who is silent for too long
                title = say(
                    f"{best:,} 家重要价值客户；共 {self._idle:,} 家空窗过长",
                    f"{champions}; {self._idle:,} silent too long",
                )
        legend = _legend(
            ("■", style.ACCENT, say("重要", "key")),
            ("■", style.COOLING, say("要挽留", "win back")),
            ("%", style.GREY, say(f"{self._window()}{self._sales}", f"{self._sales}, {self._window()}")),
        )
        empty = say("买过的客户还不够分群。", "Too few buyers to group yet.")
        return Caption(title, legend, title, empty)

    def pareto(self) -> Caption:
        """How many customers make the A line."""
        frame, say = self._figures.pareto, self._say
        line = self._settings.get("pareto_a")
        limit = line / 100 if isinstance(line, int | float) else 0.8
        title = say("客户贡献曲线", "Contribution curve")
        if len(frame):
            reached = frame["cumulative"] >= limit - 1e-9
            count = int(reached.to_numpy().argmax()) + 1 if reached.any() else len(frame)
            share = float(frame["cumulative"].iloc[count - 1])
            title = say(f"前 {count} 位客户合计 {share:.0%}", f"The first {count} make {share:.0%}")
            if count == 1:
                title = say(f"第 1 位客户就占 {share:.0%}", f"The largest alone makes {share:.0%}")
            if count == self._figures.buyers:
                title = say(f"成交都来自 {count} 位客户", f"{counted(count, 'customer', 'customers')} in all")
        legend = _legend(
            ("■", style.TIER_SOLID["A"], "A"),
            ("■", style.TIER_SOLID["B"], "B"),
            ("■", style.TIER_SOLID["C"], "C"),
            ("—", style.NAVY, say("累计", "total")),
            ("", style.GREY, self._window() + (say(f" {self._sales}", f", {self._sales}") if self._strays else "")),
        )
        more = say(f"共 {self._figures.buyers:,} 位买家", f"{self._figures.buyers:,} buyers in all")
        empty = say("还没有成交额。", "There is no revenue yet.")
        return Caption(title, legend, f"{title} · {more}", self._without(self._window()) or empty)

    def top(self) -> Caption:
        """How much hangs on the largest customer."""
        frame, say = self._figures.top, self._say
        title = say("最大的客户", "Largest customers")
        if len(frame):
            first, all_ = float(frame["share"].iloc[0]), float(frame["share"].sum())
            title = say(f"最大客户占 {first:.0%}，前 {len(frame)} 位占 {all_:.0%}",
                        f"Largest {first:.0%}, first {len(frame)} make {all_:.0%}")  # fmt: skip
            if all_ > 1 - 1e-9:
                title = say(f"{len(frame)} 位客户，最大的占 {first:.0%}",
                            f"{counted(len(frame), 'customer', 'customers')}, the largest {first:.0%}")  # fmt: skip
            if len(frame) == 1 and all_ > 1 - 1e-9:
                title = say("只有 1 位客户有成交", "One customer only")
        one = unit(list(frame["amount"]), self._scene.lang)
        whose = self._typed() or say("近 12 个月", "12 months")  # as on 客户价值, not the window of the tiers
        sold = say("已知客户成交额", " known sales") if self._strays else say("成交额", " revenue")
        amount = whose + sold + self._in(one) + say("，颜色 = 分级", ", colour = tier")
        if len(frame) and frame["unverified"].any():  # the last lines of the page say what a star is
            sold = say("已知成交", " known sales") if self._strays else ""
            amount = whose + sold + self._in(one) + say("，颜色 = 分级，* 未核实", ", by tier, * unverified")
        empty = say("近 12 个月没有成交额。", "There is no revenue in 12 months.")
        return Caption(title, amount, title, self._without(say("近 12 个月", "12 months")) or empty)

    def satisfaction(self) -> Caption:
        """How content customers are, against the target."""
        frame, say = self._figures.satisfaction, self._say
        target = self._settings.get("csat_target")
        title = say("满意度", "Satisfaction")
        # The card's figure: the chart's months begin on another day, and the last one may rest on three ratings.
        share = self._card("csat")
        if share is not None and len(frame):
            title = say(f"近 12 个月满意度 {share:.0%}", f"Satisfaction {share:.0%}")
            if isinstance(target, int | float):
                above = round(100 * share, 6) >= target
                word = say("达到" if above else "低于", "reaching" if above else "below")
                title += say(f"，{word}目标 {target:g}%", f", {word} {target:g}%")
        marks = [("—", style.ACCENT, say("4–5 分占比", "share of 4–5"))]
        if target is not None:
            marks.append(("┅", style.INK, say("目标", "target")))
        return Caption(title, _legend(*marks), title, say("还没有满意度评价。", "There are no ratings yet."))

    def overdue(self) -> Caption:
        """How many tasks are late, and whose."""
        frame, say, day = self._figures.overdue, self._say, f"{self._scene.outcome.today:%m-%d}"
        title = say("任务", "Tasks")
        if len(frame):
            late, week = int(frame["overdue"].sum()), int(frame[["today", "week"]].to_numpy().sum())
            title = say(f"没有逾期，7 天内到期 {week:,} 件", f"None overdue, {week:,} due in 7 days")
            if late:
                worst = frame.sort_values("overdue", ascending=False, kind="stable").iloc[0]
                who = short(worst["owner"] or say("无负责人", "nobody"), _WHO)
                title = say(
                    f"逾期 {late:,} 件，{who} {int(worst['overdue']):,} 件",
                    f"{late:,} overdue, {who} {int(worst['overdue']):,}",
                )
        legend = _legend(
            ("■", style.OVERDUE, say("逾期", "overdue")),
            ("■", style.TODAY, say(f"{day} 到期", f"due {day}")),
            ("■", style.LATER, say("7 天内，件数", "in 7 days")),
        )
        return Caption(title, legend, title, say("没有未完成的任务。", "There are no open tasks."))

    def _without(self, span: str) -> str:
        """Why no customer has revenue in `span`, where the card of revenue has some; "" where there is none at all."""
        if not self._card("revenue"):
            return ""
        if not self._strays:
            return self._say(f"没有客户的成交额高于 0（{span}）。", f"No customer has revenue above 0 ({span}).")
        return self._say(
            f"没有已知客户的成交额，客户不明（{span}）。",
            f"No revenue of known customers, only of unknown ones ({span}).",
        )

    def _card(self, name: str) -> float | None:
        return next((card.value for card in self._figures.cards if card.name == name), None)

    def _typed(self) -> str:
        """What amounts are that no order tells: those that people keep on the customers' sheet; "" for others."""
        typed = self._card("revenue") is None and len(self._figures.pareto)
        return self._say("表内累计", "by the sheet") if typed else ""

    def _window(self) -> str:
        """Which orders the tiers count, in words short enough for a legend."""
        if typed := self._typed():
            return typed
        months = self._settings.get("window_months")
        if not isinstance(months, int | float):
            return self._say("全部时间", "all time")
        return self._say(f"近 {months:g} 个月", counted(int(months), "month", "months"))

    def _in(self, one: Unit) -> str:
        """The unit of amounts in brackets."""
        title = one.title(self._scene.currency, self._scene.lang)
        return self._say(f"（{title}）", f" ({title})" if title else "")


def in_chart(customer: str, unverified: object) -> str:
    """The name of a customer as a chart has room for it, with a star behind it if the amount is in doubt."""
    return short(customer, _NAME - _STAR, 8.5) + STAR if unverified else short(customer, _NAME, 8.5)


def slice_label(scene: Scene, tier: str, count: int, share: float) -> Rich:
    """The legend of one slice: colour, tier, customers, share of the amount."""
    words = {"A": ("重点", "key"), "B": ("常规", "regular"), "C": ("一般", "small"), "P": ("潜在", "prospects")}
    strong: Look = style.look(font_size=9.5, bold=True, font_color=style.NAVY)
    small = style.look(font_size=9, font_color=style.INK)
    return rich(
        ("■ ", style.look(font_size=11, font_color=style.TIER_SOLID[tier])),
        (f"{tier} {scene.say(*words[tier])}  ", small),
        (f"{count:,}", strong),
        (scene.say(" 家", ""), small),
        ("" if share != share or tier == "P" else f"  {share:.0%}", _SMALL),
    )


def _legend(*marks: tuple[str, str, str]) -> Rich:
    """(mark, colour, word) in one cell; only the mark is coloured, the word stays readable."""
    runs: list[tuple[str, Look]] = []
    for number, (mark, colour, word) in enumerate(marks):
        gap = "  " if number else ""
        runs += [
            (f"{gap}{mark} " if mark else gap, style.look(font_size=9, font_color=colour, bold=True)),
            (word, _SMALL),
        ]
    return rich(*runs)
