"""Carries a donor's sheet with its drawings, charts, images and tables into the target under names that are free.

Invariant: names and identifiers depend only on the donor and on the parts that stay, so that the same donor gives the
same names every time; a table that was there before keeps its identifier, because slicers and queries count on it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from xml.sax.saxutils import quoteattr

from custsheet.package.container import part_key
from custsheet.package.grafting.sheetbody import (
    DAYS_1904,
    Rows,
    map_differential,
    rename_in_formula,
    rename_references,
    shared_strings,
    shift_dates,
    transplant_body,
    with_rows,
)
from custsheet.package.relationships import dangling, reachable, read_rels, relative, rels_name, write_rels
from custsheet.package.styles import Styles
from custsheet.package.workbook import Sheet, Workbook

RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
# What XlsxWriter makes of tables, charts, pictures and links. Legacy comments and header pictures are left out: their
# VML carries identifiers that must be unique in the whole workbook.
_CARRIED = {"drawing", "chart", "image", "table", "hyperlink"}
_NUMBERED = re.compile(r"^(.*?)(\d*)(\.\w+)$")
_IDENTITY = re.compile(r' (id|name|displayName)="[^"]*"')
# XlsxWriter's name of a data bar: the number of the sheet in its workbook, then that of the bar on the sheet.
_BAR = re.compile(rb"(\{DA7ABA51-AAAA-BBBB-)[0-9A-F]{4,}(-[0-9A-F]{12}\})")


def freed_parts(target: Workbook, replaced: Iterable[Sheet]) -> set[str]:
    """Parts, relationship parts included, that only the sheets to be replaced use; without the sheets themselves."""
    package = target.package
    sheets = [sheet.part for sheet in replaced]
    if not sheets:
        return set()
    kept = reachable(package, [""], without=sheets)
    own = reachable(package, sheets) - kept
    freed = set()
    for name in package.names:
        rels = package.find(rels_name(name))
        if part_key(name) in own:
            freed |= {found for found in (rels,) if found}
            if name not in sheets:
                freed.add(name)
    return freed


def styles_and_strings(donor: Workbook) -> tuple[Styles, list[bytes]]:
    """The cell formats of a donor, and its shared strings as they stand inside `<is>`.

    Raises:
        ValueError: it has no styles.
    """
    styles, strings = donor.rel_part("styles"), donor.rel_part("sharedStrings")
    if styles is None:
        raise ValueError("the donor has no styles")
    held = shared_strings(donor.package.part(strings)) if strings else []
    return Styles(donor.package.part(styles), styles), held


@dataclass(slots=True)
class Transplant:
    """The sheets of one donor on their way. `parts` and `types` grow: content and content type of each new part."""

    target: Workbook
    donor: Workbook
    freed: set[str]
    replaced: list[Sheet]
    styles: Styles
    donor_styles: Styles
    strings: list[bytes]
    rows: Mapping[str, Rows]
    titles: dict[str, str]
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _formats: dict[int, int] = field(default_factory=dict)
    _placed: dict[str, tuple[str, int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self._taken:  # a graft under way goes on with another donor
            return
        freed = {part_key(name) for name in self.freed}
        self._taken = {part_key(entry.name) for entry in self.target.package.entries} - freed
        # Else a person's relationship to a part that is missing would find ours.
        self._taken |= dangling(self.target.package, without=self.freed)

    def free(self, name: str) -> str:
        """A part name like `name` that nothing uses yet, with the lowest number possible; it is taken from now on.

        A name without a number stays without one where it is free: some readers look for `styles.xml` alone.
        """
        folder = posixpath.dirname(self.target.part.replace("\\", "/").lstrip("/"))
        if part_key(folder) == "xl":
            # Written as the workbook's own folder is (`XL`): readers that compare with case find it.
            name = folder + name.removeprefix("xl")
        match = _NUMBERED.match(name)
        stem, ending = (match[1], match[3]) if match else (name, "")
        if match and not match[2] and part_key(name) not in self._taken:
            return self._take(name)
        number = 1
        while part_key(f"{stem}{number}{ending}") in self._taken:
            number += 1
        return self._take(f"{stem}{number}{ending}")

    def _take(self, name: str) -> str:
        self._taken.add(part_key(name))
        return name

    def beside(self, donor: Workbook, rows: Mapping[str, Rows]) -> Transplant:
        """The same graft with the sheets of another donor: both put what they carry into the same parts."""
        styles, strings = styles_and_strings(donor)
        return replace(self, donor=donor, donor_styles=styles, strings=strings, rows=rows, _formats={}, _placed={})

    def place_tables(self, sheets: Iterable[tuple[Transplant, Sheet]]) -> None:
        """Give every table of the donors' `sheets` its part, identifier and name before formulas are written."""
        before = {t.display_name.casefold(): t for sheet in self.replaced for t in sheet.tables}
        staying = [t for s, t in self.target.tables() if s not in self.replaced]
        carried = [(move, table) for move, sheet in sheets for table in sheet.tables]
        wanted = [table for _, table in carried]
        reused = [before[t.display_name.casefold()] for t in wanted if t.display_name.casefold() in before]
        last = max((t.id for t in [*staying, *reused]), default=0)
        # A table may not bear the name of another table or of a defined name (Excel compares without case).
        names = {t.display_name.casefold() for t in staying} | {n.name.casefold() for n in self.target.names}
        for table in reused:
            self._take(table.part)
        for move, table in carried:
            old = before.get(table.display_name.casefold())
            if old is not None:
                part, number = old.part, old.id
            else:
                last += 1
                part, number = self.free(table.part), last
            name, tries = table.display_name, 1
            while name.casefold() in names:
                tries += 1
                name = f"{table.display_name}_{tries}"
            names.add(name.casefold())
            if name != table.display_name:
                self.tables[table.display_name] = name
            move._placed[part_key(table.part)] = (part, number, name)

    def sheet(self, sheet: Sheet, into: str | None, place: int) -> str:
        """Carry one sheet of the donor with all its parts; `into` is the part it replaces. Returns its part name.

        `place`: its place, from 1, among the sheets of all donors, by which its data bars are named.
        """
        part = into or self.free(sheet.part)
        body = self.donor.package.part(sheet.part)
        if self.target.date1904 != self.donor.date1904:
            days = -DAYS_1904 if self.target.date1904 else DAYS_1904
            body = shift_dates(body, days, cache(self.donor_styles.shows_date))
        body = transplant_body(body, self.strings, self._format, self._differential)
        body = _BAR.sub(rb"\g<1>%04X\g<2>" % place, body)
        if sheet.title in self.rows:
            body = with_rows(body, self.rows[sheet.title], self._format)
        self._put(sheet.part, part, rename_references(body, self.titles, self.tables))
        return part

    def _format(self, number: int) -> int:
        found = self._formats.get(number)
        if found is None:
            found = self._formats[number] = self.styles.cell_format(self.donor_styles, number)
        return found

    def _differential(self, number: int) -> int:
        return self.styles.differential_format(self.donor_styles, number)

    def _put(self, source: str, part: str, content: bytes) -> None:
        """Store `content` as `part`, and carry along what the donor's part `source` points at."""
        self.parts[part] = content
        self.types[part] = self.donor.content_types.of(source)
        rows = []
        for rel in read_rels(self.donor.package, source):
            if rel.kind not in _CARRIED:
                raise ValueError(f"a tool sheet must hold no {rel.kind}")
            link = rel.target
            if link.startswith("#"):
                link = rename_in_formula(link, self.titles, self.tables)
            elif rel.part is not None:
                link = relative(part, self._carry(rel.kind, rel.part))
            rows.append((rel.id, rel.type, link, rel.external))
        if rows:
            rels = self._take(rels_name(part))
            self.parts[rels] = write_rels(rows)
            self.types[rels] = RELS_TYPE

    def _carry(self, kind: str, source: str) -> str:
        content = self.donor.package.part(source)
        if kind == "table":
            part, number, name = self._placed[part_key(source)]
            content = _table(map_differential(content, self._differential), number, name)
        else:
            part = self.free(source)
        if kind != "image":
            content = rename_references(content, self.titles, self.tables)
        self._put(source, part, content)
        return part


def _table(content: bytes, number: int, name: str) -> bytes:
    """The table part with its identifier and name in the target."""
    start = content.index(b"<table ")
    end = content.index(b">", start)
    head = content[start:end].decode()
    values = {"id": str(number), "name": name, "displayName": name}
    head = _IDENTITY.sub(lambda match: f" {match[1]}={quoteattr(values[match[1]])}", head)
    return content[:start] + head.encode() + content[end:]
