"""Sweeps over workbooks that Excel itself saved: the promise of the graft, file by file."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.styles import Styles

Make = Callable[..., bytes]
TOOLS = ("数据质量", "经营看板")
# File → why it is refused. At most six may stand here, each for a reason that lies in the file.
REFUSED: dict[str, str] = {}
# Each sheet as a CSV file of its own, in UTF-8, values as the cells hold them and not as they are shown.
_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
_SECONDS = 300


@pytest.fixture(scope="module")
def excel_made(shared: Path) -> list[Path]:
    found = sorted((shared / "data" / "excel-made").iterdir())
    assert len(found) == 994
    return found


@pytest.fixture(scope="module")
def survivors(shared: Path) -> list[Path]:
    found = sorted((shared / "data" / "survivors").glob("*.xls*"))
    assert len(found) > 30
    return found


@pytest.mark.slow
def test_graft__every_workbook_excel_made(
    excel_made: list[Path],
    survivors: list[Path],
    donor: Make,
    broken: Callable[..., list[str]],
    schema_errors: Callable[[bytes], object],
) -> None:
    """No crash, no refusal that is not listed, and for every other file the whole promise (see `broken_promises`)."""
    refused, wrong = {}, []
    for path in [*excel_made, *survivors]:
        try:
            wrong += [f"{path.name}: {what}" for what in broken(path.read_bytes(), donor, schema_errors)]
        except WorkbookError as error:
            refused[path.name] = error.en
    assert refused == REFUSED
    assert len(REFUSED) <= 6
    assert wrong == []


def sheets_as_libreoffice_reads(folder: Path, soffice: Path, profile: Path) -> dict[tuple[str, str], list[list[str]]]:
    """(workbook, sheet) → rows, of every workbook in `folder`, in one run of LibreOffice."""
    out = folder / "csv"
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to"]
    command += [_ALL_SHEETS, "--outdir", out, *sorted(folder.glob("*.xls*"))]
    subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    found = {}
    for path in out.glob("*.csv"):
        book, _, sheet = path.stem.partition("-")
        with path.open(encoding="utf-8", newline="") as stream:
            found[book, sheet] = list(csv.reader(stream))
    return found


@pytest.mark.slow
def test_graft__a_hundred_files_open_in_libreoffice(
    excel_made: list[Path],
    donor: Make,
    soffice: Path,
    tmp_path: Path,
) -> None:
    """The same sheets with the same values as before, and the tool's sheets with the values drawn."""
    sample = excel_made[4::9][:110]
    before, after, drawn = tmp_path / "before", tmp_path / "after", tmp_path / "drawn"
    for folder in (before, after, drawn):
        folder.mkdir()
    (drawn / "donor.xlsx").write_bytes(donor())
    for number, path in enumerate(sample):
        data = path.read_bytes()
        # Named by number: what comes before the first dash in the name of a CSV file is the workbook.
        (before / f"{number}{path.suffix}").write_bytes(data)
        (after / f"{number}{path.suffix}").write_bytes(graft(data, donor()))
    profile = tmp_path / "profile"
    old, new, ours = (sheets_as_libreoffice_reads(folder, soffice, profile) for folder in (before, after, drawn))
    assert len({book for book, _ in old}) >= 100
    tools = {title: rows for (_, title), rows in ours.items()}
    assert set(tools) == set(TOOLS)
    assert new == old | {(str(n), title): rows for n in range(len(sample)) for title, rows in tools.items()}


@pytest.mark.slow
def test_graft__a_hundred_passes_keep_size_and_styles_level(excel_made: list[Path], donor: Make) -> None:
    """Changing data adds no style, no part, no name and no bytes but those of the data; back again is back exactly."""
    names = ("table01", "chart_bar01", "cond_format01", "hyperlink01", "chartsheet01", "defined_name01", "macro01")
    sample = [path for path in excel_made if path.stem in names]
    assert len(sample) == len(names)
    draws = [donor(seed) for seed in range(100)]
    for path in sample:
        data = first = graft(path.read_bytes(), draws[0])
        sizes = []
        for drawn in draws[1:]:
            data = graft(data, drawn)
            sizes.append(len(data))
            assert graft(data, drawn) is data, path.name
        old, new = Workbook.read(Package.read(first)), Workbook.read(Package.read(data))
        assert max(sizes) - min(sizes) < 200, path.name
        assert counts(old) == counts(new), path.name
        assert new.package.names == old.package.names, path.name
        assert new.names == old.names, path.name
        assert graft(data, draws[0]) == first, path.name


def counts(book: Workbook) -> dict[str, int]:
    part = book.rel_part("styles")
    assert part is not None
    styles = Styles(book.package.part(part), part)
    return {kind: styles.count(kind) for kind in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")}


@pytest.mark.slow
def test_graft__into_files_libreoffice_saved(
    excel_made: list[Path], donor: Make, convert: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    """A person with LibreOffice saves in between: the tool's sheets are found again and replaced."""
    names = ("table01.xlsx", "chart_bar01.xlsx", "cond_format01.xlsx", "hyperlink01.xlsx", "chartsheet01.xlsx")
    sample = [path for path in excel_made if path.name in names]
    assert len(sample) == len(names)
    for path in sample:
        source = tmp_path / path.name
        source.write_bytes(graft(path.read_bytes(), donor()))
        saved = convert(source, "xlsx", tmp_path / "saved").read_bytes()
        before = gate(saved).workbook
        again = graft(saved, donor(3))
        after = gate(again).workbook
        assert [s.title for s in after.sheets] == [s.title for s in before.sheets], path.name
        assert values(again, TOOLS[0]) == values(donor(3), TOOLS[0]), path.name
        assert graft(again, donor(3)) is again
        openpyxl.load_workbook(io.BytesIO(again))


def values(data: bytes, title: str) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return list(book.get_sheet_by_name(title).to_python(skip_empty_area=False))
