"""Names of people reduced to what can be compared, in Chinese and in Latin letters.

Invariant: forms compare only and are never written; what is taken off (titles, 小 老 阿) never leaves an empty name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from custsheet.values.givennames import given, spelled
from custsheet.values.hanzi import is_chinese, name_reading, reading, simplified
from custsheet.values.names import name_key, split_title
from custsheet.values.text import as_text, clean_text, fold

_PLAIN = re.compile("[一-龥]{2,4}")
_TITLE_ENDS: Final = frozenset("生士姐太人师授士生计傅志姨哥姐娘长事裁理监任总董工管手书")
_FAMILIAR = re.compile("^[小老阿大](?=[一-龥]$)")
_WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPACED_LETTERS = re.compile(r"(?:\b[A-Za-z]\b ?)+")
_LATIN_TITLES = re.compile(r"(?<=[a-z])(?:xiansheng|nvshi|nushi|xiaojie)\b")

_HEARD_ALIKE: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))


class Person(NamedTuple):
    """Forms of a person's name, "" where there is none.

    Attributes:
        name: simplified, without title; one character where only a surname or a nickname is told (张总, 小张, 阿美).
        reading: pinyin without tones or the Latin letters, words in order of the alphabet: 孙军平 and JunpingSun are
            both "junping sun".
        near: its letters in order of the alphabet, without what many do not hear (zh z, ng n, l n, h f): Hao Bo Zhou
            and 周昊博 are one, however the syllables are cut and ordered; so are Stephen and Steven.
        familiar: "1" for 小张 and 阿美, of which nobody knows whether it is the surname; 张总 has one.
        first: of a name in Latin letters the first word, Robert for Bob; the one after the comma in Miller, Bob.
        last: the last.
    """

    name: str
    reading: str
    near: str
    familiar: str = ""
    first: str = ""
    last: str = ""


def person_forms(value: object) -> Person:
    """王 芳 → (王芳, fang wang), 張总 → (张, zhang), Lee, Jane → (jane lee, jane lee)."""
    plain = isinstance(value, str) and _PLAIN.fullmatch(value)
    text = simplified(value if plain else clean_text(value)[:200])  # type: ignore[arg-type]
    if not _PLAIN.fullmatch(text) or text[-1] in _TITLE_ENDS:
        if not is_chinese(text):
            return _latin(as_text(value)[:200])
        text = name_key(text.replace(" ", "")) or text
        while (shorter := name_key(text)) and shorter != text:
            text = shorter
    familiar = len(text) == 2 and _FAMILIAR.match(text) is not None
    text = text[1:] if familiar else text
    read = [reading(text)] if len(text) == 1 else sorted(filter(None, name_reading(text)))
    return Person(text, " ".join(read), _near(*read), "1" if familiar else "")


def _latin(text: str) -> Person:
    if _SPACED_LETTERS.fullmatch(text.replace("  ", "")):  # Y u e m i n   C u i
        text = " ".join(part.replace(" ", "") for part in re.split(r"\s{2,}", text.strip()))
    text = fold(_CAMEL.sub(" ", text).replace("'", ""))
    surname, comma, others = _LATIN_TITLES.sub("", split_title(text).name).partition(",")
    told = _WORDS.findall(f"{others} {surname}" if comma else surname)
    words = sorted(told)
    ends = (given(told[0]), told[-1]) if told else ("", "")
    return Person(" ".join(words), " ".join(words), _near(*spelled(words)), "", *ends)


def _near(*words: str) -> str:
    return "".join(sorted("".join(map(_heard, words))))


@lru_cache(20_000)
def _heard(read: str) -> str:
    for heard, meant in _HEARD_ALIKE:
        read = read.replace(heard, meant)
    return read


def part_forms(value: object) -> Person:
    """The same of a given name or a surname alone, whose words stay in their order."""
    text = simplified(clean_text(value)[:100])
    if is_chinese(text):
        text = text.replace(" ", "")
        return Person(text, reading(text), _near(reading(text)))
    letters = "".join(_WORDS.findall(fold(text)))
    (read,) = spelled([letters])
    return Person(letters, read, read)
