"""The package `making` beside this file makes the workbooks; the tests import it by that name."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
