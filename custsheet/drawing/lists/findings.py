"""Sheet 数据质量: one row a problem with a link to its cell, the value, what is wrong, and what to do about it.

What matters to each person stands first: their worst and oldest few, then the rest, then what somebody chose to ignore.
At most `MAX_ROWS` are listed and the others counted. Every value is text, whatever a person typed; people write in the
decision columns, and a hidden column says which finding a row is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from custsheet.drawing.frame import finish
from custsheet.drawing.lists.finding_row import LEVELS, SHOWN, Entry, Held, Row, Styled, looks
from custsheet.drawing.people.validation import TICK
from custsheet.drawing.toolsheet import (
    FIRST_ROW,
    Scene,
    begin,
    card,
    figure,
    fitted,
    link_row,
    nothing,
    row_heights,
    short,
    tabulate,
    widened,
    widths,
)
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, Link, rich
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.drawing.workbook.style import Look
from custsheet.model.finding import SEVERITY_ORDER, Finding
from custsheet.model.outcome import finding_keys
from custsheet.model.text import counted

NAME = "findings"
MAX_ROWS = 100_000
FIRST_FEW = "findings_per_person"
_FEW = 20  # where a company's own standard has no such setting
_ROW = 25
_CENTRED = ("severity", "accept", "ignore", "code", "owner")
# Columns as wide as their text needs, up to so many pixels.
_WIDEST = {"cell": 300, "record": 200, "owner": 120, "value": 200, "proposal": 220}
_WRAPPED = frozenset({"record", "field", "value", "problem", "proposal", "reason"})


def draw_findings(scene: Scene) -> None:
    """Draw the sheet."""
    tool = scene.schema.tool(NAME)
    columns = [column.name for column in tool.columns]
    first, rest, ignored = _in_order(scene)
    rows = [*first, *rest, *ignored]
    shown, left = rows[:MAX_ROWS], len(rows) - MAX_ROWS
    drawn = [row.drawn() for row in shown]
    cells = dict(zip(SHOWN, zip(*(one for one, _ in drawn), strict=True), strict=False))
    wide = {name: (_texts(cells.get(name, ())), most) for name, most in _WIDEST.items()}
    pixels = widened(widths(scene, NAME), columns, wide)
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    unlisted = counted(left, "more is", "more are")
    more = scene.say(
        f"这里列出最重的 {MAX_ROWS:,} 个，另有 {left:,} 个没有列出；先改上面的，下次检查会补上来。",
        f"The worst {MAX_ROWS:,} are listed; {unlisted} not. Mend these first; the next check brings more.",
    )
    link_row(
        canvas, scene.links("duplicates", "quality"), more if left > 0 else _hint(scene, first, rest, ignored), pixels
    )
    _strip(canvas, scene, [*first, *rest], columns, pixels)
    tabulate(canvas, scene, NAME, len(shown), _CENTRED)
    _body(canvas, shown, [seal for _, seal in drawn], cells, dict(zip(columns, pixels, strict=True)))
    _ticks(canvas, columns, len(shown))
    if not shown:
        nothing(canvas, len(columns), scene.say("✓ 没有发现问题。", "✓ No problems were found."))
    elif left > 0:
        canvas.put(FIRST_ROW + len(shown) + 1, 1, more, style.HELP, style.LEFT)
    visible = sum(not one.hidden for one in tool.columns)
    finish(canvas, scene.lang, len(shown) + (2 if left > 0 else 0), [(1, visible)])


def _body(
    canvas: Canvas,
    shown: Sequence[Row],
    seals: Sequence[str],
    cells: Mapping[str, Sequence[Styled]],
    pixels: Mapping[str, int],
) -> None:
    """The rows.

    Args:
        canvas: where they are drawn.
        shown: findings in their order.
        seals: of each.
        cells: by column.
        pixels: the width of each column that the sheet has.
    """
    if not shown:
        return
    worn = looks(canvas)
    texts = [([str(one or "") for one, _ in cells[name]], wide) for name, wide in pixels.items() if name in _WRAPPED]
    drawn: list[tuple[Sequence[Content], int | Sequence[int]]] = []
    proposals: Sequence[Content] = [""] * len(shown)
    for name, wide in pixels.items():
        if name not in cells:
            # The hidden key stands last: it says what was proposed, as the row lists it.
            keys = [row.key(seal, str(said)) for row, seal, said in zip(shown, seals, proposals, strict=True)]
            drawn.append((keys, worn["code"]))
            continue
        contents: list[Content] = [one for one, _ in cells[name]]
        if name != "severity":
            known = {one: fitted(one, wide) for one in {one for one in contents if isinstance(one, str)}}
            contents = [known[one] if isinstance(one, str) else one for one in contents]
        if name == "proposal":
            proposals = contents
        drawn.append((contents, [worn[look] for _, look in cells[name]]))
    canvas.block(FIRST_ROW, drawn, row_heights(FIRST_ROW, texts, _ROW))


def _in_order(scene: Scene) -> tuple[list[Row], list[Row], list[Row]]:
    """Each person's worst and oldest few, everybody's other findings, the ignored ones; worst first in each."""
    outcome, held = scene.outcome, Held(scene)
    ignored = [one.finding for one in outcome.ignored]
    everything = [*outcome.findings, *ignored]
    keys = dict(zip(map(id, everything), finding_keys(everything), strict=True))
    decisions = scene.snapshot.memory.decisions

    def ordered(findings: Sequence[Finding], *, closed: bool) -> list[Row]:
        entries = [Entry(one, keys[id(one)], decisions.get(keys[id(one)]), closed) for one in findings]
        rows = [Row(scene, entry, held) for entry in entries]
        rows.sort(key=lambda row: (SEVERITY_ORDER[row.finding.severity], -row.days))
        return rows

    few = scene.snapshot.settings.get(FIRST_FEW)
    limit = int(few) if isinstance(few, (int, float)) else _FEW
    first: list[Row] = []
    rest: list[Row] = []
    listed: Counter[str] = Counter()
    for row in ordered(outcome.findings, closed=False):
        listed[row.owner] += 1
        (first if listed[row.owner] <= limit else rest).append(row)
    return first, rest, ordered(ignored, closed=True)


def _hint(scene: Scene, first: Sequence[Row], rest: Sequence[Row], ignored: Sequence[Row]) -> str:
    if scene.outcome.undone:  # who ticked here looks here, not at the program that ran
        return "⚠ " + scene.say("", " ").join(map(scene.tell, scene.outcome.undone))
    zh = ["点单元格就跳到出错的地方，改好并保存；或在「采纳」里打 √，下次处理时替你改。"]
    en = ["Click a cell to go there and mend it; or tick Accept and the next pass mends it for you."]
    if rest:
        zh.append(f"每人最重的先列（{len(first):,} 个），其余 {len(rest):,} 个在后面。")
        en.append(f"Each person's worst come first ({len(first):,}), the other {len(rest):,} after them.")
    if ignored:
        zh.append(f"已忽略的 {len(ignored):,} 个在最后，擦掉 √ 就恢复。")
        en.append(f"{counted(len(ignored), 'ignored one stands', 'ignored ones stand')} last; clear the tick to undo.")
    return scene.say("".join(zh), " ".join(en))


def _ticks(canvas: Canvas, columns: Sequence[str], rows: int) -> None:
    """A drop-down in the columns that take a tick; any other word for yes is understood too."""
    for name in ("accept", "ignore"):
        if rows and name in columns:
            col = columns.index(name) + 1
            options = {"validate": "list", "source": [TICK], "show_error": False}
            canvas.validate((FIRST_ROW, col, FIRST_ROW + rows - 1, col), options)


def _texts(cells: Sequence[Styled]) -> Iterator[str]:
    for content, _ in cells:
        yield content.text if isinstance(content, Link) else str(content)


def _strip(canvas: Canvas, scene: Scene, rows: list[Row], columns: list[str], pixels: list[int]) -> None:
    counts = scene.outcome.counts
    for col, (severity, (mark, word, _, edge, note)) in enumerate(LEVELS.items(), 1):
        label = f"{mark} {scene.tell(word)}"
        card(canvas, (col, col), edge, label, figure(scene, counts[severity], "处"), scene.tell(note))
    at = {name: col for col, name in enumerate(columns, 1)}
    problem, last = at.get("problem", 6), len(columns) - sum(one.hidden for one in scene.schema.tool(NAME).columns)
    card(canvas, (4, problem - 1), style.NAVY, *_completeness(scene))
    other = scene.say("工作簿", "workbook")
    by_sheet = Counter(scene.titles.get(row.finding.sheet or "", other) for row in rows)
    label = scene.say("按工作表", "By sheet")
    card(canvas, (problem, problem), style.ACCENT, label, *_tally(by_sheet, scene, pixels[problem - 1]))
    by_owner = Counter(row.owner or scene.say("无负责人", "nobody") for row in rows)
    tally, rest = _tally(by_owner, scene, sum(pixels[problem:last]))
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
    return rich(*runs), scene.say(f"另有 {rest:,} 个", f"and {rest:,} more") if rest else ""
