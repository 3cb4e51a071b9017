"""The part of sheet 细分与生命周期 about groups: RFM by industry, region and size, and business beside private."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from custsheet.analysis.market.kinds import titled
from custsheet.analysis.reports.dimensions import BLANK, PERSONS, STRANGERS
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.lists import CUSTOMERS, ORDERS, SHARE
from custsheet.analysis.series import GROUP_ORDER
from custsheet.model.report import Block, Chart, Column
from custsheet.model.text import Text, text

_MOST = 12  # rows of a matrix; the others stand together
_SPLIT: dict[str, tuple[Text, Text]] = {
    "industry": (text("行业", "Industry"), text("各行业里有哪些客户群", "RFM groups by industry")),
    "province": (text("地区", "Region"), text("各地区里有哪些客户群", "RFM groups by region")),
    "size": (text("规模", "Size"), text("各种规模里有哪些客户群", "RFM groups by size")),
}


def field_titles(facts: Facts, name: str, records: pd.Index) -> list[str | None]:
    """What the list entries in a field of these customers are called; None where blank."""
    return _titled(facts, name, facts.field(name).reindex(records))


def _titled(facts: Facts, name: str, told: pd.Series) -> list[str | None]:
    codes, known = pd.factorize(told.to_numpy(dtype=object))
    titles = [facts.snapshot.lists.title(name, one, facts.lang) for one in known]
    said: list[str | None] = np.array([*titles, None], dtype=object)[codes].tolist()
    return said


def matrices(facts: Facts) -> Iterator[Block]:
    """One for each field that anybody filled in: RFM groups × its most frequent entries, in customers."""
    here = facts.customers["group"].notna().to_numpy()
    group = facts.customers["group"][here]
    if not len(group):
        return
    person = (facts.told("kind") == "person").to_numpy()[here]
    for name, (title, heading) in _SPLIT.items():
        told = _titled(facts, name, facts.told(name)[here])
        if any(told):
            yield _matrix(facts, name, group, pd.Series(told, dtype=object), person, (title, heading))


def _matrix(
    facts: Facts, name: str, group: pd.Series, told: pd.Series, person: np.ndarray, words: tuple[Text, Text]
) -> Block:
    code, said = pd.factorize(told)
    often = np.argsort(-np.bincount(code[code >= 0], minlength=len(said)), kind="stable")[:_MOST]
    names = [str(one) for one in said[often]]
    other, blank, persons = facts.say("其他", "Others"), BLANK(facts.lang), PERSONS(facts.lang)
    called = np.full(len(said) + 1, other, dtype=object)
    called[often], called[-1] = names, blank
    row = called[code]
    if name != "province":  # persons have neither industry nor size
        row[(code < 0) & person] = persons
    which, rows = pd.factorize(row)
    column, columns = pd.factorize(group.to_numpy(dtype=object))
    cells = np.bincount(which * len(columns) + column, minlength=len(rows) * len(columns)).reshape(len(rows), -1)
    shown = [one for one in (*names, other, blank, persons) if one in rows]
    order = [one for one in GROUP_ORDER if one in columns]
    cells = cells[np.ix_([rows.tolist().index(one) for one in shown], [columns.tolist().index(one) for one in order])]
    told_of = {"name": pd.Series(shown, dtype=object), "all": cells.sum(axis=1)}
    table = pd.DataFrame({**told_of, **dict(zip(order, cells.T, strict=True))})
    titles = {
        one: text(*(facts.snapshot.lists.title("rfm_group", one, lang) for lang in ("zh", "en"))) for one in order
    }
    return Block(
        f"by_{name}",
        words[1],
        (
            Column("name", words[0]),
            Column("all", text("客户数", "Customers"), "count"),
            *(Column(one, titles[one], "count", heat=True) for one in order),
        ),
        table,
        note=text(
            "买过的客户数；颜色越深人越多，越靠右越需要唤回",
            "customers who ever bought; darker is more, and the further right the more to win back",
        ),
    )


def sides(facts: Facts, each: pd.DataFrame) -> Block:
    """Business and private customers side by side; `each`: see `market.kinds`."""
    table = each.assign(
        kind=[kind_title(facts, str(one))(facts.lang) for one in each.index],
        buyers=each["buyers"].astype("float64").where(each.index != "unknown"),
        customers=each["customers"].astype("float64").where(each.index != "unknown"),
        amount=each["cents"] / 100,
        each=each["each"] / 100,
    )
    return Block(
        "kinds",
        text("企业客户和个人客户", "Business and private customers"),
        (
            Column("kind", text("客户类型", "Kind")),
            CUSTOMERS,
            Column("buyers", text("有成交", "Buyers"), "count"),
            ORDERS,
            Column("amount", text("金额", "Amount"), "money"),
            SHARE,
            Column("each", text("平均每单", "Average order"), "money"),
            Column("repeat", text("复购率", "Repeat rate"), "percent"),
        ),
        table.replace([np.inf, -np.inf], np.nan).reset_index(drop=True),
        note=text(
            f"{facts.period.title().zh}；复购率 = 在两天以上买过的 ÷ 有成交的，不足 {facts.rules.min_sample} 位的不算",
            f"{facts.period.title().en}; repeat rate = bought on two days or more ÷ buyers, none of fewer than"
            f" {facts.rules.min_sample}",
        ),
        chart=Chart("bar", "kind", ("amount",), text("各类客户的成交额", "Sales by kind of customer")),
        empty=text("还没有可用的订单。", "No usable orders yet."),
    )


def kind_title(facts: Facts, kind: str) -> Text:
    """What one of `market.kinds.KINDS` is called."""
    if kind == "unknown":
        return STRANGERS
    if not kind:
        return BLANK
    return titled(facts.snapshot.lists, kind)
