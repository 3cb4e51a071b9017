from __future__ import annotations

import random

import pytest

from custsheet.values import placeholders
from custsheet.values.placeholders import Kind, is_placeholder, is_placeholder_email, is_placeholder_number, suspects

WHO = [
    "测试",
    "测试1",
    "测 试",
    "测试客户2",
    "测试公司",
    "test",
    "Test 01",
    "ｔｅｓｔ",
    "TEST CUSTOMER",
    "testtest",
    "aaa",
    "AAA",
    "XXX",
]
WHO += ["111", "0000", "123", "123456", "asdf", "qwerty", "啊啊啊", "【测试】", "1qaz2wsx", "dummy"]
NOT_WHO = [
    "测试仪器公司",
    "上海测试技术公司",
    "检测",
    "Testa",
    "Tester",
    "Contessa",
    "张三三三",
    "360",
    "999",
    "1688",
    "A",
    "AA",
    "ABC",
]
NOT_WHO += ["", "三一", "Aaron", "Qwest", "test@home Ltd", "测" * 70]
WHAT = ["测试产品", "测试数据", "测试2", "test3", "Test product", "aaa", "asdfgh"]
NOT_WHAT = ["测试", "test", "软件测试", "测试工程师", "AAA", "XXL", "7号电池", "Contest"]
SAID = [
    "测试",
    "这是测试",
    "测试数据，请忽略",
    "测试3",
    "test",
    "just a test",
    "This is a test.",
    "xxx",
    "Lorem ipsum dolor",
]
NOT_SAID = ["测试一下设备", "客户要求先测试", "哈哈哈", "test drive on Monday", "latest price", "OK", "AAA", "一切正常"]


@pytest.mark.parametrize(
    ("kind", "made_up", "real"), [("who", WHO, NOT_WHO), ("what", WHAT, NOT_WHAT), ("said", SAID, NOT_SAID)]
)
def test_is_placeholder__only_what_is_surely_made_up(kind: Kind, made_up: list[str], real: list[str]) -> None:
    assert [one for one in made_up if not is_placeholder(one, kind)] == []
    assert [one for one in real if is_placeholder(one, kind)] == []


def test_suspects__hold_everything_that_is_made_up() -> None:
    for texts in (WHO, WHAT, SAID):
        for text in texts:
            assert suspects(["张三", text, "x"]) >= {text}, text
    assert suspects(["张三", "北京海鸥科技有限公司", "13912345678"]) == set()
    assert suspects([]) == set()


def test_suspects__in_any_mixture() -> None:
    """A search over the whole column finds what a look at each text would."""
    luck = random.Random(3)
    for _ in range(300):
        texts = ["".join(luck.choice("测试testaAxX1 张，ｔＡ") for _ in range(luck.randint(0, 6))) for _ in range(5)]
        for kind in ("who", "what", "said"):
            assert {one for one in texts if is_placeholder(one, kind)} <= suspects(texts), texts


@pytest.mark.parametrize(
    "number", ["11111111111", "00000000", "１１１１１１１１１１１", "111-1111-1111", "12345678901", 99999999999.0]
)
def test_is_placeholder_number__one_digit_or_counted_up(number: object) -> None:
    assert is_placeholder_number(number)


@pytest.mark.parametrize(
    "number",
    ["13888888888", "88888888", "010-88888888", "13800138000", "12345678", "110", "", None, "111", "13912345678"],
)
def test_is_placeholder_number__what_somebody_may_have(number: object) -> None:
    assert not is_placeholder_number(number)


@pytest.mark.parametrize(
    "address", ["test@test.com", "TEST@TEST.COM", "a@a.com", "123@123.com", "test1@qq.com", "aaa@example.com"]
)
def test_is_placeholder_email__nobody_reads(address: str) -> None:
    assert is_placeholder_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "zhangsan@example.com",
        "test@huawei.com",
        "a@b.cn",
        "111@qq.com",
        "huawei@huawei.com",
        "contest@qq.com",
        "test",
        None,
    ],
)
def test_is_placeholder_email__somebody_may(address: object) -> None:
    assert not is_placeholder_email(address)


def test_is_placeholder__bears_any_text() -> None:
    for value in ("测试" * 100_000, "a" * 100_000, "\ue000", "\n", 5.0, None, True):
        for kind in ("who", "what", "said"):
            assert not is_placeholder(value, kind)
        assert not is_placeholder_number(value)
        assert not is_placeholder_email(value)
    assert placeholders.suspects(["\ue000测试", "\ue000"]) == {"\ue000测试"}


def test_placeholder_emails__finds_in_a_column_what_a_look_at_each_would() -> None:
    made_up = {"test@test.com", "ＴＥＳＴ＠test.com", "mailto:a@a.com", "<aaa@aaa.com>", "123@123.com", " test1@qq.com"}
    for one in made_up:
        assert is_placeholder_email(one)
        assert placeholders.placeholder_emails(["zhangsan@example.com", one, "x@y.cn"]) == {one}, one
    assert placeholders.placeholder_emails(["zhangsan@example.com", "c1@example.com", "a@example.com"]) == set()
    assert placeholders.placeholder_emails([]) == set()
