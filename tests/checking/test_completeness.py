"""How much of what is expected of a customer is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from custsheet.checking import completeness
from custsheet.model.snapshot import Snapshot

Build = Callable[..., Snapshot]
Usual = Callable[..., dict[str, Any]]

EVERYTHING = {
    "customer_id": "C000001",
    "job_title": "经理",
    "wechat": "zs",
    "size": "20–99 人",
    "source": "官网",
    "category": "会员",
}


def share(build: Build, row: dict[str, Any], **how: Any) -> float:
    return completeness(build({"customers": [row]}, **how))[5]


def test_completeness__is_whole_when_everything_expected_is_there(build: Build, usual: Usual) -> None:
    assert share(build, usual("customers", EVERYTHING)) == 1.0  # company and industry do not apply
    company = EVERYTHING | {"kind": "企业", "company": "ABC公司", "industry": "制造业"}
    assert share(build, usual("customers", company)) == 1.0


def test_completeness__weighs_required_fields_twice(build: Build, usual: Usual) -> None:
    whole = usual("customers", EVERYTHING)
    without_source = share(build, whole | {"source": None})
    without_owner = share(build, whole | {"owner": None})
    assert 1 - without_owner == pytest.approx(2 * (1 - without_source))
    # seven required, one contact, six usual ones
    assert without_source == pytest.approx(1 - 1 / (7 * 2 + 2 + 6))


def test_completeness__counts_one_contact_of_several(build: Build, usual: Usual) -> None:
    whole = usual("customers", EVERYTHING)
    assert share(build, whole | {"mobile": None, "email": "a@b.cn"}) == 1.0
    assert share(build, whole | {"mobile": None}) == pytest.approx(1 - 2 / 22)


def test_completeness__asks_of_a_company_what_it_asks_of_no_person(build: Build, usual: Usual) -> None:
    person = usual("customers", EVERYTHING)
    assert share(build, person | {"kind": "企业"}) == pytest.approx(22 / 26)


def test_completeness__does_not_expect_the_tier_to_be_overruled(build: Build, usual: Usual) -> None:
    whole = usual("customers", EVERYTHING)
    assert share(build, whole | {"tier_manual": "A"}) == 1.0


def test_completeness__takes_what_did_not_parse_as_missing(build: Build, usual: Usual) -> None:
    assert share(build, usual("customers", EVERYTHING | {"verified_on": "昨天"})) == pytest.approx(20 / 22)


def test_completeness__looks_at_existing_columns_only(build: Build) -> None:
    rows = [{"name": "张三", "mobile": "13912345678"}, {"name": "李四", "mobile": None}, {"name": None, "mobile": None}]
    found = completeness(build({"customers": rows}, native=False))
    assert found == {5: 1.0, 6: 0.5, 7: 0.0}


def test_completeness__is_empty_without_customers(build: Build) -> None:
    assert completeness(build({})) == {}
    assert completeness(build({"customers": []})) == {}
