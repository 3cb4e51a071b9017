"""Who is leaving: silent for longer than the own purchase cycle allows, what is at stake, why, and what to do.

One door: `leaving`.
"""

from custsheet.analysis.churn.listing import leaving

__all__ = ["leaving"]
