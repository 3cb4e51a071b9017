"""Where a standard comes from: a wrong name, a wrong file, and what the sentence says."""

from pathlib import Path

import pytest

from custsheet.model.errors import SchemaError
from custsheet.reading.standards import standard
from custsheet.resources import folder


def test_standard__shipped_by_name_or_by_path() -> None:
    assert standard("customers") == standard() == standard(str(folder("schemas") / "customers.yaml"))


def test_standard__unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(SchemaError, match="customers") as caught:
        standard("clients")
    assert "customers" in caught.value.zh


def test_standard__a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="check the path") as caught:
        standard(str(tmp_path / "none.yaml"))
    assert "不存在" in caught.value.zh
    (tmp_path / "gbk.yaml").write_bytes("名称".encode("gbk"))
    with pytest.raises(SchemaError, match="UTF-8") as caught:
        standard(str(tmp_path / "gbk.yaml"))
    assert "另存为 UTF-8" in caught.value.zh
