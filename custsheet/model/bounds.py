"""What `minimum` and `maximum` of a date field mean: an ISO date, or a day counted from today (`today-14y`); and today.

The checks compare with the day itself, the template writes the same bound as a formula; both take it from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from custsheet.model.errors import WorkbookError

_RELATIVE = re.compile(r"today(?:([+-])([0-9]{1,5})([dmy]))?")


@dataclass(frozen=True, slots=True)
class DateBound:
    """One end of a range of days.

    Attributes:
        fixed: the day itself, None when it moves with today.
        offset: how many `unit`s after today (negative = before); 0 for a fixed day and for today itself.
        unit: d = days, m = months, y = years.
    """

    fixed: date | None = None
    offset: int = 0
    unit: str = "d"

    def on(self, today: date) -> date:
        """The day meant when the calendar says `today`; 29 February gives the 28th in other years.

        Where there is no such day any more, before the year 1 or after 9999, it is the first or last day there is.
        """
        if self.fixed is not None:
            return self.fixed
        try:
            return self._counted(today)
        except (ValueError, OverflowError):
            return date.min if self.offset < 0 else date.max

    def _counted(self, today: date) -> date:
        if self.unit == "d":
            return today + timedelta(days=self.offset)
        months = today.year * 12 + today.month - 1 + self.offset * (12 if self.unit == "y" else 1)
        year, month = divmod(months, 12)
        for day in range(today.day, 27, -1):
            try:
                return date(year, month + 1, day)
            except ValueError:  # the month is shorter
                continue
        return date(year, month + 1, min(today.day, 28))


FIRST_YEAR, LAST_YEAR = 1950, 9000
"""Years in which today may lie: Excel's days begin in 1900, and bounds such as `today-14y` count from it."""


def date_bound(bound: float | str) -> DateBound:
    """The bound that a schema's `minimum` or `maximum` of a date field says.

    Raises:
        ValueError: it is neither an ISO date nor `today`, `today-14y`, `today+30d`, `today-6m`.
    """
    if not isinstance(bound, str):
        raise ValueError(f"not a date: {bound}")
    match = _RELATIVE.fullmatch(bound.replace(" ", ""))
    if match is None:
        return DateBound(fixed=date.fromisoformat(bound))
    sign, count, unit = match.groups()
    if unit is None:
        return DateBound()
    found = DateBound(offset=int(sign + count), unit=unit)
    found._counted(date(2000, 1, 1))  # refuses what leaves the calendar
    return found


def chosen_day(today: date | None) -> date:
    """`today`, or what the calendar says if that is None.

    Raises:
        WorkbookError: it lies where counting years back or ahead leaves the calendar, or Excel's days.
    """
    day = today or date.today()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WorkbookError(
            f"“今天”不能是 {day}，请用 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间的日期。",
            f"Today cannot be {day}; use a day between {FIRST_YEAR} and {LAST_YEAR}.",
        )
    return day
