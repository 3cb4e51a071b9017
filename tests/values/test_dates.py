from datetime import UTC, date, datetime, time

import pandas as pd
import pytest

from custsheet.values.dates import cell_date, from_serial, is_text_date, parse_date, to_serial

FIFTH = datetime(2023, 1, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2023.1.5",
        "2023年1月5日",
        "2023-1-5",
        "2023/01/05",
        "20230105",
        "2023-01-05 00:00:00",
        "2023 年 1 月 5 日",
        "2023年1月5号",
        "２０２３年１月５日",
        "2023。1。5",
        " 2023.01.05 ",
        "2023年1月5日 星期四",
        "2023-1-5（周四）",
        "5 Jan 2023",
        "5-Jan-23",
        "Jan 5, 2023",
        "January 5th, 2023",
        "5th of January 2023",
        "Thu, 5 Jan 2023",
        "05JAN2023",
        "23.1.5",
        "23-1-5",
        "23年1月5日",
        "2023—1—5",
    ],
)
def test_parse_date__ways_to_write_one_day(value):
    assert parse_date(value) == FIFTH
    assert is_text_date(value)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2023-01-05 14:30", datetime(2023, 1, 5, 14, 30)),
        ("2023-01-05T14:30:05", datetime(2023, 1, 5, 14, 30, 5)),
        ("2023/1/5 3:30 PM", datetime(2023, 1, 5, 15, 30)),
        ("2023年1月5日 下午3点", datetime(2023, 1, 5, 15)),
        ("2023年1月5日下午3点半", datetime(2023, 1, 5, 15, 30)),
        ("2023年1月5日15时20分", datetime(2023, 1, 5, 15, 20)),
        ("2023年1月5日 上午9:05", datetime(2023, 1, 5, 9, 5)),
        ("2023年1月5日 中午12点", datetime(2023, 1, 5, 12)),
        ("2023-01-05 12:15 AM", datetime(2023, 1, 5, 0, 15)),
        ("13/05/2023", datetime(2023, 5, 13)),
        ("05/13/2023", datetime(2023, 5, 13)),
        ("05/05/2023", datetime(2023, 5, 5)),
        ("2024-2-29", datetime(2024, 2, 29)),
        ("99年12月31日", datetime(1999, 12, 31)),
        (20230105, FIFTH),
        (20230105.0, FIFTH),
    ],
)
def test_parse_date__times_and_other_orders(value, moment):
    assert parse_date(value) == moment


@pytest.mark.parametrize(
    "value",
    [
        "01/05/2023",
        "23-1-15",
        "23.01.05",
        "23/1/5",
        "2023年1月5日 星期五",
        "2023-2-29",
        "2023-13-1",
        "2023年1月",
        "1月5日",
        "2023",
        "May 2023",
        "13:30",
        "2023-1/5",
        "1850-1-1",
        "2023-01-05Z",
        "2023-01-05 25:00",
        "2023-01-05 上午 15:00",
        "Sunday",
        "待定",
        "2022-12-01 购买产品A,1000元",
        "45000",
        "20231305",
        "12345678",
        "",
        "2023-1-5 2023-1-6",
        True,
        None,
        5.5,
        float("nan"),
        [],
    ],
)
def test_parse_date__never_guessed(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (45000, datetime(2023, 3, 15)),
        ("45000", datetime(2023, 3, 15)),
        ("45000.5", datetime(2023, 3, 15, 12)),
        (1, datetime(1900, 1, 1)),
        (59, datetime(1900, 2, 28)),
        (60, datetime(1900, 2, 28)),
        (61, datetime(1900, 3, 1)),
        (2958465, datetime(9999, 12, 31)),
        ("2023", None),
        ("60", None),
        (0, None),
        (0.5, None),
        (-1, None),
        (2958466, None),
        (2958465.9999999, None),
        (float("inf"), None),
        (True, None),
        (10**400, None),
    ],
)
def test_parse_date__serials_when_asked(value, moment):
    assert parse_date(value, allow_serial=True) == moment


def test_parse_date__serials_of_1904():
    assert parse_date(0, allow_serial=True, date1904=True) == datetime(1904, 1, 1)
    assert parse_date("43538", allow_serial=True, date1904=True) == datetime(2023, 3, 15)
    assert parse_date(2957004, allow_serial=True, date1904=True) is None


def test_from_serial__rounds_to_the_second():
    assert from_serial(44930.604166666664) == datetime(2023, 1, 4, 14, 30)
    assert from_serial(44930.999999) == datetime(2023, 1, 5)


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize("day", [datetime(1904, 1, 2), datetime(1999, 12, 31, 6), FIFTH, datetime(9999, 12, 31)])
def test_to_serial__is_the_inverse(day, date1904):
    serial = to_serial(day, date1904=date1904)
    assert serial is not None
    assert from_serial(serial, date1904=date1904) == day


def test_to_serial__leap_day_that_never_was():
    assert to_serial(date(1900, 1, 1)) == 1
    assert to_serial(date(1900, 2, 28)) == 59
    assert to_serial(date(1900, 3, 1)) == 61
    assert to_serial(date(1899, 12, 31)) is None
    assert to_serial(date(1903, 12, 31), date1904=True) is None


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (FIFTH, FIFTH),
        (date(2023, 1, 5), FIFTH),
        (datetime(2023, 1, 5, 8, tzinfo=UTC), datetime(2023, 1, 5, 8)),
        (pd.Timestamp("2023-01-05"), FIFTH),
        (datetime(1850, 1, 1), datetime(1850, 1, 1)),
        (pd.NaT, None),
        (pd.NA, None),
        ("2023-01-05", None),
        (45000, None),
        (time(8), None),
        (None, None),
    ],
)
def test_cell_date__only_real_dates(value, held):
    assert cell_date(value) == held
    if held is not None:
        assert type(cell_date(value)) is datetime
        assert parse_date(value) == held
