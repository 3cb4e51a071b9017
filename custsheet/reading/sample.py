"""The sample company: the rows and settings of the shipped sample workbook, moved so that its day is today.

Exists because a sample in which every customer left years ago would show nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from custsheet import resources
from custsheet.model.errors import Lang
from custsheet.model.finding import Cell, Finding
from custsheet.model.schema import Schema
from custsheet.reading.read import read
from custsheet.reading.standards import standard

SAMPLE_DAY = date(2026, 6, 17)
"""The day on which the shipped samples play."""
SAMPLES: dict[Lang, str] = {"zh": "零售连锁.xlsx", "en": "retail-chain.xlsx"}
_FIXED = {"birth_date"}  # nobody grows older with the sample


def sample_rows(schema: Schema, lang: Lang, today: date) -> tuple[dict[str, list[dict[str, Cell]]], dict[str, Cell]]:
    """The sample company's rows by sheet and its settings, as far as `schema` has the sheets, fields and settings.

    A cell that shows an error is blank: it holds no value that could be written anew.

    Args:
        schema: the standard of the workbook to be filled.
        lang: the sample's language.
        today: the day on which the sample shall play.
    """
    data = (resources.folder("sample_workbooks") / SAMPLES[lang]).read_bytes()
    snapshot, by = read(data, schema=standard(), today=SAMPLE_DAY), today - SAMPLE_DAY
    told = {(one.sheet, one.row, one.field): one for one in snapshot.findings}
    rows: dict[str, list[dict[str, Cell]]] = {}
    for name, table in snapshot.tables.items():
        if schema.has_sheet(name):
            fields = [field for field in table.raw.columns if field in schema.sheet(name).by_name]
            records = table.raw[fields].to_dict("index")
            rows[name] = [
                {field: _moved(field, value, told.get((name, row, field)), by) for field, value in cells.items()}
                for row, cells in records.items()
            ]
    known = {setting.name for setting in schema.settings}
    return rows, {name: value for name, value in snapshot.settings.items() if name in known}


def _moved(field: str, value: Cell, told: Finding | None, by: timedelta) -> Cell:
    if told is not None and told.code == "E195":
        return None
    if field in _FIXED:
        return value
    if told is not None and told.code == "E161" and isinstance(told.proposal, date):
        # A day that somebody wrote as text stays text; left behind it would contradict the days beside it.
        day = told.proposal + by
        clock = f" {day:%H:%M}" if isinstance(day, datetime) else ""
        return f"{day.year}.{day.month}.{day.day}{clock}"
    return value + by if isinstance(value, datetime) else value
