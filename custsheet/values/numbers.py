"""Numbers as staff type them: real numbers as they are, and the text forms that can mean one number only.

Invariant: anything that might mean something else (a date, a code, two numbers, a European decimal comma) gives None.
It exists because `1,000元` and `1.2万` in a text cell are silently skipped by every sum in Excel.
"""

from __future__ import annotations

import math
import numbers
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from custsheet.values.text import clean_text, half_width

# Excel keeps 15 significant digits; a longer whole number would change when it lands in a number cell.
EXCEL_DIGITS: Final = 15

_CURRENCY_BEFORE = r"(?:人民币|rmb|cny|usd|us\$|hk\$|¥|\$|€|£)"
_CURRENCY_AFTER = r"(?:人民币|rmb|cny|usd|美元|欧元|港元|港币|元|块|圆)?整?"
_PLAIN = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_NUMBER = re.compile(
    rf"(?P<sign1>[+-]?) ?{_CURRENCY_BEFORE}? ?(?P<sign2>[+-]?) ?(?P<digits>{_PLAIN})(?P<exponent>e[+-][0-9]{{1,3}})?"
    rf" ?(?:(?P<percent>%)|(?P<unit>万亿|千万|百万|亿|万|千)? ?{_CURRENCY_AFTER})",
    re.IGNORECASE,
)
_UNITS = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}


def parse_number(value: object) -> int | float | None:
    """The number a cell holds or its text can only mean, else None.

    Real finite numbers come back as they are. Text may carry full-width digits, thousands separators, a currency, 千 万
    亿, a percent sign (50% → 0.5), accounting brackets ((1,200) → -1200). Booleans, dates, nan and infinity are None,
    and so are whole numbers of more than 15 significant digits in text, which Excel cannot hold.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _parse_text(value)
    try:
        if isinstance(value, numbers.Integral):
            float(value)  # Excel has no number beyond this range
            return int(value)
        if isinstance(value, numbers.Real | Decimal) and math.isfinite(value):
            return float(value)
    except (OverflowError, ValueError):  # a Decimal's signalling nan, an integer too large for a float
        return None
    return None


def is_text_number(value: object) -> bool:
    """Whether this is text that means one number: right for people, invisible to Excel's sums (E171)."""
    return isinstance(value, str) and _parse_text(value) is not None


def _parse_text(text: str) -> int | float | None:
    if len(text) > 100:  # no number is that long; keeps hostile text cheap
        return None
    bare = half_width(clean_text(text)).strip()
    brackets = re.fullmatch(r"\((.+)\)", bare)
    match = _NUMBER.fullmatch(brackets[1].strip() if brackets else bare)
    if match is None or (match["sign1"] and match["sign2"]) or (brackets and (match["sign1"] or match["sign2"])):
        return None
    if match["exponent"] and (match["percent"] or match["unit"]):
        return None
    try:
        amount = Decimal(re.sub("[, ]", "", match["digits"]) + (match["exponent"] or ""))
    except InvalidOperation:
        return None
    amount *= _UNITS.get(match["unit"] or "", 1)
    if match["percent"]:
        amount /= 100
    if brackets or "-" in (match["sign1"], match["sign2"]):
        amount = -amount
    if amount != amount.to_integral_value():
        return float(amount)
    whole = int(amount)
    return whole if len(str(abs(whole)).rstrip("0")) <= EXCEL_DIGITS and abs(whole) < 10**300 else None
