"""Every formula of a part is found, wherever the stream that inflates it is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from custsheet.package.formulatexts import FormulaWatch, after_cells, formula_texts

PART = (
    "<x:worksheet><x:sheetData><x:row r='1'><x:c r='A1'><x:f>'客户'!B3*2</x:f><x:v>4</x:v></x:c>"
    "<x:c><x:f t='shared' si='0'/></x:c><f/><f></f><c><f t=\"shared\">A1&lt;B1&amp;C1</f ></c>"
    '<my.x-1:f>D1</my.x-1:f><f><![CDATA[E1<"&lt;"]]></f><f><!-- no -->F1<?p q?>+G1</f><fx>no</fx><off>no</off>'
    "</x:row></x:sheetData ><x14:formula1><xm:f>H1</xm:f></x14:formula1><formula>I1</formula></x:worksheet>"
).encode()
FOUND = ["'客户'!B3*2", "A1<B1&C1", "D1", 'E1<"&lt;"', "F1+G1", "H1"]


def cuts(size: int) -> Iterator[bytes]:
    return (PART[at : at + size] for at in range(0, len(PART), size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_formula_texts__wherever_the_stream_is_cut(size: int) -> None:
    assert [found.text for found in formula_texts(cuts(size))] == FOUND
    assert [b"shared" in found.tag for found in formula_texts(cuts(size))].index(True) == 1


def test_formula_texts__cut_in_two_anywhere() -> None:
    for at in range(len(PART) + 1):
        assert [found.text for found in formula_texts([PART[:at], PART[at:]])] == FOUND, PART[:at][-9:]


def test_formula_texts__elements_of_other_names() -> None:
    assert [found.text for found in formula_texts([PART], (b"f", b"formula", b"formula1"))] == [*FOUND, "I1"]


@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_after_cells(size: int) -> None:
    assert after_cells(cuts(size)).startswith(b"<x14:formula1>")
    assert after_cells(cuts(size)).endswith(b"</x:worksheet>")


def test_after_cells__of_a_sheet_without_any() -> None:
    assert after_cells([b"<worksheet><sheetData", b" /><mergeCells/></worksheet>"]) == b"<mergeCells/></worksheet>"
    assert after_cells([b"<worksheet></worksheet>"]) == b""


@pytest.mark.parametrize("formula", [b"<f>A1</f>", b"<x:f>A1</x:f>", b'<f t="shared">A1</f>', b"<f\n>A1</f>", b"<f/>"])
def test_formula_watch__sees_one_wherever_the_stream_is_cut(formula: bytes) -> None:
    part = b"<sheetData><row><c>" + formula + b"<v>1</v></c></row></sheetData>"
    for at in range(len(part) + 1):
        watch = FormulaWatch()
        assert b"".join(watch.through([part[:at], part[at:]])) == part
        assert watch.found, part[:at][-9:]
    for size in range(1, 9):
        watch = FormulaWatch()
        assert b"".join(watch.through(part[at : at + size] for at in range(0, len(part), size))) == part
        assert watch.found, size


def test_formula_watch__takes_neither_rules_nor_texts_for_formulas() -> None:
    part = b"<c t='str'><v>self:fine f</v></c><cfRule><formula>A1</formula></cfRule><formula1>B1</formula1><x:fx/>"
    for size in (1, 2, 3, 5, 1000):
        watch = FormulaWatch()
        list(watch.through(part[at : at + size] for at in range(0, len(part), size)))
        assert not watch.found, size


def test_formula_watch__a_part_read_twice_keeps_what_was_seen() -> None:
    watch = FormulaWatch()
    list(watch.through([b"<f>1</f>"]))
    list(watch.through([b"<v>1</v>"]))
    assert watch.found
