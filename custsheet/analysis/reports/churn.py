"""Sheet 流失预警: who is leaving, how much is at stake, for which reason, and who should do what."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from custsheet.analysis.churn.actions import action
from custsheet.analysis.churn.nearness import IN_WORDS as NEAR
from custsheet.analysis.churn.urgency import IN_WORDS
from custsheet.analysis.cycle import SHRUNK
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.reports.churn_words import answers, first_to_call, owners
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import names_linked, runs
from custsheet.analysis.reports.lists import CUSTOMER, CUSTOMERS, LISTED, OWNER, SHARE, TIER, only_first
from custsheet.model.churn import BASES, REASONS
from custsheet.model.report import Block, Chart, Column, RecordRef, Report, RowsRef, Target
from custsheet.model.text import Text, text

NAME = "churn"
_NONE = text("没有空窗过长的客户。", "No customer has been silent for too long.")
_TO_CALL = text("先联系和约谈续约的名单", "the lists of whom to call first and whose contract to renew")
_STATE = Column("state", text("状态", "State"))
_AMOUNT = text("风险金额", "At stake")
_SUMS = (CUSTOMERS, Column("amount", _AMOUNT, "money"), SHARE)
_END = Column("end", text("合同到期日", "Contract ends"), "date")
_REASON = Column("reason", text("可能的原因", "Likely reason"))
_COLUMNS = (
    CUSTOMER,
    OWNER,
    TIER,
    _STATE,
    Column("amount", _AMOUNT, "money", bar=True),
    Column("idle", text("空窗（天）", "Days silent"), "days"),
    Column("usual", text("通常间隔", "Usual gap"), "days"),
    Column("times", text("超期倍数", "Times the gap"), "number"),
    Column(
        "judged", text("判断依据（超过几天为预警 / 沉睡 / 流失）", "Judged by (at risk / dormant / lost over, days)")
    ),
    _REASON,
    Column("why", text("看到的迹象", "What was seen"), "long"),
    Column("action", text("怎么做", "What to do"), "long"),
)


def report(facts: Facts) -> Report:
    """The report."""
    leaving = facts.churn.table
    bought = int((facts.histories.customers["days"] > 0).sum())
    shown, ready = leaving.head(LISTED), bought > 0 or len(facts.renewals) > 0
    renewals = (_renewals(facts),) if len(facts.renewals) else ()
    return Report(
        NAME,
        facts.snapshot.schema.tool(NAME).description,
        answers(facts, bought) if ready else (),
        (
            _states(facts, shown),
            _first(facts),
            *renewals,
            _reasons(facts),
            _owners(facts),
            _detail(facts, shown, len(leaving)),
        ),
        _notes(facts) if ready else (),
        ready=ready,
    )


def _notes(facts: Facts) -> tuple[Text, ...]:
    staked = facts.churn.table[facts.churn.table["amount"] > 0]
    return (
        facts.churn.limits,
        text(
            f"状态由空窗和该行的天数决定，合同说了算的写着到期日。超期倍数 = 空窗 ÷ 通常间隔；买过不到 {SHRUNK} 次的"
            "没有自己的间隔，两者都空着，按全体客户的间隔定天数。",
            "The state follows from the days silent and the days in the row, or from the contract's end that stands"
            f" there. Times the gap = days silent ÷ usual gap; who bought on fewer than {SHRUNK} days has no gap of its"
            " own: both are blank, and everybody's gaps set the days.",
        ),
        text(
            "风险金额 = 近 12 个月的成交额减退款，净额为负按 0；流失客户的空窗超过 12 个月时没有风险金额。",
            "At stake = sales of the last 12 months less refunds, not below 0: nothing where the silence is longer.",
        ),
        text(
            "可能的原因先看「互动」里客户说的流失原因（最后一次购买以后写的），没有再看表里最有力的迹象；点击可看到它"
            "所在的行，它是谈话的起点，不是结论。",
            "The likely reason is what the customer said since the last order (Interactions, reason for leaving), else"
            " the most telling sign in the workbook; it leads to the row where it stands: a place to begin, not a"
            " proof.",
        ),
        NEAR,
        text(
            "怎么做可在「参数」的挽留策略里改成你们自己的话。",
            "What to do can be put into your own words in Settings, under win-back.",
        ),
        *facts.left_out(pd.Index(staked["record"]).append(facts.all_renewals.index), _TO_CALL),
    )


def _stage(facts: Facts, name: str) -> str:
    return facts.snapshot.lists.title("stage", name, facts.lang)


def _with_share(table: pd.DataFrame) -> pd.DataFrame:
    whole = table["amount"].sum()
    return table.assign(share=table["amount"] / whole if whole > 0 else float("nan"))


def _states(facts: Facts, shown: pd.DataFrame) -> Block:
    table = _with_share(facts.churn.stages)
    ranges = runs(shown["stage"])
    names = [str(one) for one in table.index]
    table = table.assign(state=[_stage(facts, one) for one in names]).reset_index(drop=True)
    links: dict[tuple[int, str], Target] = {
        (at, "customers"): RowsRef("detail", *ranges[one]) for at, one in enumerate(names) if one in ranges
    }
    found = len(facts.churn.table) > 0
    return Block(
        "states",
        text("按状态", "By state"),
        (_STATE, *_SUMS),
        table if found else table.head(0),
        note=text(
            "预警：本周由负责人联系；沉睡：逐个打电话问原因；流失：只挑金额大的再试一次",
            "at risk: the owner calls this week; dormant: ask one by one why; lost: try the largest once more",
        ),
        chart=Chart("column", "state", ("amount",), text("各状态的风险金额", "Amount at stake by state")),
        links=links if found else {},
        empty=_NONE,
    )


def _first(facts: Facts) -> Block:
    top = first_to_call(facts)
    return Block(
        "first",
        text(f"先联系这 {len(top)} 位", f"Call these {len(top)} first")
        if len(top) > 1
        else text("先联系谁", "Whom to call first"),
        _COLUMNS,
        _people(facts, top),
        note=_order(facts, top),
        links=_links(facts, top),
        empty=text("没有风险金额。", "Nothing is at stake."),
    )


def _renewals(facts: Facts) -> Block:
    shown, do = facts.renewals.head(LISTED), text(*(action("contract", facts.rules, one) for one in ("zh", "en")))
    cut = only_first(LISTED, len(facts.renewals), text("排在前面的", "first"))
    return Block(
        "renewals",
        text(
            f"合同快到期或已到期、没有订单记录的客户（{len(facts.renewals):,} 位）",
            f"Contracts that end or have ended, of customers without an order ({len(facts.renewals):,})",
        ),
        (CUSTOMER, OWNER, TIER, _STATE, _END, Column("left", text("还剩（天）", "Days left"), "days")),
        facts.people(shown.index).assign(
            state=[_stage(facts, one) for one in shown["stage"]],
            end=shown["end"].dt.date.to_numpy(),
            left=shown["left"].to_numpy(),
        ),
        note=text(f"{do.zh}{cut.zh}", f"{do.en}{cut.en}"),
        links=names_linked(facts, shown.index),
    )


def _order(facts: Facts, leaving: pd.DataFrame) -> Text:
    """In which order customers stand, and what a star behind one means."""
    star = facts.star_note(pd.Index(leaving["record"]))
    return text(IN_WORDS.zh + star.zh, IN_WORDS.en + star.en)


def _reasons(facts: Facts) -> Block:
    table = _with_share(facts.churn.reasons)
    names = [str(one) for one in table.index]
    return Block(
        "reasons",
        text("按可能的原因", "By likely reason"),
        (_REASON, *_SUMS, Column("told", text("客户亲口说的", "Told by them"), "count")),
        table.assign(
            reason=[REASONS[one](facts.lang) for one in names],
        ).reset_index(drop=True),
        chart=Chart("bar", "reason", ("customers",), text("各种原因的客户数", "Customers by likely reason")),
        empty=_NONE,
    )


def _owners(facts: Facts) -> Block:
    by, nobody = owners(facts), facts.say("（无负责人）", "(no owner)")
    table = _with_share(by).assign(name=[nobody if pd.isna(one) else str(one) for one in by.index])
    return Block(
        "owners",
        text("按负责人", "By owner"),
        (
            Column("name", text("负责人", "Owner")),
            *_SUMS,
            *(Column(one, text(*(facts.snapshot.lists.title("stage", one, lang) for lang in ("zh", "en"))), "count")
              for one in IDLE),
        ),
        table.reset_index(drop=True),
        note=text("预警的风险金额大的在前", "most at stake among those at risk first"),
        chart=Chart("stacked", "name", IDLE, text("各负责人要挽留的客户", "Customers to win back by owner")),
        empty=_NONE,
    )  # fmt: skip


def _people(facts: Facts, leaving: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Churn.table` as they are shown."""
    same = ("idle", "usual", "times", "amount", "why", "action")
    return facts.people(pd.Index(leaving["record"])).assign(
        customer=facts.starred(pd.Index(leaving["record"])),
        **{name: leaving[name].to_numpy() for name in same},
        state=[_stage(facts, one) for one in leaving["stage"]],
        reason=[REASONS[one](facts.lang) for one in leaving["reason"]],
        judged=[_judged(facts, one) for one in leaving[["basis", "risk", "dormant", "lost", "end"]].to_dict("records")],
    )


def _judged(facts: Facts, row: dict[str, Any]) -> str:
    """What the state was decided by, and the days from which it follows."""
    basis = BASES[row["basis"]](facts.lang)
    if pd.notna(row["end"]):
        return f"{basis} {row['end'].date()}"
    days = " / ".join(f"{math.floor(row[name])}" for name in ("risk", "dormant", "lost"))
    return f"{basis}{facts.say('：', ': ')}{days}"


def _links(facts: Facts, leaving: pd.DataFrame) -> dict[tuple[int, str], Target]:
    """Customers lead to their rows, reasons to what was seen."""
    found = names_linked(facts, pd.Index(leaving["record"]))
    for at, (sheet, row) in enumerate(zip(leaving["sheet"], leaving["row"], strict=True)):
        if sheet is not None and row is not None:
            found[at, "reason"] = RecordRef(str(sheet), int(row))
    return found


def _detail(facts: Facts, shown: pd.DataFrame, whole: int) -> Block:
    cut, order = only_first(LISTED, whole, text("排在前面的", "first")), _order(facts, shown)
    return Block(
        "detail",
        text("要挽留的客户", "Customers to win back"),
        _COLUMNS,
        _people(facts, shown),
        note=text(
            f"{order.zh}{cut.zh}",
            f"{order.en}{cut.en}",
        ),
        links=_links(facts, shown),
        empty=_NONE,
        sortable=True,
    )
