"""What every result sheet has in common: title with provenance, links, summary strip, table header, print set-up.

Owns the titles by which sheets refer to each other, so that a sheet a person renamed keeps its name in every link and
chart, and the estimate of how wide a text is, so that nothing is cut off.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from heapq import nsmallest

from custsheet.drawing.frame import TOOL_HEADER, heading
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Link, Rich, on, rich
from custsheet.drawing.workbook.measure import SURE, header_width, lines, text_pixels, wraps
from custsheet.drawing.workbook.style import Look
from custsheet.drawing.workbook.wrapping import prefix
from custsheet.model.errors import Lang
from custsheet.model.outcome import Outcome
from custsheet.model.schema import Schema
from custsheet.model.sight import in_view
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text

FIRST_ROW = TOOL_HEADER + 1
_LINK_ROW, _STRIP = 2, (4, 5, 6)
_HEIGHTS = {2: 22, 3: 8, 4: 22, 5: 34, 6: 20, 7: 10, TOOL_HEADER: 32}
_EM = 10 * 96 / 72  # pixels of a Chinese character; a text is at most so wide, which spares measuring most of them
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LINE = 17  # pixels of one line of 10 point text in a wrapped cell; Noto's lines are taller than 微软雅黑's
_MEASURED = 50  # texts of a column whose width is measured
_UNIT_FITS = 1_000  # a larger count has no room for its unit in a narrow card
_MAX_LINES = 5  # a longer text is cut with an ellipsis; the cell it speaks of is one click away
_ALWAYS = frozenset({"tiers", "chart_data"})  # drawn by every pass
_MADE_BY_NEW = frozenset({"home", "parameters", "options", "fields", "guide"})


@dataclass(frozen=True)
class Scene:
    """One outcome being drawn into one book; `alone`: the tool sheets in it, if it stands by itself."""

    outcome: Outcome
    book: Book
    now: datetime
    alone: frozenset[str] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """What was read."""
        return self.outcome.snapshot

    @property
    def schema(self) -> Schema:
        """The standard in force."""
        return self.snapshot.schema

    @property
    def lang(self) -> Lang:
        """The language everything is written in."""
        return self.snapshot.lang

    @property
    def currency(self) -> str:
        """The sign before amounts, "" if there is none."""
        return str(self.snapshot.settings.get("currency") or "").strip()

    def say(self, zh: str, en: str) -> str:
        """The one of two texts that is in the workbook's language."""
        return zh if self.lang == "zh" else en

    def tell(self, said: Text) -> str:
        """A text in the workbook's language."""
        return said(self.lang)

    def title(self, name: str) -> str:
        """Title of tool sheet `name` in this workbook: a person's own if they renamed it."""
        return self.snapshot.owned.get(name) or self.schema.tool(name).title(self.lang)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Title of each of the people's sheets, as in this workbook."""
        named = {sheet.name: sheet.title(self.lang) for sheet in self.schema.sheets}
        return named | {name: table.title for name, table in self.snapshot.tables.items()}

    @cached_property
    def unseen(self) -> frozenset[str]:
        """Titles of the sheets that the view asked for does not show: nothing leads there."""
        named = self.titles | {tool.name: self.title(tool.name) for tool in self.schema.tool_sheets}
        return frozenset(title for name, title in named.items() if not in_view(self.snapshot, name))

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """What people call each column: (sheet, field) → label."""
        return self.snapshot.field_labels(self.lang)

    def entry(self, value_list: str, value: str | None) -> str:
        """Label of a list entry; "–" for none."""
        return self.snapshot.lists.title(value_list, value, self.lang) if value else "–"

    def lead(self, names: Sequence[str]) -> Link | None:
        """A link to the first of these sheets that this workbook has: a tool sheet that is drawn, or people's."""
        reports = {one.name for one in self.outcome.reports}
        ready = {one.name for one in self.outcome.reports if one.ready} | set(self.snapshot.owned)
        for name in names:
            table = self.snapshot.table(name)
            if self.alone is not None:
                if name in self.alone:
                    return Link(on(self.title(name), "A1"), f"→ {self.title(name)}")
            elif table is not None:
                return Link(on(table.title, f"A{table.header_row}"), f"→ {table.title}")
            elif self.schema.has_tool(name) and (name in ready or (name not in reports and name in _ALWAYS)):
                return Link(on(self.title(name), "A1"), f"→ {self.title(name)}")
        return None

    @property
    def provenance(self) -> str:
        """Who made a sheet, when, from how much."""
        rows = sum(self.outcome.rows.values())
        when = self.now.strftime("%Y-%m-%d %H:%M")
        return self.say(
            f"由 custsheet 生成 · 计算于 {when} · 依据 {rows:,} 行",
            f"made by custsheet · computed {when} · from {rows:,} rows",
        )

    def links(self, *tools: str) -> list[Link]:
        """Links to the home sheet, the customers and tool sheets, without those the workbook lacks or does not show."""
        if self.alone is not None:
            return [Link(on(self.title(name), "A1"), self.title(name)) for name in tools if name in self.alone]
        found = []
        if self.snapshot.native:
            found.append(Link(on(self.title("home"), "A1"), "← " + self.title("home")))
        customers = self.snapshot.table("customers")
        if customers is not None:
            found.append(Link(on(customers.title, f"A{customers.header_row}"), customers.title))
        known = [name for name in tools if self.schema.has_tool(name) and in_view(self.snapshot, name)]
        names = [name for name in known if self.snapshot.native or name not in _MADE_BY_NEW]
        return found + [Link(on(self.title(name), "A1"), self.title(name)) for name in names]


def begin(scene: Scene, name: str, pixels: Sequence[int], *, row_height: int = 25, about: str = "") -> Canvas:
    """The worksheet of tool sheet `name` with its title row, column widths and the heights of the common grid.

    `about`: what stands behind the title, if more than where the sheet comes from.
    """
    canvas = scene.book.sheet(scene.title(name), tab=style.TAB_TOOL, row_height=row_height)
    canvas.widths(pixels)
    heading(canvas, canvas.title, " " + (about or scene.provenance))
    for row, height in _HEIGHTS.items():
        canvas.height(row, height)
    if scene.lang == "en":
        canvas.height(TOOL_HEADER, 44)  # English titles wrap to two lines
    return canvas


def widths(scene: Scene, name: str) -> list[int]:
    """Pixels of each column of a tool sheet: as declared, and wide enough for the header beside its filter arrow."""
    columns = scene.schema.tool(name).columns
    return [header_width(column.title(scene.lang), column.width or 100, mark=False) for column in columns]


def link_row(canvas: Canvas, links: Iterable[Link], hint: str, pixels: Sequence[int]) -> None:
    """Links side by side, each in the first column after the one before has ended, then how to use the sheet."""
    col = 1
    items: list[Link | str] = [*links, hint]
    for item in items:
        if col > len(pixels):
            return
        text = item if isinstance(item, str) else item.text
        canvas.put(_LINK_ROW, col, item, style.HELP if isinstance(item, str) else style.TO)
        needed = text_pixels(text, 9.5) + 16
        while needed > 0 and col <= len(pixels):
            needed -= pixels[col - 1]
            col += 1


def card(canvas: Canvas, cols: tuple[int, int], edge: str, label: Content, value: Content, note: Content) -> None:
    """A summary card on the columns from `cols[0]` to `cols[1]`: label, figure and note under a coloured edge."""
    first, last = cols
    top, middle, bottom = _STRIP
    canvas.box((top, first, bottom, last), top=(5, edge))
    canvas.put(top, first, label, style.NOTE, style.LEFT)
    canvas.put(middle, first, value, style.FIGURE, style.LEFT)
    canvas.put(bottom, first, note, style.NOTE, style.LEFT)


def figure(scene: Scene, count: int, unit: str = "", *, more: Sequence[tuple[str, Look]] = ()) -> Rich:
    """A count with its unit for a card: text, because a number that is wider than its column shows as ####."""
    small = style.look(font_size=10, font_color=style.GREY)
    shown = unit if scene.lang == "zh" and count < _UNIT_FITS else ""
    return rich((f"{count:,}", style.FIGURE), (f" {shown}" if shown else "", small), *more)


def widened(pixels: Sequence[int], columns: Sequence[str], texts: Mapping[str, tuple[Iterable[str], int]]) -> list[int]:
    """Column widths with room for the longest text of some columns: name → (texts, widest it may get)."""
    wide = dict(zip(columns, pixels, strict=True))
    for name, (said, limit) in texts.items():
        if name in wide:
            longest = _longest(set(said))
            needed = max((text_pixels(one) for one in longest), default=0.0) * 1.05 + 24
            wide[name] = max(wide[name], min(math.ceil(needed), limit))
    return [wide[name] for name in columns]


def _longest(texts: Collection[str]) -> Sequence[str]:
    """Those to be measured, for measuring is slow: the longest in GB 18030, where 字 takes two bytes and x one."""
    coded = "\0".join(texts).encode("gb18030", "replace").split(b"\0")
    if len(coded) != len(texts):  # one of them holds the sign between them
        coded = [one.encode("gb18030", "replace") for one in texts]
    return [one for _, one in nsmallest(_MEASURED, zip((-len(one) for one in coded), texts, strict=True))]


def tabulate(canvas: Canvas, scene: Scene, sheet: str, rows: int, centred: Iterable[str] = ()) -> None:
    """The header row and, where there are rows, an Excel table over it, so that people can sort and filter."""
    tool, middle = scene.schema.tool(sheet), set(centred)
    headers = [column.title(scene.lang) for column in tool.columns]
    if rows:
        name = "t" + re.sub(r"\W", "", tool.title(scene.lang).title())
        canvas.table(name, TOOL_HEADER, 1, headers, rows, description=tool.description(scene.lang))
    for col, column in enumerate(tool.columns, 1):
        wear = style.HEADER_DECISION if column.decision else style.HEADER
        canvas.put(TOOL_HEADER, col, headers[col - 1], wear, style.WRAP)
        if column.hidden:
            canvas.width(col, column.width or 60, hidden=True)
        if column.name in middle:
            canvas.put(TOOL_HEADER, col, None, style.look(align="center", indent=0))


def nothing(canvas: Canvas, columns: int, sentence: str) -> None:
    """In place of rows: one calm sentence."""
    canvas.height(FIRST_ROW, 40)
    canvas.paint((FIRST_ROW, 1, FIRST_ROW, columns), style.BODY)
    canvas.put(FIRST_ROW, 1, sentence, style.MUTED, style.LEFT)


def plain(text: str) -> str:
    """`text` without the characters XML has no room for: XlsxWriter escapes them in cells, not in attributes."""
    return _NO_XML.sub(" ", text)


def short(text: str, pixels: float, points: float = 10) -> str:
    """`text`, cut with an ellipsis to what fits into `pixels` on one line."""
    if len(text) * points * 96 / 72 <= pixels:
        return text
    if text_pixels(text, points) < pixels - 1:
        return text
    room = prefix(text, pixels, points)
    if room == len(text):
        return text
    return text[: prefix(text, pixels - text_pixels("…", points), points)].rstrip() + "…"


def fitted(text: str, pixels: int) -> str:
    """The text on one line, cut with an ellipsis where a wrapped cell would need more lines than a row shows."""
    flat = " ".join(text.split())
    room = _MAX_LINES * max(pixels - 18, 20) * 0.9  # words do not fill their lines
    return flat if len(flat) * _EM <= room else short(flat, room)


def row_height(cells: Iterable[tuple[str, int]], base: int) -> int:
    """Height of a row that shows every wrapped (text, column width), at least `base`."""
    return _high(max((_lines(text, pixels) for text, pixels in cells), default=1), base)


def row_heights(
    first_row: int, columns: Iterable[tuple[Sequence[str], int]], base: int, most: int = _MAX_LINES
) -> dict[int, int]:
    """Row → height, for those whose texts need another than `base`: `columns` are wrapped texts and their width.

    `most`: lines that a row shows at most.
    """
    counted = []
    for texts, pixels in columns:
        known = {text: _lines(text, pixels) if text else 0 for text in set(texts)}
        counted.append([known[text] for text in texts])
    needed = (max(each) for each in zip(*counted, strict=True))
    high = ((row, _high(count, base, most)) for row, count in enumerate(needed, first_row))
    return {row: height for row, height in high if height != base}


@lru_cache(1 << 15)
def _lines(text: str, pixels: int) -> int:
    return lines(text, pixels * SURE) if wraps(text, pixels) else 1


def _high(count: int, base: int, most: int = _MAX_LINES) -> int:
    return max(base, 8 + _LINE * min(count, most))
