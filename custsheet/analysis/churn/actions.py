"""What to do for a customer who is leaving, by the likely reason; settings `winback_<reason>` take its place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from custsheet.analysis.rules import Rules
from custsheet.model.errors import Lang
from custsheet.model.text import Text, text

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "price": text(
            "算一份新报价：换规格、换批量、换账期，不只是降价",
            "Work out another offer: size, quantity or terms, not only a lower price",
        ),
        "quality": text(
            "把改进了什么告诉客户，请客户先试一批",
            "Tell what was put right and offer a trial batch",
        ),
        "delivery": text(
            "说明交期怎么改了，先保证一单准时送到",
            "Say what has changed about delivery and make one order arrive on time",
        ),
        "service": text(
            "主管登门，换人对接，说定响应时间",
            "A superior visits, names another contact and promises when requests are answered",
        ),
        "need": text(
            "问清现在需要什么，介绍合适的；真没有就少联系",
            "Ask what they need now and offer what fits; if nothing, call less often",
        ),
        "gone": text(
            "核实后改好客户资料，不再催",
            "Verify it, mend the record and stop calling",
        ),
        "other": text(
            "照客户说的办，由负责人给一个答复",
            "Deal with what the customer said; the owner answers",
        ),
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
        "contract": text(
            "带上用量和新报价，约谈续约",
            "Arrange talks on renewal, with what they used and a new offer",
        ),
        "season": text("不用催；旺季前两周联系备货", "Do not press; call two weeks before the season"),
        "unknown": text(
            "打电话问近况和需求，把流失原因记在互动里",
            "Call, ask how things are, and note the reason for leaving",
        ),
    }
)
"""What the settings say where they are blank; their descriptions quote it."""


def action(reason: str, rules: Rules, lang: Lang) -> str:
    """What to do where `reason` is the likely one."""
    own: str | None = getattr(rules, f"winback_{reason}")
    return own or ACTIONS[reason](lang)
