"""Rows of a tool sheet are known by their hidden key; what was written over a proposal is told from what was listed."""

from __future__ import annotations

import pytest

from custsheet import resources
from custsheet.model.decision import Decision, sealed_key
from custsheet.model.load import load_schema
from custsheet.reading.decisions import read_decisions

TOOL = load_schema((resources.folder("schemas") / "customers.yaml").read_text("utf-8")).tool("findings")
HEADER = [column.title.zh for column in TOOL.columns]
SEAL, KEY, LISTED = "0123456789abcdef", "customers|C000001|mobile|E111", "13912345678"


def row(**cells: object) -> list[object]:
    made = {"proposal": LISTED, "key": sealed_key(SEAL, KEY, LISTED), **cells}
    return [made.get(column.name, "") for column in TOOL.columns]


@pytest.mark.parametrize("above", [[], [["一张卡片", "规则"]], [[], [], []]])
def test_read_decisions__the_header_may_stand_anywhere_near_the_top(above: list[list[object]]) -> None:
    assert read_decisions(TOOL, [*above, HEADER, row(accept=" √ ")]) == (Decision(KEY, SEAL, {"accept": "√"}),)


@pytest.mark.parametrize("typed", ["13912345679", "", 13912345678.5])
def test_read_decisions__what_was_typed_over_the_proposal(typed: object) -> None:
    (found,) = read_decisions(TOOL, [HEADER, row(accept="√", proposal=typed)])
    assert found.typed == str(typed)


@pytest.mark.parametrize("same", [LISTED, f" {LISTED} ", float(LISTED)])
def test_read_decisions__the_same_proposal_stored_otherwise_is_the_same(same: object) -> None:
    (found,) = read_decisions(TOOL, [HEADER, row(accept="√", proposal=same)])
    assert found.typed is None


@pytest.mark.parametrize("key", ["", KEY, f"{SEAL} {KEY}", "x"])
def test_read_decisions__rows_without_a_whole_key_are_nobodys(key: str) -> None:
    assert read_decisions(TOOL, [HEADER, row(accept="√", key=key)]) == ()


def test_read_decisions__without_a_header_there_are_none() -> None:
    assert read_decisions(TOOL, [["a", "b"], row(accept="√")]) == ()
