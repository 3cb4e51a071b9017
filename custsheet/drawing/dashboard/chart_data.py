"""Sheet 图表数据: the figures behind every chart as small tidy tables, so that nobody has to trust a picture.

Blocks stand in fixed places, three in a row, whatever the data; a chart refers to its block through `Block.column`.
Amounts are shown in one unit a block (万, K …) that its header names, because charts cannot scale their labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from custsheet.analysis.money import Unit, unit
from custsheet.drawing.dashboard.board import Picks
from custsheet.drawing.dashboard.captions import in_chart
from custsheet.drawing.dated import about
from custsheet.drawing.frame import footer, heading
from custsheet.drawing.toolsheet import Scene, link_row, short
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Formula, area, on
from custsheet.drawing.workbook.measure import lines, text_pixels
from custsheet.model.outcome import Card, Figures

NAME = "chart_data"
_BANDS = (4, 22, 48)  # row of the title of each band's blocks
_SLOT = 6  # columns from one block to the next: a wide one, four numbers, a gap
_SLOTS = 3
_WIDTHS = (200, 112, 100, 100, 100, 20)
_WIDEST = 480  # pixels of a column of names
LIVE = frozenset({"revenue", "buyers", "repurchase", "retention"})
"""Cards whose trend follows what is chosen; the board has no value over a small sample, which a month's ratings are."""
_NUMBER, _SHARE, _UNITED = style.COUNT, style.PERCENT, "#,##0.0"


@dataclass(frozen=True, slots=True)
class Block:
    """Where the rows of one small table stand, in Excel's own numbers. `labels`: names as the chart shows them."""

    title: str
    first_row: int
    rows: int
    col: int
    labels: tuple[str, ...] = ()

    def column(self, position: int) -> list[object]:
        """Range of the column at `position` as XlsxWriter's charts take it, which spares quoting the title."""
        col, first = self.col + position - 1, self.first_row - 1
        return [self.title, first, col, first + self.rows - 1, col]

    def reference(self, position: int) -> str:
        """The same as text, for mini charts."""
        col = self.col + position
        return on(self.title, area((self.first_row, col, self.first_row + self.rows - 1, col)))

    def __bool__(self) -> bool:
        return self.rows > 0


@dataclass(frozen=True, slots=True)
class ChartData:
    """The blocks of one drawn sheet. `trends`: name of a card → (block, position of its column)."""

    revenue: Block
    satisfaction: Block
    overdue: Block
    pareto: Block
    top: Block
    groups: Block
    tiers: Block
    trends: dict[str, tuple[Block, int]]


def draw_chart_data(scene: Scene, figures: Figures, picks: Picks | None = None) -> ChartData:
    """Draw the sheet and say where everything stands. `picks`: what is chosen; revenue follows it by formulas."""
    canvas = scene.book.sheet(scene.title(NAME), tab=style.TAB_TOOL)
    heading(canvas, canvas.title, " " + about(scene))
    canvas.height(3, 8)
    hint = scene.say(
        "看板上每张图用的数字都在这里，由工具重算。", "The numbers behind every chart, recomputed by the tool."
    )
    writer = _Writer(scene, canvas, figures, picks)
    data = writer.data()
    link_row(canvas, scene.links("dashboard"), hint, writer.fit())
    last = _BANDS[-1] + 14
    canvas.printed(footer(scene.lang), area=(1, 1, last, _SLOT * _SLOTS - 1), pages_high=1)
    return data


class _Writer:
    """Writes the blocks."""

    def __init__(self, scene: Scene, canvas: Canvas, figures: Figures, picks: Picks | None) -> None:
        self._scene, self._canvas, self._figures, self._picks = scene, canvas, figures, picks
        self._say = scene.say
        self._widths = list(_WIDTHS * _SLOTS)
        self._headers: dict[int, list[tuple[str, int]]] = {}  # row → (header, column)

    def fit(self) -> list[int]:
        """Make columns as wide and headers as high as their texts need; returns the widths."""
        self._canvas.widths(self._widths)
        for row, headers in self._headers.items():
            # Bold letters are wider than `lines` takes them for.
            needed = max(lines(said, int(self._widths[col - 1] * 0.93)) for said, col in headers)
            self._canvas.height(row, 6 + 17 * max(2, needed))
        return self._widths

    def data(self) -> ChartData:
        return ChartData(
            revenue=self._revenue(),
            satisfaction=self._satisfaction(),
            overdue=self._overdue(),
            pareto=self._pareto(),
            top=self._top(),
            groups=self._groups(),
            tiers=self._tiers(),
            trends=self._trends(),
        )

    def _amount(self, one: Unit) -> str:
        return self._say("成交额", "Amount") + self._in(one)

    def _in(self, one: Unit) -> str:
        """The unit in brackets, as a header names it."""
        title = one.title(self._scene.currency, self._scene.lang)
        return self._say(f"\n（{title}）", f"\n({title})" if title else "")

    def _revenue(self) -> Block:
        frame, say = self._figures.revenue, self._say
        target = self._scene.snapshot.settings.get("revenue_target")
        goal = float(target) if isinstance(target, int | float) and target else None
        one = unit([*frame["amount"], *frame["last_year"].dropna(), goal or 0.0], self._scene.lang)
        word = self._in(one)
        headers = [say("月份", "Month"), self._amount(one), say("本月未满", "This month so far") + word,
                   say("上年同月", "Last year") + word, say("目标", "Target") + word]  # fmt: skip
        rows: list[list[Content]] = []
        for row in frame.itertuples():
            partial, amount = bool(row.partial), one(row.amount)
            before = None if pd.isna(row.last_year) else one(row.last_year)
            if self._picks is not None:
                rows.append(
                    _picked(self._picks, row.month, one, partial=partial, compared=before is not None, goal=goal)
                )
                continue
            rows.append([row.month, None if partial else amount, amount if partial else None, before,
                         None if goal is None else one(goal)])  # fmt: skip
        return self._block(0, 0, say("成交额按月", "Revenue by month"), headers, rows, [None, *[_UNITED] * 4])

    def _satisfaction(self) -> Block:
        say, target = self._say, self._scene.snapshot.settings.get("csat_target")
        goal = target / 100 if isinstance(target, int | float) else None
        rows: list[list[Content]] = [
            [row.month, None if pd.isna(row.share) else float(row.share), goal, int(row.n), str(int(row.month[-2:]))]
            for row in self._figures.satisfaction.itertuples()
        ]
        headers = [say("月份", "Month"), say("满意度", "Satisfaction"), say("目标", "Target"), say("评价数", "Ratings"),
                   say("图上简称", "In the chart")]  # fmt: skip
        title = say("满意度按月（4–5 分占比）", "Satisfaction by month (share of 4–5)")
        return self._block(0, 1, title, headers, rows, [None, _SHARE, _SHARE, _NUMBER, None])

    def _overdue(self) -> Block:
        say = self._say
        rows: list[list[Content]] = [
            [row.owner or say("无负责人", "nobody"), int(row.overdue), int(row.today), int(row.week)]
            for row in self._figures.overdue.itertuples()
        ]
        due = f"{self._scene.outcome.today:%m-%d}"
        headers = [say("负责人", "Owner"), say("逾期", "Overdue"), say(f"{due} 到期", f"Due {due}"),
                   say("7 天内", "In 7 days")]  # fmt: skip
        return self._block(0, 2, say("任务按负责人", "Tasks by owner"), headers, rows, [None, *[_NUMBER] * 3])

    def _pareto(self) -> Block:
        say, frame = self._say, self._figures.pareto
        line = self._scene.snapshot.settings.get("pareto_a")
        limit = line / 100 if isinstance(line, int | float) else 0.8
        one = unit(list(frame["amount"]), self._scene.lang)
        rows: list[list[Content]] = [
            # Only some ranks, because LibreOffice slants the labels of an axis rather than leave some out.
            [
                row.customer,
                number if number == 1 or number % 5 == 0 else None,
                one(row.amount),
                float(row.cumulative),
                limit,
            ]
            for number, row in enumerate(frame.itertuples(), 1)
        ]
        headers = [say("客户", "Customer"), say("名次", "Rank"), self._amount(one), say("累计占比", "Cumulative"),
                   say("A 线", "A line")]  # fmt: skip
        formats = [None, _NUMBER, _UNITED, _SHARE, style.WHOLE_PERCENT]
        return self._block(
            1, 0, say("客户贡献曲线（前 20 位）", "Contribution curve (first 20)"), headers, rows, formats
        )

    def _top(self) -> Block:
        say, frame = self._say, self._figures.top
        one = unit(list(frame["amount"]), self._scene.lang)
        rows: list[list[Content]] = [
            [row.customer, in_chart(row.customer, row.unverified), one(row.amount), float(row.share), row.tier]
            for row in frame.itertuples()
        ]
        headers = [say("客户", "Customer"), say("图上简称", "In the chart"), self._amount(one), say("占比", "Share"),
                   say("分级", "Tier")]  # fmt: skip
        formats = [None, None, _UNITED, _SHARE, None]
        return self._block(
            1, 1, say("最大的客户（前 10 位）", "Largest customers (first 10)"), headers, rows, formats, 1
        )

    def _groups(self) -> Block:
        say, scene = self._say, self._scene
        rows: list[list[Content]] = []
        for row in self._figures.groups.itertuples():
            label, known = scene.entry("rfm_group", row.group), not pd.isna(row.share)  # none where nothing was sold
            said = f"{label} {row.share:.0%}" if known else label
            rows.append([said, int(row.customers), float(row.share) if known else None])
        headers = [say("客户群", "Group"), say("客户数", "Customers"), say("成交占比", "Share")]
        return self._block(1, 2, say("RFM 客户群", "RFM groups"), headers, rows, [None, _NUMBER, _SHARE])

    def _tiers(self) -> Block:
        say, frame = self._say, self._figures.tiers
        one = unit(list(frame["amount"]), self._scene.lang)
        rows: list[list[Content]] = []
        if len(frame) and frame["customers"].sum():
            rows = [
                [str(row.Index), int(row.customers), one(row.amount), None if pd.isna(row.share) else float(row.share)]
                for row in frame.itertuples()
            ]
        headers = [say("分级", "Tier"), say("客户数", "Customers"), self._amount(one), say("成交占比", "Share")]
        return self._block(2, 0, say("分级", "Tiers"), headers, rows, [None, _NUMBER, _UNITED, _SHARE])

    def _trends(self) -> dict[str, tuple[Block, int]]:
        """The mini charts of the cards, four cards a block."""
        cards = [card for card in self._figures.cards if len(card.trend) > 1][:8]
        found: dict[str, tuple[Block, int]] = {}
        for slot in (1, 2):
            some = cards[(slot - 1) * 4 : slot * 4]
            length = max((len(card.trend) for card in some), default=0)
            rows: list[list[Content]] = []
            for at in range(length):
                # Trends of different length end with the same, latest period.
                row: list[Content] = [
                    self._step(card, at - length) if length - at <= len(card.trend) else None for card in some
                ]
                rows.append([f"{at - length + 1:+d}" if at < length - 1 else self._say("最近", "latest"), *row])
            headers = [self._say("期", "Period"), *(self._scene.tell(card.title) for card in some)]
            by_kind = {"percent": _SHARE, "days": _UNITED, "score": _UNITED}
            formats = [None, *(by_kind.get(card.kind, _NUMBER) for card in some)]
            held = self._say("、", ", ").join(headers[1:]) or self._say("还没有", "none yet")
            title = self._say("卡片走势：", "Trends on the cards: ") + held
            block = self._block(2, slot, title, headers, rows, formats)
            found |= {card.name: (block, position) for position, card in enumerate(some, 1)}
        return found

    def _step(self, card: Card, at: int) -> Content:
        """The value of a card in one of the last months, counted from the end; of what is chosen, where it can be."""
        months = list(self._picks.board.months) if self._picks is not None else []  # the latest first
        if self._picks is None or len(card.trend) > len(months) or card.name not in LIVE:
            return None if card.trend[at] != card.trend[at] else card.trend[at]
        return self._picks.of_month(card.name, months[-at - 1], 1)

    def _block(
        self,
        band: int,
        slot: int,
        title: str,
        headers: Sequence[str],
        rows: Sequence[Sequence[Content]],
        formats: Sequence[str | None],
        labels: int = 0,
    ) -> Block:
        canvas, top, col = self._canvas, _BANDS[band], 1 + slot * _SLOT
        canvas.put(top, col, title, style.PANEL)
        self._headers.setdefault(top + 1, []).extend((said, col + at) for at, said in enumerate(headers))
        canvas.row(top + 1, col, headers, style.HEADER, style.WRAP, style.look(font_size=10))
        for number, row in enumerate(rows, top + 2):
            for at, (value, form) in enumerate(zip(row, formats, strict=True)):
                looks = (style.RIGHT, style.look(num_format=form)) if form else (style.LEFT,)
                if isinstance(value, str):
                    needed = int(text_pixels(value[:_WIDEST])) + 24
                    self._widths[col + at - 1] = max(self._widths[col + at - 1], min(needed, _WIDEST))
                    value = short(value, _WIDEST - 16)
                canvas.put(number, col + at, value, style.BODY, *looks)
        if not rows:
            canvas.put(top + 2, col, self._say("还没有数据", "no data yet"), style.MUTED, style.LEFT)
        return Block(canvas.title, top + 2, len(rows), col, tuple(str(row[labels]) for row in rows))


def _picked(picks: Picks, month: str, one: Unit, *, partial: bool, compared: bool, goal: float | None) -> list[Content]:
    """A month of the revenue of the customers chosen; the target is the whole company's."""
    amount = picks.of_month("revenue", month, one.size)
    before = picks.of_month("last_year", month, one.size) if compared else None
    target = None
    if goal is not None:
        shown = one(goal)
        target = Formula(f"=IF({picks.everything},{shown},0)", shown if picks.is_everything else 0)
    return [month, None if partial else amount, amount if partial else None, before, target]
