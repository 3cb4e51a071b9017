"""What customers are worth: concentration, lifetime value, the next purchase and how well it was foretold.

One door: `customer_value`.
"""

from custsheet.analysis.value.table import customer_value

__all__ = ["customer_value"]
