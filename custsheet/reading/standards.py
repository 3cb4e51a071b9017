"""Where a standard comes from when a workbook carries none: the shipped ones by name, or a person's own YAML file."""

from __future__ import annotations

from pathlib import Path

from custsheet import resources
from custsheet.model.errors import SchemaError
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema
from custsheet.package.saving.oserrors import reason


def standard(name: str = "customers") -> Schema:
    """The standard called `name` among the shipped ones, or in the YAML file at that path.

    Raises:
        SchemaError: there is none, it cannot be read, or it is wrong.
    """
    return load_schema(standard_words(name), origin=_place(name).name)


def standard_words(name: str) -> str:
    """That standard as it is written.

    Raises:
        SchemaError: there is none, or it cannot be read.
    """
    path = _place(name)
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        zh, en = reason(error)
        raise SchemaError(f"读不了标准 {path}：{zh}。", f"Cannot read the standard {path}: {en}.") from error
    except UnicodeDecodeError as error:
        raise SchemaError(
            f"读不了标准 {path}：它不是 UTF-8 编码，请另存为 UTF-8。",
            f"Cannot read the standard {path}: it is not encoded in UTF-8; save it as UTF-8.",
        ) from error


def _place(name: str) -> Path:
    path = Path(name)
    if path.suffix not in {".yaml", ".yml", ".json"}:
        path = resources.folder("schemas") / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(sorted(one.stem for one in path.parent.glob("*.yaml")))
            raise SchemaError(
                f"没有叫“{name}”的标准。自带的有：{known}；自己的标准请写 YAML 文件的路径。",
                f"There is no standard called '{name}'. Shipped: {known}; for your own, give the path of its YAML.",
            )
    return path
