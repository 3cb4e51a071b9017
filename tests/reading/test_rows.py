from __future__ import annotations

from typing import Any

import pytest

from custsheet.model.schema import Schema
from custsheet.reading.cells import Cells
from custsheet.reading.headers import Labels, match_columns
from custsheet.reading.locate import Area, Place
from custsheet.reading.rows import Block, Extent, find_rows

pytestmark = pytest.mark.usefixtures("either_reader")

HEADER = ["订单号", "客户编号", "购买日期", "购买金额", "车牌"]
FIELDS = ["order_no", "customer_id", "date", "amount"]
BLANKS = frozenset({"", "无"})


@pytest.fixture
def rows(schema: Schema) -> Any:
    sheet = schema.sheet("orders")

    def run(*lines: list[object], area: Area | None = None, **more: Any) -> Extent:
        """Rows of a sheet whose header stands in row 4."""
        width = max(map(len, [HEADER, *lines]))
        grid = (
            [[""] * width] * 3
            + [[*HEADER, *[""] * (width - 5)]]
            + [[*line, *[""] * (width - len(line))] for line in lines]
        )
        columns = match_columns(Labels(sheet), dict(enumerate(HEADER, 1)))
        place = Place(sheet, "交易", 4, columns, area)
        labels = [Labels(one) for one in schema.sheets]
        return find_rows(Block.below(Cells.of(grid), 4), place, FIELDS, blanks=BLANKS, labels=labels, **more)

    return run


def _line(number: int) -> list[object]:
    return [f"SO{number}", f"C{number}", "2026-01-01", float(number)]


def test_find_rows__past_blank_rows_with_excels_own_numbers(rows: Any) -> None:
    found = rows(_line(1), [""], ["", "  ", "无"], _line(2), ["", "", "", "", "沪A"], _line(3))
    assert found == Extent([5, 8, 10], None, None)


def test_find_rows__nothing_below_the_header(rows: Any) -> None:
    assert rows() == Extent([], None, None)
    assert rows([""], ["", "无"]) == Extent([], None, None)


def test_find_rows__a_cell_that_only_looks_blank(rows: Any) -> None:
    assert rows(_line(1), [""], [""], filled={(7, 2), (6, 5), (2, 1)}).rows == [5, 7]


@pytest.mark.parametrize(
    "word", ["合计", "总计", "小计", "合 计", "合计：", "Total", "SUM", "Grand total", " subtotal "]
)
def test_find_rows__end_at_a_totals_row(rows: Any, word: str) -> None:
    assert rows(_line(1), _line(2), [word, "", "", 3.0]) == Extent([5, 6], None, None)
    assert rows(_line(1), ["", "", "", 3.0, word]) == Extent([5], None, None)


def test_find_rows__what_stands_below_a_totals_row_is_reported(rows: Any) -> None:
    assert rows(_line(1), ["合计", "", "", 1.0], [""], _line(2)) == Extent([5], 6, None)


def test_find_rows__a_totals_row_right_below_the_header_ends_nothing(rows: Any) -> None:
    top = ["合计", "", "", 3.0]
    assert rows(top, _line(1), _line(2)) == Extent([6, 7], None, None)
    assert rows(top, [""], _line(1), ["小计", "", "", 1.0], _line(2)) == Extent([7], 8, None)
    assert rows(["", "", "", 3.0], _line(1), subtotals={(5, 4)}) == Extent([6], None, None)
    assert rows(top) == Extent([], None, None)


def test_find_rows__a_totals_row_of_an_empty_table_ends_it(rows: Any) -> None:
    area = Area(4, 1, 5, 5, totals=True, header=True)
    assert rows(["合计", "", "", 0.0], [""], _line(1), area=area) == Extent([], 5, None)


def test_find_rows__a_second_totals_row_is_no_record_left_out(rows: Any) -> None:
    assert rows(_line(1), ["小计", "", "", 1.0], ["合计", "", "", 1.0]) == Extent([5], None, None)


@pytest.mark.parametrize("line", [["Total", "C2", "", 3.0], ["合计公司", "", "", 3.0], ["SO2", "Sum", "", 3.0]])
def test_find_rows__a_customer_called_total_is_a_customer(rows: Any, line: list[object]) -> None:
    assert rows(_line(1), line, _line(3)) == Extent([5, 6, 7], None, None)


def test_find_rows__a_subtotal_formula(rows: Any) -> None:
    assert rows(_line(1), ["", "", "", 1.0], subtotals={(6, 4)}) == Extent([5], None, None)
    assert rows(_line(1), _line(2), subtotals={(6, 4), (2, 4)}) == Extent([5, 6], None, None)


def test_find_rows__the_tables_own_totals_row(rows: Any) -> None:
    area = Area(4, 1, 6, 5, totals=True, header=True)
    assert rows(_line(1), ["", "", "", 1.0], area=area) == Extent([5], None, None)
    assert rows(_line(1), ["", "", "", 1.0], _line(2), area=area) == Extent([5], 6, None)


def test_find_rows__below_the_tables_range(rows: Any) -> None:
    area = Area(4, 1, 6, 5, totals=False, header=True)
    assert rows(_line(1), _line(2), area=area).below is None
    assert rows(_line(1), _line(2), [""], _line(3), _line(4), area=area) == Extent([5, 6, 8, 9], None, (8, 9))


def test_find_rows__a_repeated_header(rows: Any) -> None:
    assert rows(_line(1), [*HEADER], _line(2)) == Extent([5], 6, None, header=True)
    assert rows(_line(1), [*HEADER]) == Extent([5], 6, None, header=True, lone=True)
    assert rows(_line(1), ["合计"], [*HEADER], _line(2)) == Extent([5], 6, None), "the totals row comes first"
    area = Area(4, 1, 6, 5, totals=False, header=True)
    assert rows(_line(1), _line(2), [*HEADER], _line(3), area=area) == Extent([5, 6], 7, None, header=True)
    assert rows(_line(1), [""], [*HEADER], _line(2), tables={7}) == Extent([5], 7, None), "a table of its own"


def test_find_rows__another_header_behind_a_blank_row(rows: Any) -> None:
    assert rows(_line(1), [""], ["姓名", "手机", "邮箱"], ["a", "b", "c"]) == Extent([5], 7, None)
    assert rows(_line(1), [""], ["SO2", "手机", "产品"], ["a", "b", "c"]) == Extent([5, 7, 8], None, None)


def test_find_rows__another_table_ends_them(rows: Any) -> None:
    assert rows(_line(1), [""], ["x", "y"], ["a", "b"], tables={7}) == Extent([5], 7, None)
    assert rows(_line(1), [""], ["x", "y"], ["a", "b"], tables={7}, elsewhere={7}) == Extent([5], None, None)
    found = rows(_line(1), [""], ["x", "y"], [""], ["v", "w"], tables={7, 9}, elsewhere={7})
    assert found == Extent([5], 7, None), "the second one is not read"


def test_below__beyond_the_cells() -> None:
    block = Block.below(Cells.of([["a", "b"], ["c", "d"]]), 1)
    assert block.column(2).cells() == ["d"]
    assert block.column(3).cells() == [""]
    assert block.between(1, 5, 2) == ["c", "d"]
    assert block.between(1, 2, 3) == []
    assert Block.below(Cells.of([["a"]]), 5).height == 0
