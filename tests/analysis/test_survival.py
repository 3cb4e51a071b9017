"""The value that survives a merge: filled, right, verified last, saying most; one record's where fields go together."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from reviewing import customer

from custsheet.analysis.survival import Survival, in_order
from custsheet.drawing.template import draw_workbook
from custsheet.model.finding import Finding
from custsheet.reading import read
from custsheet.reading.standards import standard

TODAY = date(2026, 6, 17)
OLD, NEW = date(2026, 1, 5), date(2026, 6, 9)


def kept(*records: dict[str, Any], wrong: tuple[tuple[int, str], ...] = ()) -> dict[str, tuple[Any, int, str]]:
    """field → value, number of the record it comes from, why; the first record is the one to be kept."""
    schema = standard()
    same = {"name": "李文静", "mobile": "13912345678"}
    rows = [customer(number, **same | given) for number, given in enumerate(records, 1)]
    data = draw_workbook(schema, "zh", tables={"customers": rows}, today=TODAY, version="0")
    findings = [Finding("E111", "customers", 4 + number, field) for number, field in wrong]
    survival = Survival(read(data, schema=schema, today=TODAY), findings)
    order = [survival.rows[one] for one in in_order("C000001", survival.rows)]
    return {one.field: (one.value, one.row - 4, one.why) for one in survival.kept(order)}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {"email": "a@example.com"}, ("a@example.com", 2, "only")),
        ({"email": "a@example.com"}, {"email": "b@example.com", "verified_on": NEW}, ("b@example.com", 2, "recent")),
        ({"email": "a@example.com", "verified_on": NEW}, {"email": "b@example.com"}, ("a@example.com", 1, "recent")),
        ({"email": "a@x.cn"}, {"email": "long@example.com"}, ("long@example.com", 2, "complete")),
        ({"email": "a@example.com"}, {"email": "b@example.com"}, ("a@example.com", 1, "own")),
    ],
)
def test_kept__one_field(first: Any, second: Any, expected: Any) -> None:
    assert kept(first, second)["email"] == expected


def test_kept__no_entry_of_a_list_says_more_than_another() -> None:
    found = kept({"gender": "男", "industry": "制造业"}, {"gender": "女", "industry": "批发贸易"})
    assert found == {"gender": ("男", 1, "own"), "industry": ("制造业", 1, "own")}


def test_kept__what_is_right_wins_over_what_is_new() -> None:
    found = kept({"mobile": "13912345678"}, {"mobile": "1391234", "verified_on": NEW}, wrong=((2, "mobile"),))
    assert found["mobile"] == ("13912345678", 1, "valid")


def test_kept__only_where_the_records_differ() -> None:
    assert kept({}, {}) == {}


def test_kept__an_address_comes_from_one_record() -> None:
    here = {"province": "北京市", "city": "北京市", "address": "中关村大街 1 号", "postcode": "100080"}
    there = {"province": "上海市", "city": "上海市", "address": "七莘路 1507 号", "verified_on": NEW}
    found = kept(here, there)
    assert {name: found[name][:2] for name in ("province", "city", "address", "postcode")} == {
        "province": ("上海市", 2), "city": ("上海市", 2), "address": ("七莘路 1507 号", 2), "postcode": (None, 2),
    }  # fmt: skip
    # Where the other record only says more of the same address, that is added.
    del there["province"], there["city"], there["address"]
    assert "address" in kept(here, there)
    assert kept(here, {"province": "北京市", "district": "海淀区", "verified_on": NEW})["address"][:2] == (
        here["address"],
        1,
    )


def test_kept__lists_are_united_and_texts_joined() -> None:
    found = kept({"interests": "摄影；登山", "notes": "老客户"}, {"interests": "登山、钓鱼", "notes": "喜欢上午"})
    assert found["interests"] == ("摄影、登山、钓鱼", 1, "joined")
    assert found["notes"] == ("老客户；喜欢上午", 1, "joined")
    found = kept({"interests": "摄影；登山", "notes": "老客户，喜欢上午"}, {"interests": "登山", "notes": "喜欢上午"})
    assert found["interests"][0] == "摄影；登山"  # nothing new: its own way of writing it stays
    assert found["notes"][0] == "老客户，喜欢上午"
    assert kept({"notes": "甲" * 300}, {"notes": "乙" * 300})["notes"] == ("甲" * 300, 1, "long")


def test_kept__owner_and_entry_stay_and_a_tick_stands() -> None:
    found = kept({"owner": "王芳"}, {"owner": "李伟", "entered_by": "李伟", "entered_on": OLD, "opt_out": "√",
                                     "verified_on": NEW})  # fmt: skip
    assert found["owner"] == ("王芳", 1, "own")
    assert (found["entered_by"][:2], found["entered_on"][1]) == (("王芳", 1), 1)
    assert found["opt_out"][:2] == ("√", 2)
    assert kept({"opt_out": "√"}, {"opt_out": "否", "verified_on": NEW})["opt_out"] == ("√", 1, "yes")


def test_kept__name_and_company_in_each_others_column() -> None:
    right = {"name": "程志远", "company": "合肥徽谷贸易有限公司"}
    for records in (({**right, "verified_on": OLD}, _swapped(right)), (_swapped(right), right)):
        found = kept(*records)
        assert (found["name"][0], found["company"][0]) == ("程志远", "合肥徽谷贸易有限公司")


def _swapped(one: dict[str, Any]) -> dict[str, Any]:
    return {"name": one["company"], "company": one["name"], "verified_on": NEW}


def test_kept__one_group_says_nothing_about_another() -> None:
    """C000001 has name and company swapped beside C000002; beside C000003, which is another person, it has not."""
    schema = standard()
    firm = "合肥徽谷贸易有限公司"
    names = [(firm, "程志远"), ("程志远", firm), ("程致远", firm)]
    rows = [customer(number, name=name, company=company) for number, (name, company) in enumerate(names, 1)]
    data = draw_workbook(schema, "zh", tables={"customers": rows}, today=TODAY, version="0")
    snapshot = read(data, schema=schema, today=TODAY)
    first, alone = Survival(snapshot, ()), Survival(snapshot, ())
    assert {one.row for one in first.kept([5, 6]) if one.field in ("name", "company")} == {6}
    assert first.kept([5, 7]) == alone.kept([5, 7])
    assert first.seal(5, [5, 7]) == alone.seal(5, [5, 7])


def test_kept__an_error_is_no_value() -> None:
    assert "email" not in kept({}, {"email": "#N/A"})
    assert kept({"email": "#REF!"}, {"email": "a@example.com"})["email"] == ("a@example.com", 2, "only")


@pytest.mark.parametrize(
    ("field", "full", "short"),
    [
        ("company", "杭州云帆科技有限公司", "杭州云帆科技公司"),
        ("company", "厦门金龙汽配有限公司", "金龙汽配"),
        ("company", "Zhengtai Electric Co., Ltd", "Zhengtai Electric"),
        ("name", "Robert Lin", "R. Lin"),
        ("address", "文三路 88 号 3 幢 201 室", "文三路88号"),
    ],
)
def test_kept__what_is_written_out_wins_over_what_was_verified_last(field: str, full: str, short: str) -> None:
    assert kept({field: full, "verified_on": OLD}, {field: short, "verified_on": NEW})[field] == (full, 1, "complete")
    assert kept({field: short, "verified_on": NEW}, {field: full, "verified_on": OLD})[field] == (full, 2, "complete")
    # What is wrong is not better for being longer.
    found = kept({field: short}, {field: full, "verified_on": NEW}, wrong=((2, field),))
    assert found[field] == (short, 1, "valid")


def test_kept__a_fuller_address_of_another_place_does_not_win() -> None:
    here = {"city": "杭州市", "address": "文三路 88 号 3 幢", "verified_on": OLD}
    found = kept(here, {"city": "宁波市", "address": "文三路88号", "verified_on": NEW})
    assert (found["city"][0], found["address"][0]) == ("宁波市", "文三路88号")


def test_kept__the_city_of_the_shorter_address_goes_with_the_fuller_one() -> None:
    here = {"city": "杭州市", "address": "文三路88号", "verified_on": NEW}
    found = kept(here, {"address": "文三路 88 号 3 幢", "verified_on": OLD})
    assert (found["city"][:2], found["address"][:2]) == (("杭州市", 1), ("文三路 88 号 3 幢", 2))
