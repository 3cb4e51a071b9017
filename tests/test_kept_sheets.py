"""Sheets kept from the last pass are what drawing them anew would give, whatever happened to the file since."""

from __future__ import annotations

import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree

import pytest

import custsheet
from custsheet.drawing import heldrows, results
from custsheet.drawing.lists import duplicates, finding_row
from custsheet.package import CellPatch, Package, Workbook, patch
from custsheet.package.relationships import reachable

sys.path.insert(0, str(Path(__file__).parent))

from memos import forget, forgotten

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PEOPLES = (
    {"客户", "互动", "交易", "服务", "活动", "反馈", "任务", "流程", "用户", "参数", "选项", "字段"}
    | {"Customers", "Interactions", "Orders", "Service", "Campaigns", "Feedback", "Tasks", "Processes", "Users"}
    | {"Settings", "Options", "Fields"}
)
DAY, NOW = date(2026, 6, 17), datetime(2026, 6, 17, 14, 3)
TITLE = {"zh": "客户", "en": "Customers"}


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The bytes of a sample workbook after its first pass, by language."""
    made: dict[str, bytes] = {}

    def of(lang: Any) -> bytes:
        if lang not in made:
            book = custsheet.create(tmp_path_factory.mktemp("kept") / "book.xlsx", lang=lang, sample=True)
            custsheet.process(book, today=DAY, now=NOW)
            made[lang] = book.read_bytes()
        return made[lang]

    return of


def passed(book: Path, data: bytes) -> Any:
    book.write_bytes(data)
    custsheet.process(book, today=DAY, now=NOW)
    return told(book.read_bytes())


def told(data: bytes) -> dict[str, Any]:
    """Everything that stands on the tool's sheets and what it looks like, whatever numbers parts and styles have."""
    workbook = Workbook.read(Package.read(data))
    package, styles = workbook.package, _styles(workbook)
    said: dict[str, Any] = {"styles": None}
    for sheet in workbook.sheets:
        if sheet.title in PEOPLES:
            continue
        body = package.part(sheet.part).decode()
        for kind, pattern in (("xf", r'( s=|<col [^>]*style=)"([0-9]+)"'), ("dxf", r'([dD]xfId=)"([0-9]+)"')):
            body = re.sub(pattern, lambda at, kind=kind: f"{at[1]}{styles[kind][int(at[2])]}", body)  # type: ignore[misc]
        carried = []
        for name in sorted(reachable(package, [sheet.part])):
            content = package.part(name)
            if not name.endswith(".rels") and name != sheet.part.lower():
                carried.append(re.sub(rb'(dxfId=|Id="|id=)"?[^" ]*"', rb"", content, flags=re.IGNORECASE))
        said[sheet.title] = (sheet.state, sheet.index, body, sorted(carried))
    said["names"] = sorted((one.name, one.text, one.sheet) for one in workbook.names)
    return said


def _styles(workbook: Workbook) -> dict[str, list[str]]:
    """What each cell format and each format of a rule comes to."""
    part = workbook.rel_part("styles")
    assert part is not None
    root = ElementTree.fromstring(workbook.package.part(part))
    lists = {re.sub("{.*}", "", one.tag): [ElementTree.tostring(of).decode() for of in one] for one in root}
    numbers = {one.get("numFmtId"): one.get("formatCode") for one in root.iter(f"{MAIN}numFmt")}
    xfs = []
    for xf in root.find(f"{MAIN}cellXfs") or ():
        parts = [lists[kind][int(xf.get(f"{kind[:-1]}Id", 0))] for kind in ("fonts", "fills", "borders")]
        rest = [ElementTree.tostring(one).decode() for one in xf]
        xfs.append(f"{parts}{numbers.get(xf.get('numFmtId'), xf.get('numFmtId'))}{rest}")
    return {"xf": xfs, "dxf": lists.get("dxfs", [])}


def _never(*_: object) -> NoReturn:
    raise AssertionError("drawn")


def rewritten(data: bytes, change: Any) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def typed(data: bytes) -> bytes:
    """Somebody has changed an owner, which many sheets tell."""
    return patch(data, [CellPatch("客户", "AB6", "新来的")])


def resaved(data: bytes) -> bytes:
    """As another program writes it, with its own numbers for styles: each is one more than it was."""

    def change(name: str, content: bytes) -> bytes:
        if name == "xl/styles.xml":
            first = re.search(rb"<cellXfs[^>]*>(<xf .*?(?:/>|</xf>))", content)
            assert first is not None
            return content[: first.start(1)] + first[1] + content[first.start(1) :]
        if name.startswith("xl/worksheets/sheet"):
            return re.sub(rb'(<(?:c|row|col) [^>]*?\b(?:s|style)=")([0-9]+)', _one_more, content)
        return content

    return rewritten(data, change)


def _one_more(match: re.Match[bytes]) -> bytes:
    return match[1] + b"%d" % (int(match[2]) + 1)


def renamed(data: bytes) -> bytes:
    """Somebody calls a sheet something else."""

    def change(name: str, content: bytes) -> bytes:
        old, new = "流失预警".encode(), "谁要走".encode()
        return content.replace(old, new) if name == "xl/workbook.xml" else content

    return rewritten(data, change)


@pytest.fixture(params=[heldrows.LARGE, 300_000], ids=["as they are", "compressed"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """How the rows of larger sheets are held for the next pass."""
    monkeypatch.setattr(heldrows, "LARGE", request.param)
    yield
    forget()


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_kept__a_telephone_number_changes_no_report(
    processed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    book = tmp_path / "book.xlsx"
    forget()
    passed(book, patch(processed(lang), [CellPatch(TITLE[lang], "F6", "13912345678")]))
    changed = patch(processed(lang), [CellPatch(TITLE[lang], "F6", "13912345679")])
    with monkeypatch.context() as nothing:
        for name in ("draw_report", "draw_tiers", "draw_dashboard"):
            nothing.setattr(results, name, _never)
        kept = passed(book, changed)
    whole = book.read_bytes()
    forget()
    assert passed(book, changed) == kept
    assert book.read_bytes() == whole


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("change", [typed, resaved, renamed])
def test_kept__whatever_happens_to_the_file_is_as_drawn_anew(
    processed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    book = tmp_path / "book.xlsx"
    forget()
    passed(book, patch(processed("zh"), [CellPatch("客户", "F6", "13912345678")]))
    changed = change(patch(processed("zh"), [CellPatch("客户", "F6", "13912345679")]))
    kept = passed(book, changed)
    forget()
    assert passed(book, changed) == kept


def row_deleted(data: bytes) -> bytes:
    """Somebody has deleted the cells of a customer."""

    def change(name: str, content: bytes) -> bytes:
        here = name.startswith("xl/worksheets/sheet") and b">C000008<" in content
        return re.sub(rb'<row r="12"[^>]*>.*?</row>', b"", content, count=1) if here else content

    return rewritten(data, change)


def cells_typed(*cells: tuple[str, str, Any]) -> Any:
    return lambda data: patch(data, [CellPatch(*one) for one in cells])


EDITS = {
    "telephone, name and owner": cells_typed(
        ("客户", "F6", "13100008939"), ("客户", "C7", "赵晓燕"), ("客户", "AB8", "陈")
    ),
    "decisions": cells_typed(("数据质量", "I9", "√"), ("疑似重复", "O9", "待定"), ("疑似重复", "O11", "不是同一客户")),
    "settings": cells_typed(("参数", "B10", 12), ("参数", "B6", "$")),
    "a row deleted": row_deleted,
    "a row typed there, another mended": cells_typed(
        ("客户", "C12", "赵晓燕"), ("客户", "F12", "18700006056"), ("客户", "P7", date(1964, 9, 29))
    ),
    "an entry of a list": cells_typed(("选项", "E11", "海外客户"), ("客户", "F6", "13100008940")),
    "days shown as numbers": lambda data: rewritten(data, _undated),
    "a sheet renamed": renamed,
}


def _undated(name: str, content: bytes) -> bytes:
    return content.replace(b'formatCode="yyyy-mm-dd"', b'formatCode="0"') if name == "xl/styles.xml" else content


def test_kept__lines_and_sheets_are_byte_for_byte_those_of_a_new_process_after_every_kind_of_edit(
    processed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, drawn, cells, made = tmp_path / "book.xlsx", list[str](), finding_row.Row.cells, duplicates._Body._made
    monkeypatch.setattr(finding_row.Row, "cells", lambda row: drawn.append("finding") or cells(row))
    monkeypatch.setattr(duplicates._Body, "_made", lambda body, one: drawn.append("group") or made(body, one))
    forget()
    passed(book, patch(processed("en"), [CellPatch("Customers", "F6", "13912345678")]))  # another language before
    data = processed("zh")
    counts = []
    for what, change in EDITS.items():
        data = change(data)
        drawn.clear()
        passed(book, data)
        counts.append(Counter(drawn))
        kept = book.read_bytes()
        with forgotten():
            passed(book, data)
        assert (what, book.read_bytes() == kept) == (what, True)
        data = kept
    assert 1 <= counts[1]["finding"] <= 5  # of thousands
    assert 1 <= counts[1]["group"] <= 5  # of fifteen
