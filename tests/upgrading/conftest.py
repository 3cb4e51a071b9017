"""A made-up newer standard, and a small filled workbook that carries the shipped one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import custsheet
from custsheet.model.errors import Lang
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema
from custsheet.reading.standards import standard

DAY = date(2026, 11, 29)
Make = Callable[..., Path]


def item(data: dict[str, Any], *path: str) -> dict[str, Any]:
    """The item at that place of a standard as plain data."""
    here: Any = data
    for collection, name in zip(path[::2], path[1::2], strict=True):
        here = next(one for one in here[collection] if one["name"] == name)
    found: dict[str, Any] = here
    return found


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def change(data: dict[str, Any]) -> None:
    """Three fields, a label, a list, a setting and a sheet; one field is gone, another one is required now."""
    data["version"] = "1.2.0"
    data["changes"] = [{"version": "1.2.0", "date": "2027-03-01", "what": [text("车辆也管起来了。", "Cars as well.")]}]
    fields = item(data, "sheets", "customers")["fields"]
    about = {"description": text("新的。", "New."), "group": "profile"}
    fields.insert(
        5,
        {
            "name": "plate",
            "title": text("车牌", "Plate"),
            "constraints": {"pattern": "[A-Z]{2}[0-9]{4}", "required": True},
            "example": "AB0012",
            **about,
        },
    )
    fields.insert(6, {"name": "fuel", "title": text("燃料", "Fuel"), "constraints": {"enum": "fuel"}, **about})
    fields.append({"name": "bought_on", "title": text("购车日期", "Bought on"), "type": "date", **about})
    data["sheets"][0]["fields"] = [one for one in fields if one["name"] != "wechat"]
    item(data, "sheets", "customers", "fields", "job_title")["title"] = text("职务名称", "Job name")
    item(data, "sheets", "customers", "fields", "postcode")["constraints"] = {"required": True}
    item(data, "lists", "industry")["values"].append({"name": "energy", "title": text("新能源", "New energy")})
    petrol = [
        {"name": "petrol", "title": text("汽油", "Petrol")},
        {"name": "electric", "title": text("电", "Electric")},
    ]
    data["lists"].append({"name": "fuel", "title": text("燃料种类", "Kinds of fuel"), "values": petrol})
    data["settings"].append(
        {
            "name": "nps_goal",
            "type": "number",
            "default": 40,
            "title": text("推荐指数目标", "Goal of recommending"),
            "group": text("目标", "Targets"),
            "description": text("推荐意愿的目标", "Target of the likelihood to recommend"),
        }
    )
    data["sheets"].append(
        {
            "name": "contracts",
            "title": text("合同", "Contracts"),
            "table": text("t合同", "tContracts"),
            "description": text("一份合同一行。", "One row per contract."),
            "primaryKey": ["contract_no"],
            "foreignKeys": [
                {"fields": ["customer_id"], "reference": {"resource": "customers", "fields": ["customer_id"]}}
            ],
            "fields": [
                {
                    "name": "contract_no",
                    "title": text("合同号", "Contract no"),
                    **about,
                    "constraints": {"unique": True},
                },
                {"name": "customer_id", "title": text("客户编号", "Customer ID"), **about},
                {"name": "value", "title": text("合同金额", "Value"), "type": "number", "format": "money", **about},
            ],
        }
    )


@pytest.fixture(scope="session")
def newer() -> Schema:
    data = standard().dump()
    change(data)
    return load_schema(data)


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """`make("zh", folder)`: a workbook with a few records, made once and copied."""
    made: dict[Lang, bytes] = {}

    def run(lang: Lang, folder: Path) -> Path:
        if lang not in made:
            path = tmp_path_factory.mktemp("made") / "a.xlsx"
            custsheet.create(path, lang=lang, tables=_rows(lang), settings={"company_name": "青禾"}, today=DAY)
            made[lang] = path.read_bytes()
        path = folder / f"{lang}.xlsx"
        path.write_bytes(made[lang])
        return path

    return run


def _rows(lang: Lang) -> dict[str, list[dict[str, Any]]]:
    """As people type them: right, wrong and odd."""
    schema = standard()

    def entry(name: str, value: str) -> str:
        return next(one.title(lang) for one in schema.value_list(name).values if one.name == value)

    customers = [
        {
            "customer_id": f"C{number:06}",
            "kind": entry("kind", "company"),
            "name": f"张{number}",
            "company": f"海鸥{number}有限公司",
            "job_title": "经理",
            "mobile": "139-1234-5678" if number == 3 else f"1391234{number:04}",
            "wechat": f"wx{number}",
            "postcode": None if number % 2 else "100080",
            "industry": entry("industry", "retail"),
            "owner": "王芳",
            "consent_basis": entry("consent_basis", "contract"),
            "notes": "=1+1 不是公式\n两行 <&> 𠮷",
            "entered_by": "王芳",
            "entered_on": date(2026, 1, number),
            "verified_on": "2026.3.1" if number == 2 else date(2026, 3, 1),
        }
        for number in range(1, 9)
    ]
    orders = [
        {
            "order_no": f"SO{number}",
            "line": 1,
            "customer_id": f"C{1 + number % 8:06}",
            "date": date(2026, 2, 1 + number % 28),
            "product": "产品A",
            "qty": 2,
            "unit_price": 12.5,
            "amount": 25.0,
            "order_status": entry("order_status", "valid"),
        }
        for number in range(1, 21)
    ]
    users = [{"user": "王芳", "role": entry("role", "sales"), "active": True}]
    return {"customers": customers, "orders": orders, "users": users}
