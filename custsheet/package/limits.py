"""How large a workbook may be before it is refused: the one place.

The largest workbooks meant to work hold 300,000 customers of 20 columns and a million orders of 8: 14 million cells,
104 MB, 655 MB inflated. Everything here leaves room above that and still keeps a hostile file from taking the machine.
"""

from __future__ import annotations

FILE_BYTES = 400 << 20
PARTS = 20_000
INFLATED_BYTES = 2 << 30
"""All parts together, inflated: stops zip bombs, whose declared sizes are checked before anything is inflated."""
PARSED_BYTES = 64 << 20
"""A part that is parsed as a whole (workbook, relationships, styles, tables)."""
SHEETS = 2_000
CELLS = 40_000_000
BOX_CELLS = 60_000_000
"""Rows x columns of one sheet up to its last value: python-calamine allocates that box (24 bytes a cell)."""
TEXTS = 20_000_000
FORMATS = 65_490
"""Cell formats Excel itself allows in a workbook."""
WELL_FORMED_BYTES = 8 << 20
"""Parts up to this size are checked by an XML parser; larger ones by their ends and their encoding (see `gate`)."""
