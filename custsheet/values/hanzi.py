"""Chinese characters: their simplified form, and how a name made of them is read, without tones.

Invariant: what is no Chinese character stays as it is. Surnames are read as surnames (曾 zeng, 单 shan), for most
confusions between records come from names typed by ear. The tables are read once, when first needed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_CHINESE = re.compile("[一-龥]")

# Read otherwise as a surname than elsewhere.
_SURNAME_READINGS: Final = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "朴": "piao", "任": "ren",
    "盖": "ge", "乐": "yue", "尉": "wei", "冼": "xian", "员": "yun", "宓": "mi", "召": "shao", "繁": "po",
    "翟": "zhai", "覃": "qin", "黑": "he", "秘": "bi", "缪": "miao", "种": "chong", "沈": "shen", "宁": "ning",
}  # fmt: skip
_TWO_CHARACTERS: Final = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒"
        "鲜于司空闾丘子车亓官司寇巫马公西壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门贺兰"
        "完颜爱新",
    )
)


class _Tables(NamedTuple):
    readings: dict[str, str]
    simple: dict[int, str]
    traditional: re.Pattern[str]


@cache
def _tables() -> _Tables:
    readings: dict[str, str] = {}
    lists: dict[str, str] = {}
    for line in (Path(__file__).parent / "characters.txt").read_text(encoding="utf-8").splitlines():
        reading, _, characters = line.partition(" ")
        if reading in {">", "<"}:
            lists[reading] = characters
        elif reading != "#":
            readings.update(dict.fromkeys(characters, reading))
    simple = dict(zip(map(ord, lists[">"]), lists["<"], strict=True))
    return _Tables(readings, simple, re.compile(f"[{lists['>']}]"))


def is_chinese(text: str) -> bool:
    """Whether any character of the text is Chinese."""
    return _CHINESE.search(text) is not None


def simplified(text: str) -> str:
    """The text with each traditional character in its simplified form: 孫軍 → 孙军."""
    if text.isascii() or not _tables().traditional.search(text):  # as nearly all are; ten times as fast
        return text
    return text.translate(_tables().simple)


def surname_length(name: str) -> int:
    """How many characters of a Chinese name are the surname: 2 for 欧阳娜, else 1."""
    return 2 if len(name) > 2 and name[:2] in _TWO_CHARACTERS else 1


@lru_cache(20_000)  # surnames and given names come again and again
def reading(text: str) -> str:
    """Pinyin without tones and spaces: 李娜 → lina. Other characters stay."""
    known = _tables().readings
    return "".join([known.get(one, one) for one in text])


def name_reading(name: str) -> tuple[str, str]:
    """Pinyin of surname and given name of a simplified Chinese name: 曾晓明 → (zeng, xiaoming)."""
    cut = surname_length(name)
    surname = name[:cut]
    return _SURNAME_READINGS.get(surname) or reading(surname), reading(name[cut:])
