"""The workbook's whole life in a real LibreOffice: open, paste, tick, save, process, open again, look."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from office import Office

import custsheet
from custsheet.model.errors import LANGS, Lang

DAY = date(2026, 6, 17)


@pytest.mark.parametrize("lang", LANGS)
def test_process__finds_nothing_to_mend_where_libreoffice_only_saved(
    lang: Lang, office: Office, tmp_path: Path
) -> None:
    path = custsheet.create(tmp_path / "book.xlsx", lang=lang, today=DAY)
    custsheet.process(path, today=DAY)
    with office.open(path) as book:
        book.save()
    outcome = custsheet.process(path, today=DAY)
    assert (outcome.mends, outcome.notices, outcome.written) == ((), (), False)
