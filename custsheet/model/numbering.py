"""Identifiers that the tool gives: `C000001` in the standard means C and six digits, counted up from one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, repeat
from operator import itemgetter

_FIRST = re.compile(r"(.*?)(0*1)", re.DOTALL)
_DIGITS = "0123456789"
_MOST = 9  # digits of a number


@dataclass(frozen=True, slots=True)
class Numbering:
    """How identifiers of one field are written: prefix, then a number of at least `width` digits."""

    prefix: str
    width: int

    @classmethod
    def of(cls, first: str) -> Numbering:
        """From the first identifier, e.g. `C000001`. ValueError if it does not end in a number one."""
        match = _FIRST.fullmatch(first)
        if match is None:
            raise ValueError(f"{first!r} is no first identifier")
        return cls(match[1], len(match[2]))

    @classmethod
    def used(cls, first: str, identifiers: Collection[str], *, native: bool) -> Numbering:
        """How a workbook's identifiers go on: as the standard says, in one made elsewhere as most are written there."""
        return cls.of(first) if native else cls.like(identifiers, cls.of(first))

    def write(self, number: int) -> str:
        """The identifier with this number."""
        return f"{self.prefix}{number:0{self.width}d}"

    @classmethod
    def like(cls, identifiers: Collection[str], otherwise: Numbering) -> Numbering:
        """How most of `identifiers` are written (K007: K and three digits); `otherwise` where they tell nothing."""
        # Most say the same but for their number: what is told of a beginning and a length is told of many.
        alike = Counter(zip(map(str.rstrip, identifiers, repeat(_DIGITS)), map(len, identifiers), strict=True))
        forms: Counter[tuple[str, int]] = Counter()
        for (start, length), count in alike.items():
            if width := length - len(start):
                forms[start, width] += count
        if any(width > _MOST for _, width in forms):
            forms = Counter(form for one in identifiers if (form := _form(one))[1])
        return cls(*forms.most_common(1)[0][0]) if forms else otherwise

    def highest(self, identifiers: Collection[str]) -> int:
        """The highest number in any of them; 0 where there is none."""
        whole = "".join(map("\n".__add__, identifiers))
        tails = whole.replace(f"\n{self.prefix}", "")
        one_line = whole.count("\n") == len(identifiers)
        if not (one_line and tails.isascii() and tails.isdigit()):  # one begins or goes on in another way
            heads = list(map(itemgetter(slice(len(self.prefix))), identifiers))
            own = {head for head in set(heads) if head.casefold() == self.prefix.casefold()}
            return max(map(self.number, compress(identifiers, map(own.__contains__, heads))), default=0)
        # Of numbers of so many digits the last by the alphabet is the highest.
        lengths = list(map(len, identifiers))
        last = [max(compress(identifiers, map(length.__eq__, lengths))) for length in set(lengths)]
        return max(map(self.number, last))

    def number(self, identifier: str) -> int:
        """The number in an identifier of this kind, in either case; 0 for any other text.

        After K999 comes K1000, so one digit more is counted too; C20240501123 was typed by somebody with something else
        in mind than counting.
        """
        tail = identifier[len(self.prefix) :]
        # Most begin just so; the others may differ by case.
        if (
            not identifier.startswith(self.prefix)
            and identifier[: len(self.prefix)].casefold() != self.prefix.casefold()
        ):
            return 0
        longest = self.width + (not tail.startswith("0"))
        return int(tail) if len(tail) <= longest and tail.isascii() and tail.isdigit() else 0

    def following(self, identifiers: Iterable[str], highest: int = 0) -> Iterator[str]:
        """Free identifiers, one after the other: above all in use and above `highest`, which once was given."""
        present = {one.casefold() for one in identifiers}
        number = max(highest, *map(self.number, present), 0)
        while True:
            number += 1
            if (identifier := self.write(number)).casefold() not in present:
                yield identifier


def _form(identifier: str) -> tuple[str, int]:
    """What stands before its number, and of how many digits that is: none where it does not end in one."""
    width = min(len(identifier) - len(identifier.rstrip(_DIGITS)), _MOST)
    return identifier[: len(identifier) - width], width
