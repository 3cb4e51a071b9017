"""Parts → typed tables: what one saved version of a workbook says, as a value."""

from custsheet.reading.fingerprint import inspect, remembered, sheet_marks, stamp
from custsheet.reading.read import read

__all__ = ["inspect", "read", "remembered", "sheet_marks", "stamp"]
