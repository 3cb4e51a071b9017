"""Reasons are told with what they weigh: a number, always."""

from __future__ import annotations

from datetime import date
from math import isfinite
from pathlib import Path

import openpyxl
import pytest

import custsheet


@pytest.mark.parametrize("mailbox", [1e-07, "2024年5月6日"])
def test_reasons__what_is_no_mailbox_weighs_nothing(tmp_path: Path, mailbox: object) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["客户编号", "姓名", "手机", "邮箱"],
        ["C1", "王小芳", "13812345678", mailbox],
        ["C2", "王小芳", "13812345678", mailbox],
        ["C3", "李娜", "13912345678", "li.na@example.com"],
    ):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    (group,) = custsheet.check(tmp_path / "book.xlsx", today=date(2026, 6, 1)).duplicates
    assert group.rows == (2, 3)
    assert all(isfinite(one.bits) for one in group.reasons)
    assert not any("邮箱" in one.text.zh for one in group.reasons)
