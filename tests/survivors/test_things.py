"""What people put into workbooks and a pass must not lose, in files made here: one set of tests per thing.

Each thing is really used: reached from the workbook, valid, opened by openpyxl. After the tool's sheet went in, every
part keeps its compressed bytes, but for four; in those four everything that stood there still stands there.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from making.assembly import DATA
from making.packages import signed
from making.things import THINGS, Thing
from making.tool import TITLE, donor, put_in
from making.trees import lost

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, Workbook, gate, graft
from custsheet.package.container import part_key
from custsheet.package.relationships import reachable, read_rels, rels_name
from custsheet.package.styles import Styles

Errors = Callable[[bytes], Counter[tuple[str, str]]]
SPLICED = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")

# What programs lose that load a workbook and save it, in the words of the project's list, and the things here that
# stand for it.
LOSSES = {
    "pivots": {"pivot tables"},
    "slicers": {"slicers over tables", "slicers over pivots", "timelines"},
    "threaded comments": {"comments", "threaded comments"},
    "x14 formats": {"x14 data bars", "x14 icon sets", "x14 formats over sheets"},
    "x14 validations": {"x14 validations", "validations"},
    "sparklines": {"sparklines"},
    "OLE": {"OLE objects", "embedded workbooks"},
    "SmartArt": {"SmartArt", "shapes", "ink", "3D models"},
    "custom XML": {"custom XML", "Power Query", "unknown parts"},
    "custom properties": {"custom properties", "document properties", "custom properties of sheets"},
    "printer settings": {"printer settings"},
    "VBA": {"macros", "signed macros", "macro sheets", "dialog sheets"},
    "form controls": {"form controls", "ActiveX controls"},
    "in-cell rich text": {"rich text in cells", "rich text and phonetics inline", "phonetics of shared strings"},
    "images": {"pictures", "pictures in headers", "background pictures", "pictures in cells"},
    "charts": {"charts", "chart styles and colours", "shapes inside charts", "waterfall charts", "funnel charts"},
    "chart sheets": {"chart sheets"},
    "external links": {"external links", "OLE links", "DDE links"},
    "connections": {"connections", "query tables", "data models", "XML maps"},
    "rich values": {"stock and place values", "check boxes in cells", "dynamic arrays"},
    "calculation": {"calculation chains", "live data (RTD)", "array formulas and data tables", "shared formulas"},
    "names": {"defined names"},
    "styles": {"table styles", "named cell styles", "indexed colours", "themes", "gradients and rare formats"},
    "sheet settings": {"scenarios", "custom views", "protected ranges", "ignored errors", "outline groups"},
    "protection": {"sheet protection with a hash", "workbook protection"},
    "old features": {"cell watches", "smart tags", "consolidation", "web publishing", "shared-workbook revisions"},
    "unknown XML": {"extension lists of unknown makers", "alternate content", "comments and instructions in the XML"},
    "package": {"web add-ins", "custom ribbons", "thumbnails", "sensitivity labels"},
}


@pytest.fixture(params=THINGS)
def thing(request: pytest.FixtureRequest) -> Thing:
    return THINGS[request.param]


def opened(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


def test_things__all_losses_have_a_test() -> None:
    assert [word for word, names in LOSSES.items() if not names <= THINGS.keys()] == []


def test_losses__name_what_the_design_names(shared: Path) -> None:
    """The words of the list in the design, which may grow."""
    text = (shared / "design" / "lossless.md").read_text(encoding="utf-8")
    start = text.index("openpyxl loses all ")
    sentence = " ".join(text[start : text.index(".", start)].split())
    words = sentence.removeprefix("openpyxl loses all ").replace(" and validations", ", x14 validations")
    for rest in ("a third of ", "rewrites "):
        words = words.replace(rest, "")
    wanted = {word.strip() for chunk in words.split(";") for piece in chunk.split(",") for word in piece.split(" and ")}
    assert wanted <= LOSSES.keys() | {""}


def test_thing__is_used(thing: Thing) -> None:
    workbook = gate(thing.data).workbook
    package = workbook.package
    reached = reachable(package, [""])
    for part, content in thing.parts.items():
        assert content.encode() in package.part(part), part
        assert part_key(part) in reached or part.endswith(".rels") or part == SPLICED[0], part
    for part in package.names:
        assert workbook.content_types.of(part) or part == SPLICED[0], part
        if part.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(package.part(part))


def test_thing__is_valid(thing: Thing, errors: Errors) -> None:
    assert errors(thing.data) == Counter()


def test_graft__keeps_the_thing(thing: Thing) -> None:
    after_data = put_in(thing.data)
    before, after = Package.read(thing.data), Package.read(after_data)
    assert after.names[: len(before.names)] == before.names
    changed = [part for part in before.names if after.raw(part) != before.raw(part)]
    assert set(changed) <= set(SPLICED)
    assert {part: lost(before.part(part), after.part(part)) for part in changed} == dict.fromkeys(changed, "")
    for part in changed:
        root = etree.fromstring(after.part(part))
        ignorable = (root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable") or "").split()
        assert set(ignorable) <= {str(prefix) for prefix in root.nsmap}, part
    old, new = Workbook.read(before), gate(after_data).workbook
    assert {part: new.content_types.of(part) for part in before.names} == {
        part: old.content_types.of(part) for part in before.names
    }
    for part in ["", *before.names]:
        if rels_name(part) in before:
            assert [rel for rel in read_rels(after, part) if rel in read_rels(before, part)] == read_rels(before, part)
    assert list(new.sheets[:-1]) == list(old.sheets)
    assert new.sheets[-1].title == TITLE
    assert put_in(after_data) is after_data


def test_graft__adds_no_schema_error(thing: Thing, errors: Errors) -> None:
    assert errors(put_in(thing.data)) == Counter()


def test_graft__in_place_of_the_sheet_that_holds_it_leaves_no_rubble(thing: Thing, errors: Errors) -> None:
    """A sheet that is replaced takes along what only it used; nothing else goes, nothing points nowhere."""
    data = graft(thing.data, donor(), replace={TITLE: "数据"})
    before, after = gate(thing.data).workbook, gate(data).workbook
    package = after.package
    reached = reachable(package, [""]) | {part_key(SPLICED[0])}
    assert [part for part in package.names if part_key(part) not in reached and not part.endswith(".rels")] == []
    assert [key for key in after.content_types.overrides if key not in package] == []
    for part in ["", *package.names]:
        known = {rel.id for rel in read_rels(before.package, part) if rel.part is None}
        dangling = [rel for rel in read_rels(package, part) if not rel.external and rel.part is None]
        assert [rel for rel in dangling if rel.id not in known and not rel.target.startswith("#")] == [], part
    kept = reachable(before.package, [""], without=[DATA])
    assert [key for key in kept if key not in package and key != part_key("xl/calcChain.xml")] == [""]
    assert [sheet.title for sheet in after.sheets] == [sheet.title for sheet in before.sheets]
    assert errors(data) == Counter()


def test_openpyxl__opens_it_before_and_after(thing: Thing) -> None:
    if not thing.openpyxl:
        pytest.skip("openpyxl cannot read such a file, with or without our sheet")
    titles = opened(thing.data).sheetnames
    book = opened(put_in(thing.data))
    assert book.sheetnames == [*titles, TITLE]
    assert book[TITLE]["A2"].value == "第1行 0"


@pytest.mark.slow
def test_graft__twenty_passes_keep_the_thing(thing: Thing, errors: Errors) -> None:
    """Changing data adds no part, no style and no name; the first data again gives the first bytes again."""
    data = first = put_in(thing.data)
    for seed in range(1, 21):
        data = put_in(data, seed)
    before, one, last = (Package.read(each) for each in (thing.data, first, data))
    assert last.names == one.names
    assert [part for part in before.names if part not in SPLICED and last.raw(part) != before.raw(part)] == []
    for part in SPLICED:
        assert last.part(part) == one.part(part), part
    styles = [Styles(each.part(SPLICED[3]), SPLICED[3]) for each in (one, last)]
    assert [each.count("cellXfs") for each in styles] == [styles[0].count("cellXfs")] * 2
    assert abs(len(data) - len(first)) < 200
    assert errors(data) == Counter()
    assert put_in(data) == first


def test_graft__refuses_what_is_signed() -> None:
    data = signed()
    assert [notice.code for notice in gate(data).notices] == ["signature"]
    with pytest.raises(WorkbookError, match="signed"):
        put_in(data)


def test_donor__data_changes_with_the_seed() -> None:
    assert len({donor(seed) for seed in range(21)}) == 21
