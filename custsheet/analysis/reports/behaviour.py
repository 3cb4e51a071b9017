"""Sheet 购买行为: when customers buy, what, how much at once, and after how long again."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.market import buyers, habits
from custsheet.analysis.reports.behaviour_orders import NONE, baskets, calendar, mix, months
from custsheet.analysis.reports.behaviour_words import answers
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.analysis.reports.lists import CUSTOMER, CUSTOMERS, LISTED, SHARE, TIER
from custsheet.model.report import Block, Chart, Column, Report, RowsRef
from custsheet.model.text import text

NAME = "behaviour"


def report(facts: Facts) -> Report:
    """The report."""
    sales, period = facts.sales, facts.period
    people = buyers.buyers(sales, pd.Timestamp(facts.ledger.reference))
    every = sales.customers[people.index]
    people = people[facts.real(every)]
    detail = buyers.listed(people, LISTED)
    recent = sales.orders[period.mask(sales.orders["day"])]
    blocks = (
        _gaps(facts, people["usual"], detail),
        _comeback(facts),
        *calendar(facts),
        baskets(facts),
        months(facts),
        mix(facts),
        _contacts(facts),
        _detail(facts, detail, len(people)),
    )
    notes = (
        text(
            "同一客户同一天的订单算一次购买；退货、取消和重复的订单行不算。",
            "Orders of one customer on one day are one purchase; cancelled, returned and copied lines do not count.",
        ),
        text(
            f"没有登记的客户的订单计入订单数和金额，不计入间隔。样本少于 {facts.rules.min_sample} 的比率不显示。",
            "Orders of customers who stand on no sheet count as orders and amounts, not for gaps. "
            f"Rates over fewer than {facts.rules.min_sample} cases are left blank.",
        ),
        *facts.left_out(every),
    )
    said = answers(facts, recent) if len(sales.orders) else ()
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, notes, ready=len(sales.orders) > 0)


def _bands(facts: Facts) -> list[str]:
    lows = (1, *(bound + 1 for bound in habits.GAPS))
    named = [f"{low}–{high}" for low, high in zip(lows, habits.GAPS, strict=False)]
    return [*named, facts.say(f"{habits.GAPS[-1]} 以上", f"over {habits.GAPS[-1]}")]


def _gaps(facts: Facts, usual: pd.Series, detail: pd.DataFrame) -> Block:
    table = habits.gap_bands(facts.sales.days, usual).assign(band=_bands(facts))
    ranges = runs(detail["band"])
    links = {
        (at, "customers"): RowsRef("detail", *ranges[band]) for at, band in enumerate(table.index) if band in ranges
    }
    return Block(
        "gaps",
        text("隔多久再买", "How long until the next purchase"),
        (
            Column("band", text("间隔（天）", "Gap (days)")),
            Column("gaps", text("间隔数", "Gaps"), "count"),
            SHARE,
            Column("cumulative", text("累计", "Cumulative"), "percent"),
            CUSTOMERS,
        ),
        table.reset_index(drop=True) if table["gaps"].sum() else table.head(0),
        note=text(
            "一位客户相邻两个购买日之间的天数；客户数按各自间隔的中位数",
            "days between two purchase days of a customer; customers by the median of their own gaps",
        ),
        chart=Chart(
            "pareto",
            "band",
            ("gaps", "cumulative"),
            text("复购间隔的分布", "How long customers wait between purchases"),
        ),
        links=links,
        empty=text("还没有客户买过两次。", "Nobody has bought twice yet."),
    )


def _comeback(facts: Facts) -> Block:
    reference = pd.Timestamp(facts.ledger.reference)
    table = habits.comeback(facts.sales.days, reference, facts.rules.min_sample)
    table["within"] = [facts.say(f"{days} 天内", f"within {days} days") for days in table["days"]]
    return Block(
        "comeback",
        text("首购之后多久买第二次", "From the first to the second purchase"),
        (
            Column("within", text("首购后", "After the first")),
            Column("customers", text("满期客户", "Customers"), "count"),
            Column("back", text("买了第二次", "Came back"), "count"),
            SHARE,
        ),
        table if table["customers"].sum() else table.head(0),
        note=text("只算首购已满这么多天的客户", "only customers whose first purchase was at least so long ago"),
        chart=Chart(
            "column", "within", ("share",), text("首购后买第二次的客户占比", "Share of customers who bought again")
        ),
        empty=NONE,
    )


def _contacts(facts: Facts) -> Block:
    reference = pd.Timestamp(facts.ledger.reference)
    table = habits.contacts(facts.snapshot, facts.sales, facts.period, reference, facts.rules.min_sample)
    unknown, lists = facts.say("（未填）", "(blank)"), facts.snapshot.lists
    table["name"] = [unknown if one is None or one != one else lists.title("channel", one, facts.lang)
                     for one in table["channel"]]  # fmt: skip
    return Block(
        "contacts",
        text("用什么方式联系，之后下单了吗", "How they are contacted, and whether an order follows"),
        (
            Column("name", text("方式", "Channel")),
            Column("contacts", text("互动数", "Contacts"), "count"),
            SHARE,
            CUSTOMERS,
            Column("followed", text(f"{habits.FOLLOWED} 天内下单", f"Order in {habits.FOLLOWED} days"), "percent"),
        ),
        table,
        note=text(
            f"{facts.period.title().zh}；下单不一定因为这次联系",
            f"{facts.period.title().en}; an order need not be because of the contact",
        ),
        chart=Chart("bar", "name", ("contacts",), text("各方式的互动数", "Contacts by channel")),
        empty=text("这段时间没有互动记录。", "No contacts in this period."),
    )


def _detail(facts: Facts, detail: pd.DataFrame, whole: int) -> Block:
    records = facts.sales.customers[detail.index]
    favourites = buyers.favourites(facts.sales, detail.index)
    table = facts.people(records).assign(
        **{name: detail[name].to_numpy() for name in ("days", "usual", "idle")},
        last=detail["last"].dt.date.to_numpy(),
        each=detail["each"].to_numpy() / 100,
        favourite=[None if one != one else facts.sales.products[int(one)] for one in favourites],
    )
    more = (
        text(f"；只列成交额最大的 {LISTED:,} 位", f"; the {LISTED:,} who spent most")
        if whole > LISTED
        else text("", "")
    )
    return Block(
        "detail",
        text("各位客户的购买习惯", "What is usual for each customer"),
        (
            CUSTOMER,
            Column("favourite", text("最常买", "Buys most often")),
            TIER,
            Column("days", text("购买天数", "Purchase days"), "count"),
            Column("usual", text("通常间隔（天）", "Usual gap"), "days"),
            Column("last", text("最近购买", "Last bought"), "date"),
            Column("idle", text("距今（天）", "Days since"), "days"),
            Column("each", text("平均每单", "Average"), "money"),
        ),
        table,
        note=text(f"按通常间隔从短到长{more.zh}", f"in days, shortest usual gap first{more.en}"),
        links=names_linked(facts, records),
        empty=NONE,
        sortable=True,
    )
