"""One cell of sheet 字段 → what it means for the standard, in either language; else a `BadCellError` says why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from custsheet.model.bounds import date_bound
from custsheet.model.fieldsheet import ABOVE_ZERO, FORMATS, IF, NO, REGEX, YES
from custsheet.model.patterns import flaw
from custsheet.model.schema import Scalar, Schema, ValueList
from custsheet.model.text import Text, fold_label, fold_value, text
from custsheet.values.dates import parse_date
from custsheet.values.flags import parse_yes
from custsheet.values.numbers import parse_number
from custsheet.values.text import as_text, half_width

Required = Literal["yes", "no", "if"]
Conditions = dict[str, tuple[str, ...] | Literal["*"]]

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "string": ("文字", "字符", "字符串", "string"),
    "integer": ("integer", "int"),
    "number": ("数值", "小数", "decimal"),
    "money": ("货币", "money", "currency"),
    "datetime": ("时间", "日期和时间"),
    "boolean": ("是/否", "勾选", "boolean", "yes/no"),
    "choice": ("下拉", "下拉列表", "单选", "choice", "drop-down"),
    "list": ("多项", "several", "multiple"),
    "landline": ("固话", "电话", "phone"),
    "mobile": ("手机号", "mobile"),
    "email": ("email", "电子邮箱"),
    "resident_id": ("身份证", "id number"),
    "credit_code": ("信用代码",),
    "postcode": ("邮政编码", "zip"),
    "general": ("yes",),
    "none": ("none", "否"),
}
_LEAST_ABOVE_ZERO = 0.000001
_MOST_CHARACTERS = 32_767  # Excel: characters of a cell
_FAR = 10**12  # a limit beyond it says nothing, and Excel's check cannot hold it
_HEAVIEST = 100
_BETWEEN = re.compile(r"[;；\n]")
_EQUAL = re.compile(r"[=＝]")
_OR = re.compile(r"[/、,，]")
_FILLED = (
    re.compile(r"^填[了写](.+?)时?$"),
    re.compile(r"^(?:if )?(.+?) is filled$", re.I),
    re.compile(r"^(.+?)已填$"),
)
_REGEX = re.compile(r"(?:正则(?:表达式)?|regex|regexp|pattern)\s*[:：]\s*", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?P<now>今天|today)(?:(?P<sign>[+-])(?P<count>[0-9]{1,5})(?P<unit>[^0-9]+))?"
    r"|(?P<count2>[0-9]{1,5})(?P<unit2>[^0-9前后]+?)(?P<side>前|后|ago|fromnow|ahead)"
)
_UNITS = {"天": "d", "日": "d", "月": "m", "个月": "m", "年": "y", "周": "", "岁": "y"} | {
    name: unit
    for unit, names in {"d": ("d", "day", "days"), "m": ("m", "month", "months"), "y": ("y", "year", "years")}.items()
    for name in names
}


class BadCellError(Exception):
    """The cell means nothing here. `message` and `params` are those of the finding."""

    def __init__(self, message: str = "default", **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


def one_of(words: Mapping[str, Text]) -> Text:
    """Several words as a sentence lists them."""
    return text("、".join(one.zh for one in words.values()), ", ".join(one.en for one in words.values()))


def word(cell: str, words: Mapping[str, Text]) -> str:
    """The name of the word that stands in the cell."""
    known = {fold_label(alias): name for name in words for alias in (*_ALIASES.get(name, ()), name)}
    known |= {fold_label(label): name for name, title in words.items() for label in (title.en, title.zh)}
    found = known.get(fold_label(cell))
    if found is None:
        raise BadCellError(allowed=one_of(words))
    return found


def yes(cell: str) -> bool:
    """是 or 否; blank is no."""
    found = parse_yes(cell) if cell else False
    if found is None:
        raise BadCellError(allowed=one_of({"yes": YES, "no": NO}))
    return found


def required(cell: str) -> Required:
    """是, 否 or 条件; blank is no."""
    if fold_label(cell) in {fold_label(IF.zh), fold_label(IF.en), "if", "有条件"}:
        return "if"
    found = parse_yes(cell) if cell else False
    if found is None:
        raise BadCellError(allowed=one_of({"yes": YES, "no": NO, "if": IF}))
    return "yes" if found else "no"


def conditions(cell: str, schema: Schema, name: str) -> Conditions:
    """客户类型=企业；填了人工分级 → field → names of the entries that make this one required, "*" for any value.

    `name`: of the sheet whose fields are meant.
    """
    found: Conditions = {}
    sheet = schema.sheet(name)
    for part in filter(None, (part.strip() for part in _BETWEEN.split(cell))):
        label, equal, value = _halves(part)
        field = sheet.by_label.get(fold_label(label))
        if field is None:
            raise BadCellError("condition", part=label, sheet=sheet.name)
        if not equal:
            found[field.name] = "*"
            continue
        enum = field.constraints.enum
        if enum is None:
            raise BadCellError("condition-list", part=field.title)
        names = _entries(value, schema.value_list(enum))
        if not names:
            raise BadCellError("condition-entry", part=value, other=field.title)
        found[field.name] = names
    return found


def _halves(part: str) -> tuple[str, bool, str]:
    """The field and the value of one condition; the value is missing where any will do."""
    label, *value = _EQUAL.split(part, maxsplit=1)
    if value:
        return label, True, value[0].strip()
    for form in _FILLED:
        if match := form.match(part):
            return match[1], False, ""
    return part, False, ""


def _entries(value: str, known: ValueList) -> tuple[str, ...]:
    """Names of the entries; () if one of them is none. An entry may hold the sign that stands between several."""
    names = {fold_value(label): one.name for one in known.values for label in (one.name, *one.labels)}
    if (whole := names.get(fold_value(value))) is not None:
        return (whole,)
    parts = [names.get(fold_value(part)) for part in _OR.split(value) if part.strip()]
    return () if None in parts else tuple(dict.fromkeys(part for part in parts if part is not None))


def format_rule(cell: str) -> tuple[str | None, str | None]:
    """The named format and the pattern; either may be missing."""
    match = _REGEX.search(cell)
    named, pattern = (cell[: match.start()], cell[match.end() :].strip()) if match else (cell, "")
    named = named.strip().strip("；;").strip()
    if match and not pattern:
        raise BadCellError("pattern-blank")
    if pattern and (wrong := flaw(pattern)) is not None:
        raise BadCellError(f"pattern-{wrong}")
    if not named:
        return None, pattern or None
    try:
        return word(named, FORMATS), pattern or None
    except BadCellError as error:
        raise BadCellError("format", allowed=error.params["allowed"], example=REGEX) from None


def number_limit(cell: object, *, whole: bool) -> int | float | None:
    """A limit of numbers."""
    words = half_width(as_text(cell)).strip().replace(" ", "")
    if not words:
        return None
    if words in {ABOVE_ZERO, "大于0"}:
        return _LEAST_ABOVE_ZERO
    found = parse_number(cell if not isinstance(cell, str) else words)
    if found is None or abs(found) > _FAR or (whole and found != int(found)):
        raise BadCellError(allowed=text("整数", "a whole number") if whole else text("数字", "a number"))
    return int(found) if float(found).is_integer() else found


def length_limit(cell: object) -> int | None:
    """A number of characters."""
    if not as_text(cell).strip():
        return None
    found = parse_number(cell)
    if found is None or found != int(found) or not 0 <= found <= _MOST_CHARACTERS:
        said = text(f"0 到 {_MOST_CHARACTERS} 的整数（字数）", f"a number of characters from 0 to {_MOST_CHARACTERS:,}")
        raise BadCellError(allowed=said)
    return int(found)


def weight_of(cell: object) -> float:
    """How much a filled cell counts; blank is once."""
    if not as_text(cell).strip():
        return 1.0
    found = parse_number(cell)
    if found is None or not 0 <= found <= _HEAVIEST:
        raise BadCellError(allowed=text(f"0 到 {_HEAVIEST} 的数字", f"a number from 0 to {_HEAVIEST}"))
    return float(found)


def day_limit(cell: object, *, date1904: bool) -> str | None:
    """A day: fixed, or counted from today; as a standard writes it (today-14y)."""
    words = re.sub(r"\s", "", half_width(as_text(cell))).casefold()
    if not words:
        return None
    bound = _counted(words)
    if bound is None and not isinstance(cell, bool | int | float):
        moment = parse_date(cell, date1904=date1904)
        bound = moment.date().isoformat() if moment is not None else None
    try:
        date_bound(bound or "")
    except (ValueError, OverflowError):
        said = text("日期、今天或今天-14年这样的写法", "a date, today, or a day such as today-14 years")
        raise BadCellError(allowed=said) from None
    return bound


def _counted(words: str) -> str | None:
    match = _COUNTED.fullmatch(words)
    if match is None:
        return None
    if match["now"] and not match["sign"]:
        return "today"
    unit = _UNITS.get(match["unit"] or match["unit2"])
    if not unit:
        return None
    sign = match["sign"] or ("-" if match["side"] in {"前", "ago"} else "+")
    return f"today{sign}{int(match['count'] or match['count2'])}{unit}"


def list_named(cell: str, lists: Iterable[ValueList]) -> str:
    """The name of the list with this title."""
    for one in lists:
        if fold_label(cell) in {fold_label(label) for label in (one.title.zh, one.title.en, one.name)}:
            return one.name
    raise BadCellError("list")


def default_value(cell: object, kind: str, enum: ValueList | None) -> Scalar:
    """What a new record holds in a column of this kind."""
    words = as_text(cell).strip()
    if not words:
        return None
    if enum is not None:
        names = _entries(words, enum)
        if len(names) != 1:
            raise BadCellError("default-entry", other=enum.title)
        return names[0]
    if kind == "boolean":
        return yes(words)
    if kind in {"integer", "number", "money"}:
        return number_limit(cell, whole=kind == "integer")
    if kind in {"date", "datetime"}:
        raise BadCellError("default-date")
    return words
