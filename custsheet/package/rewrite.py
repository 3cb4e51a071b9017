"""A new version of a package under way: parts that go in or out, and the four lists that must agree with them.

Owns what every write has in common: content types, the workbook's relationships, the styles part a workbook may lack,
the calculation chain, and the check at the end. Invariant: a part that ends as it was keeps its compressed bytes; when
nothing changes at all, the very same bytes object comes back.
"""

from __future__ import annotations

from collections.abc import Iterable

from custsheet.package.bareformats import bare_styles, missing_styles
from custsheet.package.container import part_key
from custsheet.package.splice import RelsPart, WorkbookPart, splice_content_types
from custsheet.package.styles import Styles
from custsheet.package.verify import assembled
from custsheet.package.workbook import CONTENT_TYPES_PART, Workbook

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


def styles_of(workbook: Workbook) -> Styles:
    """The workbook's styles, ready to grow; where it has none, the plain formats its cells count on."""
    part = workbook.rel_part("styles")
    return Styles(workbook.package.part(part) if part else bare_styles(workbook), part or "styles")


class Rewrite:
    """Changes to one workbook. `parts` and `types` hold content and content type of parts to put in, by name."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.book = WorkbookPart(workbook)
        self.rels = RelsPart(workbook.package, workbook.part)
        self.parts: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.removed: set[str] = set()
        self._held: dict[str, tuple[bytes, bool]] = {}

    def holds(self, name: str, content: bytes) -> bool:
        """Whether the part is in the workbook as it was, with that very content; large ones are looked at once."""
        known = self._held.get(name)
        if known is None or known[0] is not content:
            known = self._held[name] = content, self.workbook.package.holds(name, content)
        return known[1]

    def put_styles(self, styles: Styles) -> None:
        """Store the grown styles, in a part of their own where the workbook has none."""
        name = self.workbook.rel_part("styles") or missing_styles(self.workbook)
        if name is None:
            name = self._free("xl/styles", ".xml")
            self.rels.add("styles", name)
        if name not in self.workbook.package:
            self.types[name] = _STYLES_TYPE
        self.parts[name] = styles.bytes()

    def drop_calculation_chain(self) -> None:
        """Take out the list of formula cells; Excel makes it anew, whereas a wrong one makes it repair the file."""
        for rel in self.workbook.rels:
            if rel.kind == "calcChain" and rel.part:
                self.rels.remove(rel.id)
                self.removed.add(rel.part)

    def done(self) -> bytes:
        """The new file, checked.

        Raises:
            WorkbookError: the check failed, which is always a mistake of the program.
        """
        package = self.workbook.package
        removed = self.removed - self.parts.keys()
        content_types = package.find(CONTENT_TYPES_PART) or CONTENT_TYPES_PART
        parts = {
            content_types: splice_content_types(package, self.types, removed),
            self.workbook.part: self.book.bytes(),
            self.rels.name: self.rels.bytes(),
            **self.parts,
        }
        parts = {name: content for name, content in parts.items() if not self.holds(name, content)}
        return assembled(package, parts, removed)

    def changes(self) -> bool:
        """Whether anything but the workbook part itself differs from what there was."""
        gone = self.removed - self.parts.keys()
        return bool(gone) or any(not self.holds(name, content) for name, content in self.parts.items())

    def _free(self, stem: str, ending: str) -> str:
        taken = {part_key(name) for name in self._names()}
        number = ""
        while part_key(stem + number + ending) in taken:
            number = str(int(number or 1) + 1)
        return stem + number + ending

    def _names(self) -> Iterable[str]:
        yield from (entry.name for entry in self.workbook.package.entries)
        yield from self.parts
