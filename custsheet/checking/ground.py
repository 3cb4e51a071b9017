"""What is known of a sheet before any of its records is looked at: on this the rules are laid.

All of it is the same for whatever is kept from one check to the next (`checkmemo`), so nobody writes down who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from custsheet.checking.entries import Entries
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell
from custsheet.model.schema import Field, Sheet
from custsheet.model.snapshot import Lists, Table
from custsheet.reading.cast import Caster

if TYPE_CHECKING:
    from custsheet.checking.audit import Audit


class Ground:
    """One sheet as the standard has it, with the settings and the lists in force.

    Attributes:
        sheet: the standard's.
        inputs: the fields people type into whose columns were found.
        names: the columns that were found.
    """

    def __init__(self, audit: Audit, table: Table, sheet: Sheet) -> None:
        self._audit = audit
        self._table = table
        self.sheet = sheet
        self.names: tuple[str, ...] = tuple(table.typed.columns)
        self.inputs = tuple(one for one in sheet.fields if one.is_input and self.has(one.name))

    @property
    def name(self) -> str:
        """Schema name of the sheet."""
        return self.sheet.name

    def has(self, field: str) -> bool:
        """Whether this column was found."""
        return field in self._table.typed.columns

    @property
    def today(self) -> date:
        """The day that bounds are counted from."""
        return self._audit.today

    @property
    def lang(self) -> Lang:
        """The workbook's language."""
        return self._audit.snapshot.lang

    @property
    def native(self) -> bool:
        """Whether custsheet made the workbook."""
        return self._audit.snapshot.native

    @property
    def settings(self) -> Mapping[str, Cell]:
        """The settings in force."""
        return self._audit.snapshot.settings

    @property
    def lists(self) -> Lists:
        """The lists in force."""
        return self._audit.snapshot.lists

    @property
    def caster(self) -> Caster:
        """How cells become values in this workbook."""
        return self._audit.caster

    def entries(self, name: str, *, provinces: bool = False) -> Entries:
        """The list called `name`, as the rules ask it."""
        return self._audit.entries(name, provinces=provinces)

    def field_of(self, form: str) -> Field | None:
        """The first column found whose format is this."""
        return next((one for one in self.inputs if one.format == form), None)

    @property
    def text_fields(self) -> tuple[str, ...]:
        """The columns of text."""
        return tuple(one.name for one in self.inputs if one.type in ("string", "list"))
