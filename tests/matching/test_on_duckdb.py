"""The database that a process keeps open: of its own alone, nothing on the disk, none in which something went wrong."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from custsheet.matching import on_duckdb
from custsheet.matching.on_duckdb import _in_the_kept

_FORKED = """
import multiprocessing, sys
import pandas as pd
from custsheet.matching.duplicates import find_duplicates

def groups(_=None):
    people = pd.DataFrame({"name": ["王芳", "王芳", "李雷"] * 9, "mobile": ["13912345678", "13912345678", None] * 9})
    return len(find_duplicates(people, {"name": "person_name", "mobile": "mobile"}))

if __name__ == "__main__":
    here = groups()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.map_async(groups, [0]).get(60) == [here]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process is forked on Windows")
def test_run__a_forked_process_opens_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", _FORKED], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def test_run__nothing_goes_to_the_disk_and_what_went_wrong_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_duckdb, "_OPEN", {})
    given: list[Any] = []

    def fails(connection: Any, *_: object) -> Any:
        given.append(connection)
        raise MemoryError

    monkeypatch.setattr(on_duckdb, "_asked", fails)
    for _ in range(2):
        with pytest.raises(MemoryError):
            _in_the_kept(np.array([]), "")  # type: ignore[arg-type]
    one, other = given
    assert one is not other
    assert one.execute("select current_setting('temp_directory')").fetchone() == ("",)
    assert not on_duckdb._OPEN
