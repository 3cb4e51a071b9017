"""The number formats of the cards in a real LibreOffice: what a person reads."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from office import Office

from custsheet.analysis.money import any_money_format, money_format
from custsheet.model.errors import Lang

READ = {
    "zh": {-2266.54: "-¥2,267", -5.2e8: "-¥520,000,000", 0: "¥0", 9_499: "¥9,499", 9_600: "¥1.0万", 3.2e8: "¥3.20亿"},
    "en": {-2266.54: "-¥2,267", -5.2e9: "-¥5,200,000,000", 0: "¥0", 9_600: "¥9,600", 2.5e6: "¥2.50M", 3e9: "¥3.00bn"},
}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_any_money_format__every_amount_is_read_with_its_sign(lang: Lang, office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, amount in enumerate(READ[lang], 1):
        for column, form in enumerate((any_money_format("¥", lang), money_format(amount, "¥", lang)), 1):
            book.active.cell(row, column, amount).number_format = form
    book.active.title = "amounts"
    book.save(path := tmp_path / "amounts.xlsx")
    with office.open(path) as opened:
        for row, (amount, said) in enumerate(READ[lang].items(), 1):
            assert opened.shown("amounts", f"A{row}") == said
            assert opened.shown("amounts", f"B{row}").startswith("-") == (amount < 0)
