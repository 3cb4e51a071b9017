"""What to do for a customer who is leaving, by the likely reason; settings `winback_<reason>` take its place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from custsheet.analysis.rules import Rules
from custsheet.model.errors import Lang
from custsheet.model.text import Text, text

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "complaint": text(
            "先把投诉处理完，由负责人当面说明", "Settle the complaint first; the owner explains in person"
        ),
        "dissatisfied": text(
            "主管回访，问清不满意在哪里，补救后再谈生意",
            "A superior calls, asks what went wrong and puts it right before selling",
        ),
        "response": text(
            "道歉并指定专人对接，下一次请求按时响应", "Apologise, name one contact, and answer the next request in time"
        ),
        "owner": text(
            "新负责人登门自我介绍，请原负责人一起交接",
            "The new owner introduces himself together with the one before",
        ),
        "competitor": text(
            "问清竞品的价格和条件，给出对比方案", "Find out price and terms of the competitor and answer with an offer"
        ),
        "season": text("不用催；旺季前两周联系备货", "Do not press; call two weeks before the season"),
        "unknown": text("打电话问近况和需求，把原因记在互动里", "Call, ask how things are, and write down why"),
    }
)
"""What the settings say where they are blank; their descriptions quote it."""


def action(reason: str, rules: Rules, lang: Lang) -> str:
    """What to do where `reason` is the likely one."""
    own: str | None = getattr(rules, f"winback_{reason}")
    return own or ACTIONS[reason](lang)
