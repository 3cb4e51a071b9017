"""What may run the comparing: the same SQL, in this process or on a cluster."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Literal

from custsheet.matching import on_duckdb
from custsheet.matching.pairs import Runner

Engine = Literal["duckdb", "spark"]


def opened(engine: Engine) -> AbstractContextManager[Runner]:
    """The runner of an engine, ready to be called as often as needed.

    Raises:
        CustsheetError: What the engine needs is not installed.
    """
    if engine == "duckdb":
        return nullcontext(on_duckdb.run)
    from custsheet.matching.on_spark import opened as on_spark

    return on_spark()
