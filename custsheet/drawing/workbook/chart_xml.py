"""What a chart leaves unsaid, said: every flag whose absence programs read in two ways stands in the chart's XML.

XlsxWriter writes what Excel 2007 wrote and leaves the rest out. What an absent element means depends on the program
that saved the workbook last: LibreOffice takes it for "no" while docProps/app.xml names version 12, and for "yes" from
14 on, so that a chart shows every label and smooth lines once another program has saved the file around it. The order
of elements is that of the published schema (ISO/IEC 29500-1, dml-chart.xsd); in any other Excel calls a file damaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from custsheet.drawing.workbook.native import rewritten
from custsheet.package.xmlparts import Element, child, local, parse, serialise, sub

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_TICKS = ("majorTickMark", "minorTickMark", "tickLblPos")
_BEFORE_TICKS = ("axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title", "numFmt")
_AFTER_TICKS = ("spPr", "txPr", "crossAx", "crosses", "crossesAt")
_SERIES = ("idx", "order", "tx", "spPr")
_LABELS = ("numFmt", "spPr", "txPr", "dLblPos", *_SHOWN, "separator", "showLeaderLines", "leaderLines")
# Element → its children in the order of the schema.
_ORDER: Mapping[str, tuple[str, ...]] = {
    "chartSpace": ("date1904", "lang", "roundedCorners", "style", "clrMapOvr", "protection", "chart"),
    "chart": ("title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly", "dispBlanksAs", "showDLblsOverMax"),
    "barChart": ("barDir", "grouping", "varyColors", "ser", "dLbls", "gapWidth", "overlap", "serLines", "axId"),
    "lineChart": ("grouping", "varyColors", "ser", "dLbls", "dropLines", "hiLowLines", "upDownBars", "marker",
                  "smooth", "axId"),
    "barChart/ser": (*_SERIES, "invertIfNegative", "pictureOptions", "dPt", "dLbls", "trendline", "errBars", "cat",
                     "val", "shape"),
    "lineChart/ser": (*_SERIES, "marker", "dPt", "dLbls", "trendline", "errBars", "cat", "val", "smooth"),
    "dPt": ("idx", "invertIfNegative", "marker", "bubble3D", "explosion", "spPr", "pictureOptions"),
    "dLbls": ("dLbl", "delete", *_LABELS),
    "dLbl": ("idx", "delete", "layout", "tx", *_LABELS),
    "catAx": (*_BEFORE_TICKS, *_TICKS, *_AFTER_TICKS, "auto", "lblAlgn", "lblOffset", "tickLblSkip", "tickMarkSkip",
              "noMultiLvlLbl"),
    "valAx": (*_BEFORE_TICKS, *_TICKS, *_AFTER_TICKS, "crossBetween", "majorUnit", "minorUnit", "dispUnits"),
}  # fmt: skip
_AXIS = {"delete": "0", "majorTickMark": "out", "minorTickMark": "none"}
# Element → children it must have → what they say where XlsxWriter leaves them out: what Excel 2007 took them for.
_SAID: Mapping[str, Mapping[str, str]] = {
    "chartSpace": {"roundedCorners": "0"},
    "chart": {"autoTitleDeleted": "0", "plotVisOnly": "1", "dispBlanksAs": "gap", "showDLblsOverMax": "0"},
    "barChart": {"varyColors": "0"},
    "lineChart": {"varyColors": "0", "marker": "0", "smooth": "0"},
    "barChart/ser": {"invertIfNegative": "0"},
    "lineChart/ser": {"smooth": "0"},
    "dPt": {"bubble3D": "0"},
    "dLbls": dict.fromkeys(_SHOWN, "0"),
    "dLbl": dict.fromkeys(_SHOWN, "0"),
    "catAx": {**_AXIS, "noMultiLvlLbl": "0"},
    "valAx": _AXIS,
}


def speak_out(chart: Any) -> None:
    """Let an XlsxWriter chart be written with nothing unsaid."""
    rewritten(chart, explicit)


def explicit(xml: str) -> str:
    """The XML of a chart with every flag written out, and its Chinese in the font its Latin letters are in."""
    root = parse(xml.encode(), "chart")
    for element in root.iter(_C + "*"):
        name = local(element)
        if name == "ser":
            name = f"{local(element.getparent())}/ser"
        if name not in _SAID or (name in {"dLbl", "dLbls"} and child(element, "delete") is not None):
            continue
        for flag, value in _SAID[name].items():
            _say(element, _ORDER[name], flag, value)
        if name == "dPt" and local(element.getparent().getparent()) == "barChart":
            _say(element, _ORDER[name], "invertIfNegative", "0")
    for latin in root.iter(_A + "latin"):
        # XlsxWriter names a font for Latin letters only.
        parent = latin.getparent()
        if child(parent, "ea") is None:
            sub(parent, "ea", {"typeface": latin.get("typeface")}, parent.index(latin) + 1)
    return serialise(root).decode()


def _say(parent: Element, order: tuple[str, ...], flag: str, value: str) -> None:
    if child(parent, flag) is not None:
        return
    later = set(order[order.index(flag) + 1 :])
    place = next((at for at, one in enumerate(parent) if local(one) in later), len(parent))
    sub(parent, flag, {"val": value}, place)
