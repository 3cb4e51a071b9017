"""YAML → data; of the YAML that is shipped with custsheet, by its JSON twin, which is read forty times as quickly.

`parsed/` has one twin for each shipped text, named by the digest of that text: a twin can be absent but never stale,
and a standard somebody has changed is read as it is. `tests/model/test_yamltext.py` makes them anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

PARSED = Path(__file__).parent / "parsed"


class NotYamlError(ValueError):
    """It says what is wrong; `line` counts from 1, None where that is not known."""

    def __init__(self, problem: str, line: int | None) -> None:
        super().__init__(problem)
        self.line = line


def parse(text: str) -> Any:
    """What the YAML says.

    Raises:
        NotYamlError: it is none.
    """
    try:
        return json.loads(twin(text).read_bytes())
    except (OSError, ValueError):  # there is none, or somebody has damaged it
        return _read(text)


def twin(text: str) -> Path:
    """Where the JSON twin of this YAML is, if it has one."""
    return PARSED / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"


def _read(text: str) -> Any:
    import yaml  # late: what is shipped is read without it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times quicker, where it was built
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - either loader is the safe one
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise NotYamlError(str(getattr(error, "problem", error)), None if where is None else where.line + 1) from None
