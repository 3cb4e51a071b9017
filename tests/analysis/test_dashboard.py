"""Whole dashboards: cards, charts and sentences of workbooks large, small and empty."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from custsheet.analysis import Facts, figures, tiers
from custsheet.analysis.reports.kpis_trend import monthly
from custsheet.model.outcome import Card, Figures
from custsheet.model.snapshot import Snapshot

Make = Callable[..., Any]
TODAY = date(2024, 5, 6)


def _facts(snapshot: Snapshot, today: date = TODAY) -> Facts:
    return Facts.of(snapshot, tiers(snapshot, today), today)


def _figures(snapshot: Snapshot, today: date = TODAY) -> Figures:
    return figures(_facts(snapshot, today))


def _card(found: Figures, name: str) -> Card:
    return next(card for card in found.cards if card.name == name)


def _busy(
    workbook: Make, people: Make, order: Make, *, settings: dict[str, Any] | None = None, lang: str = "zh"
) -> Snapshot:
    """Twelve customers; one order each per month for two years; number 12 stopped in November, number 1 is ten times
    as large.
    """
    customers = people(*(f"C{n:02d}" for n in range(1, 13)))
    orders = [
        order(f"C{n:02d}", f"{month}-03", {1: 1000, 12: 500}.get(n, 100) * (1.2 if month >= "2023-05" else 1))
        for n in range(1, 13)
        for month in pd.period_range("2022-04", "2024-05", freq="M").astype(str)
        if n != 12 or month < "2023-11"
    ]
    feedback = [
        {"date": f"{month}-10", "kind": "survey", "csat": float(score)}
        for month in pd.period_range("2023-06", "2024-04", freq="M").astype(str)
        for score in (5, 4, 4, 5, 2)
    ]
    tasks = [
        {"due": "2024-05-01", "status": "open", "owner": "赵磊"},
        {"due": "2024-04-27", "status": "working", "owner": "赵磊"},
        {"due": "2024-05-06", "status": "open", "owner": "王芳"},
        {"due": "2024-05-13", "status": "open", "owner": None},
        {"due": "2024-05-14", "status": "open", "owner": "孙悦"},
        {"due": "2024-05-01", "status": "done", "owner": "孙悦", "done_on": "2024-05-01"},
        {"status": "open", "owner": "孙悦"},
    ]
    return workbook(customers=customers, orders=orders, feedback=feedback, tasks=tasks, settings=settings, lang=lang)


def test_figures__cards_of_a_year(workbook: Make, people: Make, order: Make) -> None:
    found = _figures(_busy(workbook, people, order))
    assert found.period.zh == "近 12 个月（2023-05-07 至 2024-05-06）"
    assert [card.name for card in found.cards] == [
        *("revenue", "buyers", "repurchase", "retention", "csat", "complaints", "response", "tasks"),
    ]
    revenue = _card(found, "revenue")
    assert revenue.value == pytest.approx(12 * 2400 + 5 * 600)
    assert revenue.note.zh == "137 笔订单"
    assert revenue.delta is not None
    assert len(revenue.trend) == 12
    assert (_card(found, "buyers").value, _card(found, "buyers").delta) == (12, 0)
    assert _card(found, "repurchase").value == 1
    assert _card(found, "retention").value == 1
    assert _card(found, "csat").value == pytest.approx(0.8)
    assert _card(found, "csat").status == "bad"
    assert _card(found, "complaints").value == 0
    assert _card(found, "response").value is None
    assert _card(found, "tasks").note.zh == "样本 3"


def test_figures__every_text_is_in_both_languages(workbook: Make, people: Make, order: Make) -> None:
    found = _figures(_busy(workbook, people, order, lang="en"))
    texts = [found.period, *found.notes, *(said for _, said in found.sentences)]
    texts += [text for card in found.cards for text in (card.title, card.note, card.delta_note) if text is not None]
    assert texts
    for text in texts:
        assert text.zh
        assert text.en
        assert not any("一" <= letter <= "鿿" for letter in text.en.replace("赵磊", "").replace("人", ""))
    assert found.overdue["owner"].tolist() == ["赵磊", "王芳", "(no owner)"]


def test_figures__a_target_gives_a_status(workbook: Make, people: Make, order: Make) -> None:
    for target, status in ((2_650.0, "good"), (2_750.0, "near"), (9_000.0, "bad")):
        found = _figures(_busy(workbook, people, order, settings={"revenue_target": target, "csat_target": 80.0}))
        assert _card(found, "revenue").status == status
        assert _card(found, "csat").status == "good"
        assert "%" in _card(found, "revenue").note.zh


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_figures__a_rate_over_few_cases_only_says_how_many(
    workbook: Make, people: Make, order: Make, n: int, shown: bool
) -> None:
    feedback = [{"date": "2024-05-01", "kind": "survey", "csat": 5.0}] * n
    card = _card(_figures(workbook(customers=people("C1"), orders=[], feedback=feedback)), "csat")
    assert (card.value is not None) == shown
    assert card.delta is None
    if not shown:
        assert (card.note.zh, card.status, card.trend) == ("样本 9", "none", ())


def test_figures__revenue_by_month(workbook: Make, people: Make, order: Make) -> None:
    orders = [
        order("C1", "2023-04-30", 50),
        order("C1", "2023-06-01", 70),
        order("C9", "2024-05-02", 5),  # revenue, though nobody's
        order("C1", "2024-05-03", 10, refund=4),
    ]
    frame = _figures(workbook(customers=people("C1"), orders=orders)).revenue
    assert frame["month"].tolist()[0] == "23-06"
    assert frame["month"].tolist()[-1] == "24-05"
    assert frame["amount"].tolist() == [70.0, *[0.0] * 10, 11.0]
    assert frame["partial"].tolist() == [*[False] * 11, True]
    # Before the records begin, nobody knows.
    assert frame["last_year"].isna().tolist() == [*[True] * 10, False, False]
    assert frame["last_year"].tolist()[-2:] == [50.0, 0.0]


def test_figures__the_last_day_of_a_month_completes_it(workbook: Make, people: Make, order: Make) -> None:
    snapshot = workbook(
        customers=people("C1"), orders=[order("C1", "2024-04-30", 5)], settings={"reference_day": "last_order"}
    )
    found = _figures(snapshot)
    assert not found.revenue["partial"].any()
    assert found.period.zh.endswith("2024-04-30）")


def test_figures__no_comparison_with_a_time_before_the_records(workbook: Make, people: Make, order: Make) -> None:
    orders = [order("C1", "2023-04-01", 50), order("C1", "2024-05-01", 100)]
    card = _card(_figures(workbook(customers=people("C1"), orders=orders)), "revenue")
    assert (card.value, card.delta, card.delta_note) == (100, None, None)


def test_figures__who_is_on_no_sheet_is_no_buyer(workbook: Make, people: Make, order: Make) -> None:
    orders = [order(who, day, 100) for who in ("C1", "X9", None) for day in ("2024-04-01", "2024-05-01")]
    found = _figures(workbook(customers=people("C1"), orders=orders, settings={"min_sample": 1}))
    assert (_card(found, "revenue").value, _card(found, "buyers").value) == (600, 1)
    assert _card(found, "repurchase").note.zh == "1 位买家中 1 位买了两次以上"
    assert any("计入成交额，不归任何客户" in note.zh for note in found.notes)
    alone = _figures(workbook(native=False, orders=orders))  # a list of orders only: its IDs are all there is
    assert _card(alone, "buyers").value == 2


def test_figures__a_copied_order_line_is_no_further_revenue(workbook: Make, people: Make, order: Make) -> None:
    line = order("C1", "2024-05-01", 100, order_no="S1", line=1.0)
    snapshot = workbook(customers=people("C1"), orders=[line, line])
    found = _figures(snapshot)
    assert _card(found, "revenue").value == 100
    assert tiers(snapshot, TODAY).table["monetary"].tolist() == [100]
    assert "1 行重复订单只计一次。" in [note.zh for note in found.notes]


def test_figures__frames(workbook: Make, people: Make, order: Make) -> None:
    found = _figures(_busy(workbook, people, order))
    assert found.buyers == 12
    assert list(found.pareto.columns) == ["customer", "amount", "cumulative", "tier"]
    assert found.pareto["customer"].iloc[0] == "人C01"
    assert found.pareto["cumulative"].iloc[-1] == pytest.approx(1)
    assert list(found.top.columns) == ["customer", "amount", "share", "tier", "unverified"]
    assert not found.top["unverified"].any()
    assert len(found.top) == 10
    assert found.tiers.index.tolist() == ["A", "B", "C", "P"]
    assert found.tiers["customers"].sum() == 12
    assert found.tiers["share"].sum() == pytest.approx(1)
    assert found.groups["customers"].sum() == 12
    assert found.groups["share"].sum() == pytest.approx(1)
    assert found.satisfaction["month"].tolist()[0] == "23-06"
    assert found.satisfaction["n"].tolist() == [*[5] * 11, 0]
    assert found.satisfaction["share"].isna().tolist() == [*[False] * 11, True]
    assert found.overdue.to_dict("list") == {
        "owner": ["赵磊", "王芳", "（无负责人）"],
        "overdue": [2, 0, 0],
        "today": [0, 1, 0],
        "week": [0, 0, 1],
    }


def test_figures__sentences_are_worst_first_and_name_who(workbook: Make, people: Make, order: Make) -> None:
    said = _figures(_busy(workbook, people, order)).sentences
    assert len(said) <= 5
    order_of = [["bad", "near", "good", "none"].index(status) for status, _ in said]
    assert order_of == sorted(order_of)
    words = [text.zh for _, text in said]
    assert (
        "12 位买过的客户里有 1 位空窗过长，风险金额（近 12 个月成交额）¥3,000，占全部的 9%："
        "先联系人C12（¥3,000，已 216 天没有下单）。"
    ) in words
    assert "2 件任务逾期，最久 9 天；赵磊名下 2 件。" in words
    assert "最近一个整月（24-04）成交 ¥2,400，比去年同月少 4%。" in words
    assert "近 3 个月满意度 80%（15 份评价），与之前持平，低于目标 90%；3 份只给了 1–2 分。" in words
    assert any(word.startswith("前 2 位客户占成交额的一半（共 12 位买家）；最大的「人C01」占 4") for word in words)


@pytest.mark.parametrize("base", ["orders", "active", "customers"])
def test_figures__complaints_by_month_are_those_of_the_kpis_sheet(
    workbook: Make, people: Make, order: Make, base: str
) -> None:
    months = pd.period_range("2023-06", "2024-04", freq="M").astype(str)
    orders = [order(f"C{n % 4}", f"{month}-0{n + 1}", 100) for month in months for n in range(6)]
    complaints = [
        {"date": f"{month}-10", "kind": "complaint", "customer_id": f"C{n % 3}"}
        for at, month in enumerate(months)
        for n in range(1 + at % 4)
    ]
    snapshot = workbook(
        customers=people("C0", "C1", "C2", "C3"),
        orders=orders,
        feedback=complaints,
        settings={"complaint_base": base, "min_sample": 1},
    )
    facts = _facts(snapshot)
    trend = [round(one, 9) for one in _card(figures(facts), "complaints").trend if one == one]
    assert trend == [round(one, 9) for one in monthly(facts)["complaints"] if one == one]
    assert len(set(trend)) > 1


@pytest.mark.parametrize(("native", "zh", "en"), [
    (True, "看旧数据请把「参数」的基准日改为“最近交易日”", "for old data set Reference day on Settings to Last order"),
    (False, "看旧数据请加 --today 2024-02-04 再处理", "for old data process it with --today 2024-02-04"),
])  # fmt: skip
def test_figures__say_first_that_the_orders_end_long_ago(
    workbook: Make, people: Make, order: Make, native: bool, zh: str, en: str
) -> None:
    def said(last: date, days: int = 12, gap: int = 5) -> list[str]:
        orders = [order(f"C{n % 3}", f"{last - timedelta(days=gap * n)}", 100) for n in range(days)]
        snapshot = workbook(customers=people("C0", "C1", "C2"), orders=orders)
        found = _figures(replace(snapshot, native=native))
        return [f"{one.zh} {one.en}" for _, one in found.sentences if "最后一笔交易在" in one.zh]

    (first,) = said(date(2024, 2, 4))  # 92 days before
    assert "之后 92 天没有交易" in first
    assert "92 days without any" in first
    assert zh in first
    assert en in first
    assert not said(date(2024, 3, 10))  # 57 days
    assert not said(date(2024, 2, 4), gap=30)  # as they are used to
    assert not said(date(2024, 2, 4), days=9)


@pytest.mark.parametrize(
    ("earlier", "recent", "target", "status", "zh"),
    [
        (
            0.5,
            0.8,
            90.0,
            "near",
            "近 3 个月满意度 80%（20 份评价），比之前高 30 个百分点，仍低于目标 90%；4 份只给了 1–2 分。",
        ),
        (
            0.9,
            0.8,
            90.0,
            "bad",
            "近 3 个月满意度 80%（20 份评价），比之前低 10 个百分点，低于目标 90%；4 份只给了 1–2 分。",
        ),
        (0.9, 0.8, 80.0, "near", "近 3 个月满意度 80%（20 份评价），比之前低 10 个百分点；4 份只给了 1–2 分。"),
        (0.5, 1.0, 80.0, "good", "近 3 个月满意度 100%（20 份评价），比之前高 50 个百分点。"),
    ],
)
def test_figures__the_mark_before_a_sentence_is_about_what_it_says(
    workbook: Make, earlier: float, recent: float, target: float, status: str, zh: str
) -> None:
    feedback = [
        {"date": day, "kind": "survey", "csat": 5.0 if n < 20 * share else 1.0}
        for day, share in (("2023-09-01", earlier), ("2024-04-01", recent))
        for n in range(20)
    ]
    found = _figures(workbook(feedback=feedback, settings={"csat_target": target}))
    assert (status, zh) in [(one, said.zh) for one, said in found.sentences]


@pytest.mark.parametrize(
    ("orders", "zh", "en"),
    [
        (
            [("C1", "2024-05-01", 1200)],
            "近 12 个月 1 位客户下了 1 笔订单，合计 ¥1,200。",
            "In 12 months 1 customer placed 1 order, worth ¥1,200 in all.",
        ),
        (
            [("C1", "2024-05-01", 1200), ("C2", "2024-04-01", 300), ("C2", "2024-03-01", 50)],
            "近 12 个月 2 位客户下了 3 笔订单，合计 ¥1,550。",
            "In 12 months 2 customers placed 3 orders, worth ¥1,550 in all.",
        ),
        (
            [("X9", "2024-05-01", 1200)],
            "近 12 个月有 1 笔订单，合计 ¥1,200，但没有一笔对得上「客户」里的人。",
            "1 order in 12 months, worth ¥1,200 in all, but none of anybody on 客户.",
        ),
        (
            [("C1", "2024-05-01", -1200), ("C2", "2024-04-01", -300)],
            "近 12 个月「客户」里没有人购买，只有 2 位客户的退货，共 -¥1,500。",
            "Nobody on 客户 bought anything in 12 months; 2 customers returned goods, -¥1,500 in all.",
        ),
        (
            [("C1", "2024-05-01", -1200), ("X9", "2024-04-01", 300)],
            "近 12 个月「客户」里没有人购买，只有 1 位客户的退货，共 -¥1,200；连同客户不明的合计 -¥900。",
            "Nobody on 客户 bought anything in 12 months; 1 customer returned goods, -¥1,200 in all; with lines of"
            " nobody known it is -¥900.",
        ),
        (
            [("C1", "2020-01-01", 5)],
            "近 12 个月没有成交，最后一笔在 2020-01-01。",
            "No sales in 12 months; the last was on 2020-01-01.",
        ),
        (
            [("C1", "2024-05-01", None)],
            "已有 1 行交易，但都还没有计入；原因见本页最下面的说明。",
            "1 order line so far, but none counts yet; the notes below say why.",
        ),
    ],
)
def test_figures__where_there_are_orders_there_is_a_sentence(
    workbook: Make, people: Make, order: Make, orders: list[Any], zh: str, en: str
) -> None:
    found = _figures(workbook(customers=people("C1", "C2"), orders=[order(*one) for one in orders]))
    assert [(said.zh, said.en) for _, said in found.sentences] == [(zh, en)]


def test_figures__one_is_singular_in_english(workbook: Make, people: Make, order: Make) -> None:
    """One cooling customer, one late task, one rating, one order."""
    snapshot = workbook(
        customers=people("C1"),
        orders=[order("C1", day, 100) for day in ("2023-01-01", "2023-02-01", "2023-03-01", "2023-12-01")],
        feedback=[{"date": "2024-05-01", "kind": "complaint", "csat": 1.0}],
        tasks=[{"due": "2024-05-05", "status": "open", "owner": "Ann"}],
        settings={"min_sample": 1},
    )
    found = _figures(snapshot)
    said = [text.en for _, text in found.sentences]
    assert said[0] == (
        "Of 1 who ever bought, 1 has been silent for too long, with ¥100 of the last 12 months at stake (100% of all"
        " sales): call first 人C1 (¥100, 157 days without an order)."
    )
    assert "1 task is overdue, by up to 1 day; Ann has 1." in said
    assert "Satisfaction in the last 3 months: 0% of 1 rating, below the target of 90%; 1 gave only 1 or 2." in said
    assert _card(found, "revenue").note.en == "1 order"
    assert _card(found, "repurchase").note.en == "0 of 1 buyer bought twice or more"
    assert _card(found, "complaints").note.en == "1 complaint on 1 order"
    assert _card(found, "csat").note.en == "target 90% · 1 rating"
    assert tiers(snapshot, TODAY).scoring.en.endswith("(only 1 customer has bought, fewer than 15)")


def test_figures__say_whose_the_cooling_customers_are(workbook: Make, people: Make, order: Make) -> None:
    customers = [{**one, "owner": "李敏" if one["customer_id"] == "C1" else None} for one in people("C1", "C2")]
    days = ("2023-01-01", "2023-02-01", "2023-03-01", "2023-12-01")
    orders = [order(who, day, amount) for who, amount in (("C1", 200), ("C2", 100)) for day in days]
    said = _figures(workbook(customers=customers, orders=orders)).sentences[0][1]
    assert said.zh.endswith("：先联系人C1（¥200，已 157 天没有下单；李敏）、人C2（¥100，已 157 天没有下单）。")
    assert said.en.endswith(
        ": call first 人C1 (¥200, 157 days without an order; 李敏), 人C2 (¥100, 157 days without an order)."
    )


def test_figures__call_first_who_can_still_be_won_back(workbook: Make, people: Make, order: Make) -> None:
    """C1 has the most at stake and is dormant, C2 and C3 are at risk, C4 was large and is lost."""
    rhythm = {"C1": (100, 900), "C2": (70, 100), "C3": (70, 200), "C4": (800, 5_000)}  # silent since, each order
    orders = [
        order(who, TODAY - timedelta(days=idle + 30 * at), amount)
        for who, (idle, amount) in rhythm.items()
        for at in range(6)
    ]
    facts = _facts(workbook(customers=people(*rhythm), orders=orders))
    said = figures(facts).sentences[0][1]
    assert said.zh.endswith("：先联系人C3（¥1,200，已 70 天没有下单）、人C2（¥600，已 70 天没有下单）等。")
    assert "and others." in said.en
    assert facts.churn.table["record"].tolist() == ["C3", "C2", "C1", "C4"]


def test_figures__rates_of_each_month_on_the_cards(workbook: Make, people: Make, order: Make) -> None:
    """Four orders and four requests a month, but two of each in July, which is too few; n of them go wrong."""
    months = [str(one) for one in pd.period_range("2023-05", "2024-04", freq="M")]
    wrong = dict(zip(months, [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1], strict=True))
    many = {month: 2 if month == "2023-07" else 4 for month in months}
    orders = [order("C1", f"{month}-0{day}", 100) for month in months for day in range(1, many[month] + 1)]
    feedback = [{"date": f"{month}-05", "kind": "complaint"} for month in months for _ in range(wrong[month])]
    service = [
        {
            "requested_at": f"{month}-06 09:00",
            "first_response_at": f"{month}-{'20' if at < wrong[month] else '06'} 09:30",
            "service_type": "repair",
        }
        for month in months
        for at in range(many[month])
    ]
    tasks = [
        {"due": f"{month}-07", "status": "done", "done_on": f"{month}-{'09' if at < wrong[month] else '07'}"}
        for month in months
        for at in range(many[month])
    ]
    snapshot = workbook(
        customers=people("C1"), orders=orders, feedback=feedback, service=service, tasks=tasks,
        settings={"response_hours": "calendar"},
    )  # fmt: skip
    found = _figures(snapshot, date(2024, 4, 30))
    gap = months.index("2023-07")
    for name, share in (("complaints", 0.25), ("response", -0.25), ("tasks", -0.25)):
        trend = _card(found, name).trend
        assert math.isnan(trend[gap])
        expected = [(share < 0) + share * wrong[month] for month in months]
        assert [one for at, one in enumerate(trend) if at != gap] == [x for at, x in enumerate(expected) if at != gap]


def test_figures__what_is_open_is_told_of_its_own_day(workbook: Make, people: Make, order: Make) -> None:
    """Orders end in March, and with them every rate; one task was due by then, one is late on the real day."""
    tasks = [
        {"due": "2024-03-01", "status": "done", "done_on": "2024-03-01", "owner": "Ann"},
        {"due": "2024-05-01", "status": "open", "owner": "Ann"},
    ]
    sheets = {"customers": people("C1"), "orders": [order("C1", "2024-03-31", 100)], "tasks": tasks}
    settings = {"min_sample": 1, "reference_day": "last_order"}
    found = _figures(workbook(**sheets, settings=settings))
    assert _card(found, "tasks").note.zh == "到期 1 件，按时完成 1 件"
    said = [one for _, one in found.sentences if "逾期" in one.zh]
    assert [one.zh for one in said] == ["到 2024-05-06 有 1 件任务逾期，最久 5 天；Ann名下 1 件。"]
    assert [one.en for one in said] == ["On 2024-05-06 1 task is overdue, by up to 5 days; Ann has 1."]
    now = _figures(workbook(**sheets, settings={"min_sample": 1}))
    assert _card(now, "tasks").note.zh == "到期 2 件，按时完成 1 件"
    assert [one.zh for _, one in now.sentences if "逾期" in one.zh] == ["1 件任务逾期，最久 5 天；Ann名下 1 件。"]


def test_figures__the_largest_is_that_of_the_twelve_months(workbook: Make, people: Make, order: Make) -> None:
    """C0 was the largest by far, before; the window of the tiers still counts it."""
    names = [f"C{number}" for number in range(6)]
    orders = [order("C0", "2023-01-01", 9_000), *(order(one, "2024-04-01", 100) for one in names)]
    orders.append(order("C5", "2024-04-05", 60))
    facts = _facts(workbook(customers=people(*names), orders=orders))
    found = figures(facts)
    assert found.pareto["customer"].iloc[0] == "人C0"
    assert found.top["customer"].iloc[0] == "人C5"
    assert found.top["share"].tolist() == pytest.approx([160 / 660, *[100 / 660] * 5])
    assert any("最大的「人C5」占 24%" in said.zh for _, said in found.sentences)


def test_figures__totals_of_the_customers_sheet_are_of_no_period(workbook: Make, people: Make) -> None:
    customers = [
        {**one, "total_amount": 100.0 * at} for at, one in enumerate(people(*(f"C{at}" for at in range(6))), 1)
    ]
    found = figures(_facts(workbook(native=False, customers=customers)))
    assert found.top["customer"].iloc[0] == "人C5"
    assert any("按客户表里的累计金额" in said.zh and "占 29%" in said.zh for _, said in found.sentences)


def test_figures__one_customer_that_makes_half_is_not_the_first_1(workbook: Make, people: Make, order: Make) -> None:
    orders = [order(f"C{n}", "2024-05-01", 900 if n == 1 else 20) for n in range(1, 7)]
    found = _figures(workbook(customers=people(*(f"C{n}" for n in range(1, 7))), orders=orders))
    assert ("「人C1」一家就占成交额的 90%（共 6 位买家）。", "人C1 alone makes 90% of all sales (6 buyers).") in [
        (said.zh, said.en) for _, said in found.sentences
    ]


@pytest.mark.parametrize("strangers", [False, True])
def test_figures__shares_say_of_what_they_are(workbook: Make, people: Make, order: Make, strangers: bool) -> None:
    orders = [order(f"C{n}", "2023-07-01", 900 if n == 1 else 20) for n in range(1, 7)]
    orders += [order(None, "2024-05-01", 500)] if strangers else []
    found = _figures(workbook(customers=people(*(f"C{n}" for n in range(1, 7))), orders=orders))
    said = [one for _, one in found.sentences if "90%" in one.zh or "100%" in one.zh]
    assert len(said) == 2  # the largest, and who is leaving
    assert all(("已知客户成交额的" in one.zh) == strangers for one in said)
    assert all(("of what known customers bought" in one.en, "of all sales" in one.en) == (strangers, not strangers)
               for one in said)  # fmt: skip
    assert any("shares are of what known customers bought" in note.en for note in found.notes) == strangers


@pytest.mark.parametrize("first", ["2022-05-20", "2023-04-11"])
def test_figures__a_year_before_that_is_not_whole_is_told(
    workbook: Make, people: Make, order: Make, first: str
) -> None:
    days = [first, *pd.date_range("2023-05-11", "2024-05-01", freq="MS").strftime("%Y-%m-%d")]
    orders = [order(f"C{n}", day, 100) for n in range(12) for day in days]
    found, whole = (
        _figures(workbook(customers=people(*(f"C{n}" for n in range(12))), orders=orders)),
        first[:4] < "2023",
    )
    for card in (_card(found, "buyers"), _card(found, "retention")):
        assert card.note.zh.endswith(f"（记录始于 {first}）") != whole
        assert card.note.en.endswith(f" (orders since {first[:7]})") != whole
    assert found.begun is not None
    assert bool(found.begun.zh) != whole
    assert ["2023-04-11）" in one.zh for _, one in found.sentences if "整月" in one.zh] == ([] if whole else [True])


@pytest.mark.parametrize(
    "sheets",
    [
        {},
        {"customers": []},
        {"customers": [{"customer_id": "C1"}]},
        {"orders": [], "tasks": [], "service": [], "feedback": []},
    ],
)
@pytest.mark.parametrize("native", [True, False])
def test_figures__of_nothing(workbook: Make, sheets: dict[str, Any], native: bool) -> None:
    found = _figures(workbook(native=native, **sheets))
    assert all(card.value is None and card.note.zh for card in found.cards)
    assert found.sentences == ()
    for frame in (found.revenue, found.pareto, found.top, found.groups, found.satisfaction, found.overdue):
        assert len(frame) == 0
        assert len(frame.columns) >= 3
    assert found.tiers["amount"].sum() == 0
    assert found.notes


def test_figures__old_data_ask_for_another_reference_day(workbook: Make, people: Make, order: Make) -> None:
    orders = [order("C1", "2020-01-01", 5)]
    found = _figures(workbook(customers=people("C1"), orders=orders))
    assert any("最近交易日" in note.zh for note in found.notes)
    assert len(found.revenue) == 0
    assert _card(found, "revenue").value == 0
    again = _figures(workbook(customers=people("C1"), orders=orders, settings={"reference_day": "last_order"}))
    assert not any("最近交易日" in note.zh for note in again.notes)
    assert _card(again, "revenue").value == 5
