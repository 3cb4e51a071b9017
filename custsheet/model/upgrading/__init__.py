"""A newer standard for a workbook whose administrator may have changed the one it was made from.

merged = merge(seed, mine, new)      # the standard the workbook shall carry, and every step to it
said = differences(merged)           # what that means, one sentence each
"""

from custsheet.model.upgrading.difference import Difference
from custsheet.model.upgrading.merge import Merged, merge
from custsheet.model.upgrading.outcome import Upgrade
from custsheet.model.upgrading.words import company_changes, differences, seed_of

__all__ = ["Difference", "Merged", "Upgrade", "company_changes", "differences", "merge", "seed_of"]
