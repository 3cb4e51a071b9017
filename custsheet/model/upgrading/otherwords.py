"""What a newer standard changes about sheets, rules between fields, lists and settings, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from custsheet.model.schema import Scalar, Schema, Setting
from custsheet.model.text import Text, counted, text
from custsheet.model.upgrading.difference import Difference, called, listed, titled
from custsheet.model.upgrading.merge import Merged
from custsheet.model.upgrading.steps import Place, Step

_CHANGED: Mapping[tuple[str, str], Text] = {
    ("settings", "nature"): text("允许的值或单位改了。", "other values or another unit are allowed."),
    ("settings", "description"): text("说明更新了。", "new wording."),
    ("lists", "extensible"): text("能否自己增加选项改了。", "whether entries may be added has changed."),
    ("sheets", "description"): text("说明更新了。", "new wording."),
    ("sheets", "keys"): text("靠哪些字段认出一条记录改了。", "records are known by other fields."),
}


def item_differences(merged: Merged, place: Place, steps: Sequence[Step]) -> Iterator[Difference]:
    """What the steps about one sheet, list or setting itself mean."""
    whose, kind = called(place, merged.mine, merged.new), place[0]
    for step in steps:
        what, taken = step.what, step.verdict == "taken"
        if what in ("rule new", "rule gone"):
            yield Difference("changed", _rule(merged, step, whose), place)
        elif what == "new" and taken:
            yield Difference("new", _added(merged.schema, place), place)
        elif what == "gone":
            yield Difference("gone", _gone(merged.mine, place, whose), place)
        elif step.verdict == "clash":
            said = text("没有加：你们已有叫这个名字的。", "was left out; you have one called so.")
            yield Difference("left_out", text(f"{whose.zh}{said.zh}", f"{whose.en} {said.en}"), place)
        elif step.verdict == "kept":
            said = text("两边都改过，照你们的。", "changed by both; yours stands.")
            yield Difference("kept", text(f"{whose.zh}{said.zh}", f"{whose.en}: {said.en}"), place)
        elif what == "title" and taken:
            yield Difference("changed", _renamed(merged, place, whose), place)
        elif what == "default" and taken:
            yield Difference("changed", _default(merged, place, whose), place)
        elif taken and (kind, what) in _CHANGED:
            said = _CHANGED[kind, what]
            yield Difference("changed", text(f"{whose.zh}：{said.zh}", f"{whose.en}: {said.en}"), place)


def entry_differences(merged: Merged, place: Place, steps: Sequence[Step]) -> Iterator[Difference]:
    """What the steps about the entries of one list mean."""
    whose = called(place, merged.mine, merged.new)
    new, gone, left_out = (
        [titled(one.place, merged.new, merged.mine) for one in steps if (one.what, one.verdict) == wanted]
        for wanted in (("new", "taken"), ("gone", "taken"), ("new", "clash"))
    )
    if new:
        said = listed(new)
        yield Difference("new", text(f"{whose.zh}新增：{said.zh}。", f"{whose.en}: new entries {said.en}."), place)
    if gone:
        said = listed(gone)
        zh = f"{whose.zh}在新标准里没有：{said.zh}；你们的选项和已填的都留着。"
        yield Difference("gone", text(zh, f"{whose.en}: {said.en} not in the new standard; they stay in yours."), place)
    if left_out:
        said = listed(left_out)
        zh = f"{whose.zh}的 {said.zh} 没有加：清单里已有这种写法。"
        yield Difference("left_out", text(zh, f"{whose.en}: {said.en} left out, as the list knows it already."), place)
    advised = [titled(one.place, merged.new) for one in steps if (one.what, one.verdict) == ("advice", "taken")]
    if advised:
        said = listed(advised)
        yield Difference(
            "changed",
            text(f"{whose.zh}的做法有变化：{said.zh}。", f"{whose.en}: what is done changes for {said.en}."),
            place,
        )
    for one in steps:
        if one.what == "title" and one.verdict == "taken":
            was, now = titled(one.place, merged.mine), titled(one.place, merged.schema)
            zh = f"{whose.zh}的“{was.zh}”改叫“{now.zh}”，两种写法都认。"
            en = f"{whose.en}: {was.en} is called {now.en}; both are known."
            if was.zh == now.zh:
                zh = f"{whose.zh}的“{was.zh}”英文改叫“{now.en}”，两种写法都认。"
            if was.en == now.en:
                en = f"{whose.en}: {was.en} is called {now.zh} in Chinese; both are known."
            yield Difference("changed", text(zh, en), place)


def whole_differences(merged: Merged) -> Iterator[Difference]:
    """What differs of the standard as a whole: which texts count as blank, and the tool's own sheets."""
    old, new = set(merged.mine.missing_values), set(merged.schema.missing_values)
    for some, zh, en in (
        (new - old, "也当作空白", "count as blank now"),
        (old - new, "不再当作空白", "no longer count as blank"),
    ):
        if some:
            words = listed([text(f"“{one}”", f"“{one}”") for one in sorted(some)])
            yield Difference("changed", text(f"单元格里的{words.zh}{zh}。", f"Cells that hold {words.en} {en}."))
    before = {one.name: one for one in merged.mine.tool_sheets}
    tools = [one.title for one in merged.schema.tool_sheets if before.get(one.name) != one]
    if tools:
        said = listed(tools)
        yield Difference(
            "changed", text(f"工具写的表有变化：{said.zh}。", f"Sheets that the tool writes change: {said.en}.")
        )


def _added(schema: Schema, place: Place) -> Text:
    if place[0] == "sheets":
        sheet = schema.sheet(place[1])
        fields = counted(len(sheet.fields), "field", "fields")
        return text(
            f"新增工作表「{sheet.title.zh}」（{len(sheet.fields)} 个字段）：{sheet.description.zh}",
            f"New sheet {sheet.title.en} ({fields}). {sheet.description.en}",
        )
    if place[0] == "lists":
        one = schema.value_list(place[1])
        said = listed([value.title for value in one.values])
        return text(f"新增清单「{one.title.zh}」：{said.zh}。", f"New list {one.title.en}: {said.en}.")
    setting = next(one for one in schema.settings if one.name == place[1])
    value = _value(schema, setting, setting.default)
    return text(
        f"新增参数“{setting.title.zh}”，默认 {value.zh}：{setting.description.zh}。",
        f"New setting {setting.title.en}, {value.en} by default: {setting.description.en}.",
    )


def _gone(mine: Schema, place: Place, whose: Text) -> Text:
    stays = {
        "sheets": text("；表和数据都留着", "; sheet and data stay"),
        "lists": text("；清单留着", "; it stays in yours"),
        "settings": text("；这一行和填的值留着", "; its row and value stay"),
    }[place[0]]
    own = titled(place, mine) if place[0] == "sheets" else whose
    zh = f"「{own.zh}」" if place[0] == "sheets" else whose.zh
    return text(f"新标准不再有{zh}{stays.zh}。", f"{own.en} is not in the new standard{stays.en}.")


def _renamed(merged: Merged, place: Place, whose: Text) -> Text:
    was, now = titled(place, merged.mine), titled(place, merged.schema)
    en = f"called {now.zh} in Chinese" if was.en == now.en else f"called {now.en}"
    if place[0] == "sheets":
        zh = f"英文叫「{now.en}」" if was.zh == now.zh else f"叫「{now.zh}」"
        return text(
            f"{whose.zh}在新标准里{zh}；你们的表名不变。",
            f"{whose.en} is {en} in the new standard; your sheet keeps its name.",
        )
    zh = f"英文改叫“{now.en}”" if was.zh == now.zh else f"改叫“{now.zh}”"
    return text(f"{whose.zh}{zh}。", f"{whose.en} is {en}.")


def _default(merged: Merged, place: Place, whose: Text) -> Text:
    was, now = (
        next(_value(schema, one, one.default) for one in schema.settings if one.name == place[1])
        for schema in (merged.mine, merged.schema)
    )
    return text(
        f"{whose.zh}的默认值 {was.zh} → {now.zh}；已经填的值不变。",
        f"{whose.en}: default {was.en} → {now.en}; the value that stands there does not change.",
    )


def _value(schema: Schema, setting: Setting, value: Scalar) -> Text:
    if value is None:
        return text("空", "blank")
    if setting.choices is not None:
        return titled(("lists", setting.choices, "values", str(value)), schema)
    unit = setting.unit or text("", "")
    return text(f"{value} {unit.zh}".strip(), f"{value} {unit.en}".strip())


def _rule(merged: Merged, step: Step, whose: Text) -> Text:
    name, rule = step.value
    schema = merged.schema if step.what == "rule new" else merged.mine
    said = _key_words(schema, step.place, rule) if name == "foreign_keys" else _row_words(schema, step.place, rule)
    if step.what == "rule new":
        return text(f"{whose.zh}增加一条规则：{said.zh}。", f"{whose.en}: a new rule, {said.en}.")
    return text(f"{whose.zh}去掉一条规则：{said.zh}。", f"{whose.en}: a rule less, {said.en}.")


def _key_words(schema: Schema, place: Place, rule: Mapping[str, Any]) -> Text:
    fields = listed([titled((*place, "fields", one), schema) for one in rule["fields"]])
    there = titled(("sheets", rule["reference"]["resource"]), schema)
    return text(f"{fields.zh}要在「{there.zh}」里有", f"{fields.en} must exist on {there.en}")


def _row_words(schema: Schema, place: Place, rule: Mapping[str, Any]) -> Text:
    fields = [titled((*place, "fields", one), schema) for one in rule["fields"]]
    said, first = listed(fields), fields[0]
    match rule["kind"]:
        case "any_of":
            return text(f"{said.zh}至少填一个", f"at least one of {said.en}")
        case "order":
            return text(" 不晚于 ".join(one.zh for one in fields), " not after ".join(one.en for one in fields))
        case "product":
            return text(
                f"{first.zh} = {' × '.join(one.zh for one in fields[1:])}",
                f"{first.en} = {' × '.join(one.en for one in fields[1:])}",
            )
        case "usual":
            return text(
                f"同一{first.zh}的{fields[1].zh}不该相差太远", f"{fields[1].en} near what is usual for {first.en}"
            )
        case "fresh":
            return text(f"{said.zh}不能太久以前", f"{said.en} not too long ago")
    return text(f"{rule['kind']}：{said.zh}", f"{rule['kind']}: {said.en}")
