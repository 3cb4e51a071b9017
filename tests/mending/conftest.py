"""Workbooks that custsheet made, what is read of them, and the ways in which people's cells get changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import openpyxl
import pytest

from custsheet.checking import check
from custsheet.drawing.template import draw_workbook
from custsheet.mending import carry_out, content, structure, weigh
from custsheet.mending.plan import Mended
from custsheet.model.errors import Lang
from custsheet.model.finding import Finding
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.reading import read
from custsheet.reading.standards import standard

TODAY = date(2026, 6, 17)
CUSTOMER = {
    "kind": "person", "name": "张三", "mobile": "13912345678", "owner": "王芳", "consent_basis": "contract",
    "entered_by": "王芳", "entered_on": TODAY, "verified_on": TODAY,
}  # fmt: skip
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Workbook:
    """One version of a workbook; what is read of it is read once."""

    data: bytes
    schema: Schema
    memory: Memory | None = None

    @cached_property
    def snapshot(self) -> Snapshot:
        read_ = read(self.data, schema=self.schema, today=TODAY)
        return replace(read_, memory=self.memory) if self.memory is not None else read_

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return check(self.snapshot, TODAY)

    def healed(self) -> Mended:
        """After both steps, as in a pass."""
        return self._healed

    @cached_property
    def _healed(self) -> Mended:
        first = carry_out(self.data, structure(self.snapshot, self.data))
        then = self if first.data == self.data else replace(self, data=first.data)
        ticks = weigh(then.snapshot, then.findings, writing=True)
        second = carry_out(then.data, content(then.snapshot, ticks, then.data))
        return Mended(second.data, first.mends + second.mends, first.notes + ticks.notes + second.notes)

    def sheet(self, title: str) -> Any:
        """As openpyxl sees it; to be looked at only."""
        return self._opened[title]

    @cached_property
    def _opened(self) -> Any:
        return openpyxl.load_workbook(io.BytesIO(self.data))

    def changed(self, change: Callable[[Any], None]) -> Workbook:
        """After somebody changed it with a program that keeps little: openpyxl is our destroyer here."""
        book = openpyxl.load_workbook(io.BytesIO(self.data))
        change(book)
        out = io.BytesIO()
        book.save(out)
        return replace(self, data=out.getvalue())


@pytest.fixture(scope="session")
def schema() -> Schema:
    return standard("customers")


@pytest.fixture(scope="session")
def make(schema: Schema) -> Callable[..., Workbook]:
    """`make([{"mobile": …}, …], lang="zh")`: a workbook with these customers, each right but for what is given."""

    def run(customers: Rows, lang: Lang = "zh", **others: Rows) -> Workbook:
        rows = []
        for number, given in enumerate(customers, 1):
            row = {"customer_id": f"C{number:06}"} | CUSTOMER | {"name": f"张{number}", "mobile": f"139{number:08}"}
            row |= given
            for name in ("kind", "consent_basis"):
                entry = next(one for one in schema.value_list(name).values if one.name == row[name])
                row[name] = entry.title(lang)
            rows.append(row)
        users = [{"user": "王芳", "role": {"zh": "销售", "en": "Sales"}[lang], "active": "√"}]
        tables = {"customers": rows, "users": users, **others}
        return Workbook(draw_workbook(schema, lang, tables=tables, today=TODAY, version="0"), schema)

    return run
