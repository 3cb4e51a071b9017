import pytest

from custsheet.values import phones

GOOD_MOBILE = "13900002741"


@pytest.mark.parametrize(
    "value",
    [
        "13900002741",
        "+86 139 0000 2741",
        "+8613900002741",
        "0086 139 0000 2741",
        "8613900002741",
        "86-13900002741",
        "(+86) 139-0000-2741",
        "（86）13900002741",
        "１３９００００２７４１",
        "139-0000-2741",
        "139.0000.2741",
        "013900002741",
        "手机：13900002741",
        " 13900002741\n",
        13900002741,
        13900002741.0,
        "13900002741.0",
        "1.3900002741E+10",
        "+86-139\u200b00002741",
    ],
)
def test_normalize_mobile__every_notation(value):
    assert phones.normalize_mobile(value) == GOOD_MOBILE
    assert phones.is_mobile(value)
    assert not phones.is_landline(value)


@pytest.mark.parametrize(
    "value",
    [
        "1390000274",
        "139000027411",
        "12900002741",
        "0571-85001234",
        "010-12345678",
        "13900002741（微信同号）",
        "13900002741/13900002742",
        "1.39E+10",
        "",
        "无",
        None,
        True,
        139.5,
        "+1 390 000 2741 5",
        "+852 13900002741",
        "a13900002741",
        "1" * 500,
    ],
)
def test_normalize_mobile__what_is_none(value):
    assert phones.normalize_mobile(value) is None


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("０１０－１２３４５６７８", "010-12345678"),
        ("01012345678", "010-12345678"),
        ("(010)12345678", "010-12345678"),
        ("（010）1234 5678", "010-12345678"),
        ("010-1234-5678", "010-12345678"),
        ("010—12345678", "010-12345678"),
        ("010 - 12345678", "010-12345678"),
        ("+86 10 12345678", "010-12345678"),
        ("+86-010-12345678", "010-12345678"),
        ("86 10 1234 5678", "010-12345678"),
        ("0571-85001234", "0571-85001234"),
        ("057185001234", "0571-85001234"),
        ("0086 571 8500 1234", "0571-85001234"),
        ("0992-3221234", "0992-3221234"),
        ("010-12345678-801", "010-12345678-801"),
        ("010-12345678转801", "010-12345678-801"),
        ("010-12345678（转801）", "010-12345678-801"),
        ("010-12345678 ext. 801", "010-12345678-801"),
        ("010-12345678分机801", "010-12345678-801"),
        ("0571-8500123-4", "0571-8500123-4"),
        ("4001234567", "400-123-4567"),
        ("400 1234 567", "400-123-4567"),
        ("800-123-4567", "800-123-4567"),
        ("电话：010-12345678", "010-12345678"),
    ],
)
def test_normalize_landline__hyphenated(value, normal):
    assert phones.normalize_landline(value) == normal
    assert phones.normalize_landline(normal) == normal
    assert phones.is_landline(value)
    assert not phones.is_mobile(value)


@pytest.mark.parametrize(
    "value",
    [
        "12345678",
        "86123456",
        "13900002741",
        "010-123456",
        "010-123456789",
        "010-02345678",
        "0100-1234567",
        "57185001234",
        1012345678,
        "010-12345678/87654321",
        "010-12345678 王芳",
        "400-123-456",
        "+1 415 555 2671",
        "",
        None,
        True,
        "转801",
    ],
)
def test_normalize_landline__what_is_none(value):
    assert phones.normalize_landline(value) is None


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        (57185001234, "0571-85001234"),
        (1012345678.0, "010-12345678"),
        (2187654321, "021-87654321"),
        (13900002741, None),
        (12345678, None),
    ],
)
def test_normalize_landline__zero_lost_in_a_number_cell(value, normal):
    assert phones.normalize_landline(value, lost_zero=True) == normal


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("+1 415 555 2671", "+1 415-555-2671"),
        ("+14155552671", "+1 415-555-2671"),
        ("001 (415) 555-2671", "+1 415-555-2671"),
        ("＋852 2345 6789", "+852 2345 6789"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("+86 13900002741", None),
        ("0086 13900002741", None),
        ("4155552671", None),
        ("+1 415", None),
        ("+999 123456789", None),
        ("+1 415 555 2671 office", None),
        (None, None),
    ],
)
def test_normalize_international__with_plus(value, normal):
    assert phones.normalize_international(value) == normal


@pytest.mark.parametrize(
    ("value", "local"),
    [
        ("12345678", True),
        ("8500123", True),
        ("8765-4321", True),
        ("12345678-801", True),
        ("8765 4321转12", True),
        (12345678.0, True),
        ("123456", False),
        ("123456789", False),
        ("01234567", False),
        ("010-12345678", False),
        ("", False),
        (None, False),
    ],
)
def test_is_local_number__seven_or_eight_digits(value, local):
    assert phones.is_local_number(value) is local


@pytest.mark.parametrize(
    ("value", "places", "completed"),
    [
        ("12345678", ("北京市",), "010-12345678"),
        ("87654321", ("上海市",), "021-87654321"),
        ("12345678", ("北京",), "010-12345678"),
        ("12345678", ("Beijing",), "010-12345678"),
        ("1234-5678", (None, "北京市朝阳区建国路88号"), "010-12345678"),
        ("12345678转801", ("北京市",), "010-12345678-801"),
        ("8500123", ("浙江省义乌市稠城街道",), "0579-8500123"),
        (12345678.0, ("广东深圳",), "0755-12345678"),
        ("12345678", ("", "杭州市"), "0571-12345678"),
        ("1234567", ("北京市",), None),
        ("12345678", ("朝阳区建国路88号",), None),
        ("12345678", (), None),
        ("12345678", ("火星",), None),
        ("010-12345678", ("北京市",), None),
    ],
)
def test_complete_landline__area_code_from_place(value, places, completed):
    assert phones.complete_landline(value, *places) == completed


def test_complete_landline__province_decides_between_namesakes():
    assert phones.complete_landline("86123456", "Taizhou") is None
    assert phones.complete_landline("86123456", "Taizhou", province="Jiangsu") == "0523-86123456"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("13800138000/010-12345678转801（微信同号）", ["13800138000", "010-12345678-801"]),
        ("13800138000 13900139000", ["13800138000", "13900139000"]),
        ("13800138000、13900139000", ["13800138000", "13900139000"]),
        ("138-0013-8000", ["13800138000"]),
        ("010-12345678/87654321", ["010-12345678", "87654321"]),
        ("张三13800138000，李四 (021)8765 4321", ["13800138000", "021-87654321"]),
        ("400-800-1234", ["400-800-1234"]),
        ("+1 415 555 2671, 13800138000", ["+14155552671", "13800138000"]),
        ("13800138000;13800138000", ["13800138000"]),
        ("QQ:12345678", []),
        ("微信号：13800138000", []),
        ("6222021234567890123", []),
        ("2023-01-05", []),
        ("", []),
        (None, []),
        (13800138000.0, ["13800138000"]),
    ],
)
def test_numbers_in__all_of_a_cell(value, found):
    assert phones.numbers_in(value) == found


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (
            "13800138000",
            [
                "13800138000",
                "+86 138 0013 8000",
                "13800138000（微信同号）",
                13800138000.0,
                "138-0013-8000",
                "０１３８００１３８０００",
            ],
        ),
        ("01012345678", ["010-12345678", "01012345678", "(010) 1234 5678", "+86 10 12345678", "010-12345678 总机"]),
        ("01012345678-801", ["010-12345678-801", "010-12345678转801"]),
        ("12345678", ["12345678", "1234-5678", 12345678]),
        ("4001234567", ["400-123-4567", "4001234567"]),
        ("+14155552671", ["+1 (415) 555-2671", "+14155552671"]),
        ("3125551234", ["312/555-1234", "312-555-1234", "(312) 555 1234"]),
        (None, ["", None, "无", "1234", True, float("nan")]),
    ],
)
def test_phone_key__same_in_any_notation(key, values):
    assert {phones.phone_key(value) for value in values} == {key}


def test_phone_keys__all_of_a_cell():
    assert phones.phone_keys("13800138000/010-12345678") == ["13800138000", "01012345678"]
    assert phones.phone_keys("12345678/87654321") == ["12345678", "87654321"]


@pytest.mark.parametrize(
    ("value", "service"),
    [
        ("400-123-4567", True),
        ("8001234567", True),
        ("95588", True),
        ("10086", True),
        ("12345", True),
        ("+86 400 123 4567", True),
        ("13800138000", False),
        ("010-12345678", False),
        ("12345678", False),
        ("", False),
        (None, False),
    ],
)
def test_is_service_number__not_evidence(value, service):
    assert phones.is_service_number(value) is service


@pytest.mark.parametrize(
    ("value", "placeholder"),
    [
        ("13800138000", True),
        ("+86 138 0013 8000", False),
        ("11111111111", True),
        (0, False),
        ("000-0000-0000", True),
        ("12345678910", True),
        ("13888888888", False),
        ("13900002741", False),
        ("", False),
        ("1111", False),
    ],
)
def test_is_placeholder_number__typed_to_fill_a_form(value, placeholder):
    assert phones.is_placeholder_number(value) is placeholder


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("14712345678", "iot"),
        ("14512345678", "iot"),
        ("16212345678", "virtual"),
        ("16512345678", "virtual"),
        ("16712345678", "virtual"),
        ("170-1234-5678", "virtual"),
        ("17112345678", "virtual"),
        ("13812345678", None),
        ("17212345678", None),
        ("19912345678", None),
        ("x", None),
    ],
)
def test_mobile_segment__iot_and_virtual(value, segment):
    assert phones.mobile_segment(value) == segment
