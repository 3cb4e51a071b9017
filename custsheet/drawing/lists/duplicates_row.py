"""One record of a group on 疑似重复, cell by cell, with the words that people wrote on its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from custsheet.analysis.survival import Survival, in_order
from custsheet.drawing.lists.duplicates_words import ADVICE, COPIED, FIRST, no_number, values
from custsheet.drawing.toolsheet import Scene, plain
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import Content, Link, day_of, on
from custsheet.drawing.workbook.style import Look
from custsheet.model.address import cell_address
from custsheet.model.decision import sealed_key
from custsheet.model.groupline import Line, group_name, row_names
from custsheet.model.outcome import DuplicateGroup
from custsheet.model.words import DECISION, KEEP, WHO, verdict
from custsheet.values.emails import email_key
from custsheet.values.names import company_key, name_key
from custsheet.values.phones import complete_landline, is_placeholder_number, is_service_number, phone_key

_KEYS: dict[str, Callable[[object], str | None]] = {
    "name": name_key,
    "company": company_key,
    "email": email_key,
}
_PHONES = ("mobile", "phone")
Styled = tuple[Content, tuple[Look, ...]]
# Looks are made once: there may be 50,000 lines, and what a cell wears is looked up by the very objects.
_FIRST, _REST = style.look(bold=True, font_size=12), style.look(bold=True, font_size=9)
_SMALL, _TEN, _DAY = style.look(font_size=9), style.look(font_size=10), style.look(num_format=style.DATE)
_COUNT = style.look(num_format="#,##0;-#,##0;–")
_SURE = {
    band: style.look(num_format=style.WHOLE_PERCENT, font_size=13, bold=True, font_color=ink)
    for band, ink in (("same", style.ERROR_INK), ("review", style.WARN_INK), ("related", style.GREY))
}
_SUREST = 0.99  # in whole percents .999 would read 100 %, which nothing but a person can know
_SAME = style.look(bg_color="#E3F5E9", font_color=style.OK_INK)
_OTHER = style.look(bg_color="#FDECEC", font_color=style.ERROR_INK)


class Lines:
    """What is known of all groups: the customers' cells, orders and amounts, what stands on the lines."""

    def __init__(self, scene: Scene) -> None:
        outcome = scene.outcome
        everything = (*outcome.findings, *(one.finding for one in outcome.ignored))
        self.scene, self.survival = scene, Survival(scene.snapshot, everything)
        self.review = scene.snapshot.memory.review
        tiers = outcome.tiers
        self._whole = _whole(self.survival, {row for group in outcome.duplicates for row in group.rows})
        self.bought = {name: tiers.table[name].to_dict() if tiers is not None else {} for name in ("orders", "amount")}

    def decidable(self, group: DuplicateGroup) -> bool:
        """Whether every record can be named for ever."""
        return all(self.survival.rows.get(one) == row for one, row in zip(group.records, group.rows, strict=True))

    def all_of(self, group: DuplicateGroup) -> bytes:
        """A digest of all that the lines of a group follow from, but for what is the same for all (`same_for_all`)."""
        lang, refused = self.scene.lang, self.scene.outcome.refused
        reasons = [(one.text(lang), one.against, one.bits) for one in group.reasons]
        told = [(self._whole.get(row), *(known.get(row) for known in self.bought.values())) for row in group.rows]
        opened, said = self.decidable(group), list[object]()
        if self.review.answers or self.review.days or refused:
            names = (group_name(group.records), group_name(row_names(group.rows)))
            said += [refused[name](lang) for name in names if name in refused]
            for one in group.records if opened else row_names(group.rows):
                key = Line(names[0 if opened else 1], one, star=False).key
                answer, day = self.review.answers.get(key), self.review.days.get(key)
                if answer is not None or day is not None:
                    said.append((one, answer and list(answer.said.items()), day))
        head = (group.number, group.band, group.score, group.rows, group.records)
        return sha256(repr((head, reasons, told, opened, said)).encode("utf-8", "surrogatepass")).digest()

    @property
    def same_for_all(self) -> tuple[object, ...]:
        """What all lines follow from."""
        snapshot, table = self.scene.snapshot, self.survival.table
        return snapshot.lang, snapshot.schema, table.heading if table is not None else None

    def waits(self, group: DuplicateGroup) -> bool:
        """Whether somebody wants to decide on the whole group later."""
        if not self.review.answers:
            return False
        star, *others = (self._verdict(group, record) for record in group.records)
        return star == "later" or (bool(others) and all(one == "later" for one in others))

    def _verdict(self, group: DuplicateGroup, record: str) -> str | None:
        answer = self.review.answers.get(Line(group_name(group.records), record, star=False).key)
        return verdict(answer.said.get(DECISION)) if answer is not None else None


def _whole(survival: Survival, rows: Iterable[int]) -> dict[int, str]:
    """Of each of the rows that are there: all its cells, and which of them are wrong, so that another text says so."""
    if survival.table is None:
        return {}
    raw, there = survival.table.raw, sorted(rows)
    at = raw.index.get_indexer(there)
    there, at = [row for row, place in zip(there, at.tolist(), strict=True) if place >= 0], at[at >= 0]
    wrong: dict[int | None, list[str]] = {row: [] for row in there}
    for row, name in survival.wrong:
        if row in wrong:
            wrong[row].append(name or "")
    cells = zip(*(raw[name].to_numpy()[at].tolist() for name in raw.columns), strict=True)
    return {row: repr((one, sorted(wrong[row]))) for row, one in zip(there, cells, strict=True)}


class Member:
    """One record of a group; `place` 0 is the one proposed to be kept."""

    def __init__(self, lines: Lines, group: DuplicateGroup, place: int) -> None:
        self._lines, self._scene, self._group, self._place = lines, lines.scene, group, place
        self._row, self.record = group.rows[place], group.records[place]
        self._open = lines.decidable(group)
        # Where identifiers do not name all of them, a decision waits by row until they do.
        known = group.records if self._open else row_names(group.rows)
        line = Line(group_name(known), known[place], star=place == 0)
        self._line = line
        answer = lines.review.answers.get(line.key)
        self._said = dict(answer.said) if answer is not None else {}
        # A word that stands here is one that was not carried out, but for what was put off.
        put_off = verdict(self._said.get(DECISION)) == "later" and self._open
        self._since = lines.review.days.get(line.key, "") if put_off else ""
        names = (group_name(group.records), group_name(row_names(group.rows)))
        refused = lines.scene.outcome.refused
        self._why = next((refused[name] for name in names if name in refused), None)

    def cell(self, name: str) -> Styled:
        """Content and looks under column `name`."""
        first = self._place == 0
        if name == "group":
            return self._group.number, (style.CENTRE, _FIRST if first else _REST)
        if name == "score":
            return (min(self._group.score, _SUREST), (style.CENTRE, _SURE[self._group.band])) if first else (None, ())
        if name == "record":
            return self._link(), (style.LEFT, style.TO, _TEN)
        if name == "reasons":
            return self._scene.tell(FIRST[self._group.band]), (style.LEFT, style.WRAP, _SMALL, style.MUTED)
        if name in ("proposal", "advice"):
            return self._proposal(), (style.LEFT, style.WRAP, *((_SMALL,) if first else ()))
        if name in self._lines.bought:
            return self._bought(name), (style.RIGHT, _COUNT)
        if name == "owner":
            return self._text("owner") or "–", (style.CENTRE, style.WRAP)
        if name in (KEEP, DECISION, WHO):
            return self._decision(name)
        if name == "when":
            return day_of(self._since), (style.LEFT, style.MUTED, _DAY)
        if name in _KEYS or name in _PHONES:
            return self._compared(name)
        return None, ()

    def key(self, proposal: str) -> str | None:
        """What the hidden column holds; None where nothing can be decided."""
        if not self._open and self._lines.survival.table is None:
            return None
        seal = self._lines.survival.seal(self._row, self._rows())
        return sealed_key(seal, self._line.written, proposal)

    def _rows(self) -> list[int]:
        """Rows of the group in the order in which values are weighed."""
        if not self._open:
            return [self._row]
        rows = self._lines.survival.rows
        return [rows[record] for record in in_order(self._group.records[0], self._group.records)]

    def _decision(self, name: str) -> Styled:
        if not self._open:
            return self._said.get(name), (style.CLOSED, style.CENTRE)
        wear = (style.LEFT, style.WRAP) if name == WHO else (style.CENTRE, style.STRONG)
        return self._said.get(name), (style.INPUT, *wear)

    def _bought(self, name: str) -> float | None:
        """Orders or amount of all time, as the analysis counts them; None where nobody knows."""
        number = self._lines.bought[name].get(self._row)
        return None if number is None or number != number else float(number)

    def _link(self) -> Content:
        table = self._lines.survival.table
        if table is None:
            return self.record
        cell = cell_address(self._scene.snapshot, "customers", self._row, "customer_id") or f"A{self._row}"
        return Link(on(table.title, cell), plain(self.record))

    def _proposal(self) -> str:
        scene, group = self._scene, self._group
        keep, other = ADVICE[group.band]
        if self._place == 0:
            colon = scene.say("。", ". ")
            likely = group.band != "related"
            known = self._open and values(scene, self._lines.survival, self._rows(), likely=likely)
            more = known or no_number(scene)
            why = f"⚠ {scene.tell(self._why)}{scene.say('', ' ')}" if self._why is not None else ""
            return why + scene.tell(keep) + colon + more
        if self.record != group.records[0]:
            return scene.tell(other).format(group.records[0])
        # A copied row bears the same identifier: only the row tells the two apart.
        rows = [scene.say(f"第 {row} 行", f"row {row}") for row in (self._row, group.rows[0])]
        return scene.tell(COPIED[group.band]).format(*rows)

    def _text(self, field: str, row: int | None = None) -> str:
        return self._lines.survival.text(self._row if row is None else row, field)

    def _compared(self, field: str) -> Styled:
        """A value, green where it is the first record's, red where it is another."""
        looks: tuple[Look, ...] = (style.LEFT, style.WRAP)
        value = self._text(field)
        if not value:
            return self._scene.say("（空）", "(blank)"), (*looks, style.MUTED)
        kept = self._text(field, self._group.rows[0])
        if self._place == 0 or not kept:
            return value, looks
        if field in _PHONES:
            if any(told(one) for told in (is_placeholder_number, is_service_number) for one in (value, kept)):
                return value, looks  # the number of everybody and nobody speaks neither for nor against
            mine, first = self._number(value, self._row), self._number(kept, self._group.rows[0])
        else:
            mine, first = _KEYS[field](value), _KEYS[field](kept)
        same = value == kept or (mine is not None and mine == first)
        return value, (*looks, _SAME if same else _OTHER)

    def _number(self, value: str, row: int) -> str | None:
        """What a number is compared by, with the area code of the record's place where it has none (as W114 says)."""
        places = [self._text(name, row) for name in ("city", "district", "address")]
        return phone_key(complete_landline(value, *places, province=self._text("province", row)) or value)
