"""Why words on 疑似重复 were not carried out, as people are told it: each reason once, with the groups it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from custsheet.model.review import Apart
from custsheet.model.text import Text, several, text


def not_done(places: Mapping[str, Sequence[Text]]) -> list[Text]:
    """One sentence a reason; `places`: reason → the groups."""
    told = []
    for why, groups in places.items():
        zh, en = _WHY[why]
        names = several(groups, "组", ("；", "; "))
        told.append(text(f"{zh}：{names.zh}。", f"{en}: {names.en}."))
    return told


def reason(why: str) -> Text:
    """The same of one group, where it stands beside it."""
    zh, en = _WHY[why]
    return text(f"{zh}。", f"{en}.")


def contradiction(members: Collection[str], against: Apart, today: date) -> Text:
    """Records were to be merged of which two are known not to be the same."""
    names, (a, b) = several(sorted(members), "条"), against.pair
    who = text(f"（{against.who}）", f" ({against.who})") if against.who else text("", "")
    day = against.day or today.isoformat()
    return text(
        f"「疑似重复」的决定互相矛盾：{a} 和 {b} 在 {day} 已定为不是同一客户{who.zh}，现在又要把 {names.zh} "
        "合并；一条也没有合并。请改其中一处，或在「合并台账」取消「不是同一客户」。",
        f"Decisions on Duplicates contradict each other: {a} and {b} were said on {day} not to be the "
        f"same{who.en}, and yet {names.en} are to be merged; none of them was. Change one of the two, or take "
        "back Not the same on the Merge ledger.",
    )


def conflict(members: Collection[str]) -> Text:
    """Records were to be merged of which several were ticked to be kept."""
    names = several(sorted(members), "条")
    return text(
        f"「疑似重复」里 {names.zh} 要合并，但几条都打了「保留」；一条也没有合并。请只在要保留的那条「保留」里打 √。",
        f"On Duplicates {names.en} are to be merged, but several are ticked to be kept; none was merged. Tick "
        "Keep on the one to be kept, and on no other.",
    )


_WHY = {
    "no_column": (
        "「疑似重复」的决定先留着，还不能照办，因为客户表没有“客户编号”列；请加一列这个标题，下面空着，保存后运行一次 "
        "custsheet adopt，再处理一次就照办",
        "Decisions on Duplicates wait, because the customers have no column Customer ID; add a column with that "
        "header, leave it blank, save, run custsheet adopt once, and the pass after that carries them out",
    ),
    "unnumbered": (
        "「疑似重复」的决定先留着，还不能照办，因为客户的编号空缺或重复；请运行一次 custsheet adopt，再处理一次就照办",
        "Decisions on Duplicates wait, because identifiers are missing or stand twice; run custsheet adopt once, and "
        "the pass after that carries them out",
    ),
    "numbered": (
        "「疑似重复」的决定还没有照办：客户刚有编号，两条一组的决定还在，三条以上的请重新选；请看一眼再处理一次",
        "Decisions on Duplicates not carried out yet, for the identifiers are new: those on groups of two stand, "
        "choose anew on larger ones; look at them and process once more",
    ),
    "lone_apart": (
        "「疑似重复」里 ★ 那条写了“不是同一客户”，没有可以并入的记录；请在 ★ 那条也写“合并”，或清空它",
        "On Duplicates ★ says Not the same, so there is nothing to merge into; say Merge there too, or clear it",
    ),
    "lone_later": (
        "「疑似重复」里 ★ 那条写了“待定”，没有可以并入的记录；请在 ★ 那条也写“合并”，或清空它",
        "On Duplicates ★ says Later, so there is nothing to merge into; say Merge there too, or clear it",
    ),
    "torn": (
        "「疑似重复」的决定没有照办，因为这一组缺了行，请看新列出的再选",
        "Decisions on Duplicates not carried out, because lines of the group are missing; decide on the new ones",
    ),
    "gone": (
        "「疑似重复」的决定没有照办，因为有的客户已不在表里、没有编号或编号重复，请看新列出的再选",
        "Decisions on Duplicates not carried out, because a record is gone, has no identifier or shares one",
    ),
    "stale": (
        "「疑似重复」的合并没有照办，因为资料在列出之后又改过，请看新的取值再选",
        "Not merged, because the records have changed since they were listed on Duplicates; look at the new values",
    ),
    "typed": (
        "「建议与合并后取值」被改过，没有合并；请把想要的值直接写进「客户」，再选合并",
        "The values after merging were changed by hand, so nothing was merged; type them into the record itself",
    ),
    "unclear": (
        "「处理」或「保留」里的字看不懂，请从下拉清单里选，「保留」打 √",
        "Not understood under Decision or Keep; choose from the drop-down, and tick Keep with √",
    ),
    "keeps": ("一组里「保留」打了几个 √，没有照办，请只留一个", "Several ticks under Keep in one group; leave one"),
    "keep": (
        "没有合并，因为看不出保留哪一条；请在要合并的某一条「保留」里打 √",
        "Not merged, because it is not clear which record is kept; tick Keep on one of those to be merged",
    ),
    "empty": (
        "没有合并，因为第一行选了合并，其余各行都不合并；请改其中一处",
        "Not merged, because the first line says Merge and the others do not; change one of them",
    ),
}
