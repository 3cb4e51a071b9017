"""Requests as the sheet 服务效率 needs them: by staff, type, product and month, open ones, and problems that return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, moments, strings
from custsheet.analysis.experience.mentions import products_of
from custsheet.analysis.experience.repeats import NO_PROBLEM, repeats
from custsheet.analysis.kpis import service, staff
from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.kpis.values import Measure
from custsheet.analysis.period import Period, month_span, months_to
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.records import titles
from custsheet.analysis.series import SMALLEST_MONTH

MEASURES = ("asked", "late", "answer", "in_time", "solve", "fcr", "reopened", "escalated")
SPLIT = 15
"""Rows of one split at most."""


@dataclass(frozen=True)
class Requests:
    """All requests of a workbook."""

    facts: Facts

    @cached_property
    def cases(self) -> Cases:
        """As KPIs see them."""
        return staff.cases(self.facts.sources)

    @cached_property
    def product(self) -> pd.Series:
        """Position in `Sales.products` of what each request is about, by Excel row; -1 where nothing tells."""
        table = found(self.facts.snapshot, "service")
        if table is None:
            return pd.Series(dtype="int64")
        return products_of(self.facts.snapshot, self.facts.sales, table, ("details", "feedback"))

    @cached_property
    def names(self) -> dict[str, pd.Series]:
        """By staff, type and product: of every request what it is called there, None where blank."""
        table = found(self.facts.snapshot, "service")
        if table is None or not len(self.cases.table):
            return {}
        products = self.facts.sales.products
        return {
            "staff": strings(table, "staff"),
            "types": titles(self.facts, "service", "service_type"),
            "products": self.product.map(lambda at: products[at] if at >= 0 else None).astype(object),
        }

    def split(self, name: str) -> pd.DataFrame:
        """A row of measures for everyone of `names`, those with most requests first; blank names are left out."""
        return self.splits.get(name, pd.DataFrame(columns=["name", *MEASURES]))

    @cached_property
    def splits(self) -> dict[str, pd.DataFrame]:
        """See `split`."""
        return {name: self._split(told) for name, told in self.names.items()}

    def _split(self, told: pd.Series) -> pd.DataFrame:
        asked = self.facts.period.holds(self.cases.column("asked"))
        code, names = pd.factorize(told.reindex(self.cases.table.index))
        counts = np.bincount(code[asked & (code >= 0)], minlength=len(names)).tolist()
        most = sorted(np.flatnonzero(counts).tolist(), key=lambda at: (-counts[at], str(names[at])))[:SPLIT]
        least = self.facts.rules.min_sample
        rows = [{"name": names[at], **self.measures(self.facts.period, least, code == at)} for at in most]
        return pd.DataFrame(rows, columns=["name", *MEASURES], dtype=object)

    def monthly(self) -> pd.DataFrame:
        """A row of measures for each of twelve months; under three cases a month tells nothing."""
        rows: list[dict[str, Any]] = []
        for month in months_to(self.facts.period.end) if len(self.cases.table) else ():
            period = month_span(month)
            told = self.measures(period, SMALLEST_MONTH)
            rows.append({"name": f"{month:%y-%m}", **{k: None if isinstance(v, str) else v for k, v in told.items()}})
        table = pd.DataFrame(rows, columns=["name", *MEASURES])
        return table.astype(dict.fromkeys(MEASURES, "float64"))

    def measures(self, period: Period, least: int, only: service.Mask | None = None) -> dict[str, Any]:
        """Of the requests of a period: how many, late, answer (h), in time, solve (h), solved at once, back, passed on.

        A figure over too few cases says how many there are. `only`: of which of `cases`.
        """
        cases = self.cases
        told = service.answers(cases, period, self.facts.today, only)
        solve = service.resolution(cases, period, only)[1]
        rates: dict[str, Measure] = {
            "answer": told.median,
            "in_time": told.rate,
            "solve": solve,
            "fcr": service.first_contact(cases, period, only)[0],
            "reopened": service.reopened(cases, period, only),
            "escalated": service.escalated(cases, period, only),
        }
        shown: dict[str, Any] = {
            name: self.facts.say(f"样本 {one.n:,}", f"sample {one.n:,}") if 0 < one.n < least else one.value(least)
            for name, one in rates.items()
        }
        late = len(told.slow.get("service", ()))
        asked = period.holds(cases.column("asked"))
        return {"asked": int((asked if only is None else asked & only).sum()), "late": late or None, **shown}

    @cached_property
    def slow(self) -> pd.Index:
        """Excel rows of requests of the period that were answered late, or still wait beyond what was promised."""
        told = service.answers(self.cases, self.facts.period, self.facts.today)
        return pd.Index(told.slow.get("service", ()))

    @cached_property
    def open(self) -> pd.DataFrame:
        """Requests that are not solved: waited (hours by the clock of the settings), promised, over; latest over first.

        `over` is NaN for what was answered: no time is promised for the solution.
        """
        table = self.cases.table
        if not len(table):
            return pd.DataFrame(columns=["waited", "promised", "over"])
        mine = table[table["solved"].isna() & ~table["shut"] & table["asked"].notna()]
        now = pd.Series(pd.Timestamp(self.facts.today), index=mine.index, dtype="datetime64[us]")
        waited = self.cases.clock.between(mine["asked"], now).clip(lower=0)
        silent = mine["answered"].isna() if "answer" in self.cases.tells else pd.Series(False, index=mine.index)
        over = (waited - mine["promised"]).where(silent)
        opened = pd.DataFrame({"waited": waited, "promised": mine["promised"].where(silent), "over": over})
        return opened.sort_values(["over", "waited"], ascending=False, kind="stable", na_position="last")

    def measured(self, told: pd.DataFrame) -> pd.DataFrame:
        """Rows as `records.records` gives them with product, hours (to the answer, or waited so far) and promised."""
        mine, table = told["place"] == "service", self.cases.table
        rows = told["row"].where(mine)
        blank = pd.Series(dtype="float64")
        waited = self.open["waited"] if "answer" in self.cases.tells else blank
        hours = table["hours"].fillna(waited.reindex(table.index)) if len(table) else blank
        return told.assign(
            product=rows.map(self.names["products"]) if self.names else None,
            hours=rows.map(hours).astype("float64"),
            promised=rows.map(table["promised"] if len(table) else blank).astype("float64"),
        )

    @cached_property
    def problems(self) -> pd.DataFrame:
        """Every problem told on Service and Feedback: product, topic (as the list calls it), who, when, place, row."""
        parts = list(self._problems())
        empty = pd.DataFrame(
            {
                "product": pd.Series(dtype="int64"),
                "topic": pd.Series(dtype=object),
                "who": pd.Series(dtype=object),
                "when": pd.Series(dtype="datetime64[us]"),
                "place": pd.Series(dtype=object),
                "row": pd.Series(dtype="int64"),
            }
        )
        return pd.concat(parts, ignore_index=True) if parts else empty

    def _problems(self) -> Iterator[pd.DataFrame]:
        facts = self.facts
        for place, day, kind, texts in (
            ("service", "requested_at", "service_type", ("details", "feedback")),
            ("feedback", "date", "kind", ("content",)),
        ):
            table = found(facts.snapshot, place, day)
            if table is None:
                continue
            about = self.product if place == "service" else products_of(facts.snapshot, facts.sales, table, texts)
            topic = titles(facts, place, "auto_topic").fillna(titles(facts, place, kind))
            frame = pd.DataFrame(
                {
                    "product": about,
                    "topic": topic,
                    "who": strings(table, "customer_id"),
                    "when": moments(table, day),
                    "place": place,
                    "row": table.typed.index,
                }
            )
            yield frame[~strings(table, kind).isin(NO_PROBLEM) & strings(table, kind).notna()]

    @cached_property
    def repeated(self) -> pd.DataFrame:
        """See `repeats.repeats`."""
        return repeats(self.problems, pd.Timestamp(self.facts.today))
