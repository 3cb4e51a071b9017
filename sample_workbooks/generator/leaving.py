"""Why customers say they do not buy any more, and until when their contracts run.

Its chance is a stream of its own, so that whatever else is in a sample stays as it was before this was written down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from generator import wording
from generator.customers import Customer
from generator.profiles import Profile
from generator.world import Row, World

_REASONS = ("price", "need", "quality", "delivery", "service", "season", "gone", "other")
_OFTEN = (30, 26, 10, 10, 8, 8, 4, 4)


def tell_why(world: World, profile: Profile, interactions: list[Row]) -> None:
    """Most who were not interested say why; who has bought elsewhere has said so."""
    apart = _apart(world, profile, "why")
    elsewhere = apart.say(wording.RESULTS["no_interest"][1]).split("{product}")[0]
    for row in interactions:
        if row["result"] == "no_interest" and apart.chance(0.75):
            other = bool(elsewhere) and str(row["content"]).startswith(elsewhere)
            row["leaving_reason"] = "competitor" if other else apart.pick(_REASONS, _OFTEN)


def hold(world: World, profile: Profile, known: list[Customer]) -> None:
    """Every third company that buys from the maker has a contract of a year; some end soon, a few have ended."""
    if profile.kind != "maker":
        return
    apart = _apart(world, profile, "contracts")
    for one in known:
        if one.weight > 0 and apart.chance(0.34):
            one.row["contract_end"] = world.day + timedelta(days=apart.rng.randint(-60, 330))


def _apart(world: World, profile: Profile, what: str) -> World:
    return replace(world, rng=Random(f"{profile.kind} {world.lang} {what}"))
