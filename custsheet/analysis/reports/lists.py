"""What the tables of analyses have in common on every sheet: how their columns are called, how many rows are listed."""

from __future__ import annotations

from custsheet.model.report import Column
from custsheet.model.text import Text, text

LISTED = 1_000
"""Customers in the detail of a sheet at most."""

CUSTOMER = Column("customer", text("客户", "Customer"))
OWNER = Column("owner", text("负责人", "Owner"))
TIER = Column("tier", text("分级", "Tier"), "tier")

RECORD = Column("record", text("编号", "Record"))
DAY = Column("day", text("日期", "Date"), "date")
TYPE = Column("type", text("类型", "Type"))
PRODUCT = Column("product", text("产品", "Product"))
SAID = Column("said", text("内容", "What is written"), "long")

MONTH = Column("month", text("月份", "Month"))
CUSTOMERS = Column("customers", text("客户数", "Customers"), "count")
ORDERS = Column("orders", text("订单数", "Orders"), "count")
SHARE = Column("share", text("占比", "Share"), "percent")

YEAR = text("近 12 个月", "Last 12 months")
NEXT = text("未来 12 个月", "Next 12 months")


def only_first(most: int, whole: int, what: Text) -> Text:
    """The end of a note where not all of `whole` rows are listed; "" where all are.

    >>> only_first(10, 12, text("金额最大的", "largest")).en, only_first(10, 10, text("金额最大的", "largest")).en
    ('; only the 10 largest of 12', '')
    """
    if whole <= most:
        return text("", "")
    return text(f"；共 {whole:,} 位，只列{what.zh} {most:,} 位", f"; only the {most:,} {what.en} of {whole:,}")
