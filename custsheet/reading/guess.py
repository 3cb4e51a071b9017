"""What a column that staff added themselves holds, guessed from its cells and its header: a field for the standard.

A guess is only a proposal that somebody accepts; where the cells do not agree it is plain text, which is never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from custsheet.model.errors import Lang
from custsheet.model.fieldsheet import FORMATS, KINDS
from custsheet.model.finding import Edit, Finding
from custsheet.model.schema import Constraints, Field, FieldType, Sheet
from custsheet.model.text import Text, fold_label, fold_value, text
from custsheet.reading.fieldlines import new_key
from custsheet.values.dates import parse_date
from custsheet.values.emails import is_email
from custsheet.values.flags import parse_yes
from custsheet.values.ids import is_resident_id
from custsheet.values.numbers import parse_number
from custsheet.values.phones import is_landline, is_mobile
from custsheet.values.text import as_text

OWN_COLUMN = "I302"
_SAMPLE = 2_000  # filled cells that are looked at
_SHARE = 0.8  # of them that must agree: people's own columns hold slips
_FEWEST = 2  # entries of a list that must occur
_MONEY = ("金额", "价", "费", "款", "工资", "预算", "amount", "price", "cost", "fee", "budget", "salary")
_FORMS: Mapping[str, Callable[[object], bool]] = {
    "resident_id": is_resident_id,
    "mobile": is_mobile,
    "landline": is_landline,
    "email": is_email,
}
_PERSONAL = {"resident_id": "sensitive", "mobile": "general", "landline": "general", "email": "general"}
_TYPES: Mapping[str, FieldType] = {"choice": "string", "money": "number"}
Entries = Mapping[str, Collection[str]]
"""List → folded spellings of its entries."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column holds: one of `KINDS`, a format, the list its entries are from."""

    kind: str = "string"
    form: str | None = None
    enum: str | None = None

    def said(self, lists: Mapping[str, Text]) -> Text:
        """The same in words. `lists`: list → title."""
        kind = KINDS[self.kind]
        more = FORMATS[self.form] if self.form else lists[self.enum] if self.enum else None
        return kind if more is None else text(f"{kind.zh}（{more.zh}）", f"{kind.en} ({more.en})")


def guess(label: str, cells: Sequence[object], lists: Entries) -> Guess:
    """What the column under `label` holds. `cells` as the reader of the file gives them, "" where nothing stands."""
    filled = list(islice((one for one in cells if one != "" and as_text(one).strip()), _SAMPLE))
    if not filled:
        return Guess()

    def agree(test: Callable[[object], object]) -> bool:
        return sum(bool(test(one)) for one in filled) >= _SHARE * len(filled)

    form = next((name for name, test in _FORMS.items() if agree(test)), None)
    if form is not None:
        return Guess(form=form)
    if agree(lambda one: _day(one) is not None):
        timed = any(moment.time() != time() for one in filled if (moment := _day(one)) is not None)
        return Guess("datetime" if timed else "date")
    if agree(lambda one: isinstance(one, bool | str) and parse_yes(one) is not None and not as_text(one).isdigit()):
        return Guess("boolean")
    if agree(lambda one: parse_number(one) is not None):
        return _number(label, filled)
    return _choice(filled, lists) or Guess()


@dataclass(frozen=True)
class Registrar:
    """Offers columns of people's own for registration, in the words of one workbook.

    Attributes:
        lang: the workbook's language.
        lists: list → title.
        entries: list → folded spellings of its entries.
    """

    lang: Lang
    lists: Mapping[str, Text]
    entries: Entries

    def offer(self, sheet: Sheet, label: str, header_row: int, cells: Sequence[object]) -> Finding:
        """I302 with the proposal to take the column into the standard."""
        found = guess(label, cells, self.entries)
        kind = found.said(self.lists)
        said = text(f"登记为{kind.zh}", f"register as {kind.en}")
        params = {"kind": kind, "guess": (found.kind, found.form, found.enum)}
        edits = (Edit(sheet.name, header_row, label, said(self.lang)),)
        return Finding(OWN_COLUMN, sheet.name, None, label, params=params, edits=edits)


def offered(sheet: Sheet, finding: Finding) -> Field:
    """The field that an accepted offer makes of a column."""
    return registered(sheet, finding.field or "", Guess(*finding.params["guess"]))  # type: ignore[misc]


def registered(sheet: Sheet, label: str, found: Guess) -> Field:
    """The field that the column under `label` becomes in the standard."""
    title = Text(zh=label, en=label)
    form = "money" if found.kind == "money" else found.form
    return Field(
        name=new_key("", label, sheet.by_name),
        title=title,
        type=_TYPES.get(found.kind, found.kind),
        format=form,
        constraints=Constraints(enum=found.enum),
        description=title,
        personal=_PERSONAL.get(found.form or "", "none"),
        group="profile",
    )


def _day(cell: object) -> datetime | None:
    if isinstance(cell, date | str):
        return parse_date(cell)
    return None


def _number(label: str, filled: Sequence[object]) -> Guess:
    if any(word in fold_label(label) for word in _MONEY):
        return Guess("money")
    numbers = (parse_number(one) for one in filled)
    return Guess("integer" if all(float(one).is_integer() for one in numbers if one is not None) else "number")


def _choice(filled: Sequence[object], lists: Entries) -> Guess | None:
    """The list most of whose entries occur, where nearly every cell holds one of them."""
    words = [fold_value(as_text(one)) for one in filled]
    best: tuple[int, str] | None = None
    for name, entries in lists.items():
        known = [word for word in words if word in entries]
        distinct = len(set(known))
        if len(known) >= _SHARE * len(words) and distinct >= _FEWEST and (best is None or distinct > best[0]):
            best = distinct, name
    return Guess("choice", enum=best[1]) if best is not None else None
