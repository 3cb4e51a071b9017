"""Notes of the cards as formulas over what is chosen, each with the text it comes to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from custsheet.analysis.board.notes import NO_DATA, TOO_FEW, Part
from custsheet.drawing.dashboard.board import Picks
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.cells import Formula, literal
from custsheet.model.text import Text, counted, text

_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_NOBODY = text("没有符合所选的客户", "nobody matches the choice")
_TOO_MANY = {
    1: text("负责人、地区、客户类型请只选一个", "choose only one of owner, region and customer type"),
    2: text("负责人、地区、客户类型最多同时选两个", "choose at most two of owner, region and customer type"),
}
_BETWEEN = " · "


def note_formula(scene: Scene, picks: Picks, card: str, parts: Sequence[Part]) -> Formula:
    """The note of a card: what its figure counts, or why there is none."""
    return _Note(scene, picks, card).formula(parts)


class _Note:
    def __init__(self, scene: Scene, picks: Picks, card: str) -> None:
        self._scene, self._picks, self._card = scene, picks, card

    def formula(self, parts: Sequence[Part]) -> Formula:
        picks, tell = self._picks, self._scene.tell
        said, shown = self._joined(parts)
        nobody = tell(_TOO_MANY.get(picks.board.together, _NOBODY))
        if f"{self._card}_n" in picks.columns and self._card in _RATES:
            n, value = picks.cell(f"{self._card}_n"), picks.cell(self._card)
            said = f'IF({n}=0,{literal(tell(NO_DATA))},IF({value}="",{self._pattern(TOO_FEW)},{said}))'
            if not picks.values[f"{self._card}_n"]:
                shown = tell(NO_DATA)
            elif picks.values[self._card] is None:
                shown = self._text(TOO_FEW)
        return Formula(f"=IF({picks.exists},{said},{literal(nobody)})", shown if picks.found else nobody)

    def _joined(self, parts: Sequence[Part]) -> tuple[str, str]:
        """All parts that are shown, in a row."""
        pieces: list[str] = []
        shown: list[str] = []
        for number, part in enumerate(parts):
            said = self._pattern(part.said)
            before = [self._there(one) for one in parts[:number]]
            if before:
                said = f'IF(OR({",".join(before)}),{literal(_BETWEEN)},"")&{said}'
            pieces.append(said if part.shown is None else f'IF({self._there(part)},{said},"")')
            if part.shown is None or self._value(part.shown) is not None:
                shown.append(self._text(part.said))
        return "&".join(pieces), _BETWEEN.join(shown)

    def _there(self, part: Part) -> str:
        return "TRUE" if part.shown is None else f'{self._cell(part.shown)}<>""'

    def _pattern(self, said: Text) -> str:
        """A pattern as an expression."""
        parts, at, pattern = list[str](), 0, self._scene.tell(said)
        for place in _PLACE.finditer(pattern):
            if place.start() > at:
                parts.append(literal(pattern[at : place.start()]))
            parts.append(self._expression(place[1], place[2]))
            at = place.end()
        if at < len(pattern):
            parts.append(literal(pattern[at:]))
        return "&".join(parts)

    def _expression(self, name: str, how: str | None) -> str:
        cell = self._cell(name)
        if how == ".1":
            return f'TEXT({cell},"#,##0.0")'
        if how:
            one, many = how.split("|")
            return f'TEXT({cell},"#,##0")&IF({cell}=1,{literal(" " + one)},{literal(" " + many)})'
        return f'TEXT({cell},"#,##0")'

    def _text(self, said: Text) -> str:
        """A pattern as the text it comes to."""

        def filled(place: re.Match[str]) -> str:
            value = self._value(place[1]) or 0.0
            if place[2] == ".1":
                return f"{value:,.1f}"
            return counted(int(value), *place[2].split("|")) if place[2] else f"{value:,.0f}"

        return _PLACE.sub(filled, self._scene.tell(said))

    def _cell(self, name: str) -> str:
        return self._picks.cell(f"{self._card}_{name}")

    def _value(self, name: str) -> float | None:
        return self._picks.values[f"{self._card}_{name}"]


_RATES = frozenset({"repurchase", "retention", "csat", "complaints", "response", "tasks"})
