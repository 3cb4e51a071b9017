"""The styles part: finds a donor's cell formats and differential formats in the target, or appends them, by value.

Invariant: existing records never move or change, and a record is appended only when no equal one exists, so a hundred
passes add nothing. Record order and meaning after ISO 29500-1, 18.8.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from custsheet.model.errors import WorkbookError
from custsheet.package import limits, numberformats
from custsheet.package.xmlparts import MAIN, Element, child, children, local, parse, serialise, sub, truth, whole

# The first identifier free for custom number formats; those below are built in.
_FIRST_CUSTOM = 164
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
    *("colors", "extLst"),
)
# Part of an xf → the flag that says it applies.
_APPLY = {"numFmtId": "applyNumberFormat", "fontId": "applyFont", "fillId": "applyFill", "borderId": "applyBorder"}
_KINDS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}

MINIMAL = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
).encode()


class Styles:
    """One styles part, read and, as the target of a graft, grown."""

    def __init__(self, data: bytes, part: str) -> None:
        self.root = parse(data, part)
        self._data = data
        self._before = serialise(self.root)
        self._index: dict[str, dict[Hashable, int]] = {}
        self._used: list[int] = []
        self._variants: dict[tuple[int, int], int] = {}
        self._held: dict[str, list[Element]] = {}
        self._values: dict[tuple[str, int], Hashable] = {}
        # The first record equal to each: real files hold duplicates.
        self._firsts: dict[str, list[int]] = {}
        self._codes = {e.get("formatCode") or "": whole(e.get("numFmtId")) for e in self._records("numFmts")}
        self._formats = {number: code for code, number in self._codes.items()}

    def bytes(self) -> bytes:
        """The part as it is now; the original bytes when nothing was added."""
        now = serialise(self.root)
        return self._data if now == self._before else now

    @property
    def grown(self) -> bool:
        """Whether anything was added."""
        return self.bytes() is not self._data

    def cell_format(self, donor: Styles, number: int) -> int:
        """The target's index of the donor's cell format `number`; the default format 0 stays the workbook's own."""
        records = donor._records("cellXfs")
        if number == 0 or number >= len(records):
            return 0
        source = records[number]
        attributes = {"numFmtId": str(self._number_format(donor, whole(source.get("numFmtId"))))}
        shared = [self._shared(donor, kind, whole(source.get(name))) for name, kind in _KINDS.items()]
        attributes |= {name: str(one) for name, one in zip(_KINDS, shared, strict=True)}
        flags = {flag: "1" for name, flag in _APPLY.items() if attributes[name] != "0"}
        quoted = truth(source.get("quotePrefix"))
        holder = self._ready_formats()
        index = self._lookup("cellXfs", self._format_value)
        # What `_format_value` will say of it; most formats are there, and to make the element costs more than all else.
        worn = [e for e in source if local(e) in {"alignment", "protection"}]
        extras = frozenset(map(_value, worn))
        key = (attributes["numFmtId"], *shared, (True,) * len(flags), extras, "0", quoted, False)
        if key not in index:
            _refuse_too_many(holder)
            if self._records("cellStyleXfs"):
                attributes["xfId"] = "0"
            if quoted:
                attributes["quotePrefix"] = "1"
            attributes |= flags | {f"apply{local(e).capitalize()}": "1" for e in worn}
            wanted = holder.makeelement(f"{{{MAIN}}}xf", attributes)
            for element in worn:
                _clone(element, wanted)
            self._enter("cellXfs", key, self._append(holder, wanted))
        return index[key]

    def differential_format(self, donor: Styles, number: int) -> int:
        """The target's index of the donor's differential format (conditional formats, tables) `number`."""
        source = donor._records("dxfs")[number]
        for element in children(source, "numFmt"):
            element.set("numFmtId", str(self._number_format(donor, whole(element.get("numFmtId")), element)))
        index = self._lookup("dxfs", _value)
        key = _value(source)
        if key not in index:
            self._enter("dxfs", key, self._append(self._holder("dxfs"), source))
        return index[key]

    def shows_date(self, number: int) -> bool:
        """Whether cell format `number` shows a day, not a bare number or a time of day alone."""
        identifier = self.number_format(number)
        return numberformats.shows_date(identifier, self._formats.get(identifier))

    def number_format(self, number: int) -> int:
        """The identifier of the number format that cell format `number` uses."""
        if number >= len(self._used):  # formats are only ever appended
            self._used = [whole(record.get("numFmtId")) for record in self._records("cellXfs")]
        return self._used[number] if number < len(self._used) else 0

    def number_format_code(self, number: int) -> str | None:
        """The code of that number format; None for a built-in one that depends on the region."""
        identifier = self.number_format(number)
        return self._formats.get(identifier) or numberformats.BUILT_IN.get(identifier)

    def identifier(self, code: str) -> int:
        """The identifier of the number format `code`, stored if it was not there."""
        known = numberformats.built_in(code)
        if known is not None and self._formats.get(known, code) == code:
            return known
        if code not in self._codes:
            # Identifiers have gaps, and differential formats hold some of their own.
            taken = [whole(e.get("numFmtId")) for e in self.root.iter(f"{{{MAIN}}}numFmt")]
            fresh = max([_FIRST_CUSTOM - 1, *taken]) + 1
            holder = self._holder("numFmts")
            sub(holder, "numFmt", {"numFmtId": str(fresh), "formatCode": code})
            self._held.pop("numFmts", None)
            holder.set("count", str(self.count("numFmts")))
            self._codes[code] = fresh
            self._formats[fresh] = code
        return self._codes[code]

    def with_number_format(self, number: int, identifier: int) -> int:
        """The index of the cell format that differs from `number` only in its number format `identifier`.

        Raises:
            WorkbookError: it would be one too many.
        """
        if (number, identifier) not in self._variants:
            self._variants[number, identifier] = self._variant(number, identifier)
        return self._variants[number, identifier]

    def _variant(self, number: int, identifier: int) -> int:
        holder = self._ready_formats()
        records = self._records("cellXfs")
        source = records[number if number < len(records) else 0]
        if whole(source.get("numFmtId")) == identifier:
            return number
        wanted = holder.makeelement(source.tag, dict(source.attrib))
        wanted.set("numFmtId", str(identifier))
        wanted.set("applyNumberFormat", "1")
        for element in source:
            if local(element):
                _clone(element, wanted)
        key = _value(wanted)
        for found, record in enumerate(records):
            if _value(record) == key:
                return found
        _refuse_too_many(holder)
        self._index.pop("cellXfs", None)
        return self._append(holder, wanted)

    def count(self, kind: str) -> int:
        """How many records collection `kind` (`cellXfs`, `fonts`, …) holds."""
        return len(self._records(kind))

    def _records(self, kind: str) -> list[Element]:
        """The records of collection `kind`; gathered once, because every format that is looked up asks for them."""
        found = self._held.get(kind)
        if found is None:
            name = "xf" if kind.endswith("Xfs") else kind[:-1]
            found = self._held[kind] = children(child(self.root, kind), name)
        return found

    def _holder(self, kind: str) -> Element:
        """The collection `kind`, made at its place in the sequence when the part lacks it."""
        found = child(self.root, kind)
        if found is None:
            later = set(_ORDER[_ORDER.index(kind) :])
            place = next((i for i, e in enumerate(self.root) if local(e) in later), len(self.root))
            found = sub(self.root, kind, {"count": "0"}, place)
            self._held.pop(kind, None)
        return found

    def _append(self, holder: Element, source: Element) -> int:
        records = self._records(local(holder))
        records.append(_clone(source, holder))
        holder.set("count", str(len(records)))
        return len(records) - 1

    def _lookup(self, kind: str, value: Callable[[Element], Hashable]) -> dict[Hashable, int]:
        """The first record of each value in collection `kind`."""
        if kind not in self._index:
            found: dict[Hashable, int] = {}
            self._firsts[kind] = [found.setdefault(value(e), i) for i, e in enumerate(self._records(kind))]
            self._index[kind] = found
        return self._index[kind]

    def _enter(self, kind: str, key: Hashable, number: int) -> None:
        """Remember the record just appended to collection `kind`."""
        self._index[kind][key] = number
        self._firsts[kind].append(number)

    def _shared(self, donor: Styles, kind: str, number: int) -> int:
        """The target's index of the donor's font, fill or border `number`."""
        records = donor._records(kind)
        if number >= len(records):
            return 0
        self._ready_base(donor, kind)
        index = self._lookup(kind, _value)
        key = donor._value_of(kind, number)
        if key not in index:
            self._enter(kind, key, self._append(self._holder(kind), records[number]))
        return index[key]

    def _value_of(self, kind: str, number: int) -> Hashable:
        """Record `number` of collection `kind` as a value."""
        if (kind, number) not in self._values:
            self._values[kind, number] = _value(self._records(kind)[number])
        return self._values[kind, number]

    def _ready_base(self, donor: Styles, kind: str) -> None:
        """Index 0 (and fill 1) is what unstyled cells use: never let ours become it where a part has none."""
        if not self._records(kind):
            for record in donor._records(kind)[: 2 if kind == "fills" else 1]:
                self._append(self._holder(kind), record)

    def _ready_formats(self) -> Element:
        holder = self._holder("cellXfs")
        if not self._records("cellXfs"):
            holder.set("count", "1")
            made = sub(holder, "xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"})
            self._records("cellXfs").append(made)
        return holder

    def _number_format(self, donor: Styles, number: int, inline: Element | None = None) -> int:
        """The target's identifier of a donor's number format: built-in ones keep theirs, others go by their code."""
        code = inline.get("formatCode") if inline is not None else donor._formats.get(number)
        if code is None or (number < _FIRST_CUSTOM and number not in donor._formats):
            return number
        return self.identifier(code)

    def _format_value(self, xf: Element) -> Hashable:
        """What a cell format looks like: records compared by value, since real files hold duplicates of them."""
        parts: list[Hashable] = [xf.get("numFmtId") or "0"]
        for name, kind in _KINDS.items():
            number = whole(xf.get(name))
            self._lookup(kind, _value)
            firsts = self._firsts[kind]
            parts.append(firsts[number] if 0 <= number < len(firsts) else -1)
        flags = tuple(truth(xf.get(flag)) for name, flag in _APPLY.items() if (xf.get(name) or "0") != "0")
        extras = frozenset(_value(e) for e in xf if local(e) in {"alignment", "protection"})
        return (
            *parts,
            flags,
            extras,
            xf.get("xfId") or "0",
            truth(xf.get("quotePrefix")),
            truth(xf.get("pivotButton")),
        )


def _refuse_too_many(formats: Element) -> None:
    if len(formats) >= limits.FORMATS:
        raise WorkbookError(
            "这个工作簿的单元格格式已接近 Excel 的上限（65,490 种），无法再加入新的格式。请先清理多余的格式。",
            "This workbook has nearly as many cell formats as Excel allows (65,490); no new one can be added. "
            "Remove unused cell styles first.",
        )


def _value(element: Element) -> Hashable:
    """A record as a value: names without prefixes; the order of a font's properties says nothing."""
    inner: list[Hashable] = [_value(e) for e in element if local(e)]
    name = local(element)
    attributes = frozenset((k, v) for k, v in element.attrib.items())
    return (name, attributes, frozenset(inner) if name == "font" else tuple(inner))


def _clone(source: Element, parent: Element) -> Element:
    """Append a copy of `source` with the prefix `parent` uses; a moved lxml element would keep its own declarations."""
    copy = sub(parent, local(source), dict(source.attrib))
    copy.text = source.text
    for inner in source:
        if local(inner):
            _clone(inner, copy)
    return copy
