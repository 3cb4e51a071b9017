"""Rows and cells in bytes, against a parser that reads the same part as a tree."""

from __future__ import annotations

import random
from itertools import pairwise

from lxml import etree

from custsheet.model.address import column_letters
from custsheet.package.patching.cellvalue import Content
from custsheet.package.patching.sheetdata import CellEdit, SheetData
from custsheet.package.patching.sheetpart import SheetPart
from custsheet.package.ranges import LAST_ROW
from custsheet.package.sheetscan import cell_place

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(chance: random.Random, prefix: str) -> str:
    """A sheet as some program might write it: either quote, blanks, comments, gaps, references left out."""
    rows, number = [], 0
    for _ in range(chance.randrange(6)):
        gap = chance.choice([1, 1, 1, 2, 5])
        number += gap
        cells, column = [], 0
        for _ in range(chance.randrange(5)):
            step = chance.choice([1, 1, 2, 30])
            column += step
            quote = chance.choice("'\"")
            place = f" r={quote}{column_letters(column)}{number}{quote}"
            attributes = [place if step > 1 or chance.random() < 0.7 else "", f" s={quote}{chance.randrange(9)}{quote}"]
            chance.shuffle(attributes)
            body = chance.choice(
                [
                    "/>",
                    f"></{prefix}c>",
                    f"><{prefix}v>{chance.randrange(99)}</{prefix}v></{prefix}c>",
                    f' t="str" ><{prefix}v>a<!-- </c><c r="A1"/> -->b</{prefix}v></{prefix}c >',
                ]
            )
            cells.append(f"<{prefix}c{''.join(attributes)}{body}")
        place = f" r='{number}'" if gap > 1 or chance.random() < 0.7 else ""
        spans = chance.choice(["", f' spans="1:{column}"' if column else "", ' ht="20" customHeight="1"'])
        if cells or chance.random() < 0.5:
            rows.append(f"<{prefix}row{place}{spans}>{chance.choice(['', chr(10)]).join(cells)}</{prefix}row>")
        else:
            rows.append(f"<{prefix}row{place}{spans}/>")
    inner = chance.choice(["", "\n", "<!-- <row r='1'/> -->"]).join(rows)
    data = (
        f"<{prefix}sheetData>{inner}</{prefix}sheetData>" if inner or chance.random() < 0.5 else f"<{prefix}sheetData/>"
    )
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return f'<?xml version="1.0"?>\n<{prefix}worksheet {name}="{MAIN}">{data}</{prefix}worksheet>'


def parsed(body: bytes) -> dict[tuple[int, int], tuple[tuple[tuple[str, str], ...], str]]:
    """(row, column) → attributes but the reference, and text, as the format defines places; rows and cells in order."""
    root = etree.fromstring(body)
    found, row = {}, 0
    for line in root.iter(f"{{{MAIN}}}row"):
        before, row = row, int(line.get("r", row + 1))
        assert row > before
        column = 0
        for cell in line.iter(f"{{{MAIN}}}c"):
            last = column
            column = cell_place(cell.get("r"))[1] if cell.get("r") else column + 1
            assert column > last
            own = tuple(sorted((k, v) for k, v in cell.attrib.items() if k != "r"))
            found[row, column] = own, "".join(cell.itertext())
    return found


def test_rewritten__against_a_tree() -> None:
    chance = random.Random(20_240_506)
    for _ in range(1_500):
        prefix = chance.choice(["", "", "x:"])
        body = written(chance, prefix).encode()
        part = SheetPart.read(body, "sheet")
        data = SheetData(part, "表")
        before = parsed(body)
        assert {(row.number, column) for row in data.rows(1, LAST_ROW) for column in row.cells} == before.keys()
        edits: dict[int, dict[int, CellEdit]] = {}
        expected = dict(before)
        for number in range(chance.randrange(6)):
            place = chance.choice(list(before)) if before and chance.random() < 0.5 else None
            row, column = place or (chance.randrange(1, 15), chance.randrange(1, 70))
            text = f"<{prefix}v>{number}</{prefix}v>".encode()
            edits.setdefault(row, {})[column] = CellEdit(Content("", text), 7)
            expected[row, column] = (("s", "7"),), str(number)
        after = part.joined(data.rewritten(edits, {}))
        assert parsed(after) == expected
        lines = [SheetData(part_after, "表") for part_after in [SheetPart.read(after, "sheet")]]
        for row in data.rows(1, LAST_ROW):
            if row.number not in edits:
                kept = lines[0].row(row.number)
                assert kept is not None
                assert after[kept.start : kept.end] == body[row.start : row.end]
        if not edits:
            assert part.joined() is body


def test_rewritten__spans_cover_every_cell() -> None:
    body = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1" spans="2:3 5:6"><c r="B1"/></row></sheetData></worksheet>'
    for column, spans in ((2, b"2:3 5:6"), (6, b"2:3 5:6"), (1, b"1:6"), (9, b"2:9"), (4, b"2:6")):
        part = SheetPart.read(body.encode(), "sheet")
        edits = {1: {column: CellEdit(Content(), 1)}}
        assert b'spans="%s"' % spans in part.joined(SheetData(part, "表").rewritten(edits, {}))


def test_rows_with__those_that_hold_the_word() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>{"shared" if n % 3 == 0 else "x"}</f></c></row>' for n in range(1, 10))
    part = SheetPart.read(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode(), "sheet")
    found = [row.number for row in SheetData(part, "表").rows_with(b"shared")]
    assert found == [3, 6, 9]
    assert all(a < b for a, b in pairwise(found))


def test_row__many_looked_at_one_after_the_other() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 9_000))
    part = SheetPart.read(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode(), "sheet")
    data = SheetData(part, "表")
    for number in [*range(1, 9_000), 1]:
        cell = data.cell(number, 1)
        assert cell is not None
        assert cell.inner == b"<v>%d</v>" % number
    assert data.last == 8_999
    assert data.row(9_000) is None
