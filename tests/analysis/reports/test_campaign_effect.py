"""Sheet 活动效果 of the golden company against plain loops, and what may be called an effect."""

from __future__ import annotations

from typing import Any

import pytest

from custsheet.analysis.reports import campaign_effect
from custsheet.analysis.reports.facts import Facts
from custsheet.model.report import RecordRef, RowsRef

from .conftest import block, golden

import campaign_effects as oracle  # isort: skip
import sold  # isort: skip

TODAY = golden.TODAY
LINES = sold.lines(golden.orders(), golden.CUSTOMERS, TODAY)
CAMPAIGNS = oracle.campaigns(golden.campaigns(), LINES, TODAY, golden.CUSTOMERS)
LEAST = 10
STEPS = ("listed", "reached", "responded", "joined", "bought")


@pytest.fixture(scope="module")
def report(golden_facts: Facts) -> Any:
    return campaign_effect.report(golden_facts)


def _rows(report: Any, name: str) -> dict[str, Any]:
    return {sold.folded(row.name): row for row in block(report, name).itertuples(index=False)}


def _same(found: float, expected: float | None, scale: float = 1) -> bool:
    return found != found if expected is None else found == pytest.approx(expected / scale)


def test_report__funnel(report: Any) -> None:
    rows = _rows(report, "funnel")
    assert list(rows) == ["五月会员日", "春季上新", "老客回访"]  # newest first
    for key, campaign in CAMPAIGNS.items():
        expected = oracle.effect(campaign, LEAST)
        assert [getattr(rows[key], step) for step in STEPS] == [expected[step] for step in STEPS]
        assert rows[key].cost == pytest.approx(expected["cost"] / 100)
        assert rows[key].start == campaign.start
    assert rows["春季上新"].bought >= 2


def test_report__effect(report: Any) -> None:
    rows, rates = _rows(report, "effect"), _rows(report, "rates")
    for key, campaign in CAMPAIGNS.items():
        expected = oracle.effect(campaign, LEAST)
        row = rows[key]
        assert (row.basis, row.running) == (expected["basis"], campaign.running)
        assert row.spent == pytest.approx(expected["spent"] / 100)
        for name in ("each", "usual", "gain"):
            assert _same(getattr(row, name), expected.get(name), 100), (key, name)
        assert _same(row.roi, expected.get("roi"))
        if expected["basis"] != "none":
            assert row.clear == expected["clear"]
            assert _same(rates[key].rate, expected["rate"])
            assert _same(rates[key].other, expected["other"])
    assert {one.basis for one in rows.values()} == {"none", "control", "before"}
    assert rows["春季上新"].against == "对照组 10 位"
    assert rows["老客回访"].against == "自己前 30 天"
    assert rows["五月会员日"].verdict == "样本 3"
    assert any("没有够大的对照组" in said.zh for _, said in report.answers)


def test_report__a_step_leads_to_the_customers_who_came_so_far(report: Any) -> None:
    made, detail = next(one for one in report.blocks if one.name == "funnel"), block(report, "detail")
    levels = ["未触达", "已触达", "已响应", "已参与", "已成交"]
    for at, row in enumerate(made.table.itertuples()):
        for step, name in enumerate(STEPS):
            target = made.links.get((at, name))
            assert (target is None) == (getattr(row, name) == 0)
            if isinstance(target, RowsRef):
                theirs = detail.iloc[target.first : target.last + 1]
                assert len(theirs) == getattr(row, name)
                assert set(theirs["campaign"]) == {row.name}
                assert set(theirs["arm"]) == {"实验组"}
                assert all(levels.index(one) >= step for one in theirs["level"])


def test_report__every_customer_of_a_list(report: Any, golden_facts: Facts) -> None:
    made = next(one for one in report.blocks if one.name == "detail")
    assert len(made.table) == sum(len(one.people) for one in CAMPAIGNS.values())
    people = {(key, who.who): who for key, one in CAMPAIGNS.items() for who in one.people}
    lists = golden_facts.snapshot.tables["campaigns"].typed
    for at, row in enumerate(made.table.itertuples()):
        who = people[sold.folded(row.campaign), row.customer[-3:]]
        assert (row.spent, row.before, row.cost) == (who.spent / 100, who.before / 100, pytest.approx(who.cost))
        target = made.links[at, "level"]
        assert isinstance(target, RecordRef)
        assert lists["customer_id"][target.row] == who.who
        assert ((at, "customer") in made.links) == (who.who in golden.CUSTOMERS)


def test_report__channels(report: Any) -> None:
    names = {"sms": "短信", "wechat": "微信", "phone": "电话", None: "（未填）"}
    treated = [who for one in CAMPAIGNS.values() for who in one.people if not who.control]
    table = block(report, "channels").set_index("named")
    assert set(table.index) == {names[who.channel] for who in treated}
    for channel, name in names.items():
        theirs = [who for who in treated if who.channel == channel]
        if theirs:
            reached = [who for who in theirs if who.level >= 1]
            assert (table["listed"][name], table["reached"][name]) == (len(theirs), len(reached))
            share = sum(who.level >= 4 for who in reached) / len(reached) if len(reached) >= LEAST else None
            assert _same(table["bought"][name], share)


def _experiment(order: Any, spent: Any, cost: float | None = 10.0) -> dict[str, Any]:
    who = [f"C{number}" for number in range(40)]
    lists = [
        {
            "campaign": "活动",
            "campaign_type": "discount",
            "start_date": golden.day(60),
            "end_date": golden.day(31),
            "customer_id": one,
            "participation": "reached",
            "arm": "control" if at % 2 else "treated",
            "cost": None if at % 2 else cost,
        }
        for at, one in enumerate(who)
    ]
    made = [order(one, golden.day(40), spent(at)) for at, one in enumerate(who)]
    return {"customers": [{"customer_id": one} for one in who], "orders": made, "campaigns": lists}


@pytest.mark.parametrize(
    ("spent", "verdict", "said"),
    [
        (lambda at: 100 + at % 3 + (0 if at % 2 else 50), "有效果", "值得再做"),
        (lambda at: 100 + at % 3 + (50 if at % 2 else 0), "不如不做", "没有多买"),
        (lambda at: 100 + 400 * (at % 7), "看不准", "不像偶然"),
        (lambda at: 100 + at % 3 + (0 if at % 2 else 5), "有效果", "抵不回成本"),
    ],
)
def test_report__what_may_be_called_an_effect(
    workbook: Any, facts_of: Any, order: Any, spent: Any, verdict: str, said: str
) -> None:
    report = campaign_effect.report(facts_of(workbook(**_experiment(order, spent))))
    assert block(report, "effect")["verdict"].tolist() == [verdict]
    assert any(said in one.zh for _, one in report.answers), report.answers


def test_report__without_cost_no_return_is_told(workbook: Any, facts_of: Any, order: Any) -> None:
    report = campaign_effect.report(facts_of(workbook(**_experiment(order, lambda at: 100 + at % 3, None))))
    assert block(report, "effect")["roi"].isna().all()


def test_report__an_impossible_cost_is_none(workbook: Any, facts_of: Any, order: Any) -> None:
    """In cents it would not fit 64 bits, and came out as a loss of the greatest amount there is."""
    report = campaign_effect.report(facts_of(workbook(**_experiment(order, lambda at: 100 + at % 3, 1e21))))
    assert block(report, "effect")["roi"].isna().all()
    assert (block(report, "funnel")["cost"].fillna(0) == 0).all()
