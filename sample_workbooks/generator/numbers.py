"""Identity numbers, credit codes and card numbers that are right by their published formulas and belong to nobody.

Resident IDs bear the sequence numbers 996 to 999, which were kept for people of a hundred years and more; companies'
codes end their organisation code with a wrong check digit; cards have a prefix no bank was given.
"""

from __future__ import annotations

from datetime import date

from generator.world import World

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 signs: no I O Z S V
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

DIVISIONS = (
    "330106", "330108", "310104", "310106", "320102", "320105", "340104", "440106", "510107", "420103", "610113",
    "350203", "110108", "120104", "500103", "620102",
)  # fmt: skip
RETIRED_DIVISIONS = ("330103", "330104", "310103", "320103", "110103", "110104")
"""下城区, 江干区, 卢湾区, 白下区, 崇文区, 宣武区: gone, but whoever was registered there keeps the number."""
NO_DIVISION = "339900"


def id_check(first17: str) -> str:
    """The last character of a resident ID."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first17, strict=True))
    return _ID_CHECKS[total % 11]


def make_id(world: World, birth: date | str, gender: str, division: str | None = None) -> str:
    """A resident ID; `birth` may be text, for a day that is none."""
    division = division or world.pick((*DIVISIONS, *RETIRED_DIVISIONS))
    born = birth if isinstance(birth, str) else f"{birth:%Y%m%d}"
    first17 = division + born + world.pick(("997", "999") if gender == "male" else ("996", "998"))
    return first17 + id_check(first17)


def credit_check(first17: str) -> str:
    """The last character of a unified social credit code."""
    total = sum(weight * _CREDIT_LETTERS.index(sign) for weight, sign in zip(_CREDIT_WEIGHTS, first17, strict=True))
    return _CREDIT_LETTERS[-total % 31]


def make_credit_code(world: World, *, all_digits: bool = False) -> str:
    """A company's credit code; with a letter in it, unless `all_digits`."""
    while True:
        number = f"{'00' if all_digits else 'MA'}00{world.rng.randint(1000, 9999)}"
        code = f"91{world.pick(DIVISIONS)}{number}{_wrong_digit(number)}"
        code += credit_check(code)
        if code.isdigit() == all_digits:
            return code


def _wrong_digit(number: str) -> int:
    """A check digit of the organisation code that is not the right one."""
    values = [ord(sign) - 55 if sign.isalpha() else int(sign) for sign in number]
    right = -sum(weight * value for weight, value in zip(_ORGANISATION_WEIGHTS, values, strict=True)) % 11
    return (right + 1) % 10 if right < 9 else right - 9


def luhn_check(first: str) -> str:
    """The last digit of a card number."""
    doubled = [int(sign) * (2 - at % 2) for at, sign in enumerate(reversed(first))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def make_card(world: World) -> str:
    """A bank card of 19 digits."""
    first = f"62000000{world.rng.randint(0, 9999999999):010}"
    return first + luhn_check(first)
