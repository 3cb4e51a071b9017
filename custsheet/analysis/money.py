"""Amounts as people say them: ¥3,200 · ¥81.5万 · ¥1.2亿, in English ¥815,022 · ¥1.25M."""

from __future__ import annotations

import math

from custsheet.model.errors import Lang
from custsheet.model.text import Text, text


def money(cents: float, currency: str, lang: Lang, *, up: bool = False) -> str:
    """`cents` short enough for a sentence; `up` never says less than the amount (for what is still missing)."""
    sign = "-" if cents < 0 else ""
    amount = abs(cents) / 100
    for least, size, digits, unit in _UNITS[lang]:  # noqa: B007 - the last one fits everything
        scaled = round(amount / size, 8)
        rounded = math.ceil(scaled * 10**digits) / 10**digits if up else round(scaled, digits)
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


# from this amount on, in units of, decimals, name of the unit
_UNITS: dict[Lang, tuple[tuple[float, float, int, str], ...]] = {
    "zh": ((1e8, 1e8, 2, "亿"), (1e7, 1e4, 0, "万"), (1e4, 1e4, 1, "万"), (100, 1, 0, ""), (0, 1, 2, "")),
    "en": ((1e9, 1e9, 2, "bn"), (1e6, 1e6, 2, "M"), (100, 1, 0, ""), (0, 1, 2, "")),
}
