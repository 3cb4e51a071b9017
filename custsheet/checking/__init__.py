"""Is the data right? Schema → pandera, rules, proposed edits. The door: `check`, `completeness`, `quality`.

What is wrong comes back as findings, worst first; bad data never raises.
"""

from custsheet.checking.arrivals import arrivals, remembered
from custsheet.checking.check import check, worst_first
from custsheet.checking.completeness import completeness
from custsheet.checking.quality import quality

__all__ = ["arrivals", "check", "completeness", "quality", "remembered", "worst_first"]
