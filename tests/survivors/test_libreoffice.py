"""LibreOffice as a witness: it shows each thing it knows, and shows people's sheets the same after our sheet went in.

All workbooks are opened by one LibreOffice, before and after, and written as flat ODF, which says all that it read.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from making.things import THINGS, Thing
from making.tool import TITLE, put_in

pytestmark = pytest.mark.slow

_SECONDS = 500
# Numbers of automatic styles and of drawing objects count through the whole document; ours come on top.
_NUMBERED = re.compile(r' (?:[\w-]+:(?:style-name|z-index|id)|xlink:href|form:id|draw:control)="[^"]*"')
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


@pytest.fixture(scope="module")
def seen(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with `N.before.fods` and `N.after.fods` for each thing, N its place in the list."""
    sources, made = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("made")
    for at, thing in enumerate(THINGS.values()):
        (sources / f"{at}.before.{thing.ending}").write_bytes(thing.data)
        (sources / f"{at}.after.{thing.ending}").write_bytes(put_in(thing.data))
    command = [soffice, f"-env:UserInstallation={tmp_path_factory.mktemp('profile').as_uri()}", "--headless"]
    command += ["--norestore", "--convert-to", "fods", "--outdir", made, *sorted(sources.iterdir())]
    subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    return made


@pytest.fixture(params=THINGS)
def pair(request: pytest.FixtureRequest, seen: Path) -> tuple[Thing, str, str]:
    """A thing and what LibreOffice reads of it, before and after."""
    at = list(THINGS).index(request.param)
    before, after = ((seen / f"{at}.{when}.fods").read_text(encoding="utf-8") for when in ("before", "after"))
    return THINGS[request.param], before, after


def sheets(text: str) -> dict[str, str]:
    """The sheets by title, copies of those in other files included; charts hold tables of their own."""
    root = etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))
    found = root.iterfind(f"{{*}}body/{{*}}spreadsheet/{{{_TABLE}}}table")
    return {e.get(f"{{{_TABLE}}}name"): _NUMBERED.sub("", etree.tostring(e, encoding="unicode")) for e in found}


def test_libreoffice__shows_the_thing_and_our_sheet(pair: tuple[Thing, str, str]) -> None:
    thing, before, after = pair
    assert re.search(thing.shown, before)
    assert re.search(thing.shown, after)
    assert "第1行 0" in sheets(after)[TITLE]


def test_libreoffice__shows_peoples_sheets_as_before(pair: tuple[Thing, str, str]) -> None:
    _, before, after = pair
    old, new = sheets(before), sheets(after)
    assert {"数据", "清单"} <= old.keys()
    assert new.keys() == old.keys() | {TITLE}
    assert {title: new[title] for title in old} == old
