"""Which level two values reach: a small table for each kind, run through the engine itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from custsheet.matching.column import coded
from custsheet.matching.duplicates import match
from custsheet.matching.kinds import KINDS, Kind
from custsheet.matching.levels import comparisons
from custsheet.matching.normalise import forms, normalise


def _level(kind: Kind, a: str, b: str) -> str:
    """The level of the two, whatever they are found by."""
    frame = pd.DataFrame({"value": [a, b], "key": ["same code"] * 2})
    found = match(frame, {"value": kind, "key": "code"})
    assert len(found.pairs.left) == 1
    (one,) = [one for one in found.compared if one.field.kind == ("phone" if kind == "mobile" else kind)]
    return one.names()[found.pairs.levels[one.field.prefix][0]]


@pytest.mark.parametrize(
    ("kind", "a", "b", "level"),
    [
        ("person_name", "张伟", "張 偉", "equal"),
        ("person_name", "张伟", "章伟", "sound"),
        ("person_name", "陈帅", "程帅", "near"),
        ("person_name", "周昊博", "Zhou hao bo", "near"),
        ("person_name", "张三丰", "张总", "part"),
        ("person_name", "李秀雨", "小黎", "part heard"),
        ("person_name", "刘海辉", "刘辉", "slip"),
        ("person_name", "王总", "王经理", "surname"),
        ("person_name", "陈龙昊", "阿大", "nickname"),
        ("person_name", "高鑫庆", "白先生", "different"),
        ("person_name", "张伟", "张强", "different"),
        ("person_name", "J. Smith", "John Smith", "similar"),
        ("person_name", "Ella Bennett", "Emma Bennett", "unlike"),
        ("person_name", "Grace", "Grace Kelly", "word"),
        ("person_name", "Grace", "Kelly", "half"),
        ("company", "北京ABC科技有限公司", "ABC科技（北京）股份有限公司", "equal"),
        ("company", "海鸥科技有限公司", "海鸥贸易有限公司", "core"),
        ("company", "杭州青木家居有限公司", "杭州青木家居有限公司滨江分公司", "branch"),
        ("company", "Lincoln Square Nursery", "Hull House Association Lincoln Square Nursery", "words"),
        ("phone", "+86 139-1234-5678", "13912345678（微信同号）", "equal"),
        ("phone", "13912345678", "13912345679", "slip"),
        ("mobile", "13912345678", "010-12345678 / 13912345678", "equal"),
        ("email", "Wang.F@QQ.com", "wang.f@qq。com", "equal"),
        ("email", "wang.f@qq.com", "wang.f@163.com", "local"),
        ("email", "zhangsan88@qq.com", "zhagnsan88@qq.com", "slip"),
        ("email", "zhangsan88@qq.com", "zhangsan89@qq.com", "digits"),
        ("address", "湖南省长沙市岳麓区天府街835号2712室", "岳麓区天府街835号2712", "equal"),
        ("address", "1119 N. Cleveland", "1119 North Cleveland Avenue", "door"),
        ("address", "天府街835号2712室", "天府街835号2702室", "near"),
        ("address", "天府街835号2712室", "中山路1号", "different"),
        ("date", "1990-02-03", "1990/2/3", "equal"),
        ("date", "1990-02-03", "1990-03-02", "slip"),
        ("date", "1990-02-03", "1990-01-01", "year"),
        ("date", "1990-02-03", "1955-11-28", "different"),
        ("id_number", "11010519491231002X", "11010519491231002x", "equal"),
        ("id_number", "11010519491231002X", "110105198910133777", "other"),
        ("id_number", "5304218", "5304219", "slip"),
        ("gender", "男", "M", "equal"),
        ("given_name", "Robert", "Rob", "begins"),
        ("city", "Lonon", "London", "slip"),
        ("text", "willow creek estate", "willow creek estat", "slip"),
    ],
)
def test_levels(kind: Kind, a: str, b: str, level: str) -> None:
    assert _level(kind, a, b) == level
    assert _level(kind, b, a) == level


@pytest.mark.parametrize("kind", KINDS)
def test_levels__end_with_one_for_everything_else(kind: Kind) -> None:
    made = normalise(forms(2, {"a": coded(np.array(["1990-01-01 男 1", "1"], dtype=object))}, {"a": kind}))
    for one in comparisons(made.fields):
        assert one.levels[-1].sql == "ELSE"
        assert all(0 < level.m <= 1 for level in one.levels)
        assert all(0 < level.u <= 1 or level.tf for level in one.levels)
