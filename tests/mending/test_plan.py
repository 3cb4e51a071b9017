"""A change that cannot be made is told and keeps none of the others from being made."""

from __future__ import annotations

from typing import Any

from custsheet.mending.plan import Plan, carry_out
from custsheet.model.mend import Mend
from custsheet.package import CellPatch


def test_carry_out__all_but_the_one_in_the_way(make: Any) -> None:
    book = make([{}, {}, {}])
    plan = Plan()
    for row in (5, 6, 7):
        patch = CellPatch("客户" if row != 6 else "没有", f"C{row}", "新")
        plan.add([patch], [Mend("accepted", "customers", f"C{row}")], f"key {row}")
    mended = carry_out(book.data, plan)
    assert [one.cell for one in mended.mends] == ["C5", "C7"]
    assert (len(mended.notes), mended.refused) == (1, ("key 6",))
    assert "没有" in mended.notes[0].zh


def test_carry_out__what_stands_there_already_is_no_change(make: Any) -> None:
    book = make([{"name": "甲"}])
    plan = Plan()
    plan.set("客户", "C5", "甲", Mend("accepted", "customers", "C5"))
    mended = carry_out(book.data, plan)
    assert (mended.data, mended.mends) == (book.data, ())
