"""The errors that a cell can show: no values, whatever text they read as."""

from __future__ import annotations

# Every error a cell of Excel can show (Office's CellValueType), and #DATA!, which python-calamine gives for others.
ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
    | {"#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#TIMEOUT!", "#PYTHON!", "#DATA!"}
)
STORED = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""Those that a file may hold as an error (ISO 29500-1, 18.18.11: `t="e"`)."""
