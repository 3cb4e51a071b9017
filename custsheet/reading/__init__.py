"""Parts → typed tables: what one saved version of a workbook says, as a value."""

from custsheet.reading.fingerprint import inspect, remembered, sheet_marks
from custsheet.reading.read import read
from custsheet.reading.settings import setting_places
from custsheet.reading.stamping import stamp

__all__ = ["inspect", "read", "remembered", "setting_places", "sheet_marks", "stamp"]
