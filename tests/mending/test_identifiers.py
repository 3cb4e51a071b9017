"""Identifiers are given, given anew, given back; never given twice."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from custsheet.mending import highest, identifiers, remembered
from custsheet.mending.identifiers import waiting
from custsheet.model.snapshot import Memory
from custsheet.values.text import as_text


def ids(book: Any, data: bytes) -> list[str | None]:
    return replace(book, data=data).snapshot.tables["customers"].raw["customer_id"].tolist()


def kinds(mended: Any) -> list[tuple[str, Any, Any]]:
    return [(one.kind, one.old, one.new) for one in mended.mends if one.kind in ("numbered", "renumbered")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_identify__a_new_record_gets_the_next_number(make: Any, lang: str) -> None:
    book = make([{}, {"customer_id": None}, {"customer_id": None}, {"customer_id": "C000041"}], lang=lang)
    mended = book.healed()
    assert ids(book, mended.data) == ["C000001", "C000042", "C000043", "C000041"]
    assert kinds(mended) == [("numbered", None, "C000042"), ("numbered", None, "C000043")]


def test_identify__the_cell_of_a_new_number_is_a_text_from_the_first_pass_on(make: Any) -> None:
    def destroy(workbook: Any) -> None:
        sheet = workbook["客户"]
        sheet.cell(6, 1).number_format = "General"
        del sheet._cells[6, 1]  # as LibreOffice leaves it out where nothing stands and no format is
        sheet.cell(6, 2).value = "企业"

    broken = make([{}, {"customer_id": None}]).changed(destroy)
    mended = broken.healed()
    cell = replace(broken, data=mended.data).sheet("客户").cell(6, 1)
    assert (cell.value, cell.number_format) == ("C000002", "@")
    again = replace(broken, data=mended.data).healed()
    assert (again.mends, again.data) == ((), mended.data)


def test_identify__a_number_that_was_given_once_is_never_given_again(make: Any) -> None:
    book = replace(make([{}, {"customer_id": None}]), memory=Memory(numbers={"customers": 99}))
    assert ids(book, book.healed().data) == ["C000001", "C000100"]
    assert highest(book.snapshot) == {"customers": 99} | {
        name: 0 for name in highest(book.snapshot) if name != "customers"
    }


def test_identify__of_a_copied_row_the_upper_keeps_its_number(make: Any) -> None:
    book = make([{}, {}, {"customer_id": "C000001"}])
    mended = book.healed()
    assert ids(book, mended.data) == ["C000001", "C000002", "C000003"]
    assert kinds(mended) == [("renumbered", "C000001", "C000003")]


def test_identify__the_record_that_bore_it_before_keeps_it_wherever_it_stands(make: Any) -> None:
    before = make([{"name": "李四", "mobile": "13800000001"}, {}])
    memory = Memory(records=remembered(before.snapshot))
    copy_above = make(
        [
            {"customer_id": "C000001", "name": "新客"},
            {},
            {"customer_id": "C000001", "name": "李四", "mobile": "13800000001"},
        ]
    )
    book = replace(copy_above, memory=memory)
    assert ids(book, book.healed().data) == ["C000003", "C000002", "C000001"]


def test_identify__an_identifier_dragged_over_others_gives_each_its_own_back(make: Any) -> None:
    people = [{"name": name, "mobile": f"1380000000{number}"} for number, name in enumerate(("甲", "乙", "丙", "丁"))]
    memory = Memory(records=remembered(make(people).snapshot), numbers={"customers": 4})
    dragged = [one | {"customer_id": "C000001"} for one in people[:3]] + [people[3] | {"customer_id": "C000004"}]
    book = replace(make(dragged), memory=memory)
    mended = book.healed()
    assert ids(book, mended.data) == ["C000001", "C000002", "C000003", "C000004"]
    assert [kind for kind, *_ in kinds(mended)] == ["renumbered", "renumbered"]


def test_identify__other_columns_than_at_the_last_pass_still_tell_whose_it_is(make: Any) -> None:
    """A newer standard, or a column switched off, changes what a record is known by."""
    known = {**remembered(make([{"name": "李四", "mobile": "13800000001"}]).snapshot)["customers"]}
    gone, shared = known[""].split()[0], known[""].split()[1:]
    assert "name" in shared
    renamed = {one: mark for one, mark in known.items() if one} | {"": " ".join([f"{gone}_no_more", *shared])}
    copy_above = make(
        [
            {"customer_id": "C000001", "name": "新客"},
            {"customer_id": "C000001", "name": "李四", "mobile": "13800000001"},
        ]
    )
    book = replace(copy_above, memory=Memory(records={"customers": renamed}))
    assert ids(book, book.healed().data) == ["C000002", "C000001"]


CHANGES: dict[str, Any] = {
    "nothing": lambda people: people,
    "a name": lambda people: [{**people[0], "name": "王五"}, people[1]],
    "an identifier": lambda people: [{**people[0], "customer_id": "C000009"}, people[1]],
    "the order": lambda people: people[::-1],
    "identifiers dragged": lambda people: [people[0], {**people[1], "customer_id": "C000001"}],
    "a record more": lambda people: [*people, {"customer_id": "C000003", "name": "赵六"}],
    "a phone as a number": lambda people: [{**people[0], "mobile": 13800000001}, people[1]],
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_remembered__what_was_remembered_of_an_earlier_version_is_not_told_of_this_one(make: Any, change: str) -> None:
    people = [
        {"customer_id": "C000001", "name": "李四", "mobile": "13800000001"},
        {"customer_id": "C000002", "name": "张三", "mobile": "13900000002"},
    ]
    remembered(make(people).snapshot)
    now = make(CHANGES[change](people)).snapshot
    after = remembered(now)
    identifiers._REMEMBERED.clear()
    assert after == remembered(now)


def test_identify__an_identifier_that_was_deleted_comes_back(make: Any) -> None:
    people = [{"name": "甲"}, {"name": "乙"}]
    memory = Memory(records=remembered(make(people).snapshot), numbers={"customers": 2})
    book = replace(make([{"name": "甲"}, {"name": "乙", "customer_id": None}]), memory=memory)
    assert ids(book, book.healed().data) == ["C000001", "C000002"]


def test_identify__a_second_pass_gives_nothing(make: Any) -> None:
    book = make([{}, {"customer_id": None}, {"customer_id": "C000001"}])
    first = book.healed()
    second = replace(book, data=first.data).healed()
    assert first.mends
    assert (second.mends, second.data) == ((), first.data)


def test_identify__orders_keep_the_numbers_people_gave_them(make: Any) -> None:
    line = {"customer_id": "C000001", "date": "2026-01-05", "product": "椅子", "amount": 10, "order_status": "有效"}
    orders = [line | {"order_no": "A-1", "line": 1}, line | {"order_no": "A-1", "line": 2}, line | {"order_no": None}]
    book = make([{}], orders=orders)
    mended = book.healed()
    numbers = replace(book, data=mended.data).snapshot.tables["orders"].raw["order_no"].tolist()
    assert numbers == ["A-1", "A-1", "SO000001"]


def test_identify__nothing_is_numbered_in_a_workbook_made_elsewhere_before_people_agree(make: Any) -> None:
    book = make([{}, {"customer_id": None}])
    foreign = replace(book.snapshot, native=False)
    assert "adopt" in waiting(foreign)[0].en
    assert waiting(replace(foreign, memory=Memory(adopted=True))) == ()


def test_identify__a_typed_outlier_is_no_number_to_go_on_from(make: Any) -> None:
    book = make([{}, {"customer_id": "C999999999"}, {"customer_id": None}, {"customer_id": None}])
    mended = book.healed()
    assert ids(book, mended.data) == ["C000001", "C999999999", "C000002", "C000003"]
    assert replace(book, data=mended.data).healed().mends == ()


def test_identify__further_lines_of_an_order_are_no_new_orders(make: Any) -> None:
    line = {"customer_id": "C000001", "date": "2026-01-05", "product": "椅子", "amount": 10, "order_status": "有效"}
    orders = [line | {"order_no": "A-1", "line": 1}, line | {"line": 2}, line | {"line": 3}]
    book = make([{}], orders=orders)
    assert kinds(book.healed()) == []


def test_remembered__records_are_known_by_the_same_figures_whether_their_values_repeat_or_not() -> None:
    """What an earlier version wrote down must be known again."""
    values = ["张三", "", None, 12.0, 12.5, datetime(2024, 5, 6), "12", "\ud800"]
    alone = [identifiers._sums([one]).tolist()[0] for one in values]
    assert alone == [zlib.crc32(as_text(one).encode("utf-8", "surrogatepass")) & 0xFFFF for one in values]
    assert identifiers._sums(values * 300).tolist() == alone * 300
    assert (
        identifiers._sums([1.0, True] * 300).tolist() == [zlib.crc32(b"1") & 0xFFFF, zlib.crc32(b"TRUE") & 0xFFFF] * 300
    )
