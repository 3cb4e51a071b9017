"""Whatever stands in a cell, no function of the room raises, and normal forms stay what they are."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from custsheet.values import dates, emails, flags, ids, names, numbers, phones, provinces, regions, text

ONE_ARGUMENT = [
    text.as_text,
    text.clean_text,
    text.is_clean,
    text.fold,
    numbers.parse_number,
    numbers.is_text_number,
    dates.cell_date,
    dates.parse_date,
    dates.is_text_date,
    dates.from_serial,
    dates.to_serial,
    phones.normalize_mobile,
    phones.normalize_landline,
    phones.normalize_international,
    phones.is_mobile,
    phones.is_landline,
    phones.is_local_number,
    phones.is_service_number,
    phones.is_placeholder_number,
    phones.mobile_segment,
    phones.numbers_in,
    phones.phone_key,
    phones.phone_keys,
    emails.normalize_email,
    emails.is_email,
    emails.email_key,
    emails.emails_in,
    emails.email_domain,
    emails.is_public_domain,
    emails.suspect_domain,
    ids.normalize_id,
    ids.is_resident_id,
    ids.id_key,
    ids.id_birth_date,
    ids.id_gender,
    ids.looks_truncated,
    ids.id_fault,
    ids.uscc_fault,
    ids.normalize_uscc,
    ids.is_uscc,
    names.split_title,
    names.name_key,
    names.company_key,
    names.company_core,
    names.company_city,
    names.is_branch,
    names.looks_like_test,
    flags.parse_yes,
    provinces.normalize_province,
    provinces.postcode_provinces,
    provinces.place_key,
    regions.normalize_city,
    regions.area_code,
    regions.cities_of_area_code,
    regions.region_of_address,
]
TWO_ARGUMENTS = [
    regions.normalize_city,
    regions.city_in_province,
    regions.district_in_city,
    regions.area_code,
    regions.area_code_matches,
    provinces.postcode_matches,
    phones.complete_landline,
]

ODD = [
    None,
    True,
    False,
    0,
    -1,
    1,
    60,
    10**15,
    10**400,
    -(10**400),
    0.0,
    -0.0,
    0.5,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    13800138000.0,
    45000.99999999999,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("1e999999"),
    1j,
    b"bytes",
    [],
    {},
    object(),
    datetime.min,
    datetime.max,
    date.min,
    date.max,
    time(0),
    timedelta(1),
    pd.NaT,
    pd.NA,
    pd.Timestamp.min,
    pd.Timestamp.max,
    "",
    " ",
    "\x00",
    "\ud800",
    "\U0010ffff",
    "0",
    "-",
    "+",
    "+86",
    "86",
    "0086",
    "()",
    "（）",
    "@",
    "@.",
    "a@",
    "转",
    "分机801",
    "年月日",
    "店",
    "公司",
    "有限公司",
    "分公司",
    "总",
    "先生",
    "市",
    "省",
    "北京",
    "北京市北京市北京市",
    "9" * 5000,
    "1" * 40,
    "张" * 5000,
    "a@" * 5000,
    "<" * 300,
    "(" * 300,
    "1," * 300,
    "．" * 300,
    "²³¹",
    "½",
    "٣٤٥",
    "१२३",
    "①②③",
    "１９９０－１－１",
    "😀" * 50,
    "\u202e\u200d\ufeff",
    "İstanbul",
    "ǅ",
    "ﬁ",
    "%s%d{}",
    "=1+1",
]
PIECES = [
    *"0123456789０１２３４５６７８９年月日号点时分半上下午一二三四五六七万千亿元",
    *"￥¥$%％()（）-—－./．:：,，。、；;@＠<>' \t\n\u200b\u3000xX#+",
    "138",
    "0138",
    "+86",
    "0571",
    "010",
    "400",
    "转",
    "分机",
    "ext",
    "Jan",
    "Thu",
    "星期四",
    "PM",
    "E+10",
    "qq",
    ".com",
    ".con",
    "gmial",
    "mailto:",
    "北京市",
    "吉林",
    "朝阳",
    "区",
    "县",
    "路",
    "有限公司",
    "分公司",
    "集团",
    "科技",
    "先生",
    "总",
    "Mr. ",
    " Co., Ltd",
    "Beijing",
    ", ",
    "测试",
    "test",
    "110105",
    "1949",
    "1231",
]


def made_up(count: int) -> list[str]:
    draw = random.Random(20240506)
    return ["".join(draw.choices(PIECES, k=draw.randint(1, 14))) for _ in range(count)]


@pytest.mark.parametrize("function", ONE_ARGUMENT, ids=lambda f: f.__name__)
def test_one_argument__never_raises(function):
    for value in ODD + made_up(400):
        function(value)


@pytest.mark.parametrize("function", TWO_ARGUMENTS, ids=lambda f: f.__name__)
def test_two_arguments__never_raises(function):
    draw = random.Random(7)
    pool = ODD + made_up(150)
    for value in pool:
        function(value, draw.choice(pool))
        function(draw.choice(pool), "北京")


def test_options__never_raise():
    for value in ODD + made_up(300):
        text.clean_text(value, multiline=True)
        text.similar(value, ["制造业", "Technology", "20–99"], {"m": "制造业"})
        dates.parse_date(value, allow_serial=True, date1904=True)
        dates.from_serial(value, date1904=True)
        dates.to_serial(value, date1904=True)
        phones.normalize_landline(value, lost_zero=True)


NORMAL_FORMS = [
    text.clean_text,
    text.fold,
    phones.normalize_mobile,
    phones.normalize_landline,
    phones.normalize_international,
    phones.phone_key,
    emails.normalize_email,
    emails.email_key,
    ids.normalize_id,
    ids.normalize_uscc,
    provinces.normalize_province,
]


@pytest.mark.parametrize("function", NORMAL_FORMS, ids=lambda f: f.__name__)
def test_normal_form__stays_what_it_is(function):
    for value in ODD + made_up(1500):
        normal = function(value)
        if normal:
            assert function(normal) == normal, (value, normal)


def test_phone_key__any_notation_of_any_number():
    draw = random.Random(11)
    for _ in range(1000):
        body = "".join(draw.choices("0123456789", k=8))
        gap = draw.choice(["", " ", "-", ".", "　", "－", "\u200b"])
        mobile = f"1{draw.choice('3456789')}{draw.randint(0, 9)}"
        written = f"{draw.choice(['', '+86', '+86 ', '0086', '86-', '(+86)'])}{mobile}{gap}{body[:4]}{gap}{body[4:]}"
        assert phones.phone_key(written) == phones.normalize_mobile(written) == mobile + body, written
        area, number = draw.choice(["010", "021", "0571", "0991"]), draw.choice("23456789") + body[:7]
        start = draw.choice([area, f"({area})", f"（{area}）", f"+86 {area[1:]}", f"0086-{area[1:]}"])
        written = f"{start}{gap}{number[:4]}{gap}{number[4:]}"
        assert phones.phone_key(written) == area + number, written
        assert phones.normalize_landline(written) == f"{area}-{number}", written


def test_proposals__are_accepted_by_their_own_rule():
    for value in made_up(1500):
        mobile, landline = phones.normalize_mobile(value), phones.normalize_landline(value)
        mail = emails.normalize_email(value)
        assert mobile is None or phones.is_mobile(mobile)
        assert landline is None or phones.is_landline(landline)
        assert mail is None or emails.is_email(mail)
        assert not (mobile and landline)
