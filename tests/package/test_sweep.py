"""Sweeps over workbooks that Excel itself saved: the promise of the graft, file by file."""

from __future__ import annotations

import io
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
import python_calamine

from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.styles import Styles

Make = Callable[..., bytes]


@pytest.fixture(scope="module")
def schema(shared: Path) -> Iterator[ModuleType]:
    """The validator against the ISO 29500 schemas."""
    sys.path.insert(0, str(shared / "tools"))
    import xsd_check

    yield xsd_check
    sys.path.remove(str(shared / "tools"))


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    found = [path for folder in ("excel-made", "survivors") for path in (shared / "data" / folder).glob("*.xls*")]
    assert len(found) > 1000
    return sorted(found)


def errors(schema: ModuleType, data: bytes) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for part, rows in schema.validate_file(io.BytesIO(data)).items():
        found.update((part, message) for _, message in rows)
    return found


def opens(data: bytes) -> str | None:
    """What openpyxl cannot do with the file, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            openpyxl.load_workbook(io.BytesIO(data))
        except Exception as error:  # whatever the witness stumbles over
            return repr(error)
    return None


def values(data: bytes, title: str) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return list(book.get_sheet_by_name(title).to_python(skip_empty_area=False))


@pytest.mark.slow
def test_graft__every_workbook_excel_made(files: list[Path], schema: ModuleType, donor: Make) -> None:
    """Untouched parts identical, no new schema error, both witnesses read it, and twice is the same as once."""
    wrong: list[str] = []
    for path in files:
        before = path.read_bytes()
        old = gate(before).workbook
        drawn = donor(date_1904=old.date1904)
        after = graft(before, drawn)
        package = Package.read(after)
        allowed = {old.part, old.rel_part("styles"), old.package.find("[Content_Types].xml")}
        for name in old.package.names:
            same = name in package and package.raw(name) == old.package.raw(name)
            if not same and name not in allowed and not name.endswith("workbook.xml.rels"):
                wrong.append(f"{path.name}: {name} changed")
        if graft(after, drawn) is not after:
            wrong.append(f"{path.name}: twice is not the same")
        new_errors = errors(schema, after) - errors(schema, before)
        wrong += [f"{path.name}: {part}: {message}" for part, message in new_errors]
        if values(after, "数据质量") != values(drawn, "数据质量"):
            wrong.append(f"{path.name}: values differ")
        if opens(before) is None and (why := opens(after)):
            wrong.append(f"{path.name}: {why}")
        assert [n.code for n in gate(after).notices if n.code == "missing-parts"] == [], path.name
    assert wrong == []


@pytest.mark.slow
def test_graft__twenty_passes_over_a_sample(files: list[Path], donor: Make) -> None:
    """Changing data adds no style, no part and no name."""
    for path in files[::50]:
        data = path.read_bytes()
        date_1904 = gate(data).workbook.date1904
        data = first = graft(data, donor(date_1904=date_1904))
        for seed in range(1, 21):
            data = graft(data, donor(seed, date_1904=date_1904))
        old, new = Workbook.read(Package.read(first)), Workbook.read(Package.read(data))
        part = old.rel_part("styles")
        assert part is not None
        assert Styles(new.package.part(part), part).count("cellXfs") == Styles(old.package.part(part), part).count(
            "cellXfs"
        )
        assert new.package.names == old.package.names, path.name
        assert new.names == old.names, path.name
        assert graft(data, donor(date_1904=date_1904)) == first, path.name


@pytest.mark.slow
def test_graft__into_files_libreoffice_saved(
    files: list[Path], donor: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    """A person with LibreOffice saves in between: the tool's sheets are found again and replaced."""
    names = ("table01.xlsx", "chart_bar01.xlsx", "cond_format01.xlsx", "hyperlink01.xlsx", "ChartSheet.xlsx")
    sample = [path for path in files if path.name in names]
    assert len(sample) == len(names)
    for path in sample:
        source = tmp_path / path.name
        source.write_bytes(graft(path.read_bytes(), donor()))
        saved = convert(source, "xlsx", tmp_path / "saved").read_bytes()
        before = gate(saved).workbook
        again = graft(saved, donor(3))
        after = gate(again).workbook
        assert [s.title for s in after.sheets] == [s.title for s in before.sheets], path.name
        assert values(again, "数据质量") == values(donor(3), "数据质量"), path.name
        assert graft(again, donor(3)) is again
        assert opens(again) is None
