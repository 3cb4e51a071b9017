"""The managers' copy of a workbook, as of today or as of the end of a month. The workbook itself is only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from custsheet import __version__, analysis
from custsheet.drawing.reports.managers import draw_managers_copy
from custsheet.exchange.asof import as_it_stood
from custsheet.exchange.pdf import to_pdf
from custsheet.model.bounds import chosen_day
from custsheet.model.errors import WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.model.schema import Schema
from custsheet.model.text import Text, text
from custsheet.package.saving.commit import create
from custsheet.pipeline.compute import compute
from custsheet.pipeline.turns import in_turn

TITLE = text("经营报告", "Management report")


@dataclass(frozen=True, slots=True)
class Reported:
    """What was written. `pdf`: None where none was asked for; `empty`: why no sales are in it, None where some are."""

    workbook: Path
    pdf: Path | None
    period: Text
    empty: Text | None = None


@in_turn
def report(
    path: Path | str,
    out: Path | str | None = None,
    *,
    month: date | None = None,
    pdf: bool = False,
    today: date | None = None,
    schema: str | Schema = "customers",
    progress: Callable[[str, float], None] = lambda _step, _share: None,
) -> Reported:
    """Write the managers' copy of the workbook at `path`.

    Args:
        path: the workbook; it is not changed.
        out: where to write, never over a file; None = beside the workbook, named after it and the day or the month.
        month: any day of a month, at whose end everything is looked at; None = today.
        pdf: whether a PDF is written beside it too, through LibreOffice.
        today: what counts as today.
        schema: the standard for a workbook that carries none.
        progress: told each step.

    Raises:
        WorkbookError: the workbook cannot be read, a name is taken, the month lies in the future, or there is no
            LibreOffice for the PDF (the workbook is written all the same).
    """
    path, today = Path(path), chosen_day(today)
    if month is not None and month.replace(day=1) > today:
        raise WorkbookError(
            f"{month:%Y-%m} 还没有到，请换一个月份。", f"{month:%Y-%m} has not come yet; use another month."
        )
    day = today if month is None else min(_last_day(month), today)
    outcome, empty = compute(path, day, schema, progress).outcome, None
    if month is not None:
        outcome, empty = _as_of(outcome, day, today)
    named = f"{day:%Y-%m}" if month else f"{day:%Y-%m-%d}"
    lang = outcome.snapshot.lang
    target = Path(out) if out is not None else path.with_name(f"{path.stem}-{TITLE(lang)} {named}.xlsx")
    printed = target.with_suffix(".pdf")
    for one in (target, printed) if pdf else (target,):
        if one.exists():
            raise WorkbookError(
                f"{one} 已经存在，不会覆盖，请用 --out 换一个文件名。",
                f"{one} already exists and is not overwritten; use --out to give another name.",
            )
    now = datetime.now().replace(microsecond=0)
    progress("draw", 0.7)
    create(target, draw_managers_copy(outcome, now=now, version=__version__))
    if pdf:
        to_pdf(draw_managers_copy(outcome, now=now, version=__version__, tiers=False), printed, beside=target)
    progress("done", 1.0)
    period = outcome.figures.period if outcome.figures else text(named, named)
    return Reported(target, printed if pdf else None, period, empty)


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _as_of(outcome: Outcome, day: date, today: date) -> tuple[Outcome, Text | None]:
    """The analyses once more of the workbook as it stood on `day`, the reference day whatever the settings say.

    With them what is to be said where that day lies before the first order.

    How good the data was then nobody can tell: cells are corrected without a date.
    """
    snapshot = as_it_stood(outcome.snapshot, day)
    settings = {**snapshot.settings, "reference_day": "fixed", "reference_date": day}
    snapshot = replace(snapshot, settings=settings)
    empty = _too_early(outcome, day, today)
    quality = outcome.quality if day == today else None
    analysed = analysis.analyse(snapshot, day, outcome.findings, quality, without_orders=empty)
    made = replace(outcome, snapshot=snapshot, tiers=analysed.tiers, figures=analysed.figures, reports=analysed.reports)
    return made, empty


def _too_early(outcome: Outcome, day: date, today: date) -> Text | None:
    """That the orders begin after `day`; None where they do not, or there are none at all."""
    lines = analysis.orders(outcome.snapshot, today).lines
    if not len(lines):
        return None
    first = lines["day"].min().date()
    if first <= day:
        return None
    return text(
        f"{day} 以前还没有订单，第一笔在 {first}。",
        f"There are no orders up to {day}; the first is of {first}.",
    )
