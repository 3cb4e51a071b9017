"""Sheet 满意度与反馈: how satisfied customers are, with what they are not, and whether they hear back."""

from __future__ import annotations

import pandas as pd

from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import runs
from custsheet.analysis.reports.lists import CUSTOMER, DAY, PRODUCT, RECORD, SAID, TIER, TYPE
from custsheet.analysis.reports.records import listed
from custsheet.analysis.reports.satisfaction_cases import MEASURES, Opinions, named
from custsheet.analysis.reports.satisfaction_words import answers
from custsheet.analysis.series import SMALLEST_MONTH
from custsheet.model.report import Block, Chart, Column, Kind, RecordRef, Report, RowsRef, Target
from custsheet.model.text import Text, text

NAME = "satisfaction"
LISTED, SPLIT = 500, 15
"""Records in one list, and rows of one split, at most."""
_NONE = text("这段时间没有评分。", "No ratings in this period.")
_COLUMNS = (CUSTOMER, TIER, DAY, RECORD, TYPE, Column("person", text("处理人", "Handler")), PRODUCT, SAID)
_SPLITS = (
    ("type", "types", text("不满意出在哪类事情上", "Low scores by type"), text("类型", "Type")),
    ("product", "products", text("按产品", "By product"), text("产品", "Product")),
    ("person", "staff", text("按处理人", "By handler"), text("处理人", "Handler")),
    ("owner", "owners", text("按客户负责人", "By owner of the customer"), text("负责人", "Owner")),
    ("region", "regions", text("按地区", "By region"), text("地区", "Region")),
)


def report(facts: Facts) -> Report:
    """The report."""
    found = Opinions(facts)
    low = found.low.sort_values("type", kind="stable", na_position="last").head(LISTED)
    every = [named(facts.kpis, name).n for name in ("csat", "nps", "closing")]
    ready = any(every)
    blocks = (
        _months(found),
        *(_split(found, one, low) for one in _SPLITS),
        _words(found),
        _closing(found),
        _asked(found),
        _untold(found),
        _detail(found, low),
    )
    said = answers(found) if ready else ()
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, _notes(facts), ready=ready)


def _notes(facts: Facts) -> tuple[Text, ...]:
    mean = facts.rules.satisfaction_measure == "mean"
    csat = text("全部评分（1–5）的平均", "the mean of all ratings 1–5") if mean else text(
        "4、5 分占全部评分（1–5）的比例", "the share of ratings of 4 and 5 among all 1–5")  # fmt: skip
    return (
        text(
            f"满意度 = {csat.zh}，「服务」「反馈」两表合计；不满意 = 1–3 分；净推荐值 = 9–10 分占比 − 0–6 分占比。",
            f"Satisfaction = {csat.en}, on Service and Feedback together; low = 1 to 3; NPS = share of 9–10 − share of"
            " 0–6.",
        ),
        text(
            f"{facts.period.title().zh}；样本少于 {facts.rules.min_sample} 的只写样本数。"
            "产品：内容里写到的产品，没写到的看关联订单（只有一种产品时）。",
            f"{facts.period.title().en}; figures over fewer than {facts.rules.min_sample} answers only say how many."
            " Product: the one named in the text, else the only one of the related order.",
        ),
    )


def _kind(facts: Facts) -> Kind:
    return "number" if facts.rules.satisfaction_measure == "mean" else "percent"


def _months(found: Opinions) -> Block:
    table, kind = found.monthly(), _kind(found.facts)
    aimed = table["target"].notna().any()
    target = (Column("target", text("目标", "Target"), kind),) if aimed else ()
    return Block(
        "months",
        text("满意度按月", "Satisfaction month by month"),
        (
            Column("name", text("月份", "Month")),
            Column("n", text("评分数", "Ratings"), "count"),
            Column("csat", text("满意度", "Satisfaction"), kind),
            *target,
            Column("asked", text("推荐意愿回答", "Answers to recommend"), "count"),
            Column("nps", text("净推荐值", "NPS"), "number"),
            Column("rated", text("请求评价率", "Requests rated"), "percent"),
        ),
        table if table[["n", "asked"]].to_numpy().sum() else table.head(0),
        note=text(
            f"当月回答不足 {SMALLEST_MONTH} 的空着；请求评价率 = 解决了的请求里客户打了分的",
            f"blank where a month has fewer than {SMALLEST_MONTH} answers; requests rated = of those solved, the ones"
            " with a score",
        ),
        chart=Chart(
            "line",
            "name",
            ("csat",),
            text("每月满意度和目标", "Satisfaction by month against its target"),
            target="target" if aimed else None,
        ),
        empty=_NONE,
    )


def _split(found: Opinions, one: tuple[str, str, Text, Text], low: pd.DataFrame) -> Block:
    column, name, title, first = one
    table = found.split(column, SPLIT)
    links: dict[tuple[int, str], Target] = {}
    if name == "types":  # the detail is sorted by them
        spans = runs(low["type"])
        links = {(at, "low"): RowsRef("detail", *spans[who]) for at, who in enumerate(table["name"]) if who in spans}
    charted = name in {"types", "products"} and table["low"].notna().any()
    return Block(
        name,
        title,
        (
            Column("name", first),
            Column("n", text("评分数", "Ratings"), "count"),
            Column("csat", text("满意度", "Satisfaction"), _kind(found.facts)),
            Column("low", text("不满意", "Low scores"), "count"),
            Column("share", text("占不满意", "Of all low ones"), "percent"),
            Column("asked", text("推荐意愿回答", "Answers to recommend"), "count"),
            Column("nps", text("净推荐值", "NPS"), "number"),
        ),
        table[["name", *MEASURES]],
        note=text("不满意多的在前", "most low scores first"),
        chart=Chart("bar", "name", ("low",), text(f"{title.zh}：不满意的评分数", f"{title.en}: low scores"))
        if charted
        else None,
        links=links,
        empty=_NONE,
    )


def _words(found: Opinions) -> Block:
    table = found.words
    links: dict[tuple[int, str], Target] = {
        (at, "piece"): RecordRef(str(place), int(row))
        for at, (place, row) in enumerate(zip(table["place"], table["row"], strict=True))
    }
    return Block(
        "words",
        text("低分里常说什么", "What low scores talk about"),
        (
            Column("piece", text("说法", "They say")),
            Column("low", text("不满意里", "In low ones"), "count"),
            Column("low_share", text("占不满意", "Share of low"), "percent"),
            Column("good", text("满意里", "In good ones"), "count"),
            Column("good_share", text("占满意", "Share of good"), "percent"),
            Column("times", text("多几倍", "Times more"), "number"),
        ),
        table,
        note=text(
            "客户原话里的字词，至少 3 条不满意说到、比满意里常见 2 倍以上；点说法看最近一条",
            "words of the comments that 3 low ones or more say, at least twice as often as good ones; a word leads to"
            " the latest",
        ),
        links=links,
        empty=text("评价内容还太少，看不出。", "Too few comments to tell."),
    )


def _closing(found: Opinions) -> Block:
    table, spans = found.closing(), runs(found.untold["type"].head(LISTED))
    links: dict[tuple[int, str], Target] = {
        (at, "untold"): RowsRef("untold", *spans[kind]) for at, kind in enumerate(table["name"]) if kind in spans
    }
    return Block(
        "closing",
        text("反馈有没有回音", "Whether feedback is answered"),
        (
            Column("name", text("类型", "Type")),
            Column("n", text("反馈数", "Feedback"), "count"),
            Column("rate", text("闭环率", "Closed"), "percent"),
            Column("days", text("回复中位（天）", "Median days until told"), "number"),
            Column("untold", text("还没回复", "Not told yet"), "count"),
        ),
        table,
        note=text("闭环 = 已经把结果告诉客户", "closed = the customer was told what came of it"),
        links=links,
        empty=text("这段时间没有反馈。", "No feedback in this period."),
    )


def _asked(found: Opinions) -> Block:
    facts, rows = found.facts, []
    period = facts.period
    for called, measure, always in (
        (facts.say("解决了的请求里客户打了分的", "Solved requests with a rating"), found.rated, True),
        (facts.say("调查里客户答了的", "Surveys with a score"), found.surveyed, False),
    ):
        now, before = measure(period), measure(period.before())
        if now.n and (always or now.hits < now.n):  # where every survey has a score, unanswered ones are not noted
            least = facts.rules.min_sample
            few = facts.say(f"样本 {now.n:,}", f"sample {now.n:,}")
            rows.append((called, now.n, int(now.hits), few if now.n < least else now.value(), before.value(least)))
    return Block(
        "asked",
        text("有多少客户给了评价", "How many customers rate"),
        (
            Column("name", text("谁", "Who")),
            Column("n", text("总数", "All"), "count"),
            Column("hits", text("给了评价", "Rated"), "count"),
            Column("rate", text("回收率", "Response"), "percent"),
            Column("before", text("上一年", "Year before"), "percent"),
        ),
        pd.DataFrame(rows, columns=["name", "n", "hits", "rate", "before"]),
        note=text("回收率低时，满意度说的只是少数人", "where few rate, satisfaction speaks for few"),
        empty=text("没有可以算回收率的记录。", "Nothing to compute a response rate of."),
    )


def _untold(found: Opinions) -> Block:
    whole = len(found.untold)
    more = text(f"，只列 {LISTED} 条", f", {LISTED} of them listed") if whole > LISTED else text("", "")
    return listed(
        found.facts,
        "untold",
        text(f"还没回复客户的反馈：{whole:,} 条", f"Feedback that waits for a reply: {whole:,}"),
        _COLUMNS,
        found.untold.head(LISTED).reset_index(drop=True),
        text(f"按类型，最早的在前{more.zh}", f"by type, the oldest first{more.en}"),
        text("每条反馈都回复了客户。", "Every customer was told."),
    )


def _detail(found: Opinions, low: pd.DataFrame) -> Block:
    told = pd.concat([found.said[sheet] for sheet in ("feedback", "service")])
    keys = pd.MultiIndex.from_arrays([told["place"], told["row"]])
    told.index = keys
    theirs = told.reindex(pd.MultiIndex.from_arrays([low["sheet"], low["row"]]))
    table = theirs.assign(score=low["score"].to_numpy(), when=low["when"].to_numpy()).reset_index(drop=True)
    table["said"] = table["comment"].where(table["comment"].notna(), table["said"])
    whole = len(found.low)
    more = text(f"，只列 {LISTED} 条", f", {LISTED} of them listed") if whole > LISTED else text("", "")
    return listed(
        found.facts,
        "detail",
        text("不满意的评价：1–3 分", "Low scores: 1 to 3"),
        (*_COLUMNS[:2], Column("score", text("评分", "Rating"), "count"), *_COLUMNS[2:]),
        table,
        text(
            f"{found.facts.period.title().zh}；按类型，最近的在前{more.zh}；可以按产品、处理人筛选",
            f"{found.facts.period.title().en}; by type, the latest first{more.en}; filter by product or handler",
        ),
        text("没有 1–3 分的评价。", "No score of 1 to 3."),
    )
