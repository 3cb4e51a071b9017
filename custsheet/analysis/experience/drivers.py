"""Which words go with low scores: pieces of the comments that stand far more often under bad ratings than under good.

Counting, nothing else, so that everybody can check it: of Chinese, pieces of two to ten characters; of other scripts,
words. A comment counts a piece once, however often it says it; each of two pieces that stand in the same comments is
the other over again, and the longer one is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

LEAST = 3
"""Low-rated comments that must say a piece."""
OFTEN = 2.0
"""How many times more often than under good ratings it must stand."""
_SHORT, _LONG = 2, 10
_MOST = 2_000  # comments read of either kind, the first given
_ALIKE = 0.7  # share of comments in common from which two pieces are one
_RUN = re.compile(r"[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[^\W\d_]){3,}")
_GLUE = frozenset("的了和就才是在很都也吗呢吧啊与及并我你他它这那有一个到")
"""Characters that a piece neither begins nor ends with: they carry no matter of their own."""
_FILLERS = frozenset(re.findall(r"\w+", """
the and for was were with that this are not have has had but you your our they them from very too all any can could
would should been its did does one two three then than before after until again only
"""))  # fmt: skip


def drivers(low: Sequence[str], good: Sequence[str], most: int = 12) -> pd.DataFrame:
    """Pieces that go with low scores, the most telling first.

    Args:
        low: comments of bad ratings, the latest first.
        good: comments of good ratings.
        most: rows at most.

    Returns:
        piece, low (comments), low_share, good, good_share, times (more often; NaN where no good comment says it),
        first (position in `low` of the first that says it).
    """
    columns = ["piece", "low", "low_share", "good", "good_share", "times", "first"]
    bad, fine = list(low[:_MOST]), list(good[:_MOST])
    said: dict[str, list[int]] = {}
    for at, one in enumerate(bad):
        for piece in pieces(one):
            said.setdefault(piece, []).append(at)
    said = {piece: places for piece, places in said.items() if len(places) >= LEAST}
    praised = Counter(piece for one in fine for piece in pieces(one) if piece in said)
    rows = []
    for piece, places in said.items():
        often = len(places) / len(bad)
        # half a comment more on either side: what no good comment says is not told infinitely often
        score = ((len(places) + 0.5) / (len(bad) + 1)) / ((praised[piece] + 0.5) / (len(fine) + 1))
        if score >= OFTEN:
            usual = praised[piece] / len(fine) if fine else None
            times = often / usual if usual else None
            rows.append((piece, len(places), often, praised[piece], usual, times, places[0]))
    rows.sort(key=lambda row: (-row[1], row[3], -len(row[0]), row[0]))
    kept: list[tuple[object, ...]] = []
    taken: list[set[int]] = []
    for row in rows:
        here = set(said[str(row[0])])
        if len(kept) < most and not any(len(here & one) >= _ALIKE * min(len(here), len(one)) for one in taken):
            kept.append(row)
            taken.append(here)
    table = pd.DataFrame(kept, columns=columns)
    return table.astype({"low": "int64", "good": "int64", "first": "int64"} | dict.fromkeys(
        ("low_share", "good_share", "times"), "float64"))  # fmt: skip


def pieces(comment: str) -> set[str]:
    """What a comment says, each piece once.

    >>> sorted(pieces("Slow delivery, the box"))
    ['box', 'delivery', 'slow']
    """
    return set(_pieces(unicodedata.normalize("NFKC", comment).casefold()))


def _pieces(comment: str) -> Iterator[str]:
    for run in _RUN.findall(comment):
        if run[0].isascii() or not "\u3400" <= run[0] <= "\u9fff":
            if run not in _FILLERS:
                yield run
            continue
        for start in range(len(run) - _SHORT + 1):
            if run[start] in _GLUE:
                continue
            for end in range(start + _SHORT, min(start + _LONG, len(run)) + 1):
                if run[end - 1] not in _GLUE:
                    yield run[start:end]
