from __future__ import annotations

from custsheet.model.schema import Schema
from custsheet.model.text import text
from custsheet.reading.lists import added, own_lists, read_lists

GRID = [
    ["选项", "", "", ""],
    ["", "", "", ""],
    ["行业", "", "Kind", "不认识"],
    ["制造业", "", "企业", "甲"],
    ["航天", "", "Person", ""],
    [" 航 天 ", "", "合伙", ""],
    ["", "", "", ""],
    [1688.0, "", "", ""],
    ["IT", "", "", ""],
]


def test_read_lists__additions_below_the_entries_of_the_standard(schema: Schema) -> None:
    lists, _ = read_lists(schema, "选项", GRID)
    names = [value.name for value in lists.entries["industry"]]
    assert names[:-2] == [value.name for value in schema.value_list("industry").values]
    assert names[-2:] == ["航天", "1688"], "blanks, repeats and known aliases add nothing"
    assert lists.canonical("industry")["航天"] == "航天"
    assert lists.title("industry", "航天", "en") == "航天"
    assert lists.canonical("industry")["制造"] == "manufacturing"


def test_read_lists__a_closed_list_takes_none(schema: Schema) -> None:
    lists, findings = read_lists(schema, "选项", GRID)
    assert lists.entries["kind"] == schema.value_list("kind").values
    assert [(f.code, f.place, f.cell, f.value) for f in findings] == [("W312", "选项", "C6", "合伙")]


def test_read_lists__without_the_sheet(schema: Schema) -> None:
    lists, findings = read_lists(schema, None, [])
    assert lists.entries == {one.name: one.values for one in schema.lists}
    assert findings == ()


def test_read_lists__a_sheet_without_any_list(schema: Schema) -> None:
    assert (
        read_lists(schema, "选项", [["甲", "乙"], ["a", "b"]])[0].entries["source"]
        == schema.value_list("source").values
    )


def test_added__is_called_what_people_typed() -> None:
    value = added("航天")
    assert (value.name, value.title, value.labels) == ("航天", text("航天", "航天"), ("航天", "航天"))


def test_own_lists__are_titles_that_the_standard_does_not_know(schema: Schema) -> None:
    (own,) = own_lists(schema, GRID)
    assert (own.name, own.title.zh, own.values, own.extensible) == ("own_1", "不认识", (), True)
    lists, _ = read_lists(schema.but(lists=(*schema.lists, own)), "选项", GRID)
    assert [one.name for one in lists.entries["own_1"]] == ["甲"]
    assert lists.places["own_1"] == (3, 4)
    again = schema.but(lists=(*schema.lists, own))
    grid = [
        [*row, *more]
        for row, more in zip(GRID, [["", ""], ["", ""], ["另一个", " 另一 个"], *[["", ""]] * 6], strict=True)
    ]
    assert [(one.name, one.title.zh) for one in own_lists(again, grid)] == [("own_2", "另一个")], "once, by a free name"


def test_own_lists__without_the_row_of_titles(schema: Schema) -> None:
    assert own_lists(schema, [["随便"], ["什么"]]) == ()
    assert own_lists(schema, []) == ()
