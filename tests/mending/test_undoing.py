"""Whatever is merged, in whatever order and chain: taken back in whatever order, every cell holds what it held."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from custsheet.mending.children import Children
from custsheet.mending.merging import Merging
from custsheet.mending.place import Place
from custsheet.mending.plan import carry_out
from custsheet.mending.strays import strays
from custsheet.mending.undoing import undo
from custsheet.mending.verdicts import Approved
from custsheet.model.address import column_letters
from custsheet.model.decision import Decision
from custsheet.model.memory import from_rows, to_rows
from custsheet.model.review import Review
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.package import CellPatch, patch
from custsheet.reading import read
from custsheet.reading.book import Book

TODAY = date(2026, 6, 17)
SHEETS = ("客户", "互动", "交易", "服务", "活动", "反馈", "任务", "流程")


@dataclass
class Desk:
    """One workbook and what it remembers, without what is drawn into it."""

    data: bytes
    schema: Schema
    review: Review
    sheets: tuple[str, ...] = SHEETS
    _read: tuple[bytes, Review, Snapshot] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """Read once as long as nothing changes."""
        if self._read is None or self._read[0] is not self.data or self._read[1] is not self.review:
            # As it travels in the file.
            memory = from_rows(to_rows(Memory(review=self.review), "zh", None, "0")).memory
            self._read = self.data, self.review, read(self.data, schema=self.schema, today=TODAY, memory=memory)
        return self._read[2]

    @property
    def cells(self) -> dict[str, Any]:
        book = Book(self.data)
        return {title: book.grid(title) for title in self.sheets}

    def merge(self, survivor: str, *losers: str) -> list[str]:
        snapshot = self.snapshot
        merging = Merging(snapshot, snapshot.findings, Place(self.data), TODAY)
        merging.add(Approved(survivor, dict.fromkeys(losers, "王芳")))
        done = carry_out(self.data, merging.plan)
        assert done.refused == ()
        self.data = done.data
        merges = [one for several in merging.merges.values() for one in several]
        self.review = snapshot.memory.review.but(merges=(*snapshot.memory.review.merges, *merges))
        return [note.zh for note in done.notes]

    def undo(self, *numbers: int) -> list[str]:
        ticks = tuple(Decision(f"merge:{number}", "", {"undo": "√"}) for number in numbers)
        undone = undo(replace(self.snapshot, decisions={"ledger": ticks}), Place(self.data), TODAY)
        assert undone is not None
        done = carry_out(self.data, undone.plan)
        assert done.refused == ()
        self.data, self.review = done.data, undone.review
        return [note.zh for note in (*undone.notes, *done.notes)]

    def type(self, **cells: Any) -> None:
        """客户_F5="…" types into a cell."""
        patches = [CellPatch(*place.split("_"), value) for place, value in cells.items()]
        self.data = patch(self.data, patches)

    def clear(self, row: int, *but: str) -> None:
        """Empties a customer's row, all but these columns."""
        cells = [f"{column_letters(at)}{row}" for at in range(1, 41) if column_letters(at) not in but]
        formulas = Place(self.data).formulas("客户")
        self.type(**{f"客户_{cell}": None for cell in cells if cell not in formulas})

    @property
    def open(self) -> list[str]:
        return [one for one in self.snapshot.tables["customers"].typed["customer_id"].tolist() if one]


CUSTOMERS: Sequence[dict[str, Any]] = [
    {"name": "李文静", "mobile": "13912345678", "notes": "老客户", "interests": "摄影；登山", "province": "北京市",
     "city": "北京市", "address": "中关村大街 1 号", "verified_on": date(2026, 6, 1)},
    {"name": "李文静", "mobile": "+86 139-1234-5678", "notes": "喜欢上午", "interests": "登山、钓鱼", "owner": "李伟",
     "opt_out": "√", "postcode": 100080, "verified_on": date(2026, 6, 9)},
    {"name": "李 文静", "mobile": 13912345678, "email": "li@example.com", "notes": "老客户", "province": "上海市",
     "city": "上海市", "verified_on": date(2026, 5, 1), "birth_date": date(1990, 1, 5)},
    {"name": "李文婧", "mobile": None, "phone": "010-12345678", "notes": None, "interests": "钓鱼",
     "entered_on": date(2026, 1, 5), "category": "经销商"},
]  # fmt: skip


def rows(sheet: str) -> list[dict[str, Any]]:
    each = {
        "orders": lambda n, who: {"order_no": f"SO{n}", "line": 1 if n % 2 else None, "product": "椅子", "amount": n},
        "interactions": lambda n, who: {"interaction_id": f"I{n:06}" if n % 2 else None, "content": "谈价格"},
        "campaigns": lambda n, who: {"campaign": "春季上新" if n < 5 else "秋季", "cost": 20},
        "tasks": lambda n, who: {"task_id": f"T{n:06}", "content": "回访"},
        "service": lambda n, who: {"case_id": f"S{n:06}", "details": "换配件"},
        "feedback": lambda n, who: {"feedback_id": f"F{n:06}", "content": "好"},
        "processes": lambda n, who: {"process_id": f"P{n:06}"},
    }[sheet]
    return [{"customer_id": f"C{1 + n % 4:06}"} | each(n, n % 4) for n in range(1, 7)]


CHILDREN = ("orders", "interactions", "campaigns", "tasks", "service", "feedback", "processes")


@pytest.fixture(scope="module")
def fresh(make: Any) -> Any:
    book = make(CUSTOMERS, **{name: rows(name) for name in CHILDREN})
    return lambda: Desk(book.data, book.schema, Review())


# Each example reads a whole workbook a dozen times: few of them, and none made smaller.
@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.data())
def test_undo__any_merges_taken_back_in_any_order_leave_every_cell_as_it_was(fresh: Any, data: st.DataObject) -> None:
    desk = fresh()
    before = desk.cells
    for _ in range(data.draw(st.integers(1, 5))):
        held = [one.number for one in desk.review.held]
        if held and data.draw(st.booleans()):
            desk.undo(*data.draw(st.lists(st.sampled_from(held), min_size=1, unique=True)))
        elif len(desk.open) > 1:
            chosen = data.draw(st.lists(st.sampled_from(desk.open), min_size=2, max_size=3, unique=True))
            desk.merge(*chosen)
        names = {one for name in CHILDREN for one in desk.snapshot.tables[name].texts("customer_id")}
        assert names.isdisjoint(desk.review.closed), "a row names a merged record"
    for number in data.draw(st.permutations([one.number for one in desk.review.held])):
        assert desk.undo(number) == []
    assert desk.cells == before
    assert desk.open == [f"C{number:06}" for number in range(1, 5)]


def test_undo__a_chain_from_its_beginning(fresh: Any) -> None:
    desk = fresh()
    before = desk.cells
    desk.merge("C000002", "C000001")
    middle = desk.cells
    desk.merge("C000003", "C000002")
    assert desk.undo(1) == []  # C000001 leaves C000002, which is C000003 by now
    assert desk.open == ["C000001", "C000003", "C000004"]
    assert desk.snapshot.tables["orders"].texts("customer_id").count("C000001") == 1
    assert desk.undo(2) == []
    assert desk.cells == before != middle


def test_undo__what_was_changed_since_is_told_and_left(fresh: Any) -> None:
    desk = fresh()
    desk.merge("C000001", "C000002")
    before = desk.cells
    row = next(at for at, cells in enumerate(before["交易"], 1) if "SO1" in cells)
    assert before["交易"][row - 1][2] == "C000001"
    desk.type(**{"客户_S5": "摄影、跳舞", f"交易_C{row}": "C000004"})
    notes = desk.undo(1)
    assert any("客户!S5" in note for note in notes)
    assert any("交易 SO1/1" in note for note in notes)
    after = desk.cells
    assert after["客户"][4][18] == "摄影、跳舞"
    assert after["交易"][row - 1][2] == "C000004"
    assert desk.open == ["C000001", "C000002", "C000003", "C000004"]


def test_undo__finds_its_rows_after_sorting_and_editing(fresh: Any) -> None:
    desk = fresh()
    before = {cells[0]: cells[2] for cells in desk.cells["交易"][4:10]}
    desk.merge("C000001", "C000002")
    book = openpyxl.load_workbook(io.BytesIO(desk.data))
    sheet = book["交易"]
    for one, other in zip(sheet[5], sheet[9], strict=True):
        if one.data_type != "f":
            one.value, other.value = other.value, one.value
    product = next(
        cell.column for cell in sheet[4] if cell.value == desk.schema.sheet("orders").by_name["product"].title.zh
    )
    sheet.cell(9, product).value = "桌子"  # of an order that was re-pointed
    out = io.BytesIO()
    book.save(out)
    desk.data = out.getvalue()
    assert desk.undo(1) == []
    orders = desk.snapshot.tables["orders"]
    assert dict(zip(orders.texts("order_no"), orders.texts("customer_id"), strict=True)) == before


def test_merge__a_customer_twice_in_one_campaign_is_told(fresh: Any) -> None:
    (note,) = fresh().merge("C000001", "C000002")
    assert "「活动」里 春季上新 有两行都是 C000001" in note


def test_undo__a_record_whose_row_is_gone_stays_merged_until_it_is_back(fresh: Any) -> None:
    desk = fresh()
    before = desk.cells
    desk.merge("C000001", "C000002")
    row = {f"客户_{'ABCDEFGHIJKLMNOP'[at]}6": before["客户"][5][at] or None for at in range(16)}
    desk.type(**dict.fromkeys(row))
    (note,) = desk.undo(1)
    assert "C000002 的行已不在" in note
    assert [one.number for one in desk.review.held] == [1]
    desk.type(**row)
    assert desk.undo(1) == []
    assert desk.cells["交易"] == before["交易"]


def test_undo__what_somebody_typed_between_two_merges_is_what_stays(fresh: Any) -> None:
    desk = fresh()
    desk.merge("C000001", "C000002")
    desk.type(客户_AG5="只找她")
    desk.merge("C000001", "C000003")
    assert desk.cells["客户"][4][32] == "只找她；老客户"
    (note,) = desk.undo(1)
    assert "客户!AG5" in note
    assert desk.undo(2) == []
    assert desk.cells["客户"][4][32] == "只找她"


def test_undo__fills_a_row_that_was_cleared_from_the_ledger(fresh: Any) -> None:
    desk = fresh()
    before = desk.cells
    desk.merge("C000001", "C000003")
    desk.clear(7, "A")
    assert desk.undo(1) == []
    assert desk.cells == before
    assert desk.review.merges[0].content["email"] == "li@example.com", "the ledger forgot what the record held"


def test_undo__what_was_changed_in_the_merged_row_is_told_and_left(fresh: Any) -> None:
    desk = fresh()
    desk.merge("C000001", "C000003")
    desk.clear(7, "A", "C")
    desk.type(客户_G7="021-66668888", 客户_H7="new@example.com")
    (note,) = desk.undo(1)
    assert "C000003 的行合并以后改过，没有动：固定电话、邮箱" in note
    record = desk.snapshot.tables["customers"].raw.loc[7]
    assert (record["email"], record["phone"], record["city"]) == ("new@example.com", "021-66668888", "上海市")


def test_undo__not_while_another_customer_stands_in_the_row(fresh: Any) -> None:
    desk = fresh()
    before = desk.cells
    desk.merge("C000001", "C000002")
    desk.type(客户_C6="周杰", 客户_F6="13700001111")
    taken = desk.cells
    assert [one.zh for one in strays(desk.snapshot)] == [
        "这些行属于已合并的记录，现在写着另一位客户，哪个数字都不含他们：客户!6（C000002）。请给他们另起一行，编号留空。"
    ]
    (note,) = desk.undo(1)
    assert "客户第 6 行（C000002）现在是另一位客户" in note
    assert desk.cells == taken
    assert [one.number for one in desk.review.held] == [1]
    desk.clear(6, "A")
    assert desk.undo(1) == []
    assert desk.cells == before


def test_undo__a_row_of_the_identifier_alone_is_filled(fresh: Any) -> None:
    desk = fresh()
    before = desk.cells
    desk.merge("C000001", "C000002")
    desk.clear(6)
    (note,) = desk.undo(1)
    assert "只填编号 C000002" in note
    desk.type(客户_A6="C000002")
    assert desk.undo(1) == []
    assert desk.cells == before


def campaigns(desk: Desk) -> list[tuple[Any, ...]]:
    """Row, customer and cost of each row of the spring campaign."""
    there = desk.cells["活动"]
    head = next(cells for cells in there if "单客成本" in cells)
    at = [head.index(one) for one in ("客户编号", "单客成本")]
    return [(row, *(cells[one] for one in at)) for row, cells in enumerate(there, 1) if cells[0] == "春季上新"]


def test_undo__never_gives_away_a_row_that_the_survivor_had(fresh: Any) -> None:
    desk = fresh()
    row = {customer: row for row, customer, _ in campaigns(desk)}
    desk.merge("C000001", "C000002")
    desk.type(
        **{f"活动_{column_letters(at)}{row['C000002']}": None for at in (1, 5, 9)}
    )  # only one row, as it was told
    (note,) = desk.undo(1)
    assert "活动 春季上新" in note
    assert [customer for _, customer, _ in campaigns(desk)].count("C000001") == 1
    assert "C000002" not in [customer for _, customer, _ in campaigns(desk)]


def test_undo__never_gives_away_a_row_of_another_merge(fresh: Any) -> None:
    desk = fresh()
    row = {customer: row for row, customer, _ in campaigns(desk)}
    desk.type(**{f"活动_{column_letters(at)}{row['C000001']}": None for at in (1, 5, 9)})
    desk.merge("C000001", "C000002")
    desk.merge("C000001", "C000003")
    desk.type(**{f"活动_{column_letters(at)}{row['C000002']}": None for at in (1, 5, 9)})
    (note,) = desk.undo(1)
    assert "活动 春季上新" in note
    assert [customer for _, customer, _ in campaigns(desk)].count("C000001") == 1
    assert desk.undo(2) == []
    assert [customer for _, customer, _ in campaigns(desk)].count("C000003") == 1


def plain(*sheets: tuple[str, Sequence[Sequence[Any]]], schema: Schema) -> Desk:
    """A workbook that somebody else made."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return Desk(out.getvalue(), schema, Review(), tuple(title for title, _ in sheets))


PEOPLE = "名单", [("客户编号", "姓名", "手机"), ("A1", "李文静", "13912345678"), ("A2", "李文静", "13912345678")]
TALKS = (
    "互动",
    [("客户编号", "时间", "沟通内容"), ("A1", date(2026, 5, 1), "谈价格"), ("A2", date(2026, 5, 2), "寄样品")],
)


def test_undo__knows_rows_without_identifier_once_their_sheet_has_got_a_column(schema: Schema) -> None:
    desk = plain(PEOPLE, TALKS, schema=schema)
    desk.merge("A2", "A1")
    desk.type(互动_D1="结果", 互动_D2="有意向")
    before = [row[0] for row in desk.cells["互动"]]
    assert desk.undo(1) == []
    assert before == ["客户编号", "A2", "A2"]
    assert [row[0] for row in desk.cells["互动"]] == ["客户编号", "A1", "A2"]


def test_undo__rows_that_cannot_be_told_are_named_and_kept(schema: Schema) -> None:
    desk = plain(PEOPLE, TALKS, schema=schema)
    desk.merge("A2", "A1")
    desk.type(互动_C2="谈价格和交期")
    (note,) = desk.undo(1)
    assert "互动（合并时在第 2 行）" in note
    assert [row[0] for row in desk.cells["互动"]] == ["客户编号", "A2", "A2"]
    assert [(one.sheet, one.row) for one in desk.review.merges[0].moved] == [("interactions", 2)]


OWN = (
    "名单",
    [
        ("客户编号", "姓名", "手机", "会员卡余额", "干什么的"),
        ("A1", "李文静", "13912345678", None, "教师"),
        ("A2", "李文静", "13912345678", 3500, "老师"),
        ("A3", "李文静", "13912345678", 80, None),
    ],
)


def test_merge__columns_of_their_own_are_carried_over_told_and_taken_back(schema: Schema) -> None:
    desk = plain(OWN, schema=schema)
    before = desk.cells
    notes = desk.merge("A1", "A2", "A3")
    assert desk.cells["名单"][1] == ["A1", "李文静", "13912345678", 3500, "教师"]
    assert any("A2“会员卡余额” 3500" in note for note in notes)
    assert any("A2“干什么的” 老师" in note and "A3“会员卡余额” 80" in note for note in notes)
    assert [one.content["会员卡余额"] for one in desk.review.merges] == [3500, 80]
    assert desk.undo(1, 2) == []
    assert desk.cells == before


def test_strays__a_column_of_their_own_that_the_standard_knows_by_now_is_no_change(schema: Schema) -> None:
    desk = plain(OWN, schema=schema)
    desk.merge("A2", "A1")
    desk.type(名单_E1="职业")
    assert strays(desk.snapshot) == ()
    assert desk.undo(1) == []
    desk = plain(OWN, schema=schema)
    desk.merge("A2", "A1")
    desk.type(名单_C2="13700000000")
    assert ["A1（手机）" in one.zh for one in strays(desk.snapshot)] == [True]


def looks(desk: Desk) -> dict[str, list[list[tuple[str, str]]]]:
    """Every cell as openpyxl sees it: its value with the formats of its parts, and its number format."""
    book = openpyxl.load_workbook(io.BytesIO(desk.data), rich_text=True)
    width = {title: max(len(row) for row in desk.cells[title]) for title in desk.sheets}
    return {
        title: [
            [(_parts(cell.value), cell.data_type, cell.number_format) for cell in row]
            for row in book[title].iter_rows(max_row=len(desk.cells[title]), max_col=width[title])
        ]
        for title in desk.sheets
    }


def _parts(value: Any) -> str:
    parts = value if isinstance(value, CellRichText) else [value]
    return repr([(one.text, repr(one.font)) if isinstance(one, TextBlock) else one for one in parts])


@pytest.fixture(scope="module")
def odd(schema: Schema) -> Any:
    """A workbook of somebody's own: columns nobody knows, formatted text, errors, a day, rows without identifier."""
    people = (
        "名单",
        [
            ("客户编号", "姓名", "手机", "备注", "出生日期", "邮箱", "会员卡余额", "干什么的", "兴趣爱好"),
            ("A1", "李文静", "13912345678", None, None, "a@example.com", None, "教师", "登山"),
            ("A2", "李文静", 13912345678, " 喜欢上午", date(1990, 1, 5), "#N/A", 3500, None, "登山、钓鱼"),
            ("A3", "李 文静", None, "老客户", None, None, "#REF!", "老师", None),
            ("A4", "李文婧", "13912345678", 5, date(1991, 2, 6), "b@example.com", 80, None, "摄影"),
        ],
    )
    talks = "互动", [("客户编号", "沟通内容"), *((f"A{1 + n % 4}", ("谈价格", "寄样品")[n % 3 > 0]) for n in range(9))]
    made = plain(people, talks, schema=schema)
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    sheet = book["名单"]
    red = InlineFont(b=True, color="FFFF0000")
    sheet["D2"] = CellRichText("老客户 ", TextBlock(red, "不要打电话"))
    sheet["I2"] = CellRichText(TextBlock(red, "登山"))
    for cell in ("E3", "E5"):
        sheet[cell].number_format = "yyyy-mm-dd"
    out = io.BytesIO()
    book.save(out)
    return lambda: replace(made, data=out.getvalue())


def test_undo__what_a_later_merge_would_not_have_changed_gets_its_formats_back(odd: Any) -> None:
    desk = odd()
    before = looks(desk)
    desk.merge("A3", "A4")
    desk.merge("A1", "A2", "A3")
    for number in (1, 2, 3):
        assert desk.undo(number) == []
    assert looks(desk) == before


@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.data())
def test_undo__any_merges_of_a_workbook_of_their_own_leave_every_cell_as_it_was(odd: Any, data: st.DataObject) -> None:
    desk = odd()
    before = looks(desk)
    added = False
    for _ in range(data.draw(st.integers(1, 4))):
        held = [one.number for one in desk.review.held]
        if held and data.draw(st.booleans()):
            desk.undo(*data.draw(st.lists(st.sampled_from(held), min_size=1, unique=True)))
        elif len(desk.open) > 1:
            desk.merge(*data.draw(st.lists(st.sampled_from(desk.open), min_size=2, max_size=3, unique=True)))
        if not added and data.draw(st.booleans()):
            added = True
            desk.type(互动_C1="结果", 互动_C3="有意向")
    for number in data.draw(st.permutations([one.number for one in desk.review.held])):
        assert desk.undo(number) == []
    after = looks(desk)
    if added:
        after["互动"] = [row[:2] for row in after["互动"]]
    assert after == before


def test_undo__formatted_text_and_a_bare_cell_come_back(odd: Any) -> None:
    desk = odd()
    before = looks(desk)
    desk.merge("A1", "A2")
    assert desk.cells["名单"][1][3] == "老客户 不要打电话；喜欢上午"
    assert looks(desk)["名单"][1][3] != before["名单"][1][3]
    assert desk.undo(1) == []
    assert looks(desk) == before


def test_merge__leaves_a_cell_alone_to_which_it_adds_nothing(odd: Any) -> None:
    desk = odd()
    desk.type(名单_D4="上午")
    before = looks(desk)
    desk.merge("A2", "A3")
    assert before["名单"][2][3] == looks(desk)["名单"][2][3] == ("[' 喜欢上午']", "s", "General")


def test_undo__no_merge_is_held_against_all_the_others(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of other sheets without identifier are told by their cells; that is looked up, not searched for."""
    looked = 0
    mark = Children.mark

    def counted(self: Children, *given: Any) -> str:
        nonlocal looked
        looked += 1
        return mark(self, *given)

    monkeypatch.setattr(Children, "mark", counted)
    used = []
    for many in (15, 60):
        rows = [{"customer_id": f"C{n:06}", "content": f"谈{n}"} for n in range(1, many + 2)]
        book = make([{} for _ in rows], interactions=rows)
        desk = Desk(book.data, book.schema, Review())
        before = desk.cells
        desk.merge("C000001", *(f"C{n:06}" for n in range(2, many + 2)))
        looked = 0
        assert desk.undo(*range(1, many + 1)) == []
        assert desk.cells == before
        used.append(looked)
    assert used[1] < 5 * used[0]  # four times as many, and not sixteen
