"""Text as staff type it: a cell as text, cleaned, folded for comparing, and the list entry that was meant.

Invariant: every function is total over cell values, and `clean_text` and `fold` are idempotent. Cleaning keeps what a
person wrote readable (Chinese punctuation stays full-width); folding is for comparing only and never lands in a cell.
"""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

# pandas' own blanks, known by name so that the scalar functions need no pandas.
_BLANK_TYPES = frozenset({"NAType", "NaTType"})

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_HALF_ALNUM = {code: half for code, half in _HALF.items() if chr(half).isalnum()}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")

_EMOJI = "☀-➿️\U0001f000-\U0001faff"
# A zero-width joiner inside an emoji is part of the picture; anywhere else it is dirt from a web page.
_INVISIBLE = re.compile(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
# Chinese and printable ASCII with single spaces inside: what cleaning leaves alone, told by one look.
_PLAIN_CHINESE = re.compile(r"[!-~一-鿿]+(?: [!-~一-鿿]+)*")
_FOLDED = re.compile(r"[0-9a-z一-龥]+")  # what folding leaves alone, as most names and addresses are
_SEPARATORS = re.compile(r"[、,，;；/\n]")
_SPACES = re.compile(r"\s+")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r" ?(?:\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]) ?")


def as_text(value: object) -> str:
    """The text of any cell value: whole floats without `.0`, dates as ISO, blanks and not-a-number as an empty string.

    Excel hands a phone number typed into a number cell over as 13800138000.0 or 1.3800138e10; both give `13800138000`.
    """
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in _BLANK_TYPES:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if type(value) is float:  # as nearly all are; asking the abstract classes first takes three times as long
        return _real(value)
    try:
        if isinstance(value, numbers.Integral):
            return str(int(value))
        if isinstance(value, numbers.Real):
            return _real(float(value))
        if isinstance(value, datetime):
            midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
            return value.date().isoformat() if midnight else value.replace(tzinfo=None).isoformat(" ", "seconds")
        if isinstance(value, date):
            return value.isoformat()
        return str(value)
    except (ValueError, OverflowError):  # integers beyond Python's own limit for decimal text
        return ""


def as_texts(values: Sequence[object]) -> list[str]:
    """`as_text` of each value of a column, many times as fast."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(values)  # type: ignore[arg-type]
    if kinds == {float} and (texts := _reals(values)) is not None:
        return texts
    if bool in kinds:  # TRUE equals 1 and reads differently
        return list(map(as_text, values))
    if kinds == {float, type(None)} and (texts := _reals([0.0 if value is None else value for value in values])):
        return ["" if value is None else text for value, text in zip(values, texts, strict=True)]
    # A day stands in many rows.
    known = {value: as_text(value) for value in set(values) if type(value) is not str}
    return [value if type(value) is str else known[value] for value in values]


def _reals(values: Sequence[object]) -> list[str] | None:
    """The texts of floats that are written as they are, but for the `.0` of whole ones; None where any is not."""
    written = "\n".join([*map(repr, values), ""])
    texts = written.replace(".0\n", "\n")
    # Powers of ten, infinity, not-a-number, zero below zero.
    return texts.split("\n")[:-1] if not ("e" in written or "n" in written or "-0\n" in texts) else None


def _real(real: float) -> str:
    if not math.isfinite(real):
        return ""
    if not real.is_integer() or abs(real) >= 1e21:
        return repr(real)
    # Beyond 2**53 a float's exact digits are not those that Excel stored and shows; its shortest form has them.
    return str(int(real)) if abs(real) < 2**53 else str(int(Decimal(repr(real))))


def half_width(text: str) -> str:
    """Full-width ASCII and ￥ to half-width, every dash to `-`, nothing else.

    Used for numbers and phones instead of NFKC, which would turn 5² into 52 and ① into 1.
    """
    return text if text.isascii() or _PLAIN_CHINESE.fullmatch(text) else text.translate(_HALF).translate(_DASHES)


def clean_text(value: object, *, multiline: bool = False) -> str:
    """What a tidy person would have typed: trimmed, one space at a time, no invisible characters, half-width A-z 0-9.

    Line breaks become a space unless `multiline`. Chinese punctuation keeps its width.
    """
    text = as_text(value)
    if text.isascii() and text.isprintable():  # as most numbers and addresses are; ten times as fast
        return " ".join(text.split())
    if _PLAIN_CHINESE.fullmatch(text):
        return text
    text = _INVISIBLE.sub("", text).translate(_HALF_ALNUM)
    if not multiline:
        return _SPACES.sub(" ", text).strip()
    text = _SPACES_IN_LINE.sub(" ", _LINE_BREAKS.sub("\n", text))
    return _LINE_BREAKS.sub("\n", text).strip()


def pieces(text: str) -> list[str]:
    """What a cell of several values lists, in its order: people separate by 、 , ; / and line breaks."""
    return [piece for part in _SEPARATORS.split(text) if (piece := part.strip())]


def is_clean(value: object, *, multiline: bool = False) -> bool:
    """Whether cleaning would leave this text as it is; true for anything that is not text."""
    return not isinstance(value, str) or value == clean_text(value, multiline=multiline)


def fold(value: object) -> str:
    """The form in which labels and list values are compared: NFKC, no case, one space at a time, trimmed."""
    if isinstance(value, str) and _FOLDED.fullmatch(value):
        return value
    text = _INVISIBLE.sub("", as_text(value))
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # Compatibility forms can reveal further invisible characters and spaces, so those go last.
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def edit_distance(left: str, right: str, limit: int = 2) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours from `left` to `right`; `limit + 1` when more.

    Optimal string alignment (restricted Damerau-Levenshtein), three rows.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def similar(value: object, choices: Iterable[str], aliases: Mapping[str, str] | None = None) -> str | None:
    """The one entry of `choices` that was most likely meant, or None: never a wild guess, never one of several.

    In this order: equal when folded; an alias (alias → entry); one contains the other; the same parts in another order;
    a slip of the pen. The last three refuse what differs in digits or by a word of negation (有效 ≠ 无效, active ≠
    inactive).
    """
    wanted = _key(value)
    if not wanted:
        return None
    entries, marked = _prepared(tuple(choices))
    if wanted in entries:
        return entries[wanted]
    for alias, target in (aliases or {}).items():
        if _key(alias) == wanted and _key(target) in entries:
            return entries[_key(target)]
    rules: tuple[Callable[[str, str], bool], ...] = (_contained, _reordered, _slip)
    candidates = marked.get(_marks(wanted), ())
    for rule in rules:
        found = [entries[key] for key in candidates if rule(wanted, key)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


@lru_cache(256)
def _prepared(choices: tuple[str, ...]) -> tuple[dict[str, str], dict[_Marks, list[str]]]:
    """Folded form → entry, and the folded forms by what may not differ: a list is looked through for every value."""
    entries: dict[str, str] = {}
    for choice in choices:
        entries.setdefault(_key(choice), choice)
    marked: dict[_Marks, list[str]] = {}
    for key in filter(None, entries):
        marked.setdefault(_marks(key), []).append(key)
    return entries, marked


_NEGATION = re.compile(r"[非不无未没否]|\b(?:not?|non|never|without)\b")
_NUMBERS = re.compile(r"\d+")
_Marks = tuple[tuple[str, ...], tuple[str, ...]]
_RANGE_MARKS = dict.fromkeys(map(ord, "~〜至到"), "-")


def _key(value: object) -> str:
    return fold(value).translate(_DASHES).translate(_RANGE_MARKS)


def _marks(folded: str) -> _Marks:
    """The numbers and the words of negation in a text, in order."""
    return tuple(_NUMBERS.findall(folded)), tuple(_NEGATION.findall(folded))


def _contained(value: str, choice: str) -> bool:
    """制造 → 制造业, 餐饮 → 酒店餐饮, 互联网行业 → 互联网; Latin only at word boundaries."""
    short, long = sorted((value, choice), key=len)
    # A value that says more than the entry may mean something else, so it may add less.
    if len(short) / len(long) < (0.5 if short == value else 0.6):
        return False
    if short.isascii():
        return len(short) >= 4 and re.search(rf"(?<![a-z0-9]){re.escape(short)}(?![a-z0-9])", long) is not None
    return len(short) >= 2 and short in long


def _reordered(value: str, choice: str) -> bool:
    """餐饮酒店 → 酒店餐饮, catering and hotels → hotels and catering."""
    if value.isascii() and choice.isascii():
        return sorted(value.split()) == sorted(choice.split())
    return len(value) == len(choice) and any(choice[at:] + choice[:at] == value for at in range(2, len(choice) - 1))


def _slip(value: str, choice: str) -> bool:
    """A typing error: technolgy → technology. Chinese words may only lack or gain one character, as each one counts."""
    if not (value.isascii() and choice.isascii()):
        short, long = sorted((value, choice), key=len)
        return len(short) >= 3 and len(long) - len(short) == 1 and edit_distance(short, long, 1) == 1
    words, meant = value.split(), choice.split()
    return len(words) == len(meant) and all(map(_word_slip, words, meant))


def _word_slip(word: str, meant: str) -> bool:
    if word == meant:
        return True
    length = min(len(word), len(meant))
    if length < 5 or (word[0] != meant[0] and word[:2] != meant[1::-1]):
        return False
    limit = 2 if length >= 8 else 1
    return edit_distance(word, meant, limit) <= limit
