"""The truth about a sample: every fault put into it and every group of records planted in it, with Excel addresses.

It is written beside the workbook as YAML, one entry a line. Whatever checks or matches the workbook is measured
against it; it never learns from that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml

from generator.standard import Cell, Lang, Standard
from generator.wrecks import FIRST_ROW, address


@dataclass(frozen=True)
class Fault:
    """One cell spoilt on purpose.

    Attributes:
        sheet: schema name.
        index: position of the record, 0 = first.
        field: schema name of the spoilt cell.
        code: the rule that must find it.
        kind: what went wrong, in one word.
        dirty: what stands in the cell.
        right: what should stand there; None where it should be blank or nobody can know.
        moved: fields of the row whose values belong elsewhere in it → the right value there.
    """

    sheet: str
    index: int
    field: str
    code: str
    kind: str
    dirty: Cell
    right: Cell
    moved: Mapping[str, Cell] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Planted:
    """Records put in to be found, or not to be taken for each other.

    Attributes:
        kind: why they look alike.
        indexes: positions on sheet `customers`.
        bands: the answers that are right: same, review, related, none.
    """

    kind: str
    indexes: tuple[int, ...]
    bands: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """All there is to know about one sample."""

    faults: tuple[Fault, ...] = ()
    planted: tuple[Planted, ...] = ()


def to_yaml(
    truth: Truth,
    *,
    standard: Standard,
    lang: Lang,
    workbook: str,
    day: date,
    tables: Mapping[str, Sequence[Mapping[str, Cell]]],
) -> str:
    """The truth table as text."""
    head = {
        "workbook": workbook,
        "language": lang,
        "day": day,
        "rows": {name: len(rows) for name, rows in tables.items()},
    }
    faults = [
        {
            "sheet": fault.sheet,
            "title": standard.sheets[fault.sheet].title[lang],
            "cell": address(standard, tables, fault.sheet, fault.index, fault.field),
            "row": FIRST_ROW + fault.index,
            "field": fault.field,
            "code": fault.code,
            "kind": fault.kind,
            "dirty": fault.dirty,
            "right": fault.right,
            **({"moved": dict(fault.moved)} if fault.moved else {}),
        }
        for fault in truth.faults
    ]
    people = tables["customers"]
    planted = [
        {
            "kind": group.kind,
            "bands": list(group.bands),
            "rows": [FIRST_ROW + index for index in group.indexes],
            "records": [people[index]["customer_id"] for index in group.indexes],
        }
        for group in truth.planted
    ]
    text = "# Made by generate.py together with the workbook: what is wrong in it, and which records look alike.\n"
    text += yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    return text + _listed("faults", faults) + _listed("planted", planted)


class _EachAlone(yaml.SafeDumper):
    """Writes no anchors: each line stands for itself."""

    def ignore_aliases(self, _data: object) -> bool:
        """Whether to repeat a value rather than point to it."""
        return True


def _listed(name: str, entries: Iterable[Mapping[str, object]]) -> str:
    lines = [
        "- "
        + yaml.dump(
            dict(one), Dumper=_EachAlone, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000
        )
        for one in entries
    ]
    return f"{name}:\n{''.join(lines)}" if lines else f"{name}: []\n"
