"""A company of 20 customers, the same on every machine: what every analysis is compared over with an oracle.

It has what real workbooks have: returns (a refund, a returned order, a negative order), a copied order line, an order
in several lines, products spelt in two ways, orders of strangers and of nobody, an order of tomorrow,
somebody who never bought, bought once, had all refunded, or wants no marketing; a campaign with a control group, one
without, one that still runs; contacts, services, feedback and tasks. Not everything in it is right, and that is meant.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

TODAY = date(2024, 5, 6)
"""A Monday."""
CUSTOMERS = [f"C{number:02d}" for number in range(1, 21)]
Record = dict[str, Any]

INDUSTRIES = ("manufacturing", "retail", "wholesale", None)
PROVINCES = ("zhejiang", "shanghai", "sichuan")
SOURCES = ("referral", "website", "store", None)
OWNERS = ("王芳", "李伟", None)

PRICES = {"净水器": 1999.0, "滤芯": 199.0, "茶具": 368.0, "茶叶": 128.5, "保温杯": 89.9}
CATEGORIES = {"净水器": "standard", "滤芯": "accessory", "茶具": "standard", "茶叶": "accessory", "保温杯": "standard"}

# Customer: days before TODAY of the first order, gaps that repeat until TODAY, products that repeat, pieces.
RHYTHMS: dict[str, tuple[int, tuple[int, ...], tuple[str, ...], int]] = {
    "C01": (820, (90,), ("净水器", "滤芯", "滤芯"), 1),
    "C02": (800, (30, 31), ("茶叶",), 2),
    "C03": (790, (45, 60, 30), ("茶叶", "茶具", "茶叶"), 1),
    "C04": (700, (7, 8, 14), ("保温杯", "茶叶"), 3),
    "C05": (640, (120,), ("净水器", "滤芯"), 1),
    "C06": (600, (60,), ("茶具", "茶叶"), 1),
    "C07": (560, (200,), ("净水器",), 2),
    "C08": (500, (30,), ("茶叶", "茶叶", "保温杯"), 1),
    "C09": (410, (75, 80), ("滤芯",), 2),
    "C10": (400, (28,), ("茶叶", "茶具"), 1),
    "C11": (365, (52, 53), ("滤芯", "茶叶"), 1),
    "C12": (300, (100,), ("净水器", "滤芯"), 1),
    "C13": (250, (), ("茶具",), 1),
    "C14": (200, (), ("净水器",), 1),
    "C15": (20, (), ("茶叶",), 4),
    "C16": (150, (40,), ("保温杯",), 1),
    "C18": (333, (33,), ("茶叶", "茶具"), 1),
    "C19": (280, (70,), ("保温杯",), 2),
}
"""C17 never bought, C20 cancelled its only order."""
LEFT = {"C04": 250, "C07": 300}
"""Who stopped buying, and how many days before TODAY."""


def day(before: int) -> date:
    """So many days before TODAY."""
    return TODAY - timedelta(days=before)


def customers() -> list[Record]:
    """The sheet 客户."""
    return [
        {
            "customer_id": who,
            "kind": "company" if at % 2 else "person",
            "name": f"人{who}",
            "company": f"公司{who}" if at % 2 else None,
            "industry": INDUSTRIES[at % 4],
            "province": PROVINCES[at % 3],
            "source": SOURCES[at % 4],
            "owner": OWNERS[at % 3],
            "interests": ("喝茶",) if at % 5 == 1 else ("登山", "喝茶") if at % 5 == 2 else None,
            "preference": "想要保温杯" if who == "C17" else None,
            "opt_out": True if who == "C18" else None,
            "entered_on": day(830),
        }
        for at, who in enumerate(CUSTOMERS)
    ]


def _order(number: str, who: str | None, when: date, product: str | None, pieces: float, **more: Any) -> Record:
    price = PRICES.get((product or "").strip(), 100.0)
    return {
        "order_no": number,
        "customer_id": who,
        "date": when,
        "product": product,
        "product_category": CATEGORIES.get((product or "").strip()),
        "qty": pieces,
        "unit_price": price,
        "amount": round(price * pieces, 2),
        "order_status": "valid",
        **more,
    }


def orders() -> list[Record]:
    """The sheet 交易."""
    made: list[Record] = []
    for who, (before, gaps, products, pieces) in RHYTHMS.items():
        number = 0
        while before >= LEFT.get(who, 0):
            made.append(_order(f"SO-{who}-{number}", who, day(before), products[number % len(products)], pieces))
            if not gaps:
                break
            before -= gaps[number % len(gaps)]
            number += 1
    for one in made:
        if one["customer_id"] == "C16":
            one["refund"] = one["amount"]
        if one["customer_id"] == "C02" and one["order_no"].endswith("-3"):
            one["refund"] = 57.0
        if one["customer_id"] in {"C03", "C06"} and day(60) <= one["date"] <= day(30):
            one["campaign"] = "春季上新"
    return [
        *made,
        made[3] | {"line": 1},  # copied, with the line number it has by itself
        _order("SO-A", "C04", day(16), "茶具", 1, line=1),
        _order("SO-A", "C04", day(16), " 茶 具", 2, line=2),
        _order("SO-A", "C04", day(16), "净水器", 1, line=3),
        _order("SO-A", "C04", day(16), "净水器", 1, line=3),
        _order("SO-B", "C05", day(44), "滤芯", 2, line=1),
        _order("SO-B", "C05", day(44), "茶叶", 1, line=2),
        _order("SO-C", "C19", day(50), "保温杯", 1, amount=-89.9),
        _order("SO-D", "C99", day(75), "净水器", 1),
        _order("SO-E", None, day(12), "茶叶", 1),
        _order("SO-F", "C20", day(40), "茶具", 1, order_status="cancelled"),
        _order("SO-G", "C01", day(35), "茶具", 1, order_status="returned"),
        _order("SO-H", "C06", day(-1), "茶具", 1),
        _order("SO-I", "C08", day(400), None, 1),
    ]


def interactions() -> list[Record]:
    """The sheet 互动: one contact a customer and season, by turns."""
    return [
        {
            "interaction_id": f"I{at:03d}",
            "customer_id": CUSTOMERS[at % 20],
            "time": datetime.combine(day(7 + 9 * at), time(9 + at % 8, 15)),
            "channel": ("phone", "email", "visit", None)[at % 4],
            "content": "回访",
            "result": "follow_up",
            "owner": "王芳",
        }
        for at in range(48)
    ]


def campaigns() -> list[Record]:
    """The sheet 活动: 春季上新 has a control group, 老客回访 has none, 五月会员日 still runs."""
    steps = ("bought", "joined", "responded", "reached", "reached", "declined", "not_reached")
    made: list[Record] = [
        {
            "campaign": "春季上新",
            "campaign_type": "discount",
            "start_date": day(60),
            "end_date": day(31),
            "customer_id": who,
            "reach_channel": ("sms", "wechat")[at % 2] if at % 2 == 0 else None,
            "participation": "not_reached" if at % 2 else steps[at // 2 % 7],
            "arm": "control" if at % 2 else "treated",
            "cost": None if at % 2 else 20.0,
        }
        for at, who in enumerate(CUSTOMERS)
    ]
    made += [
        {
            "campaign": "老客回访" if at else "老客 回访",
            "campaign_type": "content",
            "start_date": day(120),
            "end_date": None,
            "customer_id": who,
            "reach_channel": "phone",
            "participation": steps[at % 5],
            "arm": None,
            "cost": 5.5 if at % 3 else None,
        }
        for at, who in enumerate(CUSTOMERS[:12])
    ]
    made.append(made[-1] | {"participation": "joined"})  # the same customer written down twice
    made += [
        {
            "campaign": "五月会员日",
            "campaign_type": "member_day",
            "start_date": day(5),
            "end_date": day(-9),
            "customer_id": who,
            "reach_channel": "sms",
            "participation": "reached",
            "arm": "treated",
            "cost": 1.0,
        }
        for who in ("C02", "C04", "C99")
    ]
    return made


def feedback() -> list[Record]:
    """The sheet 反馈."""
    return [
        {
            "feedback_id": f"F{at:03d}",
            "customer_id": CUSTOMERS[at * 3 % 20],
            "date": day(5 + 11 * at),
            "channel": ("survey", "call_back", "social")[at % 3],
            "kind": ("survey", "complaint", "suggestion", "praise")[at % 4],
            "csat": (5, 4, 2, 4, None, 1)[at % 6],
            "nps": (10, 9, 3, None, 7)[at % 5],
            "content": ("送货很快", "滤芯漏水", "希望周末送货", None)[at % 4],
            "handler": ("李伟", None)[at % 2],
            "handled_on": day(3 + 11 * at) if at % 3 else None,
            "told_on": day(2 + 11 * at) if at % 3 == 2 else None,
        }
        for at in range(40)
    ]


def service() -> list[Record]:
    """The sheet 服务."""
    return [
        {
            "case_id": f"S{at:03d}",
            "customer_id": CUSTOMERS[at * 7 % 20],
            "service_type": ("aftersales", "repair", "complaint", "presales")[at % 4],
            "requested_at": datetime.combine(day(4 + 10 * at), time(9, 0)),
            "first_response_at": datetime.combine(day(4 + 10 * at), time(9 + at % 7, 30)) if at % 9 else None,
            "service_date": day(3 + 10 * at),
            "details": ("漏水", "换滤芯", "送错货", "问价格")[at % 4],
            "staff": ("李伟", "赵磊")[at % 2],
            "contact_count": (1, 2, 1, None)[at % 4],
            "escalated": at % 11 == 0,
            "resolved_at": datetime.combine(day(2 + 10 * at), time(16, 0)) if at % 5 else None,
            "wait_hours": 2.0 if at % 6 == 0 else None,
            "status": ("closed", "solved", "reopened")[at % 3] if at % 5 else "working",
            "csat": (5, 3, 4, None)[at % 4],
        }
        for at in range(36)
    ]


def tasks() -> list[Record]:
    """The sheet 任务."""
    return [
        {
            "task_id": f"T{at:03d}",
            "customer_id": CUSTOMERS[at % 20],
            "task_type": "call_back",
            "content": "回访",
            "due": day(-3 + 7 * at),
            "owner": OWNERS[at % 3] or "王芳",
            "status": ("done", "open", "done", "cancelled")[at % 4],
            "done_on": day(-3 + 7 * at + at % 3 - 1) if at % 2 == 0 else None,
        }
        for at in range(30)
    ]


def sheets() -> dict[str, list[Record]]:
    """Every sheet, as fixture `workbook` takes them."""
    return {
        "customers": customers(),
        "orders": orders(),
        "interactions": interactions(),
        "campaigns": campaigns(),
        "feedback": feedback(),
        "service": service(),
        "tasks": tasks(),
    }
