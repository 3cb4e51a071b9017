"""Why words on 疑似重复 were not carried out, as people are told it: each reason once, with the groups it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custsheet.model.text import Text, several, text


def not_done(places: Mapping[str, Sequence[Text]]) -> list[Text]:
    """One sentence a reason; `places`: reason → the groups."""
    told = []
    for why, groups in places.items():
        zh, en = _WHY[why]
        names = several(groups, "组", ("；", "; "))
        told.append(text(f"{zh}：{names.zh}。", f"{en}: {names.en}."))
    return told


_WHY = {
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
