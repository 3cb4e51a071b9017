"""The part of sheet 购买行为 about orders: when they come, what is in them, and what they are worth."""

from __future__ import annotations

from custsheet.analysis.market import habits
from custsheet.analysis.reports.behaviour_words import WEEKDAYS
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.lists import MONTH, ORDERS, SHARE
from custsheet.model.report import Block, Chart, Column
from custsheet.model.text import Text, text

_PRODUCTS = 12
NONE = text("还没有可用的订单。", "No usable orders yet.")


def calendar(facts: Facts) -> tuple[Block, ...]:
    """When in the week they come, and how many on each weekday."""
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
    heat = Block("calendar", title, (Column("label", first), *named), table, note=facts.period.title(), empty=NONE)
    by = habits.weekdays(orders, facts.period).assign(day=[text(*day)(facts.lang) for day in WEEKDAYS])
    by = by.assign(amount=by["cents"] / 100, each=by["each"] / 100)
    days = Block(
        "weekdays",
        text("星期几", "By weekday"),
        (
            Column("day", text("星期", "Weekday")),
            ORDERS,
            SHARE,
            Column("amount", text("金额", "Amount"), "money"),
            Column("each", text("每单", "Per order"), "money"),
        ),
        by if by["orders"].sum() else by.head(0),
        note=_as_sold(facts),
        chart=Chart("column", "day", ("orders",), text("各星期几的订单数", "Orders by weekday")),
        empty=NONE,
    )
    return heat, days


def _as_sold(facts: Facts) -> Text:
    """Which orders are told of, and why their amounts may come to more than the sales."""
    period = facts.period.title()
    return text(
        f"{period.zh}；另开单号的退货没有从这里减去",
        f"{period.en}; what was sent back on a number of its own is not taken off here",
    )


def baskets(facts: Facts) -> Block:
    """How many products an order holds."""
    table = habits.baskets(facts.sales.orders, facts.period)
    most = facts.say("种以上", " and more")
    table["size"] = [f"{n}{most if n == habits.SIZES else facts.say(' 种', '')}" for n in table["products"]]
    table["each"] /= 100
    return Block(
        "baskets",
        text("一单买几种产品", "Products in one order"),
        (
            Column("size", text("产品数", "Products")),
            ORDERS,
            SHARE,
            Column("each", text("平均每单", "Average order"), "money"),
        ),
        table if table["orders"].sum() else table.head(0),
        note=_as_sold(facts),
        chart=Chart("column", "size", ("orders",), text("一单几种产品的订单数", "Orders by number of products")),
        empty=NONE,
    )


def months(facts: Facts) -> Block:
    """What an order is worth, month by month."""
    table = habits.months(facts.sales.orders, facts.period.end)
    table = table.assign(month=[f"{month:%y-%m}" for month in table.index])
    table[["each", "middle"]] /= 100
    return Block(
        "months",
        text("每单多少钱", "What an order is worth"),
        (
            MONTH,
            ORDERS,
            Column("each", text("平均每单", "Average"), "money"),
            Column("middle", text("中位数", "Median"), "money"),
            Column("products", text("平均产品数", "Products each"), "number"),
        ),
        table.reset_index(drop=True) if table["orders"].sum() else table.head(0),
        note=text("中位数不受个别大单影响", "a few large orders do not move the median"),
        chart=Chart("line", "month", ("each", "middle"), text("每单金额的走势", "Order value month by month")),
        empty=NONE,
    )


def mix(facts: Facts) -> Block:
    """Which products are bought."""
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
            SHARE,
            Column("cumulative", text("累计", "Cumulative"), "percent"),
            ORDERS,
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
