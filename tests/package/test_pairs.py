"""A cell that stands twice in a row is found, in sheets of any size, whatever its neighbours look like."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from custsheet.model.address import column_letters
from custsheet.package import limits
from custsheet.package.gating.pairs import Pairs
from custsheet.package.gating.plain import measure

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD, TAIL = b'<worksheet xmlns="' + MAIN + b'"><sheetData>', b"</sheetData></worksheet>"
CONTENTS = (
    '<c r="{}"><v>1</v></c>',
    '<c r="{}" s="0"/>',
    '<c s="0" r="{}"><v>1E5</v></c>',
    '<c r="{}" t="b"><v>1</v></c>',
    '<c r="{}"><f>SUM(A1:W9)&amp;"w"</f><v>2</v></c>',
    '<c r="{}" t="str"><v>www</v></c>',
    '<c r="{}" t="inlineStr"><is><t>wA</t></is></c>',
    '<c r="{}" t="inlineStr"><is><t>yukw</t></is></c>',
    '<c r="{}" t="e"><v>#REF!</v></c>',
)
ATTRIBUTES = (
    *("", ' spans="1:9"', ' ht="20" customHeight="1"', ' s="0" customFormat="1"', ' hidden="1" outlineLevel="1"'),
    *(' thickTop="1" thickBot="1"', ' ht="20" customHeight="1" thickBot="1"'),
)


def row(number: int, columns: list[int], contents: list[str], attributes: str = "", prefix: str = "") -> bytes:
    if not columns:
        return f'<{prefix}row r="{number}"{attributes}/>'.encode()
    cells = "".join(
        content.format(f"{column_letters(column)}{number}") for column, content in zip(columns, contents, strict=True)
    )
    whole = f'<row r="{number}"{attributes}>{cells}</row>'
    return re.sub("<(/?)", rf"<\1{prefix}", whole).encode()


def regions(chance: random.Random, widest: int, kinds: int) -> Iterator[tuple[bytes, int, bool]]:
    """Rows, how many they are, whether a cell stands twice in one."""
    for _ in range(400):
        rows, twice = [], False
        count = chance.randint(1, 6)
        for number in range(1, count + 1):
            columns = sorted(chance.sample(range(1, widest + 1), chance.randint(0, min(widest, 8))))
            if columns and not chance.randrange(8):
                columns.insert(chance.randint(0, len(columns)), chance.choice(columns))
                twice = True
            contents = [chance.choice(CONTENTS[:kinds]) for _ in columns]
            rows.append(row(number, columns, contents, chance.choice(ATTRIBUTES)))
        yield b"".join(rows), count, twice


@pytest.mark.parametrize("widest", [5, 26, 60])
@pytest.mark.parametrize("kinds", [1, 4, len(CONTENTS)])
def test_in_rows__agrees_with_naming_every_cell(widest: int, kinds: int) -> None:
    chance = random.Random(widest + kinds)
    found = [False, False]
    for rows, count, twice in regions(chance, widest, kinds):
        assert Pairs(b"").in_rows(rows, count) is twice, rows
        found[twice] = True
    assert all(found)


@pytest.mark.parametrize("prefix", ["x:", "w:", "W:", "wA:"])
def test_in_rows__prefixed(prefix: str) -> None:
    for columns, twice in (([1, 2, 3], False), ([1, 2, 2], True), ([1, 2, 1], True)):
        rows = row(1, columns, [CONTENTS[0]] * 3, prefix=prefix)
        assert Pairs(prefix.encode()).in_rows(rows, 1) is twice


def test_in_rows__shapes_cost_nothing_of_what_may_be_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAIRS_BYTES", 100)
    pairs = Pairs(b"")
    plain = row(1, [1, 2, 26], [CONTENTS[0]] * 3)
    formula = row(1, [1, 2, 2], [CONTENTS[4]] * 3)
    for _ in range(100):
        assert not pairs.in_rows(plain, 1)
    assert not pairs.in_rows(formula, 1), "too long to be searched"
    assert not pairs.in_rows(row(1, [1, 1], [CONTENTS[0]] * 2), 1), "no more is"
    monkeypatch.setattr(limits, "PAIRS_BYTES", 1000)
    pairs = Pairs(b"")
    assert pairs.in_rows(formula, 1)
    assert pairs.in_rows(row(1, [1, 1], [CONTENTS[0]] * 2), 1)


def test_measure__in_a_sheet_of_twenty_megabytes() -> None:
    usual = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>1</v></c></row>'
    before = b"".join(usual % (number, number, number) for number in range(1, 250_000))
    after = b"".join(usual % (number, number, number) for number in range(250_001, 400_000))
    assert len(before + after) > 20 << 20
    for columns, plain in (([1, 2], True), ([1, 2, 3], True), ([1, 1, 2], False), ([1, 2, 1], False)):
        odd = row(250_000, columns, [CONTENTS[0]] * len(columns))
        pieces = [HEAD, before, odd, after, TAIL]
        assert (measure("sheet", pieces, 0, 1, sum(map(len, pieces))) is not None) is plain
