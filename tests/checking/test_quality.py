"""Five dimensions, each a numerator and a denominator that a person can count on the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from custsheet.checking import check
from custsheet.checking import quality as scored
from custsheet.model.finding import Finding
from custsheet.model.load import load_schema
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.quality import DIMENSIONS, Quality, Score
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot

Build = Callable[..., Snapshot]
Usual = Callable[..., dict[str, Any]]
TODAY = date(2024, 5, 6)
OWNERS = ("王芳", "李伟", "Chen Jing")


def score(
    snapshot: Snapshot, groups: Sequence[DuplicateGroup] = (), without: Callable[[Finding], bool] = lambda _: False
) -> Quality:
    findings = tuple(one for one in check(snapshot, TODAY) if not without(one))
    return scored(snapshot, findings, groups, TODAY)


def parts(one: Score, dimension: Any) -> tuple[float, float, int]:
    ratio = one.ratios[dimension]
    return ratio.passed, ratio.whole, ratio.count


def customers(usual: Usual, count: int, **changes: dict[int, Any]) -> list[dict[str, Any]]:
    """`count` faultless customers of three owners in turn; `changes`: field → position → value."""
    rows = []
    for at in range(count):
        given = {"customer_id": f"C{at:06}", "owner": OWNERS[at % 3], "mobile": f"139000{at:05}"}
        rows.append(
            dict(usual("customers", given | {name: values[at] for name, values in changes.items() if at in values}))
        )
    return rows


def same(rows: Sequence[int], value: float = 0.97, band: Any = "same") -> DuplicateGroup:
    return DuplicateGroup(1, band, value, tuple(rows), tuple(f"C{row}" for row in rows), ())


def test_quality__of_faultless_rows_is_whole(build: Build, usual: Usual) -> None:
    found = score(
        build({"customers": customers(usual, 12), "users": [usual("users", {"user": name}) for name in OWNERS]})
    )
    # kind, name, owner, basis, by, on, verified: seven required fields, and one way to get in touch
    assert parts(found.whole, "completeness") == (96, 96, 96)
    assert parts(found.whole, "uniqueness") == (12, 12, 12)
    assert parts(found.whole, "validity") == (108, 108, 108)
    assert parts(found.whole, "consistency") == (12, 12, 12)
    assert found.whole.total == 1.0
    assert found.whole.fixes == ()


def test_completeness__is_filled_required_cells_of_required_cells(build: Build, usual: Usual) -> None:
    rows = customers(usual, 12, owner={0: None}, mobile={1: None}, kind={2: "企业"}, company={2: "ABC公司"})
    found = score(build({"customers": rows}))
    # two of a company's own cells more, its industry missing; an owner and every contact missing elsewhere
    assert parts(found.whole, "completeness") == (95, 98, 98)
    assert found.whole.ratios["completeness"].rate == pytest.approx(95 / 98)


def test_completeness__a_cell_that_does_not_parse_is_filled_but_not_valid(build: Build, usual: Usual) -> None:
    found = score(build({"customers": customers(usual, 12, verified_on={3: "昨天"})}))
    assert parts(found.whole, "completeness") == (96, 96, 96)
    assert parts(found.whole, "validity") == (107, 108, 108)


def test_completeness__cells_count_by_the_weight_of_their_field(build: Build, usual: Usual, schema: Schema) -> None:
    data = schema.dump()
    fields = {field["name"]: field for field in data["sheets"][0]["fields"]}
    fields["owner"]["weight"], fields["entered_by"]["weight"], fields["email"]["weight"] = 3, 0, 2
    found = score(build({"customers": customers(usual, 12, owner={0: None})}, standard=load_schema(data)))
    # five fields of weight 1, one of 3, one that does not count, and a set as heavy as its heaviest field
    assert parts(found.whole, "completeness") == (12 * 10 - 3, 12 * 10, 12 * 7)


def test_uniqueness__counts_all_but_the_first_of_a_certain_duplicate(build: Build, usual: Usual) -> None:
    snapshot = build({"customers": customers(usual, 12)})
    groups = [same([5, 8, 9]), same([6, 7], 0.94, "review"), same([10, 11], 0.99, "related")]
    found = score(snapshot, groups)
    assert parts(found.whole, "uniqueness") == (10, 12, 12)
    assert [(one.code, one.count) for one in found.whole.fixes] == [("", 2)]
    # Excel rows 8 and 9 are positions 3 and 4: the first and the second owner
    owners = {one.name: parts(one, "uniqueness")[:2] for one in found.owners}
    assert owners == {"王芳": (3, 4), "李伟": (3, 4), "Chen Jing": (4, 4)}


def test_uniqueness__is_about_customers_and_no_row_counts_twice(build: Build, usual: Usual) -> None:
    groups = [same([5, 8]), same([6, 8])]
    found = score(build({"customers": customers(usual, 12), "orders": [usual("orders", {})] * 12}), groups)
    by_name = {one.name: one for one in found.sheets}
    assert parts(by_name["customers"], "uniqueness") == parts(found.whole, "uniqueness") == (11, 12, 12)
    assert parts(by_name["orders"], "uniqueness") == (0, 0, 0)


def test_consistency__a_repeated_key_contradicts_the_row_above(build: Build, usual: Usual) -> None:
    found = score(build({"customers": customers(usual, 12, customer_id={3: "C000000"})}))
    assert parts(found.whole, "consistency") == (11, 12, 12)
    assert parts(found.whole, "uniqueness") == (12, 12, 12)


def test_validity__is_cells_in_order_of_filled_cells(build: Build, usual: Usual) -> None:
    rows = customers(usual, 12, mobile={0: "1391234567"}, email={1: "x＠y"}, notes={2: " ", 3: "喜欢  上午"})
    found = score(build({"customers": rows}))
    # 9 cells a customer, an e-mail and a note more; the cell of spaces is not filled, though it is reported
    assert parts(found.whole, "validity") == (12 * 9 + 2 - 3, 12 * 9 + 2, 12 * 9 + 2)


def test_consistency__is_rows_that_agree_with_the_rest(build: Build, usual: Usual) -> None:
    orders = [usual("orders", {"customer_id": "C000000", "qty": 2, "unit_price": 500}) for _ in range(10)]
    orders[0] |= {"qty": 3}
    orders[1] |= {"customer_id": "C999999"}
    orders[2] |= {"customer_id": "C999999", "unit_price": 1}
    found = score(build({"customers": customers(usual, 3), "orders": orders}))
    by_name = {one.name: one for one in found.sheets}
    assert parts(by_name["orders"], "consistency") == (7, 10, 10)


def test_consistency__of_a_sheet_without_such_a_rule_is_no_rate(build: Build) -> None:
    found = score(
        build({"customers": [{"name": f"张{n}", "mobile": f"139000{n:05}"} for n in range(12)]}, native=False)
    )
    assert parts(found.whole, "consistency") == (0, 0, 0)
    assert found.whole.ratios["consistency"].rate is None
    assert found.whole.total == 1.0


def test_timeliness__is_rows_verified_within_the_cycle(build: Build, usual: Usual) -> None:
    ninety, longer = date(2024, 2, 6), date(2024, 2, 5)
    rows = customers(
        usual,
        12,
        verified_on={0: ninety, 1: longer, 2: longer, 3: None, 4: None, 5: None},
        entered_on={0: longer, 1: longer, 2: ninety, 3: ninety, 4: longer, 5: None},
    )
    # verified or entered on the last day that counts; too long ago; verified never and entered too long ago; no day
    found = score(build({"customers": rows}))
    assert parts(found.whole, "timeliness") == (9, 12, 12)
    assert found.entry is None
    # who ignores the hint says that the customer is known to be right
    assert parts(score(build({"customers": rows}), without=lambda one: one.code == "I201").whole, "timeliness")[0] == 10


def test_timeliness__asks_nothing_where_the_cycle_is_switched_off(build: Build, usual: Usual) -> None:
    snapshot = build({"customers": customers(usual, 12, verified_on={0: date(2020, 1, 1)})})
    assert parts(score(replace(snapshot, settings={"verify_days": 0})).whole, "timeliness") == (0, 0, 0)
    assert parts(score(replace(snapshot, settings={"verify_days": 3650})).whole, "timeliness") == (12, 12, 12)


def test_timeliness__entered_within_two_working_days(build: Build, usual: Usual) -> None:
    friday = datetime(2024, 4, 26, 17, 30)
    days = [date(2024, 4, 26), date(2024, 4, 28), date(2024, 4, 30), date(2024, 5, 1), date(2024, 4, 20), None]
    rows = [dict(usual("interactions", {"time": friday, "entered_on": day})) for day in days]
    found = score(build({"customers": customers(usual, 1), "interactions": rows}))
    by_name = {one.name: one for one in found.sheets}
    # the same day, Sunday, Tuesday, and (somebody knew in advance) the week before are in time; Wednesday is not
    assert parts(by_name["interactions"], "timeliness") == (4, 5, 5)
    assert found.entry is not None
    assert (found.entry.passed, found.entry.whole) == (4, 5)


def test_timeliness__without_both_dates_nothing_is_said_of_entry(build: Build, usual: Usual) -> None:
    found = score(build({"interactions": [usual("interactions", {}) for _ in range(12)]}))
    assert found.entry is None
    assert parts(found.sheets[0], "timeliness") == (0, 0, 0)


def test_rates__small_samples_have_none(build: Build, usual: Usual) -> None:
    found = score(build({"customers": customers(usual, 9)}))
    assert (found.least, parts(found.whole, "uniqueness")) == (10, (9, 9, 9))
    assert found.whole.ratios["uniqueness"].rate is None
    assert found.whole.ratios["completeness"].rate == 1.0
    more = build({"customers": customers(usual, 9)})
    found = score(replace(more, settings={"min_sample": 9}))
    assert found.whole.ratios["uniqueness"].rate == 1.0


def test_rates__of_nothing_are_none(build: Build) -> None:
    for sheets in ({}, {"customers": []}):
        found = score(build(sheets))
        assert (found.whole.rows, found.whole.total, found.sheets, found.owners) == (0, None, (), ())
        assert [found.whole.ratios[one].rate for one in DIMENSIONS] == [None] * 5
        assert found.history == {}


def test_total__is_the_weighted_mean_of_the_rates_there_are(build: Build, usual: Usual) -> None:
    snapshot = build({"customers": customers(usual, 20, owner={0: None}, mobile={1: "1391234567"})})
    rates = score(snapshot).whole.rates
    assert rates["consistency"] == rates["timeliness"] == rates["uniqueness"] == 1.0
    assert rates["total"] == pytest.approx((30 * rates["completeness"] + 25 * rates["validity"] + 45) / 100)
    orders = score(build({"orders": [usual("orders", {}) for _ in range(10)]})).whole.rates
    assert orders.keys() == {"completeness", "validity", "consistency", "total"}
    weighted = 30 * orders["completeness"] + 25 * orders["validity"] + 15 * orders["consistency"]
    assert orders["total"] == pytest.approx(weighted / 70)
    only = {f"quality_{name}": 0 for name in DIMENSIONS} | {"quality_validity": 5}
    assert score(replace(snapshot, settings=only)).whole.total == pytest.approx(rates["validity"])
    none = {f"quality_{name}": 0 for name in DIMENSIONS}
    assert score(replace(snapshot, settings=none)).whole.total is None


def test_total__of_too_few_rows_is_none(build: Build, usual: Usual) -> None:
    found = score(build({"customers": customers(usual, 9)}))
    assert found.whole.ratios["completeness"].rate == 1.0
    assert found.whole.total is None
    assert score(build({"customers": customers(usual, 10)})).whole.total == 1.0


def test_ignored_findings__lower_nothing(build: Build, usual: Usual) -> None:
    snapshot = build({"customers": customers(usual, 12, owner={0: None}, mobile={1: "1391234567"})})
    open_ = score(snapshot).whole
    ignored = score(snapshot, without=lambda one: one.code == "E111").whole
    assert parts(open_, "validity")[0] == parts(ignored, "validity")[0] - 1
    assert score(snapshot, without=lambda _: True).whole.total == 1.0


def test_hints_and_structure__lower_nothing(build: Build, usual: Usual) -> None:
    snapshot = build({"customers": customers(usual, 12)})
    stray = [
        Finding("I302", "customers", None, "车牌"),
        Finding("E311", place="参数", cell="B5"),
        Finding("E111", "customers", 99, "mobile"),
    ]
    found = scored(snapshot, stray, (), TODAY)
    assert (found.whole.total, found.whole.fixes) == (1.0, ())


def test_owners__stand_by_name_and_nobody_last(build: Build, usual: Usual) -> None:
    rows = customers(usual, 12, owner={0: None, 1: "赵磊", 2: "anna"}, mobile={3: "1391234567"})
    found = score(build({"customers": rows}))
    assert [one.name for one in found.owners] == ["anna", "Chen Jing", "李伟", "王芳", "赵磊", ""]
    assert sum(one.rows for one in found.owners) == 12


def test_owners__are_summed_over_every_sheet_that_knows_them(build: Build, usual: Usual) -> None:
    sheets = {
        "customers": customers(usual, 3),
        "orders": [usual("orders", {"customer_id": "C000000", "owner": "王芳"}) for _ in range(4)],
        "service": [usual("service", {"staff": "李伟"}) for _ in range(5)],
        "campaigns": [usual("campaigns", {}) for _ in range(6)],
    }
    found = score(build(sheets))
    assert {one.name: one.rows for one in found.owners} == {"王芳": 5, "李伟": 6, "Chen Jing": 1}
    assert found.unowned == ("campaigns",)
    assert found.whole.rows == 18
    for part in DIMENSIONS:
        assert sum(parts(one, part)[1] for one in found.sheets) == parts(found.whole, part)[1]


def test_owners__own_what_is_wrong_in_their_rows(build: Build, usual: Usual) -> None:
    rows = customers(usual, 12, mobile={0: "1391234567", 3: "13912345", 1: "+86 13912345678"}, consent_basis={0: None})
    found = score(build({"customers": rows}))
    by_name = {one.name: one for one in found.owners}
    assert [(one.code, one.count, one.quick) for one in by_name["王芳"].fixes] == [("E111", 2, 0), ("E101", 1, 0)]
    assert [(one.code, one.count, one.quick) for one in by_name["李伟"].fixes] == [("E111", 1, 1)]
    assert by_name["Chen Jing"].fixes == ()
    assert by_name["王芳"].fixes[0].first == Finding(
        "E111", "customers", 5, "mobile", "1391234567", "C000000", message=by_name["王芳"].fixes[0].first.message
    )
    assert [(one.code, one.count, one.quick) for one in found.whole.fixes] == [("E111", 3, 1), ("E101", 1, 0)]
    assert found.sheets[0].fixes == found.whole.fixes


def test_fixes__are_three_at_most(build: Build, usual: Usual) -> None:
    rows = customers(
        usual, 12, mobile={0: "139"}, email={1: "x"}, kind={2: None}, notes={3: "a  b", 4: "c  d"}, owner={5: None}
    )
    fixes = score(build({"customers": rows})).whole.fixes
    assert [(one.code, one.count) for one in fixes] == [("I193", 2), ("E101", 2), ("E111", 1)]


def test_history__remembers_one_value_a_day(build: Build, usual: Usual) -> None:
    snapshot = build({"customers": customers(usual, 12, owner={0: None})})
    snapshot = replace(snapshot, memory=Memory(scores={"2024-05-05": {"total": 0.5}, "2024-05-06": {"total": 0.4}}))
    found = score(snapshot)
    assert found.history.keys() == {"2024-05-05", "2024-05-06"}
    assert found.history["2024-05-06"] == {name: round(rate, 4) for name, rate in found.whole.rates.items()}
    assert found.before == (date(2024, 5, 5), {"total": 0.5})


@pytest.mark.slow
def test_quality__of_a_hundred_thousand_rows_takes_a_fraction_of_what_checking_them_takes(
    build: Build, usual: Usual
) -> None:
    import time

    wrong = dict.fromkeys(range(0, 100000, 10), "1391234567")
    snapshot = build({"customers": customers(usual, 100_000, mobile=wrong)})
    began = time.process_time()
    findings = check(snapshot, TODAY)
    checked = time.process_time()
    found = scored(snapshot, findings, (), TODAY)
    took = time.process_time() - checked, checked - began
    assert took[0] < took[1] / 2, took
    assert parts(found.whole, "validity")[1] - parts(found.whole, "validity")[0] == 10_000
