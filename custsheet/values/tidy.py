"""Where in a column spaces, invisible and full-width characters stand that nobody meant to type.

Cleaning every cell of a large workbook one by one would take seconds, so a whole column is searched as one text for
anything suspicious first; nearly always there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Everything that `clean_text` may remove or change, but for the plain space, which is judged by where it stands.
_ODD = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
_BETWEEN = "\ue000"  # private use: no rule looks at it


def suspects(cells: Sequence[object]) -> list[int]:
    """Positions of the texts that cleaning may change, and of few others."""
    texts = [value for value in cells if type(value) is str]
    joined = _BETWEEN.join(["", *texts, ""])
    if joined.count(_BETWEEN) > len(texts) + 1:  # some text holds the separator itself
        return suspects([value.replace(_BETWEEN, "") if type(value) is str else value for value in cells])
    found: dict[int, None] = {}
    text = position = 0  # how many separators stand before the position
    for start in _places(joined):
        text, position = text + joined.count(_BETWEEN, position, start), start
        found[text - 1] = None
    if not found or len(texts) == len(cells):
        return list(found)
    places = [at for at, value in enumerate(cells) if type(value) is str]
    return [places[one] for one in found]


def _places(joined: str) -> list[int]:
    """Where within a text something suspicious stands, from the first on."""
    found = [match.start() for match in _ODD.finditer(joined)]
    for sign, ahead in (("  ", 0), (f"{_BETWEEN} ", 1), (f" {_BETWEEN}", 0)):
        at = joined.find(sign)
        while at >= 0:
            found.append(at + ahead)
            at = joined.find(sign, at + 1)
    return sorted(found)
