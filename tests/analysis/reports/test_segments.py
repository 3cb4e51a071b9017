"""Sheet 细分与生命周期 of the golden company against plain loops."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from custsheet.analysis.reports import segments
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RowsRef

from .conftest import block, golden

import lifecycle_stages as oracle  # isort: skip
import sold  # isort: skip

TODAY, KNOWN = golden.TODAY, golden.CUSTOMERS
LINES = sold.lines(golden.orders(), KNOWN, TODAY)
START = sold.year_back(TODAY)
DAYS = sold.purchase_days(LINES)
NAMES = {"potential": "潜在", "new": "新客", "growing": "成长", "mature": "成熟", "at_risk": "预警", "dormant": "沉睡",
         "lost": "流失", "returned": "挽回"}  # fmt: skip


def _ends() -> list[date]:
    """The last twelve month ends, and TODAY."""
    return [*(date(y, m, 1) - timedelta(days=1) for y, m in sold.months_to(TODAY)), TODAY]


ENTERED = {one["customer_id"]: one["entered_on"].toordinal() for one in golden.customers()}
BOUGHT = {who: [day.toordinal() for day in days] for who, days in DAYS.items()}
BY_DAY = [oracle.stages(BOUGHT, ENTERED, day.toordinal()) for day in _ends()]


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return segments.report(golden_facts)


def _block(report: Any, name: str) -> Any:
    return next(one for one in report.blocks if one.name == name)


def _close(found: float, expected: float | None) -> bool:
    return math.isnan(found) if expected is None else found == pytest.approx(expected)


def test_report__stages_now_and_last_month(report: Any) -> None:
    table = block(report, "stages")
    now, before = Counter(BY_DAY[-1].values()), Counter(BY_DAY[-2].values())
    assert table["stage"].tolist() == list(NAMES.values())
    assert table["customers"].tolist() == [now[name] for name in NAMES]
    assert table["before"].tolist() == [before[name] for name in NAMES]
    assert table["change"].tolist() == [now[name] - before[name] for name in NAMES]
    for name, amount in zip(NAMES, table["amount"], strict=True):
        theirs = {who for who, stage in BY_DAY[-1].items() if stage == name}
        assert amount == pytest.approx(
            sum(one.cents for one in LINES if one.customer in theirs and START <= one.day <= TODAY) / 100
        )


def test_report__stages_lead_to_their_customers(report: Any) -> None:
    table, detail = _block(report, "stages"), block(report, "detail")
    for at, (stage, many) in enumerate(zip(table.table["stage"], table.table["customers"], strict=True)):
        target = table.links.get((at, "customers"))
        assert (target is None) == (many == 0)
        if isinstance(target, RowsRef):
            assert detail["stage"].iloc[target.first : target.last + 1].tolist() == [stage] * many


def test_report__month_ends(report: Any) -> None:
    table = block(report, "months")
    assert len(table) == 13
    for at, by in enumerate(BY_DAY):
        counts = Counter(by.values())
        assert [table[name].iloc[at] for name in NAMES if name != "potential"] == [
            counts[name] for name in NAMES if name != "potential"
        ]


def test_report__moves_are_shares_of_each_row(report: Any) -> None:
    table, moves = block(report, "moves").set_index("stage"), oracle.moves(BY_DAY)
    for before, title in [*NAMES.items(), ("", "（新登记）")]:
        n = sum(many for (one, _), many in moves.items() if one == before)
        assert (title in table.index) == (n > 0)
        if n:
            assert table.loc[title, "n"] == n
            for after in NAMES:
                assert _close(table.loc[title, after], moves[before, after] / n if n >= 10 else None)
    assert table[list(NAMES)].notna().all(axis=1).any()


def test_report__stays(report: Any) -> None:
    table = block(report, "stays").set_index("stage")
    over, lasting, _ = oracle.stays([day.toordinal() for day in _ends()], BY_DAY)
    for name, title in NAMES.items():
        lengths = over.get(name, [])
        assert (title in table.index) == bool(lengths or lasting[name])
        if title in table.index:
            assert (table.loc[title, "n"], table.loc[title, "running"]) == (len(lengths), lasting[name])
            assert _close(table.loc[title, "days"], sum(lengths) / len(lengths) if len(lengths) >= 10 else None)


COHORTS = oracle.cohorts({who: [(day.year, day.month) for day in days] for who, days in DAYS.items()})
LAST = TODAY.year * 12 + TODAY.month


def test_report__small_cohorts_are_told_in_numbers(report: Any) -> None:
    table = block(report, "cohorts")
    shown = [(y, m) for y, m in sold.months_to(TODAY) if COHORTS.get((12 * y + m, 0))]
    assert table["month"].tolist() == [f"{y % 100:02d}-{m:02d}" for y, m in shown]
    for at, (y, m) in enumerate(shown):
        number = 12 * y + m
        assert table["size"].iloc[at] == COHORTS[number, 0]
        for after in range(1, 11):
            known = number + after <= LAST
            assert _close(table[f"m{after}"].iloc[at], COHORTS.get((number, after), 0) if known else None)


def test_report__all_cohorts_together(report: Any) -> None:
    table = block(report, "stayed")
    for after, row in enumerate(table.itertuples(), 1):
        theirs = {  # months that are over, of the last 25
            number: size
            for (number, since), size in COHORTS.items()
            if since == 0 and number >= LAST - 24 and number + after < LAST
        }
        came = sum(COHORTS.get((number, after), 0) for number in theirs)
        assert (row.n, row.came) == (sum(theirs.values()), came)
        assert _close(row.share, came / row.n if row.n >= 10 else None)
    assert len(table) > 3


def test_stayed__one_month_is_singular(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    snapshot = workbook(customers=people("C1"), orders=[order("C1", "2024-01-10", 10)], lang="en")
    table = block(segments.report(facts_of(snapshot, date(2024, 5, 6))), "stayed")
    assert table["after"].tolist()[:2] == ["1 month", "2 months"]


def test_cohorts__large_ones_are_told_in_shares(workbook: Any, facts_of: Any, people: Any, order: Any) -> None:
    ids = [f"C{at}" for at in range(12)]
    made = [order(who, date(2024, 1, 10), 10) for who in ids] + [order(who, date(2024, 3, 10), 10) for who in ids[:3]]
    report = segments.report(facts_of(workbook(customers=people(*ids), orders=made)))
    first = block(report, "cohorts").iloc[0]
    assert (first["month"], first["size"], first["m1"], first["m2"]) == ("24-01", 12, 0, 0.25)
    assert math.isnan(first["m5"])
    assert _block(report, "cohorts").columns[2].kind == "percent"


def test_report__kinds_of_customers(report: Any) -> None:
    table = block(report, "kinds").set_index("kind")
    kind = {one["customer_id"]: one["kind"] for one in golden.customers()}
    recent = [one for one in LINES if START <= one.day <= TODAY]
    orders = {key: theirs for key, theirs in sold.orders(LINES).items() if START <= theirs[0].day <= TODAY}
    whole = sum(one.cents for one in recent)
    for title, name in (("企业（B2B）", "company"), ("个人（B2C）", "person"), ("（未登记客户）", None)):
        row = table.loc[title]
        theirs = [lines for lines in orders.values() if kind.get(lines[0].customer or "") == name]
        cents = sum(one.cents for one in recent if kind.get(one.customer or "") == name)
        assert row["orders"] == len(theirs)
        assert row["amount"] == pytest.approx(cents / 100)
        assert row["share"] == pytest.approx(cents / whole)
        assert row["each"] == pytest.approx(sum(one.cents for lines in theirs for one in lines) / len(theirs) / 100)
        if name is None:
            assert math.isnan(row["customers"])
            continue
        days = {who: sum(START <= day <= TODAY for day in DAYS.get(who, ())) for who in KNOWN if kind[who] == name}
        buyers = [who for who, many in days.items() if many]
        assert (row["customers"], row["buyers"]) == (len(days), len(buyers))
        again = sum(many > 1 for many in days.values())
        assert _close(row["repeat"], again / len(buyers) if len(buyers) >= 10 else None)


def test_report__groups_by_industry_and_region(report: Any, golden_facts: Facts) -> None:
    groups = golden_facts.customers["group"].dropna()
    titles = {"manufacturing": "制造业", "retail": "零售业", "wholesale": "批发贸易"}
    titles |= {"zhejiang": "浙江省", "shanghai": "上海市", "sichuan": "四川省"}
    for name in ("industry", "province"):
        table = block(report, f"by_{name}").set_index("name")
        expected: Counter[tuple[str, str]] = Counter()
        for one in golden.customers():
            if one["customer_id"] in groups.index:
                blank = "（个人客户）" if one["kind"] == "person" and name == "industry" else "（未填）"
                expected[titles.get(one[name], blank), groups[one["customer_id"]]] += 1
        found = table.drop(columns="all").stack()
        assert {key: many for key, many in found.items() if many} == dict(expected)
        assert table["all"].sum() == len(groups)
    assert not any(one.name == "by_size" for one in report.blocks)  # nobody wrote it down


def test_report__customers(report: Any, golden_facts: Facts) -> None:
    table = block(report, "detail")
    entries = oracle.entries(BOUGHT, ENTERED, [day.toordinal() for day in _ends()], BY_DAY)
    assert len(table) == len(KNOWN)
    for row in table.itertuples():
        who = row.customer[-3:]
        stage, since, _, before = entries[who]
        assert row.stage == NAMES[str(stage)]
        if not before:
            assert row.since == date.fromordinal(int(since or 0))
        assert row.days == len(DAYS.get(who, ()))
    order = [list(NAMES.values()).index(one) for one in table["stage"]]
    assert order == sorted(order)


def test_report__says_who_is_active(report: Any) -> None:
    counts = Counter(BY_DAY[-1].values())
    idle = counts["at_risk"] + counts["dormant"] + counts["lost"]
    bought = len(KNOWN) - counts["potential"]
    assert f"{bought} 位买过的客户里 {bought - idle} 位" in report.answers[0][1].zh


def test_report__of_customers_who_never_bought(workbook: Any, facts_of: Any, people: Any) -> None:
    report = segments.report(facts_of(workbook(customers=people("C1", "C2"))))
    assert report.ready
    assert report.answers[0][1].zh == "2 位客户都还没有成交：给每位定下一步跟进。"
    assert block(report, "stages")["customers"].tolist() == [2, 0, 0, 0, 0, 0, 0, 0]
