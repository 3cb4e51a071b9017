from __future__ import annotations

import pytest

from custsheet.model.schema import Schema
from custsheet.reading.headers import Labels, label_text, match_columns


@pytest.fixture
def labels(schema: Schema) -> Labels:
    return Labels(schema.sheet("customers"))


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("手机", "mobile"),
        (" 手机＊ ", "mobile"),
        ("*手机", "mobile"),
        ("手机（必填）", "mobile"),
        ("手机 (必填)*", "mobile"),
        ("【必填】手机", None),
        ("手 机", "mobile"),
        ("手机：", "mobile"),
        ("手机\n（选填）", "mobile"),
        ("mobile", "mobile"),
        ("MOBILE PHONE", "mobile"),
        ("Name*", "name"),
        ("Name (required)", "name"),
        ("E-mail", "email"),
        ("e mail", "email"),
        ("Ｅｍａｉｌ", "email"),
        ("出生日期(yyyy-mm-dd)", "birth_date"),
        ("出生日期（年/月/日）", "birth_date"),
        ("累计金额（元）", "total_amount"),
        ("累计金额（万元）", None),
        ("手机（备用）", None),
        ("手机2", None),
        ("客户状态", None),
        ("birth_date", "birth_date"),
    ],
)
def test_find__marks_and_languages(labels: Labels, label: str, field: str | None) -> None:
    found = labels.find(label)
    assert (found[0].name if found else None) == field


def test_find__a_text_that_no_header_holds_is_not_even_looked_at(labels: Labels) -> None:
    assert labels.find("手机" + " " * 254) is None
    assert labels.find("手机" + " " * 253) is not None


def test_find__every_label_of_every_field(schema: Schema) -> None:
    for sheet in schema.sheets:
        labels = Labels(sheet)
        for field in sheet.fields:
            for label in field.labels:
                found = labels.find(label)
                assert found is not None, (sheet.name, label)
                assert found[0].name == field.name, (sheet.name, label)


def test_find__a_label_with_a_unit_of_its_own(schema: Schema) -> None:
    found = Labels(schema.sheet("service")).find("等待客户时长(小时)")
    assert found is not None
    assert (found[0].name, found[1]) == ("wait_hours", 0)


def test_match_columns__order_extra_and_renamed(labels: Labels) -> None:
    columns = match_columns(labels, {1: "邮箱", 3: "车牌", 4: "姓名", 5: "手机号"})
    assert columns.fields == {"email": 1, "name": 4, "mobile": 5}
    assert columns.labels == {"email": "邮箱", "name": "姓名", "mobile": "手机号"}
    assert columns.extra == {"车牌": 3}
    assert columns.renamed == ("mobile",)
    assert columns.doubled == ()


def test_match_columns__the_same_label_twice_the_first_counts(labels: Labels) -> None:
    columns = match_columns(labels, {2: "手机", 3: "姓名", 5: "手机"})
    assert columns.fields["mobile"] == 2
    assert columns.doubled == (("mobile", "手机", 5),)


def test_match_columns__a_title_wins_over_an_alias_to_its_left(labels: Labels) -> None:
    columns = match_columns(labels, {1: "QQ", 2: "微信", 3: "联系电话", 4: "固定电话"})
    assert columns.fields == {"wechat": 2, "phone": 4}
    assert columns.doubled == (("wechat", "QQ", 1), ("phone", "联系电话", 3))


def test_match_columns__what_stands_apart_only_adds(labels: Labels) -> None:
    columns = match_columns(
        labels, {1: "姓名", 2: "手机", 9: "手机", 10: "邮箱", 11: "别的"}, aside=frozenset({9, 10, 11})
    )
    assert columns.fields == {"name": 1, "mobile": 2, "email": 10}
    assert columns.extra == {}
    assert columns.doubled == ()


def test_label_text__numbers_and_escapes() -> None:
    assert label_text(2023.0) == "2023"
    assert label_text(" 姓名\r\n") == "姓名"
    assert label_text("") == ""


@pytest.mark.parametrize("words", [
    ("Invoice No", "Description", "Quantity", "InvoiceDate", "Unit price", "Customer No"),
    ("销售单号", "品名", "数量", "开单日期", "单价", "客户代码"),
])  # fmt: skip
def test_find__headers_of_a_shop_system(schema: Schema, words: tuple[str, ...]) -> None:
    labels = Labels(schema.sheet("orders"))
    found = [one[0].name if (one := labels.find(word)) else None for word in words]
    assert found == ["order_no", "product", "qty", "date", "unit_price", "customer_id"]


def test_find__a_customers_number_is_called_the_same_on_every_sheet(schema: Schema) -> None:
    """Or orders would be nobody's."""
    known = set(schema.sheet("customers").by_name["customer_id"].aliases)
    for sheet in schema.inputs:
        for key in sheet.foreign_keys:
            if key.reference.resource == "customers":
                theirs = set(sheet.by_name["customer_id"].aliases)
                assert known - theirs == {"编号", "ID"}, sheet.name
