"""Amounts as people say them: ¥3,200 · ¥81.5万 · ¥1.2亿, in English ¥815,022 · ¥1.25M."""

from __future__ import annotations

import math

from custsheet.model.errors import Lang
from custsheet.model.text import Text, text


def money(cents: float, currency: str, lang: Lang, *, up: bool = False) -> str:
    """`cents` short enough for a sentence; with `up`, what is still missing: to the yuan and never less.

    ¥2万 for an order of ¥19,100 would be a wrong promise.
    """
    sign = "-" if cents < 0 else ""
    amount = abs(cents) / 100
    if up and amount >= _SMALL:
        return f"{sign}{currency}{math.ceil(round(amount, 2)):,}"
    for least, size, digits, unit in _UNITS[lang]:  # noqa: B007 - the last one fits everything
        scaled = round(amount / size, 8)
        rounded = round(scaled, digits)
        if rounded * size >= least:
            break
    shown = f"{rounded:,.{digits}f}"
    return f"{sign}{currency}{shown.removesuffix('.' + '0' * digits)}{unit}"


def money_text(cents: float, currency: str) -> Text:
    """The same in both languages."""
    return text(money(cents, currency, "zh"), money(cents, currency, "en"))


def percent(share: float, digits: int = 0) -> str:
    """0.578 → 58%."""
    return f"{100 * share:.{digits}f}%"


_SMALL = 100  # below, cents are told
# from this amount on, in units of, decimals, name of the unit
_UNITS: dict[Lang, tuple[tuple[float, float, int, str], ...]] = {
    "zh": ((1e8, 1e8, 2, "亿"), (1e7, 1e4, 0, "万"), (1e4, 1e4, 1, "万"), (_SMALL, 1, 0, ""), (0, 1, 2, "")),
    "en": ((1e9, 1e9, 2, "bn"), (1e6, 1e6, 2, "M"), (_SMALL, 1, 0, ""), (0, 1, 2, "")),
}
