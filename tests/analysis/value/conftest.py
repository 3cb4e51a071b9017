"""From orders to what value and churn are computed from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from custsheet.analysis import tiers
from custsheet.analysis.histories import Histories
from custsheet.analysis.orders import read_orders
from custsheet.analysis.rules import Rules
from custsheet.analysis.value import customer_value
from custsheet.model.snapshot import Snapshot
from custsheet.model.value import Value


@pytest.fixture(scope="session")
def valued() -> Callable[[Snapshot, date], tuple[Value, Histories]]:
    """`valued(snapshot, today)`."""

    def run(snapshot: Snapshot, today: date) -> tuple[Value, Histories]:
        rules = Rules.of(snapshot)
        ledger = read_orders(snapshot, rules, today)
        histories = Histories.of(snapshot, rules, ledger, tiers(snapshot, today))
        return customer_value(snapshot, rules, histories), histories

    return run
