"""Resident identity numbers and unified social credit codes.

Invariant: a number counts only if its check digit, its date and its place of issue hold. Rules come from GB 11643 and
GB 32100, check digits from python-stdnum. Its own `validate` is not used: it refuses people whose number was given
after their division was renamed, and credit codes of rural collectives, which begin with N.
"""

from __future__ import annotations

import numbers
import re
from datetime import date
from typing import Final, Literal

from stdnum.cn import ric, uscc

from custsheet.values.divisions import is_known_code
from custsheet.values.text import as_text, clean_text, half_width

# Excel keeps 15 significant digits of a number and puts zeros after them.
_EXCEL_DIGITS: Final = 15
_WHOLE = re.compile(r"[0-9]{17}[0-9X]")
_USCC = re.compile(r"[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def normalize_id(value: object) -> str | None:
    """The identity number with a capital X and no separators, if it is right; 15 digits of the old form stay 15.

    A letter O is read as 0 and I as 1, but only if the number is then right.
    """
    if isinstance(value, str) and _WHOLE.fullmatch(value):  # as nearly all are
        return value if _id_holds(value) else None
    number = _bare(value)
    return next((form for form in (number, _figures(number)) if _id_holds(form)), None)


def is_resident_id(value: object) -> bool:
    """Whether this is a right identity number, present or old form (E131)."""
    return normalize_id(value) is not None


def id_fault(value: object) -> Literal["length", "place", "date", "check"] | None:
    """What is wrong first with an identity number, as a person compares it with the card; None if it is right."""
    number = _bare(value)
    if normalize_id(number) is not None:
        return None
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        return "length"
    if not is_known_code(number[:6]):
        return "place"
    return "date" if _birth(_lengthened(number)) is None else "check"


def id_key(value: object) -> str | None:
    """The form for comparing: an old number of 15 digits becomes the 18 it was turned into in 1999."""
    number = normalize_id(value)
    return _lengthened(number) if number else None


def id_birth_date(value: object) -> date | None:
    """The date of birth a right identity number tells."""
    number = id_key(value)
    return _birth(number) if number else None


def id_gender(value: object) -> Literal["male", "female"] | None:
    """The sex a right identity number tells: the 17th digit is odd for men."""
    number = id_key(value)
    if number is None:
        return None
    return "male" if int(number[16]) % 2 else "female"


def looks_truncated(value: object) -> bool:
    """Whether Excel took the digits after the 15th: a number cell that long, its 1.1E+17, or zeros that fail.

    Text of 18 digits and more counts when only zeros follow the 15th and it is neither a right identity number nor a
    right credit code.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, numbers.Real):
        if isinstance(value, int):
            return 10**_EXCEL_DIGITS <= abs(value) < 10**30
        return 10**_EXCEL_DIGITS <= abs(float(value)) < 10**30
    text = half_width(clean_text(value))
    if power := re.fullmatch(r"[0-9](?:\.[0-9]+)?E\+?([0-9]{2})", text, re.IGNORECASE):
        return int(power[1]) >= _EXCEL_DIGITS
    number = _bare(text)
    if not re.fullmatch(r"[0-9]{18,30}", number) or number[_EXCEL_DIGITS:].strip("0"):
        return False
    return not _id_holds(number) and normalize_uscc(number) is None


def normalize_uscc(value: object) -> str | None:
    """The credit code in capitals without separators, if its check digit holds.

    The standard leaves out I O Z S V; O is read as 0 and I as 1, but only if the code is then right.
    """
    code = _bare(value)
    for form in (code, _figures(code)):
        if _USCC.fullmatch(form) and uscc.calc_check_digit(form[:17]) == form[17]:
            return form
    return None


def uscc_fault(value: object) -> Literal["length", "letters", "check"] | None:
    """What is wrong first with a credit code; None if it is right."""
    code = _bare(value)
    if normalize_uscc(code) is not None:
        return None
    if len(code) != 18:
        return "length"
    return "check" if _USCC.fullmatch(code) else "letters"


def is_uscc(value: object) -> bool:
    """Whether the text is, as it stands, a right credit code in capitals (E141)."""
    return isinstance(value, str) and normalize_uscc(value) == value


def _figures(number: str) -> str:
    return number.replace("O", "0").replace("I", "1")


def _bare(value: object) -> str:
    if isinstance(value, bool):
        return ""
    text = half_width(clean_text(as_text(value)[:100]))
    return re.sub(r"[\s'’`-]", "", text).upper()


def _id_holds(number: str) -> bool:
    if re.fullmatch(r"[0-9]{15}", number):
        number = _lengthened(number)
    elif not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    return number[17] == ric.calc_check_digit(number) and _birth(number) is not None and is_known_code(number[:6])


def _lengthened(number: str) -> str:
    if len(number) != 15:
        return number
    # The old form has two digits for the year; 996 to 999 marked people born before 1900, of whom none is a customer.
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(longer + "0")


def _birth(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= 1850 else None
