"""Structured references (`t客户[[#This Row],[手机]]`): formulas call a renamed column by its new name.

Excel and LibreOffice do the same when somebody types over a header; a formula that still calls the old name is broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Text, and titles of sheets in quotes, come first: nothing in them is a reference. A name is taken whole.
_TOKEN = re.compile(
    r"""
      "(?:[^"]|"")*" | '(?:[^']|'')*'
    | (?P<elsewhere>!)? (?P<name>[^\W\d][\w.?\\]*|\\[\w.?\\]*)?
      (?P<group>\[ (?: [^\[\]'] | '. | \[ (?: [^\[\]'] | '. )* \] )* \])
    | [^\W\d][\w.?\\]* | \\[\w.?\\]*
    """,
    re.VERBOSE,
)
_INNER = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_ESCAPED = re.compile(r"'(.)")
_SPECIAL = re.compile(r"['\[\]#@]")
# With these in it the name stands in brackets of its own (Microsoft: using structured references with Excel tables).
_ENCLOSED = re.compile(r"""[\t\n\r ,:.\[\]#'"{}$^&*+=<>/()\-]""")


@dataclass(frozen=True, slots=True)
class Renamed:
    """Column `old` of table `table` is called `new`."""

    table: str
    old: str
    new: str

    def applied(self, formula: str, *, inside: bool = False) -> str:
        """The formula with the new name; `inside`: it stands in the table, where `[old]` alone means the column too."""

        def token(match: re.Match[str]) -> str:
            group, name = match["group"], match["name"]
            if group is None or match["elsewhere"]:
                return match[0]
            if name is None:
                # Another workbook: [1]Sheet1!A1.
                follows = formula[match.end() : match.end() + 1]
                if not inside or follows == "!" or follows == "'" or follows.isalnum() or follows == "_":
                    return match[0]
            elif name.casefold() != self.table.casefold():
                return match[0]
            return (name or "") + self._group(group)

        return _TOKEN.sub(token, formula)

    def _group(self, group: str) -> str:
        content = group[1:-1]
        if "[" in content.replace("'[", ""):
            return f"[{_INNER.sub(lambda inner: f'[{self._column(inner[1])}]', content)}]"
        at = "@" if content.startswith("@") else ""
        column = content[len(at) :]
        new = self._column(column)
        if new == column:
            return group
        return f"[{at}[{new}]]" if _ENCLOSED.search(self.new) else f"[{at}{new}]"

    def _column(self, column: str) -> str:
        if column.startswith("#") or _ESCAPED.sub(r"\1", column).casefold() != self.old.casefold():
            return column
        return _SPECIAL.sub(r"'\g<0>", self.new)
