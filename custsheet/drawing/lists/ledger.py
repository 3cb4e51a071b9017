"""Sheet 合并台账: every record that was merged, with all it held, and every pair that is not the same; newest first.

A tick in 取消合并 takes a decision back with the next pass. Drawn from what the workbook remembers, once there is any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from custsheet.drawing.frame import finish
from custsheet.drawing.people.validation import TICK
from custsheet.drawing.toolsheet import (
    FIRST_ROW,
    Scene,
    begin,
    card,
    figure,
    link_row,
    nothing,
    plain,
    tabulate,
    widths,
)
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import Content, Link, clip, day_of, on
from custsheet.drawing.workbook.measure import lines as lines_of
from custsheet.drawing.workbook.style import Look
from custsheet.model.address import cell_address
from custsheet.model.decision import sealed_key
from custsheet.model.finding import Cell
from custsheet.model.merge import Merge
from custsheet.model.records import record_ids, record_labels
from custsheet.model.review import Apart
from custsheet.model.words import RULES, VERDICTS, taken_back
from custsheet.values.text import as_text

NAME = "ledger"
SHEET = "customers"
_ROW, _LINE, _MOST_LINES = 40, 17, 12
_CENTRED = ("number", "kind", "undo")
_WRAPPED = ("label", "rule", "changes", "moved", "content", "state")
_SEAL = "0" * 16  # what a row is about never changes: nothing is to be held against it


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row: column → content; whether it can be taken back; its key."""

    cells: dict[str, Content]
    open: bool
    key: str
    day: str


def draw_ledger(scene: Scene) -> None:
    """Draw the sheet."""
    tool = scene.schema.tool(NAME)
    columns = [column.name for column in tool.columns]
    pixels = widths(scene, NAME)
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    hint = scene.say(
        "要撤销就在「取消合并」打 √，下次处理时两条记录都恢复、转过去的再转回来；合并以后又改过的不动，会告诉你。",
        "Tick Undo and the next pass restores both records and points rows back; what was changed since stays, and you "
        "are told.",
    )
    link_row(canvas, scene.links("duplicates"), hint, pixels)
    entries = list(_Rows(scene).entries())
    review = scene.snapshot.memory.review
    undone = sum(bool(one.undone) for one in review.merges)
    cards = (
        ((1, 2), style.OK_EDGE, scene.say("✓ 已合并", "✓ merged"), len(review.held), scene.say("条客户", "customers")),
        ((3, 4), style.INFO_EDGE, scene.say("不是同一客户", "not the same"), len(review.pairs),
         scene.say("对，以后不再问", "pairs, never asked again")),
        ((5, 6), style.SLATE, scene.say("已取消", "taken back"), undone, scene.say("次", "times")),
    )  # fmt: skip
    for cols, edge, label, count, note in cards:
        card(canvas, cols, edge, label, figure(scene, count), note)
    tabulate(canvas, scene, NAME, len(entries), _CENTRED)
    for row, entry in enumerate(entries, FIRST_ROW):
        tall = _ROW
        for col, name in enumerate(columns, 1):
            content = sealed_key(_SEAL, entry.key, "") if name == "key" else entry.cells.get(name)
            if name in _WRAPPED and isinstance(content, str):
                needed = min(lines_of(content, pixels[col - 1] * 0.92, 9), _MOST_LINES)
                tall = max(tall, 10 + _LINE * needed)
            canvas.put(row, col, content, *_looks(name, entry))
        if tall != _ROW:
            canvas.height(row, tall)
    if entries:
        col = columns.index("undo") + 1
        options = {"validate": "list", "source": [TICK], "show_error": False}
        canvas.validate((FIRST_ROW, col, FIRST_ROW + len(entries) - 1, col), options)
    else:
        nothing(canvas, len(columns) - 1, scene.say("还没有合并过。", "Nothing has been merged yet."))
    finish(canvas, scene.lang, len(entries), [(1, len(columns) - sum(one.hidden for one in tool.columns))], frozen=4)


def _looks(name: str, entry: _Entry) -> tuple[Look, ...]:
    if name == "undo":
        return (style.INPUT, style.CENTRE, style.STRONG) if entry.open else (style.CLOSED, style.CENTRE)
    if name in ("number", "kind"):
        return style.BODY, style.CENTRE, *((style.STRONG,) if entry.open and name == "kind" else (style.MUTED,))
    if name in ("loser", "survivor"):
        linked = isinstance(entry.cells.get(name), Link)
        return style.BODY, style.LEFT, *((style.TO, style.look(font_size=10)) if linked else ())
    if name == "when":
        return style.BODY, style.LEFT, style.MUTED, style.look(num_format=style.DATE)
    small = (style.look(font_size=9),) if name in _WRAPPED else ()
    return style.BODY, style.LEFT, style.WRAP, *small


class _Rows:
    """What the workbook remembers, in words."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        snapshot = scene.snapshot.whole
        self._review = snapshot.memory.review
        table = snapshot.table(SHEET)
        ids: Sequence[str | None] = record_ids(snapshot.schema.sheet(SHEET), table) if table is not None else ()
        rows = table.raw.index.tolist() if table is not None else []
        labels = record_labels(snapshot, table) if table is not None else []
        self._rows = {record: row for record, row in zip(ids, rows, strict=True) if record is not None}
        self._labels = {record: label for record, label in zip(ids, labels, strict=True) if record is not None}
        self._snapshot, self._table = snapshot, table

    def entries(self) -> Iterator[_Entry]:
        """Newest first; of one day merges first."""
        merges = [self._merge(one) for one in reversed(self._review.merges)]
        apart = [self._apart(one, *two) for two, one in reversed(self._review.pairs.items())]
        yield from sorted([*merges, *apart], key=lambda entry: entry.day, reverse=True)

    def _merge(self, one: Merge) -> _Entry:
        scene = self._scene
        now = self._review.survivor(one.survivor)
        held = scene.say("有效", "holds")
        if one.undone:
            held = scene.tell(taken_back(one.undone))
        elif now != one.survivor:
            held = scene.say(f"有效；{one.survivor} 后来并入 {now}", f"holds; {one.survivor} went into {now} since")
        cells: dict[str, Content] = {
            "number": one.number,
            "kind": scene.tell(VERDICTS["merge"]),
            "loser": self._link(one.loser),
            "label": one.label,
            "survivor": self._link(one.survivor),
            "who": one.who or "–",
            "when": day_of(one.day),
            "rule": scene.tell(RULES[one.automatic]),
            "changes": self._changes(one),
            "moved": self._moved(one),
            "content": clip(self._content(one)),
            "state": held,
        }
        return _Entry(cells, not one.undone, one.key, one.day)

    def _apart(self, one: Apart, a: str, b: str) -> _Entry:
        """A pair by where its records are now: of those that are one by now, one line."""
        cells: dict[str, Content] = {
            "kind": self._scene.tell(VERDICTS["apart"]),
            "loser": self._link(b),
            "label": self._labels.get(b) or "–",
            "survivor": self._link(a),
            "who": one.who or "–",
            "when": day_of(one.day),
            "rule": self._scene.tell(RULES[False]),
            "state": self._scene.say("有效，不再问", "holds, not asked again"),
        }
        return _Entry(cells, True, one.key, one.day)

    def _link(self, record: str) -> Content:
        row = self._rows.get(record)
        cell = cell_address(self._snapshot, SHEET, row, "customer_id") if row is not None else None
        return Link(on(self._table.title, cell), plain(record)) if cell and self._table is not None else record

    def _changes(self, one: Merge) -> str:
        if one.said:
            return one.said.get("changes", "–")
        if one.undone:
            return "–"
        said = [f"{self._label(each.field)} {self._shown(each.old)} → {self._shown(each.new)}" for each in one.changes]
        return self._scene.say("；", "; ").join(said) or self._scene.say("没有改动", "nothing")

    def _moved(self, one: Merge) -> str:
        if one.said:
            return one.said.get("moved", "–")
        if one.undone and not one.moved:
            return "–"
        counts = Counter(each.sheet for each in one.moved)
        titles = self._scene.titles
        said = [self._scene.say(f"{titles.get(name, name)} {count:,} 条", f"{titles.get(name, name)} {count:,}")
                for name, count in counts.items()]  # fmt: skip
        listed = self._scene.say("、", ", ").join(said)
        if one.undone:
            return self._scene.say(f"没有转回：{listed}", f"not pointed back: {listed}")
        return listed or self._scene.say("没有", "none")

    def _content(self, one: Merge) -> str:
        if one.said:
            return one.said.get("content", "–")
        colon, gap = self._scene.say("：", ": "), self._scene.say("；", "; ")
        said = [f"{self._label(name)}{colon}{as_text(value)}" for name, value in one.content.items()]
        return gap.join(said) or "–"

    def _label(self, name: str) -> str:
        label = self._table.labels.get(name) if self._table is not None else None
        return (label or name).strip(" *＊")

    def _shown(self, value: Cell) -> str:
        return " ".join(as_text(value).split()) or self._scene.say("（空）", "(blank)")
