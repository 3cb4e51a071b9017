"""Spoils single cells of clean tables the way people do, and writes down each one.

Invariant: at most one fault a row, and never one whose consequence another rule would report as well; so the number of
faults is the number of findings to expect. Which rows are spoilt is up to chance, which faults exist is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from generator import typos
from generator.slips import SLIPS
from generator.truth import Fault
from generator.world import Row, Tables, World

Test = Callable[[Row], bool]


def anything(_: Row) -> bool:
    """True of every row."""
    return True


@dataclass
class Spoiler:
    """Spoils the tables it is given, in place."""

    world: World
    tables: Tables
    used: dict[str, set[int]]
    """Sheet → rows to leave alone: planted ones, and those that are spoilt already."""
    faults: list[Fault]

    def spoil(
        self,
        sheet: str,
        field: str,
        code: str,
        kind: str,
        typed: Any,
        *,
        when: Test = anything,
        times: int = 1,
        blank_too: bool = False,
        moves: Iterable[str] = (),
    ) -> None:
        """Has something wrong typed into a field of some rows.

        Args:
            sheet: where.
            field: the cell that is spoilt; one that is filled, unless `blank_too`.
            code: the rule that must find it.
            kind: what went wrong, in one word.
            typed: what is typed; or a function of the row, which may also change the fields `moves`.
            when: the rows this can happen to.
            times: how many rows; fewer if no more fit.
            blank_too: whether a blank cell may be spoilt.
            moves: other fields that `typed` changes in the row.
        """
        rows, used = self.tables[sheet], self.used.setdefault(sheet, set())
        fits = [
            at
            for at, row in enumerate(rows)
            if at not in used and (blank_too or row.get(field) is not None) and when(row)
        ]
        for at in sorted(self.world.rng.sample(fits, min(times, len(fits)))):
            row = rows[at]
            before = dict(row)
            row[field] = typed(row) if callable(typed) else typed
            moved = {name: before.get(name) for name in moves if before.get(name) != row.get(name)}
            used.add(at)
            self.faults.append(Fault(sheet, at, field, code, kind, row[field], before.get(field), moved))

    def blank(self, sheet: str, *fields: str, when: Test = anything, times: int = 1) -> None:
        """A required cell that nobody filled in."""
        for field in fields:
            self.spoil(sheet, field, "E101", "missing", None, when=when, times=times)

    def near_miss(self, sheet: str, field: str, enum: str, times: int = 1) -> None:
        """An entry of a list, almost."""
        slips = {self.world.title(enum, name): self.world.say(pair) for name, pair in SLIPS[enum].items()}

        def slip(row: Row) -> str:
            return slips[row[field]]

        self.spoil(sheet, field, "E181", "near_miss", slip, when=lambda row: row[field] in slips, times=times)

    def text_date(self, sheet: str, field: str, times: int = 1) -> None:
        """A date as text, in each of the usual notations in turn."""
        words = typos.in_words if self.world.lang == "zh" else typos.english
        for count in range(times):
            write = (typos.dotted, words, typos.compact)[count % 3]
            self.spoil(sheet, field, "E161", "text_date", _applied(write, field))

    def untidy(self, sheet: str, field: str, times: int = 1) -> None:
        """Stray spaces in turn with full-width letters and digits, where the text has any."""
        for count in range(times):
            if count % 2:
                wide = _applied(typos.full_width, field)
                self.spoil(sheet, field, "I193", "full_width", wide, when=lambda row: _has_latin(row[field]))
            else:
                space = ("  ", " ", "\u3000")[count // 2 % 3]
                self.spoil(sheet, field, "I193", "spaces", _applied(("{}" + space).format, field))

    def unknown_customer(self, sheet: str, times: int = 1) -> None:
        """A customer ID with a wrong digit, or of somebody who was deleted."""
        known, rng = len(self.tables["customers"]), self.world.rng
        self.spoil(
            sheet,
            "customer_id",
            "E192",
            "unknown_customer",
            lambda _: f"C{known + rng.randint(40, 600):06}",
            times=times,
        )

    def unknown_person(self, sheet: str, field: str, times: int = 1) -> None:
        """Somebody who has left, or is called by a short name."""
        words = {"zh": ("小刘", "已离职-老吴"), "en": ("Old Wu (left)", "Chris")}[self.world.lang]
        self.spoil(sheet, field, "W192", "unknown_person", lambda _: self.world.pick(words), times=times)

    def repeated(self, sheet: str, field: str, when: Test = anything, times: int = 1) -> None:
        """A number that the record above bears already; `when` must hold for both."""
        rows = self.tables[sheet]
        above = {id(row): at - 1 for at, row in enumerate(rows)}

        def fits(row: Row) -> bool:
            at = above[id(row)]
            return at >= 0 and at not in self.used.setdefault(sheet, set()) and when(row) and when(rows[at])

        for _ in range(times):
            self.spoil(sheet, field, "E191", "repeated_number", lambda row: rows[above[id(row)]][field], when=fits)

    def entered_twice(self, sheet: str, group: str, field: str) -> None:
        """Within a group of records, the one that comes first entered again in place of somebody else."""
        first = {row[group]: row[field] for row in reversed(self.tables[sheet])}
        self.spoil(
            sheet,
            field,
            "E191",
            "entered_twice",
            lambda row: first[row[group]],
            when=lambda row: row[field] != first[row[group]],
        )


def _has_latin(text: str) -> bool:
    return typos.full_width(text) != text


def _applied(write: Callable[[Any], Any], field: str) -> Callable[[Row], Any]:
    """`write` of a row's field."""
    return lambda row: write(row[field])
