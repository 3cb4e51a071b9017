"""How office programs spell sheets and shared strings, as regular expressions that prove it.

A sheet that these expressions match to the last byte is well-formed, stays within Excel's bounds, names every cell
once and where it stands, and refers to no text or format that is not there: every reader reads it alike. They match at
some 300 MB a second, where an XML parser with callbacks takes a microsecond a tag. What they do not match is not wrong;
it is read by `exact`, tag by tag.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from custsheet.package.possessive import possessive
from custsheet.package.ranges import LAST_ROW

# Every group of attributes needs a name of its own within an expression.
_GROUPS = count()
_PAD = rb"[ \r\n\t]*+"
# References to characters that XML allows: no controls, no surrogates, none beyond Unicode. First comes what openpyxl
# makes of Chinese characters.
_HEX = rb"[0-9A-Fa-f]"
_DECIMAL = (
    rb"(?!(?:[0-8]|1[124-9]|2\d|3[01]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|6553[45]);)"
    rb"(?:[1-9]\d{0,5}|10\d{5}|11(?:0\d{4}|1(?:[0-3]\d{3}|40\d\d|41(?:0\d|1[01]))));"
)
_HEXADECIMAL = (
    rb"(?!(?:[0-8BbCcEeFf]|1%(h)s|[Dd][89A-Fa-f]%(h)s{2}|[Ff]{3}[EeFf]);)(?:[1-9A-Fa-f]%(h)s{0,4}|10%(h)s{4});"
) % {b"h": _HEX}
_REFERENCE = rb"&(?:#[2-4]\d{4};|amp;|lt;|gt;|quot;|apos;|#0*+%s|#x0*+%s)" % (_DECIMAL, _HEXADECIMAL)
# Characters that XML allows, with every entity spelled out; a lone CR means LF, which not every reader knows.
_TEXT = possessive(rb"[^<&\]\r\x00-\x08\x0b\x0c\x0e-\x1f\xef]++|\r\n|\](?!\]>)|\xef(?!\xbf[\xbe\xbf])|" + _REFERENCE)
_VALUE = rb'"[^"<>&\x00-\x1f]*"'
_USUAL_NUMBER = rb"-?\d{1,40}(?:\.\d{1,40}|)(?:[eE][-+]?\d{1,2}|)"
_NUMBER = rb"-?(?:\d{1,40}(?:\.\d{0,40}|)|\.\d{1,40})(?:[eE][-+]?\d{1,2}|)"
_COLUMN = rb"(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"


class Form(NamedTuple):
    """What is told apart only because it costs time: white space between the tags, columns beyond Z."""

    padded: bool
    wide: bool


def up_to(limit: int) -> bytes:
    """An expression for the whole numbers from 0 to `limit`, without leading zeros; nothing matches a negative one."""
    if limit < 0:
        return rb"(?!)"
    digits = str(limit)
    shorter = [rb"[1-9]\d{0,%d}" % (len(digits) - 2), rb"0"] if len(digits) > 1 else []
    same = []
    for at, digit in enumerate(digits):
        lowest = 1 if at == 0 and len(digits) > 1 else 0
        if int(digit) > lowest:
            same.append(b"%s[%d-%d]\\d{%d}" % (digits[:at].encode(), lowest, int(digit) - 1, len(digits) - at - 1))
    return b"(?:" + b"|".join([*same, digits.encode(), *shorter]) + b")"


def _attributes(prefixes: Collection[bytes], barred: bytes = b"-") -> bytes:
    """Any attributes, none twice, of known namespaces; `barred` are those that stand elsewhere or mean something.

    At most 40, because each looks through all that follow; the format knows 15 of a row and 14 of a formula.
    """
    name = b"a%d" % next(_GROUPS)
    known = b"(?:(?:" + b"|".join(map(re.escape, prefixes)) + b"):)?" if prefixes else b""
    one = b"(?!xmlns|(?:" + barred + b")=)(?P<" + name + b">" + known + rb"[A-Za-z][A-Za-z0-9]*)=" + _VALUE
    return possessive(b" " + one + b"(?![^<>]* (?P=" + name + b")=)", b"{0,40}")


def _string(p: bytes, prefixes: Collection[bytes]) -> bytes:
    """What stands in `is` and `si`: one text, or runs; readings of it, which are no part of the text."""
    text = b'<%(p)st(?: xml:space="(?:preserve|default)"|)(?:>%(t)s</%(p)st>| ?/>)' % {b"p": p, b"t": _TEXT}
    one = b"<%s(?:%s) ?/>" % (p + rb"[A-Za-z]++", _attributes(prefixes))
    looks = b"(?:<%srPr(?: ?/>|>%s</%srPr>))?" % (p, possessive(one), p)
    runs = possessive(b"<%sr>%s%s</%sr>" % (p, looks, text, p), b"+")
    reading = rb'<%srPh sb="\d++" eb="\d++">%s</%srPh>' % (p, text, p)
    phonetic = b"<%sphoneticPr%s ?/>" % (p, _attributes(prefixes))
    return b"(?:%s|%s|)%s(?:%s|)" % (text, runs, possessive(reading), phonetic)


@lru_cache(maxsize=32)
def rows(p: bytes, prefixes: frozenset[bytes], form: Form, strings: int, formats: int) -> re.Pattern[bytes]:
    """Rows of a sheet, one after the other, as many as there are; `re.Pattern.match` takes them.

    Args:
        p: the prefix of the elements with its colon, empty for none.
        prefixes: the prefixes of attributes that are declared.
        form: what else the rows may look like.
        strings: how many shared strings there may be.
        formats: how many cell formats there may be.
    """
    p, pad = re.escape(p), _PAD if form.padded else b""
    style, text_number = rb' s="%s"' % up_to(formats - 1), up_to(strings - 1)
    end = b"%s</%sc>" % (pad, p)
    meta = rb'(?: cm="\d++"|)(?: vm="\d++"|)'

    def value(expression: bytes) -> bytes:
        return b"<%(p)sv>%(e)s</%(p)sv>" % {b"p": p, b"e": expression}

    def content(value: bytes, *, needed: bool = False) -> bytes:
        """A value, a formula and its value, or, unless a value is needed, none."""
        attributes = _attributes([*prefixes, b"xml"])
        formula = b"<%sf%s(?: ?/>|>%s</%sf>)%s" % (p, attributes, _TEXT, p, pad)
        value += end
        none = empty + end
        return b"(?:%s|%s%s)" % (value, formula, value if needed else b"(?:%s|%s)" % (value, none))

    # A value that is none: openpyxl gives it to formulas, XlsxWriter to those whose result is an empty text.
    empty = b"(?:<%sv(?:></%sv>| ?/>)|)" % (p, p)
    text = b'<%(p)sv(?: xml:space="preserve"|)(?:>%(t)s</%(p)sv>| ?/>)' % {b"p": p, b"t": _TEXT}

    def tail(more: bytes) -> bytes:
        """A cell from its type on; `more`: what may stand behind the type."""
        opened = more + meta + rb'(?: ph="[01]"|) ?>' + pad
        kinds = b"|".join(
            kind + b'"(?:%s%s|%s ?/>)' % (opened, inside, more + meta)
            for kind, inside in (
                (b"s", content(value(text_number), needed=True)),
                (b"n", b"(?:%s|%s)" % (content(value(_NUMBER)), empty + end)),
                (b"str", b"(?:%s|%s)" % (content(text), end)),
                (b"b", b"(?:%s|%s)" % (content(value(b"[01]")), end)),
                (b"e", content(value(rb"#[A-Z0-9/!?_]++"), needed=True)),
                (b"inlineStr", b"(?:<%sis>%s</%sis>|)%s" % (p, _string(p, prefixes), p, end)),
            )
        )
        return rb'(?: ?>%s(?:%s|%s)| t="(?:%s)| ?/>)' % (pad, content(value(_NUMBER)), empty + end, kinds)

    column = _COLUMN if form.wide else b"[A-Z]"
    # What nearly all cells look like comes first, without any choice within; it halves the time. All others are spelled
    # once, with what may stand here or there allowed in both places and then forbidden to stand twice: spelled for each
    # order, they made the expression three times as long, and compiling it took as long as reading a small workbook.
    inline = b'<%(p)sis><%(p)st(?: xml:space="preserve"|)>%(t)s</%(p)st></%(p)sis>' % {b"p": p, b"t": _TEXT}
    kinds = (b' t="s">' + value(text_number), b">" + value(_USUAL_NUMBER), b' t="inlineStr">' + inline)
    usual = b"|".join(kind + end for kind in kinds)
    place = b' r="%s(?P=row)"' % column
    # Spelled out: a group within it makes Python 3.11 stop with a SystemError at some sheets (seen in test_splice).
    once = b"(?![^<>]* (?:s=[^<>]* s|cm=[^<>]* cm|vm=[^<>]* vm)=)"
    general = b"%s(?:%s(?:%s|)|%s%s)%s%s" % (once, place, style, style, place, meta, tail(b"(?:%s|)" % style))
    cell = b"<%sc(?:%s(?:%s|%s(?:%s|/>))|%s)" % (p, place, usual, style, usual, general)
    first, after = _attributes(prefixes, b"r"), _attributes(prefixes, b"r")
    row = b'<%(p)srow%(o)s r="(?P<row>(?!0)%(n)s)"%(a)s(?: ?>%(w)s%(c)s</%(p)srow>| ?/>)%(w)s' % {
        b"p": p, b"n": up_to(LAST_ROW), b"o": first, b"a": after, b"c": possessive(cell + pad), b"w": pad,
    }  # fmt: skip
    return re.compile(pad + possessive(row))


@lru_cache(maxsize=8)
def strings(p: bytes, prefixes: frozenset[bytes], form: Form) -> re.Pattern[bytes]:
    """Shared strings, one after the other, as many as there are."""
    p, pad = re.escape(p), _PAD if form.padded else b""
    item = b"<%(p)ssi(?:>%(w)s%(s)s%(w)s</%(p)ssi>| ?/>)%(w)s" % {b"p": p, b"s": _string(p, prefixes), b"w": pad}
    return re.compile(pad + possessive(item))
