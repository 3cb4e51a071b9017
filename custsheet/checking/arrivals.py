"""W197: a record that is new since the last pass and looks like a known customer, until somebody decides.

Only the pass knows what is new, and only matching what is alike: both are handed in. On a workbook's first pass every
record is new, which says nothing, and nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from custsheet.model.cells import Cells
from custsheet.model.finding import Finding
from custsheet.model.groupline import Line, group_name
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.records import new_records, record_ids
from custsheet.model.snapshot import Snapshot, Table
from custsheet.model.text import Text, text
from custsheet.model.words import DECISION, verdict
from custsheet.values.text import as_text

CODE, SHEET = "W197", "customers"
_REASONS = 3  # that the sentence names


def arrivals(snapshot: Snapshot, groups: Sequence[DuplicateGroup]) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings, and the records that are to be remembered as new until somebody has decided about them."""
    table = snapshot.table(SHEET)
    fresh = new_records(snapshot, table) if table is not None else set()
    if table is None or not fresh:
        return (), ()
    held = _Held(snapshot, table)
    findings: dict[str, Finding] = {}
    waiting: set[str] = set()
    for group in groups:
        if group.band == "related":
            continue
        old = next((one for one in group.records if one in held.rows and one not in fresh), None)
        for record in (one for one in group.records if one in fresh and one in held.rows):
            if old is None or record in findings:
                continue
            if _put_off(snapshot, group, record):
                waiting.add(record)
            else:
                findings[record] = held.finding(record, old, group)
    return tuple(findings.values()), tuple(sorted({*findings, *waiting}))


def remembered(snapshot: Snapshot) -> tuple[Finding, ...]:
    """What the last pass said of new records, as far as a tick that was set beside it must find it again."""
    table = snapshot.table(SHEET)
    if table is None or not snapshot.memory.review.newcomers:
        return ()
    held = _Held(snapshot, table)
    return tuple(held.finding(record) for record in snapshot.memory.review.newcomers if record in held.rows)


def _put_off(snapshot: Snapshot, group: DuplicateGroup, record: str) -> bool:
    """Whether somebody wants to decide later."""
    name, answers = group_name(group.records), snapshot.memory.review.answers
    keys = [Line(name, one, star=False).key for one in (record, group.records[0])]
    return any(key in answers and verdict(answers[key].said.get(DECISION)) == "later" for key in keys)


class _Held:
    """The customers, by identifier."""

    def __init__(self, snapshot: Snapshot, table: Table) -> None:
        self._snapshot, self._table = snapshot, table
        ids = record_ids(snapshot.schema.sheet(SHEET), table)
        rows = table.raw.index.tolist()
        self.rows = dict(reversed([(one, row) for one, row in zip(ids, rows, strict=True) if one is not None]))
        self._cell = Cells(table)

    def finding(self, record: str, old: str | None = None, group: DuplicateGroup | None = None) -> Finding:
        """About a new record, and the known one that it looks like."""
        row = self.rows[record]
        sheet = self._snapshot.schema.sheet(SHEET)
        field = next((name for name in sheet.label_fields if self._text(row, name)), sheet.primary_key[0])
        params: dict[str, object] = {}
        if old is not None and group is not None:
            reasons = group.reasons[:_REASONS]
            params = {
                "known": old,
                "about": self._about(self.rows[old]),
                "reasons": _joined(one.text for one in reasons if not one.against),
                "duplicates": self._title(),
            }
        value = self._table.raw[field].get(row) if field in self._table.raw else None
        return Finding(CODE, SHEET, row, field, value, record, params=params)

    def _about(self, row: int) -> Text:
        """张三 · 负责人 李四 · 2026-03-05 由 赵磊 录入; what is not known is left out."""
        label = next(
            filter(None, (self._text(row, name) for name in self._snapshot.schema.sheet(SHEET).label_fields)), ""
        )
        zh, en = [label], [label]
        if owner := self._text(row, self._snapshot.schema.sheet(SHEET).owner_field or "owner"):
            zh.append(f"负责人 {owner}")
            en.append(f"owner {owner}")
        day, who = self._text(row, "entered_on"), self._text(row, "entered_by")
        if day and who:
            zh.append(f"{day} 由 {who} 录入")
            en.append(f"entered by {who} on {day}")
        elif day or who:
            zh.append(f"{day or who} 录入")
            en.append(f"entered on {day}" if day else f"entered by {who}")
        return text("，".join(zh), ", ".join(en))

    def _title(self) -> Text:
        owned = self._snapshot.owned.get("duplicates")
        if owned is not None or not self._snapshot.schema.has_tool("duplicates"):
            return text(owned or "疑似重复", owned or "Duplicates")
        return self._snapshot.schema.tool("duplicates").title

    def _text(self, row: int, name: str) -> str:
        return as_text(self._cell(name, row)).strip()


def _joined(parts: Iterable[Text]) -> Text:
    listed = list(parts)
    return text("；".join(one.zh for one in listed), "; ".join(one.en for one in listed))
