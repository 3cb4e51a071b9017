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


_NEW: dict[str, bytes] = {}


def _new(path: Path, tables: Mapping[str, Any]) -> bytes:
    """A new workbook with these rows; the same rows are drawn once."""
    if repr(tables) not in _NEW:
        _NEW[repr(tables)] = custsheet.create(path, tables=tables, today=DAY).read_bytes()
    return _NEW[repr(tables)]


class Workbook:
    """One workbook on disk."""

    def __init__(self, path: Path, tables: Mapping[str, Any]) -> None:
        self.path, self._backups = path, Backups(path.parent / "home")
        users = [{"user": name, "role": "销售", "active": "√"} for name in ("王芳", "李伟")]
        path.write_bytes(_new(path, {"users": users, **tables}))

    @classmethod
    def open(cls, path: Path) -> Workbook:
        """One that is there already."""
        book = cls.__new__(cls)
        book.path, book._backups = path, Backups(path.parent / "home")
        return book

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

    def cells(self, *sheets: str) -> dict[str, Any]:
        """Every cell of the people's sheets, or of these."""
        book = Book(self.path.read_bytes())
        titles = [sheet.title for sheet in book.worksheets if sheet.title in (sheets or PEOPLE)]
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


def company(number: int, name: str, firm: str, **given: Any) -> dict[str, Any]:
    """A company's record."""
    return customer(number, name=name, company=firm, **{"kind": "企业", "industry": "制造业"} | given)


# Twenty customers: five are there twice, two are of one household, one is a branch of another, two share a 400 number.
TWENTY = [
    customer(1, name="张晓琳", mobile="13861234501", email="zhangxl@example.com", verified_on=date(2026, 6, 9)),
    customer(2, name="张小林", mobile="13861234501", notes="上午联系", entered_on=date(2026, 6, 10)),
    company(3, "周敏", "杭州青木家居有限公司", mobile="13861234503", address="文一西路 88 号"),
    company(4, "周敏", "杭州青木家居有限公司", mobile="１３８６１２３４５０３", owner="李伟", entered_by="李伟"),
    customer(5, name="罗欣", mobile="13861234505", interests="摄影；登山"),
    customer(6, name="罗欣", mobile="+86 138-6123-4505", interests="登山、钓鱼", email="luoxin@example.com"),
    company(7, "顾婷", "上海和泽酒店管理有限公司", mobile="13861234507", industry="酒店餐饮"),
    company(8, "顾婷", "上海和泽酒店管理公司", mobile="13861234507", email="guting@example.com", industry="酒店餐饮"),
    company(9, "程志远", "合肥徽谷贸易有限公司", mobile="13861234509", industry="批发贸易"),
    company(10, "合肥徽谷贸易有限公司", "程志远", mobile="13861234509", industry="批发贸易"),
    customer(11, name="王建国", mobile="13861234511", address="滨盛路 1688 号 3 幢 502 室", gender="男"),
    customer(12, name="李秀英", mobile="13861234511", address="滨盛路 1688 号 3 幢 502 室", gender="女"),
    company(13, "蒋涛", "无锡惠山优选便利店有限公司", mobile="13861234513", phone="0510-85001234", industry="零售业"),
    company(14, "韩雪", "无锡惠山优选便利店有限公司苏州分公司", mobile="13861234514", phone="0510-85001234",
            industry="零售业"),
    company(15, "孙丽华", "常州家乐超市有限公司", mobile="13861234515", phone="400-820-8820", industry="零售业"),
    company(16, "龚成", "蚌埠禹会诚信商行", mobile="13861234516", phone="400-820-8820", industry="批发贸易"),
    customer(17, name="陈志强", mobile="13861234517"),
    customer(18, name="刘洋", mobile="13861234518"),
    company(19, "吴倩", "南京宁远机械有限公司", mobile="13861234519"),
    customer(20, name="何静", mobile="13861234520"),
]  # fmt: skip
PAIRS = [("C000001", "C000002"), ("C000003", "C000004"), ("C000005", "C000006"), ("C000007", "C000008"),
         ("C000009", "C000010")]  # fmt: skip
HOUSEHOLD, BRANCH, SHARED = ("C000011", "C000012"), ("C000013", "C000014"), ("C000015", "C000016")


def order(number: int, record: str) -> dict[str, Any]:
    """A valid order of one line."""
    day = date(2026, 5, 1) + timedelta(number % 28)
    line = {"product": "椅子", "qty": 1, "unit_price": 100, "amount": 100, "order_status": "有效", "owner": "王芳"}
    return {"order_no": f"SO{number:04}", "line": 1, "customer_id": record, "date": day} | line
