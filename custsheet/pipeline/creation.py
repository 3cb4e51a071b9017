"""A new workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from custsheet import __version__
from custsheet.drawing import template
from custsheet.model.bounds import chosen_day
from custsheet.model.errors import Lang, WorkbookError
from custsheet.model.finding import Cell
from custsheet.model.schema import Schema
from custsheet.package.saving.commit import create as create_file
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard


def create(
    path: Path | str,
    *,
    schema: str | Schema = "customers",
    lang: Lang = "zh",
    sample: bool = False,
    tables: Mapping[str, Sequence[Mapping[str, Cell]]] | None = None,
    settings: Mapping[str, Cell] | None = None,
    today: date | None = None,
) -> Path:
    """A new workbook at `path`, ready to be filled in; never overwrites.

    Args:
        path: where; its folder must exist.
        schema: name of a shipped standard, path of a YAML file, or a `Schema`.
        lang: the workbook's language.
        sample: fill it with the sample company's rows.
        tables: sheet name → rows (field name → value) to fill in instead.
        settings: setting name → value, where it shall differ from the standard's default.
        today: what counts as today; the sample's dates move to it.

    Raises:
        SchemaError: the standard is wrong. WorkbookError: the file exists or cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError(
            f"{path.name} 的扩展名应为 .xlsx，请换一个文件名。", f"{path.name} should end in .xlsx; choose such a name."
        )
    chosen = schema if isinstance(schema, Schema) else standard(schema)
    rows, values, today = dict(tables or {}), dict(settings or {}), chosen_day(today)
    if sample:
        given, preset = sample_rows(chosen, lang, today)
        rows, values = {**given, **rows}, {**preset, **values}
    data = template.draw_workbook(chosen, lang, tables=rows, settings=values, today=today, version=__version__)
    create_file(path, data)
    return path
