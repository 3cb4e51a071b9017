import pytest

from custsheet.values import provinces


@pytest.mark.parametrize(
    ("value", "full"),
    [
        ("北京", "北京市"),
        ("北京市", "北京市"),
        ("Beijing", "北京市"),
        ("BEIJING CITY", "北京市"),
        ("内蒙", "内蒙古自治区"),
        ("内蒙古", "内蒙古自治区"),
        ("Inner Mongolia", "内蒙古自治区"),
        ("广西省", "广西壮族自治区"),
        ("广东 省", "广东省"),
        ("Guangdong Province", "广东省"),
        ("Xin-jiang", "新疆维吾尔自治区"),
        ("Hong Kong", "香港特别行政区"),
        ("吉林", "吉林省"),
        ("吉林市", None),
        ("杭州", None),
        ("加利福尼亚", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_normalize_province__however_typed(value, full):
    assert provinces.normalize_province(value) == full


def test_normalize_province__all_thirty_four_in_both_languages():
    full = set(provinces.province_names().values())
    assert len(full) == 34
    assert all(provinces.normalize_province(name) == name for name in full)
    assert {provinces.normalize_province(name) for name in provinces.province_names() if name.isascii()} == full


@pytest.mark.parametrize(
    ("code", "province", "fits"),
    [
        ("100020", "北京市", True),
        ("100020", "北京", True),
        ("310000", "Zhejiang", True),
        ("310000", "上海", False),
        ("200000", "北京", False),
        (510000, "广东", True),
        ("１０００２０", "北京", True),
        ("165400", "内蒙古", True),
        ("10002", "北京", None),
        ("100020", "火星", None),
        ("999077", "香港", None),
        ("", "北京", None),
        (None, None, None),
    ],
)
def test_postcode_matches__province(code, province, fits):
    assert provinces.postcode_matches(code, province) is fits


def test_postcode_provinces__one_two_or_none():
    assert provinces.postcode_provinces("100020") == {"北京市"}
    assert provinces.postcode_provinces("160000") == {"内蒙古自治区", "黑龙江省"}
    assert provinces.postcode_provinces("990000") == frozenset()
    assert provinces.postcode_provinces("1000") == frozenset()
