"""Contacts, service cases, feedback, tasks and processes of a sample, all correct and none after its day.

Records refer to customers by the `Customer` itself; `generator.sample` puts the IDs in.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from generator import wording
from generator.customers import Customer
from generator.profiles import Product, Profile
from generator.sales import Order
from generator.world import Pair, Row, World

_STEPS = {
    "b2b": ("lead", "first_visit", "needs", "quote", "negotiation", "contract", "delivery", "review"),
    "b2c": ("accepted", "first_response", "handling", "confirmation", "review"),
    "complaint": ("accepted", "first_response", "handling", "confirmation", "review"),
    "onboarding": ("accepted", "handling", "confirmation"),
    "renewal": ("needs", "quote", "negotiation", "contract"),
    "win_back": ("first_visit", "needs", "quote", "review"),
}
_DEALS = {"b2b", "renewal", "win_back"}
_TOPICS = (30, 24, 14, 18, 8, 4, 2)  # how often people talk about function, price, delivery …
_CSAT = {"complaint": (0, 4, 22, 40, 34), "praise": (80, 20, 0, 0, 0)}
_OPENS, _CLOSES = time(8, 30), time(19)


class Desk:
    """Writes the records of one sample's daily work."""

    def __init__(self, world: World, profile: Profile, customers: list[Customer], orders: list[Order]) -> None:
        self._world, self._profile, self._customers = world, profile, customers
        self._goods = [one for one in profile.products if one.category != "service"]
        self._orders = [one for one in orders if one.row["order_status"] == "valid" and one.product in self._goods]
        self._service = [world.say(one.name) for one in profile.staff if one.role == "service"]
        # Who buys more is talked to more.
        self._often = [0.4 + one.weight**0.5 for one in customers]
        self._opened = world.day - timedelta(days=(world.day - profile.first).days)

    def interactions(self) -> list[Row]:
        """Calls, visits and messages; a follow-up has a next step, some of them still to come."""
        world, kind, rows = self._world, self._profile.kind, []
        topics = wording.INTERACTIONS[kind]
        usual = (50, 8, 6, 8, 28) if kind == "retail" else (40, 18, 14, 18, 10)
        for _ in range(self._profile.interactions):
            one, product = self._somebody()
            when = self._moment(self._recent(one.since))
            result = world.pick(("solved", "follow_up", "no_answer", "no_interest", "won"), (34, 34, 10, 9, 13))
            topic = world.pick(tuple(topics), _TOPICS[: len(topics)])
            channel = world.pick(("phone", "email", "meeting", "visit", "social"), usual)
            row: Row = {
                "customer_id": one,
                "time": when,
                "channel": "phone" if result == "no_answer" else channel,
                "direction": world.pick(("outbound", "inbound"), (60, 40)),
                "content": self._text(wording.RESULTS.get(result, topics[topic]), product),
                "result": result,
                "owner": one.row["owner"],
                "topic_confirmed": topic if result not in wording.RESULTS and world.chance(0.4) else None,
            }
            if result == "no_answer" or channel in {"meeting", "visit"}:
                row["direction"] = "outbound"
            if result == "follow_up":
                row["next_step"] = self._text(wording.NEXT_STEPS[kind], product)
                row["next_date"] = when.date() + timedelta(days=world.rng.randint(3, 28))
            rows.append(row)
        return _numbered(rows, "interaction_id", "I", "time")

    def service(self) -> list[Row]:
        """Cases: two in three about an order; the young ones may still be open, three have no answer yet."""
        world, rows = self._world, []
        for count in range(self._profile.service):
            order = world.pick(self._orders)
            bought: date = order.row["date"]
            linked = count > 2 and world.chance(0.66)
            first = bought + timedelta(days=1) if linked else max(order.customer.since, self._opened)
            asked_on = min(
                world.day, first + timedelta(days=int(world.skewed(9, 1.0))) if linked else self._recent(first)
            )
            asked_on = asked_on if count > 2 else world.day - timedelta(days=count // 2)
            kind = world.pick(tuple(wording.SERVICE), (18, 34, 24 if order.product.device else 0, 12, 12, 6))
            row: Row = {
                "customer_id": order.customer,
                "service_type": kind,
                "requested_at": self._moment(asked_on),
                "service_date": asked_on,
                "details": self._text(wording.SERVICE[kind], order.product),
                "staff": world.pick(self._service),
                "order_no": order.row["order_no"] if linked and asked_on >= bought else None,
            }
            rows.append(row | (self._course(row["requested_at"]) if count > 2 else {"status": "waiting"}))
        return _numbered(rows, "case_id", "S", "requested_at")

    def feedback(self) -> list[Row]:
        """Opinions and survey answers; most are handled and answered, some are waiting."""
        world, rows = self._world, []
        for _ in range(self._profile.feedback):
            one, product = self._somebody()
            on = self._recent(one.since)
            kind = world.pick(("suggestion", "complaint", "praise", "question", "survey"), (16, 16, 16, 10, 42))
            csat = world.pick((5, 4, 3, 2, 1), _CSAT.get(kind, (45, 34, 14, 5, 2)))
            said = wording.FEEDBACK["survey_low" if kind == "survey" and csat < 4 else kind]
            row: Row = {
                "customer_id": one,
                "date": on,
                "channel": world.pick(("survey", "call_back", "social", "on_site", "email"), (44, 24, 16, 10, 6)),
                "kind": kind,
                "csat": csat if kind in {"survey", "complaint"} or world.chance(0.3) else None,
                "nps": min(10, max(0, csat * 2 - world.rng.randint(0, 2))) if kind == "survey" else None,
                "content": self._text(said, product) if world.chance(0.85) else None,
            }
            age = (world.day - on).days
            if age > 2 and world.chance(0.93):
                row["handler"] = world.pick(self._service)
                handled = on + timedelta(days=world.rng.randint(1, 6))
                if handled <= world.day and (age > 20 or world.chance(0.6)):
                    row |= {"outcome": self._text(wording.OUTCOMES[kind], product), "handled_on": handled}
                    told = handled + timedelta(days=world.rng.randint(0, 3))
                    if told <= world.day and world.chance(0.86):
                        row["told_on"] = told
            rows.append(row)
        return _numbered(rows, "feedback_id", "F", "date")

    def tasks(self) -> list[Row]:
        """Things to do: two in three done; of the others some are overdue and some are still to come."""
        world, rows = self._world, []
        kinds = [kind for kind in wording.TASKS if kind != "birthday" or self._profile.kind == "retail"]
        for count in range(self._profile.tasks):
            one, product = self._somebody()
            kind = world.pick([kind for kind in kinds if one.company or kind not in {"quote", "renewal"}])
            row: Row = {
                "customer_id": one,
                "task_type": kind,
                "content": self._text(wording.TASKS[kind], product),
                "remind_days": world.pick((0, 1, 3, 7), (10, 35, 40, 15)),
                "priority": world.pick(("high", "medium", "low"), (20, 55, 25)),
                "owner": world.pick(self._service) if kind == "complaint" else one.row["owner"],
            }
            if count % 20 < 13:
                due = self._recent(one.since) - timedelta(days=3)
                done = min(world.day, due + timedelta(days=world.pick((-2, -1, 0, 1, 4), (15, 25, 40, 12, 8))))
                row |= {"due": due, "status": "done", "done_on": done}
            elif count % 20 == 13:
                row |= {"due": self._recent(one.since), "status": "cancelled"}
            else:
                late = count % 20 >= 18
                days = -world.rng.randint(1, 18) if late else world.rng.randint(0, 30)
                row |= {"due": world.day + timedelta(days=days), "status": world.pick(("open", "working"), (70, 30))}
            rows.append(row)
        return _numbered(rows, "task_id", "T", "due")

    def processes(self) -> list[Row]:
        """Running and finished processes, one row each."""
        world, rows = self._world, []
        for _ in range(self._profile.processes):
            one, _product = self._somebody()
            template = world.pick(self._profile.templates)
            started = self._recent(one.since)
            old = (world.day - started).days > 70
            status = world.pick(
                ("finished", "stopped", "paused", "running"), (70, 10, 8, 12) if old else (20, 4, 8, 68)
            )
            steps, deal = _STEPS[template], template in _DEALS
            result = world.pick(("won", "lost"), (55, 45)) if deal else world.pick(("solved", "unsolved"), (88, 12))
            rows.append(
                {
                    "customer_id": one,
                    "template": template,
                    "step": steps[-1] if status == "finished" else world.pick(steps[:-1]),
                    "owner": one.row["owner"] if deal else world.pick(self._service),
                    "started_on": started,
                    "status": status,
                    "result": result if status == "finished" else None,
                    "expected_amount": self._expected() if deal else None,
                    "notes": world.say(world.pick(wording.PROCESS_NOTES)) if deal and world.chance(0.4) else None,
                }
            )
        return _numbered(rows, "process_id", "P", "started_on")

    def _somebody(self) -> tuple[Customer, Product]:
        one = self._world.pick(self._customers, self._often)
        wanted = [product.companies if one.company else product.people for product in self._goods]
        return one, self._world.pick(self._goods, wanted)

    def _text(self, pairs: tuple[Pair, ...], product: Product) -> str:
        """One of the texts that fit the product; about a device where they all are."""
        fitting = [pair for pair in pairs if product.device or "{device}" not in pair[0]]
        if not fitting:
            fitting, product = list(pairs), self._world.pick([one for one in self._goods if one.device])
        name = self._world.say(product.name)
        if self._world.lang == "en":
            name = name[0].lower() + name[1:]
        return self._world.say(self._world.pick(fitting)).format(product=name, device=name)

    def _recent(self, since: date) -> date:
        """A day after `since` and the opening of the records, recent ones more often."""
        first = max(since, self._opened)
        return first + timedelta(days=round((self._world.day - first).days * self._world.rng.random() ** 0.7))

    def _moment(self, day: date) -> datetime:
        """In working hours; on the sample's own day in the morning, so that it lies behind."""
        return self._world.at(day, 8, 11) if day == self._world.day else self._world.at(day, 8, 17)

    def _expected(self) -> int:
        return round(self._world.skewed(4000 if self._profile.kind == "retail" else 60000, 0.9) / 100) * 100

    def _open(self, moment: datetime) -> datetime:
        """That moment, or the next morning when the desk is closed; whole minutes."""
        moment = moment.replace(second=0, microsecond=0)
        if _OPENS <= moment.time() <= _CLOSES:
            return moment
        day = moment.date() + timedelta(days=moment.time() > _CLOSES)
        return datetime.combine(day, _OPENS) + timedelta(minutes=self._world.rng.randint(1, 90))

    def _course(self, asked: datetime) -> Row:
        """What became of a case: first response, solution, state, opinion; nothing that lies ahead of the day."""
        world = self._world
        now = datetime.combine(world.day, time(18))
        answered = self._open(asked + timedelta(hours=min(60.0, 0.1 + world.skewed(1.2, 1.0))))
        if answered > now:
            return {"status": "waiting"}
        solved = self._open(answered + timedelta(hours=min(24.0 * 14, 0.2 + world.skewed(16, 1.2))))
        row: Row = {"first_response_at": answered, "escalated": world.chance(0.06)}
        if solved > now or ((now - asked).days < 12 and world.chance(0.25)):
            return row | {"status": world.pick(("working", "customer"), (70, 30))}
        contacts = world.pick((1, 2, 3, 5), (62, 24, 10, 4))
        row |= {"resolved_at": solved, "contact_count": contacts, "service_date": solved.date()}
        row["status"] = world.pick(("closed", "solved", "reopened"), (72, 24, 4))
        if contacts > 1 and world.chance(0.4):
            row["wait_hours"] = round(min((solved - answered).total_seconds() / 3600, world.skewed(6, 0.7)), 1)
        if world.chance(0.62):
            row["csat"] = world.pick((5, 4, 3, 2, 1), (50, 30, 11, 6, 3))
            if world.chance(0.5):
                row["feedback"] = world.say(world.pick(wording.SERVICE_FEEDBACK[row["csat"]]))
        return row


def _numbered(rows: list[Row], name: str, letter: str, by: str) -> list[Row]:
    rows.sort(key=lambda row: row[by])
    for count, row in enumerate(rows, 1):
        row[name] = f"{letter}{count:06}"
    return rows
