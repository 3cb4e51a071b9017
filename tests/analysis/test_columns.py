"""Columns by field name: texts, and the same as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from custsheet.analysis.columns import coded, strings
from custsheet.model.snapshot import Table

_CELLS = (
    st.none()
    | st.sampled_from(["a", "b", " a", "a ", "\u3000b", "", " ", "a b", "\0", 3.0, True])
    | st.text("ab \0", max_size=3)
)


@given(cells=st.lists(_CELLS, max_size=12))
def test_coded__says_what_the_texts_say(cells: list[Any]) -> None:
    typed = pd.DataFrame({"name": pd.Series(cells, dtype=object)})
    table = Table("customers", "客户", 4, {"name": 1}, {}, typed, typed)
    expected = [cell.strip() or None if isinstance(cell, str) else None for cell in cells]
    codes, names = coded(table, "name")
    assert np.append(names, None)[codes].tolist() == strings(table, "name").tolist() == expected
    assert names.tolist() == list(dict.fromkeys(one for one in expected if one is not None))


def test_coded__of_a_column_that_is_not_there() -> None:
    typed = pd.DataFrame({"name": pd.Series(["a", "b"], dtype=object)})
    codes, names = coded(Table("customers", "客户", 4, {"name": 1}, {}, typed, typed), "other")
    assert (codes.tolist(), len(names)) == ([-1, -1], 0)
