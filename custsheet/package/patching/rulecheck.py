"""Which of a donor's validations and conditional formats hold on a sheet: what is told, and what is restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from custsheet.package.container import Package
from custsheet.package.patching.bytexml import masked
from custsheet.package.patching.patches import RulesPatch
from custsheet.package.patching.rulebars import link, own_identifier
from custsheet.package.patching.rulelists import Ruled, ruled
from custsheet.package.patching.rulevalues import Format, formats, rule_key
from custsheet.package.patching.sheetpart import SheetPart
from custsheet.package.ranges import covers
from custsheet.package.styles import Styles
from custsheet.package.workbook import Workbook

_SHEETS = 32
"""Of so many sheets it is kept what was found: most passes meet the rules of the pass before, on both sides."""
Found = tuple[Ruled, Format]
"""A conditional format and the block it stands in."""


@dataclass(frozen=True, slots=True)
class RuleDamage:
    """How many of the tool's validations and conditional formats do not hold on a sheet any more.

    A format that has turned up where it does not belong counts as one.
    """

    validations: int = 0
    formats: int = 0

    def __add__(self, other: RuleDamage) -> RuleDamage:
        return RuleDamage(self.validations + other.validations, self.formats + other.formats)

    @property
    def count(self) -> int:
        """All of them."""
        return self.validations + self.formats


@dataclass(frozen=True, slots=True, eq=False)
class Donor:
    """The rules of a sheet that XlsxWriter drew; places are those in `tail`."""

    tail: bytes
    validations: tuple[Ruled, ...]
    formats: tuple[Ruled, ...]
    styles: Styles

    @classmethod
    @lru_cache(_SHEETS)
    def read(cls, patch: RulesPatch) -> Donor:
        """The donor of `patch`.

        Raises:
            ValueError: it has no such sheet.
        """
        book = Workbook.read(Package.read(patch.donor))
        sheet, styles = book.sheet(patch.title), book.rel_part("styles")
        if sheet is None or styles is None:
            raise ValueError(f"the donor has no worksheet {patch.title!r}")
        tail = SheetPart.read(book.package.part(sheet.part), sheet.part).tail
        rules = list(ruled(tail))
        return cls(
            tail,
            tuple(rule for rule in rules if rule.validation),
            tuple(rule for rule in rules if not rule.validation),
            Styles(book.package.part(styles), styles),
        )


@lru_cache(_SHEETS)
def damage(donor: Donor, tail: bytes) -> RuleDamage:
    """What of the donor's rules does not hold on the sheet whose part ends with `tail`; none where nothing changes.

    Raises:
        ValueError: the donor has rules that stand in the extension list alone.
    """
    return RuleDamage(len(broken_validations(donor, tail)), ComparedFormats(donor, tail).damaged)


def broken_validations(donor: Donor, tail: bytes) -> list[Ruled]:
    """Those of the donor that some cell lacks, or has beside another."""
    view = masked(tail)
    there = [rule for rule in ruled(tail) if rule.validation]
    keys = [rule_key(view, rule.node, rule.boxes) for rule in there]

    def holds(rule: Ruled) -> bool:
        key = rule_key(donor.tail, rule.node, rule.boxes)
        same = [box for one, k in zip(there, keys, strict=True) if k == key for box in one.boxes]
        others = (box for one, k in zip(there, keys, strict=True) if k != key for box in one.boxes)
        return covers(same, rule.boxes) and not any(a.meets(b) for a in others for b in rule.boxes)

    return [rule for rule in donor.validations if not holds(rule)]


class ComparedFormats:
    """The conditional formats of a donor beside those of the sheet whose part ends with `tail`.

    `new` are the donor's, `partners` its blocks in the extension list, `names` what those are called there; `gone` are
    the sheet's that must give way where anything is `damaged`, `stay` the others.
    """

    def __init__(self, donor: Donor, tail: bytes) -> None:
        view, xml = masked(tail), donor.tail
        there = list(_listed(view, [rule for rule in ruled(tail) if not rule.validation]))
        self.new = list(_listed(xml, [rule for rule in donor.formats if not rule.extended]))
        self.partners = [rule for rule in donor.formats if rule.extended]
        self.names = {own_identifier(one) for _, one in _listed(xml, self.partners)}
        if self.names - {link(xml, one) for _, one in self.new}:
            raise ValueError("a donor's rules in the extension list must be data bars")
        keys = {one.key for _, one in self.new}
        ours = [(rule, one) for rule, one in there if one.ours or (one.key in keys and not rule.extended)]
        links = {link(view, one) for rule, one in ours if not rule.extended}
        theirs = [(rule, one) for rule, one in there if rule.extended and own_identifier(one) in links]
        self.gone = ours + [pair for pair in theirs if pair not in ours]
        starts = {one.node.start for _, one in self.gone}
        self.stay = [(rule, one) for rule, one in there if one.node.start not in starts]
        known = {own_identifier(one) for _, one in theirs}
        self.damaged = _damaged(
            [(one, link(xml, one) in self.names) for _, one in self.new],
            [(one, link(view, one) in known) for _, one in ours],
        )


def _listed(view: bytes, blocks: Sequence[Ruled]) -> list[Found]:
    return [(rule, one) for rule in blocks for one in formats(view, rule.node, rule.boxes)]


def _damaged(new: Sequence[tuple[Format, bool]], ours: Sequence[tuple[Format, bool]]) -> int:
    """How many of the donor's formats do not stand there once, on their very cells; and kinds that are not its own.

    Beside each format stands whether it has a partner in the extension list, which no format may lack there that has
    one in the donor; LibreOffice gives one to every data bar. Where only the order is wrong, one is damaged.
    """
    if not new:
        return 0
    left = list(ours)
    order, broken = [], set()
    for one, partnered in new:
        match = next((o for o in left if o[0].key == one.key and o[1] >= partnered and _same_cells(o[0], one)), None)
        if match is None:
            broken.add(one.node.start)
        else:
            left.remove(match)
            order.append((one.priority, match[0].priority))
    superfluous = {one.key for one, _ in left}
    broken |= {one.node.start for one, _ in new if one.key in superfluous}
    damaged = len(broken) + len(superfluous - {one.key for one, _ in new})
    ranks = [rank for _, rank in sorted(order)]
    return damaged or int(ranks != sorted(ranks))


def _same_cells(a: Format, b: Format) -> bool:
    return covers(a.boxes, b.boxes) and covers(b.boxes, a.boxes)
