from __future__ import annotations

from typing import Any

from custsheet.model.memory import to_rows
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory
from custsheet.reading.book import Book
from custsheet.reading.carried import owned_sheets, passport


def test_passport__of_our_own_workbook(draft: Any, schema: Schema) -> None:
    memory = Memory("abc", {"findings": "1"}, {"customers|C1|mobile|E111": "2026-01-02"}, {"pareto_a": 70})
    found = passport(Book(draft().rows("客户", [["姓名"]]).native(schema, "en", memory).done()))
    assert found.owned == {"memory": "_custsheet"}
    assert found.lang == "en"
    assert found.schema == schema
    assert found.native
    assert found.memory == memory


def test_passport__of_a_strangers_workbook(draft: Any) -> None:
    found = passport(Book(draft().rows("客户", [["姓名"]]).done()))
    assert (found.owned, found.lang, found.schema, found.native) == ({}, None, None, False)
    assert found.memory == Memory()


def test_passport__of_a_strangers_workbook_processed_before(draft: Any) -> None:
    rows = to_rows(Memory(stamp="s"), "en", None, "0.1.0")
    found = passport(
        Book(draft().rows("A", [["Name"]]).owned("memory", "_custsheet", [("kind", "key", "value"), *rows]).done())
    )
    assert (found.lang, found.native, found.memory.stamp) == ("en", False, "s")


def test_passport__a_damaged_standard_counts_as_absent(draft: Any) -> None:
    rows = [("kind", "key", "value"), ("meta", "lang", "zh"), ("schema", "0000", '{"name": "custom')]
    found = passport(Book(draft().owned("memory", "_custsheet", rows).done()))
    assert found.schema is None
    assert found.native


def test_owned_sheets__are_known_by_name_not_by_title(draft: Any) -> None:
    made = draft().rows("数据质量", [["by hand"]]).owned("findings", "检查结果 '26").owned("flags_customers", "_f")
    made.book.define_name("cs_sheet_tiers", "=#REF!")
    made.book.define_name("'数据质量'!cs_sheet_tiers", "='数据质量'!$A$1")
    assert owned_sheets(Book(made.done())) == {"findings": "检查结果 '26", "flags_customers": "_f"}
