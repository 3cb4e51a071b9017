"""China's administrative divisions by code, present and retired: python-stdnum's table, and what it lacks.

The tables are read once, when first asked for (about 20 ms). python-stdnum's file lists, a code,
`[1983-1998]石拐矿区,[1999-]石拐区`; the part without an end is the name today. It is read here directly because the
library looks up codes only, never names.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

# A province; or a code, or a comma, with the year in which the name behind it ended and that name.
_NAME = re.compile(r'(?:^(?:(\d\d) .*|  (\d{4}) county=")|,)(?:\[\d*-(\d*)\])?([^,"\n]*)', re.MULTILINE)
# Levels that are headings, not places one lives in.
HEADINGS: Final = frozenset({"市辖区", "县", "市", "市区", "林区", "省直辖县级行政单位", "自治区直辖县级行政单位"})
# Made in 2021, after the library's source for this province was last copied.
_ADDED: Final = {"330113": "临平区", "330114": "钱塘区"}
# Where the library's source has traditional characters.
_SIMPLIFIED: Final = {"達": "达", "區": "区", "嶺": "岭"}


class Division(NamedTuple):
    """One name a code stood for. `live` tells whether it still does."""

    code: str
    name: str
    live: bool


@cache
def divisions() -> dict[str, tuple[Division, ...]]:
    """Code of six digits → every name it ever stood for, the newest last; headings such as 市辖区 included."""
    table = dict(stdnum_divisions())
    for code, name in _ADDED.items():
        table.setdefault(code, (Division(code, name, True),))
    text = resources.files("custsheet.values.data").joinpath("retired.csv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        code, _, name = line.partition(",")
        table[code] = (*table.get(code, ()), Division(code, name, False))
    return table


def stdnum_divisions() -> dict[str, tuple[Division, ...]]:
    """The same, as python-stdnum has them."""
    text = resources.files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    for traditional, simplified in _SIMPLIFIED.items():
        text = text.replace(traditional, simplified)
    table: dict[str, list[Division]] = {}
    head = code = ""
    # `11 province="北京市"`, then `  0101 county="东城区"`; one expression for all of them keeps this under 10 ms.
    for province, county, end, name in _NAME.findall(text):
        if province:
            head = province
        elif county:
            code = head + county
            table[code] = [Division(code, name, not end)]
        elif code:
            table[code].append(Division(code, name, not end))
    return {code: tuple(entries) for code, entries in table.items()}


@cache
def counties() -> tuple[Division, ...]:
    """Every district, county and county-level city, present and retired."""
    return tuple(
        entry
        for code, entries in divisions().items()
        if not code.endswith("00")
        for entry in entries
        if entry.name not in HEADINGS
    )


def is_known_code(code: str) -> bool:
    """Whether these six digits are or ever were a division, as the start of an identity number must be (E131).

    83 0000 stands for residents from Taiwan; 9 marks the permanent residence card of foreigners (issuing province in
    digits two and three).
    """
    if code == "830000":
        return True
    if code[:1] == "9":
        return code[1:3] + "0000" in divisions()
    return code in divisions()
