"""Cells that are placed, typed or filled as no office program does it."""

from __future__ import annotations

from datetime import date, datetime

from kinds import FAR, GOOD, READ, Kind, accepted, cell, part, put, refused, row, rows, swap
from workbooks import BOOK, STRINGS

_SEVEN = {(1, 2): 7.0}
_ONE = {(1, 1): 1.0}
# The plain workbook's second format (1) is a date.
_DAY = b' s="1"'


def a1(value: object) -> dict[tuple[int, int], object]:
    """A1 with the value, B1 with 7: what `cell` makes."""
    return {(1, 1): value, **_SEVEN}


def error(text: str) -> tuple[str, str]:
    return ("error", text)


def v(text: bytes) -> bytes:
    return b"<v>" + text + b"</v>"


def inline(content: bytes) -> bytes:
    return b"<is>" + content + b"</is>"


_NUMBERS: dict[str, tuple[bytes, float | None]] = {
    "0": (b"0", 0.0),
    "-0": (b"-0", 0.0),
    "+5": (b"+5", 5.0),
    "5.": (b"5.", 5.0),
    ".5": (b".5", 0.5),
    "007": (b"007", 7.0),
    "1e5": (b"1e5", 1e5),
    "1E+005": (b"1E+005", 1e5),
    "1E-300": (b"1E-300", 1e-300),
    "1e-400": (b"1e-400", 0.0),
    "17 digits": (b"0.12345678901234567", 0.12345678901234567),
    "20 digits": (b"12345678901234567890", 12345678901234567890.0),
    "spaces around": (b" 5 ", 5.0),
    "lines around": (b"\n5\n", 5.0),
    "nothing": (b"", None),
    "spaces": (b"  ", None),
}
_NO_NUMBERS = {
    "NaN": b"NaN",
    "INF": b"INF",
    "-inf": b"-inf",
    "infinity": b"infinity",
    "1e400": b"1e400",
    "hex": b"0x10",
    "thousands": b"1,000",
    "a comma": b"1,5",
    "text": b"hello",
    "two numbers": b"1 2",
    "a lone sign": b"-",
    "full-width digits": "１２".encode(),
    "Arabic digits": "١٢".encode(),
    "underscores": b"1_000",
    "percent": b"5%",
    "an exponent alone": b"1e",
    "a boolean": b"true",
    "two signs": b"--1",
    "a formula": b"=1+1",
}
_DATES: dict[str, object] = {
    "2024-05-06": date(2024, 5, 6),
    "2024-05-06T10:11:12": datetime(2024, 5, 6, 10, 11, 12),
    "2024-05-06T10:11:12Z": datetime(2024, 5, 6, 10, 11, 12),
    "2024-05-06T10:11:12.5": datetime(2024, 5, 6, 10, 11, 12, 500000),
}
_NO_DATES = ["2024-13-06", "2024-02-30", "tomorrow", "45000", "", "2024/05/06", "2024-05-06T10:11:12+08:00"]
_PLACES = {"row 0": b"A0", "no column": b"1", "no row": b"A", "negative": b"A-1", "dollars": b"$A$1", "R1C1": b"R1C1",
           "a range": b"A1:B1", "nothing": b"", "full-width": "Ａ１".encode(), "with sheet": b"Sheet1!A1"}  # fmt: skip

KINDS: dict[str, Kind] = {
    **{
        f"number: {name}": accepted(lambda t=text: cell(v(t)), a1(value) if value is not None else _SEVEN)
        for name, (text, value) in _NUMBERS.items()
    },
    **{
        f"typed number: {name}": accepted(lambda t=text: cell(v(t), b"n"), a1(value) if value is not None else _SEVEN)
        for name, (text, value) in _NUMBERS.items()
    },
    **{f"no number: {name}": refused(lambda t=text: cell(v(t)), READ) for name, text in _NO_NUMBERS.items()},
    **{
        f"date: {text}": accepted(lambda t=text: cell(v(t.encode()), b"d", _DAY), a1(value))
        for text, value in _DATES.items()
    },
    **{f"no date: {text or 'nothing'}": refused(lambda t=text: cell(v(t.encode()), b"d"), READ) for text in _NO_DATES},
    **{
        f"place: {name}": refused(lambda p=place: row(b'<c r="' + p + b'"><v>1</v></c>'), READ)
        for name, place in _PLACES.items()
    },
    "XFD1048576 with a value": refused(
        lambda: rows(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        FAR,
    ),
    "XFD1048576 with a format": accepted(
        lambda: rows(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'), _ONE
    ),
    "XFD1048576 with a format, open": accepted(
        lambda: rows(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"></c></row>'),
        _ONE,
    ),
    "XFD1 with a value": accepted(
        lambda: row(b'<c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c>'), {**_ONE, (1, 16384): 2.0}
    ),
    "A1048576 with a value": accepted(
        lambda: rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), {(1_048_576, 1): 1.0}
    ),
    "a far cell, spelled oddly": refused(
        lambda: rows(b"<row r='1048576'><c s='0' r = \"XFD1048576\"><v>1</v></c></row>"), FAR
    ),
    "a far row without references": refused(lambda: rows(b'<row r="99999999"><c><v>1</v></c></row>'), FAR),
    "row 1048577": refused(lambda: rows(b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), FAR),
    "row 4294967297": refused(lambda: rows(b'<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>'), READ),
    "XFE1": refused(lambda: row(b'<c r="XFE1"><v>1</v></c>'), FAR),
    "ZZZZ1": refused(lambda: row(b'<c r="ZZZZ1"><v>1</v></c>'), FAR),
    "16,385 cells in a row": refused(lambda: row(b"<c><v>1</v></c>" * 16_385), FAR),
    "row 0": refused(lambda: rows(b'<row r="0"><c r="A0"><v>1</v></c></row>'), READ),
    "row -1": refused(lambda: rows(b'<row r="-1"><c><v>1</v></c></row>'), READ),
    "row x": refused(lambda: rows(b'<row r="x"><c><v>1</v></c></row>'), READ),
    "row 1.0": refused(lambda: rows(b'<row r="1.0"><c><v>1</v></c></row>'), READ),
    "row number with zeros": accepted(lambda: rows(b'<row r="001"><c r="A1"><v>1</v></c></row>'), _ONE),
    "no references at all": accepted(
        lambda: rows(b"<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>9</v></c></row>"),
        {(1, 1): 1.0, (1, 3): 3.0, (3, 1): 9.0},
    ),
    "some references": accepted(
        lambda: rows(
            b'<row r="2"><c><v>1</v></c><c r="D2"><v>4</v></c><c><v>5</v></c></row><row><c><v>9</v></c></row>'
        ),
        {(2, 1): 1.0, (2, 4): 4.0, (2, 5): 5.0, (3, 1): 9.0},
    ),
    "rows with, cells without": accepted(lambda: rows(b'<row r="3"><c><v>1</v></c></row>'), {(3, 1): 1.0}),
    "cells with, rows without": accepted(lambda: rows(b'<row><c r="B1"><v>1</v></c></row>'), {(1, 2): 1.0}),
    "rows out of order": accepted(
        lambda: rows(b'<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
        {(1, 1): 1.0, (3, 1): 3.0},
    ),
    "cells out of order": accepted(
        lambda: row(b'<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c>'), {(1, 1): 1.0, (1, 3): 3.0}
    ),
    "a row in two pieces": accepted(
        lambda: rows(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>'),
        {(1, 1): 1.0, (1, 2): 2.0},
    ),
    "a row twice": refused(lambda: rows(b'<row r="1"><c r="A1"><v>1</v></c></row>' * 2), READ),
    "a cell twice": refused(lambda: row(b'<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'), READ),
    "a cell twice, far apart": refused(lambda: row(b'<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="A1"/>'), READ),
    "a cell of another row": refused(lambda: row(b'<c r="A2"><v>1</v></c>'), READ),
    "lower-case reference": accepted(lambda: row(b'<c r="b1"><v>1</v></c>'), {(1, 2): 1.0}),
    "type before format": accepted(lambda: row(b'<c r="A1" t="s" s="1"><v>1</v></c>'), {(1, 1): "张三"}),
    "reference last": accepted(lambda: row(b'<c t="s" s="1" r="B1"><v>1</v></c>'), {(1, 2): "张三"}),
    "single quotes": accepted(lambda: rows(b"<row r='1'><c r='A1' t='s'><v>1</v></c></row>"), {(1, 1): "张三"}),
    "spaces within tags": accepted(
        lambda: rows(b'<row  r = "1" ><c  r = "A1"  t = "s" ><v >1</v ></c ></row >'), {(1, 1): "张三"}
    ),
    "unknown attributes": accepted(lambda: row(b'<c r="A1" x="1"><v>1</v></c>'), _ONE),
    "text number 2, of 2": refused(lambda: cell(v(b"2"), b"s"), READ),
    "text number -1": refused(lambda: cell(v(b"-1"), b"s"), READ),
    "text number 99999999999": refused(lambda: cell(v(b"99999999999"), b"s"), READ),
    "text number x": refused(lambda: cell(v(b"x"), b"s"), READ),
    "text number 1.0": refused(lambda: cell(v(b"1.0"), b"s"), READ),
    "text number, padded": accepted(lambda: cell(v(b" 1 "), b"s"), a1("张三")),
    "text number 01": accepted(lambda: cell(v(b"01"), b"s"), a1("张三")),
    "text number missing": refused(lambda: cell(v(b""), b"s"), READ),
    "text without value": accepted(lambda: cell(b"", b"s"), _SEVEN),
    "texts, but no part of texts": refused(
        lambda: rows(
            part("xl/worksheets/sheet1.xml").partition(b"<sheetData>")[2].partition(b"</sheetData>")[0],
            strings=b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        ),
        READ,
    ),
    "boolean 1": accepted(lambda: cell(v(b"1"), b"b"), a1(True)),
    "boolean true": accepted(lambda: cell(v(b"true"), b"b"), a1(True)),
    "boolean FALSE": refused(lambda: cell(v(b"FALSE"), b"b"), READ),
    "boolean 2": refused(lambda: cell(v(b"2"), b"b"), READ),
    "boolean in Chinese": refused(lambda: cell(v("是".encode()), b"b"), READ),
    "unknown type": refused(lambda: cell(v(b"1"), b"x"), READ),
    "unknown type, no value": refused(lambda: cell(b"", b"x"), READ),
    "empty type": refused(lambda: cell(v(b"1"), b""[:0] or b"X"), READ),
    "type in capitals": refused(lambda: cell(v(b"1"), b"S"), READ),
    "two values": refused(lambda: cell(v(b"1") + v(b"2")), READ),
    "elements in a value": refused(lambda: cell(b"<v>1<b>2</b></v>"), READ),
    "a comment in a value": accepted(lambda: cell(b"<v>1<!-- 9 -->2</v>"), a1(12.0)),
    "CDATA in a value": accepted(lambda: cell(b"<v><![CDATA[12]]></v>"), a1(12.0)),
    "a value as references": accepted(lambda: cell(b"<v>&#49;&#x32;</v>"), a1(12.0)),
    "text between cells": refused(lambda: row(b'<c r="A1"><v>1</v></c>hello<c r="B1"><v>2</v></c>'), READ),
    "text in a cell": refused(lambda: cell(b"hello"), READ),
    "text between rows": refused(lambda: rows(b'hello<row r="1"><c r="A1"><v>1</v></c></row>'), READ),
    "an unknown element in a cell": refused(lambda: cell(b"<w>1</w>"), READ),
    "extension in a cell": accepted(lambda: cell(v(b"1") + b"<extLst><ext uri='x'/></extLst>"), a1(1.0)),
    "a cell within a cell": refused(lambda: cell(b'<c r="C1"><v>1</v></c>'), READ),
    "format 99 of 2": refused(lambda: cell(v(b"1"), more=b' s="99"'), READ),
    "format -1": refused(lambda: cell(v(b"1"), more=b' s="-1"'), READ),
    "format x": refused(lambda: cell(v(b"1"), more=b' s="x"'), READ),
    "inline text": accepted(lambda: cell(inline(b"<t>x</t>"), b"inlineStr"), a1("x")),
    "inline text, empty": accepted(lambda: cell(inline(b"<t/>"), b"inlineStr"), _SEVEN),
    "inline text, nothing": accepted(lambda: cell(b"", b"inlineStr"), _SEVEN),
    "inline text, kept spaces": accepted(
        lambda: cell(inline(b'<t xml:space="preserve"> x </t>'), b"inlineStr"), a1(" x ")
    ),
    "inline text, spaces": accepted(lambda: cell(inline(b"<t> x </t>"), b"inlineStr"), a1("x")),
    "inline text, rich": accepted(
        lambda: cell(inline(b"<r><rPr><b/></rPr><t>x</t></r><r><t>y</t></r>"), b"inlineStr"), a1("xy")
    ),
    "inline text, with a reading": accepted(
        lambda: cell(inline("<t>張</t><rPh sb='0' eb='1'><t>チョウ</t></rPh>".encode()), b"inlineStr"), a1("張")
    ),
    "inline text as a value": refused(lambda: cell(v(b"x"), b"inlineStr"), READ),
    "inline text, typed as text": refused(lambda: cell(inline(b"<t>x</t>"), b"str"), READ),
    "inline text, not typed": refused(lambda: cell(inline(b"<t>x</t>")), READ),
    "two inline texts": refused(lambda: cell(inline(b"<t>x</t>") * 2, b"inlineStr"), READ),
    "two texts in one": refused(lambda: cell(inline(b"<t>x</t><t>y</t>"), b"inlineStr"), READ),
    "40,000 characters": accepted(
        lambda: cell(inline(b"<t>" + b"x" * 40_000 + b"</t>"), b"inlineStr"), a1("x" * 40_000)
    ),
    "32,767 characters": accepted(lambda: cell(v("张".encode() * 32_767), b"str"), a1("张" * 32_767)),
    "a formula without a result": accepted(lambda: cell(b"<f>1+1</f>"), _SEVEN),
    "a formula with an empty result": accepted(lambda: cell(b"<f>1+1</f><v></v>", b"str"), _SEVEN),
    "a formula with a result": accepted(lambda: cell(b"<f>1+1</f><v>2</v>"), a1(2.0)),
    "a shared formula": accepted(lambda: cell(b'<f t="shared" si="0"/><v>2</v>'), a1(2.0)),
    "a formula behind its result": accepted(lambda: cell(b"<v>2</v><f>1+1</f>"), a1(2.0)),
    "two formulas": refused(lambda: cell(b"<f>1</f><f>2</f><v>2</v>"), READ),
    "an error": accepted(lambda: cell(v(b"#N/A"), b"e"), a1(error("#N/A"))),
    "a new error": accepted(lambda: cell(v(b"#SPILL!"), b"e"), a1(error("#SPILL!"))),
    "an unknown error": accepted(lambda: cell(v("#哎!".encode()), b"e"), a1(error("#哎!"))),
    "an error of text": accepted(lambda: cell(v(b"hello &amp; bye"), b"e"), a1(error("hello & bye"))),
    "an error in CDATA": accepted(lambda: cell(v(b"<![CDATA[#N/A]]>"), b"e"), a1(error("#N/A"))),
    "a day": accepted(lambda: cell(v(b"45000"), more=_DAY), a1(date(2023, 3, 15))),
    "a day, negative": accepted(lambda: cell(v(b"-5"), more=_DAY), a1(-5.0)),
    "a day, negative fraction": accepted(lambda: cell(v(b"-0.5"), more=_DAY), a1(-0.5)),
    "a day beyond 9999": accepted(lambda: cell(v(b"2958466"), more=_DAY), a1(2958466.0)),
    "a day far beyond": accepted(lambda: cell(v(b"1e20"), more=_DAY), a1(1e20)),
    "a day of 1904": accepted(
        lambda: row(b'<c r="A1" s="1"><v>43538</v></c>', book=swap(BOOK, b"<workbookPr", b'<workbookPr date1904="1"')),
        {(1, 1): date(2023, 3, 15)},
    ),
    "_x000D_ in a text": accepted(lambda: cell(inline(b"<t>a_x000D_b</t>"), b"inlineStr"), a1("a\rb")),
    "escaped _x005F_": accepted(lambda: cell(inline(b"<t>a_x005F_x000D_b</t>"), b"inlineStr"), a1("a_x000D_b")),
    "texts with other children": refused(lambda: put(strings=swap(STRINGS, b"<si>", b"<si><w/>")), READ),
    "a text without <t>": accepted(
        lambda: put(strings=swap(STRINGS, "<t>张三</t>".encode(), b"")), {k: x for k, x in GOOD.items() if k != (1, 2)}
    ),
    "a cell of tables in the rows": refused(lambda: row(b"<tr><td>1</td></tr>"), READ),
}
