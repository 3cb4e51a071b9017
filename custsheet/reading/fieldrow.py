"""One row of sheet 字段 → the field it describes. What a cell cannot mean is a finding, and the last good value stands.

Invariant: a cell that says what the carried standard would show there is left alone, whatever an office program made
of its spelling; and once what is `corrected` stands in the cells, the row reads as the field it gave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from custsheet.model.errors import LANGS, Lang
from custsheet.model.fieldsheet import COLUMN, PERSONAL, ROLES, YES, field_cells
from custsheet.model.finding import Cell, Finding
from custsheet.model.needed import FIELDS
from custsheet.model.schema import Field, Schema, Sheet, ValueList
from custsheet.model.text import Text, text
from custsheet.reading.fieldwords import BadCellError, weight_of, word, yes
from custsheet.values.text import as_text

MISTAKE = "E321"
_LONGEST = {"label": 255, "other": 255, "description": 195, "example": 200, "wrong": 200}
"""Characters: of a table's header; of an input message with room for the example; of an example."""
_Got = TypeVar("_Got")

_DECIDING = frozenset({"sheet", "label", "kind", "list"})
"""What decides the column of a new field: while it is wrong, there is none."""
AS_BEFORE = text("改正之前沿用原来的", "Until then the former value stands")
NO_COLUMN = text("改好之前不加这一列", "Until then no column is added")
_AS_BLANK = text("改正之前当它空着", "Until then it counts as blank")

_FREE = frozenset({"label", "other", "description", "example", "wrong"})
"""Columns without a vocabulary of their own."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a row is read with.

    Attributes:
        schema: the standard the workbook carries.
        base: the standard custsheet came with; what it computes with keeps its type.
        lists: every list there is, those that stand on sheet 选项 alone included.
        title: what sheet 字段 is called.
        known: the standard whose fields conditions speak of: the one carried, or what the sheet makes of it.
        lang: the workbook's language.
        today: the day by which limits such as 今天-14年 are compared.
        date1904: the workbook's date system.
    """

    schema: Schema
    base: Schema
    lists: tuple[ValueList, ...]
    title: str
    known: Schema
    lang: Lang
    today: date
    date1904: bool = False


@dataclass(eq=False)
class Row:
    """One row being read.

    Attributes:
        given: what it is read with.
        sheet: the sheet of the standard that its field is in.
        carried: the field as the workbook carries it; for a new row, a blank one.
        new: whether it is a new row; what is blank in one is as usual.
        cells: column name → content, for every column that sheet 字段 has.
        places: column name → address.
        now: the field as read so far.
        findings: what its cells cannot mean.
        corrected: column name → what its cell has to say for the row to read as `now`.
        decided: whether it is a known field's row, or everything that decides the column of a new one is right.
    """

    given: Given
    sheet: Sheet
    carried: Field
    new: bool
    cells: Mapping[str, object]
    places: Mapping[str, str]
    now: Field = field(init=False)
    findings: list[Finding] = field(default_factory=list)
    corrected: dict[str, Cell] = field(default_factory=dict)
    decided: bool = True

    def __post_init__(self) -> None:
        self.now = self.carried
        self._shown: dict[Lang, dict[str, Cell]] = {}

    def shown(self, column: str, lang: Lang | None = None) -> Cell:
        """What the carried standard shows in this column, in the workbook's language or another one."""
        lang = lang or self.given.lang
        if lang not in self._shown:
            self._shown[lang] = field_cells(self.given.schema, self.sheet, self.carried, lang)
        return self._shown[lang][column]

    def content(self, column: str) -> object:
        """What stands in the cell; where the sheet lacks the column, what would."""
        return self.cells[column] if column in self.cells else self.shown(column)

    def words(self, column: str) -> str:
        """The same as text."""
        return as_text(self.content(column)).strip()

    def changed(self, *columns: str) -> bool:
        """Whether one of these cells says something else than the carried standard."""
        return any(self._differs(column) for column in columns)

    def _differs(self, column: str) -> bool:
        words = _plain(self.cells.get(column, ""))
        if column not in self.cells or (self.new and not words):
            return False
        given = self.given.lang
        if column in _FREE:  # of words that people choose, those of the other language are an edit
            return words != _plain(self.shown(column, given))
        return all(words != _plain(self.shown(column, lang)) for lang in sorted(LANGS, key=lambda one: one != given))

    def put(self, **values: Any) -> None:
        """The field gets other values."""
        self.now = self.now.but(**values)

    def constrain(self, **values: Any) -> None:
        """The field's constraints get other values."""
        self.put(constraints=self.now.constraints.but(**values))

    def refuse(self, column: str, message: str = "default", **params: object) -> None:
        """A finding on the cell of this column."""
        deciding = column in _DECIDING
        until = AS_BEFORE if not self.new else NO_COLUMN if deciding else _AS_BLANK
        self.decided = self.decided and not (self.new and deciding)
        params = {"column": COLUMN[column].title, "label": self.now.title, "until": until} | params
        self.findings.append(mistake(self.given, self.places[column], self.cells[column], message, params))

    def parsed(self, column: str, parse: Callable[[str], _Got]) -> _Got | None:
        """What a changed cell means; None where it is as it was, or means nothing, which is a finding."""
        if not self.changed(column):
            return None
        try:
            return parse(self.words(column))
        except BadCellError as error:
            self.refuse(column, error.message, **error.params)
            return None

    def keep(self, column: str) -> None:
        """Refuse a change of what cannot be changed."""
        if self.changed(column):
            now = self.shown(column)
            self.refuse(column, "fixed" if now is not None else "fixed-blank", now=now)

    @property
    def is_key(self) -> bool:
        """Whether the field identifies the records of its sheet."""
        return self.carried.name in self.sheet.primary_key


def mistake(given: Given, place: str, content: object, message: str, params: Mapping[str, object]) -> Finding:
    """A finding on one cell of sheet 字段."""
    return Finding(MISTAKE, value=as_text(content), message=message, params=params, cell=place, place=given.title)


def read_plain(row: Row) -> None:
    """Labels, messages, and what is simply chosen: every column that has nothing to do with another one."""
    lang: Lang = row.given.lang
    for column, one in (("label", lang), ("other", "en" if lang == "zh" else "zh")):
        if row.changed(column) and (said := _text(row, column, " ".join(row.words(column).split()))):
            row.put(title=row.now.title.but(**{one: said}))
    if row.new and not row.words("other"):
        row.put(title=Text(zh=row.now.title(lang), en=row.now.title(lang)))
    if (
        row.changed("description")
        and (said := _text(row, "description", row.words("description"), blank=True)) is not None
    ):
        row.put(description=_said(row, row.now.description, said))
    for column, before in (("example", row.now.example), ("wrong", row.now.wrong)):
        if row.changed(column) and (said := _text(row, column, row.words(column), blank=True)) is not None:
            row.put(**{column: _said(row, before, said) if said else None})
    personal = row.parsed("personal", lambda words: word(words or "none", PERSONAL))
    row.put(personal=personal or row.now.personal)
    weight = row.parsed("weight", lambda _: weight_of(row.content("weight")))
    row.put(weight=row.now.weight if weight is None else weight)
    enabled = row.parsed("enabled", lambda words: yes(words or YES.zh))
    if enabled is False and (row.is_key or row.carried.name in FIELDS.get(row.sheet.name, ())):
        row.refuse("enabled", "needed")
    elif enabled is not None:
        row.put(enabled=enabled)
    if row.parsed("role", lambda words: word(words, ROLES)) not in (None, row.carried.role):
        row.keep("role")


def _text(row: Row, column: str, said: str, *, blank: bool = False) -> str | None:
    if not said and not blank:
        row.refuse(column, "blank")
    elif len(said) > _LONGEST[column]:
        row.refuse(column, "long", limit=_LONGEST[column])
    else:
        return said
    return None


def _said(row: Row, before: Text | None, said: str) -> Text:
    """The text in the workbook's language; where there was none, in both."""
    return Text(zh=said, en=said) if row.new or before is None else before.but(**{row.given.lang: said})


def _plain(content: object) -> str:
    return " ".join(as_text(content).split())
