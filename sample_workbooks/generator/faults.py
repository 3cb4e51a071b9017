"""Which faults each sheet of a sample has, and how many of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from generator import typos, wording
from generator.changes import days_before, exchange, has_area_code, large, local_part, several, single
from generator.dirt import Spoiler
from generator.faults_customers import spoil_customers
from generator.faults_orders import spoil_orders
from generator.numbers import make_card
from generator.wrecks import Content


def spoil_retail(spoiler: Spoiler, childless: set[str], referred: set[str]) -> None:
    """Every fault there is. `childless`: customers no other sheet refers to; `referred`: orders that cases speak of."""
    spoil_customers(spoiler, childless)
    spoil_interactions(spoiler)
    spoil_orders(spoiler, referred)
    spoil_service(spoiler)
    spoil_campaigns(spoiler)
    spoil_feedback(spoiler)
    spoil_tasks_and_processes(spoiler)


def spoil_interactions(spoiler: Spoiler) -> None:
    """Faults of the contact log."""
    world, sheet, spoil = spoiler.world, "interactions", spoiler.spoil
    year = world.day.year
    spoiler.blank(sheet, "content", "result", "owner")
    spoiler.text_date(sheet, "time")
    spoiler.text_date(sheet, "next_date")
    spoil(
        sheet,
        "time",
        "E162",
        "next_year",
        lambda row: row["time"].replace(year=year + 1, day=8),
        when=lambda row: row.get("next_date") is None,
    )
    spoil(sheet, "next_date", "E163", "before_the_contact", days_before("time", 5))
    spoiler.near_miss(sheet, "channel", "channel")
    spoiler.near_miss(sheet, "result", "interaction_result")
    spoiler.other_word(sheet, "channel", "channel")
    spoiler.unknown_customer(sheet)
    spoiler.unknown_person(sheet, "owner")
    spoiler.repeated(sheet, "interaction_id")
    spoiler.untidy(sheet, "content")
    spoiler.chat(sheet, "next_step")
    spoiler.leak(sheet, "content", "card_in_text", wording.CARD_LEAK, make_card(world))
    spoil(sheet, "content", "W194", "test_data", world.say(("测试测试", "test test")), right=None)
    named = Content("constant", world.say(("回访客户", "call back")))
    spoiler.wreck(sheet, "customer_name", "typed_over", named, blank_too=True)


def spoil_service(spoiler: Spoiler) -> None:
    """Faults of the service cases."""
    sheet, spoil = "service", spoiler.spoil
    spoiler.blank(sheet, "details", "staff")
    swap = exchange("requested_at", "first_response_at")
    spoil(sheet, "first_response_at", "E163", "exchanged", swap, moves=("requested_at",))
    spoil(sheet, "resolved_at", "E162", "next_year", datetime(spoiler.world.day.year + 1, 1, 5, 10, 30))
    spoiler.text_date(sheet, "service_date")
    spoiler.near_miss(sheet, "service_type", "service_type")
    spoiler.near_miss(sheet, "status", "case_status")
    spoil(sheet, "csat", "E183", "out_of_range", 6)
    spoiler.unknown_customer(sheet)
    spoil(sheet, "order_no", "W192", "unknown_order", "SO20230101-99")
    for said, secret in zip(wording.PASSWORD_LEAKS, ("lotus88", "tea2025ok"), strict=True):
        spoiler.leak(sheet, "details", "password_in_text", said, secret)


def spoil_campaigns(spoiler: Spoiler) -> None:
    """Faults of the campaigns."""
    sheet, spoil = "campaigns", spoiler.spoil
    spoiler.blank(sheet, "campaign_type", "participation")
    spoiler.text_date(sheet, "start_date")
    spoil(sheet, "end_date", "E163", "exchanged", exchange("start_date", "end_date"), moves=("start_date",))
    spoiler.near_miss(sheet, "participation", "participation")
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
    spoil(sheet, "handled_on", "E163", "exchanged", exchange("date", "handled_on"), moves=("date",))
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
    spoiler.wreck("tasks", "days_left", "typed_over", Content("constant", "7"), blank_too=True)
    spoiler.blank("processes", "owner")
    spoiler.text_date("processes", "started_on")
    spoiler.near_miss("processes", "status", "process_status")
    spoiler.unknown_customer("processes")


def spoil_maker(spoiler: Spoiler, referred: set[str]) -> None:
    """The few faults of a small, tidy company."""
    spoil = spoiler.spoil
    spoiler.blank("customers", "industry")
    spoil("customers", "phone", "W114", "no_area_code", local_part, when=has_area_code)
    spoil("customers", "mobile", "E111", "spaces", lambda row: typos.spaced(row["mobile"]))
    spoiler.near_miss("customers", "industry", "industry")
    spoiler.near_miss("interactions", "result", "interaction_result")
    spoil("interactions", "next_date", "E163", "before_the_contact", days_before("time", 5))
    spoiler.text_date("interactions", "time")
    spoiler.text_date("orders", "date", 2)
    for kind, write in typos.AMOUNTS[spoiler.world.lang].items():
        spoil("orders", "amount", "E171", kind, write, when=large)
    spoil("orders", "amount", "W172", "price_of_one", lambda row: row["unit_price"], when=several)
    spoiler.repeated("orders", "order_no", single(referred))
    spoiler.unknown_customer("orders")
    spoiler.blank("service", "details")
    spoil("campaigns", "cost", "E183", "negative", lambda row: -row["cost"], when=lambda row: row["cost"] > 0)
    spoiler.near_miss("feedback", "kind", "feedback_kind")
    spoiler.text_date("tasks", "due")
    spoiler.unknown_person("processes", "owner")
