"""A person's week with customers who stand twice: decide in LibreOffice, sort, save, process, look, take it back.

One LibreOffice and one workbook serve all tests here: the story is played once, and each test looks at a part of it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from office import Book, Office
from reviewing import BRANCH, HOUSEHOLD, PAIRS, SHARED, TWENTY, order

import custsheet
from custsheet.model.address import column_letters
from custsheet.reading.standards import standard

pytestmark = pytest.mark.slow  # what people do in LibreOffice takes a minute to live through

HEADER = 8
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass
class Life:
    """What was seen: answers of the command, and what stood on sheets after each pass."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, list[list[Any]]]] = field(default_factory=list)
    ledgers: list[list[list[Any]]] = field(default_factory=list)
    states: list[dict[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def life(office: Office, run_pass: Run, tmp_path_factory: pytest.TempPathFactory) -> Life:
    folder = tmp_path_factory.mktemp("merging")
    path = folder / "客户.xlsx"
    orders = [order(number, f"C{1 + number % 20:06}") for number in range(40)]
    users = [{"user": name, "role": "销售", "active": "√"} for name in ("王芳", "李伟")]
    tables = {"customers": TWENTY, "orders": orders, "users": users}
    custsheet.create(path, tables=tables, today=date(2026, 6, 17))
    life = Life()

    def process() -> None:
        life.answers.append(json.loads(run_pass(path, folder / "home", "--json").stdout))

    process()
    with office.open(path) as book:
        _look(life, book)
        said = {"C000003": {"处理": "合并", "处理人": "王芳"}, "C000005": {"处理": "合并"}}
        said["C000007"] = {"处理": "不是同一客户"}
        _decide(book, "疑似重复", "客户编号", said, by="姓名")
        book.save()
    process()
    with office.open(path) as book:
        _look(life, book)
        book.save()
    process()
    with office.open(path) as book:
        losers = [row[2] for row in life.ledgers[-1] if row[1] == "合并"]
        _decide(book, "合并台账", "记录", {one: {"取消合并": "x"} for one in losers}, by="记录")
        book.save()
    process()
    with office.open(path) as book:
        _look(life, book)
    process()
    return life


def _decide(book: Book, title: str, key: str, said: dict[str, dict[str, str]], *, by: str) -> None:
    """Sort the sheet by a column, as people do, and type into the lines of these records."""
    last, width = book.used(title)
    labels = book.values(title, f"A{HEADER}:{column_letters(width)}{HEADER}")[0]
    sheet, top, left, bottom, right = next(place for place in book.tables.values() if place[0] == title)
    cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom}"
    book.sort(sheet, cells, labels.index(by) + 1, ascending=False)
    rows = book.values(title, f"A{HEADER + 1}:{column_letters(width)}{last}")
    typed = {}
    for at, row in enumerate(rows, HEADER + 1):
        for label, words in said.get(row[labels.index(key)], {}).items():
            typed[f"{column_letters(labels.index(label) + 1)}{at}"] = words
    assert len(typed) >= len(said)
    book.enter(title, typed)


def _look(life: Life, book: Book) -> None:
    titles = {name: standard().sheet(name).title.zh for name in ("customers", "orders")}
    people = {}
    for name, title in titles.items():
        last, width = book.used(title)
        people[name] = book.values(title, f"A4:{column_letters(width)}{last}")
    life.people.append(people)
    heads, *rows = people["customers"]
    at = heads.index("数据状态")
    life.states.append({row[0]: row[at] for row in rows if row[0]})
    life.titles = list(book.sheets)
    if "合并台账" in life.titles:
        last, width = book.used("合并台账")
        life.ledgers.append(book.values("合并台账", f"A{HEADER + 1}:{column_letters(width)}{last}"))


def test_twenty_customers__every_planted_group_is_in_its_band(life: Life) -> None:
    bands = {tuple(sorted(one["records"])): one["band"] for one in life.answers[0]["duplicates"]}
    assert [bands.get(pair) for pair in PAIRS[1:]] == ["same"] * 4
    assert bands.get(PAIRS[0]) in {"same", "review"}  # 同音 on one mobile
    assert bands.get(HOUSEHOLD) in {"related", None}
    assert bands.get(BRANCH) in {"related", None}
    assert SHARED not in bands
    assert set(bands) <= {*PAIRS, HOUSEHOLD, BRANCH}


def test_decide__merged_in_the_next_pass(life: Life) -> None:
    kinds = [one["kind"] for one in life.answers[1]["mends"]]
    assert kinds.count("merged") == 2
    assert life.answers[1]["rows"]["customers"] == 18
    for pair in (PAIRS[1], PAIRS[2]):
        loser = next(one for one in pair if life.states[1][one].startswith("已合并"))
        keep = next(one for one in pair if one != loser)
        assert life.states[1][loser] == f"已合并→{keep}"
        named = [row[2] for row in life.people[1]["orders"][1:]]
        assert loser not in named
        assert named.count(keep) == 4
    grouped = {record for one in life.answers[1]["duplicates"] for record in one["records"]}
    assert grouped.isdisjoint({*PAIRS[1], *PAIRS[2], *PAIRS[3]})


def test_decide__nothing_is_left_to_do(life: Life) -> None:
    for answer in (life.answers[2], life.answers[4]):
        assert (answer["written"], answer["mends"]) == (False, [])


def test_ledger__lists_what_was_merged_and_what_is_not_the_same(life: Life) -> None:
    kinds = sorted(row[1] for row in life.ledgers[0])
    assert kinds == sorted(["合并", "合并", "不是同一客户"])
    who = {row[5] for row in life.ledgers[0] if row[1] == "合并"}
    assert who == {"王芳", "–"}


def test_undo__the_cells_are_what_they_were(life: Life) -> None:
    kinds = {one["kind"] for one in life.answers[3]["mends"]}
    assert kinds <= {"unmerged", "given_back", "pointed_back"}
    assert life.answers[3]["rows"]["customers"] == 20
    typed = standard().sheet("customers")
    heads = life.people[0]["customers"][0]
    inputs = [at for at, head in enumerate(heads) if any(one.is_input and head == one.title.zh for one in typed.fields)]
    before, after = (
        [[row[at] for at in inputs] for row in one["customers"]] for one in (life.people[0], life.people[2])
    )
    assert after == before
    assert [row[:3] for row in life.people[2]["orders"]] == [row[:3] for row in life.people[0]["orders"]]
