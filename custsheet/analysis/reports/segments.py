"""Sheet 细分与生命周期: at which stage customers are, where they move, who stays, and which groups they fall into."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis import stages
from custsheet.analysis.columns import found
from custsheet.analysis.lifecycle import STAGES
from custsheet.analysis.market.kinds import kinds
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.analysis.reports.lists import CUSTOMER, CUSTOMERS, LISTED, MONTH, OWNER, SHARE, TIER, YEAR, only_first
from custsheet.analysis.reports.segments_cohorts import came_back, cohorts_of, stayed, triangle
from custsheet.analysis.reports.segments_groups import field_titles, matrices, sides
from custsheet.analysis.reports.segments_words import answers
from custsheet.analysis.stages import History
from custsheet.model.report import Block, Chart, Column, Report, RowsRef, Target
from custsheet.model.text import Text, text

NAME = "segments"
_STAGE = Column("stage", text("阶段", "Stage"))
_NONE = text("还没有客户。", "No customers yet.")
_JOINED = text("（新登记）", "(newly entered)")


def report(facts: Facts) -> Report:
    """The report."""
    customers = facts.histories.customers
    if not len(customers):
        return Report(NAME, facts.snapshot.schema.tool(NAME).description, (), (), ready=False)
    past = _past(facts)
    entered = stages.entries(past)
    people = _people(facts, entered)
    begun = cohorts_of(facts)
    kept = came_back(begun)
    each = kinds(facts.sales, _kind(facts), facts.period, facts.rules.min_sample)
    blocks = (
        _stages(facts, past, entered, people),
        _months(facts, past),
        _moves(facts, past),
        _stays(facts, past),
        triangle(facts, begun),
        stayed(facts, kept),
        sides(facts, each),
        *matrices(facts),
        _detail(facts, people),
    )
    return Report(
        NAME,
        facts.snapshot.schema.tool(NAME).description,
        answers(facts, past, kept, each),
        blocks,
        _notes(facts),
    )


def _kind(facts: Facts) -> pd.Series:
    """Of each of `Sales.customers` its kind; without a sheet of customers they are whoever bought."""
    known = found(facts.snapshot, "customers", "customer_id") is not None
    return facts.told("kind") if known else pd.Series([None] * len(facts.sales.customers), dtype=object)


def _notes(facts: Facts) -> tuple[Text, ...]:
    rules = facts.rules
    new, lost = rules.lifecycle_new_days, rules.lifecycle_lost_days
    ending = after = text("", "")
    if facts.histories.customers["contract_end"].notna().any():
        ending = text("，或合同快到期、已到期", ", or with a contract that ends or has ended")
        after = text("（有合同的从到期日算）", " (from the end of a contract)")
    return (
        text(
            f"潜在：没买过；新客：首购不满 {new} 天；成长：买过 3 天以内；成熟：4 天以上；预警、沉睡：空窗超过自己"
            f"周期的 2 倍、3 倍{ending.zh}；流失：超过 {lost} 天{after.zh}；挽回：沉睡或流失后 {new} 天内又买。",
            f"Potential: never bought; new: first bought within {new} days; growing: up to 3 purchase days; mature: 4"
            f" or more; at risk and dormant: silent for over 2 and 3 cycles{ending.en}; lost: over {lost} days"
            f"{after.en}; won back: bought within {new} days after that.",
        ),
        text(
            "过去各月末的阶段按当时已有的订单重算，分级和行业用截至日的；没写录入日期的潜在客户当作一直都在。",
            "Stages at past month ends are computed from the orders there were by then, with the latest tiers and"
            " industries; prospects without an entry date count as having been there always.",
        ),
        text(
            f"样本少于 {rules.min_sample} 的比率和平均数不显示。",
            f"Rates and means over fewer than {rules.min_sample} cases are left blank.",
        ),
    )


def _past(facts: Facts) -> History:
    """The stages at the last month ends, of the customers' sheet alone."""
    histories = facts.histories
    known = stages.known_since(facts.snapshot).reindex(histories.customers.index)
    return stages.of_histories(histories, known, stages.month_ends(histories.reference), facts.rules)


def _people(facts: Facts, entered: pd.DataFrame) -> pd.DataFrame:
    """The customers listed, by stage, those who bought most in the last twelve months first; indexed by customer ID."""
    customers = facts.histories.customers
    entered = entered.reindex(customers.index)
    found = customers[["days", "year_cents", "last", "stage"]].assign(since=entered["since"], before=entered["before"])
    most = found.sort_values(["year_cents", "days"], ascending=False, kind="stable").head(LISTED)
    place = most["stage"].map({name: at for at, name in enumerate(STAGES)})
    return most.iloc[np.argsort(place.to_numpy(dtype="int64"), kind="stable")]


def _title(facts: Facts, stage: str) -> str:
    return facts.snapshot.lists.title("stage", stage, facts.lang)


def _stage_columns(facts: Facts, kind: str = "count", *, heat: bool = False) -> tuple[Column, ...]:
    titles = {
        name: text(*(facts.snapshot.lists.title("stage", name, lang) for lang in ("zh", "en"))) for name in STAGES
    }
    return tuple(Column(name, titles[name], kind, heat=heat) for name in STAGES)  # type: ignore[arg-type]


def _stages(facts: Facts, past: History, entered: pd.DataFrame, people: pd.DataFrame) -> Block:
    customers = facts.histories.customers
    now, last = past.counts.iloc[-1], past.counts.iloc[-2]
    amounts = customers.groupby("stage")["year_cents"].sum().reindex(list(STAGES)).fillna(0)
    since = entered.groupby("stage")["since"].median().reindex(list(STAGES))
    table = pd.DataFrame(
        {
            "stage": [_title(facts, name) for name in STAGES],
            "customers": now.to_numpy(),
            "share": now.to_numpy() / (now.sum() or np.nan),
            "before": last.to_numpy(),
            "change": (now - last).to_numpy(),
            "amount": amounts.to_numpy() / 100,
            "since": since.dt.date.to_numpy(),
        }
    )
    ranges = runs(people["stage"])
    links: dict[tuple[int, str], Target] = {
        (at, "customers"): RowsRef("detail", *ranges[name]) for at, name in enumerate(STAGES) if name in ranges
    }
    return Block(
        "stages",
        text("客户处在哪个阶段", "At which stage customers are"),
        (
            _STAGE,
            CUSTOMERS,
            SHARE,
            Column("before", text("上月末", "Last month"), "count"),
            Column("change", text("变化", "Change"), "count"),
            Column("amount", YEAR, "money"),
            Column("since", text("进入日", "Since"), "date"),
        ),
        table,
        note=text(
            "进入日的中位数：一半客户在这一天以前就到了这个阶段；每位的进入日在最后一张表",
            "the median of the days on which they entered it; each one's stands in the last table",
        ),
        chart=Chart("column", "stage", ("customers",), text("各阶段的客户数", "Customers by stage")),
        links=links,
    )


def _months(facts: Facts, past: History) -> Block:
    table = past.counts.assign(month=[f"{day:%y-%m}" for day in past.days]).reset_index(drop=True)
    return Block(
        "months",
        text("各月末处在哪个阶段", "Stages at the ends of the months"),
        (MONTH, *_stage_columns(facts)[1:]),
        table,
        note=text(
            f"买过的客户；最后一行是 {past.days[-1]:%Y-%m-%d}",
            f"of who ever bought; the last row is {past.days[-1]:%Y-%m-%d}",
        ),
        chart=Chart(
            "stacked",
            "month",
            STAGES[1:],
            text("买过的客户各月末处在哪个阶段", "Stages of who ever bought, month by month"),
        ),
    )


def _moves(facts: Facts, past: History) -> Block:
    moves = stages.transitions(past)
    least = facts.rules.min_sample
    table = stages.shares(moves, least).assign(n=moves.sum(axis=1))
    table["stage"] = [_title(facts, name) if name else _JOINED(facts.lang) for name in table.index]
    table = table[table["n"] > 0].reset_index(drop=True)
    return Block(
        "moves",
        text("一个月以后到了哪个阶段", "Where they are a month later"),
        (
            Column("stage", text("月初阶段", "From")),
            Column("n", text("人次", "Cases"), "count"),
            *_stage_columns(facts, "percent", heat=True),
        ),
        table,
        note=text(
            f"近 12 个月的月末到下一个月末，每行合计 100%；不足 {least} 人次的行不算比率",
            f"from one month end to the next over twelve months; each row is 100%, none over fewer than {least} cases",
        ),
        empty=_NONE,
    )


def _stays(facts: Facts, past: History) -> Block:
    table = stages.durations(past)
    table["days"] = table["days"].where(table["n"] >= facts.rules.min_sample)
    table = table.assign(stage=[_title(facts, name) for name in table.index])
    table = table[(table["n"] > 0) | (table["running"] > 0)].reset_index(drop=True)
    known = table["days"].notna().any()
    return Block(
        "stays",
        text("在一个阶段停留多久", "How long they stay at a stage"),
        (
            _STAGE,
            Column("days", text("平均天数", "Days on average"), "days"),
            Column("n", text("已结束", "Over"), "count"),
            Column("running", text("还在", "Still there"), "count"),
        ),
        table,
        note=text(
            "只算近 12 个月里开始并结束的停留，按月末看，所以是个大概；更长的停留不在里面",
            "stays that began and ended within twelve months, seen at month ends, so roughly; longer ones are left out",
        ),
        chart=Chart("bar", "stage", ("days",), text("各阶段的平均停留天数", "Mean days at each stage"))
        if known
        else None,
        empty=_NONE,
    )


def _detail(facts: Facts, people: pd.DataFrame) -> Block:
    lists, records = facts.snapshot.lists, people.index
    always = facts.say("一直", "always")
    since = [
        (always if before else None) if day != day else day.date()
        for day, before in zip(people["since"], people["before"], strict=True)
    ]
    group = facts.customers["group"].reindex(records)
    table = facts.people(records).assign(
        stage=[_title(facts, one) for one in people["stage"]],
        since=pd.Series(since, dtype=object),
        group=[None if one is None or one != one else lists.title("rfm_group", one, facts.lang) for one in group],
        **{name: field_titles(facts, name, records) for name in ("kind", "industry", "province", "size")},
        days=people["days"].to_numpy(),
        amount=people["year_cents"].to_numpy() / 100,
    )
    cut = only_first(LISTED, len(facts.histories.customers), text("近 12 个月成交最多的", "largest"))
    return Block(
        "detail",
        text("各位客户在哪个阶段、哪一群", "Stage and group of each customer"),
        (
            CUSTOMER,
            OWNER,
            TIER,
            _STAGE,
            Column("since", text("进入日", "Since"), "date"),
            Column("days", text("购买天数", "Purchase days"), "count"),
            Column("amount", YEAR, "money", bar=True),
            Column("kind", text("类型", "Kind")),
            Column("size", text("规模", "Size")),
            Column("province", text("地区", "Region")),
            Column("group", text("RFM 客户群", "RFM group")),
            Column("industry", text("行业", "Industry")),
        ),
        table,
        note=text(f"先按阶段，再按近 12 个月的成交额{cut.zh}", f"by stage, then the largest first{cut.en}"),
        links=names_linked(facts, records),
        empty=_NONE,
        sortable=True,
    )
