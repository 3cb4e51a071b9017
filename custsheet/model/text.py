"""A label in both languages, and how labels are compared.

Every text a person sees exists in Chinese and English; the workbook's own language decides which one is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from custsheet.model.errors import Lang

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_MARKS = re.compile(r"[*＊:：]+$")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[-_]+(?=[^\W\d_])")


class Frozen(BaseModel):
    """Base of everything declared: immutable, camelCase in YAML, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    def but(self, **values: Any) -> Self:
        """The same with other values, which are taken as they are. What was cached of the old one is left behind."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return cast("Self", type(self).model_construct(None, **(kept | values)))


class Text(Frozen):
    """One text in both languages. In YAML a plain string stands for the same text in both."""

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _same_in_both(cls, value: Any) -> Any:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Editors must accept the plain string too."""
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}

    def __call__(self, lang: Lang) -> str:
        """The text in `lang`."""
        return self.zh if lang == "zh" else self.en


def text(zh: str, en: str) -> Text:
    """Shorthand for texts declared in code."""
    return Text(zh=zh, en=en)


@lru_cache(maxsize=1 << 14)  # every label and entry of a standard, which each pass folds anew
def fold_value(value: str) -> str:
    """The form in which two list values are the same: NFKC, no spaces, no trailing marks, case folded.

    A hyphen counts for nothing between letters only: E-mail is email, but B- is not B and 1-2 is not 12.

    >>> fold_value("Ｅ-Mail ") == fold_value("email"), fold_value("B-") == fold_value("B")
    (True, False)
    """
    folded = unicodedata.normalize("NFKC", value)
    return _BETWEEN_LETTERS.sub("", _MARKS.sub("", _SPACES.sub("", folded)).casefold())


def fold_label(label: str) -> str:
    """The form in which two labels are the same: as for list values, and without any hyphens and underscores.

    >>> fold_label(" 手机＊ ") == fold_label("手机")
    True
    """
    return fold_value(label).replace("_", "").replace("-", "")


NAMED = 5
"""Things that a sentence names before it counts."""


def several(names: Sequence[str | Text], unit: str = "处", between: tuple[str, str] = ("、", ", ")) -> Text:
    """The first few names, and how many there are where that is not all.

    Args:
        names: what is named, each in one word or in both languages.
        unit: what they are, the measure word in Chinese.
        between: what stands between two of them, in either language.

    >>> several(["A1", "B2"]).en, several(list("abcdefg")).en
    ('A1, B2', 'a, b, c, d, e and 2 more')
    """
    shown, more = names[:NAMED], len(names) - NAMED
    zh = between[0].join(one if isinstance(one, str) else one.zh for one in shown)
    en = between[1].join(one if isinstance(one, str) else one.en for one in shown)
    return text(f"{zh} 等 {len(names):,} {unit}", f"{en} and {more:,} more") if more > 0 else text(zh, en)


def counted(count: int, one: str, many: str) -> str:
    """A number and its noun in English, which alone of the two languages has a plural.

    >>> counted(1, "error", "errors"), counted(1200, "error", "errors")
    ('1 error', '1,200 errors')
    """
    return f"{count:,} {one if count == 1 else many}"
