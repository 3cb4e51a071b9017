"""I193: spaces, line breaks, invisible and full-width characters that nobody meant to type.

Cleaning every cell of a large workbook one by one would take seconds, so a whole column is searched as one text for
anything suspicious first; nearly always there is nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from custsheet.values.text import clean_text, is_clean

_BETWEEN = "\ue000"  # private use: no cleaning rule looks at it
# A superset of what `clean_text` changes; the cells found are then cleaned for certain.
_SUSPICIOUS = re.compile(
    r"[^\S ]|  "
    r"|[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
    f"|(?:\\A|(?<={_BETWEEN})) | (?={_BETWEEN}|\\Z)"
)


def suspects(texts: Sequence[str]) -> list[int]:
    """Positions of the texts that cleaning may change, in order."""
    whole = _BETWEEN.join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    return list(dict.fromkeys(bisect_right(starts, match.start()) - 1 for match in _SUSPICIOUS.finditer(whole)))


def cleaned(texts: Sequence[str | None]) -> list[str | None]:
    """Each text without untidiness; one that becomes empty is None."""
    out = list(texts)
    filled = [at for at, text in enumerate(texts) if text]
    for found in suspects([texts[at] or "" for at in filled]):
        out[filled[found]] = clean_text(texts[filled[found]], multiline=True) or None
    return out


def untidy(texts: Sequence[str | None], *, multiline: bool) -> list[int]:
    """Positions of the texts that `clean_text` would change."""
    filled = [at for at, text in enumerate(texts) if text]
    found = (filled[at] for at in suspects([texts[at] or "" for at in filled]))
    return [at for at in found if not is_clean(texts[at], multiline=multiline)]
