"""Rows of merged records leave the working tables, one row each, and are there for whoever must know every row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from custsheet.drawing.template import draw_workbook
from custsheet.model.merge import Merge
from custsheet.model.review import Review
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.reading import read
from custsheet.reading.standards import standard

TODAY = date(2026, 6, 17)
CONTENT = {"customer_id": "C2", "name": "李文静", "mobile": "13912345678"}


def snapshot(*customers: dict[str, Any], merges: tuple[Merge, ...]) -> Snapshot:
    data = draw_workbook(standard(), "zh", tables={"customers": list(customers)}, today=TODAY, version="0")
    return read(data, schema=standard(), today=TODAY, memory=Memory(review=Review(merges=merges)))


ONE, TWO = {"customer_id": "C1", "name": "张三"}, dict(CONTENT)
HELD = Merge(1, "C1", "C2", content=CONTENT)


def test_read__a_merged_record_is_no_working_row() -> None:
    read_ = snapshot(ONE, TWO | {"birth_date": "不知道"}, {"customer_id": "C3", "name": "王五"}, merges=(HELD,))
    assert read_.tables["customers"].texts("customer_id") == ["C1", "C3"]
    assert read_.tables["customers"].raw.index.tolist() == [5, 7]
    assert read_.whole.tables["customers"].texts("customer_id") == ["C1", "C2", "C3"]
    assert [one.row for one in read_.findings if one.code == "E161"] == []


@pytest.mark.parametrize("undone", ["", "2026-06-18"])
def test_read__a_merge_that_was_taken_back_closes_nothing(undone: str) -> None:
    read_ = snapshot(ONE, TWO, merges=(Merge(1, "C1", "C2", content=CONTENT, undone=undone),))
    assert len(read_.tables["customers"].raw) == (2 if undone else 1)
    assert (read_.whole is read_) == bool(undone)


@pytest.mark.parametrize("above", [True, False])
def test_read__another_customer_under_its_number_is_no_merged_record(above: bool) -> None:
    """Somebody types a new customer and gives them a number that was another's."""
    other = {"customer_id": "C2", "name": "周杰", "mobile": "13712345678"}
    read_ = snapshot(ONE, *((other, TWO) if above else (TWO, other)), merges=(HELD,))
    assert read_.tables["customers"].texts("name") == ["张三", "周杰"]
