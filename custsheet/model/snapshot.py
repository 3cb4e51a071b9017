"""What was read from one saved version of a workbook: typed tables, settings, lists, decisions, memory.

A snapshot is a value. DataFrames inside it are never changed in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from custsheet.model.change import FieldRows, Place, SchemaChange, schema_change
from custsheet.model.decision import Decision
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell, Finding
from custsheet.model.prediction import Batch
from custsheet.model.quality import Rates
from custsheet.model.review import Review
from custsheet.model.schema import Schema, Value
from custsheet.model.standing import Standing
from custsheet.model.text import fold_value

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Table:
    """One people's sheet as read.

    Attributes:
        name: schema name of the sheet ("customers").
        title: what the worksheet is called in this workbook.
        header_row: Excel row of the header.
        columns: field name → Excel column number (1 = A), only for columns that were found.
        labels: field name → what the header cell really says.
        extra: label → Excel column number of columns the schema does not know.
        beside: by Excel row a number for all that columns say which are no field's, those without a header too; only
            where the schema's own key cannot tell rows apart, as the column that counts lines is missing, else None.
        raw: the cells as a person would read them (str, float, bool, datetime, None; errors as their text "#N/A"),
            columns = field names, index = Excel row. Formula cells by their cached value. Long integers are str.
        typed: the same rows after casting; a cell that did not parse is blank. string, enum → str or None (object);
            free text is clean of what I193 reports;
            list → tuple of str; integer, number → float64; date, datetime → datetime64[us]; boolean → object
            True/False/None. An enum cell holds the *name* of the list entry ("company"), or its own text where the
            entry was added by people or is not in the list.
    """

    name: str
    title: str
    header_row: int
    columns: Mapping[str, int]
    labels: Mapping[str, str]
    raw: pd.DataFrame
    typed: pd.DataFrame
    extra: Mapping[str, int] = field(default_factory=dict)
    beside: pd.Series[int] | None = field(default=None, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was made of the table once and is asked for several times (`analysis.columns`, `model.columndigest`)."""

    @property
    def heading(self) -> tuple[object, ...]:
        """All there is beside the records: what the sheet is called, where its columns stand, and what they say."""
        return self.name, self.title, self.header_row, self.columns, self.labels, self.extra

    @property
    def last_row(self) -> int:
        """Excel row of the last record, or of the header when there is none."""
        return int(self.raw.index[-1]) if len(self.raw) else self.header_row

    def texts(self, name: str) -> list[str | None]:
        """Text of a field, row by row, outer spaces off; None where blank, everywhere if there is no such column."""
        if name not in self.typed:
            return [None] * len(self.typed)
        cells = self.typed[name].tolist()
        if set(map(type, cells)) == {str}:
            return [text or None for text in map(str.strip, cells)]
        return [cell.strip() or None if isinstance(cell, str) else None for cell in cells]


@dataclass(frozen=True)
class Lists:
    """The value lists in force: the schema's entries and those people added on sheet 选项.

    `typed`: list name → texts, in small letters, that stand in a list people may extend on sheet 选项, where
    drop-downs take them from; an entry's alias that people put there is right as it is.
    `places`: list name → row and column, from 1, of its title on sheet 选项.
    """

    entries: Mapping[str, tuple[Value, ...]]
    typed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def canonical(self, name: str) -> dict[str, str]:
        """Folded label (either language, aliases) → value name, for list `name`."""
        return {
            fold_value(label): value.name
            for value in reversed(self.entries[name])
            for label in (*value.labels, value.name)
        }

    def title(self, name: str, value: str, lang: Lang) -> str:
        """What entry `value` of list `name` is called; the value itself if the list does not know it."""
        for one in self.entries[name]:
            if one.name == value:
                return one.title(lang)
        return value


@dataclass(frozen=True)
class Memory:
    """What the hidden sheet remembers from pass to pass; every part travels with the file.

    Attributes:
        stamp: fingerprint of the inputs at the last write ("" before the first).
        sheets: tool sheet name → fingerprint of its values at the last write.
        first_seen: finding key → ISO date.
        settings: setting name → last good value.
        decisions: finding key → what the decision columns of its row held when 数据质量 was drawn; what stands there
            now and differs is new.
        numbers: sheet → highest number the tool has given there; never given again.
        records: sheet → identifier → fingerprint of the record that bears it (`mending.identifiers`), so that a copied
            or overwritten identifier can be told from the one it was copied from; under "" the fields it is taken of.
        layouts: sheet → names of the fields, and people's own labels, in the order of their columns (`reading.order`).
        adopted: whether people agreed that the tool numbers the records of a workbook it did not make.
        scores: ISO day → quality score of that day's last pass, by dimension (`custsheet.model.quality`).
        seed: the standard as it was shipped, as JSON, where the company has changed it since; "" where it has not.
        awaited: fields that are in use and whose column could not be appended yet.
        review: what people decided about records that may be one customer.
        predictions: who was foretold to buy, and who came, oldest first (`custsheet.model.prediction`).
        folded: tool and input sheets that the simple view has hidden, by name; they are shown again when it ends.
        spelled: tool sheet name → digest of its rows as they were spelled at the last write, and of its fingerprint in
            `sheets`; while the sheet holds the same bytes, nobody need read it to know its values.
        standings: which tier each customer had in past months, oldest first (`custsheet.model.standing`).
    """

    stamp: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    first_seen: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Cell] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    layouts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adopted: bool = False
    scores: Mapping[str, Rates] = field(default_factory=dict)
    seed: str = ""
    awaited: tuple[Place, ...] = ()
    review: Review = field(default_factory=Review)
    predictions: tuple[Batch, ...] = ()
    standings: tuple[Standing, ...] = ()
    folded: tuple[str, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """One saved version, read.

    Attributes:
        lang: the workbook's own language; decides what the tool writes.
        native: whether custsheet made the workbook; otherwise absent sheets and columns are silent.
        settings: setting name → value in force (typed; a choice holds the list entry's name; None = no limit where
            that is allowed).
        tables: schema sheet name → Table, for every sheet that was found.
        findings: what reading itself found (cells that do not parse, headers, settings).
        owned: tool sheet name → title of the worksheet it lives on in this workbook.
        titles: every worksheet title, in order.
        decisions: tool sheet name → what people decided there and has not been dealt with yet.
        selection: what somebody chose on the dashboard: selector (`custsheet.model.board`) → the text in its cell.
        date1904: whether the workbook counts days from 1904, as old Macs did.
        carried: the standard as the last pass left it; None where the workbook carries none. What differs from it in
            `schema` was changed on sheet 字段 since.
        field_rows: what sheet 字段 lacks itself to say what `schema` says.
        everything: schema sheet name → Table with the rows of merged records too, for sheets that have such rows.
            `tables` is without them, so that nothing is found in them or computed from them.
    """

    schema: Schema
    lang: Lang
    native: bool
    settings: Mapping[str, Cell]
    lists: Lists
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...]
    owned: Mapping[str, str]
    titles: tuple[str, ...]
    memory: Memory = Memory()
    decisions: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    selection: Mapping[str, str] = field(default_factory=dict)
    date1904: bool = False
    carried: Schema | None = None
    field_rows: FieldRows = field(default_factory=FieldRows)
    everything: Mapping[str, Table] = field(default_factory=dict)

    @property
    def whole(self) -> Snapshot:
        """The same with the rows of merged records among the others: for what must know every row that is there."""
        return replace(self, tables={**self.tables, **self.everything}) if self.everything else self

    @property
    def schema_change(self) -> SchemaChange:
        """What was changed on sheet 字段 since the last pass."""
        return schema_change(self.carried, self.schema) if self.carried is not None else SchemaChange()

    @property
    def sheet_titles(self) -> dict[str, str]:
        """Schema name of each sheet that was found → its title in this workbook."""
        return {name: table.title for name, table in self.tables.items()}

    def field_labels(self, lang: Lang) -> dict[tuple[str, str], str]:
        """(sheet, field) → what its header says, without the mark of required ones; {} in the other language."""
        if lang != self.lang:
            return {}
        return {(t.name, name): label.strip(" *＊") for t in self.tables.values() for name, label in t.labels.items()}

    def table(self, name: str) -> Table | None:
        """The table of schema sheet `name`, None if the workbook has none."""
        return self.tables.get(name)
