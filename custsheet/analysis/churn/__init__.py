"""Who is leaving: silent for longer than the own purchase cycle allows, what is at stake, why, and what to do.

Doors: `leaving`, and `without_orders` for those whom only a contract tells of.
"""

from custsheet.analysis.churn.listing import leaving
from custsheet.analysis.churn.renewals import without_orders

__all__ = ["leaving", "without_orders"]
