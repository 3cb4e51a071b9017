"""The styles of a workbook that has none, although its cells may name some.

Some exporters number the formats of cells and leave the styles part out, or name one that is not there. Excel shows
such cells plain. The styles a graft brings must therefore begin with as many plain formats as the cells name, or ours
would become theirs.
"""

from __future__ import annotations

import re

from custsheet.package import limits
from custsheet.package.relationships import resolve
from custsheet.package.sheetscan import whole_tags
from custsheet.package.styles import MINIMAL
from custsheet.package.workbook import Workbook

_NAMED = re.compile(rb"<(?:[\w.-]+:)?(?:c|row|col)\s[^<>]*?\b(?:s|style)\s*=\s*[\"']\s*([0-9]{1,5})\s*[\"']")
_PLAIN = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'


def bare_styles(workbook: Workbook) -> bytes:
    """The content of the styles part that `workbook` lacks: plain formats, as many as its sheets name."""
    highest = 0
    for sheet in workbook.sheets:
        if sheet.kind == "worksheet":
            for chunk in whole_tags(workbook.package.stream(sheet.part)):
                highest = max(highest, *map(int, _NAMED.findall(chunk)), 0)
    count = min(highest + 1, limits.FORMATS)
    old = b'<cellXfs count="1">' + _PLAIN
    return MINIMAL.replace(old, b'<cellXfs count="%d">' % count + _PLAIN * count)


def missing_styles(workbook: Workbook) -> str | None:
    """The name under which `workbook` looks for a styles part that is not there; None when it looks for none."""
    wanted = (rel for rel in workbook.rels if rel.kind == "styles" and not rel.external and rel.part is None)
    return next((resolve(workbook.part, rel.target) for rel in wanted), None)
