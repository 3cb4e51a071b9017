"""Which faults each sheet of a sample has, and how many of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from generator import typos
from generator.dirt import Spoiler, Test, anything
from generator.world import Row


def spoil_customers(spoiler: Spoiler, childless: set[str]) -> None:
    """Every fault a customer's record can have. `childless`: customers no other sheet refers to."""
    world, sheet, spoil = spoiler.world, "customers", spoiler.spoil
    spoiler.blank(sheet, "owner", "entered_by")
    spoiler.blank(sheet, "company", "industry")
    spoil(sheet, "mobile", "E102", "no_contact", _forget_contacts, moves=("phone", "email"), times=2)
    spoil(sheet, "mobile", "E111", "digit_missing", lambda row: row["mobile"][:-1])
    spoil(sheet, "mobile", "E111", "digit_too_many", lambda row: row["mobile"] + "8")
    spoil(sheet, "mobile", "E111", "country_code", lambda row: "+86" + row["mobile"])
    spoil(sheet, "mobile", "E111", "spaces", lambda row: typos.spaced(row["mobile"]))
    spoil(sheet, "mobile", "E111", "full_width", lambda row: typos.full_width(row["mobile"]))
    spoil(sheet, "phone", "W113", "no_dash", lambda row: typos.bracketed(row["phone"]), when=_has_area_code)
    spoil(sheet, "phone", "W114", "no_area_code", _local_part, when=_has_area_code, times=2)
    away, home = _moved("mobile", "phone"), _moved("phone", "mobile")
    spoil(
        sheet, "phone", "W115", "wrong_column", away, moves=("mobile",), times=2, blank_too=True, when=_only_a("mobile")
    )
    spoil(sheet, "mobile", "W115", "wrong_column", home, moves=("phone",), blank_too=True, when=_only_a("phone"))
    spoil(sheet, "email", "E121", "full_width_sign", lambda row: row["email"].replace("@", "＠"))
    spoil(sheet, "email", "E121", "no_at_sign", lambda row: row["email"].replace("@", ""))
    spoil(sheet, "email", "E121", "no_domain", lambda row: row["email"].split("@")[0] + "@example")
    spoil(sheet, "postcode", "W151", "digit_missing", lambda row: row["postcode"][:5])
    spoiler.text_date(sheet, "birth_date", 2)
    spoiler.text_date(sheet, "entered_on")
    spoil(sheet, "birth_date", "E162", "year_of_entry", lambda row: row["birth_date"].replace(year=2025, day=1))
    spoil(sheet, "verified_on", "E162", "next_year", world.day + timedelta(days=200))
    spoiler.near_miss(sheet, "industry", "industry", 2)
    spoiler.near_miss(sheet, "source", "source", 2)
    spoiler.untidy(sheet, "name")
    spoiler.untidy(sheet, "address", 2)
    spoiler.repeated(sheet, "customer_id", lambda row: row["customer_id"] in childless)


def spoil_interactions(spoiler: Spoiler) -> None:
    """Faults of the contact log."""
    sheet, year = "interactions", spoiler.world.day.year
    spoiler.blank(sheet, "content", "result", "owner")
    spoiler.text_date(sheet, "time", 2)
    spoiler.text_date(sheet, "next_date")
    spoiler.spoil(
        sheet,
        "time",
        "E162",
        "next_year",
        lambda row: row["time"].replace(year=year + 1, day=8),
        when=lambda row: row.get("next_date") is None,
    )
    spoiler.spoil(sheet, "next_date", "E163", "before_the_contact", _days_before("time", 5))
    spoiler.near_miss(sheet, "channel", "channel", 2)
    spoiler.near_miss(sheet, "result", "interaction_result", 2)
    spoiler.unknown_customer(sheet, 2)
    spoiler.unknown_person(sheet, "owner")
    spoiler.repeated(sheet, "interaction_id")
    spoiler.untidy(sheet, "content", 2)


def spoil_orders(spoiler: Spoiler, referred: set[str]) -> None:
    """Faults of the orders. `referred`: order numbers that cases speak of."""
    world, sheet, spoil = spoiler.world, "orders", spoiler.spoil
    valid = world.title("order_status", "valid")
    spoiler.blank(sheet, "product", times=4)
    spoiler.blank(sheet, "order_status", when=lambda row: row["order_status"] == valid, times=3)
    spoiler.blank(sheet, "amount", times=2)
    spoiler.text_date(sheet, "date", 12)
    spoiler.text_date(sheet, "paid_on", 3)

    def soon(_: Row) -> date:
        return world.day + timedelta(days=world.rng.randint(4, 20))

    def recent(row: Row) -> bool:
        # A payment may come 90 days before its order; so only the order's date will be wrong.
        return bool(row["date"] > world.day - timedelta(days=60))

    spoil(sheet, "date", "E162", "future", soon, when=recent, times=2)
    spoil(sheet, "paid_on", "E163", "year_before", _days_before("date", 360), times=2)
    for kind, write in typos.AMOUNTS[world.lang].items():
        spoil(sheet, "amount", "E171", kind, write, when=_large if kind == "in_wan" else anything, times=5)
    unit = world.say(("件", " pcs"))
    spoil(sheet, "qty", "E171", "with_unit", lambda row: f"{row['qty']}{unit}", times=2)
    spoil(sheet, "amount", "W172", "price_of_one", lambda row: row["unit_price"], when=_several, times=8)
    spoil(sheet, "amount", "W172", "digits_swapped", lambda row: typos.swapped(row["amount"]), when=_differs, times=6)
    spoiler.near_miss(sheet, "order_status", "order_status", 3)
    spoiler.near_miss(sheet, "pay_status", "pay_status", 3)
    spoiler.near_miss(sheet, "pay_method", "pay_method", 5)
    spoiler.near_miss(sheet, "product_category", "product_category", 4)
    spoil(sheet, "rating", "E183", "out_of_range", lambda _: world.pick((0, 6, 10)), times=5)
    spoil(sheet, "refund", "E183", "negative", lambda row: -row["refund"], times=2)
    spoiler.repeated(sheet, "order_no", _single(referred), 5)
    spoiler.unknown_customer(sheet, 8)
    spoiler.unknown_person(sheet, "owner", 4)
    late = world.say(("（补）", " (late)"))
    spoil(sheet, "campaign", "W192", "unknown_campaign", lambda row: row["campaign"] + late, times=2)
    spoiler.untidy(sheet, "product", 8)
    spoiler.untidy(sheet, "review", 3)


def spoil_service(spoiler: Spoiler) -> None:
    """Faults of the service cases."""
    sheet, spoil = "service", spoiler.spoil
    spoiler.blank(sheet, "details", "staff")
    exchange = _exchange("requested_at", "first_response_at")
    spoil(sheet, "first_response_at", "E163", "exchanged", exchange, moves=("requested_at",))
    spoil(sheet, "resolved_at", "E162", "next_year", datetime(spoiler.world.day.year + 1, 1, 5, 10, 30))
    spoiler.text_date(sheet, "service_date", 2)
    spoiler.near_miss(sheet, "service_type", "service_type")
    spoiler.near_miss(sheet, "status", "case_status")
    spoil(sheet, "csat", "E183", "out_of_range", 6)
    spoiler.unknown_customer(sheet)
    spoil(sheet, "order_no", "W192", "unknown_order", "SO20230101-99")


def spoil_campaigns(spoiler: Spoiler) -> None:
    """Faults of the campaigns."""
    sheet, spoil = "campaigns", spoiler.spoil
    spoiler.blank(sheet, "campaign_type", "participation")
    spoiler.text_date(sheet, "start_date", 2)
    spoil(sheet, "end_date", "E163", "exchanged", _exchange("start_date", "end_date"), moves=("start_date",))
    spoiler.near_miss(sheet, "participation", "participation", 2)
    spoiler.near_miss(sheet, "reach_channel", "reach_channel")
    spoil(sheet, "cost", "E183", "negative", lambda row: -row["cost"], when=lambda row: row["cost"] > 0)
    spoiler.unknown_customer(sheet)
    spoiler.entered_twice(sheet, "campaign", "customer_id")


def spoil_feedback(spoiler: Spoiler) -> None:
    """Faults of the feedback."""
    world, sheet, spoil = spoiler.world, "feedback", spoiler.spoil
    spoiler.blank(sheet, "channel")
    spoiler.text_date(sheet, "date")
    later = world.day + timedelta(days=30)
    spoil(sheet, "date", "E162", "future", later, when=lambda row: row.get("handled_on") is None)
    spoil(sheet, "handled_on", "E163", "exchanged", _exchange("date", "handled_on"), moves=("date",))
    spoil(sheet, "nps", "E183", "out_of_range", 11)
    unit = world.say(("分", " points"))
    spoil(sheet, "csat", "E171", "with_unit", lambda row: f"{row['csat']}{unit}")
    spoiler.near_miss(sheet, "channel", "feedback_channel")
    spoiler.near_miss(sheet, "kind", "feedback_kind")
    spoiler.unknown_customer(sheet)
    spoiler.untidy(sheet, "content")


def spoil_tasks_and_processes(spoiler: Spoiler) -> None:
    """Faults of the tasks and of the processes."""
    spoiler.blank("tasks", "content", "done_on")
    spoiler.text_date("tasks", "due")
    spoiler.near_miss("tasks", "task_type", "task_type")
    spoiler.spoil("tasks", "remind_days", "E183", "negative", -3)
    spoiler.unknown_person("tasks", "owner")
    spoiler.blank("processes", "owner")
    spoiler.text_date("processes", "started_on")
    spoiler.near_miss("processes", "status", "process_status")
    spoiler.unknown_customer("processes")


def spoil_maker(spoiler: Spoiler, referred: set[str]) -> None:
    """The few faults of a small, tidy company."""
    spoil = spoiler.spoil
    spoiler.blank("customers", "industry")
    spoil("customers", "phone", "W114", "no_area_code", _local_part, when=_has_area_code)
    spoil("customers", "mobile", "E111", "spaces", lambda row: typos.spaced(row["mobile"]))
    spoiler.near_miss("customers", "industry", "industry")
    spoiler.near_miss("interactions", "result", "interaction_result")
    spoil("interactions", "next_date", "E163", "before_the_contact", _days_before("time", 5))
    spoiler.text_date("interactions", "time")
    spoiler.text_date("orders", "date", 2)
    for kind, write in typos.AMOUNTS[spoiler.world.lang].items():
        spoil("orders", "amount", "E171", kind, write, when=_large)
    spoil("orders", "amount", "W172", "price_of_one", lambda row: row["unit_price"], when=_several)
    spoiler.repeated("orders", "order_no", _single(referred))
    spoiler.unknown_customer("orders")
    spoiler.blank("service", "details")
    spoil("campaigns", "cost", "E183", "negative", lambda row: -row["cost"], when=lambda row: row["cost"] > 0)
    spoiler.near_miss("feedback", "kind", "feedback_kind")
    spoiler.text_date("tasks", "due")
    spoiler.unknown_person("processes", "owner")


def _has_area_code(row: Row) -> bool:
    return str(row.get("phone") or "").startswith("0")


def _only_a(kind: str) -> Test:
    """Whether a record has a landline but no mobile, or the other way round."""
    other = "mobile" if kind == "phone" else "phone"
    return lambda row: row.get(kind) is not None and row.get(other) is None and not str(row[kind]).startswith("4")


def _single(referred: set[str]) -> Test:
    """Whether an order has one line and no case speaks of it."""
    return lambda row: row.get("line") is None and row["order_no"] not in referred


def _several(row: Row) -> bool:
    return bool(row["qty"] > 1 and row.get("refund") is None)


def _differs(row: Row) -> bool:
    return bool(row.get("refund") is None and typos.swapped(row["amount"]) != row["amount"])


def _large(row: Row) -> bool:
    """Whether somebody would write this amount in 万: whole yuan, and ten thousand of them."""
    return bool(row["amount"] >= 10_000 and row["amount"] == int(row["amount"]))


def _local_part(row: Row) -> str:
    return str(row["phone"]).split("-")[1]


def _forget_contacts(row: Row) -> None:
    row["phone"] = row["email"] = None


def _moved(source: str, target: str) -> Callable[[Row], Any]:
    """The value of `source`, which is then blank: typed into the field `target` instead."""

    def move(row: Row) -> Any:
        row[target], row[source] = row[source], None
        return row[target]

    return move


def _exchange(earlier: str, later: str) -> Callable[[Row], Any]:
    """Two dates, each in the other's cell."""

    def change(row: Row) -> Any:
        first, row[earlier] = row[earlier], row[later]
        return first

    return change


def _days_before(field: str, days: int) -> Callable[[Row], date]:
    """A day that many days before another field of the row."""

    def before(row: Row) -> date:
        moment = row[field]
        day: date = moment.date() if isinstance(moment, datetime) else moment
        return day - timedelta(days=days)

    return before
