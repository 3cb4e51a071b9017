"""How large a workbook may be before it is refused: the one place.

The largest workbooks meant to work hold 300,000 customers of 20 columns and a million orders of 8: 14 million cells,
104 MB, 655 MB inflated; with the sheets a pass draws into it, 1,195 MB inflated. Everything here leaves room above that
and still keeps a hostile file from taking the machine.
"""

from __future__ import annotations

FILE_BYTES = 400 << 20
PARTS = 20_000
INFLATED_BYTES = 3 << 29
"""All parts together, inflated: stops zip bombs, whose declared sizes are checked before anything is inflated."""
BOMB_BYTES, BOMB_RATIO = 64 << 20, 250
"""A part above so many bytes that deflates to less than 1/250 holds nothing but repetition: no sheet does."""
PARSED_BYTES = 32 << 20
"""A part that is parsed as a whole (workbook, relationships, styles, tables)."""
PARSED_ELEMENTS = 200_000
"""Elements of such a part but the styles, which the gate need not hold: 65,530 links of a sheet are the most known."""
XML_BYTES = 256 << 20
"""All other XML parts together, but sheets and shared strings; pivot caches are the largest."""
DEPTH = 256
"""Elements within elements; no office program nests deeper than some thirty."""
SHEETS = 2_000
CELLS = 40_000_000
BOX_CELLS = 60_000_000
"""Rows x columns of one sheet up to its last value: python-calamine allocates that box (24 bytes a cell)."""
TEXTS = 20_000_000
FORMATS = 65_490
"""Cell formats Excel itself allows in a workbook: more are neither read nor written."""
ODD_BYTES, ODD_TAGS = 24 << 20, 1_000_000
"""All sheets and shared strings of a workbook that no office program spells so (see `plain`): they are read tag by tag,
which costs some 3 microseconds each."""
PAIRS_BYTES = 64 << 20
"""So many bytes of a sheet's rows are searched for cells that stand twice where their shape does not tell."""
HEAD_BYTES = 8 << 20
"""What may stand before the rows of a sheet that is read fast: views, columns."""
ROW_BYTES = 32 << 20
"""One row of a sheet that is read fast."""
