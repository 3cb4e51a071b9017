from dataclasses import replace

from custsheet.drawing.results import draw_memory
from custsheet.model.load import load_schema
from custsheet.model.memory import from_rows
from custsheet.model.snapshot import Memory

MEMORY = Memory("stamp", {"findings": "f00d"}, {"customers|=C1|mobile|E111": "2026-06-01"}, {"window_months": 24})


def carried(outcome, opened):
    donor = draw_memory(MEMORY, outcome.snapshot, version="0.1")
    sheet = opened(donor.data)[donor.sheets[0].title]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("kind", "key", "value")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    return from_rows(rows[1:])


def test_draw_memory_sheet__is_read_back_as_it_was(make_outcome, opened):
    found = carried(make_outcome(), opened)
    assert found.memory == MEMORY
    assert found.lang == "zh"


def test_draw_memory_sheet__carries_the_standard_exactly(make_outcome, opened, schema):
    found = carried(make_outcome(), opened)
    assert load_schema(found.schema, origin="memory") == schema


def test_draw_memory_sheet__a_workbook_made_without_custsheet_carries_no_standard(make_outcome, opened):
    found = carried(make_outcome(native=False), opened)
    assert found.schema is None


def test_draw_memory__keeps_the_title_it_has(make_outcome):
    made = make_outcome()
    snapshot = replace(made.snapshot, owned={"memory": "记忆"})
    sheet = draw_memory(MEMORY, snapshot, version="0").sheets[0]
    assert (sheet.title, sheet.visible) == ("记忆", False)
