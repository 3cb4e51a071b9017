"""Sheet 疑似重复: one row a record, groups set apart by colour and number, with what speaks for and against.

Nothing is merged here; the number of the group stands in every row, so that sorting and filtering keep their sense.
"""

from __future__ import annotations

from collections.abc import Callable

from custsheet.drawing import style
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Content, Link, clip, on, rich
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
    plain,
    row_height,
    tabulate,
    widened,
    widths,
)
from custsheet.model.address import cell_address
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.text import Text, counted, text
from custsheet.values.emails import email_key
from custsheet.values.names import company_key, name_key
from custsheet.values.phones import complete_landline, is_placeholder_number, is_service_number, phone_key
from custsheet.values.text import as_text

NAME = "duplicates"
_ROW = 44
_MAX_REASONS = 400
_CENTRED = ("group", "score", "owner")
_KEYS: dict[str, Callable[[object], str | None]] = {
    "name": name_key,
    "company": company_key,
    "email": email_key,
}
_PHONES = ("mobile", "phone")
_WIDEST = {"mobile": 190, "phone": 190, "email": 290}  # columns as wide as their text needs, up to so many pixels
_ADVICE: dict[str, tuple[Text, Text]] = {
    "same": (text("建议保留这一条", "Keep this one"), text("建议并入 {0}", "Merge into {0}")),
    "review": (
        text("先核实，再决定", "Check first, then decide"),
        text("核实是否与 {0} 相同", "Check whether it is {0}"),
    ),
    "related": (
        text("多半是家人或同事", "Probably family or colleagues"),
        text("不用合并，知道就好", "No merge, good to know"),
    ),
}
_COPIED: dict[str, Text] = {
    "same": text("{0}并入{1}", "Merge {0} into {1}"),
    "review": text("核实{0}是否与{1}相同", "Check whether {0} is {1}"),
    "related": _ADVICE["related"][1],
}
_FIRST: dict[str, Text] = {
    "same": text("★ 以这条为准", "★ the one to keep"),
    "review": text("★ 放在一起比较", "★ compare with this one"),
    "related": text("★ 放在一起比较", "★ compare with this one"),
}


def draw_duplicates(scene: Scene) -> None:
    """Draw the sheet."""
    columns = [column.name for column in scene.schema.tool(NAME).columns]
    pixels = widened(widths(scene, NAME), columns, {one: (_texts(scene, one), most) for one, most in _WIDEST.items()})
    canvas = begin(scene, NAME, pixels, row_height=_ROW)
    hint = scene.say(
        "绿色 = 与本组第一条相同，红色 = 不一样。custsheet 不会自动合并；请点编号到「客户」里核实、修改。",
        "Green = the same as the group's first record, red = different. Nothing is merged; click an ID to go there.",
    )
    link_row(canvas, scene.links("findings", "tiers"), hint, pixels)
    groups = scene.outcome.duplicates
    rows = sum(len(group.rows) for group in groups)
    _strip(canvas, scene, groups, columns)
    tabulate(canvas, scene, NAME, rows, _CENTRED)
    row = FIRST_ROW
    for group in groups:
        row = _group(canvas, scene, group, columns, pixels, row)
    if not groups:
        nothing(canvas, len(columns), scene.say("✓ 没有发现疑似重复的客户。", "✓ No duplicates were found."))
    finish(canvas, scene, rows, len(columns))


def _texts(scene: Scene, field: str) -> list[str]:
    """What stands in a column of the customers, as far as the sheet shows it."""
    table = scene.snapshot.table("customers")
    if table is None or field not in table.raw.columns:
        return []
    rows = [row for group in scene.outcome.duplicates for row in group.rows if row in table.raw.index]
    return [as_text(value) for value in table.raw.loc[rows, field]]


def _group(
    canvas: Canvas,
    scene: Scene,
    group: DuplicateGroup,
    columns: list[str],
    pixels: list[int],
    row: int,
) -> int:
    """Draw one group from `row` on; returns the row below it."""
    colour = style.GROUPS[(group.number - 1) % len(style.GROUPS)]
    band = style.fill("#F8FAFD") if group.number % 2 else style.look()
    reasons = _reasons(scene, group)
    for place, (excel_row, record) in enumerate(zip(group.rows, group.records, strict=True)):
        member = _Member(scene, group, place, excel_row, record)
        top = style.look(top=5 if place == 0 else 1, top_color=colour if place == 0 else style.HAIR)
        heights = []
        for col, name in enumerate(columns, 1):
            content, looks = member.cell(name)
            if name == "reasons" and place:
                content, plain = reasons
                heights.append((plain, pixels[col - 1]))
            elif isinstance(content, str):
                content = fitted(content, pixels[col - 1])
                heights.append((content, pixels[col - 1]))
            edge = style.fill(colour) if name == "group" else band
            canvas.put(row, col, content, style.BODY, edge, top, *looks)
        needed = row_height(heights, _ROW)
        if needed != _ROW:
            canvas.height(row, needed)
        row += 1
    return row


class _Member:
    """One record of a group, cell by cell."""

    def __init__(self, scene: Scene, group: DuplicateGroup, place: int, row: int, record: str) -> None:
        self._scene, self._group, self._place, self._row = scene, group, place, row
        self._record = record
        self._table = scene.snapshot.table("customers")

    def cell(self, name: str) -> tuple[Content, tuple[Look, ...]]:
        """Content and looks under column `name`."""
        first = self._place == 0
        if name == "group":
            return self._group.number, (style.CENTRE, style.look(bold=True, font_size=12 if first else 9))
        if name == "score":
            return (self._group.score, (style.CENTRE, *self._certainty())) if first else (None, ())
        if name == "record":
            return self._link(), (style.LEFT, style.TO, style.look(font_size=10))
        if name == "reasons":
            return self._scene.tell(_FIRST[self._group.band]), (
                style.LEFT,
                style.WRAP,
                style.look(font_size=9),
                style.MUTED,
            )
        if name == "advice":
            return self._advice(), (style.LEFT, style.WRAP, *((style.STRONG,) if first else ()))
        if name in {"orders", "amount"}:
            return self._bought(name), (style.RIGHT, style.look(num_format="#,##0;-#,##0;–"))
        if name == "owner":
            return self._text("owner", self._row) or "–", (style.CENTRE, style.WRAP)
        if name in _KEYS or name in _PHONES:
            return self._compared(name)
        return None, ()

    def _bought(self, name: str) -> float | None:
        """Orders or amount of all time, as the analysis counts them; None where nobody knows."""
        tiers = self._scene.outcome.tiers
        if tiers is None or self._row not in tiers.table.index:
            return None
        number = float(tiers.table.at[self._row, name])
        return number if number == number else None

    def _certainty(self) -> tuple[Look, ...]:
        ink = {"same": style.ERROR_INK, "review": style.WARN_INK}.get(self._group.band, style.GREY)
        return (style.look(num_format=style.WHOLE_PERCENT, font_size=13, bold=True, font_color=ink),)

    def _link(self) -> Content:
        if self._table is None:
            return self._record
        cell = cell_address(self._scene.snapshot, "customers", self._row, "customer_id") or f"A{self._row}"
        return Link(on(self._table.title, cell), plain(self._record))

    def _advice(self) -> str:
        scene, group = self._scene, self._group
        keep, other = _ADVICE[group.band]
        if self._place == 0:
            return scene.tell(keep)
        if self._record != group.records[0]:
            return scene.tell(other).format(group.records[0])
        # A copied row bears the same identifier: only the row tells the two apart.
        rows = [scene.say(f"第 {row} 行", f"row {row}") for row in (self._row, group.rows[0])]
        return scene.tell(_COPIED[group.band]).format(*rows)

    def _text(self, field: str, row: int) -> str:
        table = self._table
        if table is None or field not in table.raw.columns or row not in table.raw.index:
            return ""
        return as_text(table.raw.at[row, field]).strip()

    def _compared(self, field: str) -> tuple[Content, tuple[Look, ...]]:
        """A value, green where it is the first record's, red where it is another."""
        looks: tuple[Look, ...] = (style.LEFT, style.WRAP)
        value = self._text(field, self._row)
        if not value:
            return self._scene.say("（空）", "(blank)"), (*looks, style.MUTED)
        if self._place == 0:
            return value, looks
        kept = self._text(field, self._group.rows[0])
        if not kept:
            return value, looks
        if field in _PHONES:
            if any(told(one) for told in (is_placeholder_number, is_service_number) for one in (value, kept)):
                return value, looks  # the number of everybody and nobody speaks neither for nor against
            mine, first = self._number(value, self._row), self._number(kept, self._group.rows[0])
        else:
            mine, first = _KEYS[field](value), _KEYS[field](kept)
        same = value == kept or (mine is not None and mine == first)
        return value, (*looks, style.fill("#E3F5E9") if same else style.fill("#FDECEC"),
                       style.look(font_color=style.OK_INK if same else style.ERROR_INK))  # fmt: skip

    def _number(self, value: str, row: int) -> str | None:
        """What a number is compared by, with the area code of the record's place where it has none (as W114 says)."""
        places = [self._text(name, row) for name in ("city", "district", "address")]
        return phone_key(complete_landline(value, *places, province=self._text("province", row)) or value)


def _reasons(scene: Scene, group: DuplicateGroup) -> tuple[Content, str]:
    """The reasons with + and −, coloured, and the same as plain text."""
    runs: list[tuple[str, Look]] = []
    for number, reason in enumerate(group.reasons):
        ink = style.ERROR_INK if reason.against else style.OK_INK
        said = f"{'   ' if number else ''}{'−' if reason.against else '+'} {scene.tell(reason.text)}"
        runs.append((said, style.look(font_size=9, font_color=ink)))
    plain = "".join(run for run, _ in runs)
    if len(plain) > _MAX_REASONS:
        plain = clip(plain, _MAX_REASONS)
        return plain, plain
    return rich(*runs), plain


def _strip(canvas: Canvas, scene: Scene, groups: tuple[DuplicateGroup, ...], columns: list[str]) -> None:
    by_band = {band: [group for group in groups if group.band == band] for band in _ADVICE}
    records = sum(len(group.rows) for group in groups)
    surplus = sum(len(group.rows) - 1 for group in by_band["same"])
    involved = scene.say(f"涉及 {records:,} 条客户", f"{counted(records, 'customer', 'customers')} involved")
    customers = len(scene.snapshot.tables["customers"].raw) if scene.snapshot.table("customers") else 0
    after = scene.say(f"合并后 {customers - surplus:,} 位客户", f"{customers - surplus:,} customers after merging")
    cards = (
        ((1, 2), style.NAVY, scene.say("疑似重复", "Groups"), len(groups), involved),
        ((3, 4), style.ERROR_EDGE, scene.say("● 几乎肯定相同", "● surely the same"), len(by_band["same"]), after),
        ((5, 5), style.WARN_EDGE, scene.say("▲ 需要人工判断", "▲ a person must look"), len(by_band["review"]),
         scene.say("先看手机、邮箱、公司", "look at phone, e-mail, company")),
        ((6, 7), style.INFO_EDGE, scene.say("○ 家人或同事", "○ family or colleagues"), len(by_band["related"]),
         scene.say("不用合并", "no merge needed")),
    )  # fmt: skip
    for cols, edge, label, count, note in cards:
        card(canvas, cols, edge, label, figure(scene, count, "组"), note)
    _legend(canvas, scene, len(columns))


def _legend(canvas: Canvas, scene: Scene, last: int) -> None:
    note = scene.say(
        "只有手机相同不会建议合并：可能是前台电话或家人的号码，还要姓名或公司也像。",
        "A shared phone alone is never enough: it may be a reception desk or family; name or company must agree too.",
    )
    card(canvas, (8, last), style.SLATE, scene.say("怎么看这张表", "How to read this sheet"), None, note)
    plain = style.look(font_size=10, bold=False, font_color=style.INK)
    legend = rich(
        ("■ ", style.look(font_size=12, font_color="#A7DDB9")),
        (scene.say("与本组第一条相同    ", "same as the first record    "), plain),
        ("■ ", style.look(font_size=12, font_color="#F5B5B5")),
        (scene.say("不一样    ", "different    "), plain),
        (scene.say("+ 像的理由    ", "+ speaks for it    "), style.look(font_size=10, font_color=style.OK_INK)),
        (scene.say("− 不像的理由", "− speaks against it"), style.look(font_size=10, font_color=style.ERROR_INK)),
    )
    canvas.put(5, 8, legend)
