"""What sheet 市场趋势 says: the whole, the fastest, who is behind the fall, and which month to prepare for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from custsheet.analysis.doubts import doubt
from custsheet.analysis.market.growth import Spans, change
from custsheet.analysis.money import money_text, percent
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import Mark
from custsheet.model.text import Text, text

_AHEAD = 3  # months
_STRONG = 1.15  # index from which a month is worth preparing for
_FLAT = 0.005


def answers(
    facts: Facts,
    spans: Spans,
    shown: Mapping[str, pd.DataFrame],
    fastest: pd.DataFrame,
    behind: Mapping[str, pd.DataFrame],
    season: pd.DataFrame,
) -> tuple[tuple[Mark, Text], ...]:
    """At most four sentences, each with a status."""
    said = [
        _whole(facts, spans),
        _fastest(facts, fastest),
        _culprit(facts, spans, shown, behind),
        _season(spans, season),
    ]
    return tuple(one for one in said if one is not None)


def _whole(facts: Facts, spans: Spans) -> tuple[Mark, Text]:
    lines = facts.sales.lines
    now, before = (lines.loc[one.mask(lines["day"]), "cents"].sum() for one in (spans.now, spans.before))
    amount, unsure = money_text(now, facts.rules.currency), facts.doubt(float(now), spans.now)
    amount = text(amount.zh + unsure.zh, amount.en + unsure.en)
    grown = float(change(pd.Series([float(now)]), pd.Series([float(before)])).iloc[0]) if spans.comparable else None
    if grown is None or grown != grown:
        return "none", text(
            f"近 12 个月成交 {amount.zh}；订单记录还不能和上年同期比。",
            f"Sales of {amount.en} in 12 months; the records cannot be compared with the year before.",
        )
    mark: Mark = "good" if grown > _FLAT else "bad" if grown < -_FLAT else "none"
    word = text(f"比上年同期{_moved_zh(grown)}", f"{_moved_en(grown)} the year before")
    return mark, text(f"近 12 个月成交 {amount.zh}，{word.zh}。", f"Sales of {amount.en} in 12 months, {word.en}.")


def _moved_zh(share: float) -> str:
    return "持平" if abs(share) < _FLAT else f"{'增长' if share > 0 else '下降'} {percent(abs(share))}"


def _moved_en(share: float) -> str:
    return "level with" if abs(share) < _FLAT else f"{percent(abs(share))} {'more' if share > 0 else 'less'} than"


def _fastest(facts: Facts, fastest: pd.DataFrame) -> tuple[Mark, Text] | None:
    up, down = fastest[fastest["growth"] > 0], fastest[fastest["growth"] < 0]
    zh, en = [], []
    if len(up):
        best = up.iloc[0]
        unsure = _unsure(facts, best)
        zh.append(f"增长最快的是{best['named']}（+{percent(best['growth'])}）{unsure.zh}")
        en.append(f"{best['named']} grows fastest (+{percent(best['growth'])}){unsure.en}")
    if len(down):
        worst = down.iloc[-1]
        unsure = _unsure(facts, worst)
        zh.append(f"下滑最快的是{worst['named']}（{percent(worst['growth'])}）{unsure.zh}")
        en.append(f"{worst['named']} falls fastest ({percent(worst['growth'])}){unsure.en}")
    if not zh:
        return None
    mark: Mark = "good" if not len(down) else "bad" if not len(up) else "near"
    return mark, text("，".join(zh) + "：先看背后的客户。", ", ".join(en) + ": look at the customers behind it first.")


def _unsure(facts: Facts, segment: pd.Series) -> Text:
    """What is unverified in a change, against the larger of the two amounts it is between."""
    return doubt(segment["doubted"], max(segment["cents"], segment["before"]), facts.rules.currency)


def _culprit(
    facts: Facts, spans: Spans, shown: Mapping[str, pd.DataFrame], behind: Mapping[str, pd.DataFrame]
) -> tuple[Mark, Text] | None:
    """The customer who took most away from the industry, region or product that lost most."""
    if not spans.comparable:
        return None
    listed = {name: table[table.index.isin(behind[name]["segment"])]["change"] for name, table in shown.items()}
    losses = [(float(table.min()), name) for name, table in listed.items() if len(table) and table.min() < 0]
    if not losses:
        return None
    lost, name = min(losses)
    segment, theirs = listed[name].idxmin(), behind[name]
    theirs = theirs[(theirs["segment"] == segment) & (theirs["customer"] >= 0) & (theirs["change"] < 0)]
    if not len(theirs):
        return None
    worst = theirs.loc[theirs["change"].idxmin()]
    who = facts.headline(facts.sales.customers[int(worst["customer"])])
    less, whole = (money_text(-one, facts.rules.currency) for one in (worst["change"], lost))
    record = facts.sales.customers[[int(worst["customer"])]]
    unsure = facts.doubt(float(-worst["change"]), spans.before, record)
    return "bad", text(
        f"{worst['named']}少了 {whole.zh}，主要因为 {who.zh} 少买了 {less.zh}{unsure.zh}：请负责人去问原因。",
        f"{worst['named']} lost {whole.en}, mainly because {who.en} bought {less.en} less{unsure.en}: have the owner"
        " ask why.",
    )


def _season(spans: Spans, season: pd.DataFrame) -> tuple[Mark, Text] | None:
    if not len(season):
        return None
    index = season.set_index("month")["index"]
    ahead = [(spans.now.end.to_period("M") + n).month for n in range(1, _AHEAD + 1)]
    best = max(ahead, key=lambda month: index[month])
    strong = int(index.idxmax())
    if index[best] >= _STRONG:
        return "near", text(
            f"接下来 {_AHEAD} 个月里 {best} 月最旺，往年是平常月份的 {index[best]:.1f} 倍：提前备货、排班。",
            f"Of the next {_AHEAD} months {_month(best)} is the strongest, {index[best]:.1f} times an average month:"
            " prepare stock and staff.",
        )
    return "none", text(
        f"往年最旺的是 {strong} 月（平常月份的 {index[strong]:.1f} 倍）；接下来 {_AHEAD} 个月没有旺季。",
        f"The strongest month is {_month(strong)} ({index[strong]:.1f} times an average one); none of the next"
        f" {_AHEAD} is a high season.",
    )


def _month(number: int) -> str:
    return f"{pd.Timestamp(2024, number, 1):%B}"
