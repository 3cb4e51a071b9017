"""The settings this room reads, typed and complete.

Invariant: every value is usable as it stands. A setting that a company's own standard leaves out, or that is blank
where a number is needed, has the value the shipped standard gives it (a test holds the two together).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from custsheet.model.finding import Cell
from custsheet.model.snapshot import Snapshot

Steps = tuple[float, float, float, float]
TOLD = ("price", "quality", "delivery", "service", "need", "gone", "other")
"""Why a customer is leaving as only itself can tell; names in list leaving_reason."""
REASONS = (
    *TOLD,
    *("complaint", "dissatisfied", "response", "owner", "competitor", "contract", "season", "unknown"),
)
"""Why a customer may be leaving, the most telling first; `winback_<reason>` is what to do then."""
# Blank has a meaning of its own: no limit, no fixed day, no target.
_MAY_BE_BLANK = frozenset(
    {"window_months", "reference_date", "revenue_target", "risk_fixed_days", "dormant_fixed_days", "competitors"}
    | {f"winback_{reason}" for reason in REASONS}
    | {f"{name}_target" for name in ("nps", "complaint", "retention", "sla", "fcr", "closing", "task", "repurchase")}
    | {f"{name}_target" for name in ("first_purchase", "won", "order_value", "frequency", "clv", "follow_up")}
    | {f"{name}_target" for name in ("answer", "solution", "reopened", "escalated", "reply")}
    | {f"{name}_target" for name in ("lost_revenue", "unanswered", "csat_mean")}
)
_STEPS = ("rfm_r", "rfm_f", "rfm_m")


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds and targets; the names are those of the settings, `rfm_r` holds rfm_r_1 to rfm_r_4, and so on."""

    currency: str = "¥"
    tier_method: str = "pareto"
    reference_day: str = "today"
    reference_date: date | None = None
    window_months: int | None = 24
    amount_floor: float = 0
    pareto_a: float = 80
    pareto_b: float = 95
    fixed_a: float = 100_000
    fixed_b: float = 20_000
    composite_a: float = 75
    composite_b: float = 45
    composite_value: float = 60
    tier_hold: int = 2
    value_r: float = 20
    value_f: float = 30
    value_m: float = 50
    potential_growth: float = 30
    potential_deals: float = 25
    potential_contacts: float = 15
    potential_size: float = 10
    potential_nps: float = 10
    potential_industry: float = 10
    rfm_threshold: str = "mean"
    rfm_r: Steps = (30, 90, 180, 365)
    rfm_f: Steps = (1, 2, 4, 8)
    rfm_m: Steps = (1_000, 5_000, 20_000, 100_000)
    cycle_a: int = 14
    cycle_b: int = 30
    cycle_c: int = 90
    cycle_p: int = 45
    sla_a: float = 2
    sla_b: float = 8
    sla_c: float = 24
    lifecycle_new_days: int = 90
    lifecycle_risk_days: int = 30
    lifecycle_lost_days: int = 365
    risk_fixed_days: int | None = None
    dormant_fixed_days: int | None = None
    contract_notice_days: int = 30
    sales_model: str = "orders"
    winback_price: str | None = None
    winback_quality: str | None = None
    winback_delivery: str | None = None
    winback_service: str | None = None
    winback_need: str | None = None
    winback_gone: str | None = None
    winback_other: str | None = None
    winback_complaint: str | None = None
    winback_dissatisfied: str | None = None
    winback_response: str | None = None
    winback_owner: str | None = None
    winback_competitor: str | None = None
    winback_contract: str | None = None
    winback_season: str | None = None
    winback_unknown: str | None = None
    competitors: str | None = None
    csat_target: float = 90
    revenue_target: float | None = None
    nps_target: float | None = None
    complaint_target: float | None = None
    retention_target: float | None = None
    sla_target: float | None = None
    fcr_target: float | None = None
    closing_target: float | None = None
    task_target: float | None = None
    repurchase_target: float | None = None
    first_purchase_target: float | None = None
    won_target: float | None = None
    order_value_target: float | None = None
    frequency_target: float | None = None
    clv_target: float | None = None
    follow_up_target: float | None = None
    answer_target: float | None = None
    solution_target: float | None = None
    reopened_target: float | None = None
    escalated_target: float | None = None
    reply_target: float | None = None
    lost_revenue_target: float | None = None
    unanswered_target: int | None = None
    csat_mean_target: float | None = None
    quality_target: float = 95
    min_sample: int = 10
    satisfaction_measure: str = "box"
    complaint_base: str = "orders"
    retention_base: str = "same"
    conversion_days: int = 90
    fcr_days: int = 7
    response_hours: str = "working"
    workday_begin: float = 9
    workday_end: float = 18
    workdays: int = 5

    @classmethod
    def of(cls, snapshot: Snapshot) -> Rules:
        """The settings in force in `snapshot`."""
        given: dict[str, Any] = {}
        for one in fields(cls):
            if one.name in _STEPS:
                fallback: Steps = one.default  # type: ignore[assignment]
                typed = [snapshot.settings.get(f"{one.name}_{step}") for step in range(1, 5)]
                given[one.name] = tuple(was if now is None else now for was, now in zip(fallback, typed, strict=True))
            elif one.name in snapshot.settings:
                value: Cell = snapshot.settings[one.name]
                if value is not None or one.name in _MAY_BE_BLANK:
                    given[one.name] = value.date() if isinstance(value, datetime) else value
        return cls(**given)

    def cycle(self, tier: str) -> int:
        """Days between two contacts with a customer of `tier`."""
        return {"A": self.cycle_a, "B": self.cycle_b, "C": self.cycle_c}.get(tier, self.cycle_p)

    def sla(self, tier: str) -> float:
        """Hours within which a request of a customer of `tier` is answered; prospects count as C."""
        return {"A": self.sla_a, "B": self.sla_b}.get(tier, self.sla_c)
