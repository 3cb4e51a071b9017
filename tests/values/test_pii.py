from __future__ import annotations

import random

import pytest
from stdnum import luhn

from custsheet.values import pii
from custsheet.values.pii import MASK, masked, secrets_in, suspects

ID = "11010519491231002X"
CARD = "6222020200112233446"
FOUND = {
    f"身份证{ID}": ("resident_id", "身份证1****************X"),
    f"ID{ID.lower()}": ("resident_id", "ID1****************x"),
    "110105 19491231 002X": ("resident_id", "1***** ******** ***X"),
    "旧证110105491231002号": ("resident_id", "旧证1*************2号"),
    "１１０１０５１９４９１２３１００２Ｘ": ("resident_id", "１****************Ｘ"),
    "客户身份证：330106198503121232": ("resident_id", "客户身份证：3****************2"),  # one digit is wrong
    "ID no. 110105194912310021": ("resident_id", "ID no. 1****************1"),
    f"卡号{CARD}": ("bank_card", "卡号***************3446"),
    "Visa 4111-1111-1111-1111": ("bank_card", "Visa ****-****-****-1111"),
    "账号密码：admin/123456，手机13912345678": ("password", "账号密码：***，手机13912345678"),
    "密码是abc123": ("password", "密码是***"),
    "wifi密码12345678": ("password", "wifi密码***"),
    "Password=hunter2": ("password", "Password=***"),
    "pwd: Qwerty!": ("password", "pwd: ***"),
    "PIN 1234": ("password", "PIN ***"),
    "口令为 sesame": ("password", "口令为 ***"),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items(), ids=FOUND)
def test_masked__leaves_what_tells_people_which_one_it_was(text: str, expected: tuple[str, str]) -> None:
    kind, clean = expected
    assert [one.kind for one in secrets_in(text)] == [kind]
    assert masked(text) == clean
    assert suspects(["无关的话", text]) == {text}


@pytest.mark.parametrize(
    "text",
    [
        "手机13912345678，座机010-12345678",
        "110105194912310021",  # its check digit fails
        "身份证明编号110105194999990021",
        f"运单号{'4111111111111111'}",
        "order no. 4111111111111111",
        "4111111111111112",
        "13912345678 13812345678",
        "2024-05-06 13912345678",
        "忘记密码，需要重置",
        "密码: 已重置",
        "密码：***",
        "Password: xxx",
        "Password: reset by phone",
        "password is required",
        "密码输错3次",
        "pinyin: abc, shopping 1234",
        f"9{ID}",
        "1e308",
        "",
    ],
)
def test_secrets_in__what_is_none(text: str) -> None:
    assert secrets_in(text) == []
    assert masked(text) == text


def test_secrets_in__several_from_left_to_right() -> None:
    text = f"密码:a1b2c3 卡{CARD} 证{ID}"
    assert [one.kind for one in secrets_in(text)] == ["password", "bank_card", "resident_id"]
    assert masked(text) == "密码:*** 卡***************3446 证1****************X"


def test_secrets_in__a_number_of_an_unknown_bank_where_it_is_called_a_card() -> None:
    number = "10000000000000" + luhn.calc_check_digit("10000000000000") + "0"
    number = number[:15] + luhn.calc_check_digit(number[:15])
    assert secrets_in(number) == []
    assert [one.kind for one in secrets_in(f"银行卡 {number}")] == ["bank_card"]


def test_masked__fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mask that leaves something to be found leaves nothing at all."""
    monkeypatch.setattr(pii, "_mask", lambda _kind, secret: secret)
    assert masked(f"身份证{ID}") == MASK


def test_masked__holds_nothing_more_whatever_is_joined() -> None:
    luck = random.Random(7)
    parts = [
        ID,
        CARD,
        "4111111111111111",
        "密码",
        "：",
        "=",
        "abc123",
        " ",
        "-",
        "，",
        "110105491231002",
        "1",
        "X",
        "pwd",
        "１２",
        "是",
    ]
    tried = 0
    for _ in range(3000):
        text = "".join(luck.choice(parts) for _ in range(luck.randint(1, 7)))
        clean = masked(text)
        tried += clean != text
        assert secrets_in(clean) == [], (text, clean)
        assert set(secrets_in(text)) == set() or text in suspects([text])
    assert tried > 500


def test_secrets_in__bears_any_text() -> None:
    for value in (None, 5.0, True, "1" * 200_000, "密码" * 100_000, "1 " * 100_000, "密码:" + "a" * 200_000):
        secrets_in(value)
