"""Why a customer may be leaving: what it said itself, else the most telling sign in the workbook; and where it stands.

What it said is what staff who called wrote down after its last order (Interactions, reason for leaving). A likely
reason is a place to begin a conversation, not a proof: each sentence says what was seen. Only signs near the silence
count (`nearness`), and none older than twelve months, but for complaints that are open still; of owners that have
changed no day is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis import contracts
from custsheet.analysis.churn.nearness import Nearness
from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.cycle import SHRUNK
from custsheet.analysis.histories import Histories
from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.kpis.service import answers
from custsheet.analysis.kpis.voices import ratings
from custsheet.analysis.period import Period
from custsheet.analysis.rules import TOLD, Rules
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import text
from custsheet.values.text import pieces

_NAMED = (
    *TOLD,
    "competitor",
    "season",
)  # the standard's; an entry of a company's own is another reason, whatever its name
_UNHAPPY = 2  # of 5
_OVER = ("solved", "closed")
_RIVALS = (
    r"(?<!没有)(?<!无)(?:竞品|竞争对手|竞争者|别家|对手公司|其[他它]供应商|换了?供应商|同行报价)",
    r"\bcompetitors?\b|\b(?:another|other|different) suppliers?\b|\bswitch(?:ed|ing) to\b",
)
_DAY, _YEAR, _SLACK = (pd.Timedelta(days=one) for one in (1, 365, 15))
_LONG = 60  # days of silence below which the same weeks of last year tell nothing
_TOGETHER = 0.5  # of order lines must name the customer's owner before another name means anything

_SAY = {
    "told": text("{day} 联系时客户说：{said}", "Told on {day}: {said}"),
    "contract": text("合同 {day} 到期，还没有续约", "The contract ends on {day} and is not renewed"),
    "expired": text("合同 {day} 已到期，没有续约", "The contract ended on {day} and was not renewed"),
    "complaint": text("{day} 的投诉还没有闭环", "The complaint of {day} is still open"),
    "dissatisfied": text("{day} 满意度只有 {score} 分", "Satisfaction of only {score} on {day}"),
    "slow": text("{day} 的请求过了 {hours} 小时才响应", "The request of {day} was answered after {hours} hours"),
    "waiting": text("{day} 的请求还没有响应", "The request of {day} is not answered yet"),
    "owner": text("订单一直由{before}经手，现在的负责人是{now}", "{before} took all orders, the owner now is {now}"),
    "competitor": text("{day} 的互动里提到“{word}”", "The contact of {day} mentions '{word}'"),
    "season": text(
        "去年同一段时间也没有下单，后来又买了", "Did not buy at this time of last year either, then came back"
    ),
    "unknown": text(
        "最后一次购买前后没有看到投诉、低分、慢响应等迹象",
        "No complaint, low rating or slow answer was found near the last order",
    ),
}


def reasons(
    snapshot: Snapshot, rules: Rules, histories: Histories, idle: pd.DataFrame, today: date, cases: Cases
) -> pd.DataFrame:
    """Of each customer in `idle` (rows of `Histories.customers`): reason, why, sheet, row, told (by the customer)."""
    finder = _Finder(snapshot, rules, histories, idle, today, cases)
    told, ending = finder.told(), finder.ending()
    signs = [one for one in (told, *finder.signs()) if len(one)]
    out = pd.DataFrame(index=idle.index, columns=["reason", "why", "sheet", "row"], dtype=object)
    if signs:
        every = pd.concat(signs)
        out = every[~every.index.duplicated()].astype(object).reindex(idle.index)  # row numbers stay whole
    out = out.where(out.notna(), None)
    out["reason"] = out["reason"].fillna("unknown")
    out["why"] = out["why"].fillna(_SAY["unknown"](snapshot.lang))
    out["told"] = out.index.isin(told.index)
    also = ending.index[out.loc[ending.index, "reason"] != "contract"]
    joint = text("；", "; ")(snapshot.lang)
    out.loc[also, "why"] += joint + ending.loc[also, "why"]
    return out


class _Finder:
    """Looks for signs, one kind after the other; of each customer the latest."""

    def __init__(
        self, snapshot: Snapshot, rules: Rules, histories: Histories, idle: pd.DataFrame, today: date, cases: Cases
    ) -> None:
        self._snapshot, self._rules, self._today = snapshot, rules, today
        self._histories, self._idle, self._year = histories, idle, histories.year
        self._cases, self._near = cases, Nearness.of(idle)
        # What happened between the reference day and today is known, and counts as well.
        self._lately = Period(self._year.start, max(self._year.end, pd.Timestamp(today)))

    def signs(self) -> Iterator[pd.DataFrame]:
        """Each kind of sign, the most telling first."""
        kinds: list[Callable[[], pd.DataFrame]] = [
            *(self._complaints, self._dissatisfied, self._slow, self._owner, self._competitor),
            *(self.ending, self._season),
        ]
        return (kind() for kind in kinds)

    def _latest(
        self, reason: str, sheet: str, customer: pd.Series, when: pd.Series, say: Callable[[int, str], str]
    ) -> pd.DataFrame:
        """The latest sign of each customer that is leaving.

        Args:
            reason: which kind.
            sheet: where it stands.
            customer: whose it is, by Excel row.
            when: its day.
            say: Excel row and day → the sentence.
        """
        rows = pd.DataFrame(
            {"customer": customer.to_numpy(), "when": when.to_numpy(), "row": customer.index.to_numpy()}
        )
        rows = rows[rows["customer"].isin(self._idle.index)].sort_values(["when", "row"], na_position="first")
        rows = rows[~rows["customer"].duplicated(keep="last")]
        days = rows["when"].dt.strftime("%Y-%m-%d").fillna("?")
        why = [say(row, day) for row, day in zip(rows["row"].tolist(), days.tolist(), strict=True)]
        index = pd.Index(rows["customer"], dtype=object, name=None)
        return pd.DataFrame(
            {
                "reason": reason,
                "why": pd.Series(why, index=index, dtype=object),
                "sheet": sheet,
                "row": rows["row"].to_numpy(),
            },
            index=index,
        )

    def told(self) -> pd.DataFrame:
        """What customers said after their last order; a reason that a company added to its list is another one."""
        table = found(self._snapshot, "interactions", "customer_id", "leaving_reason")
        if table is None:
            return pd.DataFrame()
        said, customer, when = (
            strings(table, "leaving_reason"), strings(table, "customer_id"), moments(table, "time"),
        )  # fmt: skip
        known = said.notna() & customer.isin(self._idle.index) & (when < pd.Timestamp(self._today) + _DAY)
        said, customer, when = said[known], customer[known], when[known]
        since = (when.dt.normalize() > self._idle["last"].reindex(customer).to_numpy()).to_numpy()
        said, customer, when = said[since], customer[since], when[since]
        title = {one: self._snapshot.lists.title("leaving_reason", one, self._snapshot.lang) for one in set(said)}
        signs = self._latest(
            "other",
            "interactions",
            customer,
            when,
            lambda row, day: self._put("told", day=day, said=title[said[row]]),
        )
        name = said.loc[signs["row"]].to_numpy()
        return signs.assign(reason=np.where(np.isin(name, _NAMED), name, "other").astype(object))

    def ending(self) -> pd.DataFrame:
        """Contracts that are to be renewed, or should have been."""
        idle = self._idle
        idle = idle[contracts.due(idle["contract_end"], idle["last"], self._histories.reference, self._rules)]
        end = idle["contract_end"]
        day = end.dt.strftime("%Y-%m-%d")
        over = end < self._histories.reference
        why = [self._put("expired" if past else "contract", day=one) for one, past in zip(day, over, strict=True)]
        return pd.DataFrame(
            {"reason": "contract", "why": why, "sheet": "customers", "row": idle["row"]}, index=idle.index, dtype=object
        )

    def _put(self, key: str, **values: object) -> str:
        return _SAY[key](self._snapshot.lang).format(**values)

    def _complaints(self) -> pd.DataFrame:
        """Complaints of which the customer was not told what came of them, or that are not solved."""
        signs = []
        for sheet, kind, day, done, over in (
            ("feedback", "kind", "date", "told_on", ("closed",)),
            ("service", "service_type", "requested_at", "resolved_at", _OVER),
        ):
            table = found(self._snapshot, sheet, "customer_id", kind)
            if table is None:
                continue
            still = moments(table, done).isna() & ~strings(table, "status").isin(over)
            still &= strings(table, kind) == "complaint"
            when = moments(table, day)
            still &= ~(when > pd.Timestamp(self._today) + pd.Timedelta(days=1))
            customer = strings(table, "customer_id")
            still &= when.isna() | self._near.holds(customer, when, later=True)
            customer = customer[still]
            signs.append(
                self._latest("complaint", sheet, customer, when[still], lambda _, day: self._put("complaint", day=day))
            )
        return pd.concat(signs) if signs else pd.DataFrame()

    def _dissatisfied(self) -> pd.DataFrame:
        """Customers whose latest rating of the time that counts is low."""
        rated = ratings(self._snapshot)
        near = self._lately.mask(rated["when"]) & self._near.holds(rated["customer"], rated["when"])
        rated = rated[near].sort_values("when", kind="stable")
        rated = rated[~rated["customer"].duplicated(keep="last") & (rated["score"] <= _UNHAPPY)]
        signs = []
        for sheet, part in rated.groupby("sheet", sort=False):
            part = part.set_index("row")
            score = part["score"]

            def say(row: int, day: str, score: pd.Series = score) -> str:
                return self._put("dissatisfied", day=day, score=f"{score[row]:.0f}")

            signs.append(self._latest("dissatisfied", str(sheet), part["customer"], part["when"], say))
        return pd.concat(signs) if signs else pd.DataFrame()

    def _slow(self) -> pd.DataFrame:
        """Requests answered later than was promised to the customer's tier, or not at all."""
        told = answers(self._cases, self._lately, self._today)
        rows = list(told.slow.get("service", ()))
        table = self._snapshot.table("service")
        if table is None or not rows:
            return pd.DataFrame()
        hours = dict(zip(told.answered.tolist(), told.hours.tolist(), strict=True))

        def say(row: int, day: str) -> str:
            if row in hours:
                return self._put("slow", day=day, hours=f"{hours[row]:,.0f}")
            return self._put("waiting", day=day)

        customer, asked = strings(table, "customer_id").loc[rows], moments(table, "requested_at").loc[rows]
        waits = ~customer.index.isin(list(hours))
        near = self._near.holds(customer, asked) | (waits & self._near.holds(customer, asked, later=True))
        return self._latest("response", "service", customer[near], asked[near], say)

    def _owner(self) -> pd.DataFrame:
        """Customers whose orders were all taken by others than the owner they have now.

        Where sales persons on orders are other people than owners anyway, that says nothing.
        """
        table = found(self._snapshot, "orders", "customer_id", "owner")
        if table is None or not self._histories.customers["owner"].notna().any():
            return pd.DataFrame()
        customer, by = strings(table, "customer_id"), strings(table, "owner").to_numpy()
        code, who = pd.factorize(customer)  # numbers are compared and counted faster than texts
        owner = self._histories.customers["owner"].reindex(who)
        owners = np.array([*owner, None], dtype=object)[code]  # code -1, an order of nobody: the None at the end
        both = pd.notna(by) & pd.notna(owners)
        same = both & (by == owners)
        if not both.any() or same.sum() < _TOGETHER * both.sum():
            return pd.DataFrame()
        named, theirs = np.bincount(code[both], minlength=len(who)), np.bincount(code[same], minlength=len(who))
        rows = both & ((named >= 2) & (theirs == 0))[code]
        taken = dict(zip(table.typed.index[rows], by[rows], strict=True))
        mine = dict(zip(table.typed.index[rows], owners[rows], strict=True))
        return self._latest(
            "owner",
            "orders",
            customer[rows],
            moments(table, "date")[rows],
            lambda row, _: self._put("owner", before=taken[row], now=mine[row]),
        )

    def _competitor(self) -> pd.DataFrame:
        """Contacts of the last twelve months that speak of a competitor."""
        table = found(self._snapshot, "interactions", "customer_id", "content")
        if table is None:
            return pd.DataFrame()
        names = [re.escape(one) for one in pieces(self._rules.competitors or "") if len(one) > 1]
        pattern = re.compile("|".join([*names, *_RIVALS]), re.IGNORECASE)
        when, customer = moments(table, "time"), strings(table, "customer_id")
        near = self._lately.mask(when) & self._near.holds(customer, when, later=True)
        content = table.typed.loc[near, "content"]
        hits = content.map(lambda said: pattern.search(said) if isinstance(said, str) else None).dropna()
        words = {row: hit.group() for row, hit in hits.items()}
        return self._latest(
            "competitor",
            "interactions",
            customer.loc[hits.index],
            when.loc[hits.index],
            lambda row, day: self._put("competitor", day=day, word=words[row]),
        )

    def _season(self) -> pd.DataFrame:
        """Customers with a cycle who were silent in the same weeks of last year too, and came back after them."""
        idle = self._idle
        idle = idle[(idle["days"] >= SHRUNK) & (idle["idle"] >= _LONG) & (idle["idle"] <= _YEAR.days)]
        begin = idle["last"] - _YEAR + _SLACK
        end = self._histories.reference - _YEAR - _SLACK
        days = self._histories.days
        days = days[days["customer"].isin(idle.index) & (days["day"] <= end)]
        broken = set(days.loc[days["day"].to_numpy() > begin.reindex(days["customer"]).to_numpy(), "customer"])
        silent = idle.index[(idle["first"] <= begin) & ~idle.index.isin(list(broken))]
        return pd.DataFrame(
            {"reason": "season", "why": self._put("season"), "sheet": None, "row": None}, index=silent, dtype=object
        )
