"""What customers say: satisfaction, recommendation, complaints, and whether they are told what came of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsheet.analysis.columns import found, moments, numbers, strings
from custsheet.analysis.kpis import trade
from custsheet.analysis.kpis.values import NOTHING, Amount, Measure, Rate, Rows, rows
from custsheet.analysis.period import Period
from custsheet.model.snapshot import Snapshot

Mask = npt.NDArray[np.bool_]
Groups = npt.NDArray[np.intp]
_SATISFIED = 4  # of 5: the top two boxes
_PROMOTER, _DETRACTOR = 9, 6  # of 10: from, and up to


def ratings(snapshot: Snapshot) -> pd.DataFrame:
    """Every satisfaction rating 1–5 of the sheets service and feedback: when, score, customer, sheet, row (Excel's)."""
    parts = []
    for sheet, fields in (("service", ("resolved_at", "service_date", "requested_at")), ("feedback", ("date",))):
        table = found(snapshot, sheet, "csat")
        if table is None:
            continue
        when = moments(table, fields[0])
        for other in fields[1:]:
            when = when.fillna(moments(table, other))
        scores, customer = numbers(table, "csat"), strings(table, "customer_id")
        parts.append(
            pd.DataFrame(
                {"when": when, "score": scores, "customer": customer, "sheet": sheet, "row": table.typed.index}
            )
        )
    if not parts:
        parts = [
            pd.DataFrame(
                {
                    "when": pd.Series(dtype="datetime64[us]"),
                    "score": pd.Series(dtype="float64"),
                    **dict.fromkeys(("customer", "sheet", "row")),
                }
            )
        ]
    rated = pd.concat(parts, ignore_index=True)
    return rated[rated["when"].notna() & rated["score"].between(1, 5)].reset_index(drop=True)


def satisfaction(rated: pd.DataFrame, period: Period) -> Rate:
    """Ratings of 4 or 5 among all ratings of the period (CSAT, top two boxes)."""
    if not len(rated):
        return NOTHING
    inside, score = period.holds(rated["when"].to_numpy()), rated["score"].to_numpy()
    n, hits = int(inside.sum()), int((score[inside] >= _SATISFIED).sum())
    return Rate(hits, n, _unhappy(rated, inside))


def mean_score(rated: pd.DataFrame, period: Period) -> Amount:
    """Mean of all ratings of the period."""
    inside = period.holds(rated["when"].to_numpy())
    n = int(inside.sum())
    return Amount(float(rated["score"].to_numpy()[inside].mean()) if n else None, n, _unhappy(rated, inside))


def _unhappy(rated: pd.DataFrame, inside: Mask) -> Rows:
    return _places(rated, inside & (rated["score"].to_numpy() < _SATISFIED))


def measured(rated: pd.DataFrame, period: Period, measure: str) -> Measure:
    """Satisfaction as the setting satisfaction_measure asks: "box" or "mean"."""
    return mean_score(rated, period) if measure == "mean" else satisfaction(rated, period)


def measured_by(rated: pd.DataFrame, group: Groups, size: int, measure: str) -> list[Measure]:
    """The same of `size` groups apart, whatever the period; `group` of each rating, below 0 for none."""
    known, score = group >= 0, rated["score"].to_numpy()
    n = np.bincount(group[known], minlength=size).tolist()
    if measure == "mean":
        sums = np.bincount(group[known], score[known], minlength=size).tolist()
        return [Amount(total / many if many else None, many) for total, many in zip(sums, n, strict=True)]
    hits = np.bincount(group[known & (score >= _SATISFIED)], minlength=size).tolist()
    return [Rate(happy, many) for happy, many in zip(hits, n, strict=True)]


def recommendations(snapshot: Snapshot) -> pd.DataFrame:
    """Every answer 0–10 on the sheet feedback, in the shape of `ratings`."""
    table = found(snapshot, "feedback", "nps", "date")
    if table is None:
        return pd.DataFrame({"when": pd.Series(dtype="datetime64[us]"), "score": pd.Series(dtype="float64"),
                             **dict.fromkeys(("customer", "sheet", "row"))})  # fmt: skip
    told = {"when": moments(table, "date"), "score": numbers(table, "nps"), "customer": strings(table, "customer_id")}
    answers = pd.DataFrame({**told, "sheet": "feedback", "row": table.typed.index})
    return answers[answers["when"].notna() & answers["score"].between(0, 10)].reset_index(drop=True)


def recommended(answers: pd.DataFrame, period: Period) -> Rate:
    """Answers of 9 and 10 less those of 0 to 6, among all `recommendations` of the period (NPS); may lie below 0."""
    if not len(answers):
        return NOTHING
    inside, score = period.holds(answers["when"].to_numpy()), answers["score"].to_numpy()
    against = inside & (score <= _DETRACTOR)
    hits = int((score[inside] >= _PROMOTER).sum()) - int(against.sum())
    return Rate(hits, int(inside.sum()), _places(answers, against))


def recommended_by(answers: pd.DataFrame, group: Groups, size: int) -> list[Rate]:
    """The same of `size` groups apart, whatever the period; `group` of each answer, below 0 for none."""
    known, score = group >= 0, answers["score"].to_numpy()
    masks = (known, known & (score >= _PROMOTER), known & (score <= _DETRACTOR))
    n, promoters, against = (np.bincount(group[mask], minlength=size) for mask in masks)
    return [Rate(hits, many) for hits, many in zip((promoters - against).tolist(), n.tolist(), strict=True)]


def recommendation(snapshot: Snapshot, period: Period) -> Rate:
    """NPS of the workbook."""
    return recommended(recommendations(snapshot), period)


def complaint_cases(snapshot: Snapshot) -> pd.DataFrame | None:
    """Every complaint on the sheets feedback and service: when, customer, sheet, row (Excel's).

    None without a sheet on which complaints are written: there is nothing to measure, which is not 0.
    """
    if all(found(snapshot, one) is None for one in ("feedback", "service")):
        return None
    parts = [pd.DataFrame({"when": pd.Series(dtype="datetime64[us]"), **dict.fromkeys(("customer", "sheet", "row"))})]
    for sheet, kind, day in (("feedback", "kind", "date"), ("service", "service_type", "requested_at")):
        table = found(snapshot, sheet, kind, day)
        if table is not None:
            frame = {"when": moments(table, day), "customer": strings(table, "customer_id"), "sheet": sheet}
            made = pd.DataFrame({**frame, "row": table.typed.index})
            parts.append(made[strings(table, kind) == "complaint"])
    return pd.concat(parts[1:] or parts, ignore_index=True)


def complaints(cases: pd.DataFrame | None, lines: pd.DataFrame, period: Period) -> Rate:
    """Complaints per order of the period that sold something. May exceed 1."""
    if cases is None:
        return NOTHING
    here = period.holds(cases["when"].to_numpy())
    orders = trade.sold(lines, period.holds(lines["day"].to_numpy()))
    return Rate(int(here.sum()), orders, _places(cases, here))


def complaints_per_buyer(cases: pd.DataFrame | None, buyers: pd.Index, period: Period) -> Rate:
    """Complaints of the period per customer who bought in it. May exceed 1."""
    if cases is None:
        return NOTHING
    here = period.holds(cases["when"].to_numpy())
    return Rate(int(here.sum()), len(buyers), _places(cases, here))


def complaining(cases: pd.DataFrame | None, buyers: pd.Index, period: Period) -> Rate:
    """Of the customers who bought in the period (their IDs), how many complained in it: one set of people."""
    if cases is None:
        return NOTHING
    here = period.holds(cases["when"].to_numpy())
    hits = int(buyers.isin(cases.loc[here, "customer"].dropna().unique()).sum())
    return Rate(hits, len(buyers), _places(cases, here))


def _places(cases: pd.DataFrame, these: Mask) -> Rows:
    """Sheet name → Excel rows of `these`; without grouping a frame, as dozens of figures tell theirs."""
    if not these.any():
        return {}
    sheet, row = cases["sheet"].to_numpy()[these], cases["row"].to_numpy()[these]
    return {str(name): tuple(row[sheet == name].tolist()) for name in sorted(set(sheet))}


def closing(snapshot: Snapshot, period: Period) -> Rate:
    """Feedback of the period after which the customer was told what came of it."""
    table = found(snapshot, "feedback", "date", "told_on")
    if table is None:
        return NOTHING
    inside, told = period.mask(moments(table, "date")), moments(table, "told_on").notna()
    return Rate(int((inside & told).sum()), int(inside.sum()), rows("feedback", inside & ~told))


def reply_days(snapshot: Snapshot, period: Period) -> Amount:
    """Median days from feedback of the period to the day on which the customer was told."""
    table = found(snapshot, "feedback", "date", "told_on")
    if table is None:
        return Amount(None, 0)
    asked = moments(table, "date")
    days = (moments(table, "told_on").dt.normalize() - asked.dt.normalize()).dt.days
    inside = days[period.mask(asked) & (days >= 0)]
    return Amount(float(inside.median()) if len(inside) else None, len(inside))
