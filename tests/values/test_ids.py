from datetime import date

import pytest
from stdnum.cn import ric, uscc

from custsheet.values import ids


def made(head: str) -> str:
    """An identity number with a right check digit from its first 17 digits."""
    return head + ric.calc_check_digit(head + "0")


WOMAN = "11010519491231002X"


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        (WOMAN, WOMAN),
        ("11010519491231002x", WOMAN),
        ("110105 19491231 002X", WOMAN),
        ("１１０１０５１９４９１２３１００２Ｘ", WOMAN),
        ("'11010519491231002X", WOMAN),
        ("110105491231002", "110105491231002"),
        (110105491231002, "110105491231002"),
        (made("11010519900307002"), made("11010519900307002")),
        # Given after 通县 had become 通州区, to somebody born before: the library alone would refuse it.
        (made("11011219900101001"), made("11011219900101001")),
        # 燕山区 was dissolved in 1986; its people keep their numbers.
        (made("11011019850101001"), made("11011019850101001")),
        (made("33011420220101001"), made("33011420220101001")),
        # 昆山市, directly under its province for a few years; python-stdnum does not know the code.
        (made("32901219900101001"), made("32901219900101001")),
        ("1IO1O519491231oo2x", WOMAN),
        (made("83000019900101001"), made("83000019900101001")),
    ],
)
def test_normalize_id__right_numbers(value, normal):
    assert ids.normalize_id(value) == normal
    assert ids.is_resident_id(value)


@pytest.mark.parametrize(
    "value",
    [
        "110105194912310021",
        "11010519491331002X",
        made("11010519490230002"),
        made("99999919900101001"),
        made("00000019900101001"),
        made("11019919900101001"),
        WOMAN[:-1],
        WOMAN + "1",
        "X" * 18,
        "",
        None,
        True,
        1.5,
        "110105991331002",
        "无",
    ],
)
def test_normalize_id__wrong_numbers(value):
    assert ids.normalize_id(value) is None
    assert ids.id_birth_date(value) is None
    assert ids.id_gender(value) is None
    assert ids.id_key(value) is None


@pytest.mark.parametrize(
    ("value", "born", "gender"),
    [
        (WOMAN, date(1949, 12, 31), "female"),
        ("110105491231002", date(1949, 12, 31), "female"),
        ("440524188001010014", date(1880, 1, 1), "male"),
        (made("11010520000229003"), date(2000, 2, 29), "male"),
        (made("11010520000229004"), date(2000, 2, 29), "female"),
    ],
)
def test_id_birth_date__and_gender(value, born, gender):
    assert ids.id_birth_date(value) == born
    assert ids.id_gender(value) == gender


def test_id_key__old_form_meets_new_form():
    assert ids.id_key("110105491231002") == ids.id_key(WOMAN.lower()) == WOMAN


@pytest.mark.parametrize(
    ("value", "truncated"),
    [
        (110101199003070000, True),
        (1.10101199003070e17, True),
        ("110101199003070000", True),
        ("1.10105E+17", True),
        ("1.10105199003072E+17", True),
        ("6222021234567890000", True),
        (WOMAN, False),
        ("110105194912310021", False),
        ("13800138000", False),
        (13800138000, False),
        (123456789012345, False),
        ("", False),
        (None, False),
        (True, False),
        (float("nan"), False),
    ],
)
def test_looks_truncated__fifteen_digits_and_zeros(value, truncated):
    assert ids.looks_truncated(value) is truncated


def test_looks_truncated__right_number_that_ends_in_zeros():
    right = next(
        number for n in range(1, 999) if (number := made(f"110105199{n % 10}01{n % 28 + 1:02}{0:02}0")).endswith("000")
    )
    assert ids.is_resident_id(right)
    assert not ids.looks_truncated(right)


CODE = "91110000600037341L"


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        (CODE, CODE),
        (CODE.lower(), CODE),
        ("9 1110 0006 0003 7341 L", CODE),
        ("9111OOOO6OOO37341L", CODE),
        ("9IIIOOOO6OOO3734IL", CODE),
        ("９１１１００００６０００３７３４１Ｌ", CODE),
        (
            "N2330106MF0000000" + uscc.calc_check_digit("N2330106MF0000000"),
            "N2330106MF0000000" + uscc.calc_check_digit("N2330106MF0000000"),
        ),
        ("91110000600037342L", None),
        ("91110000600037341", None),
        ("A1110000600037341L", None),
        ("9111000060003734SL", None),
        ("", None),
        (None, None),
        (911100006000373411, None),
    ],
)
def test_normalize_uscc__check_digit_holds(value, normal):
    assert ids.normalize_uscc(value) == normal
    assert ids.is_uscc(value) is (normal is not None and value == normal)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (WOMAN, None),
        ("110105491231002", None),
        (WOMAN[:-1], "length"),
        ("无", "length"),
        (made("99999919900101001"), "place"),
        ("11010519491331002X", "date"),
        ("110105991331002", "date"),
        ("110105194912310021", "check"),
        ("11O105194912310021", "length"),
    ],
)
def test_id_fault__says_what_is_wrong_first(value, fault):
    assert ids.id_fault(value) == fault


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("91350100M000100Y43", None),
        ("91350100M000100Y4", "length"),
        ("91350100M000100YS3", "letters"),
        ("91350100M000100Y44", "check"),
    ],
)
def test_uscc_fault__says_what_is_wrong_first(value, fault):
    assert ids.uscc_fault(value) == fault
