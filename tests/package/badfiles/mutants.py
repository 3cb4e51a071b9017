"""Small random changes to the parts of a workbook, put back into a whole zip: what a broken writer might save."""

from __future__ import annotations

import random
import re

from workbooks import unzipped, zipped

_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'\s[\w:]+="[^"]*"')
_NUMBER = re.compile(rb"\d+")
_TYPE = re.compile(rb' t="\w+"')
_ELEMENT = re.compile(
    rb"<(?:x:)?(c|row|si|t|v|is|f|sheet|tableColumn|xf|Relationship)\b[^<>]*?(?:/>|>.*?</(?:x:)?\1>)", re.DOTALL
)


def _spot(pattern: re.Pattern[bytes], data: bytes, rnd: random.Random) -> tuple[int, int] | None:
    found = [match.span() for match in pattern.finditer(data)]
    return rnd.choice(found) if found else None


def _byte_out(data: bytes, rnd: random.Random) -> bytes:
    at = rnd.randrange(len(data))
    return data[:at] + data[at + rnd.choice((1, 1, 1, 2, 5, 20)) :]


def _byte_twice(data: bytes, rnd: random.Random) -> bytes:
    at = rnd.randrange(len(data))
    size = rnd.choice((1, 1, 2, 8, 40))
    return data[: at + size] + data[at:]


def _bytes_swapped(data: bytes, rnd: random.Random) -> bytes:
    at = rnd.randrange(len(data) - 1)
    return data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]


def _byte_changed(data: bytes, rnd: random.Random) -> bytes:
    at = rnd.randrange(len(data))
    return data[:at] + bytes([rnd.choice(b"<>&\"'/=0123456789ABCabc:;![]- \r\n\t\0\x01\x80\xff")]) + data[at + 1 :]


def _cut(data: bytes, rnd: random.Random) -> bytes:
    return data[: rnd.randrange(len(data))]


def _gone(pattern: re.Pattern[bytes]):
    def change(data: bytes, rnd: random.Random) -> bytes:
        spot = _spot(pattern, data, rnd)
        return data[: spot[0]] + data[spot[1] :] if spot else data

    return change


def _twice(data: bytes, rnd: random.Random) -> bytes:
    spot = _spot(_ELEMENT, data, rnd)
    return data[: spot[1]] + data[spot[0] :] if spot else data


def _moved(data: bytes, rnd: random.Random) -> bytes:
    spot = _spot(_ELEMENT, data, rnd)
    if not spot:
        return data
    piece, rest = data[spot[0] : spot[1]], data[: spot[0]] + data[spot[1] :]
    target = _spot(_TAG, rest, rnd)
    return rest[: target[0]] + piece + rest[target[0] :] if target else data


def _number(data: bytes, rnd: random.Random) -> bytes:
    spot = _spot(_NUMBER, data, rnd)
    new = rnd.choice((b"0", b"1", b"-1", b"99999999", b"1e5", b"", b" 2 ", b"NaN", b"0x10", b"1048577", b"007", b"3.0"))
    return data[: spot[0]] + new + data[spot[1] :] if spot else data


def _type(data: bytes, rnd: random.Random) -> bytes:
    spot = _spot(_TYPE, data, rnd)
    new = b' t="%s"' % rnd.choice((b"s", b"str", b"n", b"b", b"e", b"d", b"inlineStr", b"x", b""))
    return data[: spot[0]] + new + data[spot[1] :] if spot else data


def _put_in(data: bytes, rnd: random.Random) -> bytes:
    spot = _spot(_TAG, data, rnd)
    new = rnd.choice(
        (b"<!-- x -->", b"<?x y?>", b"text", b"\n  ", b"<![CDATA[z]]>", b"&amp;", b"&#65;", b"&bad;", b"<x/>", b"</c>",
         b"<v>5</v>", b'<c r="B2"><v>9</v></c>', b"<c><v>9</v></c>", b'<row r="2"/>', b"<row/>", b"<si><t>x</t></si>")
    )  # fmt: skip
    at = rnd.choice(spot) if spot else 0
    return data[:at] + new + data[at:]


CHANGES = (
    _byte_out,
    _byte_twice,
    _bytes_swapped,
    _byte_changed,
    _cut,
    _gone(_TAG),
    _gone(_ATTRIBUTE),
    _gone(_ELEMENT),
    _twice,
    _moved,
    _number,
    _number,
    _type,
    _put_in,
    _put_in,
)


def mutant(data: bytes, seed: int) -> tuple[str, bytes]:
    """(what was changed, the changed workbook); the sheets and texts are changed more often than the rest."""
    rnd = random.Random(seed)
    parts = unzipped(data)
    weighted = [
        name
        for name in parts
        for _ in range(8 if "worksheets/sheet" in name else 4 if "sharedStrings" in name else 1)
        if name.endswith((".xml", ".rels")) and not name.startswith(("docProps", "xl/theme"))
    ]
    name = rnd.choice(weighted)
    change = rnd.choice(CHANGES)
    content = parts[name]
    for _ in range(rnd.choice((1, 1, 1, 2))):
        content = change(content, rnd) or b" "
    return f"{seed}: {change.__name__} in {name}", zipped({**parts, name: content})


def flipped(data: bytes, seed: int) -> bytes:
    """The file with one to three bits flipped."""
    rnd = random.Random(seed)
    bad = bytearray(data)
    for _ in range(rnd.choice((1, 1, 1, 2, 3))):
        bad[rnd.randrange(len(bad))] ^= 1 << rnd.randrange(8)
    return bytes(bad)
