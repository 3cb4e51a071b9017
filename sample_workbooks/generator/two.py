"""The two customers that started this project, 张三 and 李四, as an article about customer tables has them.

Money alone would rank them the other way round, and both landlines lack their area code.
"""

from __future__ import annotations

from datetime import date

from generator.world import Tables, World


def make_two(world: World) -> Tables:
    """All rows, as they stand in the workbook; only the area codes are missing."""
    say, title = world.say, world.title
    owner = say(("王芳", "Wang Fang"))
    shared = {
        "kind": title("kind", "company"),
        "owner": owner,
        "consent_basis": title("consent_basis", "contract"),
        "consent_notice": title("notice", "clause"),
        "entered_by": owner,
    }
    customers = [
        {
            "customer_id": "C000001",
            "name": say(("张三", "Zhang San")),
            "company": say(("ABC公司", "ABC Company")),
            "job_title": say(("经理", "Manager")),
            "phone": "12345678",
            "email": "zhangsan@abc.com",
            "province": title("province", "beijing"),
            "city": say(("北京市", "Beijing")),
            "industry": title("industry", "manufacturing"),
            "tier_manual": "A",
            "tier_reason": say(("需求增长快，有年度采购计划", "Growing needs, plans a yearly contract")),
            "entered_on": date(2022, 12, 1),
            "verified_on": date(2023, 2, 1),
        },
        {
            "customer_id": "C000002",
            "name": say(("李四", "Li Si")),
            "company": say(("XYZ公司", "XYZ Company")),
            "job_title": say(("总监", "Director")),
            "phone": "87654321",
            "email": "lisi@xyz.com",
            "province": title("province", "shanghai"),
            "city": say(("上海市", "Shanghai")),
            "industry": title("industry", "retail"),
            "tier_manual": "B",
            "tier_reason": say(("单次采购，潜力一般", "Bought once, moderate potential")),
            "entered_on": date(2023, 1, 15),
            "verified_on": date(2023, 2, 1),
        },
    ]
    interactions = [
        _contact(world, 1, date(2023, 1, 1), "phone", ("了解需求", "asked about needs"), "follow_up"),
        _contact(world, 2, date(2023, 2, 1), "email", ("确认订单", "confirmed the order"), "won"),
    ]
    return {
        "customers": [shared | one for one in customers],
        "interactions": [one | {"owner": owner} for one in interactions],
        "orders": [
            _order(world, 1, date(2022, 12, 1), ("产品A", "Product A"), 1000) | {"owner": owner},
            _order(world, 2, date(2023, 1, 15), ("产品B", "Product B"), 2000) | {"owner": owner},
        ],
        "users": [
            {"user": owner, "role": title("role", "admin"), "team": say(("销售部", "Sales")), "active": "√",
             "email": "wangfang@example.com"}
        ],
    }  # fmt: skip


def _contact(
    world: World, number: int, day: date, channel: str, content: tuple[str, str], result: str
) -> dict[str, object]:
    return {
        "interaction_id": f"I{number:06}",
        "customer_id": f"C{number:06}",
        "time": day,
        "channel": world.title("channel", channel),
        "direction": world.title("direction", "outbound"),
        "content": world.say(content),
        "result": world.title("interaction_result", result),
    }


def _order(world: World, number: int, day: date, product: tuple[str, str], amount: int) -> dict[str, object]:
    return {
        "order_no": f"SO{day:%Y%m%d}-01",
        "customer_id": f"C{number:06}",
        "date": day,
        "product": world.say(product),
        "product_category": world.title("product_category", "standard"),
        "qty": 1,
        "unit_price": amount,
        "amount": amount,
        "pay_status": world.title("pay_status", "paid"),
        "pay_method": world.title("pay_method", "transfer"),
        "paid_on": day,
        "order_status": world.title("order_status", "valid"),
    }
