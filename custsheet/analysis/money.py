"""Amounts as people say them: ¥3,200 · ¥81.5万 · ¥1.2亿, in English ¥815,022 · ¥1.25M.

Owns the units of sentences, cards and charts, so that one amount is said in one way wherever it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.text import Text, text

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Unit:
    """In what amounts are shown: how much it is, what it is called, decimals in a sentence, Excel's number format."""

    size: float
    word: str
    digits: int
    excel: str

    def __call__(self, amount: float) -> float:
        """`amount` in this unit, one decimal, as charts show it."""
        return round(amount / self.size, 1)

    def title(self, currency: str, lang: Lang) -> str:
        """What stands in brackets behind a header: 万元, $ 万, ¥K; "" where there is nothing to say."""
        if lang == "en":
            return f"{currency}{self.word}"
        return f"{self.word}元" if currency in {"", "¥", "￥", "元"} else f"{currency} {self.word}".strip()


_WHOLE = Unit(1, "", 0, "#,##0")
# Excel divides by thousands only; a literal point before the last digits makes 万 and 亿 of them.
_UNITS: dict[Lang, tuple[Unit, ...]] = {
    "zh": (Unit(1e8, "亿", 2, '0\\.00,,"亿"'), Unit(1e4, "万", 1, '0\\.0,"万"')),
    "en": (Unit(1e9, "bn", 2, '0.00,,,"bn"'), Unit(1e6, "M", 2, '0.00,,"M"'), Unit(1e3, "K", 1, '0.0,"K"')),
}
_IN_FULL: dict[Lang, float] = {"zh": 1e4, "en": 1e6}  # a smaller amount is told to the yuan, but for labels of charts
_SMALL = 100  # below, cents are told
_MANY = 1_000  # of a unit: no decimals


def money(cents: float, currency: str, lang: Lang, *, up: bool = False) -> str:
    """`cents` short enough for a sentence; with `up`, what is still missing: to the yuan and never less.

    ¥2万 for an order of ¥19,100 would be a wrong promise.
    """
    sign = "-" if cents < 0 else ""
    amount = abs(cents) / 100
    if up and amount >= _SMALL:
        return f"{sign}{currency}{math.ceil(round(amount, 2)):,}"
    one = _stated(amount, lang)
    scaled = round(amount / one.size, 8)
    few = 2 if one is _WHOLE else one.digits
    digits = 0 if scaled >= (_SMALL - 0.5 if one is _WHOLE else _MANY) else few
    return f"{sign}{currency}{_trimmed(scaled, digits)}{one.word}"


def monies(cents: npt.NDArray[Any], currency: str, lang: Lang, *, up: bool = False) -> Texts:
    """`money` of many amounts; those that most are, whole yuan without a unit, are told ten times faster together."""
    amount = cents / 100
    plain = (amount >= _SMALL) & (up | (amount < _IN_FULL[lang] / 2))
    shown = np.where(plain, np.ceil(np.round(amount, 2)) if up else np.round(amount, 8), 0.0)
    said = np.array([f"{currency}{one:,.0f}" for one in shown.tolist()], dtype=object)
    for at in np.flatnonzero(~plain).tolist():
        said[at] = money(float(cents[at]), currency, lang, up=up)
    return said


def money_text(cents: float, currency: str) -> Text:
    """The same in both languages."""
    return text(money(cents, currency, "zh"), money(cents, currency, "en"))


def in_full(amount: Cell, currency: str) -> str:
    """An amount (in yuan, not in cents) to the last digit, for a limit that must be exact: ¥123,456, ¥99.50."""
    return f"{currency}{_trimmed(amount, 2)}" if isinstance(amount, int | float) else "–"


def money_format(amount: float, currency: str, lang: Lang) -> str:
    """Excel's number format in which a cell says `amount` (in yuan) as a sentence does, and stays a number."""
    body = _quoted(currency) + _stated(abs(amount), lang).excel
    return f"{body};-{body}"


def _quoted(currency: str) -> str:
    sign = currency.replace('"', "")[:8]
    return f'"{sign}"' if sign else ""


def any_money_format(currency: str, lang: Lang) -> str:
    """The same for a cell whose amount changes: the larger units by condition, as Excel's formats allow two.

    The smallest comes first, below a limit, so that it takes what is below 0 too: only the first of sections with
    conditions shows a minus in every program.
    """
    large = [one for one in reversed(_UNITS[lang]) if one.size >= _IN_FULL[lang]]
    limits = [f"[<{one.size - one.size * 0.5 * 10**-one.digits:.0f}]" for one in large]
    sign = _quoted(currency)
    return ";".join(f"{limit}{sign}{one.excel}" for limit, one in zip([*limits, ""], [_WHOLE, *large], strict=True))


def unit(amounts: Iterable[float], lang: Lang) -> Unit:
    """The largest unit in which the greatest amount is at least 1, for a chart: its labels must be short."""
    most = max((abs(one) for one in amounts if one == one), default=0.0)
    return next((one for one in _UNITS[lang] if most >= one.size), _WHOLE)


def percent(share: float, digits: int = 0) -> str:
    """0.578 → 58%."""
    return f"{100 * share:.{digits}f}%"


def _stated(amount: float, lang: Lang) -> Unit:
    """The unit of an amount that stands by itself; what rounds up to a unit is told in it: 9,999.6 is 1万."""
    if amount < _IN_FULL[lang] / 2:  # most amounts
        return _WHOLE
    known = (one for one in _UNITS[lang] if one.size >= _IN_FULL[lang])
    return next((one for one in known if round(amount / one.size, one.digits) >= 1), _WHOLE)


def _trimmed(number: float, digits: int) -> str:
    return f"{number:,.{digits}f}".removesuffix("." + "0" * digits)
