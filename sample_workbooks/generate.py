"""Makes the sample workbooks and their truth tables anew: `python sample_workbooks/generate.py`.

The workbooks in this folder are what this script makes from the standard as it is now; a test makes them again and
compares. Run it after a change of the standard, of the generator or of how a new workbook is drawn.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from generator.sample import Kind, generate  # noqa: E402
from generator.truth import to_yaml  # noqa: E402
from generator.world import DAY  # noqa: E402

from custsheet import __version__  # noqa: E402 - the two folders must be found first
from custsheet.drawing.template import draw_workbook  # noqa: E402
from custsheet.model.errors import Lang  # noqa: E402
from custsheet.model.load import load_schema  # noqa: E402
from custsheet.model.schema import Schema  # noqa: E402

NAMES: Final[dict[tuple[Kind, Lang], str]] = {
    ("retail", "zh"): "零售连锁",
    ("maker", "zh"): "制造企业",
    ("two", "zh"): "两位客户",
    ("retail", "en"): "retail-chain",
    ("maker", "en"): "b2b-maker",
    ("two", "en"): "two-customers",
}


def standard() -> Schema:
    """The standard the samples are made for."""
    path = HERE.parent / "schemas" / "customers.yaml"
    return load_schema(path.read_text(encoding="utf-8"), origin=path.name)


def make(kind: Kind, lang: Lang, schema: Schema) -> tuple[bytes, str]:
    """The workbook and its truth table."""
    sample = generate(kind, lang, schema)
    data = draw_workbook(schema, lang, tables=sample.tables, settings=sample.settings, today=DAY, version=__version__)
    name = f"{NAMES[kind, lang]}.xlsx"
    return data, to_yaml(sample.truth, schema=schema, lang=lang, workbook=name, day=DAY, tables=sample.tables)


def main() -> None:
    """Writes every sample into this folder."""
    schema = standard()
    for (kind, lang), name in NAMES.items():
        data, truth = make(kind, lang, schema)
        (HERE / f"{name}.xlsx").write_bytes(data)
        (HERE / f"{name}.truth.yaml").write_text(truth, encoding="utf-8", newline="\n")
        print(f"{name}.xlsx: {len(data):,} bytes")


if __name__ == "__main__":
    main()
