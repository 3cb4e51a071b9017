"""Sheet 疑似重复: one row a record, groups set apart by colour and number, with what speaks for and against.

People decide on it: a word on the first line of a group counts for all its lines that have none of their own. The
number of the group stands in every row, and a hidden column says which record of which group a row is about, so that
sorting and filtering keep their sense. Groups that somebody put off stand last.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from custsheet.drawing.frame import finish, page_spans
from custsheet.drawing.lists.duplicates_row import Lines, Member
from custsheet.drawing.lists.duplicates_words import ADVICE, reasons
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
    row_height,
    tabulate,
    widened,
    widths,
)
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Content, rich
from custsheet.drawing.workbook.measure import lines as lines_of
from custsheet.drawing.workbook.style import Look
from custsheet.model.latest import LatestEach
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.text import counted
from custsheet.model.words import VERDICTS

NAME = "duplicates"
_ROW = 44
_CENTRED = ("group", "score", "owner", "keep", "decision")
_WIDEST = {"mobile": 190, "phone": 190, "email": 290}  # columns as wide as their text needs, up to so many pixels
_MOST_LINES = 12  # of the values after merging; they are written out whole
_SMALL_LINE = 17  # pixels of a line in 9 points


def draw_duplicates(scene: Scene) -> None:
    """Draw the sheet."""
    tool = scene.schema.tool(NAME)
    columns = [column.name for column in tool.columns]
    lines = Lines(scene)
    texts = {one: (_texts(lines, one), most) for one, most in _WIDEST.items()}
    pixels = widened(widths(scene, NAME), columns, texts)
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    ledger = ("ledger",) if scene.snapshot.memory.review.ledger else ()
    link_row(canvas, scene.links("findings", *ledger), _hint(scene, "decision" in columns), pixels)
    groups = sorted(scene.outcome.duplicates, key=lines.waits)
    rows = sum(len(group.rows) for group in groups)
    shown = len(columns) - sum(one.hidden for one in tool.columns)
    frozen = columns.index("record") + 2 if "record" in columns else 1
    pages = page_spans(pixels[:shown], frozen - 1)
    _strip(canvas, scene, groups, sum(map(lines.waits, groups)), pages[0][1])
    tabulate(canvas, scene, NAME, rows, _CENTRED)
    body = _Body(canvas, lines, columns, pixels)
    for nth, group in enumerate(groups):
        body.add(group, nth)
    canvas.block(FIRST_ROW, body.columns(), body.heights)
    _choices(canvas, scene, columns, rows)
    if not groups:
        nothing(canvas, shown, scene.say("✓ 没有发现疑似重复的客户。", "✓ No duplicates were found."))
    finish(canvas, scene.lang, rows, pages, frozen, pixels)


def _hint(scene: Scene, deciding: bool) -> str:
    if not deciding:  # a workbook whose standard is from before people could decide here
        return scene.say(
            "绿色 = 与本组第一条相同，红色 = 不一样。", "Green = the same as the first record, red = different."
        )
    return scene.say(
        "在「处理」选合并、不是同一客户或待定，下次处理照办。第一行（★）管整组，别的行只管自己；"
        "要留另一条，在它的「保留」打 √。",
        "Choose under Decision; the next pass does it. ★ decides for its group, another line for itself; Keep keeps"
        " that one.",
    )


def _texts(lines: Lines, field: str) -> list[str]:
    """What stands in a column of the customers, as far as the sheet shows it."""
    rows = [row for group in lines.scene.outcome.duplicates for row in group.rows]
    return [lines.survival.text(row, field) for row in rows]


class _Made(NamedTuple):
    """One line, wherever it stands: contents, what each cell wears over its row, and pixels of its height."""

    contents: tuple[Content, ...]
    looks: tuple[tuple[Look, ...], ...]
    height: int


_KEPT: LatestEach[bytes, tuple[_Made, ...]] = LatestEach(5_000)
"""The lines of groups as they were drawn last."""


class _Body:
    """The lines of all groups, row by row: contents, looks, and heights of rows."""

    def __init__(self, canvas: Canvas, lines: Lines, columns: Sequence[str], pixels: Sequence[int]) -> None:
        self._look, self._lines = canvas.book.look_id, lines
        self._columns = tuple(zip(columns, pixels, strict=True))
        self._row = FIRST_ROW
        self._under: dict[tuple[int, int, bool], tuple[int, int]] = {}
        self._cells: dict[tuple[int, ...], int] = {}
        self._wear: dict[tuple[object, ...], list[int]] = {}
        self.contents: list[tuple[Content, ...]] = []
        self.worn: list[list[int]] = []
        self.heights: dict[int, int] = {}
        _KEPT.round((self._columns, lines.same_for_all))

    def columns(self) -> list[tuple[Sequence[Content], Sequence[int]]]:
        """All of it, column by column."""
        return list(zip(zip(*self.contents, strict=True), zip(*self.worn, strict=True), strict=True))

    def add(self, group: DuplicateGroup, nth: int) -> None:
        """Put in one group, the `nth` from 0."""
        made = _KEPT.made(self._lines.all_of(group), None, partial(self._made, group))
        for place, line in enumerate(made):
            self.contents.append(line.contents)
            self.worn.append(self._worn(nth, place == 0, line.looks))
            if line.height != _ROW:
                self.heights[self._row] = line.height
            self._row += 1

    def _worn(self, nth: int, first: bool, looks: tuple[tuple[Look, ...], ...]) -> list[int]:
        """Numbers of what the cells of a line wear; looks are told apart by the very objects, which are few."""
        place = nth % 2, nth % len(style.GROUPS), first
        if place not in self._under:
            colour, band = style.GROUPS[place[1]], style.look() if nth % 2 else style.fill("#F8FAFD")
            top = style.look(top=5 if first else 1, top_color=colour if first else style.HAIR)
            plain, marked = (self._look(style.BODY, edge, top) for edge in (band, style.fill(colour)))
            self._under[place] = plain, marked
        plain, marked = self._under[place]
        ids = [tuple(map(id, one)) for one in looks]
        line = plain, marked, *ids
        if line not in self._wear:
            found = self._wear[line] = []
            for (name, _), one, its in zip(self._columns, looks, ids, strict=True):
                under = marked if name == "group" else plain
                if (under, *its) not in self._cells:
                    self._cells[under, *its] = self._look(under, *one)
                found.append(self._cells[under, *its])
        return self._wear[line]

    def _made(self, group: DuplicateGroup) -> tuple[_Made, ...]:
        why = reasons(self._lines.scene, group)
        members = (Member(self._lines, group, place) for place in range(len(group.rows)))
        return tuple(self._line(one, why if place else None) for place, one in enumerate(members))

    def _line(self, member: Member, why: tuple[Content, str] | None) -> _Made:
        heights, proposal, tall = list[tuple[str, int]](), "", _ROW
        contents, worn = list[Content](), list[tuple[Look, ...]]()
        for name, pixels in self._columns:
            content, looks = member.cell(name)
            if name == "key":
                content = member.key(proposal)
            elif name == "reasons" and why is not None:
                content, said = why
                heights.append((said, pixels))
            elif name == "proposal" and isinstance(content, str):
                proposal = content
                needed = min(lines_of(content, pixels * 0.92, 9), _MOST_LINES)
                tall = max(tall, 10 + _SMALL_LINE * needed)
            elif isinstance(content, str):
                content = fitted(content, pixels)
                heights.append((content, pixels))
            contents.append(content)
            worn.append(looks)
        return _Made(tuple(contents), tuple(worn), max(row_height(heights, _ROW), tall))


def _choices(canvas: Canvas, scene: Scene, columns: Sequence[str], rows: int) -> None:
    """Drop-downs in the columns in which people decide; other words for the same are understood too."""
    for name, source in (("keep", [TICK]), ("decision", [scene.tell(said) for said in VERDICTS.values()])):
        if rows and name in columns:
            col = columns.index(name) + 1
            options = {"validate": "list", "source": source, "show_error": False}
            canvas.validate((FIRST_ROW, col, FIRST_ROW + rows - 1, col), options)


def _strip(canvas: Canvas, scene: Scene, groups: Sequence[DuplicateGroup], waiting: int, last: int) -> None:
    by_band = {band: [group for group in groups if group.band == band] for band in ADVICE}
    records = sum(len(group.rows) for group in groups)
    surplus = sum(len(group.rows) - 1 for group in by_band["same"])
    involved = scene.say(f"涉及 {records:,} 条客户", f"{counted(records, 'customer', 'customers')} involved")
    if waiting:
        involved = scene.say(f"其中待定 {waiting:,} 组", f"{waiting:,} put off")
    table = scene.snapshot.table("customers")
    customers = len(table.raw) if table is not None else 0
    after = scene.say(f"合并后 {customers - surplus:,} 位客户", f"{customers - surplus:,} customers after merging")
    held = scene.snapshot.memory.review.held
    back = scene.say("可在「合并台账」取消", "can be undone on the ledger") if held else scene.say("还没有", "none yet")
    cards = (
        ((1, 2), style.NAVY, scene.say("疑似重复", "Groups"), len(groups), "组", involved),
        ((3, 4), style.ERROR_EDGE, scene.say("● 几乎肯定相同", "● surely the same"), len(by_band["same"]), "组", after),
        ((5, 5), style.WARN_EDGE, scene.say("▲ 需要人工判断", "▲ a person must look"), len(by_band["review"]), "组",
         scene.say("先看手机、邮箱、公司", "look at phone, e-mail, company")),
        ((6, 7), style.INFO_EDGE, scene.say("○ 家人或同事", "○ family or colleagues"), len(by_band["related"]), "组",
         scene.say("不用合并", "no merge needed")),
        ((8, max(8, last)), style.OK_EDGE, scene.say("✓ 已合并", "✓ merged"), len(held), "条", back),
    )  # fmt: skip
    for cols, edge, label, count, unit, note in cards:
        card(canvas, cols, edge, label, figure(scene, count, unit), note)
    _legend(canvas, scene)


def _legend(canvas: Canvas, scene: Scene) -> None:
    """How to read the sheet: a line above the cards and one below, where the first page has room for them."""
    note = scene.say(
        "只有手机相同不会建议合并：可能是前台电话或家人的号码，还要姓名或公司也像。",
        "A shared phone alone is never enough: it may be a reception desk or family; name or company must agree too.",
    )
    canvas.height(3, 20)
    canvas.put(3, 1, note, style.NOTE)
    plain = style.look(font_size=9, font_color=style.INK)
    legend = rich(
        ("■ ", style.look(font_size=12, font_color="#A7DDB9")),
        (scene.say("与本组第一条相同    ", "same as the first record    "), plain),
        ("■ ", style.look(font_size=12, font_color="#F5B5B5")),
        (scene.say("不一样    ", "different    "), plain),
        (scene.say("像的理由 +    ", "speaks for it +    "), style.look(font_size=9, font_color=style.OK_INK)),
        (
            scene.say("不像的理由 −    ", "speaks against it −    "),
            style.look(font_size=9, font_color=style.ERROR_INK),
        ),
        (scene.say("数字越大越说明问题", "the number is how much it says"), plain),
    )
    canvas.height(7, 22)
    canvas.put(7, 1, legend, style.NOTE)
