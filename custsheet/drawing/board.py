"""The hidden sheet behind the selectors of 经营看板: what each choice shows, and the row of the one that is chosen.

The drop-downs take their entries from here; row 2 looks up the choice, column by column, with functions that Excel, WPS
and LibreOffice share, and the dashboard reads row 2. Texts are compared by EXACT, since MATCH takes * and ? in them for
wildcards; the choice itself is one number. A formula carries the value that it comes to for the choice in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from custsheet.drawing import style
from custsheet.drawing.canvas import Canvas
from custsheet.drawing.cells import Formula, address, area, literal, on
from custsheet.drawing.toolsheet import Scene
from custsheet.model.board import EVERYTHING, SELECTORS, Board, key

NAME = "board"
SELECTED_ROW, FIRST_SELECTOR = 4, 2
"""Where the drop-downs stand on the dashboard: the row, and the column of the first; one column lies between two."""
_CHOSEN, _FIRST = 2, 4  # rows of the choice, and of the first entry of each list and of the table
_LISTS = ("period", "owner", "region", "days")  # columns A to D
_AT, _TABLE = 5, 7  # column of the chosen row's number, first column of the table
_DIGITS = 6  # of a share or a change


@dataclass(frozen=True)
class Picks:
    """The row of what is chosen.

    Attributes:
        title: of the hidden sheet.
        columns: column of the table → its letter and number, and its value for the choice in force (None = blank).
        chosen: selector → the text in its cell.
        whole: whether all owners and all regions are chosen.
    """

    title: str
    columns: Mapping[str, int]
    values: Mapping[str, float | None]
    chosen: Mapping[str, str]
    entries: Mapping[str, str]
    at: Mapping[str, int]
    board: Board
    days: Formula
    found: bool
    last_row: int

    def cell(self, column: str) -> str:
        """The cell that holds the value of a column for what is chosen, "" if blank."""
        return on(self.title, address(_CHOSEN, self.columns[column], absolute=True))

    def number(self, column: str) -> Formula:
        """A cell that shows it."""
        value = self.values[column]
        return Formula(f"={self.cell(column)}", "" if value is None else value)

    def of_month(self, column: str, month: str, size: float) -> Formula:
        """A column of one of the last twelve months, for the owner and region that are chosen, in units of `size`."""
        period = self.board.months[month]
        owner, region = (on(self.title, address(_CHOSEN, col, absolute=True)) for col in (2, 3))
        keys = on(self.title, area((_FIRST, _TABLE, self.last_row, _TABLE)))
        col = self.columns[column]
        values = on(self.title, area((_FIRST, col, self.last_row, col)))
        formula = f"=IFERROR(INDEX({values},MATCH({period * 1_000_000}+{owner}*1000+{region},{keys},0))/{size:.0f},0)"
        wanted = key(period, self.at["owner"], self.at["region"])
        found = self.board.table.loc[self.board.table["key"] == wanted, column].tolist()
        value = round(found[0], _DIGITS) if found and found[0] == found[0] else 0.0
        return Formula(formula, value / size)

    @property
    def exists(self) -> str:
        """A condition: what is chosen occurs."""
        return f"{on(self.title, address(_CHOSEN, _AT, absolute=True))}>0"

    @property
    def everything(self) -> str:
        """A condition: all owners and all regions are chosen."""
        owner, region = (on(self.title, address(_CHOSEN, col, absolute=True)) for col in (2, 3))
        return f"{owner}+{region}=2"

    def unless_chosen(self, said: str, otherwise: str) -> Formula:
        """A text about all owners and regions, and another once one is chosen."""
        shown = said if self.is_everything else otherwise
        return Formula(f"=IF({self.everything},{literal(said)},{literal(otherwise)})", shown)

    @property
    def is_everything(self) -> bool:
        """Whether they are."""
        return self.at["owner"] == self.at["region"] == 1


def draw_board(scene: Scene, board: Board) -> Picks:
    """Draw the hidden sheet; `scene.snapshot.selection` is what people chose."""
    canvas = scene.book.sheet(scene.title(NAME), hidden=True)
    lists = _lists(scene, board)
    wanted = {} if scene.alone is not None else scene.snapshot.selection
    at = {name: _position(lists[name], wanted.get(name)) for name in SELECTORS}
    writer = _Writer(scene, canvas, board, lists, at)
    return writer.draw()


def _lists(scene: Scene, board: Board) -> dict[str, list[str]]:
    everything = scene.tell(EVERYTHING)
    return {
        "period": [scene.tell(title) for title, _ in board.periods],
        "owner": [everything, *board.owners],
        "region": [everything, *board.regions],
        "days": [scene.tell(days) for _, days in board.periods],
    }


def _position(entries: Sequence[str], wanted: str | None) -> int:
    """Number from 1 of what people chose; the first where they chose nothing, or what is no longer there."""
    return entries.index(wanted) + 1 if wanted in entries else 1


class _Writer:
    def __init__(
        self, scene: Scene, canvas: Canvas, board: Board, lists: Mapping[str, list[str]], at: Mapping[str, int]
    ) -> None:
        self._scene, self._canvas, self._board, self._lists, self._at = scene, canvas, board, lists, at
        self._rows = len(board.table)
        self._as_text = scene.book.look_id(style.look(num_format=style.AS_TEXT))

    def draw(self) -> Picks:
        canvas, board = self._canvas, self._board
        canvas.row(1, 1, [*_LISTS, "row"])
        for col, name in enumerate(_LISTS, 1):
            for row, entry in enumerate(self._lists[name], _FIRST):
                canvas.put(row, col, entry, self._as_text)
        columns = {name: _TABLE + at for at, name in enumerate(board.table.columns)}
        row = self._choice()
        values: dict[str, float | None] = {}
        for name, col in columns.items():
            cells: list[Any] = board.table[name].tolist()
            if name != "key":
                cells = [round(one, _DIGITS) if one == one else None for one in cells]
            canvas.put(1, col, name)
            for number, one in enumerate(cells, _FIRST):
                if one is not None:
                    canvas.put(number, col, one)
            if name != "key":
                values[name] = cells[row - 1] if row else None
                self._pick(col, values[name])
        return Picks(
            title=canvas.title,
            columns=columns,
            values=values,
            chosen={name: self._lists[name][self._at[name] - 1] for name in SELECTORS},
            entries={name: self._entries(name) for name in SELECTORS},
            at=self._at,
            board=board,
            days=Formula(f"={on(canvas.title, address(_CHOSEN, 4, absolute=True))}", self._days),
            found=row > 0,
            last_row=_FIRST + self._rows - 1,
        )

    def _choice(self) -> int:
        """The numbers of what is chosen, and the row of the table that holds it, 0 if none does."""
        canvas = self._canvas
        board = self._scene.title("dashboard")
        for col, name in enumerate(SELECTORS, 1):
            cell = on(board, address(SELECTED_ROW, FIRST_SELECTOR + 2 * (col - 1), absolute=True))
            last = _FIRST + len(self._lists[name]) - 1
            span = area((_FIRST, col, last, col))
            # A cell that somebody emptied chooses the first entry.
            formula = f'=IF({cell}="",1,SUMPRODUCT(EXACT({span},{cell})*(ROW({span})-{_FIRST - 1})))'
            canvas.put(_CHOSEN, col, Formula(formula, self._at[name]))
        days = area((_FIRST, 4, _FIRST + len(self._lists["days"]) - 1, 4))
        canvas.put(_CHOSEN, 4, Formula(f'=IFERROR(INDEX({days},$A${_CHOSEN}),"")', self._days))
        keys = area((_FIRST, _TABLE, _FIRST + self._rows - 1, _TABLE))
        wanted = "*".join(f"(${letter}${_CHOSEN}>0)" for letter in "ABC")
        wanted += f"*($A${_CHOSEN}*1000000+$B${_CHOSEN}*1000+$C${_CHOSEN})"
        held = self._board.table["key"].tolist()
        asked = key(self._at["period"], self._at["owner"], self._at["region"])
        row = held.index(asked) + 1 if asked in held else 0
        canvas.put(_CHOSEN, _AT, Formula(f"=IFERROR(MATCH({wanted},{keys},0),0)", row))
        return row

    @property
    def _days(self) -> str:
        return self._lists["days"][self._at["period"] - 1]

    def _pick(self, col: int, value: float | None) -> None:
        row = address(_CHOSEN, _AT, absolute=True)
        span = area((_FIRST, col, _FIRST + self._rows - 1, col))
        one = f"INDEX({span},{row})"
        formula = f'=IF({row}=0,"",IF({one}="","",{one}))'
        self._canvas.put(_CHOSEN, col, Formula(formula, "" if value is None else value))

    def _entries(self, name: str) -> str:
        """The range that a drop-down takes its entries from."""
        col = list(SELECTORS).index(name) + 1
        return on(self._canvas.title, area((_FIRST, col, _FIRST + len(self._lists[name]) - 1, col)))
