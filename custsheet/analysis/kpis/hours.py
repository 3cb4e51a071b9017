"""Hours between two moments: by the clock, or in working time.

Invariant: hours add up: from a to b and from b to c is from a to c, whatever lies between, and they are never negative
for a moment that is not earlier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from custsheet.analysis.rules import Rules
from custsheet.model.text import Text, text

_WEEK, _HOUR = 7, 3600
_MONDAY = pd.Timestamp("1969-12-29")  # before every moment that Excel and the standard know; weeks are counted from it


@dataclass(frozen=True, slots=True)
class Clock:
    """Working time on the first `days` days of every week, from `begin` to `end` o'clock; 0 to 24 on 7 is the clock.

    Public holidays are not known: the workbook keeps no table of them yet.
    """

    begin: float = 0
    end: float = 24
    days: int = _WEEK

    @classmethod
    def of(cls, rules: Rules) -> Clock:
        """The clock that the settings ask for; working days without a working hour are whole days."""
        if rules.response_hours == "calendar":
            return cls()
        if rules.workday_end <= rules.workday_begin:
            return cls(days=rules.workdays)
        return cls(rules.workday_begin, rules.workday_end, rules.workdays)

    @property
    def title(self) -> Text:
        """Its hours in words."""
        if self == Clock():
            return text("自然小时", "hours by the clock")
        last = self.days - 1
        last_zh, last_en = "一二三四五六日"[last], ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[last]
        span = f"{self.begin:g}–{self.end:g}"
        first_zh, first_en = ("周一至周", "Mon–") if self.days > 1 else ("周", "")
        return text(
            f"工作小时（{first_zh}{last_zh} {span} 点，未扣节假日）",
            f"working hours ({first_en}{last_en} {span}, public holidays not left out)",
        )

    def between(self, start: pd.Series, end: pd.Series) -> pd.Series:
        """Hours from `start` to `end`, NaN where either is blank; below 0 where the end is earlier."""
        worked = pd.Series((self._until(end) - self._until(start)) / _HOUR, index=start.index, dtype="float64")
        # Between two moments of one night nothing is worked, yet which is the earlier one must be told.
        return worked.where((worked != 0) | ~(end < start), -1e-9)

    def _until(self, moments: pd.Series) -> np.ndarray:
        """Working seconds up to each moment: whole numbers, so that what took two hours took no more than two."""
        passed = (moments - _MONDAY).dt.total_seconds().to_numpy(dtype="float64")
        day, second = np.floor_divide(passed, 24 * _HOUR), np.mod(passed, 24 * _HOUR)
        week, weekday = np.floor_divide(day, _WEEK), np.mod(day, _WEEK)
        begin, end = round(self.begin * _HOUR), round(self.end * _HOUR)
        today = np.where(weekday < self.days, np.clip(second, begin, end) - begin, 0.0)
        today = np.where(np.isnan(passed), np.nan, today)
        whole = week * self.days + np.minimum(weekday, self.days)
        return np.asarray(whole * (end - begin) + today, dtype="float64")
