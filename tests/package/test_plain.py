"""Which parts are proved plain: however they are cut into chunks, and only if everything around the rows is right."""

from __future__ import annotations

import pytest

from custsheet.package import limits
from custsheet.package.gating.plain import count_texts, measure

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD, TAIL = b'<?xml version="1.0"?>\n<worksheet xmlns="' + MAIN + b'"><sheetData>', b"</sheetData></worksheet>"
ROWS = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="AB%d"><v>2</v></c></row>' % (n, n, n) for n in range(1, 40))


def plain(data: bytes, step: int = 1 << 20) -> bool:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return measure("sheet", pieces, 0, 1, len(data)) is not None


@pytest.mark.parametrize("step", [1, 7, 64, 1 << 20])
def test_measure__whatever_the_chunks(step: int) -> None:
    pieces = [(HEAD + ROWS + TAIL)[at : at + step] for at in range(0, len(HEAD + ROWS + TAIL), step)]
    found = measure("sheet", pieces, 0, 1, 1000)
    assert found is not None
    assert (found.last_row, found.letters, found.box) == (39, {b"AB"}, 39 * 28)
    assert not plain(HEAD + ROWS + b"<x/>" + TAIL, step)
    assert not plain(HEAD + ROWS + TAIL[:-3], step)


def test_measure__rows_and_cells_only_once() -> None:
    row = b'<row r="2"><c r="A2"/></row>'
    assert plain(HEAD + row + TAIL)
    assert not plain(HEAD + row + row + TAIL)
    assert not plain(HEAD + row + b'<row r="1"/>' + TAIL)
    assert not plain(HEAD + b'<row r="2"><c r="A2"/><c r="A2"/></row>' + TAIL)


def test_measure__what_stands_around() -> None:
    for bad in (
        HEAD + TAIL.replace(b"</worksheet>", b"<sheetData/></worksheet>"),
        HEAD.replace(b"<sheetData>", b"<a><sheetData>") + TAIL.replace(b"</sheetData>", b"</sheetData></a>"),
        HEAD.replace(MAIN, b"urn:x") + TAIL,
        HEAD.replace(b"<sheetData>", b"<!-- <sheetData> -->") + TAIL,
        HEAD + TAIL.replace(b"</worksheet>", b'<row r="1"/></worksheet>'),
        HEAD + TAIL.replace(b"</worksheet>", b"<y:x/></worksheet>"),
    ):
        assert not plain(bad), bad
    assert plain(HEAD.replace(b"<sheetData>", b"<sheetData/>") + b"</worksheet>")
    assert plain(
        HEAD.replace(b"<", b"<x:").replace(b"<x:?", b"<?").replace(b"xmlns", b"xmlns:x")
        + b"</x:sheetData></x:worksheet>"
    )


def test_measure__counts_only_where_there_might_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 50)
    found = measure("sheet", [HEAD + ROWS + TAIL], 0, 1, 10_000)
    assert found is not None
    assert found.cells == 78


def test_count_texts__and_what_the_part_claims() -> None:
    def sst(attributes: bytes) -> bytes:
        return b'<sst xmlns="' + MAIN + b'"' + attributes + b"><si><t>a</t></si><si/></sst>"

    assert count_texts("sst", [sst(b"")]) == 2
    assert count_texts("sst", [sst(b' count="9" uniqueCount="2"')]) == 2
    for claimed in (b"4294967295", b"-1", b"x"):
        assert count_texts("sst", [sst(b' uniqueCount="' + claimed + b'"')]) is None
