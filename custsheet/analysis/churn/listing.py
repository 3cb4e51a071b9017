"""The customers who have been silent for too long, most urgent first (see `urgency`).

Who stands here is who `lifecycle` calls at risk, dormant or lost: the limits are those of `cycle`, nowhere else. B8's
limit of 3 cycles is where dormant begins; dormant customers are lost after `lifecycle_lost_days`. Who has a contract
that is about to end stands here too (`contracts`).
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis.churn.actions import action
from custsheet.analysis.churn.deciding import decided
from custsheet.analysis.churn.reasons import reasons
from custsheet.analysis.churn.urgency import by_urgency
from custsheet.analysis.cycle import OWN, SHRUNK
from custsheet.analysis.histories import Histories
from custsheet.analysis.kpis.cases import Cases
from custsheet.analysis.lifecycle import IDLE
from custsheet.analysis.rules import Rules
from custsheet.model.churn import Churn
from custsheet.model.snapshot import Snapshot
from custsheet.model.text import Text, text

_COLUMNS = (
    *("record", "customer", "owner", "tier", "stage", "idle", "usual", "basis", "risk", "dormant", "lost", "end"),
    *("times", "amount", "reason", "why", "sheet", "row", "action", "told"),
)


def leaving(snapshot: Snapshot, rules: Rules, histories: Histories, today: date, cases: Cases | None = None) -> Churn:
    """Everybody who is idle for longer than its limits. Never fails on what a workbook lacks.

    `cases`: the requests, where they were read.
    """
    customers = histories.customers
    idle = customers[customers["stage"].isin(IDLE)]
    cases = cases or Cases.of(snapshot, rules, customers["tier"])
    why = reasons(snapshot, rules, histories, idle, today, cases)
    table = idle.rename(columns={"row": "place"}).join(why)
    table["basis"] = decided(idle, rules)
    table["end"] = table["contract_end"].where(table["basis"] == "contract")
    table["usual"] = table["usual"].where(table["cycle"].notna())  # everybody's gap is not this customer's
    table["times"] = table["idle"] / table["usual"].where(table["usual"] > 0)
    table["amount"] = table["year_cents"].clip(lower=0) / 100
    table["action"] = pd.Series(
        [action(reason, rules, snapshot.lang) for reason in table["reason"]], index=table.index, dtype=object
    )
    table.index.name = "record"
    table.loc[table["basis"] == "contract", "times"] = np.nan  # its contract is due, whatever the gap
    # Of equal ones the order of 客户分级 stands, which does not depend on that of the rows.
    table = table.reset_index().iloc[by_urgency(table)]
    table = table.set_index("place").rename_axis(None)
    return Churn(table[list(_COLUMNS)], _limits(rules, customers), histories.reference.date())


def _limits(rules: Rules, customers: pd.DataFrame) -> Text:
    """How it is decided who is listed."""
    said = _silence(rules, customers)
    if not customers["contract_end"].notna().any():
        return said
    days, lost = rules.contract_notice_days, rules.lifecycle_lost_days
    zh = f"写了合同到期日的：到期前 {days} 天起为预警，过期未续为沉睡，再过 {lost} 天为流失"
    en = f"Whose contract ends is at risk from {days} days before, dormant after it, and lost {lost} days later"
    if rules.sales_model == "contracts":
        zh, en = f"{zh}；合同没到期的不看空窗", f"{en}; while it runs, silence does not count"
    return text(f"{said.zh}{zh}。", f"{said.en} {en}.")


def _silence(rules: Rules, customers: pd.DataFrame) -> Text:
    fixed, last = rules.risk_fixed_days, rules.dormant_fixed_days
    floor, lost = rules.lifecycle_risk_days, rules.lifecycle_lost_days
    few = customers[customers["basis"] == "all"]
    lost_zh, lost_en = f"超过 {lost} 天为流失。", f"over {lost} days is lost."
    if fixed is not None and last is not None:
        zh, en = f"空窗超过 {fixed} 天为预警", f"Idle for over {fixed} days is at risk"
        return text(
            f"{zh}，{max(fixed, last)} 天为沉睡，{lost_zh}", f"{en}, over {max(fixed, last)} dormant, {lost_en}"
        )
    zh = f"买过 {OWN} 次以上按自己的间隔中位数，{SHRUNK} 次的参考同行业或同级客户"
    en = f"From {OWN} purchases on by the customer's own median gap, with {SHRUNK} drawn to its industry's or tier's"
    zh += f"；空窗超过 2 倍且满 {floor} 天为预警，超过 3 倍且满 {2 * floor} 天为沉睡"
    en += f"; idle for over 2 gaps and {floor} days is at risk, for over 3 gaps and {2 * floor} days dormant"
    if len(few):
        risk, dormant = float(few["risk"].iloc[0]), float(few["dormant"].iloc[0])
        zh += f"；次数更少的按全体间隔：{math.floor(risk)} 天预警、{math.floor(dormant)} 天沉睡"
        en += f"; with fewer purchases by everybody's gaps: {math.floor(risk)} and {math.floor(dormant)} days"
    if fixed is not None:
        zh, en = f"{zh}；「参数」里固定为 {fixed} 天预警", f"{en}; Settings fix at risk at {fixed} days"
    if last is not None:
        zh, en = f"{zh}；「参数」里固定为 {last} 天沉睡", f"{en}; Settings fix dormant at {last} days"
    return text(f"{zh}；{lost_zh}", f"{en}; {lost_en}")
