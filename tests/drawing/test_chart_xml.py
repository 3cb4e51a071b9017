"""Charts look the same whichever program saved the workbook last: no flag is left for a reader to guess."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from lxml import etree

from custsheet.drawing.results import draw_results
from custsheet.drawing.workbook.chart_xml import explicit

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHOWN = ["showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"]


def bare(body: str) -> str:
    space = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    return f"<c:chartSpace {space}><c:chart><c:plotArea>{body}</c:plotArea></c:chart></c:chartSpace>"


def names(element: etree._Element) -> list[str]:
    return [etree.QName(one).localname for one in element]


@pytest.fixture(scope="module")
def charts(make_outcome):
    data = draw_results(make_outcome(), now=datetime(2026, 6, 17, 14, 3), version="0").data
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = [one for one in package.namelist() if re.search(r"charts/chart\d+\.xml$", one)]
        return [etree.fromstring(package.read(one)) for one in parts]


def test_explicit__every_label_says_what_it_shows_and_what_not(charts):
    labels = [one for chart in charts for one in chart.iter(C + "dLbls", C + "dLbl") if one.find(C + "delete") is None]
    assert len(labels) >= 8
    for one in labels:
        assert [name for name in names(one) if name.startswith("show")] == SHOWN
        assert [one.find(C + name).get("val") for name in SHOWN] == ["0", "1", "0", "0", "0", "0"]


def test_explicit__no_line_is_smooth_and_no_column_changes_its_colour(charts):
    lines = [one for chart in charts for one in chart.iter(C + "lineChart")]
    bars = [one for chart in charts for one in chart.iter(C + "barChart")]
    assert lines
    assert bars
    assert {ser.find(C + "smooth").get("val") for one in lines for ser in one.iter(C + "ser")} == {"0"}
    assert {one.find(C + "varyColors").get("val") for one in lines + bars} == {"0"}
    points = [point for one in bars for point in one.iter(C + "ser", C + "dPt")]
    assert {one.find(C + "invertIfNegative").get("val") for one in points} == {"0"}


def test_explicit__axes_stay_and_blanks_stay_gaps(charts):
    for chart in charts:
        for axis in chart.iter(C + "catAx", C + "valAx"):
            assert axis.find(C + "delete") is not None
            assert axis.find(C + "minorTickMark").get("val") == "none"
        assert chart.find(C + "roundedCorners").get("val") == "0"
        assert chart.find(f"{C}chart/{C}dispBlanksAs").get("val") in {"gap", "span"}


def test_explicit__keeps_what_is_said_and_adds_in_the_order_of_the_schema():
    body = (
        '<c:lineChart><c:grouping val="standard"/><c:ser><c:idx val="0"/><c:dLbls><c:dLbl><c:idx val="0"/>'
        '<c:delete val="1"/></c:dLbl><c:numFmt formatCode="0"/><c:showSerName val="1"/><c:separator>;</c:separator>'
        '</c:dLbls><c:val/></c:ser><c:marker val="1"/><c:axId val="1"/></c:lineChart>'
    )
    root = etree.fromstring(explicit(bare(body)).encode())
    chart, labels = next(root.iter(C + "lineChart")), next(root.iter(C + "dLbls"))
    assert names(chart) == ["grouping", "varyColors", "ser", "marker", "smooth", "axId"]
    assert names(chart.find(C + "ser")) == ["idx", "dLbls", "val", "smooth"]
    assert names(labels) == ["dLbl", "numFmt", *SHOWN, "separator"]
    assert names(labels[0]) == ["idx", "delete"]
    assert labels.find(C + "showSerName").get("val") == "1"
    assert chart.find(C + "marker").get("val") == "1"


def test_explicit__twice_is_once():
    font = '<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:latin typeface="x"/></a:p>'
    once = explicit(bare(f'<c:barChart><c:barDir val="bar"/><c:ser>{font}<c:val/></c:ser></c:barChart>'))
    assert once.count("<a:ea ") == 1
    assert explicit(once) == once
