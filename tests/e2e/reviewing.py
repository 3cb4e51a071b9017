"""A workbook in which customers stand twice, in the hands of a test: decide, pass, look, take back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

import custsheet
from custsheet.memory.backups import Backups
from custsheet.model.outcome import Outcome
from custsheet.package import CellPatch, patch
from custsheet.reading.book import Book

DAY = date(2026, 6, 17)
CUSTOMER = {
    "kind": "个人", "owner": "王芳", "consent_basis": "履行合同", "entered_by": "王芳",
    "entered_on": date(2026, 6, 1), "verified_on": date(2026, 6, 1),
}  # fmt: skip
PEOPLE = ("客户", "互动", "交易", "服务", "活动", "反馈", "任务", "流程", "用户")


class Workbook:
    """One workbook on disk."""

    def __init__(self, path: Path, tables: Mapping[str, Any]) -> None:
        self.path, self._backups = path, Backups(path.parent / "home")
        users = [{"user": name, "role": "销售", "active": "√"} for name in ("王芳", "李伟")]
        custsheet.create(path, tables={"users": users, **tables}, today=DAY)

    def process(self, days: int = 0, **more: Any) -> Outcome:
        """One pass, so many days later."""
        return custsheet.process(self.path, today=DAY + timedelta(days), backups=self._backups, **more)

    def decide(self, said: Mapping[str, Mapping[str, str]], sheet: str = "疑似重复", by: str = "客户编号") -> None:
        """Type into decision columns: {identifier: {column title: text}}; every line of the identifier."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            there = openpyxl.load_workbook(self.path)[sheet]
        heads = {cell.value: cell.column_letter for cell in there[8]}
        patches, found = [], set()
        for row in range(9, there.max_row + 1):
            record = there[f"{heads[by]}{row}"].value
            for title, words in said.get(record, {}).items():
                patches.append(CellPatch(sheet, f"{heads[title]}{row}", words))
                found.add(record)
        assert found == set(said), "no such line"
        self.path.write_bytes(patch(self.path.read_bytes(), patches))

    def undo(self, *records: str) -> None:
        """Tick 取消合并 for these merged records."""
        self.decide({record: {"取消合并": "√"} for record in records}, "合并台账", "记录")

    def type(self, sheet: str, cells: Mapping[str, Any]) -> None:
        """What somebody types into a sheet of people's own."""
        self.path.write_bytes(
            patch(self.path.read_bytes(), [CellPatch(sheet, cell, value) for cell, value in cells.items()])
        )

    def lines(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a tool sheet, by column title."""
        rows = Book(self.path.read_bytes()).grid(sheet)[7:]
        return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:] if any(cell != "" for cell in row)]

    def cells(self) -> dict[str, Any]:
        """Every cell of the people's sheets."""
        book = Book(self.path.read_bytes())
        titles = [sheet.title for sheet in book.worksheets if sheet.title in PEOPLE]
        return {title: [list(row) for row in book.grid(title)] for title in titles}

    def column(self, sheet: str, title: str) -> list[Any]:
        """The filled cells of a column below its header."""
        rows = Book(self.path.read_bytes()).grid(sheet)
        header = next(at for at, row in enumerate(rows) if title in row)
        at = rows[header].index(title)
        return [row[at] for row in rows[header + 1 :] if row[at] != ""]


def customer(number: int, **given: Any) -> dict[str, Any]:
    """A customer that is right but for what is given."""
    return CUSTOMER | {"customer_id": f"C{number:06}", "name": f"客户{number}", "mobile": f"139{number:08}"} | given
