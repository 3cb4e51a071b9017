"""Sheet 数据质量: one row a problem with a link to its cell, the value, what is wrong, and what to do about it.

Shows at most `MAX_ROWS`, worst and oldest first, and counts the rest. Every value is text, whatever a person typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from custsheet.drawing import style
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Content, Link, on, rich
from custsheet.drawing.measure import text_pixels
from custsheet.drawing.style import Look
from custsheet.drawing.toolsheet import (
    FIRST_ROW,
    Scene,
    begin,
    card,
    figure,
    finish,
    fitted,
    link_row,
    nothing,
    row_height,
    short,
    tabulate,
    widened,
    widths,
)
from custsheet.model.address import place
from custsheet.model.finding import SEVERITY_ORDER, Cell, Finding
from custsheet.model.outcome import finding_key
from custsheet.model.records import record_labels
from custsheet.model.rules import message
from custsheet.model.text import counted, text
from custsheet.values.text import as_text

NAME = "findings"
MAX_ROWS = 100_000
_ROW = 25
_OLD_DAYS = 14
_LEVELS = {
    "error": ("●", text("错误", "Error"), style.ERROR, style.ERROR_EDGE, text("必须改", "to mend")),
    "warning": ("▲", text("警告", "Warning"), style.WARN, style.WARN_EDGE, text("请核对", "please check")),
    "info": ("○", text("提示", "Hint"), style.INFO, style.INFO_EDGE, text("有空再改", "when there is time")),
}
_CENTRED = ("severity", "code", "owner")


def draw_findings(scene: Scene) -> None:
    """Draw the sheet."""
    tool = scene.schema.tool(NAME)
    columns = [column.name for column in tool.columns]
    pixels = widths(scene, NAME)
    held = _Held(scene)
    rows = [_Row(scene, finding, held) for finding in scene.outcome.findings]
    rows.sort(key=lambda row: (SEVERITY_ORDER[row.finding.severity], -row.days))
    shown, left = [(row, row.cells()) for row in rows[:MAX_ROWS]], len(rows) - MAX_ROWS
    pixels = widened(pixels, columns, {name: (_texts(shown, name), most) for name, most in _WIDEST.items()})
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    unlisted = counted(left, "more is", "more are")
    more = scene.say(
        f"这里列出最重的 {MAX_ROWS:,} 个，另有 {left:,} 个没有列出；先改上面的，下次检查会补上来。",
        f"The worst {MAX_ROWS:,} are listed; {unlisted} not. Mend these first; the next check brings more.",
    )
    hint = scene.say(
        "点单元格就跳到出错的地方；改好并保存，下次检查后这一行就没有了。用标题上的 ▾ 只看自己的。",
        "Click a cell to go there; mend it and save: the next check drops the row. Filter by owner with ▾.",
    )
    link_row(canvas, scene.links("duplicates"), more if left > 0 else hint, pixels)
    _strip(canvas, scene, rows, columns, pixels)
    tabulate(canvas, scene, NAME, len(shown), _CENTRED)
    looks = _looks(canvas)
    for number, (_, cells) in enumerate(shown, FIRST_ROW):
        for col, name in enumerate(columns, 1):
            content, look = cells.get(name, (None, "plain"))
            if isinstance(content, str) and name != "severity":
                content = fitted(content, pixels[col - 1])
            canvas.put(number, col, content, looks[look])
        wrapped = [(str(cells[name][0]), pixels[col]) for col, name in enumerate(columns) if name in _WRAPPED]
        height = row_height(wrapped, _ROW)
        if height != _ROW:
            canvas.height(number, height)
    if not shown:
        nothing(canvas, len(columns), scene.say("✓ 没有发现问题。", "✓ No problems were found."))
    elif left > 0:
        canvas.put(FIRST_ROW + len(shown) + 1, 1, more, style.HELP, style.LEFT)
    finish(canvas, scene, len(shown) + (2 if left > 0 else 0), len(columns))


def _texts(shown: list[tuple[_Row, dict[str, tuple[Content, str]]]], name: str) -> Iterator[str]:
    for _, cells in shown:
        content = cells[name][0]
        yield content.text if isinstance(content, Link) else str(content)


# Columns as wide as their text needs, up to so many pixels.
_WIDEST = {"cell": 300, "record": 200, "owner": 120, "value": 200, "proposal": 220}
_WRAPPED = frozenset({"record", "field", "value", "problem", "proposal"})


class _Held:
    """Text of any cell that was read. Whole columns are taken out once: single cells of a DataFrame are slow."""

    def __init__(self, scene: Scene) -> None:
        self._snapshot = scene.snapshot
        self._columns: dict[tuple[str, str], dict[Any, Any]] = {}
        self._labels: dict[str, dict[Any, str | None]] = {}

    def label(self, sheet: str, row: int | None) -> str | None:
        """What the record in that row is called."""
        if sheet not in self._labels:
            table = self._snapshot.table(sheet)
            called = record_labels(self._snapshot, table) if table is not None else []
            self._labels[sheet] = dict(zip(table.typed.index, called, strict=True)) if table is not None else {}
        return self._labels[sheet].get(row)

    def __call__(self, sheet: str, field: str, row: int | None) -> str:
        column = self._columns.get((sheet, field))
        if column is None:
            table = self._snapshot.table(sheet)
            known = table is not None and field in table.raw.columns
            column = table.raw[field].to_dict() if table is not None and known else {}
            self._columns[sheet, field] = column
        return as_text(column.get(row))


class _Row:
    """One finding in the words of the sheet."""

    def __init__(self, scene: Scene, finding: Finding, held: _Held) -> None:
        self.scene, self.finding, self._cells = scene, finding, held
        self.table = scene.snapshot.table(finding.sheet) if finding.sheet else None
        self.sheet = scene.schema.sheet(finding.sheet) if finding.sheet else None
        seen = scene.outcome.first_seen.get(finding_key(finding))
        self.seen = _day(seen) or scene.outcome.today
        self.days = max((scene.outcome.today - self.seen).days, 0)
        self.owner = self._held(self.sheet.owner_field) if self.sheet and self.sheet.owner_field else ""

    def cells(self) -> dict[str, tuple[Content, str]]:
        """Column → content, and the look it wears (see `_looks`)."""
        finding, scene = self.finding, self.scene
        mark, word, *_ = _LEVELS[finding.severity]
        value = as_text(finding.value)
        proposal = self._proposal()
        return {
            "severity": (f"{mark} {scene.tell(word)}", "level " + finding.severity),
            "cell": self._place(),
            "record": (self._record(), "plain"),
            "field": (self._field(finding.field), "muted"),
            "value": (value, "value " + finding.severity)
            if value.strip()
            else (scene.say("（空）", "(blank)"), "muted"),
            "problem": (message(finding, scene.schema, scene.lang, scene.titles, scene.labels), "plain"),
            "proposal": (proposal, "proposal")
            if proposal
            else (scene.say("— 请人工核对", "— please check by hand"), "muted"),
            "code": (finding.code, "code"),
            "owner": (self.owner or "–", "owner"),
            "first_seen": (self.seen, "date"),
            "days_open": (self.days, "old" if self.days >= _OLD_DAYS else "days"),
        }

    def _place(self) -> tuple[Content, str]:
        title, cell = place(self.scene.snapshot, self.finding)
        if title is None:
            return "–", "muted"
        name = f"{title}!{cell}" if cell else title
        if title not in self.scene.snapshot.titles:
            return name, "muted"
        return Link(on(title, cell or "A1"), name), "link"

    def _held(self, field: str | None) -> str:
        """What stands in the finding's row under `field`."""
        finding = self.finding
        return self._cells(finding.sheet, field, finding.row) if finding.sheet and field else ""

    def _record(self) -> str:
        label = self._cells.label(self.finding.sheet, self.finding.row) if self.finding.sheet else None
        return label or self.finding.record or "–"

    def _field(self, name: str | None) -> str:
        if not name:
            return "–"
        if self.table and name in self.table.labels:
            return self.table.labels[name]
        field = self.sheet.by_name.get(name) if self.sheet else None
        return field.title(self.scene.lang) if field else name

    def _proposal(self) -> str:
        """The proposed value; for edits of other cells "field: value" each."""
        finding = self.finding
        if finding.proposal is not None and len(finding.edits) == 1:
            return self._shown(finding.field, finding.proposal)
        colon = self.scene.say("：", ": ")
        blank = self.scene.say("（清空）", "(empty)")
        parts = [
            f"{self._field(edit.field)}{colon}{self._shown(edit.field, edit.value) or blank}" for edit in finding.edits
        ]
        return self.scene.say("；", "; ").join(parts)

    def _shown(self, name: str | None, value: Cell) -> str:
        field = self.sheet.by_name.get(name) if self.sheet and name else None
        if field and field.constraints.enum and isinstance(value, str):
            return self.scene.entry(field.constraints.enum, value)
        return as_text(value)


def _day(iso: str | None) -> date | None:
    """A remembered day; None where memory was damaged."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _looks(canvas: Canvas) -> dict[str, int]:
    look = canvas.book.look_id
    wrapped = look(style.BODY, style.LEFT, style.WRAP)
    inks = {"error": style.ERROR_INK, "warning": style.WARN_INK, "info": style.INFO_INK}
    days = style.look(num_format='0" 天";;"今天"' if canvas.book.lang == "zh" else '0" d";;"today"')
    worn: dict[str, tuple[Look | int, ...]] = {
        "plain": (wrapped,),
        "link": (style.BODY, style.TO, style.LEFT, style.look(font_size=10)),
        "muted": (wrapped, style.MUTED),
        "proposal": (wrapped, style.look(font_color=style.OK_INK, bold=True)),
        "code": (style.BODY, style.CENTRE, style.MUTED),
        "owner": (style.BODY, style.CENTRE),
        "date": (style.BODY, style.LEFT, style.MUTED),
        "days": (style.BODY, style.RIGHT, style.MUTED, days),
        "old": (style.BODY, style.RIGHT, days, style.look(font_color=style.ERROR_INK, bold=True)),
    }
    for severity, (_, _, wear, *_) in _LEVELS.items():
        worn["level " + severity] = (style.BADGE, wear)
        worn["value " + severity] = (wrapped, style.look(font_color=inks[severity]))
    return {name: look(*looks) for name, looks in worn.items()}


def _strip(canvas: Canvas, scene: Scene, rows: list[_Row], columns: list[str], pixels: list[int]) -> None:
    counts = scene.outcome.counts
    for col, (severity, (mark, word, _, edge, note)) in enumerate(_LEVELS.items(), 1):
        label = f"{mark} {scene.tell(word)}"
        card(canvas, (col, col), edge, label, figure(scene, counts[severity], "处"), scene.tell(note))
    at = {name: col for col, name in enumerate(columns, 1)}
    problem, last = at.get("problem", 6), len(columns)
    card(canvas, (4, problem - 1), style.NAVY, *_completeness(scene))
    other = scene.say("工作簿", "workbook")
    by_sheet = Counter(scene.titles.get(row.finding.sheet or "", other) for row in rows)
    label = scene.say("按工作表", "By sheet")
    card(canvas, (problem, problem), style.ACCENT, label, *_tally(by_sheet, scene, pixels[problem - 1]))
    by_owner = Counter(row.owner or scene.say("无负责人", "nobody") for row in rows)
    tally, rest = _tally(by_owner, scene, sum(pixels[problem:]))
    oldest = max((row.days for row in rows), default=0)
    days = scene.say(f"最久未处理 {oldest} 天", f"open for {counted(oldest, 'day', 'days')} at most") if rows else ""
    label, note_ = scene.say("按负责人", "By owner"), " · ".join(filter(None, (days, rest)))
    card(canvas, (problem + 1, last), style.SLATE, label, tally, note_)


def _completeness(scene: Scene) -> tuple[Content, Content, Content]:
    label = scene.say("平均完整度", "Average completeness")
    known = list(scene.outcome.completeness.values())
    note = scene.say(f"{len(known):,} 位客户", counted(len(known), "customer", "customers"))
    if not known:
        return label, "–", note
    return label, rich((f"{sum(known) / len(known):.1%}", style.FIGURE)), note


def _tally(counts: Counter[str], scene: Scene, pixels: int) -> tuple[Content, str]:
    """Names with their counts, as many as fit, most first; and how many are left out, in words."""
    if not counts:
        return rich((scene.say("没有", "none"), style.MUTED)), ""
    name = style.look(font_size=10, font_color=style.INK)
    number = style.look(font_size=12, bold=True, font_color=style.NAVY)
    runs: list[tuple[str, Look]] = []
    free, rest = pixels - 24.0, 0
    for who, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        free -= text_pixels(f"{who} {count:,}    ", 11)
        if free < 0 and runs:
            rest += 1
        else:
            runs += [(f"{short(who, 160)} ", name), (f"{count:,}    ", number)]
    return rich(*runs), scene.say(f"另有 {rest} 个", f"and {rest} more") if rest else ""
