"""Which faults the orders of a sample have, each as B2 of the product's description has it, and how many of each."""

from __future__ import annotations

from datetime import date, timedelta

from generator import typos
from generator.changes import anything, days_before, differs, large, several, single
from generator.dirt import Spoiler
from generator.world import Row
from generator.wrecks import Content


def spoil_orders(spoiler: Spoiler, referred: set[str]) -> None:
    """Faults of the orders. `referred`: order numbers that cases speak of."""
    _dates(spoiler)
    _amounts(spoiler)
    _entries(spoiler)
    _keys(spoiler, referred)


def _dates(spoiler: Spoiler) -> None:
    world, sheet, spoil = spoiler.world, "orders", spoiler.spoil
    spoiler.text_date(sheet, "date", 4)
    spoiler.text_date(sheet, "paid_on")

    def soon(_: Row) -> date:
        return world.day + timedelta(days=world.rng.randint(4, 20))

    def recent(row: Row) -> bool:
        # A payment may come 90 days before its order; so only the order's date will be wrong.
        return bool(row["date"] > world.day - timedelta(days=60))

    spoil(sheet, "date", "E162", "future", soon, when=recent, times=2)
    spoil(sheet, "paid_on", "E163", "year_before", days_before("date", 360), times=2)


def _amounts(spoiler: Spoiler) -> None:
    world, sheet, spoil = spoiler.world, "orders", spoiler.spoil
    for kind, write in typos.AMOUNTS[world.lang].items():
        spoil(sheet, "amount", "E171", kind, write, when=large if kind == "in_wan" else anything)
    unit = world.say(("件", " pcs"))
    spoil(sheet, "qty", "E171", "with_unit", lambda row: f"{row['qty']}{unit}", times=2)
    spoil(sheet, "amount", "W172", "price_of_one", lambda row: row["unit_price"], when=several, times=2)
    spoil(sheet, "amount", "W172", "digits_swapped", lambda row: typos.swapped(row["amount"]), when=differs, times=2)
    spoil(sheet, "unit_price", "I173", "in_fen", _in_fen, moves=("amount",), when=_plain_amount, times=4)
    spoil(sheet, "refund", "E183", "negative", lambda row: -row["refund"])
    quotient = "1280/0"
    spoiler.wreck(sheet, "amount", "error", Content("error", "#REF!", "H2*#REF!"))
    spoiler.wreck(sheet, "unit_price", "error", Content("error", "#DIV/0!", quotient))
    spoiler.wreck(sheet, "refund", "error", Content("error", "#VALUE!"))


def _entries(spoiler: Spoiler) -> None:
    world, sheet, spoil = spoiler.world, "orders", spoiler.spoil
    valid = world.title("order_status", "valid")
    spoiler.blank(sheet, "product")
    spoiler.blank(sheet, "order_status", when=lambda row: row["order_status"] == valid)
    spoiler.blank(sheet, "amount")
    spoiler.near_miss(sheet, "order_status", "order_status")
    spoiler.near_miss(sheet, "pay_status", "pay_status")
    spoiler.other_word(sheet, "order_status", "order_status")
    spoiler.near_miss(sheet, "pay_method", "pay_method")
    spoiler.near_miss(sheet, "product_category", "product_category")
    spoil(sheet, "rating", "E183", "out_of_range", lambda _: world.pick((0, 6, 10)))
    spoiler.untidy(sheet, "product", 4)
    spoiler.untidy(sheet, "review")
    spoiler.wreck(sheet, "customer_name", "typed_over", Content("constant", world.say(("老客户", "regular"))),
                  blank_too=True)  # fmt: skip


def _keys(spoiler: Spoiler, referred: set[str]) -> None:
    world, sheet, spoil = spoiler.world, "orders", spoiler.spoil
    spoiler.repeated(sheet, "order_no", single(referred), 2)
    spoiler.unknown_customer(sheet, 2)
    spoiler.mistaken_customer(sheet)
    spoiler.unknown_person(sheet, "owner")
    late = world.say(("（补）", " (late)"))
    spoil(sheet, "campaign", "W192", "unknown_campaign", lambda row: row["campaign"] + late)


def _plain_amount(row: Row) -> bool:
    return row.get("refund") is None and row["qty"] == 1


def _in_fen(row: Row) -> float:
    """Price and amount typed in hundredths of a yuan."""
    row["amount"] = round(row["amount"] * 100, 2)
    return round(float(row["unit_price"]) * 100, 2)
