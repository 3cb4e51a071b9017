"""Hours between two moments: by the clock, or in working time.

Invariant: hours add up: from a to b and from b to c is from a to c, whatever lies between, and they are never negative
for a moment that is not earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from custsheet.analysis.daylists import DayList
from custsheet.analysis.rules import Rules
from custsheet.model.snapshot import Lists
from custsheet.model.text import Text, text

_WEEK, _HOUR = 7, 3600
_MONDAY = pd.Timestamp("1969-12-29")  # before every moment that Excel and the standard know; weeks are counted from it


@dataclass(frozen=True, slots=True)
class Clock:
    """Working time on the first `days` days of every week, from `begin` to `end` o'clock; 0 to 24 on 7 is the clock.

    Attributes:
        begin, end: o'clock.
        days: of every week, from Monday.
        off: those of them that are public holidays, in order.
        extra: other days that are worked, in order.
    """

    begin: float = 0
    end: float = 24
    days: int = _WEEK
    off: tuple[date, ...] = ()
    extra: tuple[date, ...] = ()

    @classmethod
    def of(cls, rules: Rules, lists: Lists) -> Clock:
        """The clock that settings and lists ask for; working days without a working hour are whole days.

        A day that stands in both lists is worked: it was put there for that.
        """
        if rules.response_hours == "calendar":
            return cls()
        extra = set(DayList.of(lists, "extra_workday").days)
        off = {day for day in DayList.of(lists, "holiday").days if day.weekday() < rules.workdays} - extra
        extra = {day for day in extra if day.weekday() >= rules.workdays}
        apart = (tuple(sorted(off)), tuple(sorted(extra)))
        if rules.workday_end <= rules.workday_begin:
            return cls(0, 24, rules.workdays, *apart)
        return cls(rules.workday_begin, rules.workday_end, rules.workdays, *apart)

    @property
    def title(self) -> Text:
        """Its hours in words."""
        if self == Clock():
            return text("自然小时", "hours by the clock")
        last = self.days - 1
        last_zh, last_en = "一二三四五六日"[last], ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[last]
        span = f"{self.begin:g}–{self.end:g}"
        first_zh, first_en = ("周一至周", "Mon–") if self.days > 1 else ("周", "")
        apart = text("未扣节假日", "public holidays not left out")
        if self.off or self.extra:
            apart = text("节假日不算", "without public holidays")
        return text(
            f"工作小时（{first_zh}{last_zh} {span} 点，{apart.zh}）",
            f"working hours ({first_en}{last_en} {span}, {apart.en})",
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
        off, extra = (np.array([(pd.Timestamp(one) - _MONDAY).days for one in days]) for days in (self.off, self.extra))
        worked = (weekday < self.days) & ~np.isin(day, off) | np.isin(day, extra)
        today = np.where(worked, np.clip(second, begin, end) - begin, 0.0)
        today = np.where(np.isnan(passed), np.nan, today)
        whole = week * self.days + np.minimum(weekday, self.days)
        whole = whole - np.searchsorted(off, day) + np.searchsorted(extra, day)
        return np.asarray(whole * (end - begin) + today, dtype="float64")
