"""Sheet 购买行为: when customers buy, what, how much at once, and after how long again."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.market import buyers, habits
from custsheet.analysis.reports.behaviour_words import WEEKDAYS, answers
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.model.report import Block, Chart, Column, Report, RowsRef
from custsheet.model.text import text

NAME = "behaviour"
LISTED = 1_000
"""Customers in the detail: those who spent most."""
_PRODUCTS = 12
_NONE = text("还没有可用的订单。", "No usable orders yet.")


def report(facts: Facts) -> Report:
    """The report."""
    sales, period = facts.sales, facts.period
    people = buyers.buyers(sales, pd.Timestamp(facts.ledger.reference))
    detail = buyers.listed(people, LISTED)
    recent = sales.orders[period.mask(sales.orders["day"])]
    blocks = (
        _gaps(facts, people["usual"], detail),
        _comeback(facts),
        *_calendar(facts),
        _baskets(facts),
        _months(facts),
        _mix(facts),
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
            Column("share", text("占比", "Share"), "percent"),
            Column("cumulative", text("累计", "Cumulative"), "percent"),
            Column("customers", text("客户数", "Customers"), "count"),
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
            Column("share", text("占比", "Share"), "percent"),
        ),
        table if table["customers"].sum() else table.head(0),
        note=text("只算首购已满这么多天的客户", "only customers whose first purchase was at least so long ago"),
        chart=Chart(
            "column", "within", ("share",), text("首购后买第二次的客户占比", "Share of customers who bought again")
        ),
        empty=_NONE,
    )


def _calendar(facts: Facts) -> tuple[Block, ...]:
    orders = facts.sales.orders
    named = tuple(Column(f"d{at}", text(*day), "count", heat=True) for at, day in enumerate(WEEKDAYS))
    names = {at: f"d{at}" for at in range(7)}
    clock = habits.clock(orders, facts.period)
    if len(clock):
        first, table = text("时段", "Time"), clock
        labels = [f"{hour:02d}–{hour + 3:02d}" for hour in clock.index]
        title = text("一周里什么时候下单（订单数）", "When in the week they order (orders)")
    else:
        first, table = text("月份", "Month"), habits.calendar(orders, facts.period.end)
        labels = [f"{month:%y-%m}" for month in table.index]
        title = text("哪个月、星期几下单（订单数）", "In which month and on which weekday they order (orders)")
    table = table.rename(columns=names).assign(label=labels).reset_index(drop=True)
    if not len(table) or not table[list(names.values())].to_numpy().sum():
        table = table.head(0)
    heat = Block("calendar", title, (Column("label", first), *named), table, note=facts.period.title(), empty=_NONE)
    by = habits.weekdays(orders, facts.period).assign(day=[text(*day)(facts.lang) for day in WEEKDAYS])
    by = by.assign(amount=by["cents"] / 100, each=by["each"] / 100)
    days = Block(
        "weekdays",
        text("星期几", "By weekday"),
        (
            Column("day", text("星期", "Weekday")),
            Column("orders", text("订单数", "Orders"), "count"),
            Column("share", text("占比", "Share"), "percent"),
            Column("amount", text("金额", "Amount"), "money"),
            Column("each", text("每单", "Per order"), "money"),
        ),
        by if by["orders"].sum() else by.head(0),
        note=facts.period.title(),
        chart=Chart("column", "day", ("orders",), text("各星期几的订单数", "Orders by weekday")),
        empty=_NONE,
    )
    return heat, days


def _baskets(facts: Facts) -> Block:
    table = habits.baskets(facts.sales.orders, facts.period)
    most = facts.say("种以上", " and more")
    table["size"] = [f"{n}{most if n == habits.SIZES else facts.say(' 种', '')}" for n in table["products"]]
    table["each"] /= 100
    return Block(
        "baskets",
        text("一单买几种产品", "Products in one order"),
        (
            Column("size", text("产品数", "Products")),
            Column("orders", text("订单数", "Orders"), "count"),
            Column("share", text("占比", "Share"), "percent"),
            Column("each", text("平均每单", "Average order"), "money"),
        ),
        table if table["orders"].sum() else table.head(0),
        note=facts.period.title(),
        chart=Chart("column", "size", ("orders",), text("一单几种产品的订单数", "Orders by number of products")),
        empty=_NONE,
    )


def _months(facts: Facts) -> Block:
    table = habits.months(facts.sales.orders, facts.period.end)
    table = table.assign(month=[f"{month:%y-%m}" for month in table.index])
    table[["each", "middle"]] /= 100
    return Block(
        "months",
        text("每单多少钱", "What an order is worth"),
        (
            Column("month", text("月份", "Month")),
            Column("orders", text("订单数", "Orders"), "count"),
            Column("each", text("平均每单", "Average"), "money"),
            Column("middle", text("中位数", "Median"), "money"),
            Column("products", text("平均产品数", "Products each"), "number"),
        ),
        table.reset_index(drop=True) if table["orders"].sum() else table.head(0),
        note=text("中位数不受个别大单影响", "a few large orders do not move the median"),
        chart=Chart("line", "month", ("each", "middle"), text("每单金额的走势", "Order value month by month")),
        empty=_NONE,
    )


def _mix(facts: Facts) -> Block:
    table = habits.mix(facts.sales, facts.period, facts.rules.min_sample, _PRODUCTS)
    other = facts.say("其他", "Others")
    table["name"] = [other if one < 0 else facts.sales.products[one] for one in table["product"].astype("int64")]
    table["amount"] = table["cents"] / 100
    return Block(
        "mix",
        text("买什么", "What they buy"),
        (
            Column("name", text("产品", "Product")),
            Column("amount", text("金额", "Amount"), "money", bar=True),
            Column("share", text("占比", "Share"), "percent"),
            Column("cumulative", text("累计", "Cumulative"), "percent"),
            Column("orders", text("订单数", "Orders"), "count"),
            Column("buyers", text("客户数", "Customers"), "count"),
            Column("again", text("再买率", "Buy it again"), "percent"),
        ),
        table,
        note=text(
            f"{facts.period.title().zh}；再买率 = 买过它的客户里，在两天以上买过的",
            f"{facts.period.title().en}; buy it again = of its buyers, those who ever bought it on two days or more",
        ),
        chart=Chart("bar", "name", ("share",), text("各产品占成交额的比例", "Share of sales by product")),
        empty=text("订单里没有写产品。", "Orders name no products."),
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
            Column("share", text("占比", "Share"), "percent"),
            Column("customers", text("客户数", "Customers"), "count"),
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
    table = pd.DataFrame(
        {
            "customer": facts.names(records),
            "tier": facts.customers["tier"].reindex(records).to_numpy(),
            "days": detail["days"].to_numpy(),
            "usual": detail["usual"].to_numpy(),
            "last": detail["last"].dt.date.to_numpy(),
            "idle": detail["idle"].to_numpy(),
            "each": detail["each"].to_numpy() / 100,
            "favourite": [None if one != one else facts.sales.products[int(one)] for one in favourites],
        }
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
            Column("customer", text("客户", "Customer")),
            Column("favourite", text("最常买", "Buys most often")),
            Column("tier", text("分级", "Tier"), "tier"),
            Column("days", text("购买天数", "Purchase days"), "count"),
            Column("usual", text("通常间隔（天）", "Usual gap"), "days"),
            Column("last", text("最近购买", "Last bought"), "date"),
            Column("idle", text("距今（天）", "Days since"), "days"),
            Column("each", text("平均每单", "Average"), "money"),
        ),
        table,
        note=text(f"按通常间隔从短到长{more.zh}", f"in days, shortest usual gap first{more.en}"),
        links=names_linked(facts, records),
        empty=_NONE,
        sortable=True,
    )
