"""By what the state of a customer who is leaving was decided: whose gaps, days fixed in the settings, or a contract.

Invariant: the state follows from the days silent and the limits of that basis, or from the day on which the contract
ends; a sheet that shows these never contradicts itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsheet.analysis.cycle import OWN, SHRUNK
from custsheet.analysis.rules import Rules


def decided(idle: pd.DataFrame, rules: Rules) -> pd.Series:
    """Of rows of `Histories.customers` whose stage is in `IDLE`: a name of `BASES`."""
    stage, ahead = idle["stage"], (idle["contract_end"] - idle["last"]).dt.days
    risky, dormant = stage == "at_risk", stage == "dormant"
    # An end before the last order says nothing; of later ones the first alarm counts, and lost is counted from the end.
    ended = (risky & (idle["basis"] == "contract")) | (dormant & (idle["dormant"] == ahead)) | (stage == "lost")
    early, late = rules.risk_fixed_days, rules.dormant_fixed_days
    by_fixed = (idle["dormant"] == late) | ((early is not None) & (idle["dormant"] == idle["risk"]))
    fixed = (risky & (early is not None)) | (dormant & by_fixed) | (early is not None and late is not None)
    basis = np.select(
        [(ahead >= 0) & ended, fixed, idle["days"] >= OWN, idle["days"] >= SHRUNK],
        ["contract", "fixed", "own", "shrunk"],
        "all",
    )
    return pd.Series(basis, index=idle.index, dtype=object)
