"""Whether a value fits its field's own range: what a proposal must do, whoever makes it."""

from __future__ import annotations

from datetime import date, datetime

from custsheet.model.bounds import date_bound
from custsheet.model.schema import Field


def out_of_range(field: Field, value: object, today: date) -> bool:
    """Whether this date or number would break the field's own minimum, maximum or whole numbers."""
    low, high = field.constraints.minimum, field.constraints.maximum
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return (low is not None and day < date_bound(low).on(today)) or (
            high is not None and day > date_bound(high).on(today)
        )
    if isinstance(value, int | float):
        whole = field.type != "integer" or value == int(value)
        return not whole or (low is not None and value < float(low)) or (high is not None and value > float(high))
    return False
