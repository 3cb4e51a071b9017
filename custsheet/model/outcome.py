"""All that one pass found and computed: a value, ready to be drawn or printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from custsheet.model.board import Board
from custsheet.model.errors import Lang
from custsheet.model.finding import Finding
from custsheet.model.mend import Mend
from custsheet.model.prediction import Batch
from custsheet.model.quality import Quality
from custsheet.model.report import Report
from custsheet.model.snapshot import Snapshot
from custsheet.model.standing import Standing
from custsheet.model.text import Text

if TYPE_CHECKING:
    import pandas as pd

Band = Literal["same", "review", "related"]
Status = Literal["good", "near", "bad", "none"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why records may be one customer, or why they may not.

    Attributes:
        text: what is the same or different, without a sign.
        against: whether it speaks against one customer.
        bits: how much it says, as log2 of the odds that it multiplies; below 0 where it speaks against.
    """

    text: Text
    against: bool = False
    bits: float = 0.0

    def said(self, lang: Lang) -> str:
        """The reason where no sign or colour stands beside it: one against begins with 但 / "but"."""
        return ({"zh": "但", "en": "but "}[lang] if self.against else "") + self.text(lang)


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Records that may be one customer.

    Attributes:
        number: its own for as long as it exists; 1, 2, 3 … in the order shown where none was remembered.
        band: "same" = surely one customer, "review" = a person must look, "related" = household or colleagues.
        score: 0–1.
        rows: Excel rows of the records, the suggested survivor first.
        records: their identifiers, or "#12" (Excel row) where a record has none.
        reasons: what speaks for it, then what speaks against.
    """

    number: int
    band: Band
    score: float
    rows: tuple[int, ...]
    records: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Tiers:
    """Every customer's tier.

    `table` is indexed by the customer's Excel row, best first, with the columns
    record, customer, owner (str or None) · tier, computed ("A" "B" "C" "P") · manual (same or None) ·
    recency (days, float), frequency (order days), monetary (amount) · r, f, m (scores 1–5, NaN if never bought) ·
    group (name in list rfm_group or None) · rank (1 = largest amount, NaN if unranked) · share (cumulative share after
    this customer, 0–1, NaN if unranked) · stage (name in list stage) · reason, missing, service (sentences in the
    workbook's language) · orders (number) and amount (less refunds) of all time, NaN if no sheet tells them ·
    value, potential, score (0–100, NaN where not known) · before (percent of the whole in larger amounts) · raw (the
    tier computed on this day; `computed` is what counts after the wait before a fall) · last (the tier at the end of
    the last period) · change ("up", "down", "same"; both None where nothing is known) · strategy (a sentence).

    Attributes:
        method: name in list tier_method.
        scoring: how R, F and M were scored, in words (depends on how many customers ever bought).
        reference: the day counted back from.
        start: first day of the window, None = all time.
        notes: what the analysis lacks, e.g. no sheet of orders.
        strays: how many order lines are of nobody in the table: revenue that no share of a customer counts.
        weighing: what the potential is made of; None where nothing is known of anybody.
        last_day: of the last period; None before the second.
        standings: what the workbook is to remember of tiers.
    """

    table: pd.DataFrame
    method: str
    scoring: Text
    reference: date
    start: date | None
    notes: tuple[Text, ...] = ()
    weighing: Text | None = None
    last_day: date | None = None
    standings: tuple[Standing, ...] = ()
    strays: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Customers per final tier; P = customers without a ranked amount."""
        found = Counter(self.table["tier"])
        return {tier: found.get(tier, 0) for tier in "ABCP"}


@dataclass(frozen=True, slots=True)
class Card:
    """One KPI card. `value` None = no data; a rate over a small sample has `value` None and says so in `note`.

    kind: money, count, percent (value 0–1), days, score (1–5). `delta` is relative (0.1 = +10 %) for money and count,
    for percent the difference of the two shares (0.019 = 1.9 points), and for score that of the two scores. `trend`:
    the twelve months, oldest first, NaN where there were too few cases.
    """

    name: str
    title: Text
    value: float | None
    kind: Literal["money", "count", "percent", "days", "score"]
    note: Text
    delta: float | None = None
    delta_note: Text | None = None
    status: Status = "none"
    trend: tuple[float, ...] = ()


@dataclass(frozen=True)
class Figures:
    """What the dashboard shows. A frame without rows means: nothing to draw, say so instead.

    Attributes:
        period: what the cards are about, in words.
        sentences: at most five findings in words, each with a status.
        cards: at most eight.
        revenue: one row a month, at most 12, oldest first: month ("25-07"), amount, last_year, partial (bool).
        tiers: index A B C P: customers, amount, share (of the amount).
        pareto: the largest customers by amount, at most 20: customer, amount, cumulative (share of all), tier.
        buyers: number of customers with a ranked amount (the pareto chart may show only the first 20).
        top: at most 10: customer, amount, share, tier, unverified (whether the amount is in doubt).
        groups: RFM groups that occur, most valuable first: group (name), customers, share (of the amount).
        satisfaction: one row a month, at most 12, oldest first: month, share (0–1), n.
        overdue: one row an owner, most overdue first, at most 8: owner, overdue, today, week.
        notes: what is missing for a figure, in words.
        leads: of each sentence, the sheets on which its rows stand, the best first.
        board: what the selectors choose from; None where nothing can be chosen.
        begun: behind a comparison: when the orders begin, where the year before is not whole.
    """

    period: Text
    sentences: tuple[tuple[Status, Text], ...]
    cards: tuple[Card, ...]
    revenue: pd.DataFrame
    tiers: pd.DataFrame
    pareto: pd.DataFrame
    buyers: int
    top: pd.DataFrame
    groups: pd.DataFrame
    satisfaction: pd.DataFrame
    overdue: pd.DataFrame
    notes: tuple[Text, ...] = ()
    leads: tuple[tuple[str, ...], ...] = ()
    board: Board | None = None
    begun: Text | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that somebody decided to leave as it is. `reason`: as they typed it."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Outcome:
    """One pass over one saved version.

    Attributes:
        digest: "sha256:…" of the bytes that were read.
        findings: worst first.
        reports: the analyses that managers open, in order.
        predictions: who was foretold to buy, and who came: what the workbook is to remember.
        quality: scores of the data, and what to mend first; None where nothing was scored.
        first_seen: finding key (`finding_key`) → ISO date.
        told: the same of the results that lay there before, where those were not in the workbook itself.
        ignored: findings that somebody ticked to be ignored, with the reason given; not among `findings`.
        mends: what the pass changed, or for a dry run would change, on people's sheets.
        written: whether the workbook (or its side-car) was changed.
        sheets: titles of the tool's visible sheets in the workbook after the pass.
        target: the file that holds the results, None for a dry run or a check.
        result: "sha256:…" of what the pass put at `target`; "" if it wrote nothing.
        backup: where the version before the write is kept.
        undone: what somebody asked for on the tool's sheets, or what damage asked for, and could not be done, in words.
        refused: group of possible duplicates (`group_name`) → why a decision on it was not carried out.
        edited: titles of tool sheets on which somebody typed since the last pass.
        gone: which records the last pass knew and are there no more, in words, sheet by sheet.
        notices: what a person should know: all of that, and of the file itself (macros, links to other files …).
    """

    workbook: Path
    digest: str
    today: date
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    duplicates: tuple[DuplicateGroup, ...]
    tiers: Tiers | None
    figures: Figures | None
    reports: tuple[Report, ...] = ()
    predictions: tuple[Batch, ...] = ()
    completeness: Mapping[int, float] = field(default_factory=dict)
    quality: Quality | None = None
    first_seen: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[Ignored, ...] = ()
    mends: tuple[Mend, ...] = ()
    written: bool = False
    sheets: tuple[str, ...] = ()
    target: Path | None = None
    result: str = ""
    backup: Path | None = None
    seconds: float = 0.0
    undone: tuple[Text, ...] = ()
    refused: Mapping[str, Text] = field(default_factory=dict)
    edited: tuple[str, ...] = ()
    gone: tuple[Text, ...] = ()
    told: Mapping[str, str] | None = None
    notices: tuple[Text, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Findings per severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found.get(severity, 0) for severity in ("error", "warning", "info")}

    @property
    def rows(self) -> dict[str, int]:
        """Records per input sheet that was found."""
        return {name: len(table.raw) for name, table in self.snapshot.tables.items()}


def finding_key(finding: Finding) -> str:
    """What stays the same when rows are sorted: sheet, record, field, code."""
    who = finding.record or (f"#{finding.row}" if finding.row is not None else finding.cell or "")
    return "|".join((finding.sheet or finding.place or "", who, finding.field or "", finding.code))


def finding_keys(findings: Sequence[Finding]) -> list[str]:
    """The key of each; where records share an identifier the second from above bears `~2`, and so on."""
    keys = [finding_key(one) for one in findings]
    if len(set(keys)) < len(keys):
        alike: dict[str, list[int]] = {}
        for at, key in enumerate(keys):
            alike.setdefault(key, []).append(at)
        for key, places in alike.items():
            places.sort(key=lambda at: (findings[at].row or 0, findings[at].cell or ""))
            for number, at in enumerate(places[1:], 2):
                keys[at] = f"{key}~{number}"
    return keys
