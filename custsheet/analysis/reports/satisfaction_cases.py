"""Ratings, recommendations and feedback for the sheet 满意度与反馈: by product, people, region, type, month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from custsheet.analysis.columns import found, moments, numbers, strings
from custsheet.analysis.experience.drivers import drivers
from custsheet.analysis.experience.mentions import products_of
from custsheet.analysis.kpis import staff, voices
from custsheet.analysis.kpis.values import Kpi, Measure, Rate
from custsheet.analysis.period import Period, month_span, months_to
from custsheet.analysis.reports.facts import Facts
from custsheet.analysis.reports.records import records
from custsheet.analysis.series import SMALLEST_MONTH

MEASURES = ("n", "csat", "low", "share", "asked", "nps")
_LOW = 4  # of 5: a rating below is no satisfied one, as for CSAT
_COMMENTS = {"feedback": "content", "service": "feedback"}  # where customers' own words stand
_TEXTS = {"feedback": ("content",), "service": ("details", "feedback")}


@dataclass(frozen=True)
class Opinions:
    """All that customers said."""

    facts: Facts

    @cached_property
    def said(self) -> dict[str, pd.DataFrame]:
        """The records of feedback and service with product, owner and region, by sheet and Excel row."""
        return {sheet: self._told(sheet) for sheet in _COMMENTS}

    def _told(self, sheet: str) -> pd.DataFrame:
        facts, told = self.facts, records(self.facts, sheet)
        table = found(facts.snapshot, sheet)
        if table is None:
            return told.assign(product=None, owner=None, region=None, comment=None, csat=None, nps=None)
        at = products_of(facts.snapshot, facts.sales, table, _TEXTS[sheet])
        names, lists = facts.sales.products, facts.snapshot.lists
        regions = facts.field("province").reindex(told["who"]).tolist()
        return told.assign(
            product=[names[one] if one >= 0 else None for one in at],
            owner=facts.customers["owner"].reindex(told["who"]).to_numpy(dtype=object),
            region=[None if pd.isna(one) else lists.title("province", str(one), facts.lang) for one in regions],
            comment=strings(table, _COMMENTS[sheet]),
            csat=numbers(table, "csat"),
            nps=numbers(table, "nps"),
        )

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """`voices.ratings` of the period with what is known of their records."""
        every = self.facts.sources.once("ratings", lambda: voices.ratings(self.facts.snapshot))
        return self._known(every[self.facts.period.mask(every["when"])])

    @cached_property
    def recommendations(self) -> pd.DataFrame:
        """`voices.recommendations` of the period likewise."""
        every = voices.recommendations(self.facts.snapshot)
        return self._known(every[self.facts.period.mask(every["when"])])

    def _known(self, answers: pd.DataFrame) -> pd.DataFrame:
        names = ["product", "owner", "region", "person", "type", "comment"]
        if not len(answers):
            return answers.assign(**{name: pd.Series(dtype=object) for name in names})
        parts = [answers[answers["sheet"] == sheet].join(self.said[sheet][names], on="row") for sheet in _COMMENTS]
        return pd.concat(parts).sort_index(kind="stable")

    def split(self, name: str, most: int) -> pd.DataFrame:
        """A row for each value of a column, those with most low ratings first; blanks are left out.

        n, csat, low (ratings of 1 to 3), share (of all low ones), asked (answers to recommend), nps. A figure over too
        few answers says how many there are.
        """
        if name not in self._splits:
            self._splits[name] = self._split(name)
        return self._splits[name].head(most)

    @cached_property
    def _splits(self) -> dict[str, pd.DataFrame]:
        """Those that were asked for: table and sentences ask for the same."""
        return {}

    def _split(self, name: str) -> pd.DataFrame:
        rates, loyal = self.ratings, self.recommendations
        names = pd.Index(sorted({*rates[name].dropna(), *loyal[name].dropna()}), dtype=object)
        mine, theirs = (names.get_indexer(pd.Index(one[name], dtype=object)) for one in (rates, loyal))
        csat = voices.measured_by(rates, mine, len(names), self.facts.rules.satisfaction_measure)
        nps = voices.recommended_by(loyal, theirs, len(names))
        bad = np.bincount(mine[(mine >= 0) & (rates["score"].to_numpy() < _LOW)], minlength=len(names)).tolist()
        whole = len(self.low)
        rows = [
            {
                "name": called,
                "n": csat[at].n,
                "csat": self._shown(csat[at]),
                "low": bad[at] or None,
                "share": bad[at] / whole if whole else None,
                "asked": nps[at].n,
                "nps": self._shown(nps[at], 100),
            }
            for at, called in enumerate(names)
        ]
        rows.sort(key=lambda row: (-(row["low"] or 0), -row["n"], str(row["name"])))
        return pd.DataFrame(rows, columns=["name", *MEASURES], dtype=object)

    def _shown(self, one: Measure, scale: float = 1) -> Any:
        least = self.facts.rules.min_sample
        if 0 < one.n < least:
            return self.facts.say(f"样本 {one.n:,}", f"sample {one.n:,}")
        value = one.value(least)
        return None if value is None else round(scale * value, 9)

    def monthly(self) -> pd.DataFrame:
        """Twelve months: n, csat, asked, nps, rated (share of solved requests); under three cases tell nothing."""
        sources, rules = self.facts.sources, self.facts.rules
        rated = sources.once("ratings", lambda: voices.ratings(self.facts.snapshot))
        loyal = voices.recommendations(self.facts.snapshot)
        rows = []
        # Where nobody answered no month is shown: one tells what the columns are.
        for month in months_to(self.facts.period.end)[-1 if not len(rated) and not len(loyal) else 0 :]:
            period = month_span(month)
            csat = voices.measured(rated, period, rules.satisfaction_measure)
            nps, answered = voices.recommended(loyal, period), self.rated(period)
            told = nps.value(SMALLEST_MONTH)
            rows.append(
                {
                    "name": f"{month:%y-%m}",
                    "csat": csat.value(SMALLEST_MONTH),
                    "n": csat.n,
                    "nps": None if told is None else round(100 * told, 9),
                    "asked": nps.n,
                    "rated": answered.value(SMALLEST_MONTH),
                    "target": rules.csat_target / 100 if rules.satisfaction_measure == "box" else None,
                }
            )
        return pd.DataFrame(rows).astype(dict.fromkeys(("csat", "nps", "rated", "target"), "float64"))

    def rated(self, period: Period) -> Rate:
        """Of the requests solved in a period, those the customer rated: who is asked how it went."""
        cases = staff.cases(self.facts.sources)
        if "solution" not in cases.tells:
            return Rate(0, 0)
        solved = period.mask(cases.table["solved"])
        return Rate(int((self.said["service"]["csat"].between(1, 5) & solved).sum()), int(solved.sum()))

    def surveyed(self, period: Period) -> Rate:
        """Of the surveys noted in a period, those with a score: a row without one is a survey nobody answered."""
        told, table = self.said["feedback"], found(self.facts.snapshot, "feedback", "date", "kind")
        if table is None:
            return Rate(0, 0)
        sent = period.mask(moments(table, "date")) & (strings(table, "kind") == "survey")
        return Rate(int((sent & (told["csat"].notna() | told["nps"].notna())).sum()), int(sent.sum()))

    @cached_property
    def low(self) -> pd.DataFrame:
        """Low ratings of the period, the latest first."""
        bad = self.ratings[self.ratings["score"] < _LOW]
        return bad.sort_values("when", ascending=False, kind="stable")

    @cached_property
    def words(self) -> pd.DataFrame:
        """See `drivers.drivers`; and sheet and row of the latest comment that says it."""
        bad = self.low[self.low["comment"].notna()]
        fine = self.ratings[(self.ratings["score"] >= _LOW) & self.ratings["comment"].notna()]
        table = drivers(bad["comment"].tolist(), fine["comment"].tolist())
        latest = bad.iloc[table["first"]]
        return table.assign(place=latest["sheet"].to_numpy(), row=latest["row"].to_numpy())

    @cached_property
    def untold(self) -> pd.DataFrame:
        """Feedback of the period after which nobody told the customer, by type, the oldest first."""
        rows = voices.closing(self.facts.snapshot, self.facts.period).rows.get("feedback", ())
        return self.said["feedback"].reindex(list(rows)).sort_values(["type", "when"], kind="stable")

    def closing(self) -> pd.DataFrame:
        """A row for each kind of feedback: n, told, rate, days (median until told), untold."""
        facts = self.facts
        table = found(facts.snapshot, "feedback", "date", "told_on")
        if table is None:
            return pd.DataFrame(columns=["name", "n", "rate", "days", "untold"])
        kinds, asked = self.said["feedback"]["type"], moments(table, "date")
        told = moments(table, "told_on")
        frame = pd.DataFrame({"kind": kinds, "told": told.notna()})[facts.period.mask(asked)]
        took = (told.dt.normalize() - asked.dt.normalize()).dt.days
        frame["days"] = took.where(took >= 0)
        rows = []
        for kind, part in frame.groupby("kind"):
            rate = Rate(int(part["told"].sum()), len(part))
            middle = part["days"].median()
            left = rate.n - int(rate.hits)
            rows.append((kind, rate.n, self._shown(rate), middle if middle == middle else None, left or None))
        rows.sort(key=lambda row: (-(row[4] or 0), str(row[0])))
        return pd.DataFrame(rows, columns=["name", "n", "rate", "days", "untold"], dtype=object)


def named(kpis: Sequence[Kpi], name: str) -> Kpi:
    """The KPI of that name."""
    return next(one for one in kpis if one.name == name)
