"""Campaigns and orders of a sample, all correct: heavy-tailed, seasonal, with cancellations, refunds and ratings."""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from generator import wording
from generator.customers import Customer
from generator.profiles import Campaign, Product, Profile
from generator.world import Row, World


@dataclass(frozen=True)
class Order:
    """One line of an order and whose it is."""

    customer: Customer
    product: Product
    row: Row


class Calendar:
    """How busy every day is: season, day of the week, and a little growth from year to year."""

    def __init__(self, profile: Profile, day: date) -> None:
        self.days = [profile.first + timedelta(days=n) for n in range((day - profile.first).days + 1)]
        weights = (
            profile.months[one.month - 1] * (profile.weekend if one.weekday() >= 5 else 1.0) * (1 + n / 2500)
            for n, one in enumerate(self.days)
        )
        self._sums = [0.0, *accumulate(weights)]

    def pick(self, world: World, first: date, last: date) -> date:
        """A day from `first` to `last`, busy ones more often."""
        start = bisect.bisect_left(self.days, first)
        end = max(start + 1, bisect.bisect_right(self.days, last))
        at = world.rng.uniform(self._sums[start], self._sums[end])
        return self.days[min(end - 1, max(start, bisect.bisect_right(self._sums, at) - 1))]


def make_orders(world: World, profile: Profile, customers: list[Customer]) -> list[Order]:
    """Exactly `profile.orders` lines, sorted by date, the last of them on the sample's day."""
    calendar = Calendar(profile, world.day)
    buyers = [one for one in customers if one.weight > 0]
    weights = [one.weight * _presence(world, profile, one) for one in buyers]
    chosen = world.rng.choices(buyers, weights, k=profile.orders - len(buyers))
    counts = {id(one): 1 for one in buyers}
    for one in chosen:
        counts[id(one)] += 1
    orders: list[tuple[date, list[Order]]] = []
    for buyer in buyers:
        left = counts[id(buyer)]
        while left > 0:
            lines = min(left, world.pick((1, 2, 3), (70, 20, 10) if buyer.company else (88, 9, 3)))
            day = calendar.pick(world, max(profile.first, buyer.since), buyer.until or world.day)
            orders.append((day, _order(world, profile, buyer, day, lines)))
            left -= lines
    _until_today(world, profile, orders)
    orders.sort(key=lambda pair: pair[0])
    counter: dict[date, int] = defaultdict(int)
    for day, found in orders:
        counter[day] += 1
        for line in found:
            line.row["order_no"] = f"SO{day:%Y%m%d}-{counter[day]:02}"
    return [line for _, found in orders for line in found]


def make_campaigns(world: World, profile: Profile, customers: list[Customer], orders: list[Order]) -> list[Row]:
    """One row per customer and campaign, a quarter left out as the control group; marks the orders it led to."""
    rows: list[Row] = []
    for campaign in profile.campaigns:
        pool = [one for one in customers if one.since < campaign.start and not one.row["opt_out"]]
        bought = {id(one.customer) for one in orders if campaign.start <= one.row["date"] <= campaign.end}
        likely = sorted(pool, key=lambda one: world.rng.random() * (0.6 if id(one) in bought else 1.0))
        for one in sorted(likely[: campaign.size], key=lambda one: one.id):
            rows.append(_participation(world, campaign, one, orders))
    return rows


def _presence(world: World, profile: Profile, one: Customer) -> float:
    """Share of the whole period in which the customer was buying."""
    days = ((one.until or world.day) - max(profile.first, one.since)).days + 20
    return days / (world.day - profile.first).days


def _until_today(world: World, profile: Profile, orders: list[tuple[date, list[Order]]]) -> None:
    """Moves a few of the latest orders of customers who still buy to the sample's day, so that it is the last one."""
    moved = 0
    for at in sorted(range(len(orders)), key=lambda at: orders[at][0], reverse=True):
        day, lines = orders[at]
        buyer = lines[0].customer
        if buyer.until is None and lines[0].row["order_status"] == "valid" and day != world.day and moved < 2:
            orders[at] = (world.day, _order(world, profile, buyer, world.day, len(lines), status="valid"))
            moved += 1


def _order(
    world: World, profile: Profile, buyer: Customer, day: date, lines: int, *, status: str | None = None
) -> list[Order]:
    company = buyer.company is not None
    status = status or world.pick(("valid", "cancelled", "returned"), (95, 3, 2))
    wanted = [one.companies if company else one.people for one in profile.products]
    products: list[Product] = []
    while len(products) < lines:
        product = world.pick(profile.products, wanted)
        if product not in products:
            products.append(product)
    sellers = [world.say(one.name) for one in profile.staff if one.role == "sales"]
    shared: Row = {
        "customer_id": buyer,
        "date": day,
        "order_status": status,
        "owner": str(buyer.row["owner"]) if world.chance(0.8) else world.pick(sellers),
        **_payment(world, company, day, status),
    }
    found = []
    for line, product in enumerate(products, 1):
        row = shared | {"line": line if lines > 1 else None} | _goods(world, profile, product, company)
        if status == "returned":
            row["refund"] = row["amount"]
        elif status == "valid" and row["pay_status"] == "paid" and world.chance(0.02):
            row["refund"] = round(row["amount"] * world.pick((0.1, 0.2, 0.5)), 2)
        if status == "valid" and (world.day - day).days > 4 and world.chance(0.36):
            row["rating"] = world.pick((5, 4, 3, 2, 1), (52, 29, 11, 5, 3))
            if world.chance(0.45):
                row["review"] = world.say(world.pick(wording.REVIEWS[row["rating"]]))
        found.append(Order(buyer, product, row))
    return found


def _goods(world: World, profile: Profile, product: Product, company: bool) -> Row:
    if product.category == "service":
        qty = 1
    elif profile.kind == "retail":
        most = 30 if product.category == "custom" else 8
        qty = 1 + min(most, int(world.rng.expovariate(0.22 if company else 1.4)))
    else:
        qty = 1 + min(12, int(world.rng.expovariate(0.4 if product.price < 2000 else 1.6)))
    discount = world.pick((1.0, 0.95, 0.9, 0.85), (60, 18, 15, 7))
    price = round(product.price * discount, 2)
    return {
        "product": world.say(product.name),
        "product_category": product.category,
        "qty": qty,
        "unit_price": price,
        "amount": round(qty * price, 2),
    }


def _payment(world: World, company: bool, day: date, status: str) -> Row:
    """Private people pay at once; companies by transfer within two months."""
    invoice = world.pick(("none", "issued", "due"), (10, 80, 10) if company else (85, 12, 3))
    if status == "cancelled":
        return {"pay_status": "unpaid", "invoice_status": "none"}
    if not company:
        method = world.pick(("wechat_pay", "alipay", "card", "cash"), (48, 34, 12, 6))
        paid = day
    else:
        method = world.pick(("transfer", "credit", "wechat_pay"), (70, 22, 8))
        paid = day + timedelta(days=min(60, int(world.skewed(12, 0.8))))
    if paid > world.day:
        partly = world.chance(0.25)
        return {
            "pay_status": "partial" if partly else "unpaid",
            "pay_method": method if partly else None,
            "paid_on": day if partly else None,
            "invoice_status": "due" if company else "none",
        }
    return {
        "pay_status": "refunded" if status == "returned" else "paid",
        "pay_method": method,
        "paid_on": paid,
        "invoice_status": "none" if status == "returned" else invoice,
    }


def _participation(world: World, campaign: Campaign, one: Customer, orders: list[Order]) -> Row:
    row: Row = {
        "campaign": world.say(campaign.name),
        "campaign_type": campaign.kind,
        "start_date": campaign.start,
        "end_date": campaign.end,
        "customer_id": one,
    }
    if world.chance(0.25):
        return row | {"participation": "not_reached", "arm": "control", "cost": 0}
    inside = [
        order.row
        for order in orders
        if order.customer is one and campaign.start <= order.row["date"] <= campaign.end
        and order.row["order_status"] == "valid"
    ]  # fmt: skip
    if inside and world.chance(0.8):
        for order in inside:
            order["campaign"] = world.say(campaign.name)
        state = "bought"
    else:
        state = world.pick(("reached", "responded", "joined", "declined"), (50, 18, 20, 12))
    effect = wording.EFFECTS.get(state)
    return row | {
        "participation": state,
        "arm": "treated",
        "reach_channel": campaign.reach,
        "cost": campaign.cost,
        "effectiveness": world.say(world.pick(effect)) if effect and world.chance(0.5) else None,
    }
