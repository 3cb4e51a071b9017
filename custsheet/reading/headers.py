"""Header cells → fields: by any declared label or alias in either language, whatever marks people hang on it.

Invariant: a label is never guessed. What no label, alias or bare field name claims is unknown and stays people's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from custsheet.model.schema import Field, Sheet
from custsheet.model.text import fold_label
from custsheet.values.text import as_text

# What may stand in brackets behind a label without changing what the column means; 万元 would.
_BRACKETS = re.compile(
    r"[(\[【](?:必填项?|选填|可选|非必填|必须|元|人民币|required|optional|mandatory|rmb|cny|yuan|[￥¥]|下拉|单选|多选"
    r"|格式.*|(?:yyyy|年)[-/年.]?(?:mm|月)[-/月.]?(?:dd?|日)?)[)\]】]$",
    re.IGNORECASE,
)
_MARKS = "*＊★☆●·•#:： \u3000"
_LONGEST = 255  # characters of a table's header in Excel; comparing a text of megabytes would take minutes


def label_text(cell: object) -> str:
    """The label in a header cell, trimmed; "" for a blank one."""
    return as_text(cell).strip()


class Labels:
    """Every way to write the labels of one sheet of the standard."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        # Titles first, then aliases in their order: the lower the rank, the surer the match.
        self._known: dict[str, tuple[Field, int]] = {}
        for field in sheet.fields:
            self._known[fold_label(field.name)] = (field, len(field.labels))
        for field in sheet.fields:
            for rank, label in reversed(list(enumerate(field.labels))):
                self._known[fold_label(label)] = (field, max(rank - 1, 0))

    def find(self, label: str) -> tuple[Field, int] | None:
        """The field that `label` names, and how sure that is: 0 = its title, higher = an alias; None if unknown."""
        for form in _forms(label) if len(label) <= _LONGEST else ():
            if form in self._known:
                return self._known[form]
        return None

    def matched(self, labels: Iterable[str]) -> set[str]:
        """Names of the fields that some of `labels` name."""
        found = (self.find(label) for label in labels if label)
        return {one[0].name for one in found if one}


@lru_cache(maxsize=1 << 12)  # each is looked up in every sheet of the standard, twice
def _forms(label: str) -> tuple[str, ...]:
    bare = unicodedata.normalize("NFKC", label).strip(_MARKS)
    short = _BRACKETS.sub("", re.sub(r"\s", "", bare))
    return tuple(dict.fromkeys(map(fold_label, (label, bare, short.strip(_MARKS)) if short != bare else (label, bare))))


@dataclass(frozen=True)
class Columns:
    """What a header row says.

    Attributes:
        fields: field name → Excel column number.
        labels: field name → what the header cell says.
        extra: label → column number, for columns that no field claims.
        renamed: fields found by an alias.
        doubled: (field name, label, column) of columns whose field already stands in another one.
    """

    fields: dict[str, int]
    labels: dict[str, str]
    extra: dict[str, int]
    renamed: tuple[str, ...]
    doubled: tuple[tuple[str, str, int], ...]


def match_columns(labels: Labels, header: Mapping[int, str], *, aside: frozenset[int] = frozenset()) -> Columns:
    """Give each header cell (column number → label) its field.

    Where several columns name one field, its title wins over an alias, an earlier alias over a later one, and then the
    first column. Columns in `aside` stand apart from the table: they only count where they add a field.
    """
    claims: dict[str, list[tuple[bool, int, int]]] = {}
    extra: dict[str, int] = {}
    for column, label in sorted(header.items()):
        found = labels.find(label) if label else None
        if found:
            claims.setdefault(found[0].name, []).append((column in aside, found[1], column))
        elif label and column not in aside:
            extra.setdefault(label, column)
    fields, doubled = {}, []
    ranks: dict[str, int] = {}
    for name, found_in in claims.items():
        (_, ranks[name], fields[name]), *others = sorted(found_in)
        doubled += [(name, header[column], column) for away, _, column in others if not away]
    return Columns(
        fields=fields,
        labels={name: header[column] for name, column in fields.items()},
        extra=extra,
        renamed=tuple(name for name in fields if ranks[name] > 0),
        doubled=tuple(sorted(doubled, key=lambda one: one[2])),
    )
