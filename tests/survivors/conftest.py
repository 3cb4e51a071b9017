"""The package `making` beside this file makes the workbooks; the tests import it by that name."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from custsheet.package import Package

sys.path.insert(0, str(Path(__file__).resolve().parent))


def known_false(message: str) -> bool:
    """What the schemas of ISO 29500 say of things that Excel itself writes: dates as ISO text, a schema in a map."""
    return "The value 'd' is not an element of the set" in message or "by the strict wildcard" in message


@pytest.fixture(scope="session")
def errors(shared: Path) -> Callable[[bytes], Counter[tuple[str, str]]]:
    """`errors(data)`: what the ISO 29500 schemas say against the parts of a workbook, as (part, message)."""
    spec = importlib.util.spec_from_file_location("xsd_check", shared / "tools" / "xsd_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    @functools.cache
    def part_errors(content: bytes) -> list[str]:
        return [message for _, message in module.validate_bytes(content) or () if not known_false(message)]

    def found(data: bytes) -> Counter[tuple[str, str]]:
        package = Package.read(data)
        names = [name for name in package.names if name.endswith((".xml", ".rels"))]
        return Counter((name, message) for name in names for message in part_errors(package.part(name)))

    return found
