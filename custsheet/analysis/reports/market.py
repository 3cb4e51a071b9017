"""Sheet 市场趋势: what grows, what falls, who is behind it, and which months are strong."""

from __future__ import annotations

from typing import Any

import pandas as pd

from custsheet.analysis.market import growth
from custsheet.analysis.market.growth import Spans
from custsheet.analysis.reports.dimensions import Dimension, dimensions
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.analysis.reports.lists import CUSTOMER, MONTH, OWNER, SHARE, TIER
from custsheet.analysis.reports.market_words import answers
from custsheet.model.report import Block, Chart, Column, Report, RowsRef, Target
from custsheet.model.text import Text, text

NAME = "market"
_TOP = 8  # segments of a dimension
_MOVERS = 5  # customers behind a segment
_FASTEST = 5
_NONE = text("还没有可用的订单。", "No usable orders yet.")
_NO_YEAR = text(
    "订单记录不满两年，还不能和上年同期比。", "The orders do not reach back two years: nothing to compare with."
)


def report(facts: Facts) -> Report:
    """The report."""
    sales, least = facts.sales, facts.rules.min_sample
    spans = Spans.of(sales, facts.period)
    kinds = dimensions(facts)
    lines = growth.window(sales, spans)
    shown = {one.name: growth.segments(lines, one.codes, spans, least) for one in kinds}
    real = {one.name: shown[one.name].drop(index=list(one.nameless), errors="ignore") for one in kinds}
    behind = {one.name: _movers(facts, lines, one, spans, shown[one.name].index[:_TOP]) for one in kinds}
    detail = pd.concat(list(behind.values()), ignore_index=True) if behind else pd.DataFrame()
    fastest = _fastest(facts, lines, kinds, real)
    monthly, season = growth.months(sales, spans, least), growth.seasons(sales, spans)
    blocks = (
        _months(facts, monthly),
        _growth(fastest, spans, detail),
        *(_segments(one, shown[one.name], spans, detail) for one in kinds),
        _seasons(facts, season),
        _detail(facts, detail),
    )
    ready = len(sales.orders) > 0
    said = answers(facts, spans, real, fastest, behind, season) if ready else ()
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, _notes(facts, spans), ready=ready)


def _notes(facts: Facts, spans: Spans) -> tuple[Text, ...]:
    now, then = (f"{one.start:%Y-%m-%d}" for one in (spans.now, spans.before))
    end, before = (f"{one.end:%Y-%m-%d}" for one in (spans.now, spans.before))
    least = facts.rules.min_sample
    return (
        text(
            f"同比：{now} 至 {end} 对 {then} 至 {before}；环比：{spans.month:%Y-%m} 对上一个月。"
            f"任一边少于 {least} 笔订单的不算变化率。",
            f"Year on year: {now} to {end} against {then} to {before}; month on month: {spans.month:%Y-%m} against the"
            f" month before. No change is told where either side has fewer than {least} orders.",
        ),
        text(
            "金额已减退款；没有登记的客户的订单也计入，行业和地区列在“未登记客户”。新客 = 首次购买落在这段时间的客户。",
            "Amounts are less refunds; orders of customers who stand on no sheet count too, under “unknown customers”. "
            "New customers are those whose first purchase fell into the time.",
        ),
    )


def _movers(facts: Facts, lines: pd.DataFrame, one: Dimension, spans: Spans, wanted: pd.Index) -> pd.DataFrame:
    found = growth.movers(lines, one.codes, spans, wanted, _MOVERS)
    return found.assign(
        dimension=one.name, kind=one.title(facts.lang), named=[one.labels[at] for at in found["segment"]]
    )


def _fastest(
    facts: Facts, lines: pd.DataFrame, kinds: tuple[Dimension, ...], shown: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """The segments that grow and fall fastest, of all dimensions, best first."""
    parts = [
        shown[one.name].assign(
            dimension=one.name,
            kind=one.title(facts.lang),
            named=[one.labels[code] for code in shown[one.name].index],
            doubted=growth.doubted(lines, one.codes).reindex(shown[one.name].index).fillna(0.0),
        )
        for one in kinds
    ]
    columns = ["dimension", "kind", "named", "cents", "before", "change", "growth", "doubted"]
    whole = pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)
    whole = whole[whole["growth"].notna()].sort_values(["growth", "change"], ascending=False, kind="stable")
    return pd.concat([whole[whole["growth"] > 0].head(_FASTEST), whole[whole["growth"] < 0].tail(_FASTEST)])


def _places(detail: pd.DataFrame) -> dict[Any, tuple[int, int]]:
    """(dimension, segment) → the rows of the detail that tell of it."""
    if not len(detail):
        return {}
    return runs(pd.Series(list(zip(detail["dimension"], detail["segment"], strict=True)), dtype=object))


def _months(facts: Facts, monthly: pd.DataFrame) -> Block:
    table = monthly.assign(month=[f"{one:%y-%m}" for one in monthly.index]).reset_index(drop=True)
    table["amount"], table["year"] = table["cents"] / 100, table["before"] / 100
    values = ("amount", "year") if table["year"].notna().any() else ("amount",)
    return Block(
        "months",
        text("按月", "Month by month"),
        (
            MONTH,
            Column("amount", text("成交额", "Sales"), "money"),
            Column("year", text("上年同月", "Year before"), "money"),
            Column("yoy", text("同比", "YoY"), "percent"),
            Column("mom", text("环比", "MoM"), "percent"),
            Column("newcomers", text("新客", "New"), "count"),
        ),
        table if len(facts.sales.lines) else table.head(0),
        note=text("只列已经过完的月份", "months that are over"),
        chart=Chart("line", "month", values, text("每月成交额与上年同月", "Sales by month and a year before")),
        empty=_NONE,
    )


def _growth(fastest: pd.DataFrame, spans: Spans, detail: pd.DataFrame) -> Block:
    table = fastest.assign(amount=fastest["cents"] / 100, year=fastest["before"] / 100, more=fastest["change"] / 100)
    places = _places(detail)
    links: dict[tuple[int, str], Target] = {
        (at, "amount"): RowsRef("detail", *places[key])
        for at, key in enumerate(zip(table["dimension"], table.index, strict=True))
        if key in places
    }
    few = text(
        "没有订单够多、可以比较的行业、地区或产品。", "No industry, region or product with enough orders to compare."
    )
    return Block(
        "fastest",
        text("增长最快与下滑最快", "Fastest growing, fastest falling"),
        (
            Column("named", text("名称", "Name")),
            Column("kind", text("按", "By")),
            Column("year", text("上年", "Year before"), "money"),
            Column("amount", text("近 12 个月", "Last 12 months"), "money"),
            Column("more", text("变化", "Change"), "money"),
            Column("growth", text("同比", "YoY"), "percent"),
        ),
        table,
        note=text("行业、地区、产品一起比，按同比", "industries, regions and products together, by their change"),
        links=links,
        empty=few if spans.comparable else _NO_YEAR,
    )


def _segments(one: Dimension, segments: pd.DataFrame, spans: Spans, detail: pd.DataFrame) -> Block:
    table = segments.head(_TOP)
    places = _places(detail)
    links: dict[tuple[int, str], Target] = {
        (at, "amount"): RowsRef("detail", *places[one.name, code])
        for at, code in enumerate(table.index)
        if (one.name, code) in places
    }
    left = len(segments) - len(table)
    more = text(f"；其余 {left:,} 个没有列出", f"; {left:,} more are not listed") if left else text("", "")
    table = table.assign(
        named=[one.labels[code] for code in table.index],
        amount=table["cents"] / 100,
        year=table["before"] / 100,
        shift=table["shift"] * 100,
    )
    return Block(
        one.name,
        one.heading,
        (
            Column("named", one.title),
            Column("amount", text("近 12 个月", "Last 12 months"), "money"),
            Column("year", text("上年", "Year before"), "money"),
            Column("growth", text("同比", "YoY"), "percent"),
            SHARE,
            Column("shift", text("占比变化", "Shift"), "points"),
            Column("mom", text("环比", "MoM"), "percent"),
            Column("newcomers", text("新客", "New"), "count"),
        ),
        table.reset_index(drop=True),
        note=text(
            f"点金额看是哪些客户{more.zh}" if spans.comparable else f"{_NO_YEAR.zh.rstrip('。')}{more.zh}",
            f"click an amount for the customers behind it{more.en}"
            if spans.comparable
            else f"{_NO_YEAR.en.rstrip('.')}{more.en}",
        ),
        chart=Chart("column", "named", ("amount", "year") if spans.comparable else ("amount",), one.heading),
        links=links,
        empty=_NONE,
    )


def _seasons(facts: Facts, season: pd.DataFrame) -> Block:
    names = [text(f"{n} 月", f"{pd.Timestamp(2024, n, 1):%b}")(facts.lang) for n in season["month"]]
    usual = season.assign(named=names, usual=1.0)
    years = int(season["years"].iloc[0]) if len(season) else 0
    return Block(
        "seasons",
        text("季节：一年里哪些月份强", "Seasons: which months are strong"),
        (
            Column("named", text("月份", "Month")),
            Column("index", text("季节指数", "Index"), "percent"),
            Column("low", text("最低的一年", "Lowest year"), "percent"),
            Column("high", text("最高的一年", "Highest year"), "percent"),
            Column("usual", text("平均", "Average"), "percent"),
        ),
        usual,
        note=text(
            f"100% = 当年的平均月份；{years} 个整年" if years else "需要 24 个整月",
            f"100% = an average month of its year; {years} whole years" if years else "needs 24 whole months",
        ),
        chart=Chart("column", "named", ("index",), text("各月的季节指数", "Seasonal index by month"), target="usual"),
        empty=text(
            "订单还不满 24 个整月，看不出季节。", "Fewer than 24 whole months of orders: no season can be told."
        ),
    )


def _detail(facts: Facts, detail: pd.DataFrame) -> Block:
    known = detail[detail["customer"] >= 0] if len(detail) else detail
    records = facts.sales.customers[known["customer"]] if len(known) else pd.Index([], dtype=object)
    people = facts.people(records).set_axis(known.index).astype(object)
    others = facts.say("（其他客户合计）", "(all other customers)")
    columns = ("kind", "named", "cents", "before", "change")
    table = pd.DataFrame({name: detail[name] for name in columns} if len(detail) else {name: [] for name in columns})
    table = table.join(people)
    table["customer"] = table["customer"].fillna(others)
    table[["cents", "before", "change"]] = table[["cents", "before", "change"]].astype("float64") / 100
    positions = {at: place for place, at in enumerate(known.index)}
    linked = names_linked(facts, records)
    links = {
        (at, "customer"): linked[place, "customer"] for at, place in positions.items() if (place, "customer") in linked
    }
    return Block(
        "detail",
        text("哪些客户带来了变化", "The customers behind it"),
        (
            CUSTOMER,
            Column("kind", text("按", "By")),
            Column("named", text("行业、地区或产品", "Industry, region or product")),
            TIER,
            OWNER,
            Column("cents", text("近 12 个月", "Last 12 months"), "money"),
            Column("before", text("上年", "Year before"), "money"),
            Column("change", text("变化", "Change"), "money"),
        ),
        table,
        note=text(
            f"每个行业、地区、产品里变化最大的 {_MOVERS} 位客户", f"the {_MOVERS} customers of each that changed most"
        ),
        links=links,
        empty=_NONE,
        sortable=True,
    )
