"""The check before a graft is handed on: nothing else was touched, and nothing in what was touched points nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from xml.parsers import expat

from custsheet.model.errors import WorkbookError
from custsheet.package.container import Package, part_key
from custsheet.package.relationships import parse_rels
from custsheet.package.workbook import Workbook, read_content_types

_PIECE = 1 << 20  # the parser copies what it is given
_KEPT = 256
_PARSED: dict[bytes, None] = {}
"""Digests of parts that were well-formed, the last ones: sheets that a save does not touch are put in again and again
as they were, and a digest is taken twelve times as fast as they are parsed."""


def assembled(before: Package, parts: Mapping[str, bytes], removed: Collection[str] = ()) -> bytes:
    """A new file made of `before` (see `Package.assemble`), checked; the very bytes of `before` where nothing changes.

    Raises:
        WorkbookError: the result must not be written. This is always a mistake of the program.
    """
    with ThreadPoolExecutor(1) as beside:  # compressing leaves the interpreter to this thread
        made = beside.submit(before.assemble, parts, removed)
        _well_formed(parts)
        result = made.result()
    if result is not before.data:
        _verify(before, result, parts, removed)
    return result


def _verify(before: Package, result: bytes, parts: Mapping[str, bytes], removed: Collection[str]) -> None:
    """It must hold `parts`, and all else as it was but for what was `removed`."""
    after = Package.read(result)
    keys = {part_key(name) for name in (*parts, *removed)}
    for entry in before.entries:
        if entry.is_folder or part_key(entry.name) in keys:
            continue
        # As bytes, because views are compared one byte after the other.
        if entry.name not in after or bytes(before.raw(entry.name)) != bytes(after.raw(entry.name)):
            raise _refuse(f"part {entry.name} changed")
    workbook, types = Workbook.of(after), read_content_types(before)
    titles = [sheet.title.casefold() for sheet in workbook.sheets]
    if len(set(titles)) != len(titles):
        raise _refuse("two sheets share a title")
    for name, content in parts.items():
        if not after.holds(name, content):
            raise _refuse(f"part {name} is not as it was made")
        if name.lower().endswith(".rels"):
            _whole_rels(name, content, before, after)
        elif not workbook.content_types.of(name) and (name not in before or types.of(name)):
            # Some exporters give no type to parts of their own; a new part always has one.
            raise _refuse(f"part {name} has no content type")


def _well_formed(parts: Mapping[str, bytes]) -> None:
    for name, content in parts.items():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        digest = sha256(content).digest()
        if digest in _PARSED:
            continue
        parser = expat.ParserCreate()
        view = memoryview(content)
        try:
            for at in range(0, len(content), _PIECE):
                parser.Parse(view[at : at + _PIECE], False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _refuse(f"part {name} is not well-formed: {error}") from error
        _PARSED[digest] = None
        if len(_PARSED) > _KEPT:
            del _PARSED[next(iter(_PARSED))]


def _whole_rels(name: str, data: bytes, before: Package, after: Package) -> None:
    folder, _, file = name.replace("\\", "/").rpartition("_rels/")
    source = folder + file[: -len(".rels")]
    for rel in parse_rels(data, name, source, after):
        absent = not rel.external and not rel.target.startswith("#") and rel.part is None
        if absent and not _absent_before(before, name, source, rel.id):
            raise _refuse(f"{name} points at {rel.target}, which is not there")


def _absent_before(before: Package, name: str, source: str, identifier: str) -> bool:
    """Whether a person's file had that dangling relationship already."""
    if name not in before:
        return False
    rels = parse_rels(before.part(name), name, source, before)
    return any(rel.id == identifier and rel.part is None for rel in rels)


def _refuse(what: str) -> WorkbookError:
    return WorkbookError(
        f"写入前的自检没有通过，文件没有改动。请把这句话告诉开发者：{what}",
        f"The check before writing failed; the file was not changed. Please report this to the developers: {what}",
    )
