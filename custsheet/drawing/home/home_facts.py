"""What the home sheet tells after a pass: counts that stay live, what was found, which tasks are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

import pandas as pd

from custsheet.drawing.dashboard.board_cards import number_format
from custsheet.drawing.home.home import draw_home
from custsheet.drawing.home.homerun import Due, HomeRun, Tile, Tone
from custsheet.drawing.toolsheet import Scene, short
from custsheet.drawing.workbook.cells import Formula, on
from custsheet.model.address import column_letters
from custsheet.model.mend import told
from custsheet.model.records import record_labels
from custsheet.model.sight import VIEW, is_simple
from custsheet.model.snapshot import Table
from custsheet.model.text import counted
from custsheet.model.words import closed
from custsheet.values.text import as_text

NAME, STATE = "home", "row_state"
_SHOWN = 7
_SOON = 7  # days ahead, where a task names no reminder of its own
_CLOSED = ("done", "cancelled")
_LAST_ROW = 1_048_576
_NAME, _WHAT, _OWNER = 230, 260, 110  # pixels that the list of tasks has for each


def draw_home_run(scene: Scene, drawn: Collection[str]) -> None:
    """Draw the home sheet; `drawn` are the tool sheets this pass writes."""
    tables, owned = scene.snapshot.tables, scene.snapshot.owned
    places = {name: table.title for name, table in tables.items()}
    places |= {tool.name: scene.title(tool.name) for tool in scene.schema.tool_sheets if tool.name in {*owned, *drawn}}
    places = {name: title for name, title in places.items() if title not in scene.unseen}
    draw_home(
        scene.book,
        scene.schema,
        title=scene.title(NAME),
        company=str(scene.snapshot.settings.get("company_name") or "").strip(),
        places=places,
        # A sheet none of whose headers was recognised: nobody knows how many records it has.
        counts={name: count(table, _merged(scene, name)) for name, table in tables.items() if table.columns},
        run=home_run(scene),
        beyond=_beyond(scene),
    )


def _beyond(scene: Scene) -> str:
    """In the simple view, how to see the other sheets; "" elsewhere."""
    if not is_simple(scene.snapshot):
        return ""
    setting = next(one for one in scene.schema.settings if one.name == VIEW)
    entries = {one.name: one.title for one in scene.schema.value_list(setting.choices or "").values}
    simple, whole = scene.tell(entries["simple"]), scene.tell(entries["all"])
    where, label = scene.title("parameters"), scene.tell(setting.title)
    return scene.say(
        f"现在是“{simple}”视图，其余的表都隐藏着；要看，在「{where}」把“{label}”改成“{whole}”，保存，再处理一次。",
        f"This is the view “{simple}”; the other sheets are hidden. To see them, set “{label}” on {where} to “{whole}”,"
        " save, and process again.",
    )


def _merged(scene: Scene, name: str) -> str:
    """What 数据状态 says of a merged record, as a pattern; "" where the sheet has none."""
    return scene.tell(closed("*")) if name in scene.snapshot.everything else ""


def count(table: Table, merged: str = "") -> Formula:
    """How many records a sheet with at least one known column has, without those that were merged into others.

    Counts the fullest column below the header, so that it moves while people type.

    A plain range, not the table's name: a person may have renamed the table, and Excel calls a file damaged whose
    formulas name a table that is not there.
    """
    filled = {field: int(table.raw[field].notna().sum()) for field in table.raw.columns if field in table.columns}
    field = max(filled, key=lambda name: (filled[name], -table.columns[name]))
    col = column_letters(table.columns[field])
    where = on(table.title, f"${col}${table.header_row + 1}:${col}${_LAST_ROW}")
    less = ""
    if merged and STATE in table.columns:
        state = column_letters(table.columns[STATE])
        rows = on(table.title, f"${state}${table.header_row + 1}:${state}${_LAST_ROW}")
        less = f'-COUNTIF({rows},"{merged}")'
    return Formula(f"=COUNTA({where}){less}", filled[field])


def home_run(scene: Scene) -> HomeRun:
    """What the pass found, as the home sheet tells it."""
    outcome, counts = scene.outcome, scene.outcome.counts
    due = _due(scene)
    return HomeRun(
        checked=scene.now,
        rows=sum(outcome.rows.values()),
        errors=counts["error"],
        warnings=counts["warning"],
        infos=counts["info"],
        groups=len(outcome.duplicates),
        tiles=_inputs(scene) | _results(scene),
        due=due[:_SHOWN],
        due_total=len(due),
        quality=_quality(scene),
        mended=scene.say("", " ").join(map(scene.tell, told(outcome.mends))),
        undone=scene.say("", " ").join(map(scene.tell, outcome.undone)),
    )


def _quality(scene: Scene) -> str:
    total = scene.outcome.quality.whole.total if scene.outcome.quality else None
    return "" if total is None else scene.say(f"质量总分 {total:.1%}", f"quality {total:.1%}")


def _inputs(scene: Scene) -> dict[str, Tile]:
    """What is wrong on each of the people's sheets."""
    errors = Counter(one.sheet for one in scene.outcome.findings if one.severity == "error")
    warnings = Counter(one.sheet for one in scene.outcome.findings if one.severity == "warning")
    tiles = {}
    for name in scene.snapshot.tables:
        if errors[name]:
            tiles[name] = Tile("", _wrong(scene, errors[name]), "error")
        elif warnings[name]:
            n = warnings[name]
            said = scene.say(f"▲ {n:,} 处警告", f"▲ {counted(n, 'warning', 'warnings')}")
            tiles[name] = Tile("", said, "warning")
    return tiles


def _results(scene: Scene) -> dict[str, Tile]:
    outcome, counts = scene.outcome, scene.outcome.counts
    total = sum(counts.values())
    tone: Tone = "error" if counts["error"] else "warning" if counts["warning"] else "ok"
    worst = _wrong(scene, counts["error"])
    clean = scene.say("✓ 没有错误", "✓ no errors")
    same = sum(group.band == "same" for group in outcome.duplicates)
    surely = scene.say(f"{same:,} 组几乎肯定", f"{same:,} almost sure")
    tiles = {
        "findings": Tile(total, worst if counts["error"] else clean, tone),
        "duplicates": Tile(len(outcome.duplicates), surely if same else "", "warning" if same else "none"),
    }
    if outcome.tiers is not None:
        tiles["tiers"] = Tile(
            outcome.tiers.counts["A"],
            scene.say("A 类客户", "A customer" if outcome.tiers.counts["A"] == 1 else "A customers"),
        )
    cards = outcome.figures.cards if outcome.figures else ()
    first = next((card for card in cards if card.value is not None), None)
    if first is not None:
        tiles["dashboard"] = Tile(first.value, scene.tell(first.title), "none", number_format(first, scene))
    return tiles


def _wrong(scene: Scene, errors: int) -> str:
    return scene.say(f"● {errors:,} 处错误", f"● {counted(errors, 'error', 'errors')}")


def _due(scene: Scene) -> list[Due]:
    """Open tasks that are late, due, or within their reminder; most urgent first."""
    table = scene.snapshot.table("tasks")
    if table is None or "due" not in table.typed.columns or table.typed.empty:
        return []
    frame = table.typed
    days = (frame["due"].dt.normalize() - pd.Timestamp(scene.outcome.today)).dt.days
    ahead = frame["remind_days"].fillna(_SOON) if "remind_days" in frame.columns else _SOON
    wanted = days.notna() & (days <= ahead)
    if "status" in frame.columns:
        wanted &= ~frame["status"].isin(_CLOSED)
    called = dict(zip(frame.index, record_labels(scene.snapshot, table), strict=True))
    rows = days[wanted].sort_values(kind="stable")
    return [_task(scene, table, called[row] or "–", int(row), int(left)) for row, left in rows.items()]


def _task(scene: Scene, table: Table, customer: str, row: int, left: int) -> Due:
    def held(field: str) -> str:
        return as_text(table.typed.at[row, field]).strip() if field in table.typed.columns else ""

    tone: Tone
    if left < 0:
        when, tone = scene.say(f"▲ 逾期 {-left} 天", f"▲ {-left} d overdue"), "error"
    elif left == 0:
        when, tone = scene.say("● 今天", "● today"), "warning"
    else:
        day: date = table.typed.at[row, "due"].date()
        when, tone = scene.say(f"{left} 天后", f"in {left} d") + f" {day:%m-%d}", "info"
    what = held("content") or scene.entry("task_type", held("task_type") or None)
    return Due(when, tone, short(customer, _NAME), short(what, _WHAT), short(held("owner") or "–", _OWNER))
