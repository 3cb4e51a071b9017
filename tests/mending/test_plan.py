"""A change that cannot be made is told and keeps none of the others from being made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from custsheet.mending import plan as plan_module
from custsheet.mending.plan import Plan, carry_out
from custsheet.model.mend import Mend
from custsheet.package import CellPatch, HeaderPatch


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


def test_carry_out__many_for_one_reason_cost_no_more_tries_and_are_told_once(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every other name is a cell merged with the one above; what is wrong otherwise is told besides."""
    book = make([{} for _ in range(60)])

    def merge(page: Any) -> None:
        for row in range(5, 65, 2):
            page["客户"].merge_cells(f"C{row}:C{row + 1}")

    book, tries = book.changed(merge), []

    def counted(function: Any) -> Any:
        return lambda data, *more: tries.append(function) or function(data, *more)

    for name in ("patch", "refusals"):
        monkeypatch.setattr(plan_module, name, counted(getattr(plan_module, name)))
    plan = Plan()
    for row in range(5, 65):
        mends = [Mend("accepted", "customers", f"C{row}"), Mend("accepted", "customers", f"D{row}")]
        plan.add([CellPatch("客户", f"D{row}", "乙"), CellPatch("客户", f"C{row}", "甲")], mends, f"key {row}")
    plan.add([CellPatch("没有", "A1", "甲")], [Mend("accepted", "customers", "A1")], "key 0")
    mended = carry_out(book.data, plan)
    assert len(tries) == 5
    assert [one.cell for one in mended.mends if str(one.cell)[0] == "C"] == [f"C{row}" for row in range(5, 65, 2)]
    assert mended.refused == (*(f"key {row}" for row in range(6, 65, 2)), "key 0")
    page = replace(book, data=mended.data).sheet("客户")
    assert [page[f"D{row}"].value for row in range(5, 9)] == ["乙", None, "乙", None], "both cells of a change or none"
    assert [(one.zh, one.en) for one in mended.notes[:1]] == [
        (
            "无法写入 客户!C6、客户!C8、客户!C10 等 30 处，原因都一样，"
            "例如 客户!C6：它属于合并单元格 C5:C6，只有左上角的格子能填。",
            "客户!C6, 客户!C8, 客户!C10 and 27 more cannot be written, all for one reason; 客户!C6, for example: "
            "it is part of the merged range C5:C6, of which only the top left cell can be filled.",
        )
    ]
    assert ["没有" in one.zh for one in mended.notes] == [False, True]


def test_carry_out__headers_that_exchange_their_names_do_so_beside_one_that_cannot(make: Any) -> None:
    book = make([{}])
    at = {cell.value: cell.coordinate for cell in book.sheet("客户")[4]}
    plan = Plan()
    for cell, name in ((at["姓名"], "手机"), (at["手机"], "姓名"), ("A1", "标题")):
        plan.add([HeaderPatch("客户", cell, name)], [Mend("label", "customers", cell)])
    plan.add([CellPatch("客户", "A4", "x")], [Mend("accepted", "customers", "A4")])
    mended = carry_out(book.data, plan)
    page = replace(book, data=mended.data).sheet("客户")
    assert (page[at["姓名"]].value, page[at["手机"]].value) == ("手机", "姓名")
    assert len(mended.notes) == 2


def test_carry_out__what_stands_there_already_is_no_change(make: Any) -> None:
    book = make([{"name": "甲"}])
    plan = Plan()
    plan.set("客户", "C5", "甲", Mend("accepted", "customers", "C5"))
    mended = carry_out(book.data, plan)
    assert (mended.data, mended.mends) == (book.data, ())
