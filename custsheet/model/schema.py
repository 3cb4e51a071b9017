"""The declarative standard of a customer workbook, in the words of the Table Schema standard.

A `Schema` is a value: lists, settings, people's sheets with their fields and rules, and the tool's own sheets.
Everything else (template, drop-downs, checks, aliases, guide, wording) is a projection of it. `custsheet.model.load`
reads it from YAML.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field as Declared
from pydantic import StringConstraints

from custsheet.model.text import Frozen, Text, fold_label

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ValueName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
FieldType = Literal["string", "integer", "number", "date", "datetime", "boolean", "list"]
Scalar = str | int | float | bool | None
FORMULA_TOKEN = re.compile(r"\{([a-z][a-z0-9_]*)(?:([./])([A-Za-z][A-Za-z0-9_]*))?\}")


class Value(Frozen):
    """One entry of a list: stable name, label in both languages, other spellings people type."""

    name: ValueName
    title: Text
    aliases: tuple[str, ...] = ()
    description: Text | None = Declared(None, description="what is done with such a record, where the list is of those")

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way to write this value."""
        return (self.title.zh, self.title.en, *self.aliases)


class ValueList(Frozen):
    """A list of allowed values, shown on sheet 选项. People may add entries there when it is `extensible`."""

    name: Name
    title: Text
    values: tuple[Value, ...]
    extensible: bool = True


class Setting(Frozen):
    """One row of sheet 参数. `default` holds a value's name when `choices` names a list."""

    name: Name
    title: Text
    aliases: tuple[str, ...] = ()
    type: Literal["string", "integer", "number", "date"]
    group: Text
    default: Scalar = None
    unit: Text | None = None
    description: Text
    choices: Name | None = None
    minimum: float | None = None
    maximum: float | None = None
    all_word: bool = Declared(False, description="全部 / all is allowed and means no limit")


class Constraints(Frozen):
    """What a cell must satisfy, as in Table Schema. `enum` names a list of this schema."""

    required: bool = False
    unique: bool = False
    enum: Name | None = None
    pattern: str | None = None
    minimum: float | str | None = Declared(None, description="a number, an ISO date, or 'today'")
    maximum: float | str | None = Declared(None, description="a number, an ISO date, or 'today'")
    min_length: int | None = None
    max_length: int | None = None


class Field(Frozen):
    """One column: what it is called, what it may hold, who fills it.

    `role`: people type into "input"; "formula" reacts while typing; "tool" is looked up from the tool's own sheets.
    """

    name: Name
    title: Text
    aliases: tuple[str, ...] = ()
    type: FieldType = "string"
    format: (
        Literal["mobile", "landline", "email", "resident_id", "credit_code", "postcode", "province", "city", "money"]
        | None
    ) = None
    role: Literal["input", "formula", "tool"] = "input"
    enabled: bool = True
    constraints: Constraints = Constraints()
    required_when: dict[Name, tuple[ValueName, ...] | Literal["*"]] = Declared(
        default_factory=dict, description="field → value names that make this one required; '*' = any value"
    )
    formula: str | None = Declared(
        None, description="{field} this row · {sheet.field} a column · {list/value} a list entry's label"
    )
    override: bool = Declared(False, description="people may type over the formula; what they typed stays")
    default: Scalar = None
    numbering: str | None = Declared(None, description="the first identifier the tool gives, e.g. C000001")
    description: Text
    example: Text | None = None
    wrong: Text | None = Declared(None, description="what people really type here, and should not")
    when: Text | None = Declared(None, description="when it is filled in, where that is not when the row is written")
    personal: Literal["none", "general", "sensitive"] = "none"
    group: Literal[
        "identity", "contact", "address", "profile", "class", "consent", "work", "money", "audit", "computed"
    ]
    width: int | None = Declared(None, description="pixels")
    weight: float = Declared(1.0, ge=0, description="how much a filled cell counts for completeness; 0 = not at all")

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label by which this field's column is found."""
        return (self.title.zh, self.title.en, *self.aliases)

    @property
    def is_input(self) -> bool:
        """Whether people type into it."""
        return self.role == "input"


class Reference(Frozen):
    """Where a foreign key points."""

    resource: Name
    fields: tuple[Name, ...]


class ForeignKey(Frozen):
    """Values of `fields` must exist in the referenced sheet."""

    fields: tuple[Name, ...]
    reference: Reference
    strict: bool = Declared(True, description="false: an unknown value is a warning, not an error")


class RowRule(Frozen):
    """A rule over several fields of one row.

    any_of: at least one of `fields` is filled · order: each of `fields` is not later than the next ·
    product: `fields[0]` = `fields[1]` × `fields[2]` within `tolerance` · usual: the price `fields[1]` is near what is
    usual for the product `fields[0]`; where it is blank, `fields[2]` ÷ `fields[3]` (setting outlier_limit) ·
    fresh: the last of the days in `fields` is not longer ago than the setting verify_days.
    """

    kind: Literal["any_of", "order", "product", "usual", "fresh"]
    fields: tuple[Name, ...]
    tolerance: float = 0.0
    slack_days: int = Declared(0, description="order: how many days the later one may lie before the earlier one")


class Sheet(Frozen):
    """One sheet with one Excel table. kind "input": people's daily work; "settings": kept by the administrator."""

    name: Name
    title: Text
    aliases: tuple[str, ...] = ()
    table: Text
    kind: Literal["input", "settings"] = "input"
    description: Text
    when: Text | None = Declared(None, description="when a row is written")
    fields: tuple[Field, ...]
    primary_key: tuple[Name, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[RowRule, ...] = ()
    label_fields: tuple[Name, ...] = Declared((), description="what a record is called in messages, first filled one")
    owner_field: Name | None = None
    event_field: Name | None = Declared(None, description="when a row's event was; entering is timed from there")
    together: tuple[tuple[Name, ...], ...] = Declared(
        (), description="fields that say one thing together; merging takes them from one record"
    )

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def counted_key(self) -> tuple[str, ...]:
        """Parts of a key of several fields that are numbers, such as an order's line; a blank one counts as 1."""
        several = self.primary_key if len(self.primary_key) > 1 else ()
        return tuple(name for name in several if self.by_name[name].type in ("integer", "number"))

    @property
    def enabled(self) -> tuple[Field, ...]:
        """The fields that stand in a new workbook."""
        return tuple(field for field in self.fields if field.enabled)

    @cached_property
    def by_label(self) -> dict[str, Field]:
        """Fields by every folded label in both languages (`fold_label`), and by name where no label is the same."""
        return {fold_label(field.name): field for field in self.fields} | {
            fold_label(label): field for field in self.fields for label in field.labels
        }


class ToolColumn(Frozen):
    """A column of a tool sheet. People write into it when it is a `decision`; nobody sees it when it is `hidden`."""

    name: Name
    title: Text
    decision: bool = False
    hidden: bool = False
    width: int | None = None


class ToolSheet(Frozen):
    """A sheet the tool owns and redraws."""

    name: Name
    title: Text
    description: Text
    columns: tuple[ToolColumn, ...] = ()


class Change(Frozen):
    """What a version of the standard brought, for those who fill the workbook in; one sentence each."""

    version: str
    date: dt.date
    what: tuple[Text, ...]


class Schema(Frozen):
    """The whole standard: `customers.yaml` ships, a company may bring its own."""

    name: Name
    version: str
    title: Text
    description: Text
    missing_values: tuple[str, ...] = ("",)
    lists: tuple[ValueList, ...]
    settings: tuple[Setting, ...]
    sheets: tuple[Sheet, ...]
    tool_sheets: tuple[ToolSheet, ...]
    changes: tuple[Change, ...] = Declared((), description="newest first; the guide shows the newest")

    @cached_property
    def _sheets(self) -> dict[str, Sheet]:
        return {sheet.name: sheet for sheet in self.sheets}

    @cached_property
    def _lists(self) -> dict[str, ValueList]:
        return {one.name: one for one in self.lists}

    @cached_property
    def _tools(self) -> dict[str, ToolSheet]:
        return {one.name: one for one in self.tool_sheets}

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name` in the schema. KeyError if there is none."""
        return self._sheets[name]

    def has_sheet(self, name: str) -> bool:
        """Whether a company's own standard kept this sheet."""
        return name in self._sheets

    def value_list(self, name: str) -> ValueList:
        """The value list called `name`. KeyError if there is none."""
        return self._lists[name]

    def has_tool(self, name: str) -> bool:
        """Whether this standard knows tool sheet `name`; that of an older workbook may not."""
        return name in self._tools

    def tool(self, name: str) -> ToolSheet:
        """The tool sheet called `name`. KeyError if there is none."""
        return self._tools[name]

    @cached_property
    def without_decisions(self) -> Schema:
        """The same with tool sheets that only show: for a copy in which nobody's decision would be read."""
        shown = tuple(
            tool.but(columns=tuple(column for column in tool.columns if not column.decision))
            for tool in self.tool_sheets
        )
        return self.but(tool_sheets=shown)

    @property
    def inputs(self) -> tuple[Sheet, ...]:
        """The sheets people fill every day."""
        return tuple(sheet for sheet in self.sheets if sheet.kind == "input")

    def dump(self) -> dict[str, Any]:
        """The same standard as plain data, ready for YAML or JSON and for `load_schema`."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
