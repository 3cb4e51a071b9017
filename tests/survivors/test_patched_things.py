"""A cell of the very sheet that holds a thing is set: nothing else in the package and in that part moves."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from making.assembly import BOOK, DATA, LIST
from making.packages import signed
from making.things import THINGS, Thing
from making.trees import lost

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, gate
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import CellPatch, RowPatch, RulesPatch

Errors = Callable[[bytes], Counter[tuple[str, str]]]
_B5 = b'<c r="B5"><v>4</v></c>'
# How far a sheet and a row reach, which grows with them.
_EXTENT = re.compile(rb'<dimension [^>]*/>| spans="[0-9:]+"')
_STYLES = "xl/styles.xml"


@pytest.fixture(scope="module")
def rules() -> bytes:
    """A donor with rules for cells that no thing uses."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("规则")
    red = book.add_format({"bg_color": "#FFC7CE"})
    sheet.conditional_format("J2:J9", {"type": "cell", "criteria": ">", "value": 3, "format": red})
    sheet.conditional_format("J2:J9", {"type": "formula", "criteria": "=cs_flag=1", "format": red})
    sheet.conditional_format("K2:K9", {"type": "2_color_scale"})
    sheet.data_validation("J2:J9", {"validate": "list", "source": ["是", "否"]})
    sheet.data_validation("K2:K9", {"validate": "list", "source": "=清单!$A$1:$A$3"})
    book.close()
    return held.getvalue()


@pytest.fixture(params=THINGS)
def thing(request: pytest.FixtureRequest) -> Thing:
    return THINGS[request.param]


def changed(before: bytes, after: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Part name → its content before and after, of all parts whose compressed bytes differ."""
    old, new = Package.read(before), Package.read(after)
    assert new.names == old.names
    return {part: (old.part(part), new.part(part)) for part in old.names if new.raw(part) != old.raw(part)}


def test_patch__a_number_moves_nothing_else(thing: Thing) -> None:
    after = patch(thing.data, [CellPatch("数据", "B5", 12.5)])
    parts = changed(thing.data, after)
    # The workbook part may be told that formulas have to be computed again.
    assert lost(*parts.pop(BOOK, (b"<a/>", b"<a/>"))) == ""
    assert parts.keys() == {DATA}
    old, new = parts[DATA]
    assert old.count(_B5) == 1
    assert new == old.replace(_B5, b'<c r="B5"><v>12.5</v></c>')
    gate(after)
    assert patch(after, [CellPatch("数据", "B5", 12.5)]) is after


def test_patch__a_text_and_back_is_the_same_part(thing: Thing) -> None:
    text = patch(thing.data, [CellPatch("数据", "B5", "=1+1")])
    part = Package.read(text).part(DATA)
    assert b"<f>1+1</f>" not in part
    assert Package.read(patch(text, [CellPatch("数据", "B5", 4)])).part(DATA) == Package.read(thing.data).part(DATA)


def test_patch__a_new_row_moves_nothing_else(thing: Thing, errors: Errors) -> None:
    after = patch(thing.data, [CellPatch("清单", "C9", 7), CellPatch("清单", "B2", "新")])
    parts = changed(thing.data, after)
    assert lost(*parts.pop(BOOK, (b"<a/>", b"<a/>"))) == ""
    assert parts.keys() == {LIST}
    old, new = (_EXTENT.sub(b"", content) for content in parts[LIST])
    # What is left after our two cells were cut out is what was there.
    row = re.search(rb'<row r="9"[^>]*>.*?</row>', new)
    cell = re.search(rb'<c r="B2"[^>]*>.*?</c>', new)
    assert row is not None
    assert cell is not None
    assert new.replace(row[0], b"").replace(cell[0], b"") == old
    assert errors(after) == errors(thing.data)


def test_patch__openpyxl_reads_it(thing: Thing) -> None:
    if not thing.openpyxl:
        pytest.skip("openpyxl cannot read such a file, with or without our cell")
    after = patch(thing.data, [CellPatch("数据", "B5", 12.5), CellPatch("数据", "A5", "改了")])
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert [book["数据"]["A5"].value, book["数据"]["B5"].value] == ["改了", 12.5]


def test_patch__rules_stand_beside_the_thing(thing: Thing, rules: bytes, errors: Errors) -> None:
    after = patch(thing.data, [RulesPatch("数据", rules, "规则")])
    parts = changed(thing.data, after)
    assert {part: lost(*both) for part, both in parts.items()} == {DATA: "", _STYLES: ""}
    assert errors(after) == errors(thing.data)
    assert patch(after, [RulesPatch("数据", rules, "规则")]) is after


@pytest.mark.parametrize("name", ["slicers over tables", "query tables", "Power Query"])
def test_patch__a_row_of_a_table_that_others_point_at(name: str, errors: Errors) -> None:
    before = THINGS[name].data
    after = patch(before, [RowPatch("数据表", {"区域": "东北", "金额": 5})])
    parts = changed(before, after)
    assert parts.keys() <= {DATA, "xl/tables/table1.xml", BOOK, _STYLES}
    assert b'ref="A1:C6"' in parts["xl/tables/table1.xml"][1]
    assert errors(after) == errors(before)


def test_patch__refuses_what_is_signed() -> None:
    with pytest.raises(WorkbookError, match="signed"):
        patch(signed(), [CellPatch("数据", "B5", 1)])
