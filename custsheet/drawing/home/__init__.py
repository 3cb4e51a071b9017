"""The home sheet: in a new workbook, and after a pass."""
