"""A newer standard for a workbook whose administrator has changed the one it was made from: what differs, and the sum.

result = merge(seed, mine, new)      # the standard the workbook shall carry, and every step to it
said = differences(result)           # each step in one sentence
"""

from custsheet.model.upgrading.merge import Merged, merge
from custsheet.model.upgrading.steps import Step

__all__ = ["Merged", "Step", "merge"]
