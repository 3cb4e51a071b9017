"""Writes `custsheet/values/characters.txt`: how each Chinese character is read, and its simplified form.

Readings are those of pypinyin's table of single characters, the commonest first, without tones; simplified forms are
those of OpenCC's table of characters. Both are needed for every name, and importing them costs a fifth of a second.

    pip install pypinyin==0.55.0 OpenCC==1.4.2 && python docs/make_characters.py
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from opencc import OpenCC
from pypinyin.pinyin_dict import pinyin_dict

PAGE = Path(__file__).parents[1] / "custsheet" / "values" / "characters.txt"
HEAD = """\
# Written by docs/make_characters.py. A line is a reading without tone and the characters that are read so first; the
# line ">" lists traditional characters, the line "<" the simplified form of each, in the same order.
# Readings: pypinyin 0.55.0 (MIT, Copyright (c) 2016 mozillazg and 闲耘) of mozillazg/pinyin-data (MIT).
# Simplified forms: OpenCC 1.4.2 (Apache-2.0, Copyright (c) BYVoid and contributors), table TSCharacters.
"""
FIRST, LAST = 0x4E00, 0x9FA5  # the characters of Unicode 1.1: names outside it are not typed


def toneless(reading: str) -> str:
    """Nǚ → nv, as people type it."""
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v")).replace("u\u0308", "v")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def main() -> None:
    """Writes the file."""
    read: dict[str, list[str]] = defaultdict(list)
    for code in range(FIRST, LAST + 1):
        if readings := pinyin_dict.get(code):
            read[toneless(readings.split(",")[0])].append(chr(code))
    every = "".join(map(chr, range(FIRST, LAST + 1)))
    simple = OpenCC("t2s").convert(every)
    pairs = [(old, new) for old, new in zip(every, simple, strict=True) if old != new]
    lines = [f"{reading} {''.join(characters)}" for reading, characters in sorted(read.items())]
    lines += ["> " + "".join(old for old, _ in pairs), "< " + "".join(new for _, new in pairs)]
    PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
