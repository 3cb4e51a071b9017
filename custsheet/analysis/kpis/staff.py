"""KPIs about the work: answers, solutions, contacts, tasks, and how good the data is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from custsheet.analysis.kpis import service, work
from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.kpis.hours import Clock
from custsheet.analysis.kpis.sources import Sources
from custsheet.analysis.kpis.values import NOTHING, Amount, Kpi, Measure, kpi
from custsheet.model.quality import TOTAL, Quality
from custsheet.model.text import Text, counted, text


def about_work(sources: Sources, quality: Quality | None) -> Iterator[Kpi]:
    """All of them, in the order shown."""
    yield from _answers(sources)
    yield from _solutions(sources)
    yield from _trouble(sources)
    yield _follow_ups(sources)
    yield tasks(sources)
    yield _quality(sources, quality)


def _told(sources: Sources) -> tuple[service.Answers, service.Answers]:
    found = cases(sources)
    first, second = (service.answers(found, one.period, sources.today) for one in (sources, sources.earlier))
    return first, second


def cases(sources: Sources) -> Cases:
    """All requests."""
    return sources.once("cases", lambda: Cases.of(sources.snapshot, sources.rules, sources.tier))


def response(sources: Sources) -> Kpi:
    """Requests answered within what is promised to the customer's tier."""
    return _response(sources, *_told(sources))


def _response(sources: Sources, now: service.Answers, before: service.Answers) -> Kpi:
    rules, clock = sources.rules, Clock.of(sources.rules, sources.snapshot.lists).title
    return kpi(
        "response",
        text("响应达标率", "Answered in time"),
        text(
            f"在客户级别的响应时限内（A {rules.sla_a:g} · B {rules.sla_b:g} · C {rules.sla_c:g} 小时）响应的"
            f" ÷ 期内请求；没响应的超时后计入。{clock.zh}",
            f"requests answered within the hours promised to the tier (A {rules.sla_a:g}, B {rules.sla_b:g},"
            f" C {rules.sla_c:g}) ÷ requests of the period; unanswered ones once they are late. {clock.en}",
        ),
        "percent",
        now.rate,
        before.rate,
        least=rules.min_sample,
        target=rules.sla_target,
        note=_late_note(now),
    )


def _late_note(now: service.Answers) -> Text:
    zh, en = [], []
    if (median := now.median.value()) is not None:
        zh.append(f"中位 {median:,.1f} 小时")
        en.append(f"median {median:,.1f} h")
    if now.late:
        zh.append(f"{now.late:,} 件超时未响应")
        en.append(f"{now.late:,} unanswered")
    return text(" · ".join(zh), " · ".join(en))


def _answers(sources: Sources) -> Iterator[Kpi]:
    rules, clock = sources.rules, Clock.of(sources.rules, sources.snapshot.lists).title
    now, before = _told(sources)
    asked = len(now.hours) + len(now.waiting)
    zh, en = [f"{len(now.hours):,} 件已响应"], [f"{len(now.hours):,} answered"]
    if now.untold:
        zh.append(f"{now.untold:,} 件已关闭但没写响应时间，不计")
        en.append(f"{now.untold:,} closed without a time, left out")
    note = text(" · ".join(zh), " · ".join(en))
    for name, title, how, first, second in (
        ("response_mean", text("平均响应时间", "Mean time to answer"), text("平均", "mean"), now.mean, before.mean),
        (
            "response_median",
            text("响应时间中位", "Median time to answer"),
            text("中位数", "median"),
            now.median,
            before.median,
        ),
    ):
        yield kpi(
            name,
            title,
            text(
                f"首次响应 − 请求，{how.zh}；没写响应时间的按解决时间，未响应的另计。{clock.zh}",
                f"{how.en} of first answer − request; of the solution where no answer is written, unanswered ones"
                f" apart. {clock.en}",
            ),
            "hours",
            first,
            second,
            least=rules.min_sample,
            target=rules.answer_target,
            better="less",
            note=note,
        )
    waited, day = now.waited.value(), sources.today.isoformat()
    yield kpi(
        "unanswered",
        text("还没响应", "Unanswered"),
        text(f"期内请求中到 {day} 还没有响应的件数", f"requests of the period without an answer on {day}"),
        "count",
        now.unanswered,
        NOTHING,  # what is open now was not counted a year ago
        least=1,
        target=rules.unanswered_target,
        better="less",
        note=text(f"{asked:,} 件请求", counted(asked, "request", "requests"))
        if waited is None
        else text(f"已等 中位 {waited:,.1f} 小时", f"waiting for {waited:,.1f} h (median)"),
    )
    yield _response(sources, now, before)


def _solutions(sources: Sources) -> Iterator[Kpi]:
    rules, found, both = sources.rules, cases(sources), (sources, sources.earlier)
    clock = found.clock.title
    (now, blank), (before, _) = (service.first_contact(found, one.period) for one in both)
    left_out = text(f"，{blank:,} 件没写联系次数，不计", f", {blank:,} without the number of contacts left out")
    yield kpi(
        "fcr",
        text("首次解决率", "First contact resolution"),
        text(
            f"一次联系就解决、没有重开、{rules.fcr_days} 天内没有为同类问题再来的 ÷ 期内解决的请求",
            f"solved by one contact, not opened again, no contact on the same topic within {rules.fcr_days} days"
            " ÷ requests solved in the period",
        ),
        "percent",
        now,
        before,
        least=rules.min_sample,
        target=rules.fcr_target,
        note=text(
            f"解决 {now.n:,} 件，一次解决 {now.hits:,.0f} 件{left_out.zh if blank else ''}",
            f"{now.hits:,.0f} of {now.n:,} solved{left_out.en if blank else ''}",
        ),
    )
    lasts = [service.resolution(found, one.period) for one in both]
    for at, name, title, how in (
        (0, "resolution_mean", text("平均解决时间", "Mean time to solve"), text("平均", "mean")),
        (1, "resolution_median", text("解决时间中位", "Median time to solve"), text("中位数", "median")),
    ):
        yield kpi(
            name,
            title,
            text(
                f"解决 − 请求 − 等待客户时长，{how.zh}。{clock.zh}",
                f"{how.en} of solution − request − time spent waiting for the customer. {clock.en}",
            ),
            "hours",
            lasts[0][at],
            lasts[1][at],
            least=rules.min_sample,
            target=rules.solution_target,
            better="less",
            note=text(f"解决 {lasts[0][at].n} 件", f"{lasts[0][at].n} solved"),
        )


def _trouble(sources: Sources) -> Iterator[Kpi]:
    least, found, both = sources.rules.min_sample, cases(sources), (sources, sources.earlier)
    again, before = (service.reopened(found, one.period) for one in both)
    yield kpi(
        "reopened",
        text("重开率", "Reopened"),
        text(
            "状态为重开的 ÷ 期内请求中解决过的", "requests opened again ÷ requests of the period that had been solved"
        ),
        "percent",
        again,
        before,
        least=least,
        target=sources.rules.reopened_target,
        better="less",
        note=text(f"解决过 {again.n:,} 件，重开 {again.hits:,.0f} 件", f"{again.hits:,.0f} of {again.n:,} solved"),
    )
    up, earlier = (service.escalated(found, one.period) for one in both)
    yield kpi(
        "escalated",
        text("升级率", "Escalated"),
        text("交给上级的请求 ÷ 期内请求；没填当作没有", "requests passed on to a superior ÷ requests; blank means no"),
        "percent",
        up,
        earlier,
        least=least,
        target=sources.rules.escalated_target,
        better="less",
        note=text(
            f"请求 {up.n:,} 件，升级 {up.hits:,.0f} 件", f"{up.hits:,.0f} of {counted(up.n, 'request', 'requests')}"
        ),
    )


def _follow_ups(sources: Sources) -> Kpi:
    contacts = sources.once("agreed", lambda: work.agreed(sources.snapshot))
    now, before = (work.follow_ups(contacts, one.period) for one in (sources, sources.earlier))
    return kpi(
        "follow_ups",
        text("跟进及时率", "Followed up in time"),
        text(
            "约定日期前（含当天）联系了客户的 ÷ 期内到期的约定（互动表的下次跟进日期）",
            "agreed contacts made by their day ÷ agreed contacts due in the period (Interactions: next contact)",
        ),
        "percent",
        now,
        before,
        least=sources.rules.min_sample,
        target=sources.rules.follow_up_target,
        note=text(
            f"到期 {now.n:,} 次，按时 {now.hits:,.0f} 次",
            f"{now.hits:,.0f} of {counted(now.n, 'due contact', 'due contacts')}",
        ),
    )


def tasks(sources: Sources) -> Kpi:
    """Tasks done by their day, of the period, as every other rate is."""
    now, before = (work.punctuality(sources.snapshot, one.period) for one in (sources, sources.earlier))
    return kpi(
        "tasks",
        text("任务按时完成率", "Tasks done on time"),
        text(
            "按时完成的任务 ÷ 期内到期的任务，取消的不计",
            "tasks done by their day ÷ tasks due in the period, cancelled ones left out",
        ),
        "percent",
        now,
        before,
        least=sources.rules.min_sample,
        target=sources.rules.task_target,
        note=text(
            f"到期 {now.n:,} 件，按时完成 {now.hits:,.0f} 件",
            f"{now.hits:,.0f} of {counted(now.n, 'due task', 'due tasks')}",
        ),
    )


def _quality(sources: Sources, quality: Quality | None) -> Kpi:
    """The score of the whole workbook; the year before is the last that was remembered by then."""
    now: Measure = NOTHING
    before: Measure = NOTHING
    if quality is not None:
        now = Amount(quality.whole.total, quality.whole.rows)
        old = [rates[TOTAL] for day, rates in quality.trend if day < sources.period.start.date() and TOTAL in rates]
        before = Amount(old[-1], sources.rules.min_sample) if old else NOTHING
    made = kpi(
        "quality",
        text("数据质量总分", "Data quality"),
        text("完整、唯一、有效、一致、及时五个维度按权重平均", "weighted mean of the five dimensions of data quality"),
        "percent",
        now,
        before,
        least=sources.rules.min_sample,
        target=sources.rules.quality_target,
        note=text(f"{now.n:,} 行", counted(now.n, "row", "rows")),
    )
    if now.n >= sources.rules.min_sample and made.value is None:
        return replace(made, note=text("没有评分", "not scored"))
    return made
