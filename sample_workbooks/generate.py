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

from generator.sample import SEED, Kind, Sample, generate  # noqa: E402 - the two folders must be found first
from generator.standard import Lang, Standard, read_standard  # noqa: E402
from generator.truth import to_yaml  # noqa: E402
from generator.world import DAY  # noqa: E402
from generator.wrecks import wreck  # noqa: E402

from custsheet import __version__  # noqa: E402
from custsheet.drawing.template import draw_workbook  # noqa: E402
from custsheet.reading.standards import standard as shipped  # noqa: E402

NAMES: Final[dict[tuple[Kind, Lang], str]] = {
    ("retail", "zh"): "零售连锁",
    ("maker", "zh"): "制造企业",
    ("two", "zh"): "两位客户",
    ("retail", "en"): "retail-chain",
    ("maker", "en"): "b2b-maker",
    ("two", "en"): "two-customers",
}


def standard() -> Standard:
    """The standard the samples are made for."""
    return read_standard(HERE.parent / "schemas" / "customers.yaml")


def make(kind: Kind, lang: Lang, standard: Standard, seed: int = SEED) -> tuple[bytes, str]:
    """The workbook and its truth table."""
    sample = generate(kind, lang, standard, seed)
    name, tables = f"{NAMES[kind, lang]}.xlsx", sample.tables
    truth = to_yaml(sample.truth, standard=standard, lang=lang, workbook=name, day=DAY, tables=tables)
    return draw(sample, lang, standard), truth


def draw(sample: Sample, lang: Lang, standard: Standard) -> bytes:
    """The workbook: what `custsheet new` makes, filled in, with the cells of the sample wrecked in it."""
    tables = sample.tables
    data = draw_workbook(shipped(), lang, tables=tables, settings=sample.settings, today=DAY, version=__version__)
    return wreck(data, sample.wrecks, standard=standard, lang=lang, tables=tables) if sample.wrecks else data


def main() -> None:
    """Writes every sample into this folder."""
    made_for = standard()
    for (kind, lang), name in NAMES.items():
        data, truth = make(kind, lang, made_for)
        (HERE / f"{name}.xlsx").write_bytes(data)
        (HERE / f"{name}.truth.yaml").write_text(truth, encoding="utf-8", newline="\n")
        print(f"{name}.xlsx: {len(data):,} bytes")


if __name__ == "__main__":
    main()
