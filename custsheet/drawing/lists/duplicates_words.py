"""What 疑似重复 says of a group: its evidence with signs and bits, what to do, and the values that would survive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custsheet.analysis.survival import Kept, Survival, Why
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.cells import Content, clip, rich
from custsheet.drawing.workbook.style import Look
from custsheet.model.outcome import DuplicateGroup, Reason
from custsheet.model.text import Text, text
from custsheet.values.text import as_text

_MAX_REASONS = 400
_MAX_VALUES = 1_500
_MAX_VALUE = 60
ADVICE: dict[str, tuple[Text, Text]] = {
    "same": (text("建议保留这一条", "Keep this one"), text("建议并入 {0}", "Merge into {0}")),
    "review": (
        text("先核实，再决定", "Check first, then decide"),
        text("核实是否与 {0} 相同", "Check whether it is {0}"),
    ),
    "related": (
        text("多半是家人或同事", "Probably family or colleagues"),
        text("不用合并，知道就好", "No merge, good to know"),
    ),
}
COPIED: dict[str, Text] = {
    "same": text("{0}并入{1}", "Merge {0} into {1}"),
    "review": text("核实{0}是否与{1}相同", "Check whether {0} is {1}"),
    "related": ADVICE["related"][1],
}
FIRST: dict[str, Text] = {
    "same": text("★ 以这条为准", "★ the one to keep"),
    "review": text("★ 放在一起比较", "★ compare with this one"),
    "related": text("★ 放在一起比较", "★ compare with this one"),
}
_WHY: Mapping[Why, Text] = {
    "only": text("只有它填了", "alone filled in"),
    "valid": text("没有问题", "nothing wrong with it"),
    "recent": text("最近核实", "verified last"),
    "complete": text("更完整", "says more"),
    "own": text("保留的那条", "the one kept"),
    "joined": text("合在一起", "joined"),
    "yes": text("打了 √", "ticked"),
    "long": text("合起来太长，只留它的", "too long together"),
}
_AFTER = text("合并后：", "After merging: ")
_IF = text("若确是同一位，合并后：", "If they are one customer after all, merging gives: ")
_HANDED = text("{0} 的负责人由 {1} 变为 {2}", "{0} changes its owner from {1} to {2}")
_ALIKE = text("各项相同，合并后不变", "all values agree")
_UNCHANGED = text("合并后不变，另一条没有更多内容", "Merging changes nothing; the other says no more")
_NO_NUMBER = text("编号空缺或重复，先补好再合并", "an identifier is missing or stands twice; mend that first")


def reasons(scene: Scene, group: DuplicateGroup) -> tuple[Content, str]:
    """The reasons, coloured by their sign, each with its weight in bits; and the same as plain text."""
    runs: list[tuple[str, Look]] = []
    gap = scene.say("；", "; ")
    for number, reason in enumerate(group.reasons):
        ink = style.ERROR_INK if reason.against else style.OK_INK
        runs.append((f"{gap if number else ''}{_signed(scene, reason)}", style.look(font_size=9, font_color=ink)))
    plain = "".join(run for run, _ in runs)
    if len(plain) > _MAX_REASONS:
        plain = clip(plain, _MAX_REASONS)
        return plain, plain
    return rich(*runs), plain


def _signed(scene: Scene, reason: Reason) -> str:
    """电话相同 +14, 性别不同 −3; where nobody weighed it, the sign alone, in front."""
    bits = round(reason.bits)
    if bits:
        return f"{scene.tell(reason.text)} {'−' if bits < 0 else '+'}{abs(bits)}"
    return f"{'−' if reason.against else '+'} {scene.tell(reason.text)}"


def values(scene: Scene, survival: Survival, rows: Sequence[int], *, likely: bool) -> str:
    """What each field in which the records differ would hold after merging, and from which record.

    What only the record to be kept has filled in stays as it is, and goes without saying.
    """
    kept = survival.kept(rows)
    said = [_value(scene, survival, one) for one in kept if (one.row, one.why) != (rows[0], "only")]
    if not said:
        return scene.tell(_UNCHANGED if kept else _ALIKE)
    said += [scene.tell(_HANDED).format(*one) for one in survival.handed_over(rows)]
    return scene.tell(_AFTER if likely else _IF) + clip(scene.say("；", "; ").join(said), _MAX_VALUES)


def no_number(scene: Scene) -> str:
    """Why a group cannot be decided on yet."""
    return scene.tell(_NO_NUMBER)


def _value(scene: Scene, survival: Survival, one: Kept) -> str:
    table = survival.table
    label = (table.labels.get(one.field) if table else None) or one.field
    shown = " ".join(as_text(one.value).split())
    if not shown:
        shown = scene.say("（空）", "(blank)")
    if len(shown) > _MAX_VALUE:
        shown = shown[: _MAX_VALUE - 1] + "…"
    source = scene.tell(_WHY[one.why])
    if one.why != "joined":
        record = survival.text(one.row, survival.key)
        source = scene.say(f"{record}，{source}", f"{record}, {source}")
    return scene.say(f"{label.strip(' *＊')} {shown}（{source}）", f"{label.strip(' *＊')} {shown} ({source})")
