"""Whoever looked at the workbook before finds what one finds who never did, and does less for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from custsheet.matching import groups, look, on_duckdb
from custsheet.matching.groups import Looked
from custsheet.matching.pairs import Records
from custsheet.matching.remembered import Remembered
from custsheet.model.snapshot import Snapshot

Customers = Callable[..., Snapshot]
Row = dict[str, Any]
POOLS: dict[str, list[str | None]] = {
    "name": [
        *["张伟", "章伟", "张维", "王芳", "王方", "王总", "李秀雨", "李秀丽", "李晓雨", "陈帅", "程帅"],
        "John Smith",
        "J. Smith",
        "安达有限公司",
        "测试",
    ],
    "company": [
        "安达有限公司",
        "安达",
        "安达有限公司上海分公司",
        "海鸥科技有限公司",
        "海鸥贸易有限公司",
        "王芳",
        None,
        None,
    ],
    "mobile": ["13912345678", "13912345679", "13700001111", "13700001111 / 021-55556666", "+86 139 1234 5678", None],
    "phone": ["021-55556666", "021-55556667", "13912345678", "400-800-1234", None, None],
    "email": ["wangfang@qq.com", "wf1988@qq.com", "zhangwei@a.cn", "info@a.cn", "zhangwei@a.con", "info", None],
    "id_no": [None, None, None, "11010519491231002X", "110105194912310021"],
    "uscc": [None, None, None, "91310000775785552L"],
    "address": ["上海市天府街835号2712室", "天府街835号2712室", "天府街835号", "学院路1号", " 学院路1号 ", None],
    "gender": ["male", "female", None],
    "birth_date": [None, None, "1990-02-03", "1990-03-02", "1949-12-31"],
    "entered_on": ["2024-01-05", "2025-06-07", None],
}


class Sheet:
    """Customers whom somebody edits."""

    def __init__(self, seed: int, rows: int) -> None:
        self.luck = random.Random(seed)
        self.given = 0
        self.apart: set[tuple[str, str]] = set()
        self.columns = ["customer_id", *POOLS]
        self.rows = [self.row() for _ in range(rows)]

    def row(self) -> Row:
        """One more customer."""
        self.given += 1
        made: Row = {name: self.luck.choice(pool) for name, pool in POOLS.items()}
        made["customer_id"] = self.luck.choice([f"C{self.given:06}"] * 9 + [None])
        # Most numbers and mailboxes are somebody's own.
        if self.luck.random() < 0.6:
            made |= {"mobile": f"137{self.luck.randrange(10**8):08}", "email": f"x{self.luck.randrange(10**6)}@b.cn"}
        return made

    def edit(self) -> str:
        """Something is changed; what it was."""
        what = self.luck.choice(EDITS)
        what(self)
        return what.__name__

    def cells(self) -> None:
        for _ in range(self.luck.choice((1, 1, 1, 2, 5))):
            name = self.luck.choice(list(POOLS))
            self.luck.choice(self.rows)[name] = self.luck.choice(POOLS[name])

    def added(self) -> None:
        self.rows.insert(self.luck.randrange(len(self.rows)), self.row())
        self.rows.append(self.row())

    def copied(self) -> None:
        self.rows.append(dict(self.luck.choice(self.rows)))

    def deleted(self) -> None:
        self.rows.pop(self.luck.randrange(len(self.rows)))

    def moved(self) -> None:
        row = self.rows.pop(self.luck.randrange(len(self.rows)))
        self.rows.insert(self.luck.randrange(len(self.rows)), row)

    def resorted(self) -> None:
        by = self.luck.choice(list(POOLS))
        self.rows.sort(key=lambda one: str(one[by]))

    def set_apart(self) -> None:
        known = [one["customer_id"] for one in self.rows if one["customer_id"]]
        for _ in range(3):
            self.apart.add((self.luck.choice(known), self.luck.choice(known)))

    def emptied(self) -> None:
        name = self.luck.choice(["phone", "uscc", "id_no", "gender"])
        for one in self.rows:
            one[name] = None

    def reception(self) -> None:
        """A number and a mailbox of many people."""
        for one in self.luck.sample(self.rows, 8):
            one["mobile"], one["email"] = "13811112222", "office@c.cn"

    def column(self) -> None:
        """A column is taken out, or put back."""
        name = self.luck.choice(["company", "gender", "birth_date", "email"])
        (self.columns.remove if name in self.columns else self.columns.append)(name)

    def nothing(self) -> None:
        pass


EDITS = [
    *(Sheet.cells for _ in range(6)),
    Sheet.added,
    Sheet.added,
    Sheet.copied,
    Sheet.deleted,
    Sheet.moved,
    Sheet.resorted,
    Sheet.set_apart,
    Sheet.emptied,
    Sheet.reception,
    Sheet.column,
    Sheet.nothing,
]


@pytest.fixture
def last(monkeypatch: pytest.MonkeyPatch) -> Remembered:
    """What is remembered, nothing as yet."""
    made = Remembered()
    monkeypatch.setattr(groups, "_LAST", made)
    return made


def _fresh(snapshot: Snapshot, apart: set[tuple[str, str]]) -> Looked:
    """What one finds who never looked before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "_LAST", Remembered())
        return look(snapshot, apart)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.usefixtures("last")
def test_look__finds_what_one_finds_who_never_looked(customers: Customers, seed: int) -> None:
    sheet = Sheet(seed, rows=60 + 30 * seed)
    done: list[str] = []
    for _ in range(11):
        snapshot = customers(*sheet.rows, columns=sheet.columns)
        found = look(snapshot, sheet.apart)
        assert found == _fresh(snapshot, sheet.apart), done
        assert {one.band for one in found.groups} > {"same", "review"}
        done.append(sheet.edit())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs were compared, call by call."""
    counts: list[int] = []

    def run(records: Records) -> Any:
        counts.append(len(records.pairs["join_key_l"]))
        return on_duckdb.run(records)

    monkeypatch.setattr(groups, "run", run)
    return counts


@pytest.mark.usefixtures("last")
def test_look__compares_what_has_changed_only(customers: Customers, asked: list[int]) -> None:
    sheet = Sheet(3, rows=200)
    look(customers(*sheet.rows))
    whole = sum(asked)
    asked.clear()
    look(customers(*sheet.rows))
    sheet.resorted()
    look(customers(*sheet.rows))
    sheet.rows.pop(50)
    look(customers(*sheet.rows))
    assert asked == []  # neither is a pair that was there and is gone compared, nor one that only stands elsewhere
    sheet.rows[7] = {**sheet.rows[8], "customer_id": "C999999", "name": "章伟"}
    look(customers(*sheet.rows))
    assert 0 < sum(asked) < whole / 10


def test_look__forms_of_what_has_changed_only(
    customers: Customers, last: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    formed: list[int] = []
    forms = groups.forms
    monkeypatch.setattr(groups, "forms", lambda rows, *rest, **more: formed.append(rows) or forms(rows, *rest, **more))
    sheet = Sheet(4, rows=100)
    look(customers(*sheet.rows))
    sheet.rows[9] = {**sheet.rows[9], "mobile": "13955557777"}
    look(customers(*sheet.rows))
    sheet.rows.insert(30, sheet.row())
    sheet.rows.reverse()
    look(customers(*sheet.rows))
    assert formed == [100, 1, 1]
    for first in (0, 10, 20):  # what is gone is held until it is a quarter of the workbook
        sheet.rows[first : first + 10] = [sheet.row() for _ in range(10)]
        look(customers(*sheet.rows))
    assert formed.count(101) == 1
    last.forget()
    look(customers(*sheet.rows))
    assert formed[-1] == 101


@pytest.mark.usefixtures("last")
def test_look__another_workbook_takes_the_place_of_the_last(customers: Customers) -> None:
    one, other = (customers(*Sheet(seed, rows=80).rows) for seed in (1, 2))
    for snapshot in (one, other, one, other):
        assert look(snapshot) == _fresh(snapshot, set())


@pytest.mark.usefixtures("last")
def test_look__what_other_sheets_and_the_memory_say_counts_anew(customers: Customers) -> None:
    """Who is kept depends on more than the cells that are compared."""
    sheet = Sheet(5, rows=80)
    snapshot = customers(*sheet.rows)
    look(snapshot)
    known = {one["customer_id"]: "" for one in sheet.rows[::2] if one["customer_id"]}
    memory = replace(snapshot.memory, records={"customers": known})
    later = replace(snapshot, memory=memory)
    assert look(later) == _fresh(later, set())
    assert look(later) != look(snapshot)
