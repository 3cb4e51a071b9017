"""What people type below and beside a table becomes part of it, so that no sort tears a record apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table

from custsheet.mending import Ticks, carry_out, registration, structure
from custsheet.model.errors import LANGS, Lang
from custsheet.model.mend import Mend, told
from custsheet.package import CellPatch, CellValue, Formula, RowPatch, patch

SHEETS = {"zh": "客户", "en": "Customers"}
Make = Callable[..., Any]


def area(book: Any, lang: Lang = "zh") -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the table of the customers."""
    (table,) = book.sheet(SHEETS[lang]).tables.values()
    bounds: tuple[int, int, int, int] = range_boundaries(table.ref)
    return bounds


def beside(book: Any, cells: Mapping[tuple[int, int], CellValue], lang: Lang = "zh") -> Any:
    """`cells`: (row, how many columns right of the table) → what somebody typed there."""
    page, right = book.sheet(SHEETS[lang]), area(book, lang)[2]
    patches = [
        CellPatch(SHEETS[lang], page.cell(row, right + at).coordinate, value) for (row, at), value in cells.items()
    ]
    return replace(book, data=patch(book.data, patches))


def widened(book: Any) -> int:
    """How many columns a pass takes into the table of the customers."""
    mended = book.healed()
    after = replace(book, data=mended.data)
    count = area(after)[2] - area(book)[2]
    assert [one.kind for one in mended.mends] == ["widened"] * count
    assert mended.notes == ()
    assert after.healed().data == after.data, "once"
    return count


GROUP = {(4, 1): "微信群", (5, 1): "老客户群", (6, 1): "新客户群"}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_widen_tables__then_the_column_is_registered_within(make: Make, lang: Lang) -> None:
    book = make([{}, {}, {}], lang)
    left, top, right, bottom = area(book, lang)
    book = beside(book, GROUP, lang)
    mended = book.healed()
    cell = book.sheet(SHEETS[lang]).cell(4, right + 1).coordinate
    assert mended.mends == (Mend("widened", "customers", cell, new="微信群"),)
    said = {
        "zh": "写在表格右侧的 1 列已并入表格：“微信群”。",
        "en": "1 column typed beside its table was taken in: “微信群”.",
    }
    assert [getattr(one, lang) for one in told(mended.mends)] == [said[lang]]
    after = replace(book, data=mended.data)
    assert area(after, lang) == (left, top, right + 1, bottom)
    own = tuple(one for one in after.findings if one.code == "I302")
    assert [one.field for one in own] == ["微信群"]
    done = carry_out(
        after.data, registration(after.snapshot, Ticks(accepted={one.field or "": one for one in own}), after.data)
    )
    after = replace(book, data=replace(book, data=done.data).healed().data)
    assert area(after, lang) == (left, top, right + 1, bottom)
    table = after.snapshot.tables["customers"]
    assert (table.columns["col_1"], table.raw["col_1"].tolist()[:2]) == (right + 1, ["老客户群", "新客户群"])


def test_widen_tables__a_column_of_the_standard_goes_behind_it(make: Make) -> None:
    book = beside(make([{}, {}, {}]), GROUP)
    right = area(book)[2]
    titles = [cell.value for cell in book.sheet("字段")[4]]
    book = replace(book, data=patch(book.data, [RowPatch("t字段", {titles[0]: "客户", titles[1]: "会员等级"})]))
    mended = book.healed()
    assert [one.kind for one in mended.mends] == ["widened", "column", "standard"]
    assert mended.notes == ()
    after = replace(book, data=mended.data)
    assert [after.sheet("客户").cell(4, right + at).value for at in (1, 2)] == ["微信群", "会员等级"]
    assert area(after)[2] == right + 2
    assert after.snapshot.tables["customers"].columns["col_1"] == right + 2


def test_widen_tables__all_that_are_adjacent_with_rows_typed_below(make: Make) -> None:
    book = make([{}, {}])
    _, _, right, bottom = area(book)
    below = {(bottom + 1, 1): "丙", (bottom + 1, 2): 7}
    book = beside(book, {(4, 1): "微信群", (4, 2): "生肖", (4, 4): "旁注", (5, 4): "x", **below})
    page = book.sheet("客户")
    row = [CellPatch("客户", page.cell(bottom + 1, 2 + at).coordinate, v) for at, v in enumerate(("个人", "赵六"))]
    book = replace(book, data=patch(book.data, row))
    mended = carry_out(book.data, structure(book.snapshot, book.data))
    assert [one.kind for one in mended.mends] == ["rows", "widened", "widened"]
    assert area(replace(book, data=mended.data))[2:] == (right + 2, bottom + 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "count"),
    [
        ({(4, 1): "生肖"}, 1),
        ({(4, 2): "生肖", (5, 2): "龙"}, 0),
        ({(5, 1): "旁注"}, 0),
        ({(4, 1): Formula("1+1", 2.0), (5, 1): "旁注"}, 0),
        ({(4, 1): "生肖", (4, 2): "生肖", (5, 2): "龙"}, 1),
    ],
)
def test_widen_tables__from_header_to_header(make: Make, cells: Any, count: int) -> None:
    assert widened(beside(make([{}, {}]), cells)) == count


def test_widen_tables__a_year_becomes_a_text_as_in_excel(make: Make) -> None:
    book = beside(make([{}, {}]), {(4, 1): 2024, (5, 1): 12.5})
    right = area(book)[2]
    assert widened(book) == 1
    page = replace(book, data=book.healed().data).sheet("客户")
    assert [page.cell(row, right + 1).value for row in (4, 5)] == ["2024", 12.5]


def test_widen_tables__another_table_stays(make: Make) -> None:
    book = beside(make([{}, {}]), {(4, 1): "微信群", (5, 1): "甲", (4, 2): "甲列", (4, 3): "乙列"})
    right = area(book)[2]

    def another(opened: Any) -> None:
        page = opened["客户"]
        first, last = page.cell(4, right + 2).coordinate, page.cell(6, right + 3).coordinate
        page.add_table(Table(displayName="另一张", ref=f"{first}:{last}"))

    book = book.changed(another)
    mended = carry_out(book.data, structure(book.snapshot, book.data))
    assert [one.new for one in mended.mends if one.kind == "widened"] == ["微信群"]
    refs = [one.ref for one in replace(book, data=mended.data).sheet("客户").tables.values()]
    assert [range_boundaries(one)[2] for one in refs] == [right + 1, right + 3]
