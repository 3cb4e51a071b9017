"""The one way from the bytes of a workbook to a `Snapshot`: whose it is, where its sheets are, what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from custsheet.model.change import FieldRows, schema_change
from custsheet.model.decision import Decision
from custsheet.model.errors import Lang, UnknownWorkbookError, WorkbookError
from custsheet.model.finding import Finding
from custsheet.model.groupline import Line
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot, Table
from custsheet.model.stopwatch import part
from custsheet.model.text import fold_label
from custsheet.reading.book import Book
from custsheet.reading.carried import Passport, passport
from custsheet.reading.cast import Caster, blank_texts
from custsheet.reading.closed import without_closed
from custsheet.reading.damage import damaged
from custsheet.reading.decisions import read_decisions
from custsheet.reading.fieldrow import Given
from custsheet.reading.fieldsheet import FieldsRead, read_fields
from custsheet.reading.guess import Registrar
from custsheet.reading.headers import Labels
from custsheet.reading.ledger import NAME as LEDGER
from custsheet.reading.ledger import SHEET as CUSTOMERS
from custsheet.reading.ledger import recalled
from custsheet.reading.lists import own_lists, read_lists
from custsheet.reading.locate import Place, locate
from custsheet.reading.order import with_renamed
from custsheet.reading.selectors import DASHBOARD, read_selection
from custsheet.reading.settings import read_settings
from custsheet.reading.tables import TableReader

OPTIONS = "options"
PARAMETERS = "parameters"
FIELDS = "fields"


def read(
    data: bytes,
    *,
    schema: Schema,
    today: date,
    plain: Collection[str] | None = None,
    memory: Memory | None = None,
) -> Snapshot:
    """Everything that one saved version of a workbook says. The standard that the workbook carries wins over `schema`.

    What the administrator changed on sheet 字段 is in force; what is in the hidden sheet is `Snapshot.carried`.

    Args:
        data: the file, already passed by the gate.
        schema: the standard for a workbook that carries none, or a damaged one.
        today: what counts as today; a proposed date is never later where the field allows none.
        plain: the parts that the gate proved to be spelled plainly, so that nobody looks at them again.
        memory: what the workbook will remember, where that is more than its hidden sheet says yet.

    Raises:
        WorkbookError: the file cannot be read, or it is not ours and no sheet in it could hold customers.
    """
    book = Book(data, plain)
    whose = passport(book)
    if memory is not None:
        whose = replace(whose, memory=memory)
    standard = _in_force(book, whose, schema, today)
    unreadable = whose.native and whose.schema is None  # sheet 字段 tells every field, so that little is lost
    schema = standard.schema
    labels = [Labels(sheet) for sheet in schema.sheets]
    try:
        places = locate(book, schema, labels, whose.owned.values(), native=whose.native)
    except UnknownWorkbookError as error:
        if whose.memory.stamp:  # it was in use: its owner must hear that the customers are gone
            raise WorkbookError(error.zh, error.en) from None
        raise
    if whose.native:
        layouts = whose.memory.layouts
        places = {name: with_renamed(place, layouts.get(name, ())) for name, place in places.items()}
    date1904 = book.inventory.date1904
    options, parameters = whose.owned.get(OPTIONS), whose.owned.get(PARAMETERS)
    lists, findings_of_lists = read_lists(schema, options, book.grid(options) if options else [])
    settings, findings_of_settings = read_settings(
        schema,
        lists,
        parameters,
        book.grid(parameters) if parameters else [],
        errors=book.errors(parameters) if parameters else {},
        remembered=whose.memory.settings,
        date1904=date1904,
    )
    canonical = {one.name: lists.canonical(one.name) for one in schema.lists}
    caster = Caster(blank_texts(schema.missing_values), canonical, date1904, today)
    registrar = None
    if whose.native and FIELDS in whose.owned:
        entries = {name: known.keys() for name, known in canonical.items()}
        registrar = Registrar(whose.lang or "zh", {one.name: one.title for one in schema.lists}, entries)
    change = schema_change(whose.schema or schema, schema)
    coming = {*change.added, *change.switched_on}
    reader = TableReader(book, whose.native, caster, places, labels, registrar, coming)
    tables: dict[str, Table] = {}
    findings: list[Finding] = [*standard.findings, *findings_of_settings, *findings_of_lists]
    for name, place in places.items():
        with part(name):
            tables[name], found = reader.read(place)
        findings += found
    if unreadable:
        findings.append(Finding("W324", place=whose.owned.get(FIELDS)))
    findings += damaged(book, places, tables, native=whose.native, layouts=whose.memory.layouts)
    findings += _missing_sheets(schema, places) if whose.native else _missing_columns(places)
    title = whose.owned.get(LEDGER)
    if memory is None and title is not None and not whose.memory.review.ledger:
        review = recalled(schema, book.grid(title), tables.get(CUSTOMERS))
        whose = replace(whose, memory=replace(whose.memory, review=review))
    tables, everything, findings = without_closed(schema, tables, findings, whose.memory.review)
    return Snapshot(
        schema=schema,
        carried=whose.schema,
        field_rows=standard.rows,
        lang=whose.lang or _language(places),
        native=whose.native,
        settings=settings,
        lists=lists,
        tables=tables,
        findings=tuple(findings),
        owned=whose.owned,
        titles=tuple(sheet.title for sheet in book.inventory.sheets),
        memory=whose.memory,
        decisions=_decisions(book, schema, whose),
        selection=read_selection(book.grid(whose.owned[DASHBOARD])) if DASHBOARD in whose.owned else {},
        date1904=date1904,
        everything=everything,
    )


def _in_force(book: Book, whose: Passport, base: Schema, today: date) -> FieldsRead:
    """The standard that the workbook carries, with what was changed on its sheet 字段; `base` where it carries none."""
    title = whose.owned.get(FIELDS)
    if not whose.native or title is None:
        return FieldsRead(whose.schema or base, FieldRows(), ())
    schema = whose.schema or base
    names = {
        fold_label(label): sheet.name
        for sheet in schema.sheets
        for label in (*sheet.aliases, sheet.name, sheet.title.en, sheet.title.zh)
    }
    tables = {label.casefold(): sheet.name for sheet in schema.sheets for label in (sheet.table.zh, sheet.table.en)}
    for worksheet in book.worksheets:  # what people call them now
        for table in worksheet.tables:
            if (name := tables.get(table.display_name.casefold())) is not None:
                names[fold_label(worksheet.title)] = name
    options = whose.owned.get(OPTIONS)
    lists = (*schema.lists, *own_lists(schema, book.grid(options) if options else []))
    given = Given(schema, base, lists, title, schema, whose.lang or "zh", today, book.inventory.date1904)
    return read_fields(given, book.grid(title), book.errors(title), names)


def _decisions(book: Book, schema: Schema, whose: Passport) -> dict[str, tuple[Decision, ...]]:
    """What people decided since the tool's sheets were drawn."""
    found: dict[str, tuple[Decision, ...]] = {}
    for tool in schema.tool_sheets:
        if tool.name in whose.owned and any(column.decision for column in tool.columns):
            drawn = whose.memory.decisions
            rows = read_decisions(tool, book.grid(whose.owned[tool.name]))
            whole = _groups_decided(rows, whose.memory.review.answers)
            new = tuple(one for one in rows if one.said != (drawn[one.key].said if one.key in drawn else {}))
            if new or whole:
                found[tool.name] = whole or new
    return found


def _groups_decided(rows: Iterable[Decision], before: Iterable[str]) -> tuple[Decision, ...]:
    """Every line of the groups in which something is decided, or was before: a word taken away is a decision too.

    What a word on one line means depends on the others. `before`: the keys of lines on which something stood.
    """
    lines = [(line.group, one) for one in rows if (line := Line.read(one.key)) is not None]
    decided = {group for group, one in lines if one.said}
    decided |= {line.group for key in before if (line := Line.read(key)) is not None}
    return tuple(one for group, one in lines if group in decided)


def _missing_sheets(schema: Schema, places: dict[str, Place]) -> list[Finding]:
    return [Finding("W313", sheet.name) for sheet in schema.sheets if sheet.name not in places]


def _missing_columns(places: dict[str, Place]) -> list[Finding]:
    """I314, once a sheet: the required columns that a workbook made elsewhere does not have."""
    findings = []
    for name, place in places.items():
        fields = tuple(
            field.name
            for field in place.sheet.enabled
            if field.is_input and field.constraints.required and field.name not in place.columns.fields
        )
        if fields:
            findings.append(Finding("I314", name, params={"fields": fields}))
    return findings


def _language(places: dict[str, Place]) -> Lang:
    """The language most recognised headings are in; Chinese when it is even."""
    labels = [label for place in places.values() for label in place.columns.labels.values()]
    latin = sum(label.isascii() for label in labels)
    return "en" if latin > len(labels) - latin else "zh"
