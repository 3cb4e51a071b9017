"""Is the data right? Schema → pandera, rules, proposed edits. The door: `check`, `completeness`, `quality`.

What is wrong comes back as findings, worst first; bad data never raises.
"""

from custsheet.checking.check import check
from custsheet.checking.completeness import completeness
from custsheet.checking.quality import quality

__all__ = ["check", "completeness", "quality"]
