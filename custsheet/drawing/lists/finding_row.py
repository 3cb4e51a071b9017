"""One finding in the words of sheet 数据质量, and the looks its cells wear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Link, day_of, on
from custsheet.drawing.workbook.style import Look
from custsheet.model.address import place
from custsheet.model.decision import Decision, sealed_key
from custsheet.model.finding import Cell, ColumnFormula, Finding
from custsheet.model.latest import LatestEach
from custsheet.model.records import record_labels
from custsheet.model.rules import message
from custsheet.model.seals import Seals
from custsheet.model.text import text
from custsheet.values.text import as_text

LEVELS = {
    "error": ("●", text("错误", "Error"), style.ERROR, style.ERROR_EDGE, text("必须改", "to mend")),
    "warning": ("▲", text("警告", "Warning"), style.WARN, style.WARN_EDGE, text("请核对", "please check")),
    "info": ("○", text("提示", "Hint"), style.INFO, style.INFO_EDGE, text("有空再改", "when there is time")),
}
SHOWN = (
    *("severity", "cell", "record", "field", "value", "problem", "proposal", "accept", "ignore", "reason", "code"),
    *("owner", "first_seen", "days_open"),
)
"""Columns of the sheet, but for the hidden one."""
Styled = tuple[Content, str]
_OLD_DAYS = 14
_IGNORED = text("已忽略", "ignored")


_KEPT: LatestEach[str, tuple[tuple[Styled, ...], str]] = LatestEach(20_000)
"""What the rows of findings held when they were drawn last, by the keys of the findings."""


def kinds(values: Sequence[object]) -> list[object]:
    """The types of values: to a comparison 1, 1.0 and True are one, but they do not read the same."""
    return [kinds(one) if isinstance(one, (tuple, list)) else type(one) for one in values]


class Held:
    """What is known of the cells that were read. Whole columns are taken out once."""

    def __init__(self, scene: Scene) -> None:
        self._snapshot = scene.snapshot
        self.seals = Seals(scene.snapshot)
        self._labels: dict[str, dict[int, str | None]] = {}
        self._rows: dict[str | None, set[int]] = {}
        # The tool's own sheets are there from the second pass on, which few findings care about (see `Row.drawn`).
        theirs = tuple(title for title in scene.snapshot.titles if title not in scene.snapshot.owned.values())
        _KEPT.round(
            (
                *(scene.lang, scene.schema, scene.snapshot.lists, theirs, scene.titles, scene.unseen),
                *(table.heading for table in scene.snapshot.tables.values()),
            )
        )
        for one in (*scene.outcome.findings, *(ignored.finding for ignored in scene.outcome.ignored)):
            if one.row is not None:
                self._rows.setdefault(one.sheet, set()).add(one.row)

    def label(self, sheet: str, row: int | None) -> str | None:
        """What the record in that row is called, about which there is a finding."""
        if sheet not in self._labels:
            table = self._snapshot.table(sheet)
            rows = sorted(self._rows.get(sheet, ()))
            places = table.typed.index.get_indexer(rows).tolist() if table is not None else []
            known = [(place, row) for place, row in zip(places, rows, strict=False) if place >= 0]
            at, there = [place for place, _ in known], [row for _, row in known]
            called = record_labels(self._snapshot, table, at) if table is not None else []
            self._labels[sheet] = dict(zip(there, called, strict=True))
        return self._labels[sheet].get(row) if row is not None else None

    def text(self, sheet: str, field: str, row: int | None) -> str:
        """What stands in a cell, as text."""
        return as_text(self.seals.cell(sheet, field, row))


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding to be listed: its key, the decision that stays in its row, whether it is ignored."""

    finding: Finding
    key: str
    decision: Decision | None = None
    ignored: bool = False


class Row:
    """One finding in the words of the sheet."""

    def __init__(self, scene: Scene, entry: Entry, held: Held) -> None:
        finding = entry.finding
        self.scene, self.entry, self.finding, self._cells = scene, entry, finding, held
        self.table = scene.snapshot.table(finding.sheet) if finding.sheet else None
        self.sheet = scene.schema.sheet(finding.sheet) if finding.sheet else None
        seen = scene.outcome.first_seen.get(entry.key)
        self.seen = day_of(seen) or scene.outcome.today
        self.days = max((scene.outcome.today - self.seen).days, 0)
        self.owner = self._held(self.sheet.owner_field) if self.sheet and self.sheet.owner_field else ""

    def drawn(self) -> tuple[tuple[Styled, ...], str]:
        """Its `cells`, and the seal of its finding; as they were drawn last, where they follow from the same."""
        finding, entry, seals = self.finding, self.entry, self._cells.seals
        about = seals.about(finding)
        said = dict(entry.decision.said) if entry.decision is not None else None
        given = (finding.value, *finding.params.values(), *(edit.value for edit in finding.edits), *about)
        there = finding.place in self.scene.snapshot.titles
        of = (
            finding,
            kinds(given),
            about,
            said,
            entry.ignored,
            self.seen,
            self.days,
            self.owner,
            self._record(),
            there,
        )
        return _KEPT.made(entry.key, of, lambda: (self.cells(), seals(finding)))

    def cells(self) -> tuple[Styled, ...]:
        """What stands under each of `SHOWN`: content, and the look it wears (see `looks`)."""
        finding, scene = self.finding, self.scene
        mark, word, *_ = LEVELS[finding.severity]
        value = as_text(finding.value)
        proposal = self._proposal()
        ignored = self.entry.ignored
        said = self.entry.decision.said if self.entry.decision is not None else {}
        level = f"– {scene.tell(_IGNORED)}" if ignored else f"{mark} {scene.tell(word)}"
        by_hand = scene.say("— 请人工核对", "— please check by hand")
        return (
            (level, "closed" if ignored else "level " + finding.severity),
            self._place(),
            (self._record(), "plain"),
            (self._field(finding.field), "muted"),
            (value, "value " + finding.severity) if value.strip() else (scene.say("（空）", "(blank)"), "muted"),
            (message(finding, scene.schema, scene.lang, scene.titles, scene.labels), "plain"),
            (proposal, "proposal") if proposal else (by_hand, "muted"),
            (said.get("accept"), "tick" if finding.edits else "no tick"),
            (said.get("ignore"), "tick"),
            (said.get("reason"), "words"),
            (finding.code, "code"),
            (self.owner or "–", "owner"),
            (self.seen, "date"),
            (self.days, "old" if self.days >= _OLD_DAYS and not ignored else "days"),
        )

    def key(self, seal: str, proposal: str) -> str:
        """What the hidden column holds, where the row lists this proposal."""
        return sealed_key(seal, self.entry.key, proposal)

    def _place(self) -> tuple[Content, str]:
        title, cell = place(self.scene.snapshot, self.finding)
        if title is None:
            return "–", "muted"
        name = f"{title}!{cell}" if cell else title
        if title not in self.scene.snapshot.titles or title in self.scene.unseen:
            return name, "muted"
        return Link(on(title, cell or "A1"), name), "link"

    def _held(self, field: str | None) -> str:
        """What stands in the finding's row under `field`."""
        finding = self.finding
        return self._cells.text(finding.sheet, field, finding.row) if finding.sheet and field else ""

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
        if finding.edits and all(isinstance(edit.value, ColumnFormula) for edit in finding.edits):
            return self.scene.say("（恢复公式）", "(the formula again)")
        colon = self.scene.say("：", ": ")
        blank = self.scene.say("（清空）", "(empty)")
        parts = [
            f"{self._field(edit.field)}{colon}{self._shown(edit.field, edit.value) or blank}" for edit in finding.edits
        ]
        return self.scene.say("；", "; ").join(parts)

    def _shown(self, name: str | None, value: Cell | ColumnFormula) -> str:
        field = self.sheet.by_name.get(name) if self.sheet and name else None
        if field and field.constraints.enum and isinstance(value, str):
            return self.scene.entry(field.constraints.enum, value)
        return as_text(value)


def looks(canvas: Canvas) -> dict[str, int]:
    """Name of a look → its identifier."""
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
        "tick": (style.INPUT, style.CENTRE, style.STRONG),
        "no tick": (style.CLOSED, style.CENTRE),
        "words": (style.INPUT, style.LEFT, style.WRAP),
        "closed": (style.BADGE, style.look(font_color=style.GREY, bg_color=style.CALC_FILL, bold=False)),
        "date": (style.BODY, style.LEFT, style.MUTED),
        "days": (style.BODY, style.RIGHT, style.MUTED, days),
        "old": (style.BODY, style.RIGHT, days, style.look(font_color=style.ERROR_INK, bold=True)),
    }
    for severity, (_, _, wear, *_) in LEVELS.items():
        worn["level " + severity] = (style.BADGE, wear)
        worn["value " + severity] = (wrapped, style.look(font_color=inks[severity]))
    return {name: look(*looks) for name, looks in worn.items()}
