"""Ticks in a real LibreOffice: sort 数据质量, tick, give a reason, correct a cell, save, process, and both again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from office import Book, Office

import custsheet
from custsheet.model.address import column_letters
from custsheet.model.errors import Lang
from custsheet.model.schema import ToolSheet
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard

pytestmark = pytest.mark.slow  # what people do in LibreOffice takes a minute to live through

DAY = date(2026, 6, 17)
ROWS = 60  # of each sheet of the sample company
HEADER = 8
Run = Callable[..., subprocess.CompletedProcess[str]]
REASON = {"zh": "客户自己这样写", "en": "the customer writes it so"}
TOLD = {"zh": "没有照办", "en": "not carried out"}


@dataclass
class Life:
    """What was seen.

    Attributes:
        accepted: findings whose proposals were ticked; one of them has two edits.
        ignored: the one that was ticked to be ignored, with a reason.
        stale: the one whose cell was corrected after it was listed, and ticked all the same.
        typed: what was typed into that cell.
        answers: of the pass after the ticks, the next one, and the one after LibreOffice saved again.
        held: (sheet, cell) → what stands in the cells of accepted edits and in the corrected one.
        decisions: what stands in the decision columns after the pass, row by row, with the cell of the row.
    """

    lang: Lang
    accepted: list[dict[str, Any]]
    ignored: dict[str, Any]
    stale: dict[str, Any]
    typed: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    held: dict[tuple[str, str], Any] = field(default_factory=dict)
    decisions: dict[tuple[str, str], list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.slow)])
def life(
    request: pytest.FixtureRequest, office: Office, run_pass: Run, tmp_path_factory: pytest.TempPathFactory
) -> Life:
    lang: Lang = request.param
    folder = tmp_path_factory.mktemp("ticks")
    path = folder / "book.xlsx"
    tables, settings = sample_rows(standard(), lang, DAY)
    few = {name: rows[:ROWS] for name, rows in tables.items()}
    few["customers"][ROWS // 2] |= {"mobile": None, "phone": "13812345678"}  # to be moved: two edits
    custsheet.create(path, lang=lang, tables=few, settings=settings, today=DAY)

    def process() -> dict[str, Any]:
        return json.loads(run_pass(path, folder / "home", "--json").stdout)

    life = _chosen(lang, process()["findings"])
    with office.open(path) as book:
        _decide(life, book)
        book.save()
    life.answers.append(process())
    life.answers.append(process())
    with office.open(path) as book:
        _look(life, book)
        book.save()
    life.answers.append(process())
    return life


def _chosen(lang: Lang, findings: list[dict[str, Any]]) -> Life:
    """Four findings to accept, of different rules and one with two edits; one to ignore; one to become stale."""
    free = [one for one in findings if one["edits"] and one["cell"]]
    several = next(one for one in free if len(one["edits"]) > 1)
    single = [one for one in free if len(one["edits"]) == 1 and one is not several and one["field"] != "customer_id"]
    stale = next(one for one in single if one["code"] in {"E111", "E121"})  # as what is typed will be
    by_code = {one["code"]: one for one in single if one is not stale}
    accepted = [several, *list(by_code.values())[:3]]
    rest = [one for one in single if one not in accepted and one is not stale]
    ignored = next(one for one in rest if one["cell"] != stale["cell"])
    return Life(lang, accepted, ignored, stale, "1391234")


def _tool() -> ToolSheet:
    return standard().tool("findings")


def _listed(book: Book, lang: Lang) -> tuple[str, dict[str, int], dict[tuple[str, str], int]]:
    """Title of the sheet, its columns, and the row of each (cell, code)."""
    title = _tool().title(lang)
    last, width = book.used(title)
    rows = book.values(title, f"A{HEADER}:{column_letters(width)}{last}")
    labels = {column.title(lang): column.name for column in _tool().columns}
    columns = {labels[label]: at for at, label in enumerate(rows[0], 1) if label in labels}
    at, code = columns["cell"] - 1, columns["code"] - 1
    return title, columns, {(cells[at], cells[code]): HEADER + n for n, cells in enumerate(rows) if n}


def _key(finding: dict[str, Any]) -> tuple[str, str]:
    return f"{finding['sheet']}!{finding['cell']}", finding["code"]


def _decide(life: Life, book: Book) -> None:
    title, columns, _ = _listed(book, life.lang)
    sheet, top, left, bottom, right = next(place for place in book.tables.values() if place[0] == title)
    cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom}"
    before = book.values(sheet, cells)
    book.sort(sheet, cells, columns["problem"] - left + 1, ascending=False)
    assert book.values(sheet, cells) != before
    _, _, rows = _listed(book, life.lang)
    accept, ignore, reason = (column_letters(columns[name]) for name in ("accept", "ignore", "reason"))
    for tick, finding in zip("√✓x1", life.accepted, strict=True):
        book.enter(title, {f"{accept}{rows[_key(finding)]}": tick})
    book.enter(title, {f"{accept}{rows[_key(life.stale)]}": "√"})
    place = rows[_key(life.ignored)]
    book.enter(title, {f"{ignore}{place}": "√", f"{reason}{place}": REASON[life.lang]})
    book.enter(life.stale["sheet"], {life.stale["cell"]: life.typed})


def _look(life: Life, book: Book) -> None:
    for finding in [*life.accepted, life.stale]:
        for edit in [*finding["edits"], finding]:
            place = edit.get("sheet") or finding["sheet"], edit["cell"]
            life.held[place] = book.values(*place)[0][0]
    title, columns, rows = _listed(book, life.lang)
    names = [column.name for column in _tool().columns if column.decision]
    for key, row in rows.items():
        life.decisions[key] = [str(book.values(title, f"{column_letters(columns[name])}{row}")[0][0]) for name in names]


def test_ticks__accepted_proposals_are_carried_out(life: Life) -> None:
    mends = [one for one in life.answers[0]["mends"] if one["kind"] == "accepted"]
    edits = {
        (edit.get("sheet") or one["sheet"], edit["cell"]): edit["value"]
        for one in life.accepted
        for edit in one["edits"]
    }
    assert {(one["sheet"], one["cell"]) for one in mends} == set(edits)
    gone = {(one["record"], one["field"], one["code"]) for one in life.accepted}
    left = {(one["record"], one["field"], one["code"]) for one in life.answers[0]["findings"]}
    assert not gone & left
    for place, value in edits.items():
        if isinstance(value, str) and not value[:4].isdigit():
            assert life.held[place] in (value, *_titles(value)), place


def _titles(name: str) -> list[str]:
    """What an entry of a list is called, in both languages."""
    return [
        said for one in standard().lists for value in one.values if value.name == name
        for said in (value.title.zh, value.title.en)
    ]  # fmt: skip


def test_ticks__a_cell_that_changed_since_is_told_and_left_alone(life: Life) -> None:
    place = life.stale["sheet"], life.stale["cell"]
    assert str(life.held[place]) == life.typed
    notices = [one[life.lang] for one in life.answers[0]["notices"] if TOLD[life.lang] in one[life.lang]]
    assert len(notices) == 1
    assert "!".join(place) in notices[0] or str(life.stale["record"]) in notices[0]


def test_ticks__an_ignored_finding_is_remembered_with_its_reason(life: Life) -> None:
    for answer in life.answers:
        assert [(one["code"], one["cell"], one["reason"]) for one in answer["ignored"]] == [
            (life.ignored["code"], life.ignored["cell"], REASON[life.lang])
        ]
        left = {(one["record"], one["field"], one["code"]) for one in answer["findings"]}
        assert (life.ignored["record"], life.ignored["field"], life.ignored["code"]) not in left


def test_ticks__only_the_ignored_ones_stay_on_the_sheet(life: Life) -> None:
    said = {key: [one for one in texts if one] for key, texts in life.decisions.items()}
    assert {key: texts for key, texts in said.items() if texts} == {_key(life.ignored): ["√", REASON[life.lang]]}


def test_ticks__everything_is_carried_out_once(life: Life) -> None:
    for answer in life.answers[1:]:
        assert (answer["mends"], answer["written"]) == ([], False)
        assert answer["counts"] == life.answers[0]["counts"]
