"""What a newer standard changes about the fields, in words.

The properties of a field are called as the columns of sheet 字段 are, and their values written as they stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from custsheet.model.errors import LANGS
from custsheet.model.fieldsheet import COLUMN, KINDS, field_cells, kind_of
from custsheet.model.schema import Field, Schema
from custsheet.model.text import Text, text
from custsheet.model.upgrading.difference import Difference, called, joined, listed, titled
from custsheet.model.upgrading.merge import Merged
from custsheet.model.upgrading.steps import Place, Step

# Group of properties → the columns of sheet 字段 that show them; the others are told in general or not at all.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("label", "other"),
    "nature": ("kind", "role", "format", "list"),
    "pattern": ("format",),
    "minimum": ("minimum",),
    "maximum": ("maximum",),
    "required": ("required", "condition"),
    "unique": ("unique",),
    "default": ("default",),
    "enabled": ("enabled",),
    "personal": ("personal",),
    "weight": ("weight",),
}
_FORMULA = text("公式有改动", "another formula")
_ELSEWHERE = text("只有英文的写法有改动", "only its Chinese words change")
_WORDING = frozenset({"description", "example", "when"})


def field_differences(merged: Merged, sheet: Place, steps: Sequence[Step]) -> Iterator[Difference]:
    """What the steps about the fields of one sheet mean."""
    by_field: dict[Place, list[Step]] = {}
    for step in steps:
        by_field.setdefault(step.place, []).append(step)
    own: list[Text] = []
    worded: list[Text] = []
    for place, some in by_field.items():
        taken = [step.what for step in some if step.verdict == "taken"]
        kept = [step.what for step in some if step.verdict == "kept" and step.what in {*_COLUMNS, *_WORDING}]
        if "new" in taken:
            yield Difference("new", _added(merged.schema, place), place)
        elif "gone" in taken:
            yield Difference("gone", _gone(merged.mine, place), place)
        elif _COLUMNS.keys() & set(taken):
            yield Difference("changed", _changed(merged, place, taken), place)
        if "off" in taken:
            yield Difference("gone", _off(merged.mine, place), place)
        if kept:
            yield Difference("kept", _kept(merged, place, kept), place)
        if any(step.verdict == "clash" for step in some):
            yield Difference("left_out", _clash(merged.new, place), place)
        if any(step.verdict == "own" for step in some):
            own.append(titled(place, merged.mine, merged.new))
        if _WORDING & set(taken):
            worded.append(titled(place, merged.mine))
    if worded:
        yield Difference("changed", _reworded(titled(sheet, merged.mine), worded), sheet)
    if own:
        yield Difference("own", _own(titled(sheet, merged.mine), own), sheet)


def _field(schema: Schema, place: Place) -> Field:
    return schema.sheet(place[1]).by_name[place[3]]


def _cells(schema: Schema, place: Place) -> dict[str, Text]:
    """Column of sheet 字段 → what stands there in either language."""
    sheet, field = schema.sheet(place[1]), _field(schema, place)
    zh, en = (field_cells(schema, sheet, field, lang) for lang in LANGS)
    return {name: text("空" if zh[name] is None else f"{zh[name]}", "blank" if en[name] is None else f"{en[name]}")
            for name in zh}  # fmt: skip


def _added(schema: Schema, place: Place) -> Text:
    one = _field(schema, place)
    about = [KINDS[kind_of(one)]]
    if one.role == "formula":
        about.append(text("公式算出", "computed by a formula"))
    elif one.role == "tool":
        about.append(text("工具填写", "filled in by the tool"))
    elif one.constraints.required:
        about.append(text("必填", "required"))
    elif one.required_when:
        about.append(text("有条件必填", "required at times"))
    if not one.enabled:
        about.append(text("默认不启用", "off by default"))
    sheet, inside = titled(place[:2], schema), listed(about)
    return text(
        f"「{sheet.zh}」新增“{one.title.zh}”（{inside.zh}）：{one.description.zh}",
        f"{sheet.en}: new field {one.title.en} ({inside.en}). {one.description.en}",
    )


def _clash(new: Schema, place: Place) -> Text:
    sheet, label = titled(place[:2], new), titled(place, new)
    return text(
        f"「{sheet.zh}」的新字段“{label.zh}”没有加：你们已有叫这个名字的字段，照你们的。",
        f"{sheet.en}: the new field {label.en} was left out; you have one called so, which stays.",
    )


def _gone(mine: Schema, place: Place) -> Text:
    sheet, label = titled(place[:2], mine), titled(place, mine)
    return text(
        f"新标准不再有「{sheet.zh}」的“{label.zh}”；列和数据都留着，今后是你们自己的字段。",
        f"{sheet.en}: {label.en} is not in the new standard; column and data stay, as a field of your own.",
    )


def _off(mine: Schema, place: Place) -> Text:
    sheet, label = titled(place[:2], mine), titled(place, mine)
    return text(
        f"「{sheet.zh}」的“{label.zh}”在新标准里默认不启用；你们的照旧启用。",
        f"{sheet.en}: {label.en} is off by default in the new standard; yours stays in use.",
    )


def _changed(merged: Merged, place: Place, what: Sequence[str]) -> Text:
    before, after = _cells(merged.mine, place), _cells(merged.schema, place)
    formula = _field(merged.mine, place).formula != _field(merged.schema, place).formula
    said = {}
    for lang in LANGS:
        parts = [
            f"{_head(column)(lang)} {before[column](lang)} → {after[column](lang)}"
            for column in _columns(what)
            if before[column](lang) != after[column](lang)
        ]
        parts += [_FORMULA(lang)] if formula else []
        said[lang] = ("；" if lang == "zh" else "; ").join(parts) or _ELSEWHERE(lang)
    whose = called(place, merged.mine)
    return text(f"{whose.zh}：{said['zh']}。", f"{whose.en}: {said['en']}.")


def _kept(merged: Merged, place: Place, what: Sequence[str]) -> Text:
    mine, wanted = _cells(merged.mine, place), _cells(merged.new, place)
    parts = [
        text(
            f"{_head(column).zh}在新标准里是“{wanted[column].zh}”，你们改成了“{mine[column].zh}”",
            f"{_head(column).en} is “{wanted[column].en}” in the new standard, and you made it “{mine[column].en}”",
        )
        for column in _columns(what)
        if mine[column] != wanted[column]
    ]
    if _WORDING & set(what) or not parts:
        parts.append(text("说明两边都改过", "both have changed its wording"))
    whose, said = called(place, merged.mine), joined(parts)
    return text(f"{whose.zh}：{said.zh}，照你们的。", f"{whose.en}: {said.en}. Yours stands.")


def _reworded(sheet: Text, fields: Sequence[Text]) -> Text:
    names = listed(fields)
    return text(
        f"「{sheet.zh}」的说明和例子更新了：{names.zh}。", f"{sheet.en}: new wording or examples for {names.en}."
    )


def _own(sheet: Text, fields: Sequence[Text]) -> Text:
    names = listed(fields)
    return text(
        f"「{sheet.zh}」里你们自己的改动照旧：{names.zh}。",
        f"{sheet.en}: your own changes stay as they are: {names.en}.",
    )


def _columns(groups: Iterable[str]) -> list[str]:
    wanted = {column for group in groups for column in _COLUMNS.get(group, ())}
    return [column for column in COLUMN if column in wanted]


def _head(column: str) -> Text:
    said = COLUMN[column].title
    return text(said.zh, said.en if column == "other" else said.en.lower())
