"""A totals row that something reads by its number stays where it is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from custsheet.model.errors import WorkbookError
from custsheet.package import Package
from custsheet.package.patching.patch import patch
from custsheet.package.patching.patches import RowPatch

OWN, OTHER, CHART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/charts/chart1.xml"
Draw = Callable[[xlsxwriter.Workbook, Worksheet, Worksheet], object]


def drawn(draw: Draw | None = None, title: str = "客户") -> bytes:
    """A table in A1:B4 whose totals stand in row 4."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet, other = book.add_worksheet(title), book.add_worksheet("别处")
    sheet.write_row("A2", [1, 2])
    sheet.write_row("A3", [3, 4])
    columns = [{"header": "编号"}, {"header": "金额", "total_function": "sum"}]
    sheet.add_table("A1:B4", {"name": "T", "total_row": True, "columns": columns})
    if draw is not None:
        draw(book, sheet, other)
    book.close()
    return held.getvalue()


def put(data: bytes, part: str, old: str, new: str) -> bytes:
    package = Package.read(data)
    before = package.part(part)
    after = before.replace(old.encode(), new.encode(), 1)
    assert after != before
    return package.assemble({part: after})


def moves(data: bytes) -> bool:
    """Whether a row goes in above the totals; the refusal must say what stands against it."""
    try:
        return patch(data, [RowPatch("T", {"金额": 5})]) != data
    except WorkbookError as error:
        if "reads the totals row" in error.en and "汇总行" in error.zh:
            return False
        raise


def rule(criteria: str, cells: str, sheet: int = 1, **more: object) -> Draw:
    return lambda *all_: all_[sheet].conditional_format(cells, {"type": "formula", "criteria": criteria, **more})


def chart(values: str) -> Draw:
    def draw(book: xlsxwriter.Workbook, _: Worksheet, other: Worksheet) -> None:
        one = book.add_chart({"type": "column"})
        one.add_series({"values": values})
        other.insert_chart("D1", one)

    return draw


def scale(cell: str) -> Draw:
    options = {"type": "data_bar", "max_type": "formula", "max_value": cell}
    return lambda _, sheet, __: sheet.conditional_format("F1:F2", options)


def formula(text: str, sheet: int = 2) -> Draw:
    return lambda *all_: all_[sheet].write_formula("D1", text, None, 1)


def named(text: str) -> Draw:
    return lambda book, *_: book.define_name("mine", text)


def checked(source: str, sheet: int = 2) -> Draw:
    return lambda *all_: all_[sheet].data_validation("D1:D9", {"validate": "list", "source": source})


def sparkline(cells: str) -> Draw:
    return lambda *all_: all_[2].add_sparkline("D1", {"range": cells})


def text_box(cell: str) -> Draw:
    return lambda *all_: all_[2].insert_textbox("D1", "", {"textlink": cell})


@pytest.mark.parametrize(
    ("draw", "moved"),
    [
        (None, True),
        (formula("='客户'!B4*2"), False),
        (formula("='客户'!B3*2"), True),
        (formula("=SUM('客户'!4:4)"), False),
        (formula("=SUM('客户'!$2:$4)"), False),
        (formula("=SUM('客户'!5:6)"), True),
        (formula("=B4"), True),
        (formula("=SUM(客户:别处!B4)"), False),
        (formula("=B4", 1), False),
        (formula("=SUM(4:4)", 1), False),
        (named("='客户'!$B$4"), False),
        (named("='客户'!$4:$4"), False),
        (named("='客户'!$B$2"), True),
        (chart("='客户'!$B$2:$B$4"), False),
        (chart("='客户'!$B$2:$B$3"), True),
        (rule("=$F1>$B$4", "F1:F9"), False),
        (rule("=F2>F1", "F1:F3"), False),
        (rule("=$F1>$B$3", "F1:F9"), True),
        (rule("=$B2>15", "A2:B4"), True),
        (rule("=B2>B1", "A2:B3"), True),
        (rule("='客户'!$B$4>1", "A1:A9", 2), False),
        (rule("='客户'!$B1>1", "A1:A9", 2), False),
        (rule("='客户'!$B1>1", "A1:A3", 2), True),
        (rule("=$B$4>1", "A1:A9", 2), True),
        (scale("=$B$4"), False),
        (scale("=$B$3"), True),
        (checked("='客户'!$B$4:$B$4"), False),
        (checked("=$B$2:$B$4", 1), False),
        (checked("=$B$2:$B$4"), True),
        (sparkline("客户!B2:B4"), False),
        (sparkline("客户!B2:B3"), True),
        (text_box("=客户!$B$4"), False),
        (text_box("=客户!$B$3"), True),
    ],
)
def test_is_read(draw: Draw | None, moved: bool) -> None:
    assert moves(drawn(draw)) is moved


def test_is_read__a_title_with_a_quote() -> None:
    assert not moves(drawn(formula("='It''s'!B4"), "It's"))
    assert moves(drawn(formula("='It''s'!B5"), "It's"))


def test_is_read__by_one_of_the_cells_that_share_a_formula() -> None:
    shared = '<f t="shared" ref="D1:D4" si="0">B1</f>'
    assert not moves(put(drawn(formula("=B1", 1)), OWN, "<f>B1</f>", shared))
    assert moves(put(drawn(formula("=B1", 1)), OWN, "<f>B1</f>", shared.replace("D4", "D3")))


def test_is_read__by_a_chart_that_writes_it_as_cdata() -> None:
    assert not moves(put(drawn(chart("='客户'!$B$2:$B$3")), CHART, "'客户'!$B$2:$B$3", "<![CDATA['客户'!$B$2:$B$4]]>"))


def test_is_read__wherever_the_stream_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(formula("='客户'!B4*2"))
    prefixed = Package.read(data).part(OTHER).replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
    body = prefixed.replace(b"<x:?", b"<?").replace(b" xmlns=", b" xmlns:x=")
    data = Package.read(data).assemble({OTHER: body})
    whole = Package.stream

    def pieces(package: Package, name: str, chunk: int = 1 << 20) -> Iterator[bytes]:
        for piece in whole(package, name, chunk):
            yield from (piece[at : at + 1] for at in range(len(piece)))

    monkeypatch.setattr(Package, "stream", pieces)
    assert b"<x:f>" in body
    assert not moves(data)
