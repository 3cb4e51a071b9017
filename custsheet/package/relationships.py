"""Relationship parts: who points at whom inside the package.

Real files hold absolute targets, backslashes, percent escapes and names in another case; resolving is done here alone.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from custsheet.package.container import Package, part_key
from custsheet.package.xmlparts import PACKAGE_REL, REL, parse


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part; `part` is the stored name of an internal target, None if external or absent."""

    id: str
    type: str
    target: str
    external: bool
    part: str | None

    @property
    def kind(self) -> str:
        """The last word of the type, e.g. `worksheet`, `table`, `drawing`; equal in Strict and Transitional."""
        return self.type.rpartition("/")[2]


def rels_name(part: str) -> str:
    """The name of the relationship part that belongs to `part` (empty string: the package itself)."""
    folder, _, name = part.replace("\\", "/").rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def resolve(source: str, target: str) -> str:
    """The absolute part name (no leading slash) that `target`, written in the relationships of `source`, means."""
    target = target.replace("\\", "/").partition("#")[0]
    folder = posixpath.dirname(source.replace("\\", "/").lstrip("/"))
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def rels_parts(package: Package) -> dict[str, str]:
    """Every relationship part that belongs to something: part (empty string: the package itself) → its relationships.

    Packed anew by macOS, a file holds shadows, `__MACOSX/_rels/._.rels` and the like, which are no XML.
    """
    sources = ["", *(name for name in package.names if not part_key(name).startswith("__macosx/"))]
    return {source: name for source in sources if (name := package.find(rels_name(source)))}


def read_rels(package: Package, source: str) -> list[Relationship]:
    """The relationships of part `source` in their order; empty when it has none."""
    name = package.find(rels_name(source))
    return [] if name is None else parse_rels(package.part(name), name, source, package)


def parse_rels(data: bytes, name: str, source: str, package: Package) -> list[Relationship]:
    """The relationships in `data`, the content of relationship part `name` that belongs to `source`."""
    found = []
    for element in parse(data, name).iter(f"{{{PACKAGE_REL}}}Relationship"):
        target = element.get("Target") or ""
        external = (element.get("TargetMode") or "").lower() == "external"
        part = None
        if not external:
            path = resolve(source, target)
            part = package.find(path) or package.find(unquote(path))
        found.append(Relationship(element.get("Id") or "", element.get("Type") or "", target, external, part))
    return found


def dangling(package: Package, without: Collection[str] = ()) -> set[str]:
    """Keys (see `part_key`) of parts that relationships point at although they are not there.

    Real files have such relationships; a new part under that name would silently become what they point at.
    Relationship parts named in `without` do not count, nor do those of parts that are not there.
    """
    barred = {part_key(name) for name in without}
    found: set[str] = set()
    for source, name in rels_parts(package).items():
        if part_key(name) in barred:
            continue
        for rel in parse_rels(package.part(name), name, source, package):
            if not rel.external and rel.part is None:
                path = resolve(source, rel.target)
                found |= {part_key(path), part_key(unquote(path))}
    return found


def write_rels(rows: Iterable[tuple[str, str, str, bool]]) -> bytes:
    """A relationship part from rows of (id, type, target, external)."""
    body = "".join(
        f"<Relationship Id={quoteattr(i)} Type={quoteattr(t)} Target={quoteattr(target)}"
        + (' TargetMode="External"/>' if external else "/>")
        for i, t, target, external in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{PACKAGE_REL}">{body}</Relationships>'.encode()


def relative(source: str, target: str) -> str:
    """The target to write into the relationships of `source` so that it means part `target`."""
    source, target = (name.replace("\\", "/").lstrip("/") for name in (source, target))
    return posixpath.relpath("/" + target, "/" + posixpath.dirname(source))


def office_type(kind: str) -> str:
    """The full (Transitional) type of an office relationship, e.g. `drawing`."""
    return f"{REL}/{kind}"


def reachable(package: Package, sources: Iterable[str], without: Iterable[str] = ()) -> set[str]:
    """Keys (see `part_key`) of all parts that can be reached from `sources`, the sources themselves included.

    The empty string is the package itself. Parts in `without` count as absent.
    """
    barred = {part_key(part) for part in without}
    seen: set[str] = set()
    todo = list(sources)
    while todo:
        part = todo.pop()
        key = part_key(part)
        if key in seen or key in barred:
            continue
        seen.add(key)
        todo += [rel.part for rel in read_rels(package, part) if rel.part is not None]
    return seen
