"""One value is another written out only where both name the same company, person or place."""

from __future__ import annotations

import pytest

from custsheet.values.fuller import FULLER


@pytest.mark.parametrize(
    ("field", "full", "short"),
    [
        ("company", "金龙汽配有限公司", "厦门金龙汽配"),
        ("company", "Golden Dragon Auto Parts Co., Ltd.", "GOLDEN DRAGON AUTO PARTS"),
        ("name", "林志强", "林总"),
        ("name", "Robert J. Lin", "Robert Lin"),
        ("address", "文三路88号3幢201室", "文三路 88 号 3-201"),
        ("address", "10 Moganshan Road, Apt 502", "10 Moganshan Road"),
    ],
)
def test_fuller__one_way_only(field: str, full: str, short: str) -> None:
    assert FULLER[field](full, short)
    assert not FULLER[field](short, full)
    assert not FULLER[field](full, full)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("company", "上海蓝天物流有限公司杭州分公司", "上海蓝天物流有限公司"),
        ("company", "北京云帆科技有限公司", "上海云帆科技公司"),
        ("name", "Joann Lee", "Ann Lee"),
        ("name", "Robert Lin", "Bob Lin"),
        ("name", "张伟先生", "张伟"),
        ("address", "文三路88号3幢", "文三路 8 号"),
        ("address", "文三西路88号", "文三路88号"),
        ("company", "云帆", ""),
    ],
)
def test_fuller__of_two_things_neither(field: str, one: str, other: str) -> None:
    assert not FULLER[field](one, other)
    assert not FULLER[field](other, one)
