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
    if not texts or not _suspicious(_BETWEEN.join(texts)):
        return []
    return [at for at, value in enumerate(cells) if type(value) is str and _suspicious(value)]


def _suspicious(text: str) -> bool:
    return (
        _ODD.search(text) is not None
        or "  " in text
        or f"{_BETWEEN} " in text
        or f" {_BETWEEN}" in text
        or text[:1] == " "
        or text[-1:] == " "
    )
