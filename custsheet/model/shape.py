"""What pydantic finds wrong with the shape of a standard, in plain words of both languages.

Its own messages are English and speak of Python's types; whoever writes a standard knows YAML at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custsheet.model.text import Text, text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS = {
    "missing": text("缺少这一项", "it is missing"),
    "extra_forbidden": text(
        "没有这样的键，请改正拼写或删掉", "there is no such key; correct its spelling or delete it"
    ),
    "literal_error": text("应为 {expected} 之一", "it must be {expected}"),
    "string_type": text("应为文字，数字请加引号", "it must be a text; put quotes around a number"),
    "string_pattern_mismatch": text(
        "名称要以英文字母开头，只含英文字母、数字和下划线；字段等的名称只用小写",
        "a name begins with a letter from a to z and holds only such letters, digits and _; names of fields and the "
        "like are lower case",
    ),
    "bool_type": text("应为 true 或 false", "it must be true or false"),
    "int_type": text("应为整数", "it must be a whole number"),
    "float_type": text("应为数字", "it must be a number"),
    "tuple_type": text(
        "应为列表：每行以“-”开头，或写成 [甲, 乙]", "it must be a list: lines that begin with -, or [a, b]"
    ),
    "date_type": text("应为日期，如 2026-03-01", "it must be a date such as 2026-03-01"),
    "dict_type": text("应为“键: 值”的形式", "it must be of the form key: value"),
}
_SAME = {
    "bool_parsing": "bool_type",
    "int_parsing": "int_type",
    "int_from_float": "int_type",
    "float_parsing": "float_type",
    "date_parsing": "date_type",
    "date_from_datetime_parsing": "date_type",
    "model_type": "dict_type",
    "model_attributes_type": "dict_type",
}
_OTHER = text("写法不对", "it is not written as it must be")


def shape_mistake(error: ErrorDetails) -> Text:
    """The mistake that pydantic reports, as half a sentence that follows the YAML path."""
    kind = error["type"]
    words = _WORDS.get(_SAME.get(kind, kind), _OTHER)
    expected = str(error.get("ctx", {}).get("expected", ""))
    choices = expected.replace("'", "")
    return text(
        words.zh.format(expected=choices.replace(", ", "、").replace(" or ", "、")), words.en.format(expected=choices)
    )
