"""What the copy is called that holds the results while the workbook itself is open or must not be written."""

from __future__ import annotations

from pathlib import Path, PurePath

from custsheet.model.errors import Lang

_WORDS: dict[Lang, str] = {"zh": "检查结果", "en": "results"}


def side_car(workbook: Path, lang: Lang) -> Path:
    """Beside the workbook: `客户管理表.检查结果.xlsx`, `customers.results.xlsx`."""
    return workbook.with_name(f"{workbook.stem}.{_WORDS[lang]}{workbook.suffix}")


def side_cars(workbook: Path) -> tuple[Path, ...]:
    """The same in either language."""
    return tuple(side_car(workbook, lang) for lang in _WORDS)


def is_side_car(name: str) -> bool:
    """Whether a file called `name` is such a copy."""
    return PurePath(name).stem.endswith(tuple(f".{word}" for word in _WORDS.values()))
