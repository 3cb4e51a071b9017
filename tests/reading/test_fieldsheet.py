"""Sheet 字段 read back: only real edits count, every mistake is a finding on its cell, everything else takes effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet.model.address import column_letters
from custsheet.model.change import schema_change
from custsheet.model.errors import LANGS, Lang
from custsheet.model.fieldsheet import COLUMN, COLUMNS, FORMATS, KINDS, PERSONAL, field_cells
from custsheet.model.finding import Finding
from custsheet.model.load import load_schema, mistakes
from custsheet.model.rules import message
from custsheet.model.schema import Field, Schema
from custsheet.model.text import fold_label
from custsheet.reading.fieldlines import new_key
from custsheet.reading.fieldrow import Given
from custsheet.reading.fieldsheet import FieldsRead, read_fields
from custsheet.reading.standards import standard

TODAY = date(2026, 6, 17)
NAMES = list(COLUMN)
Edit = tuple[str, str, str, object]
"""Sheet, key, column, content."""


@dataclass
class Page:
    """Sheet 字段 as drawn for a standard, ready to be typed on."""

    schema: Schema
    lang: Lang = "zh"
    rows: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for sheet in self.schema.sheets:
            for one in sheet.fields:
                cells = field_cells(self.schema, sheet, one, self.lang)
                self.rows.append({name: "" if cell is None else cell for name, cell in cells.items()})

    def row(self, sheet: str, key: str) -> dict[str, object]:
        title = self.schema.sheet(sheet).title(self.lang)
        return next(one for one in self.rows if one["key"] == key and one["sheet"] == title)

    def edit(self, *edits: Edit) -> Page:
        for sheet, key, column, content in edits:
            self.row(sheet, key)[column] = content
        return self

    def add(self, **cells: object) -> Page:
        self.rows.append({name: cells.get(name, "") for name in NAMES})
        return self

    def grid(self, columns: Sequence[str] = NAMES) -> list[list[object]]:
        head: list[object] = [COLUMN[name].title(self.lang) for name in columns]
        blank: list[object] = [""] * len(head)
        cells: list[list[object]] = [["字段"], blank, blank, head]
        for row in self.rows:  # calamine reads every number as a float
            cells.append([float(c) if isinstance(c := row[n], int) and not isinstance(c, bool) else c for n in columns])
        return cells

    def read(self, *, base: Schema | None = None, **more: Any) -> FieldsRead:
        lists = more.pop("lists", self.schema.lists)
        given = Given(self.schema, base or self.schema, lists, "字段", self.schema, self.lang, TODAY)
        names = {fold_label(one): s.name for s in self.schema.sheets for one in (s.title.zh, s.title.en, *s.aliases)}
        return read_fields(given, more.pop("grid", None) or self.grid(), more.pop("errors", {}), names)

    def cell(self, sheet: str, key: str, column: str) -> str:
        return f"{column_letters(NAMES.index(column) + 1)}{5 + self.rows.index(self.row(sheet, key))}"

    def write(self, read: FieldsRead) -> Page:
        """The sheet once the tool has written what it lacks."""
        at = {f"{column_letters(c)}{r}": (r, n) for r in range(5, 5 + len(self.rows)) for c, n in enumerate(NAMES, 1)}
        for place, content in read.rows.cells.items():
            row, name = at[place]
            self.rows[row - 5][name] = "" if content is None else content
        self.schema = read.schema
        return self


@pytest.fixture
def page(schema: Schema) -> Callable[..., Page]:
    def draw(*edits: Edit, lang: Lang = "zh") -> Page:
        return Page(schema, lang).edit(*edits)

    return draw


def get(read: FieldsRead, sheet: str, key: str) -> Field:
    return read.schema.sheet(sheet).by_name[key]


def codes(found: Sequence[Finding]) -> list[tuple[str, str, str | None]]:
    return [(one.code, one.message, one.cell) for one in found]


def sentence(found: Finding, lang: Lang) -> str:
    return message(found, standard(), lang)


def test_columns__every_header_names_one_column() -> None:
    owners: dict[str, str] = {}
    for one in COLUMNS:
        for label in (one.title.zh, one.title.en, *one.aliases):
            assert owners.setdefault(fold_label(label), one.name) == one.name, label


@pytest.mark.parametrize("lang", LANGS)
def test_read_fields__what_was_drawn_changes_nothing(page: Callable[..., Page], schema: Schema, lang: Lang) -> None:
    read = page(lang=lang).read()
    assert read.schema is schema
    assert (read.findings, dict(read.rows.cells), read.rows.lost) == ((), {}, ())


def test_read_fields__the_other_languages_words_change_nothing(page: Callable[..., Page], schema: Schema) -> None:
    """Somebody filled the English words into a Chinese workbook: they mean the same."""
    english = {(row["key"], row["sheet"]): row for row in page(lang="en").rows}
    chinese = page()
    for row in chinese.rows:
        sheet = next(one for one in schema.sheets if one.title.zh == row["sheet"])
        other = english[row["key"], sheet.title.en]
        row |= {name: other[name] for name in ("kind", "role", "required", "unique", "format", "personal", "list")}
        row |= {name: other[name] for name in ("minimum", "maximum", "condition", "default", "enabled")}
    read = chinese.read()
    assert (read.schema, read.findings) == (schema, ())


def test_read_fields__sorted_and_moved_columns_change_nothing(page: Callable[..., Page], schema: Schema) -> None:
    one = page()
    one.rows.reverse()
    read = one.read(grid=one.grid(list(reversed(NAMES))))
    assert (read.schema, read.findings) == (schema, ())


def test_read_fields__a_column_of_the_sheet_that_is_gone_says_nothing(
    page: Callable[..., Page], schema: Schema
) -> None:
    one = page()
    kept = [name for name in NAMES if name not in {"example", "minimum", "condition", "list", "weight", "other"}]
    read = one.read(grid=one.grid(kept))
    assert (read.schema, read.findings) == (schema, ())


EDITS: Mapping[str, tuple[Edit, Callable[[Field], object], object]] = {
    "label": (("customers", "notes", "label", "说明"), lambda f: (f.title.zh, f.title.en), ("说明", "Notes")),
    "other label": (("customers", "notes", "other", "Remarks here"), lambda f: f.title.en, "Remarks here"),
    "required": (("customers", "wechat", "required", "是"), lambda f: f.constraints.required, True),
    "required by a tick": (("customers", "wechat", "required", "√"), lambda f: f.constraints.required, True),
    "not required": (("customers", "name", "required", "否"), lambda f: f.constraints.required, False),
    "required emptied": (("customers", "name", "required", ""), lambda f: f.constraints.required, False),
    "condition": (
        ("customers", "industry", "condition", "客户类型=个人；填了公司名称"),
        lambda f: f.required_when,
        {"kind": ("person",), "company": "*"},
    ),
    "condition in English": (
        ("customers", "industry", "condition", "Kind = Person / Company; Company is filled"),
        lambda f: f.required_when,
        {"kind": ("person", "company"), "company": "*"},
    ),
    "unique": (("customers", "mobile", "unique", "是"), lambda f: f.constraints.unique, True),
    "format": (("customers", "wechat", "format", "邮箱"), lambda f: f.format, "email"),
    "format by another word": (("customers", "wechat", "format", "固话"), lambda f: f.format, "landline"),
    "no format": (("customers", "phone", "format", ""), lambda f: f.format, None),
    "pattern": (
        ("customers", "wechat", "format", "正则：[A-Z]{2}\\d{4}"),
        lambda f: (f.format, f.constraints.pattern),
        (None, "[A-Z]{2}\\d{4}"),
    ),
    "format and pattern": (
        ("customers", "mobile", "format", "手机；正则:1[38].*"),
        lambda f: (f.format, f.constraints.pattern),
        ("mobile", "1[38].*"),
    ),
    "length": (("customers", "notes", "maximum", 80.0), lambda f: f.constraints.max_length, 80),
    "shortest": (("customers", "notes", "minimum", "2"), lambda f: f.constraints.min_length, 2),
    "no length": (("customers", "notes", "maximum", ""), lambda f: f.constraints.max_length, None),
    "number": (("orders", "rating", "maximum", 10.0), lambda f: f.constraints.maximum, 10),
    "text of a number": (("orders", "amount", "maximum", "1,000,000"), lambda f: f.constraints.maximum, 1_000_000),
    "above zero": (("orders", "amount", "minimum", "＞0"), lambda f: f.constraints.minimum, 0.000001),
    "day": (("orders", "date", "minimum", datetime(2001, 2, 3)), lambda f: f.constraints.minimum, "2001-02-03"),
    "day as text": (("orders", "date", "minimum", "2001年2月3日"), lambda f: f.constraints.minimum, "2001-02-03"),
    "today": (("service", "service_date", "maximum", "today"), lambda f: f.constraints.maximum, "today"),
    "counted": (("orders", "date", "maximum", "今天 + 30 天"), lambda f: f.constraints.maximum, "today+30d"),
    "ago": (("customers", "birth_date", "maximum", "18年前"), lambda f: f.constraints.maximum, "today-18y"),
    "ago in English": (
        ("customers", "birth_date", "maximum", "18 years ago"),
        lambda f: f.constraints.maximum,
        "today-18y",
    ),
    "months": (("orders", "date", "minimum", "today - 6 months"), lambda f: f.constraints.minimum, "today-6m"),
    "list": (("customers", "source", "list", "行业"), lambda f: f.constraints.enum, "industry"),
    "list of a text": (
        ("customers", "job_title", "list", "职业"),
        lambda f: (f.type, f.constraints.enum),
        ("string", "occupation"),
    ),
    "free text": (("customers", "industry", "kind", "文本"), lambda f: f.constraints.enum, None),
    "whole": (("orders", "qty", "kind", "整数"), lambda f: f.type, "integer"),
    "money": (("orders", "qty", "kind", "金额"), lambda f: (f.type, f.format), ("number", "money")),
    "number for money": (("orders", "amount", "kind", "数字"), lambda f: (f.type, f.format), ("number", None)),
    "default": (("customers", "kind", "default", "企业"), lambda f: f.default, "company"),
    "default in English": (("customers", "kind", "default", "Person"), lambda f: f.default, "person"),
    "no default": (("orders", "order_status", "default", ""), lambda f: f.default, None),
    "default number": (("orders", "qty", "default", 1.0), lambda f: f.default, 1),
    "message": (
        ("customers", "notes", "description", "随便写。"),
        lambda f: (f.description.zh, f.description.en[:3]),
        ("随便写。", "At "),
    ),
    "example": (("customers", "notes", "example", "下午再打"), lambda f: f.example and f.example.zh, "下午再打"),
    "wrong example": (("customers", "notes", "wrong", "有事"), lambda f: f.wrong and f.wrong.zh, "有事"),
    "no example": (("customers", "notes", "example", ""), lambda f: f.example, None),
    "personal": (("customers", "notes", "personal", "敏感"), lambda f: f.personal, "sensitive"),
    "weight": (("customers", "wechat", "weight", 3.0), lambda f: f.weight, 3.0),
    "off": (("customers", "notes", "enabled", "否"), lambda f: f.enabled, False),
    "on": (("customers", "id_no", "enabled", "是"), lambda f: f.enabled, True),
    "label of a formula": (("customers", "age", "label", "岁数"), lambda f: f.title.zh, "岁数"),
    "formula off": (("customers", "age", "enabled", "×"), lambda f: f.enabled, False),
}


@pytest.mark.parametrize("name", EDITS)
def test_read_fields__an_edit_takes_effect_and_nothing_else_changes(
    page: Callable[..., Page], schema: Schema, name: str
) -> None:
    edit, look, expected = EDITS[name]
    one = page(edit)
    read = one.read()
    assert read.findings == ()
    assert look(get(read, *edit[:2])) == expected
    assert load_schema(read.schema.dump()) == read.schema, "as valid as a shipped one"
    change = schema_change(schema, read.schema)
    touched = {*change.switched_off, *change.switched_on, *change.renamed, *change.edited}
    assert touched == {edit[:2]}
    assert (change.added, change.removed) == ((), ())
    again = one.write(read).read()
    assert (again.schema, again.findings, dict(again.rows.cells)) == (read.schema, (), {}), "and stays so"


MISTAKES: Mapping[str, tuple[Edit, str]] = {
    "type": (("customers", "notes", "kind", "数子"), "default"),
    "no type": (("customers", "notes", "kind", ""), "blank"),
    "type of a formula": (("customers", "age", "kind", "文本"), "fixed"),
    "limit of a formula": (("customers", "age", "maximum", 99.0), "fixed-blank"),
    "required formula": (("customers", "age", "required", "是"), "fixed"),
    "who": (("customers", "notes", "role", "公式"), "fixed"),
    "who is unknown": (("customers", "notes", "role", "老王"), "default"),
    "type that is computed with": (("orders", "amount", "kind", "文本"), "computed"),
    "day that is computed with": (("orders", "date", "kind", "文本"), "computed"),
    "mobile as number": (("customers", "mobile", "kind", "数字"), "computed"),
    "text as number": (("customers", "notes", "kind", "数字"), "computed"),
    "key": (("customers", "customer_id", "kind", "整数"), "computed"),
    "foreign key": (("orders", "customer_id", "list", "行业"), "fixed-blank"),
    "closed list": (("customers", "kind", "list", "行业"), "computed"),
    "closed list as text": (("customers", "kind", "kind", "文本"), "computed"),
    "unknown list": (("customers", "source", "list", "不存在"), "list"),
    "no list": (("customers", "source", "list", ""), "list-blank"),
    "list without list": (("customers", "notes", "kind", "列表"), "list-blank"),
    "list of a number": (("orders", "qty", "list", "行业"), "list-kind"),
    "format": (("customers", "wechat", "format", "车牌"), "format"),
    "format of a number": (("orders", "qty", "format", "手机"), "format-kind"),
    "pattern of a list": (("customers", "source", "format", "正则:[A-Z]+"), "format-kind"),
    "pattern": (("customers", "wechat", "format", "正则:[A-Z"), "pattern-wrong"),
    "slow pattern": (("customers", "wechat", "format", "正则:(a+)+b"), "pattern-slow"),
    "long pattern": (("customers", "wechat", "format", "正则:" + "a" * 300), "pattern-long"),
    "blank pattern": (("customers", "wechat", "format", "正则:"), "pattern-blank"),
    "limit": (("orders", "rating", "maximum", "许多"), "default"),
    "half a rating": (("orders", "rating", "maximum", 4.5), "default"),
    "huge limit": (("orders", "amount", "maximum", 1e15), "default"),
    "length": (("customers", "notes", "maximum", "很长"), "default"),
    "negative length": (("customers", "notes", "maximum", -1.0), "default"),
    "day": (("orders", "date", "minimum", "昨天"), "default"),
    "number for a day": (("orders", "date", "minimum", 5.0), "default"),
    "unclear day": (("orders", "date", "minimum", "01/05/2023"), "default"),
    "weeks": (("orders", "date", "minimum", "今天-2周"), "default"),
    "beyond the calendar": (("orders", "date", "minimum", "今天-99999年"), "default"),
    "limit of yes and no": (("customers", "opt_out", "minimum", 1.0), "limit-kind"),
    "order": (("orders", "rating", "minimum", 6.0), "order"),
    "order of days": (("customers", "birth_date", "minimum", "今天"), "order"),
    "order of lengths": (("customers", "notes", "minimum", 600.0), "order"),
    "required": (("customers", "notes", "required", "也许"), "default"),
    "condition is missing": (("customers", "notes", "required", "条件"), "condition-blank"),
    "condition of nothing": (("customers", "notes", "condition", "星座=白羊"), "condition"),
    "condition without list": (("customers", "notes", "condition", "城市=北京"), "condition-list"),
    "condition of no entry": (("customers", "notes", "condition", "客户类型=神仙"), "condition-entry"),
    "required key": (("customers", "customer_id", "required", "是"), "fixed"),
    "key not unique": (("customers", "customer_id", "unique", "否"), "fixed"),
    "unique": (("customers", "notes", "unique", "看情况"), "default"),
    "default": (("customers", "kind", "default", "神仙"), "default-entry"),
    "default of a number": (("orders", "qty", "default", "一些"), "default"),
    "default of a day": (("orders", "date", "default", "今天"), "default-date"),
    "personal": (("customers", "notes", "personal", "有点"), "default"),
    "weight": (("customers", "notes", "weight", "重"), "default"),
    "negative weight": (("customers", "notes", "weight", -1.0), "default"),
    "in use": (("customers", "notes", "enabled", "看情况"), "default"),
    "key off": (("customers", "customer_id", "enabled", "否"), "needed"),
    "amount off": (("orders", "amount", "enabled", "否"), "needed"),
    "label": (("customers", "notes", "label", ""), "blank"),
    "other label": (("customers", "notes", "other", ""), "blank"),
    "long label": (("customers", "notes", "label", "长" * 300), "long"),
    "long message": (("customers", "notes", "description", "长" * 196), "long"),
    "label of another": (("customers", "notes", "label", "手机"), "taken"),
    "alias of another": (("customers", "notes", "label", "手机号"), "taken"),
    "other label of another": (("customers", "notes", "other", "Mobile"), "taken"),
    "sheet": (("customers", "notes", "sheet", "客户们"), "default"),
    "no sheet": (("customers", "notes", "sheet", ""), "default"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_read_fields__a_mistake_is_a_finding_on_its_cell(page: Callable[..., Page], schema: Schema, name: str) -> None:
    """The last good value stands, and another edit of the same row takes effect."""
    (sheet, key, column, content), said = MISTAKES[name]
    one = page()
    place = one.cell(sheet, key, "list" if said == "list-blank" else column)
    one.edit((sheet, key, column, content))
    read = one.read()
    assert codes(read.findings) == [("E321", said, place)]
    assert read.schema is schema
    assert read.findings[0].place == "字段"
    for lang in LANGS:
        words = message(read.findings[0], schema, lang)
        assert words.endswith(("。", "."))
        assert "{" not in words
        assert "“”" not in words or not content, words
    one.row("customers", "wechat")["description"] = "另一句话"
    both = one.read()
    assert codes(both.findings) == codes(read.findings)
    assert get(both, "customers", "wechat").description.zh == "另一句话"


def test_read_fields__a_mistake_leaves_the_other_edits_of_its_row(page: Callable[..., Page]) -> None:
    edits: list[Edit] = [("orders", "rating", "maximum", "许多"), ("orders", "rating", "minimum", 2.0)]
    read = page(*edits, ("orders", "rating", "required", "是")).read()
    rules = get(read, "orders", "rating").constraints
    assert (rules.minimum, rules.maximum, rules.required) == (2, 5, True)
    assert len(read.findings) == 1
    read = page(("customers", "wechat", "format", "车牌"), ("customers", "wechat", "maximum", 33.0)).read()
    assert (len(read.findings), get(read, "customers", "wechat").constraints.max_length) == (1, 33)
    read = page(("customers", "job_title", "kind", "列表"), ("customers", "job_title", "list", "行业"),
                ("customers", "job_title", "format", "邮箱")).read()  # fmt: skip
    assert ([f.message for f in read.findings], get(read, "customers", "job_title").constraints.enum) == (
        ["format-kind"],
        "industry",
    )


def test_read_fields__an_error_cell_is_a_mistake(page: Callable[..., Page], schema: Schema) -> None:
    one = page()
    row = 5 + one.rows.index(one.row("customers", "wechat"))
    column = NAMES.index("maximum") + 1
    read = one.read(errors={(row, column): "#REF!"})
    assert [(f.cell, f.value) for f in read.findings] == [(f"{column_letters(column)}{row}", "#REF!")]
    assert read.schema is schema


def test_read_fields__the_list_stays_behind_and_is_cleared(page: Callable[..., Page]) -> None:
    one = page(("customers", "industry", "kind", "文本"))
    read = one.read()
    assert read.rows.cells == {one.cell("customers", "industry", "list"): None}


def test_read_fields__no_more_condition(page: Callable[..., Page]) -> None:
    one = page(("customers", "industry", "required", "否"))
    read = one.read()
    assert get(read, "customers", "industry").required_when == {}
    assert read.rows.cells == {one.cell("customers", "industry", "condition"): None}
    one = page(("customers", "industry", "condition", ""))
    read = one.read()
    assert get(read, "customers", "industry").required_when == {}
    assert read.rows.cells == {one.cell("customers", "industry", "required"): "否"}


def test_read_fields__a_condition_makes_conditional(page: Callable[..., Page]) -> None:
    one = page(("customers", "notes", "condition", "客户类型=个人"))
    read = one.read()
    assert get(read, "customers", "notes").required_when == {"kind": ("person",)}
    assert read.rows.cells == {one.cell("customers", "notes", "required"): "条件"}
    assert one.write(read).read().schema == read.schema


def test_read_fields__renamed_is_still_known_by_its_old_label(page: Callable[..., Page]) -> None:
    one = page(("customers", "notes", "label", "说明"), ("customers", "notes", "other", "Remarks here"))
    read = one.read()
    assert {"备注", "Notes"} <= set(get(read, "customers", "notes").aliases)
    back = one.write(read).edit(("customers", "notes", "label", "备注")).read()
    assert (back.findings, get(back, "customers", "notes").title.zh) == ((), "备注")
    assert "备注" not in get(back, "customers", "notes").aliases


def test_read_fields__swapped_labels_are_refused(page: Callable[..., Page], schema: Schema) -> None:
    """The columns still bear the old headers; each would be read as the other."""
    read = page(("customers", "mobile", "label", "固定电话"), ("customers", "phone", "label", "手机")).read()
    assert [one.message for one in read.findings] == ["taken", "taken"]
    assert read.schema is schema


@pytest.mark.parametrize("lang", LANGS)
def test_read_fields__a_new_row_is_a_new_field(page: Callable[..., Page], schema: Schema, lang: Lang) -> None:
    one = page(lang=lang)
    sheet = schema.sheet("customers").title(lang)
    one.add(sheet=sheet, label="会员等级" if lang == "zh" else "Member level")
    read = one.read()
    assert read.findings == ()
    (added,) = schema_change(schema, read.schema).added
    field = get(read, *added)
    assert (field.type, field.role, field.enabled, field.constraints.required) == ("string", "input", True, False)
    assert field.name == ("col_1" if lang == "zh" else "member_level")
    assert field.title.zh == field.title.en == field.description(lang)
    written = one.write(read)
    assert written.rows[-1]["key"] == field.name
    assert {written.rows[-1][name] for name in ("required", "unique")} == {"否" if lang == "zh" else "no"}
    again = written.read()
    assert (again.schema, again.findings, dict(again.rows.cells)) == (read.schema, (), {})
    before = Page(schema, lang)
    before.rows = written.rows
    unsaved = before.read()
    assert (unsaved.schema, dict(unsaved.rows.cells)) == (read.schema, {}), "also before it is carried"


def test_read_fields__a_whole_new_row(page: Callable[..., Page]) -> None:
    one = page().add(
        sheet="交易", label="送货日期", other="Delivery date", kind="日期", required="条件", condition="订单状态=有效",
        minimum="2020-01-01", maximum="今天+1年", description="哪天送到。", example="2026-07-01",
        personal="无", weight=2.0,
    )  # fmt: skip
    read = one.read()
    assert read.findings == ()
    field = get(read, "orders", "delivery_date")
    assert (field.type, field.constraints.minimum, field.constraints.maximum) == ("date", "2020-01-01", "today+1y")
    assert (field.required_when, field.weight) == ({"order_status": ("valid",)}, 2.0)
    assert field.example is not None
    assert field.example.en == "2026-07-01"


def test_read_fields__a_condition_on_a_field_of_the_same_edit(page: Callable[..., Page]) -> None:
    one = page(
        ("customers", "notes", "condition", "填了会员等级"), ("customers", "wechat", "condition", "Sort of client=企业")
    )
    one.add(sheet="客户", label="会员等级", other="Level of membership", condition="客户性质=个人")
    one.edit(("customers", "kind", "label", "客户性质"), ("customers", "kind", "other", "Sort of client"))
    read = one.read()
    assert read.findings == ()
    assert get(read, "customers", "notes").required_when == {"level_of_membership": "*"}
    assert get(read, "customers", "wechat").required_when == {"kind": ("company",)}
    assert get(read, "customers", "level_of_membership").required_when == {"kind": ("person",)}
    assert one.write(read).read().schema == read.schema


def test_read_fields__a_new_row_with_a_list_needs_no_type(page: Callable[..., Page]) -> None:
    one = page().add(sheet="客户", label="上家行业", list="行业")
    read = one.read()
    assert read.findings == ()
    assert get(read, "customers", "col_1").constraints.enum == "industry"
    assert one.write(read).rows[-1]["kind"] == "列表"


NEW_MISTAKES: Mapping[str, tuple[dict[str, object], str, str]] = {
    "sheet": ({"sheet": "客人", "label": "星座"}, "sheet", "default"),
    "no sheet": ({"label": "星座"}, "sheet", "blank-sheet"),
    "no label": ({"sheet": "客户", "kind": "日期"}, "label", "blank-label"),
    "label taken": ({"sheet": "客户", "label": "手机"}, "label", "taken"),
    "alias taken": ({"sheet": "客户", "label": "星座", "other": "DOB"}, "other", "taken"),
}


@pytest.mark.parametrize("name", NEW_MISTAKES)
def test_read_fields__a_new_row_that_cannot_be_taken(page: Callable[..., Page], schema: Schema, name: str) -> None:
    cells, column, said = NEW_MISTAKES[name]
    one = page().add(**cells)
    read = one.read()
    assert codes(read.findings) == [("E321", said, f"{column_letters(NAMES.index(column) + 1)}{4 + len(one.rows)}")]
    assert (read.schema, dict(read.rows.cells)) == (schema, {})


def test_read_fields__a_mistake_in_a_new_row_leaves_the_usual(page: Callable[..., Page]) -> None:
    read = page().add(sheet="客户", label="星座", kind="整数", maximum="很多", format="手机", required="是").read()
    assert [one.message for one in read.findings] == ["format-kind", "default"]
    field = get(read, "customers", "col_1")
    assert (field.type, field.constraints.maximum, field.constraints.required) == ("integer", None, True)
    assert [sentence(read.findings[1], lang) for lang in ("zh", "en")] == [
        "“星座”的最大/最长不能是“很多”，应为整数；改正之前当它空着。",
        "Maximum of 星座 cannot be “很多”; it must be a whole number. Until then it counts as blank.",
    ]


UNDECIDED: Mapping[str, tuple[dict[str, object], str, str]] = {
    "kind": ({"kind": "数子"}, "kind", "default"),
    "kind in English": ({"kind": "numbr"}, "kind", "default"),
    "no such list": ({"kind": "列表", "list": "没有"}, "list", "list"),
    "no such list alone": ({"list": "没有"}, "list", "list"),
    "no list": ({"kind": "列表"}, "list", "list-blank"),
    "a list of dates": ({"kind": "日期", "list": "行业"}, "list", "list-kind"),
    "long label": ({"label": "长" * 256}, "label", "long"),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_read_fields__while_a_new_row_is_undecided_there_is_no_column(
    page: Callable[..., Page], schema: Schema, name: str
) -> None:
    """Nor is it required of anybody; the row itself stays as it was typed, and other new rows count."""
    cells, column, key = UNDECIDED[name]
    one = page().add(**{"sheet": "客户", "label": "会员等级", "required": "是", **cells})
    read = one.read()
    assert codes(read.findings) == [("E321", key, f"{column_letters(NAMES.index(column) + 1)}{4 + len(one.rows)}")]
    assert (read.schema, dict(read.rows.cells)) == (schema, {})
    told = read.findings[0]
    assert sentence(told, "zh").endswith("；改好之前不加这一列。")
    assert sentence(told, "en").endswith(". Until then no column is added.")
    assert (
        get(page().add(**one.rows[-1]).add(sheet="客户", label="星座").read(), "customers", "col_1").title.zh == "星座"
    )


def test_read_fields__in_the_row_of_a_known_field_the_former_value_stands(page: Callable[..., Page]) -> None:
    read = page(("customers", "postcode", "kind", "数子")).read()
    assert sentence(read.findings[0], "zh").endswith("；改正之前沿用原来的。")
    assert sentence(read.findings[0], "en").endswith(". Until then the former value stands.")


def test_read_fields__two_new_rows_with_one_label(page: Callable[..., Page]) -> None:
    one = page().add(sheet="客户", label="星座").add(sheet="客户", label="星座").add(sheet="互动", label="星座")
    read = one.read()
    assert [one.message for one in read.findings] == ["taken"]
    assert {"col_1"} <= set(read.schema.sheet("customers").by_name) & set(read.schema.sheet("interactions").by_name)


def test_read_fields__a_copied_row_keeps_the_key_where_it_was(page: Callable[..., Page], schema: Schema) -> None:
    one = page()
    one.rows.insert(0, {**one.row("customers", "notes"), "label": "第二备注"})
    read = one.read()
    assert codes(read.findings) == [("E321", "key-taken", "D5")]
    assert read.schema is schema


@pytest.mark.parametrize("key", ["", "Notes 2", "other_key"])
def test_read_fields__a_key_that_was_changed_is_put_back(page: Callable[..., Page], schema: Schema, key: str) -> None:
    one = page()
    place = one.cell("customers", "notes", "key")
    one.edit(("customers", "notes", "key", key))
    one.rows[int(place[1:]) - 5]["maximum"] = 90.0
    read = one.read()
    assert codes(read.findings) == [("I323", "key", place)]
    assert read.rows.cells == {place: "notes"}
    assert get(read, "customers", "notes").constraints.max_length == 90
    assert (schema_change(schema, read.schema).added, read.rows.lost) == ((), ())


def test_read_fields__a_deleted_row_is_not_a_deleted_field(page: Callable[..., Page], schema: Schema) -> None:
    one = page()
    one.rows.remove(one.row("customers", "notes"))
    read = one.read()
    assert [(f.code, f.field) for f in read.findings] == [("I323", "备注")]
    assert (read.schema, read.rows.lost) == (schema, (("customers", "notes"),))
    for lang in LANGS:
        assert schema.sheet("customers").by_name["notes"].title(lang) in message(read.findings[0], schema, lang)


def test_read_fields__a_cleared_sheet_is_told_of_once(page: Callable[..., Page], schema: Schema) -> None:
    one = page()
    one.rows.clear()
    read = one.read()
    assert [(f.code, f.message) for f in read.findings] == [("I323", "several")]
    assert read.schema is schema
    assert len(read.rows.lost) == sum(len(sheet.fields) for sheet in schema.sheets)


@pytest.mark.parametrize("name", ["sheet", "label", "key", "kind"])
def test_read_fields__without_a_header_it_needs_nothing_is_read(
    page: Callable[..., Page], schema: Schema, name: str
) -> None:
    one = page(("customers", "notes", "maximum", 1.0))
    read = one.read(grid=one.grid([other for other in NAMES if other != name]))
    assert [(f.code, f.place) for f in read.findings] == [("W322", "字段")]
    assert read.schema is schema
    assert COLUMN[name].title.zh in message(read.findings[0], schema, "zh")


@pytest.mark.parametrize("grid", [[], [[""]], [["随便"], ["写点", "别的"]]])
def test_read_fields__another_sheet_in_its_place(page: Callable[..., Page], schema: Schema, grid: Any) -> None:
    read = page().read(grid=grid or [[]])
    assert [f.code for f in read.findings] == ["W322"]
    assert read.schema is schema


def test_read_fields__a_field_of_ones_own_may_change_its_type(page: Callable[..., Page], schema: Schema) -> None:
    one = page().add(sheet="客户", label="星座", maximum=5.0)
    one.write(one.read())
    one.rows[-1] |= {"kind": "整数"}
    read = Page.read(one, base=schema)
    assert read.findings == ()
    rules = get(read, "customers", "col_1").constraints
    assert (rules.maximum, rules.max_length) == (5, None), "the cell says the largest number now"
    one.rows[-1] |= {"kind": "日期"}
    read = Page.read(one, base=schema)
    assert [f.message for f in read.findings] == ["default"], "5 is no day"
    assert get(read, "customers", "col_1").type == "date"


def test_read_fields__more_rows_than_a_sheet_takes(page: Callable[..., Page], schema: Schema) -> None:
    """Somebody pasted a list below the fields: told of, at most so many, and quick."""
    one = page(("customers", "notes", "maximum", 90.0))
    for number in range(2_000):
        one.add(sheet="客户", label=f"新{number}")
    read = one.read()
    assert get(read, "customers", "notes").constraints.max_length == 90
    assert len(read.schema.sheet("customers").fields) == 200
    assert [f.message for f in read.findings] == ["many"] * 20 + ["rows"]
    for number in range(2_000):
        one.rows[-1 - number]["sheet"] = f"表{number}"
    read = one.read()
    assert [f.message for f in read.findings] == ["default"] * 20 + ["rows"]
    assert schema_change(schema, read.schema).added == ()


def test_read_fields__what_the_loader_refuses_leaves_the_other_rows(page: Callable[..., Page], schema: Schema) -> None:
    """A condition speaks of an entry of the list, so the field cannot get another list."""
    one = page(("customers", "notes", "condition", "行业=制造业"))
    one.write(one.read())
    one.edit(("customers", "industry", "list", "职业"), ("customers", "wechat", "maximum", 33.0))
    one.add(sheet="客户", label="星座")
    read = one.read(base=schema)
    assert [f.message for f in read.findings] == ["refused"]
    assert get(read, "customers", "industry").constraints.enum == "industry"
    assert get(read, "customers", "wechat").constraints.max_length == 33
    assert "col_1" in read.schema.sheet("customers").by_name
    for lang in LANGS:
        assert "“”" not in message(read.findings[0], read.schema, lang)


@pytest.mark.parametrize(
    ("wanted", "english", "taken", "key"),
    [
        ("level", "Member level", (), "level"),
        ("", "Member level", (), "member_level"),
        ("Member Level", "", (), "col_1"),
        ("", "会员", ("col_1",), "col_2"),
        ("level", "", ("level",), "col_1"),
        ("", "Level", ("level",), "level_1"),
        ("", "Café №1", (), "cafe_no1"),
        ("", "2nd phone", (), "col_1"),
        ("", "x" * 60, (), "x" * 40),
    ],
)
def test_new_key(wanted: str, english: str, taken: tuple[str, ...], key: str) -> None:
    assert new_key(wanted, english, taken) == key


SHIPPED = standard()
SMALL = SHIPPED.but(
    sheets=tuple(
        one.but(
            fields=tuple(field for field in one.fields if field.is_input or field.name == "age"),
            label_fields=one.primary_key,
        )
        for one in SHIPPED.sheets
        if one.name in {"customers", "orders", "campaigns", "users"}
    )
)
WORDS = [
    *(title(lang) for words in (KINDS, FORMATS, PERSONAL) for title in words.values() for lang in LANGS),
    *(
        "是",
        "否",
        "条件",
        "yes",
        "no",
        "√",
        "×",
        "",
        " ",
        "行业",
        "Tier",
        "客户类型=企业",
        "填了人工分级",
        "a=b；c",
        "=",
        "；",
    ),
    *(
        "正则:",
        "正则:[",
        "正则:(a+)+",
        "正则:a{1,99}",
        "手机；正则:1.*",
        "regex: \\d+",
        ">0",
        "1e400",
        "-5",
        "0",
        "今天",
        "today-1y",
    ),
    *(
        "今天-99999年",
        "2024-02-30",
        "2024-02-29",
        "客户",
        "交易",
        "mobile",
        "手机",
        "姓名",
        "x" * 300,
        "\n",
        "\u200b",
        "#REF!",
    ),
]
CELL = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)),
)
EDIT = st.tuples(st.integers(0, 10_000), st.sampled_from(NAMES), CELL)
ROW = st.dictionaries(st.sampled_from(NAMES), CELL)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDIT, max_size=12), st.lists(ROW, max_size=3), st.sampled_from(LANGS))
def test_read_fields__takes_anything(edits: list[Any], rows: list[Any], lang: Any) -> None:
    """Reading never fails, the standard in force is valid, and what is written back settles it."""
    page = Page(SMALL, lang)
    for at, column, content in edits:
        page.rows[at % len(page.rows)][column] = content
    for row in rows:
        page.add(**row)
    read = page.read(base=SMALL)
    assert list(mistakes(read.schema)) == []
    assert load_schema(read.schema.dump()) == read.schema
    for one in read.findings:
        assert one.code in {"E321", "I323"}
        assert all(message(one, SMALL, lang) for lang in LANGS)
    again = page.write(read).read(base=SMALL)
    assert again.schema == read.schema, "the next pass reads the same"
    assert again.rows.cells == {}
