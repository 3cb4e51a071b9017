"""Number formats: the built-in ones by their identifier, which codes show a day, which two codes are one format."""

from __future__ import annotations

import re

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    45: "mm:ss", 46: "[h]:mm:ss", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Identifier → code of the built-in formats (18.8.30) that do not depend on the region."""
_IDENTIFIERS = {code: identifier for identifier, code in BUILT_IN.items()}
# Those that show a date, of East Asian Excel too.
_DATES = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}
# What in a format code is no code: text in quotes, single escaped letters, fill and padding, colours and conditions.
_NO_CODE = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
# Characters that stand for themselves, which Excel and LibreOffice escape all the same when they save.
_NEEDLESS = re.compile(r"\\([-+ ():/$!^&'~{}<>=])")


def built_in(code: str) -> int | None:
    """The identifier of a format that every workbook has, None where the code must be stored."""
    return _IDENTIFIERS.get(code)


def shows_date(identifier: int, code: str | None) -> bool:
    """Whether a number format shows a day; `code` is None for a built-in one."""
    if code is None:
        return identifier in _DATES
    letters = _NO_CODE.sub("", _ELAPSED.sub("h", code).partition(";")[0]).lower()
    if letters == "general":
        return False
    return any(c in letters for c in "yd") or "aaa" in letters or ("m" in letters and not set("hs") & set(letters))


def comparable(code: str) -> str:
    """The code without what an office program adds when it saves; equal for two spellings of one format."""
    plain = _NEEDLESS.sub(r"\1", code).removesuffix(";@")
    return "General" if plain.lower() == "general" else plain
