"""Which records may be one customer, and why.

One door: `find_groups`. Evidence, judging and grouping stand behind it, so that another engine may take their place.
"""

from custsheet.matching.groups import find_groups

__all__ = ["find_groups"]
