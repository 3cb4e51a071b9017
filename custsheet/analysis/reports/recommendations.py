"""Sheet 推荐: what could be offered to whom next, and why."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.market import offers
from custsheet.analysis.packing import Packing, begins
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.analysis.reports.lists import CUSTOMER, CUSTOMERS, OWNER, PRODUCT, SHARE, TIER
from custsheet.analysis.reports.offered import LISTED, Offered, find
from custsheet.analysis.reports.recommendations_words import KINDS, answers, notes, reason
from custsheet.model.report import Block, Chart, Column, Report, RowsRef
from custsheet.model.text import text

NAME = "recommendations"
_SHOWN, _DUE = 15, 12  # rules and products


def report(facts: Facts) -> Report:
    """The report."""
    found = find(facts)
    listed = found.due.sort_values("each", ascending=False, kind="stable").head(LISTED)
    listed = listed.sort_values(["product", "each"], ascending=[True, False], kind="stable")
    blocks = (
        _products(facts, found, listed),
        _pairs(facts, found),
        _tags(facts, found),
        _due(facts, found, listed),
        _detail(facts, found),
    )
    ready = len(found.offers) > 0
    said = answers(facts, found) if ready else ()
    told = (*notes(facts), *facts.left_out(facts.sales.customers))
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, told, ready=ready)


def _products(facts: Facts, found: Offered, listed: pd.DataFrame) -> Block:
    each = found.due.groupby("product")["each"]
    by = pd.DataFrame({"size": each.size(), "sum": each.sum()})
    by = by.sort_values(["size", "sum"], ascending=False).head(_DUE)
    ranges = runs(listed["product"])
    table = pd.DataFrame(
        {
            "product": [facts.sales.products[at] for at in by.index],
            "customers": by["size"].to_numpy(),
            "amount": by["sum"].to_numpy() / 100,
            "usual": found.about["usual"].reindex(by.index).to_numpy(),
            "again": found.about["again"].reindex(by.index).to_numpy(),
        }
    )
    return Block(
        "reorder",
        text("该补货的产品", "Products that are due again"),
        (
            PRODUCT,
            CUSTOMERS,
            Column("amount", text("往常金额", "Usual amount"), "money"),
            Column("usual", text("通常间隔（天）", "Usual gap (days)"), "days"),
            Column("again", text("再买率", "Buy it again"), "percent"),
        ),
        table,
        note=text("点客户数看名单", "click a number for the customers"),
        chart=Chart("bar", "product", ("customers",), text("每种产品该补货的客户数", "Customers due, by product")),
        links={
            (at, "customers"): RowsRef("due", *ranges[product])
            for at, product in enumerate(by.index)
            if product in ranges
        },
        empty=text("没有到补货时间的产品。", "Nothing is due to be bought again."),
    )


def _pairs(facts: Facts, found: Offered) -> Block:
    ruled, products = found.rules[found.rules["kind"] == "product"], facts.sales.products
    # of both directions the one that more buyers go
    ruled = ruled.iloc[np.lexsort([-ruled["share"].to_numpy(), -ruled["lift"].to_numpy()])]
    has, product = (ruled[name].to_numpy("int64") for name in ("has", "product"))
    both = Packing(0, len(products) + 1).pack(np.minimum(has, product), np.maximum(has, product))
    ruled = ruled[~pd.Series(both).duplicated().to_numpy()].head(_SHOWN)
    table = ruled.assign(
        pair=[f"{products[int(a)]} → {products[int(b)]}" for a, b in zip(ruled["has"], ruled["product"], strict=True)],
    )
    return Block(
        "together",
        text("常一起买的产品", "Products bought together"),
        (
            Column("pair", text("买过 → 也买", "Bought → also buy")),
            Column("support", text("两种都买的客户", "Bought both"), "count"),
            Column("share", text("其中也买", "Also buy"), "percent"),
            Column("base", text("一般客户", "All customers"), "percent"),
            Column("lift", text("倍数", "Times"), "number"),
        ),
        table.reset_index(drop=True),
        note=text("倍数 = 也买的比例 ÷ 一般客户买它的比例", "times = share that also buys ÷ share of all customers"),
        chart=Chart("bar", "pair", ("lift",), text("常一起买的产品与倍数", "Products bought together")),
        empty=text("还没有足够多的客户同时买过两种产品。", "Not enough customers have bought two products yet."),
    )


def _tags(facts: Facts, found: Offered) -> Block:
    ruled = (
        found.rules[found.rules["kind"] != "product"].sort_values("lift", ascending=False, kind="stable").head(_SHOWN)
    )
    kinds = {"interest": text("兴趣", "Interest"), "industry": text("行业", "Industry")}
    table = ruled.assign(
        tag=[
            kinds[str(kind)](facts.lang) + facts.say("：", ": ") + found.names[str(kind)][int(has)]
            for kind, has in zip(ruled["kind"], ruled["has"], strict=True)
        ],
        named=[facts.sales.products[int(one)] for one in ruled["product"]],
    )
    return Block(
        "tastes",
        text("哪些客户偏爱什么", "Who prefers what"),
        (
            Column("tag", text("客户", "Customers with")),
            Column("named", text("产品", "Product")),
            Column("support", text("买过的客户", "Bought it"), "count"),
            SHARE,
            Column("base", text("一般客户", "All customers"), "percent"),
            Column("lift", text("倍数", "Times"), "number"),
        ),
        table.reset_index(drop=True),
        empty=text(
            "没有足够多的客户有相同的兴趣或行业、又买同样的产品。",
            "No interest or industry with enough buyers of a product.",
        ),
    )


def _due(facts: Facts, found: Offered, listed: pd.DataFrame) -> Block:
    records = facts.sales.customers[listed["customer"]]
    table = facts.people(records).assign(
        product=[facts.sales.products[at] for at in listed["product"]],
        last=listed["last"].dt.date.to_numpy(),
        each=listed["each"].to_numpy() / 100,
        why=[reason(facts, found, one) for one in listed.assign(kind="due").to_dict("records")],
    )
    many = len(found.due) - len(listed)
    more = text(f"只列金额最大的 {LISTED}，另有 {many} 项", f"the {LISTED} largest; {many:,} more") if many else None
    return Block(
        "due",
        text("该补货的客户", "Customers who are due"),
        (
            CUSTOMER,
            TIER,
            OWNER,
            PRODUCT,
            Column("last", text("上次购买", "Last bought"), "date"),
            Column("each", text("往常每次", "Usual amount"), "money"),
            Column("why", text("理由", "Why"), "long"),
        ),
        table,
        note=more,
        links=names_linked(facts, records),
        empty=text("没有到补货时间的客户。", "Nobody is due to buy again."),
    )


def _places(customer: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """1, 2, 3 … of each customer, whose rows stand together."""
    begin = np.flatnonzero(begins(customer))
    many = np.diff(begin, append=len(customer))
    return np.asarray(np.arange(len(customer)) - np.repeat(begin, many) + 1, dtype="int64")


def _detail(facts: Facts, found: Offered) -> Block:
    made = found.offers
    records = facts.sales.customers[made["customer"].astype("int64")]
    table = facts.people(records).assign(
        place=_places(made["customer"].to_numpy()),
        product=[facts.sales.products[int(at)] for at in made["product"]],
        kind=[KINDS[str(kind)](facts.lang) for kind in made["kind"]],
        why=[reason(facts, found, one) for one in made.to_dict("records")],
    )
    return Block(
        "detail",
        text("给每位客户的推荐", "Offers for each customer"),
        (
            CUSTOMER,
            TIER,
            OWNER,
            Column("product", text("推荐", "Offer")),
            Column("place", text("第几", "No."), "count"),
            Column("kind", text("类型", "Kind")),
            Column("why", text("理由", "Why"), "long"),
        ),
        table,
        note=text(
            f"分级靠前的 {LISTED} 位客户，每位最多 {offers.TOP} 个",
            f"the {LISTED} best customers, up to {offers.TOP} each",
        ),
        links=names_linked(facts, records),
        empty=text("还没有可以推荐的。", "Nothing to offer yet."),
        sortable=True,
    )
