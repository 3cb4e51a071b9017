"""Differences in words: what each kind says, in both languages."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from custsheet.model.load import load_schema
from custsheet.model.schema import RowRule, Schema
from custsheet.model.upgrading import differences, merge
from custsheet.reading.standards import standard

BASE = standard()
ABOUT = {"description": {"zh": "车牌号码。", "en": "Number plate."}, "group": "profile"}
ANY_OF = {"kind": "any_of", "fields": ["mobile", "phone", "email"]}
PLATE = {"name": "plate", "title": {"zh": "车牌", "en": "Plate"}, **ABOUT}


def item(data: dict[str, Any], *path: str) -> dict[str, Any]:
    here: Any = data
    for collection, name in zip(path[::2], path[1::2], strict=True):
        here = next(one for one in here[collection] if one["name"] == name)
    found: dict[str, Any] = here
    return found


def made(edit: Any) -> Schema:
    data = BASE.dump()
    data["version"] = "2"
    edit(data)
    return load_schema(data)


def said(edit: Any, mine: Any = None) -> list[tuple[str, str, str]]:
    """(kind, Chinese, English) of every difference."""
    company = made(mine) if mine else BASE
    return [(one.kind, one.text.zh, one.text.en) for one in differences(merge(BASE, company, made(edit)))]


def fields(data: dict[str, Any]) -> list[dict[str, Any]]:
    return item(data, "sheets", "customers")["fields"]  # type: ignore[no-any-return]


def change(name: str, **changes: Any) -> Any:
    return lambda data: item(data, "sheets", "customers", "fields", name).update(changes)


def drop(*path: str) -> Any:
    def edit(data: dict[str, Any]) -> None:
        holder = item(data, *path[:-2]) if path[:-2] else data
        holder[path[-2]] = [one for one in holder[path[-2]] if one["name"] != path[-1]]

    return edit


CASES: dict[str, tuple[Any, tuple[str, str, str]]] = {
    "a new field": (
        lambda data: fields(data).append({**PLATE, "constraints": {"required": True}, "enabled": False}),
        (
            "new",
            "「客户」新增“车牌”（文本、必填、默认不启用）：车牌号码。",
            "Customers: new field Plate (text, required, off by default). Number plate.",
        ),
    ),
    "properties": (
        change("mobile", title={"zh": "手机号码", "en": "Cell number"}, constraints={"required": True}),
        (
            "changed",
            "「客户」的“手机”：字段 手机 → 手机号码；英文 Mobile → Cell number；必填 否 → 是。",
            "Customers, Mobile: field Mobile → Cell number; Chinese 手机 → 手机号码; required no → yes.",
        ),
    ),
    "a label in Chinese alone": (
        change("interests", title={"zh": "爱好", "en": "Interests"}),
        (
            "changed",
            "「客户」的“兴趣爱好”：字段 兴趣爱好 → 爱好。",
            "Customers, Interests: Chinese 兴趣爱好 → 爱好.",
        ),
    ),
    "a label in English alone": (
        change("interests", title={"zh": "兴趣爱好", "en": "Hobbies"}),
        (
            "changed",
            "「客户」的“兴趣爱好”：英文 Interests → Hobbies。",
            "Customers, Interests: field Interests → Hobbies.",
        ),
    ),
    "a list in English alone": (
        lambda data: item(data, "lists", "industry")["title"].update(en="Branch"),
        ("changed", "清单「行业」英文改叫“Branch”。", "List Industry is called Branch."),
    ),
    "an entry in Chinese alone": (
        lambda data: item(data, "lists", "kind", "values", "company")["title"].update(zh="公司"),
        (
            "changed",
            "清单「客户类型」的“企业”改叫“公司”，两种写法都认。",
            "List Kind: Company is called 公司 in Chinese; both are known.",
        ),
    ),
    "a formula": (
        change("age", formula='=IF({birth_date}="","",1)'),
        ("changed", "「客户」的“年龄”：公式有改动。", "Customers, Age: another formula."),
    ),
    "wording": (
        change("name", wrong="老张"),
        ("changed", "「客户」的说明和例子更新了：姓名。", "Customers: new wording or examples for Name."),
    ),
    "a field gone": (
        drop("sheets", "customers", "fields", "wechat"),
        (
            "gone",
            "新标准不再有「客户」的“微信/社交账号”；列和数据都留着，今后是你们自己的字段。",
            "Customers: WeChat / social is not in the new standard; column and data stay, as a field of your own.",
        ),
    ),
    "off by default": (
        change("postcode", enabled=False),
        (
            "gone",
            "「客户」的“邮编”在新标准里默认不启用；你们的照旧启用。",
            "Customers: Postcode is off by default in the new standard; yours stays in use.",
        ),
    ),
    "entries": (
        lambda data: item(data, "lists", "notice")["values"].extend(
            {"name": n, "title": {"zh": z, "en": n}} for n, z in (("fax", "传真"), ("sms", "短信"))
        ),
        ("new", "清单「告知方式」新增：传真、短信。", "List Notice: new entries fax, sms."),
    ),
    "an entry gone": (
        drop("lists", "notice", "values", "form"),
        (
            "gone",
            "清单「告知方式」在新标准里没有：纸质表单；你们的选项和已填的都留着。",
            "List Notice: Paper form not in the new standard; they stay in yours.",
        ),
    ),
    "an entry renamed": (
        lambda data: item(data, "lists", "notice", "values", "form").update(title={"zh": "表格", "en": "Form"}),
        (
            "changed",
            "清单「告知方式」的“纸质表单”改叫“表格”，两种写法都认。",
            "List Notice: Paper form is called Form; both are known.",
        ),
    ),
    "a list": (
        lambda data: data["lists"].append(
            {"name": "fuel", "title": {"zh": "燃料", "en": "Fuel"}, "values": [{"name": "gas", "title": "汽油"}]}
        ),
        ("new", "新增清单「燃料」：汽油。", "New list Fuel: 汽油."),
    ),
    "a default": (
        lambda data: item(data, "settings", "pareto_a").update(default=85),
        (
            "changed",
            "参数“帕累托 A 线”的默认值 80 % → 85 %；已经填的值不变。",
            "Setting Pareto A line: default 80 % → 85 %; the value that stands there does not change.",
        ),
    ),
    "a setting gone": (
        drop("settings", "min_sample"),
        (
            "gone",
            "新标准不再有参数“最小样本”；这一行和填的值留着。",
            "Setting Smallest sample is not in the new standard; its row and value stay.",
        ),
    ),
    "limits of a setting": (
        lambda data: item(data, "settings", "pareto_a").update(maximum=99),
        (
            "changed",
            "参数“帕累托 A 线”：允许的值或单位改了。",
            "Setting Pareto A line: other values or another unit are allowed.",
        ),
    ),
    "a rule": (
        lambda data: item(data, "sheets", "tasks").update(rules=[{"kind": "order", "fields": ["due", "done_on"]}]),
        (
            "changed",
            "「任务」增加一条规则：到期日 不晚于 完成日期。",
            "Tasks: a new rule, Due date not after Done on.",
        ),
    ),
    "a rule gone": (
        lambda data: item(data, "sheets", "customers")["rules"].remove(ANY_OF),
        (
            "changed",
            "「客户」去掉一条规则：手机、固定电话、邮箱至少填一个。",
            "Customers: a rule less, at least one of Mobile, Landline, E-mail.",
        ),
    ),
    "a sheet called otherwise": (
        lambda data: item(data, "sheets", "tasks").update(title={"zh": "待办", "en": "To-dos"}),
        (
            "changed",
            "「任务」在新标准里叫「待办」；你们的表名不变。",
            "Tasks is called To-dos in the new standard; your sheet keeps its name.",
        ),
    ),
    "a sheet of the tool": (
        lambda data: item(data, "toolSheets", "tiers")["columns"].pop(),
        ("changed", "工具写的表有变化：客户分级。", "Sheets that the tool writes change: Tiers."),
    ),
    "what counts as blank": (
        lambda data: data["missingValues"].append("--"),
        ("changed", "单元格里的“--”也当作空白。", "Cells that hold “--” count as blank now."),
    ),
    "details": (
        change("mobile", width=300),
        ("changed", "只有不影响填写的细节有变化。", "Only details that change nothing for people."),
    ),
}


@pytest.mark.parametrize(("edit", "expected"), CASES.values(), ids=CASES)
def test_differences__say_what_differs(edit: Any, expected: tuple[str, str, str]) -> None:
    assert said(edit) == [expected]


def test_differences__a_new_sheet_is_told_with_its_fields_counted() -> None:
    sheet = {"name": "cars", "title": {"zh": "车辆", "en": "Cars"}, "table": "t车辆", "fields": [PLATE],
             "description": {"zh": "一辆一行。", "en": "One row per car."}}  # fmt: skip
    found = said(lambda data: data["sheets"].append(sheet))
    assert found == [
        ("new", "新增工作表「车辆」（1 个字段）：一辆一行。", "New sheet Cars (1 field). One row per car.")
    ]


def test_differences__what_is_the_companys_is_said_to_stay() -> None:
    def mine(data: dict[str, Any]) -> None:
        change("wechat", constraints={"maxLength": 30})(data)
        change("postcode", enabled=False)(data)
        change("name", description="我们写的")(data)
        fields(data).append({**PLATE, "name": "col_1"})

    def new(data: dict[str, Any]) -> None:
        change("wechat", constraints={"maxLength": 50})(data)
        change("name", description="他们写的")(data)
        fields(data).append(PLATE)

    assert said(new, mine) == [
        (
            "kept",
            "「客户」的“姓名”：说明两边都改过，照你们的。",
            "Customers, Name: both have changed its wording. Yours stands.",
        ),
        (
            "kept",
            "「客户」的“微信/社交账号”：最大/最长在新标准里是“50”，你们改成了“30”，照你们的。",
            "Customers, WeChat / social: maximum is “50” in the new standard, and you made it “30”. Yours stands.",
        ),
        (
            "left_out",
            "「客户」的新字段“车牌”没有加：你们已有叫这个名字的字段，照你们的。",
            "Customers: the new field Plate was left out; you have one called so, which stays.",
        ),
        (
            "own",
            "「客户」里你们自己的改动照旧：邮编、车牌。",
            "Customers: your own changes stay as they are: Postcode, Plate.",
        ),
    ]


@pytest.mark.parametrize("kind", get_args(RowRule.model_fields["kind"].annotation))
def test_differences__every_kind_of_rule_has_its_words(kind: str) -> None:
    names = ["product", "amount", "unit_price", "qty"]
    rule = {"kind": kind, "fields": names[:3] if kind == "product" else names}
    ((_, zh, en),) = said(lambda data: item(data, "sheets", "orders")["rules"].append(rule))
    assert "产品/服务" in zh
    assert "Product / service" in en
    assert f"{kind}：" not in zh  # words of its own, not its name
