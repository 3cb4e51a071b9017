"""Which records may be one customer, and why.

Two doors: `find_duplicates` for any table of which it is told what stands in each column, `find_groups` for a workbook.
"""

from custsheet.matching.duplicates import find_duplicates
from custsheet.matching.groups import find_groups, look
from custsheet.matching.numbers import numbered
from custsheet.matching.skipped import skipped

__all__ = ["find_duplicates", "find_groups", "look", "numbered", "skipped"]
