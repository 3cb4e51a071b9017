"""Addresses, in the forms in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsheet.values.addresses import address_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海市浦东新区人民北路112号2302室", "上海浦东新区人民北路112号2302"),
        ("江苏省南京市鼓楼区天府街920号2208室", "鼓楼区天府街９２０号２２０８室"),
        ("中山东路934号3号楼311室", "中山东路934號3號樓311"),
        ("501 East 32nd Street", "501 E. 32nd St."),
        ("118 North First Avenue", "118 N 1st Ave"),
    ],
)
def test_address_forms__one_address_written_twice(one: str, other: str) -> None:
    assert address_forms(one) == address_forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中山路12号", "中山路21号"),
        ("中山路1号23室", "中山路12号3室"),
        ("7050 S. Washtenaw", "7059 S. Washtenaw"),
    ],
)
def test_address_forms__another_door(one: str, other: str) -> None:
    a, b = address_forms(one), address_forms(other)
    assert a.street == b.street
    assert a.numbers != b.numbers


def test_address_forms__a_kind_of_street_may_be_missing() -> None:
    assert address_forms("1119 N. Cleveland")[1:] == address_forms("1119 North Cleveland Avenue")[1:]


def test_address_forms__a_housing_estate_is_no_district() -> None:
    assert address_forms("幸福小区3号楼").street.startswith("幸福小区")


@given(st.text(max_size=60))
def test_address_forms__are_total(typed: str) -> None:
    assert all(isinstance(one, str) for one in address_forms(typed))


@given(st.text(alphabet="人民路省市区号楼室单元0123456789", max_size=20))
def test_address_forms__a_plain_address_is_read_as_any_other(typed: str) -> None:
    assert address_forms(typed) == address_forms(f"{typed} ")
