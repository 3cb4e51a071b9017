"""What stands behind the title of every sheet for managers: up to which day it counts, and where it comes from."""

from __future__ import annotations

from custsheet.drawing.toolsheet import Scene


def about(scene: Scene, *parts: str) -> str:
    """`parts`, up to which day the sheet counts, and where it comes from; blank parts are left out."""
    return " · ".join(part for part in (*parts, _as_of(scene), scene.provenance) if part)


def _as_of(scene: Scene) -> str:
    """The reference day, and that on which work is open where it is another: nobody does a task in the past."""
    today = scene.outcome.today
    day = scene.outcome.tiers.reference if scene.outcome.tiers is not None else today
    zh, en = ("", "") if day == today else (f"（未完成的任务和请求看 {today}）", f" (open tasks and requests: {today})")
    return scene.say(f"截至 {day}{zh}", f"as of {day}{en}")
