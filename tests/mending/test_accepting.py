"""Accepted proposals become what stands in the cells: all cells of a tick or none, each with its own format."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from custsheet.mending.accepting import accept
from custsheet.mending.place import Place
from custsheet.mending.plan import carry_out
from custsheet.model.seals import Seals


def accepted(book: Any, code: str) -> tuple[Any, Any]:
    found = [one for one in book.findings if one.code == code]
    assert found
    mended = carry_out(
        book.data, accept(book.snapshot, {str(number): one for number, one in enumerate(found)}, Place(book.data))
    )
    return replace(book, data=mended.data), mended


def test_accept__one_tick_may_change_two_cells(make: Any) -> None:
    after, mended = accepted(make([{"mobile": None, "phone": "13912345678"}]), "W115")
    assert after.snapshot.tables["customers"].raw.loc[5, ["mobile", "phone"]].tolist() == ["13912345678", None]
    assert [(one.cell, one.old, one.new) for one in mended.mends] == [
        ("G5", "13912345678", None),
        ("F5", None, "13912345678"),
    ]
    assert after.findings == ()


def test_accept__dates_and_numbers_become_dates_and_numbers(make: Any) -> None:
    line = {"order_no": "A-1", "customer_id": "C000001", "product": "椅子", "order_status": "有效"}
    book = make([{}], orders=[line | {"date": "2026年1月5日", "amount": "1.2万"}])
    after, _ = accepted(accepted(book, "E161")[0], "E171")
    row = after.snapshot.tables["orders"].typed.loc[5]
    assert (row["date"].date(), row["amount"]) == (date(2026, 1, 5), 12_000)


def test_accept__list_entries_are_written_by_their_label(make: Any) -> None:
    after, _ = accepted(make([{"industry": "制造行业"}]), "E181")
    assert after.snapshot.tables["customers"].raw.at[5, "industry"] == "制造业"


def test_accept__a_formula_of_somebodys_is_never_written_over(make: Any) -> None:
    def formula(book: Any) -> None:
        book["客户"]["F5"] = '="+86 "&"13912345678"'

    book = make([{}]).changed(formula)
    found = [
        replace(one, edits=one.edits) for one in make([{"mobile": "+86 13912345678"}]).findings if one.code == "E111"
    ]
    plan = accept(book.snapshot, {str(number): one for number, one in enumerate(found)}, Place(book.data))
    assert plan.changes == []
    assert "客户!F5" in plan.notes[0].zh


def test_accept__a_tick_on_a_formula_leaves_it_to_healing(make: Any) -> None:
    def type_over(book: Any) -> None:
        sheet = book["客户"]
        age = next(cell.column for cell in sheet[4] if cell.value == "年龄")
        sheet.cell(5, age).value = 36

    book = make([{"birth_date": date(1990, 1, 5)}, {}]).changed(type_over)
    (found,) = [one for one in book.findings if one.code == "E195"]
    plan = accept(book.snapshot, {"key": found}, Place(book.data))
    assert (plan.changes, plan.notes) == ([], [])
    seal = Seals(book.snapshot)(found)
    assert seal != Seals(book.snapshot)(replace(found, edits=()))
    healed = replace(book, data=book.healed().data)
    assert [one for one in healed.findings if one.code == "E195"] == []
