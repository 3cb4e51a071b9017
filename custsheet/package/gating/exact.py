"""Reads shared strings, and what sheets share with them, tag by tag, straight from ISO 29500-1 (18.3.1, 18.4).

It serves parts that are not spelled as office programs spell them: cells without references, in any order, values in
several pieces, comments within. What has one meaning is read with that meaning; what has none, or two, is refused in a
sentence that names the place. Slow (microseconds a tag), so it reads only what `plain` could not prove.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from custsheet.model.errors import WorkbookError
from custsheet.package import limits
from custsheet.package.gating.xmlguard import guarded_parser
from custsheet.package.refusals import strict
from custsheet.package.xmlparts import MAIN, STRICT_MAIN, damaged_part

SPACE = " \t\r\n"
_SPACE_KEPT = "http://www.w3.org/XML/1998/namespace space"
# What may stand in what. An empty set: only text.
_ROOM: dict[str, frozenset[str]] = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c"}),
    "c": frozenset({"v", "f", "is"}),
    "sst": frozenset({"si"}),
    "is": frozenset({"t", "r"}),
    "si": frozenset({"t", "r"}),
    "r": frozenset({"t"}),
    "v": frozenset(),
    "f": frozenset(),
    "t": frozenset(),
}
# Names as the parser gives them; what is not here has no meaning of its own.
_LOCAL = {f"{MAIN} {name}": name for name in [*_ROOM, "worksheet", "extLst", "rPh", "phoneticPr", "rPr"]}
_PASSED = frozenset({"extLst", "rPh", "phoneticPr", "rPr"})
_WITH_TEXT = frozenset({"v", "f", "t"})


@dataclass(slots=True)
class _Walk:
    """Where the parser stands; `held`: pieces of text by the element they stand in; `single`: a text stands alone."""

    path: list[str] = field(default_factory=list)
    passed: int = 0
    single: bool = False
    held: dict[str, list[str]] = field(default_factory=dict)
    keep_space: bool = False


class Reader(ABC):
    """What sheets and strings share: the path, the text, what may stand in what."""

    container = ""

    def __init__(self, part: str) -> None:
        self.part = part
        self.walk = _Walk()
        self.found = 0
        self.parser = guarded_parser(part, namespaces=True)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, chunks: Iterable[bytes]) -> None:
        """Read the part to its end.

        Raises:
            WorkbookError: it cannot be read with one meaning.
        """
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise damaged_part(self.part) from error
        finally:
            # It holds this object's methods, and this object all it has read: without it nothing waits for a collector.
            del self.parser
        if not self.found:
            raise damaged_part(self.part)

    @abstractmethod
    def bad(self, zh: str, en: str) -> WorkbookError:
        """What to say of what stands where the parser is now."""

    @abstractmethod
    def open(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the main namespace begins."""

    @abstractmethod
    def close(self, name: str) -> None:
        """It ends."""

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        walk = self.walk
        name = _LOCAL.get(full, "")
        if walk.passed:
            walk.passed += 1
            if name in {"sheetData", "row", "c", "sst", "si"} or walk.passed > limits.DEPTH:
                raise damaged_part(self.part)
            return
        if not walk.path:
            if full == f"{STRICT_MAIN} {self.root}":
                raise strict()
            if name != self.root:
                raise damaged_part(self.part)
        elif walk.path[-1] == "worksheet":
            if name != "sheetData":
                if name in {"row", "c"}:
                    raise damaged_part(self.part)
                walk.passed = 1
                return
        elif name in _PASSED:
            walk.passed = 1
            return
        elif name not in _ROOM[walk.path[-1]]:
            raise self.bad(
                f"其中有不认识的标记（{full.split(' ')[-1]}）", f"it holds an unknown tag ({full.split(' ')[-1]})"
            )
        if name in {"t", "r"} and walk.path[-1] != "r":
            if walk.single:
                raise self.bad("有两个文本", "it has two texts")
            walk.single = name == "t"
        elif name == self.container:
            self.found += 1
            if self.found > 1:
                raise damaged_part(self.part)
        elif name in {"is", "si"}:
            walk.single = False
        walk.path.append(name)
        if name in _WITH_TEXT:
            walk.keep_space = attributes.get(_SPACE_KEPT) == "preserve"
            walk.held[name] = []
        self.open(name, attributes)

    def _end(self, _full: str) -> None:
        walk = self.walk
        if walk.passed:
            walk.passed -= 1
            return
        self.close(walk.path.pop())

    def _text(self, text: str) -> None:
        walk = self.walk
        if walk.passed or not walk.path:
            return
        name = walk.path[-1]
        if name in _WITH_TEXT:
            walk.held[name].append(text)
        elif name != "worksheet" and text.strip(SPACE):
            raise self.bad("标记之间有文字", "it holds text between its tags")

    @property
    def root(self) -> str:
        """The root element of such a part."""
        return "sst" if self.container == "sst" else "worksheet"


class _Strings(Reader):
    """Shared strings: their number, and the texts if they are to be kept."""

    container = "sst"

    def __init__(self, part: str, *, keep: bool) -> None:
        super().__init__(part)
        self.keep = keep
        self.count = 0
        self.texts: list[str] = []
        self._pieces: list[str] = []

    def bad(self, zh: str, en: str) -> WorkbookError:
        return WorkbookError(
            f"工作簿内部的 {self.part} 中第 {self.count + 1} 个文本读不出来：{zh}。请在 Excel 或 WPS 中打开并另存。",
            f"Text number {self.count + 1} of part {self.part} inside the workbook cannot be read: {en}. "
            "Open the file in Excel or WPS and save it again.",
        )

    def open(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []

    def close(self, name: str) -> None:
        if name == "t":
            text = "".join(self.walk.held.pop("t"))
            self._pieces.append(text if self.walk.keep_space else text.strip(SPACE))
        elif name == "si":
            self.count += 1
            if self.keep:
                self.texts.append("".join(self._pieces))


def escaped(text: str) -> str:
    """The text as XML writes it; a CR would come back as LF."""
    return escape(text, {"\r": "&#13;"})


def count_strings(part: str, chunks: Iterable[bytes]) -> int:
    """The number of shared strings.

    Raises:
        WorkbookError: they cannot be read with one meaning.
    """
    found = _Strings(part, keep=False)
    found.read(chunks)
    return found.count


def plain_strings(part: str, chunks: Iterable[bytes]) -> bytes:
    """The shared strings, spelled plainly, as a part of their own.

    Raises:
        WorkbookError: as `count_strings`.
    """
    found = _Strings(part, keep=True)
    found.read(chunks)
    items = "".join(f'<si><t xml:space="preserve">{escaped(text)}</t></si>' for text in found.texts)
    return f'<sst xmlns="{MAIN}">{items}</sst>'.encode()
