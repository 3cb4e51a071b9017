"""The order of a pass: read, check, match, analyse, draw, graft, commit. It is written here and nowhere else.

Pure but for its two ends: `package.commit.read` at the beginning and `package.commit.commit` at the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from custsheet import __version__, analysis, checking, matching, reading, resources
from custsheet.drawing import results, template
from custsheet.memory.backups import Backups
from custsheet.model.errors import Lang, SchemaError, WorkbookError
from custsheet.model.finding import Cell
from custsheet.model.load import load_schema
from custsheet.model.outcome import Outcome, finding_key
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Memory, Snapshot
from custsheet.model.text import text
from custsheet.package import Package, SheetGraft, Workbook, gate, graft, refers_to
from custsheet.package.commit import commit, read
from custsheet.package.commit import create as create_file
from custsheet.package.lock import holder

Progress = Callable[[str, float], None]
"""Told the step that begins (read, check, match, analyse, draw, write, done) and the share of the work before it."""

UNSAID = {"hidden-sheets"}
"""Notices of the gate that tell a person nothing: custsheet's own helper sheets are hidden."""
SIDE_CAR = {"zh": "检查结果", "en": "results"}
SAMPLE_DAY = date(2026, 6, 17)
"""The day on which the shipped samples play."""
SAMPLES = {"zh": "零售连锁.xlsx", "en": "retail-chain.xlsx"}


def standard(name: str = "customers") -> Schema:
    """The standard called `name` among the shipped ones, or in the YAML file at that path.

    Raises:
        SchemaError: there is none, it cannot be read, or it is wrong.
    """
    path = Path(name)
    if path.suffix not in {".yaml", ".yml", ".json"}:
        path = resources.folder("schemas") / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(sorted(one.stem for one in path.parent.glob("*.yaml")))
            raise SchemaError(
                f"没有叫“{name}”的标准。自带的有：{known}；自己的标准请写 YAML 文件的路径。",
                f"There is no standard called '{name}'. Shipped: {known}; for your own, give the path of its YAML.",
            )
    try:
        words = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(
            f"读不了标准 {path}：{_why(error)}。请检查路径，并存为 UTF-8。",
            f"Cannot read the standard {path}: {_why(error)}. Check the path and save it as UTF-8.",
        ) from None
    return load_schema(words, origin=path.name)


def create(
    path: Path | str,
    *,
    schema: str | Schema = "customers",
    lang: Lang = "zh",
    sample: bool = False,
    tables: Mapping[str, Sequence[Mapping[str, Cell]]] | None = None,
    settings: Mapping[str, Cell] | None = None,
) -> Path:
    """A new workbook at `path`, ready to be filled in; never overwrites.

    Args:
        path: where; its folder must exist.
        schema: name of a shipped standard, path of a YAML file, or a `Schema`.
        lang: the workbook's language.
        sample: fill it with the sample company's rows.
        tables: sheet name → rows (field name → value) to fill in instead.
        settings: setting name → value, where it shall differ from the standard's default.

    Raises:
        SchemaError: the standard is wrong. WorkbookError: the file exists or cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError(
            f"{path.name} 的扩展名应为 .xlsx，请换一个文件名。", f"{path.name} should end in .xlsx; choose such a name."
        )
    chosen = schema if isinstance(schema, Schema) else standard(schema)
    rows, values = dict(tables or {}), dict(settings or {})
    if sample:
        given, preset = _sample(chosen, lang)
        rows, values = {**given, **rows}, {**preset, **values}
    data = template.draw_workbook(chosen, lang, tables=rows, settings=values, today=date.today(), version=__version__)
    create_file(path, data)
    return path


def check(
    path: Path | str, *, today: date | None = None, schema: str | Schema = "customers", progress: Progress | None = None
) -> Outcome:
    """Everything a pass finds and computes; writes nothing.

    Raises:
        WorkbookError: the file cannot be read. SchemaError: the standard is wrong.
    """
    return _compute(Path(path), today or date.today(), schema, progress or _silent)[0]


def process(
    path: Path | str,
    *,
    today: date | None = None,
    dry_run: bool = False,
    side_car: bool = False,
    schema: str | Schema = "customers",
    progress: Progress | None = None,
    backups: Backups | None = None,
    now: datetime | None = None,
) -> Outcome:
    """One pass: check, find duplicates, compute tiers and figures, and write the tool's sheets into the same file.

    Args:
        path: the workbook.
        today: what counts as today.
        dry_run: compute only; `Outcome.written` says whether it would have written.
        side_car: leave the workbook as it is and write into a copy beside it.
        schema: the standard for a workbook that carries none.
        progress: told each step.
        backups: where the version before the write is kept.
        now: the time printed on the sheets.

    Raises:
        WorkbookError: the file cannot be read or written, somebody has it open, or a person's sheet bears a tool
            sheet's name; nothing was changed. SchemaError: the standard is wrong.
    """
    path, today, tell = Path(path), today or date.today(), progress or _silent
    if not (dry_run or side_car):
        _refuse_open(path)
    began = time.perf_counter()
    outcome, data, signed = _compute(path, today, schema, tell)
    if signed and not (dry_run or side_car):
        raise WorkbookError(
            f"{path} 带有数字签名，写入会使签名失效，因此没有改动。请加 --side-car，把结果写到旁边的副本里。",
            f"{path} is digitally signed and writing would break the signature, so it was not changed. "
            "Add --side-car to get the results in a copy beside it.",
        )
    target = _side_car_path(path, outcome.snapshot.lang) if side_car else path
    if side_car and target.exists():
        _refuse_open(target)
    tell("draw", 0.6)
    stamp = reading.stamp(outcome.snapshot, today, __version__)
    if _is_current(target if side_car else None, data, outcome.snapshot, stamp):
        tell("done", 1.0)
        sheets = _visible(outcome.snapshot)
        return replace(outcome, sheets=sheets, target=target, seconds=time.perf_counter() - began)
    result, sheets = _write_into(data, outcome, stamp, now or datetime.now().replace(microsecond=0))
    outcome = replace(outcome, sheets=sheets, written=True, target=None if dry_run else target)
    if not dry_run:
        tell("write", 0.9)
        outcome = replace(outcome, backup=_save(target, result, outcome.digest, backups or Backups(), side_car))
    tell("done", 1.0)
    return replace(outcome, seconds=time.perf_counter() - began)


def _compute(path: Path, today: date, schema: str | Schema, tell: Progress) -> tuple[Outcome, bytes, bool]:
    """The outcome, the bytes that were read, and whether they are digitally signed."""
    began = time.perf_counter()
    tell("read", 0.0)
    chosen = schema if isinstance(schema, Schema) else standard(schema)
    data, digest = read(path)
    report = gate(data)
    snapshot = reading.read(data, schema=chosen, today=today)
    tell("check", 0.25)
    findings = checking.check(snapshot, today)
    tell("match", 0.4)
    duplicates = matching.find_groups(snapshot)
    tell("analyse", 0.5)
    tiers = analysis.tiers(snapshot, today)
    outcome = Outcome(
        workbook=path,
        digest=digest,
        today=today,
        snapshot=snapshot,
        findings=findings,
        duplicates=duplicates,
        tiers=tiers,
        figures=analysis.figures(snapshot, tiers, today),
        completeness=checking.completeness(snapshot),
        first_seen={key: snapshot.memory.first_seen.get(key, today.isoformat()) for key in map(finding_key, findings)},
        seconds=time.perf_counter() - began,
        notices=tuple(text(one.zh, one.en) for one in report.notices if one.code not in UNSAID),
    )
    return outcome, data, any(one.code == "signature" for one in report.notices)


def _is_current(side_car: Path | None, data: bytes, snapshot: Snapshot, stamp: str) -> bool:
    """Whether the tool's sheets already say what this pass would write, and nobody has changed them since."""
    memory, owned = snapshot.memory, snapshot.owned
    if side_car is not None:
        if not side_car.exists():
            return False
        data = read(side_car)[0]
        memory, owned = reading.remembered(data)
    if memory.stamp != stamp:
        return False
    drawn = {name: owned[name] for name in memory.sheets if name in owned}
    return reading.sheet_marks(data, drawn) == dict(memory.sheets)


def _write_into(data: bytes, outcome: Outcome, stamp: str, now: datetime) -> tuple[bytes, tuple[str, ...]]:
    """The workbook's bytes with the tool's sheets in it, and the titles of those that people see."""
    snapshot = outcome.snapshot
    donor = results.draw_results(outcome, now=now, version=__version__)
    recalculate = snapshot.native or refers_to(Workbook.read(Package.read(data)), [s.title for s in donor.sheets])
    drawn = graft(data, donor.data, sheets=[SheetGraft(s.title, s.owner, s.state) for s in donor.sheets])
    memory = Memory(
        stamp=stamp,
        sheets=reading.sheet_marks(donor.data, {sheet.name: sheet.title for sheet in donor.sheets}),
        first_seen=outcome.first_seen,
        settings=snapshot.settings,
    )
    hidden = results.draw_memory(memory, snapshot, version=__version__)
    whole = graft(
        drawn,
        hidden.data,
        sheets=[SheetGraft(s.title, s.owner, s.state) for s in hidden.sheets],
        recalculate=recalculate,
    )
    return whole, tuple(sheet.title for sheet in donor.sheets if sheet.visible)


def _save(target: Path, result: bytes, expected: str, backups: Backups, side_car: bool) -> Path | None:
    if side_car and not target.exists():
        create_file(target, result)
        return None
    kept: list[Path] = []
    if side_car:
        expected = read(target)[1]
    commit(target, result, expected=expected, backup=lambda old: kept.append(backups.store(old, target)))
    return kept[-1] if kept else None


def _refuse_open(path: Path) -> None:
    who = holder(path)
    if who is not None:
        refusal = who.refusal(path)
        raise WorkbookError(
            f"{refusal.zh}或加 --side-car，把结果写到旁边的副本里。",
            f"{refusal.en} Or add --side-car to get the results in a copy beside it.",
        )


def _side_car_path(path: Path, lang: Lang) -> Path:
    return path.with_name(f"{path.stem}.{SIDE_CAR[lang]}{path.suffix}")


def _visible(snapshot: Snapshot) -> tuple[str, ...]:
    """Titles of the result sheets that already stand in the workbook, in the order they are drawn."""
    return tuple(snapshot.owned[name] for name in results.VISIBLE if name in snapshot.owned)


def _sample(schema: Schema, lang: Lang) -> tuple[dict[str, list[dict[str, Cell]]], dict[str, Cell]]:
    """The sample company's rows and settings, as far as `schema` has the sheets and fields for them.

    All dates but birthdays move with the calendar, so that the sample's day is today: a sample in which every customer
    left years ago would show nothing.
    """
    today = date.today()
    data = (resources.folder("sample_workbooks") / SAMPLES[lang]).read_bytes()
    snapshot = reading.read(data, schema=standard(), today=today)
    shift = today - SAMPLE_DAY
    rows: dict[str, list[dict[str, Cell]]] = {}
    for name, table in snapshot.tables.items():
        if schema.has_sheet(name):
            fields = [field for field in table.raw.columns if field in schema.sheet(name).by_name]
            records = table.raw[fields].to_dict("records")
            rows[name] = [{field: _shifted(field, value, shift) for field, value in one.items()} for one in records]
    known = {setting.name for setting in schema.settings}
    return rows, {name: value for name, value in snapshot.settings.items() if name in known}


def _shifted(field: str, value: Cell, shift: timedelta) -> Cell:
    return value + shift if isinstance(value, datetime) and field != "birth_date" else value


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _silent(_step: str, _share: float) -> None:
    """Nobody wants to know."""
