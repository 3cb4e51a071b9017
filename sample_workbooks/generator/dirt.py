"""Spoils single cells of clean tables the way people do, and writes down each one.

Invariant: at most one spoilt cell a row, and never one whose consequence elsewhere another rule would report; so the
faults are the findings to expect. Which rows are spoilt is up to chance, which faults exist is not.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator import typos, wording
from generator.changes import Test, anything, applied, has_latin
from generator.slips import SLIPS
from generator.truth import Fault
from generator.world import Pair, Row, Tables, World
from generator.wrecks import Content, Wreck

_BEFORE = object()


@dataclass
class Spoiler:
    """Spoils the tables it is given, in place."""

    world: World
    tables: Tables
    used: dict[str, set[int]]
    """Sheet → rows to leave alone: planted ones, and those that are spoilt already."""
    faults: list[Fault]
    wrecks: list[Wreck] = dataclasses.field(default_factory=list)

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
        right: Any = _BEFORE,
        also: str | None = None,
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
            right: what should stand there, or a function of what was typed; without it what stood there before.
            also: another rule that must find the same cell.
        """
        for at in self._chosen(sheet, field, when, times, blank_too=blank_too):
            row = self.tables[sheet][at]
            before = dict(row)
            row[field] = typed(row) if callable(typed) else typed
            shifted = {name: before.get(name) for name in moves if before.get(name) != row.get(name)}
            good = before.get(field) if right is _BEFORE else right(row[field]) if callable(right) else right
            for one in (code, also) if also else (code,):
                self.faults.append(Fault(sheet, at, field, one, kind, row[field], good, shifted))

    def wreck(
        self,
        sheet: str,
        field: str,
        kind: str,
        content: Content | Callable[[Row], Content],
        *,
        code: str = "E195",
        when: Test = anything,
        times: int = 1,
        blank_too: bool = False,
    ) -> None:
        """Spoils cells in a way that no table of values can hold. `content` may be a function of the row."""
        for at in self._chosen(sheet, field, when, times, blank_too=blank_too):
            row = self.tables[sheet][at]
            made = content(row) if callable(content) else content
            self.wrecks.append(Wreck(sheet, at, field, made))
            self.faults.append(Fault(sheet, at, field, code, kind, made.value, row.get(field)))
            row[field] = None

    def _chosen(self, sheet: str, field: str, when: Test, times: int, *, blank_too: bool) -> list[int]:
        """Rows to spoil, which nobody will spoil again."""
        used = self.used.setdefault(sheet, set())
        fits = [
            at
            for at, row in enumerate(self.tables[sheet])
            if at not in used and (blank_too or row.get(field) is not None) and when(row)
        ]
        chosen = sorted(self.world.rng.sample(fits, min(times, len(fits))))
        used.update(chosen)
        return chosen

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

    def leak(self, sheet: str, field: str, kind: str, said: Pair, secret: str, *, blank_too: bool = False) -> None:
        """Something that must not stand in free text; what is right is the text without it, *** in its place."""
        text = self.world.say(said)
        right = text.format("***")
        self.spoil(sheet, field, "W196", kind, text.format(secret), blank_too=blank_too, right=right)

    def chat(self, sheet: str, field: str) -> None:
        """A whole chat pasted into a cell that holds a note."""
        world, lines = self.world, ""
        said = [world.say(pair) for pairs in wording.REVIEWS.values() for pair in pairs]
        while len(lines.strip()) <= (world.standard.sheets[sheet].by_name[field].longest or 0):
            lines += f"{world.say(('客户', 'customer'))}: {world.pick(said)}\n"
        self.spoil(sheet, field, "W184", "pasted_chat", lines.strip(), blank_too=True, right=None)

    def other_word(self, sheet: str, field: str, enum: str, times: int = 1) -> None:
        """An entry of a list by another name it is known by."""
        latin = self.world.lang == "en"
        words = {
            self.world.title(enum, name): known[0]
            for name, spellings in self.world.standard.spellings[enum].items()
            if (known := [one for one in spellings if one.isascii() == latin])
        }
        self.spoil(
            sheet,
            field,
            "I185",
            "other_word",
            lambda row: words[row[field]],
            when=lambda row: row[field] in words,
            times=times,
        )

    def text_date(self, sheet: str, field: str, times: int = 1) -> None:
        """A date as text, in each of the usual notations in turn."""
        words = typos.in_words if self.world.lang == "zh" else typos.english
        for count in range(times):
            write = (typos.dotted, words, typos.compact, typos.serial)[count % 4]
            self.spoil(sheet, field, "E161", "text_date", applied(write, field))

    def untidy(self, sheet: str, field: str, times: int = 1) -> None:
        """What nobody meant to type, in each of the usual ways in turn; full width where the text has letters."""
        for count in range(times):
            kind, write = typos.UNTIDY[count % len(typos.UNTIDY)]
            when = has_latin(field) if kind == "full_width" else anything
            self.spoil(sheet, field, "I193", kind, applied(write, field), when=when)

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

    def mistaken_customer(self, sheet: str) -> None:
        """A customer's name, mobile number or shortened ID where the ID belongs; each can mean that customer only."""
        people, spoilt = self.tables["customers"], self.used["customers"]
        for field in ("name", "mobile"):
            count = Counter(row.get(field) for row in people)
            known = {
                row["customer_id"]: row[field]
                for at, row in enumerate(people)
                if at not in spoilt and row.get(field) is not None and count[row[field]] == 1
            }
            self._known_by(sheet, f"{field}_for_id", known)
        self._known_by(sheet, "short_id", {row["customer_id"]: f"C{int(row['customer_id'][1:])}" for row in people})

    def _known_by(self, sheet: str, kind: str, known: Mapping[str, str]) -> None:
        self.spoil(
            sheet,
            "customer_id",
            "E192",
            kind,
            lambda row: known[row["customer_id"]],
            when=lambda row: row["customer_id"] in known,
        )

    def unknown_person(self, sheet: str, field: str, times: int = 1) -> None:
        """Somebody who has left, or is called by a short name."""
        words = {"zh": ("小刘", "已离职-老吴"), "en": ("Old Wu (left)", "Chris")}[self.world.lang]
        self.spoil(sheet, field, "W192", "unknown_person", lambda _: self.world.pick(words), times=times)

    def repeated(self, sheet: str, field: str, when: Test = anything, times: int = 1) -> None:
        """A number that the record above bears already, as if dragged down; `when` must hold for both."""
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
