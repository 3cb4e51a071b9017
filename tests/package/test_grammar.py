"""The expressions that prove a sheet plain: numbers within bounds, and nothing but what office programs write."""

from __future__ import annotations

import re

import pytest

from custsheet.package.gating.grammar import Form, rows, strings, up_to

TIGHT = Form(padded=False, wide=False)


@pytest.mark.parametrize("limit", [-1, 0, 1, 9, 10, 37, 99, 100, 1234, 65_489, 1_048_576])
def test_up_to__exactly_the_numbers_from_0(limit: int) -> None:
    expression = re.compile(up_to(limit))
    near = {n for n in (0, 1, 5, 9, 10, 11, 36, 38, 99, 100, 101, 999, 1233, 1300) if n <= limit}
    for number in near | {max(limit, 0)} if limit >= 0 else ():
        assert expression.fullmatch(b"%d" % number), number
    for text in (b"%d" % (limit + 1), b"%d" % (limit + 10), b"9" * 9, b"-1", b"", b"00", b"01"):
        assert not expression.fullmatch(text), text


GOOD_CELLS = [
    b'<c r="A1"/>',
    b'<c r="A1" s="1"/>',
    b'<c r="A1"><v>1.5E-7</v></c>',
    b'<c r="A1" s="1" t="s"><v>1</v></c>',
    b'<c r="A1" t="s" s="1"><v>0</v></c>',
    b'<c r="A1" t="str"><f>B1&amp;"x"</f><v>a</v></c>',
    b'<c r="A1" t="b"><v>1</v></c>',
    b'<c r="A1" t="e" vm="1"><v>#N/A</v></c>',
    b'<c r="A1"><f t="shared" si="0"/></c>',
    b'<c r="A1" s="1"><f>1</f><v></v></c>',
    b'<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>',
    b'<c r="A1"></c>',
    b'<c r="A1" cm="1"><f t="array" ref="A1">1</f><v>2</v></c>',
    b'<c r="A1"><v></v></c>',
    b'<c r="A1" t="n"><v /></c>',
    b'<c r="A1"><f>B1*2</f><v /></c>',
    b'<c r="A1" s="1" ><f>B1*2</f><v/></c>',
    b'<c r="A1" s="1" />',
    b'<c s="1" r="A1" t="s"><v>1</v></c>',
    b'<c s="1" r="A1"/>',
    b'<c s="1" r="A1" cm="1" t="str"><f>1</f><v>a</v></c>',
    b'<c r="A1" s="1" t="inlineStr"><is><t> s="5" s="6" &lt;</t></is></c>',
    b'<c r="A1" t="str" s="1" cm="1" vm="2"><v>a</v></c>',
    b'<c r="A1" t="inlineStr"></c>',
    b'<c r="A1"><v>.5</v></c>',
    b'<c r="A1"><v>-1.</v></c>',
    '<c r="A1" t="str"><v>&#24352;&#x5f20;张&#x0A;&#xD7FF;&#xE000;&#x10FFFF;&#0128512;</v></c>'.encode(),
]
BAD_CELLS = [
    b'<c r="B2"/>',
    b'<c r="a1"/>',
    b'<c r="AA1"/>',
    b'<c r="A1" s="2"/>',
    b'<c r="A1"><v>1,5</v></c>',
    b'<c r="A1"><v> 1</v></c>',
    b'<c r="A1" t="s"><v>2</v></c>',
    b'<c r="A1" t="s"><v>01</v></c>',
    b'<c r="A1" t="s"></c>',
    b'<c r="A1" t="b"><v>2</v></c>',
    b'<c r="A1" t="d"><v>2024-01-01</v></c>',
    b'<c r="A1" t="x"><v>1</v></c>',
    b'<c r="A1"><v>1</v><v>2</v></c>',
    b'<c r="A1" xmlns="urn:x"/>',
    b'<c r="A1" r="A1"/>',
    b"<c r='A1'/>",
    b"<c/>",
    b'<c r="A1"><v>1<!-- --></v></c>',
    b'<c r="A1"><v>1e400</v></c>',
    b'<c r="A1" t="str"><v>a&nbsp;</v></c>',
    b'<c r="A1" t="str"><v>a]]></v></c>',
    b'<c r="A1" t="str"><v>\x00</v></c>',
    b'<c r="A1" t="str"><v>a\rb</v></c>',
    b'<c r="A1" t="str"><v>&#7;</v></c>',
    b'<c r="A1" t="str"><v>\xef\xbf\xbf</v></c>',
    b'<c r="A1"><x/></c>',
    b'<c r="A1"><v>.</v></c>',
    b'<c r="A1" t="s"><v/></c>',
    b'<c r="A1" t="b"><v/></c>',
    b'<c s="1" r="A1" s="1"/>',
    b'<c r="A1" s="1" t="n" s="1"><v>1</v></c>',
    b'<c r="A1" s="1" cm="1" t="str" cm="1"><v>1</v></c>',
    b'<c r="A1" vm="1" t="str" vm="2"><v>1</v></c>',
    b'<c r="A1" t="inlineStr"><is><t>a&nbsp;</t></is></c>',
    b'<c s="1" r="B2"/>',
    b'<c s="2" r="A1"/>',
    b'<c t="s" r="A1"><v>1</v></c>',
]


def taken(cell: bytes) -> bool:
    row = b'<row r="1" spans="1:9" ht="15">' + cell + b"</row>"
    match = rows(b"", frozenset(), TIGHT, 2, 2).match(row)
    return match is not None and match.end() == len(row)


@pytest.mark.parametrize("cell", GOOD_CELLS)
def test_rows__what_office_programs_write(cell: bytes) -> None:
    assert taken(cell)


@pytest.mark.parametrize("cell", BAD_CELLS)
def test_rows__nothing_else(cell: bytes) -> None:
    assert not taken(cell)


def test_rows__references_to_the_characters_that_xml_allows() -> None:
    """Around every border between what is allowed and what is not (XML 1.0, 2.2)."""
    borders = (0, 9, 11, 13, 14, 32, 127, 10_000, 50_000, 0xD800, 0xE000, 0xFFFE, 0x10000, 100_000, 0x110000, 1_200_000)
    near = {max(border + step, 0) for border in borders for step in (-2, -1, 0, 1, 2)} | {9_999_999, 1 << 32}
    for number in near:
        allowed = number in {9, 10, 13} or any(
            low <= number <= high for low, high in ((32, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
        )
        for spelled in (b"&#%d;", b"&#x%x;", b"&#x0%X;"):
            assert taken(b'<c r="A1" t="str"><v>' + spelled % number + b"</v></c>") == allowed, number
    for bad in (b"&#;", b"&#x;", b"&#-65;", b"&#X41;", b"&#65", b"&# 65;", b"&#6A;"):
        assert not taken(b'<c r="A1" t="str"><v>' + bad + b"</v></c>"), bad


def test_rows__the_same_attribute_twice() -> None:
    for row in (b'<row r="1" ht="1" ht="2"/>', b'<row r="1" r="1"/>', b'<row r="1" x14ac:dyDescent="1"/>'):
        assert rows(b"", frozenset(), TIGHT, 2, 2).match(row).end() == 0
    known = rows(b"", frozenset({b"x14ac"}), TIGHT, 2, 2)
    assert known.match(b'<row r="1" x14ac:dyDescent="1"/>').end() > 0


def test_strings__texts_runs_and_readings() -> None:
    good = (
        b'<si><t>a&lt;b</t></si><si/><si><r><rPr><b/><sz val="11"/></rPr><t>x</t></r><r><t>y</t></r></si>'
        b'<si><t>z</t><rPh sb="0" eb="1"><t>q</t></rPh><phoneticPr fontId="1"/></si>'
    )
    expression = strings(b"", frozenset(), TIGHT)
    assert expression.match(good).end() == len(good)
    for bad in (b"<si><t>a</t><t>b</t></si>", b"<si><x/></si>", b"<si>a</si>", b"<si><t>a<b/></t></si>"):
        assert expression.match(bad).end() == 0
