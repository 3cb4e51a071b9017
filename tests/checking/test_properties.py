"""What holds for every sheet: nothing that stands in a cell makes checking raise, and every proposal mends.

Accepting a proposal is what a tick does: its cells are written, everything is read and checked anew. The finding must
then be gone and no other may have come, anywhere in the workbook. Findings are counted by sheet, row and code: one
whose value moved to another cell of its row has not come.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import checking_cells
import pytest
import yaml
from accepting import Sheets, come
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet.checking import check, completeness
from custsheet.model.errors import LANGS
from custsheet.model.finding import Finding
from custsheet.model.rules import Rule, all_rules, message, rule
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Snapshot

Build = Callable[..., Snapshot]
# The same examples in every run; CUSTSHEET_EXAMPLES=2000 searches for new ones.
ROWS = 8
PEOPLE = [{"user": name, "role": "销售"} for name in ("王芳", "李伟", "Li Wei")]
MORE = os.environ.get("CUSTSHEET_EXAMPLES")


def examples(count: int) -> Any:
    return settings(
        max_examples=int(MORE) if MORE else count,
        derandomize=MORE is None,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def nearly_right(draw: checking_cells.Draw, schema: Schema) -> Sheets:
    """Customers, people, and often one more sheet."""
    names = draw(st.sampled_from([(), (), *[(sheet.name,) for sheet in schema.sheets]]))
    sheets: Sheets = {"users": PEOPLE}
    for name in ("customers", *names):
        sheet = schema.sheet(name)
        sheets[name] = [checking_cells.near_row(draw, schema, sheet, number) for number in range(1, ROWS + 1)]
    return sheets


@examples(150)
@given(data=st.data(), native=st.booleans(), lang=st.sampled_from(LANGS))
def test_check__never_raises_whatever_stands_in_a_cell(
    data: st.DataObject, native: bool, lang: Any, whole: Schema, build: Build, day: date
) -> None:
    sheet = whole.sheet(data.draw(st.sampled_from([one.name for one in whole.sheets])))
    inputs = [field for field in sheet.fields if field.is_input]
    rows = [
        {field.name: data.draw(checking_cells.noise) for field in inputs} for _ in range(data.draw(st.integers(1, 2)))
    ]
    right = {name: list(rows) for name, rows in checking_cells.RIGHT.items()}
    read = build(right | {sheet.name: rows}, lang=lang, native=native, standard=whole)
    sound(read, check(read, day))
    assert all(0 <= share <= 1 for share in completeness(read).values())


def sound(read: Snapshot, found: tuple[Finding, ...]) -> None:
    """Every finding can be said in both languages, is plain data, and stands there once."""
    assert len({(one.sheet, one.row, one.field, one.code) for one in found}) == len(found)
    plain = {str, int, float, bool, datetime, date, type(None)}
    for one in found:
        assert one.message in rule(one.code).messages
        assert type(one.value) in plain
        for edit in one.edits:
            assert type(edit.value) in plain
            assert edit.field in read.tables[edit.sheet].columns
        for lang in LANGS:
            said = message(one, read.schema, lang)
            assert said
            assert "“”" not in said


@examples(60)
@given(data=st.data(), lang=st.sampled_from(LANGS))
def test_proposals__remove_their_finding_and_create_none(
    data: st.DataObject, lang: Any, whole: Schema, build: Build, day: date
) -> None:
    sheets = nearly_right(data.draw, whole)

    def again(rows: Sheets) -> tuple[Finding, ...]:
        return check(build(rows, lang=lang, standard=whole), day)

    found = again(sheets)
    # One proposal of every row at a time is quick; where something comes of it, one by one decides.
    of_row: dict[Any, list[Finding]] = {}
    for one in found:
        if one.edits:
            of_row.setdefault((one.sheet, one.row), []).append(one)
    for together in zip_longest(*of_row.values()):
        for one in come(sheets, found, [one for one in together if one is not None], again):
            assert not come(sheets, found, [one], again), one


CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
WITHOUT_PROPOSAL = {
    "E102": "nobody knows another way to get in touch",
    "E132": "the last digits are gone; no earlier version is looked up yet",
    "E162": "only a person knows which date was meant",
    "E182": "a pattern says what is right, not what was meant",
    "E183": "only a person knows which number was meant",
    "I112": "the number may be right",
    "I173": "the price may be right",
    "I201": "somebody has to ask the customer",
    "W184": "what to leave out is a person's choice",
    "W194": "what should stand in place of test data is not known",
    "W198": "it may have been sold twice, and no row is ever deleted",
}


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "cases").glob("*.yaml")), ids=lambda path: path.stem
)
def test_rules__propose_something_or_say_why_not(path: Path) -> None:
    """Every other rule shows a proposal in its cases; these never have one."""
    cases = yaml.safe_load(path.read_text("utf-8"))
    assert any(case.get("edits") for case in cases) is (path.stem not in WITHOUT_PROPOSAL)


@pytest.mark.parametrize("one", all_rules(), ids=lambda one: one.code)
def test_messages__that_name_a_proposal_can_do_without(one: Rule) -> None:
    """A proposal that would not mend is taken back, and the sentence must not miss it."""
    for key, said in one.messages.items():
        if "{proposal}" in said.zh and not key.endswith("-open"):
            assert f"{key}-open" in one.messages
