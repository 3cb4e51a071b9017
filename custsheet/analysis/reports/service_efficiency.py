"""Sheet 服务效率: what waits too long now, what keeps coming back, how fast and well requests are handled by whom."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from custsheet.analysis.daylists import DayList
from custsheet.analysis.experience.repeats import DAYS, LEAST, of_one
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.links import runs
from custsheet.analysis.reports.lists import CUSTOMER, CUSTOMERS, DAY, PRODUCT, RECORD, SAID, TIER, TYPE
from custsheet.analysis.reports.records import COLUMNS, days, listed, records, records_linked
from custsheet.analysis.reports.service_cases import Requests
from custsheet.analysis.reports.service_words import answers
from custsheet.analysis.series import SMALLEST_MONTH
from custsheet.model.report import Block, Chart, Column, Report, RowsRef, Target
from custsheet.model.text import Text, text

NAME = "service_efficiency"
LISTED = 200
"""Requests in one list at most."""
CASES = 50
"""Cases listed of one problem that returns, the latest."""
_NONE = text("这段时间没有服务请求。", "No requests in this period.")
_NO_PROBLEM = text("没有反复出现的问题。", "No problem that returns.")
_PROMISED = Column("promised", text("时限（小时）", "Promised (h)"), "number")
_STAFF = Column("person", text("服务人员", "Staff"))
_COLUMNS = (
    CUSTOMER,
    TIER,
    Column("hours", text("响应（小时）", "Answer (h)"), "number"),
    _PROMISED,
    PRODUCT,
    DAY,
    RECORD,
    TYPE,
    _STAFF,
    SAID,
)
_SPLITS = (
    ("staff", text("按服务人员", "By staff"), text("服务人员", "Staff")),
    ("types", text("按服务类型", "By type of service"), text("服务类型", "Type")),
    ("products", text("按产品", "By product"), text("产品", "Product")),
)


def report(facts: Facts) -> Report:
    """The report."""
    found = Requests(facts)
    ready = len(found.cases.table) > 0
    read = records(facts, "service")
    detail = _slow(found, read)
    recurring, places = _recurring(facts, found, read)
    blocks = (
        _open(facts, found, read),
        _problems(facts, found, places),
        _months(found),
        *(_split(found, one, detail) for one in _SPLITS),
        listed(
            facts,
            "recurring",
            text("反复出现的问题：每一件", "Problems that return: case by case"),
            _COLUMNS,
            found.measured(recurring),
            text(f"按问题排列，每个列最近 {CASES} 件", f"problem by problem, the {CASES} latest of each"),
            _NO_PROBLEM,
        ),
        listed(
            facts,
            "detail",
            text("响应超时的请求", "Requests answered late"),
            _COLUMNS,
            found.measured(detail),
            text(
                f"{facts.period.title().zh}；按服务人员，最近的在前；可以筛选",
                f"{facts.period.title().en}; by staff, the latest first; can be filtered",
            ),
            text("没有超时的请求。", "No request was answered late."),
        ),
    )
    said = answers(found) if ready else ()
    return Report(NAME, facts.snapshot.schema.tool(NAME).description, said, blocks, _notes(found), ready=ready)


def _notes(found: Requests) -> tuple[Text, ...]:
    rules, clock = found.facts.rules, found.cases.clock.title
    return (
        text(
            f"时长按{clock.zh}。响应时限按客户级别：A {rules.sla_a:g} · B {rules.sla_b:g} · C {rules.sla_c:g} 小时；"
            "没响应的超时后计入达标率。解决时长 = 解决 − 请求 − 等待客户时长。",
            f"Times are {clock.en}. Answers are promised by tier: A {rules.sla_a:g}, B {rules.sla_b:g},"
            f" C {rules.sla_c:g} h; unanswered requests count once they are late. Time to solve = solution − request −"
            " time spent waiting for the customer.",
        ),
        text(
            f"一次解决 = 一次联系就解决、没有重开、{rules.fcr_days} 天内没有为同类问题再来。"
            f"样本少于 {rules.min_sample} 的只写样本数。",
            f"Solved at once = by one contact, not opened again, no return with the topic within {rules.fcr_days} days."
            f" Figures over fewer than {rules.min_sample} cases only say how many.",
        ),
        text(
            "产品：服务内容里写到的产品；没写到的，看关联订单（只有一种产品时）。都没有的不计入按产品。",
            "Product: the one named in the details, else the only one of the related order; requests with neither stand"
            " in no product.",
        ),
        *_unread(found.facts),
    )


def _unread(facts: Facts) -> Iterator[Text]:
    """What of the lists of holidays could not be used, and a year that has none."""
    if facts.rules.response_hours == "calendar":
        return
    lists = facts.snapshot.lists
    holidays = DayList.of(lists, "holiday")
    bad = (*holidays.unread, *DayList.of(lists, "extra_workday").unread)
    if bad:
        first = bad[0] if len(bad[0]) <= 20 else bad[0][:19] + "…"
        yield text(
            f"「选项」的节假日、调休上班日里有 {len(bad):,} 格看不出是哪天，没有算进去（如“{first}”）。",
            f"Public holidays and extra working days in Lists that name no day are left out: {len(bad):,} (such as"
            f' "{first}").',
        )
    year = facts.ledger.reference.year
    if holidays.days and all(day.year != year for day in holidays.days):
        yield text(
            f"{year} 年的节假日还没写进「选项」，这一年按平常的工作日算。",
            f"Lists hold no public holidays of {year}: its days count as usual.",
        )


def _open(facts: Facts, found: Requests, read: pd.DataFrame) -> Block:
    shown = found.open.head(LISTED)
    table = read.reindex(shown.index).assign(**{name: shown[name] for name in ("waited", "promised", "over")})
    table["over"] = table["over"].where(table["over"] > 0)
    table["stands"] = ["bad" if one == one else None for one in table["over"]]
    table = table.assign(day=days(table["when"])).reset_index(drop=True)
    late, whole = int((found.open["over"] > 0).sum()), len(found.open)
    title = text(
        f"还没响应、超过时限的 {late:,} 件" if late else "没有超过响应时限还没响应的请求",
        f"Unanswered past their promised time: {late:,}" if late else "No unanswered request is past its promised time",
    )
    more = text(f"，只列 {LISTED:,} 件", f", {LISTED:,} of them listed") if whole > LISTED else text("", "")
    return Block(
        "open",
        title,
        (
            CUSTOMER,
            TIER,
            Column("waited", text("已等（小时）", "Waiting (h)"), "number"),
            _PROMISED,
            Column("over", text("超出（小时）", "Over (h)"), "number"),
            Column("day", text("请求日期", "Requested"), "date"),
            RECORD,
            TYPE,
            _STAFF,
            SAID,
        ),
        table,
        note=text(
            f"还没解决的 {whole:,} 件都在这里{more.zh}：超时没响应的在前，其余按等待时间；时限只管响应",
            f"all {whole:,} that are not solved{more.en}: unanswered and late first, then by time waited; only an"
            " answer is promised by a time",
        ),
        links=records_linked(facts, table),
        empty=text("没有还没解决的请求。", "Every request is solved."),
    )


def _recurring(facts: Facts, found: Requests, read: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, tuple[int, int]]]:
    """The cases of every problem that returns, and where each problem's begin and end."""
    today = pd.Timestamp(facts.today)
    rows, places = list[tuple[object, object]](), dict[int, tuple[int, int]]()
    for at, one in enumerate(found.repeated.itertuples()):
        theirs = of_one(found.problems, today, int(one.product), str(one.topic)).head(CASES)
        places[at] = (len(rows), len(rows) + len(theirs) - 1)
        rows += zip(theirs["place"], theirs["row"], strict=True)
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS)), places
    told = pd.concat([read, records(facts, "feedback")])
    told.index = pd.MultiIndex.from_arrays([told["place"], told["row"]])
    return told.reindex(pd.MultiIndex.from_tuples(rows)).reset_index(drop=True), places


def _problems(facts: Facts, found: Requests, places: dict[int, tuple[int, int]]) -> Block:
    names = facts.sales.products
    table = found.repeated.assign(
        name=[names[at] for at in found.repeated["product"].astype("int64")], day=days(found.repeated["last"])
    )
    links: dict[tuple[int, str], Target] = {(at, "cases"): RowsRef("recurring", *span) for at, span in places.items()}
    return Block(
        "problems",
        text(f"{DAYS} 天内反复出现的问题", f"Problems that returned within {DAYS} days"),
        (
            Column("name", text("产品", "Product")),
            Column("cases", text(f"{DAYS} 天内", f"In {DAYS} days"), "count"),
            Column("before", text(f"再前 {DAYS} 天", f"{DAYS} days before"), "count"),
            CUSTOMERS,
            Column("topic", text("问题", "Problem")),
            Column("day", text("最近一次", "Latest"), "date"),
        ),
        table,
        note=text(
            f"同一产品、同一类问题 {LEAST} 次以上（服务、反馈两表；咨询、建议、表扬不算）",
            f"the same product and kind of problem {LEAST} times or more (Service and Feedback; questions, suggestions"
            " and praise apart)",
        ),
        links=links,
        empty=_NO_PROBLEM,
    )


def _columns(first: Column) -> tuple[Column, ...]:
    return (
        first,
        Column("asked", text("请求数", "Requests"), "count"),
        Column("late", text("超时", "Late"), "count"),
        Column("answer", text("响应中位（小时）", "Median answer (h)"), "number"),
        Column("in_time", text("响应达标率", "In time"), "percent"),
        Column("solve", text("解决中位（小时）", "Median solution (h)"), "number"),
        Column("fcr", text("一次解决率", "Solved at once"), "percent"),
        Column("reopened", text("重开率", "Reopened"), "percent"),
        Column("escalated", text("升级率", "Escalated"), "percent"),
    )


def _months(found: Requests) -> Block:
    table = found.monthly()
    table = table if table["asked"].sum() else table.head(0)
    return Block(
        "months",
        text("按月", "Month by month"),
        _columns(Column("name", text("月份", "Month"))),
        table,
        note=text(
            f"当月样本不足 {SMALLEST_MONTH} 的空着", f"blank where a month has fewer than {SMALLEST_MONTH} cases"
        ),
        chart=Chart(
            "line",
            "name",
            ("in_time", "fcr"),
            text("每月响应达标率和一次解决率", "Answered in time and solved at once, by month"),
        ),
        empty=_NONE,
    )


def _split(found: Requests, one: tuple[str, Text, Text], detail: pd.DataFrame) -> Block:
    name, title, first = one
    table = found.split(name)
    links: dict[tuple[int, str], Target] = {}
    if name == "staff":  # the detail is sorted by them
        spans = runs(detail["person"])
        links = {(at, "late"): RowsRef("detail", *spans[who]) for at, who in enumerate(table["name"]) if who in spans}
    left = found.names[name][found.facts.period.mask(found.cases.table["asked"])].nunique() - len(table) if len(
        table) else 0  # fmt: skip
    more = text(f"；请求更少的 {left:,} 个没有列出", f"; {left:,} with fewer requests are not listed")
    note = found.facts.period.title()
    return Block(
        name,
        title,
        _columns(Column("name", first)),
        table,
        note=text(note.zh + more.zh, note.en + more.en) if left else note,
        chart=Chart("bar", "name", ("asked",), text(f"{title.zh}的请求数", f"Requests {title.en.lower()}"))
        if name == "products"
        else None,
        links=links,
        empty=text("没有写产品的请求。", "No request tells its product.") if name == "products" else _NONE,
    )


def _slow(found: Requests, read: pd.DataFrame) -> pd.DataFrame:
    """Late requests by staff, the latest first; those of nobody at the end."""
    theirs = read.reindex(found.slow).sort_values("when", ascending=False, kind="stable")
    return theirs.sort_values("person", kind="stable", na_position="last").reset_index(drop=True)
