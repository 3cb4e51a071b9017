"""`custsheet watch --push` with a real LibreOffice: results show beside the open workbook, which stays the person's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from office import Office
from watching import Watching

import custsheet
from custsheet.reading.sample import sample_rows
from custsheet.reading.standards import standard


@pytest.mark.slow
def test_watch__push_shows_renews_and_closes_the_results(
    command: Path, soffice: Path, uno_python: Path, tmp_path: Path
) -> None:
    folder, home = tmp_path / "客户", tmp_path / "home"
    folder.mkdir()
    tables, settings = sample_rows(standard(), "zh", date.today())
    book = custsheet.create(
        folder / "客户管理表.xlsx", tables={name: rows[:12] for name, rows in tables.items()}, settings=settings
    )
    custsheet.process(book)
    beside = book.with_name("客户管理表.检查结果.xlsx")
    with (
        Office.start(soffice, uno_python, tmp_path / "profile") as office,
        Watching.start(command, Path("--push"), book, home=home) as watching,
    ):
        watching.until(lambda: watching.passes)
        with office.open(book) as document:
            for number in range(2):
                document.enter("客户", {"H6": f"错误号码{number}"})
                document.save()
                watching.until(lambda many=number + 2: len(watching.passes) >= many)
                watching.until(lambda: str(beside) in office("open_files"))
                watching.until(lambda words=f"错误号码{number}": words in office("shown_in", str(beside), "数据质量"))
            assert office("open_files").count(str(beside)) == 1
            document.enter("客户", {"H6": "还没有保存"})
            assert document.shown("客户", "H6") == "还没有保存", "what was typed since is still there"
        watching.says("the results are in it now")
        watching.until(lambda: str(beside) not in office("open_files"))
        assert not beside.exists()
    assert not list(folder.glob(".~lock*"))
