"""The hidden sheet behind the selectors of 经营看板: what each choice shows, and the row of the one that is chosen.

The drop-downs take their entries from here; row 2 looks up the choice, column by column, with functions that Excel, WPS
and LibreOffice share, and the dashboard reads row 2. Texts are compared by EXACT, since MATCH takes * and ? in them for
wildcards; owner, region and kind together are one number, the key. The keys stand right of the table, each with the row
of the table that it shows in each period. A formula carries the value that it comes to for the choice in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook import style
from custsheet.drawing.workbook.canvas import Canvas
from custsheet.drawing.workbook.cells import Formula, address, area, literal, on
from custsheet.model.board import EVERYTHING, KEY_STEP, SELECTORS, Board, key

NAME = "board"
SELECTED_ROW, FIRST_SELECTOR = 4, 2
"""Where the drop-downs stand on the dashboard: the row, and the column of the first; one column lies between two."""
_CHOSEN, _FIRST = 2, 4  # rows of the choice, and of the first entry of each list and of the table
_LISTS = (*SELECTORS, "days")  # columns A to E
_DAYS = len(_LISTS)
_KEY, _AT = _DAYS + 1, _DAYS + 2  # columns of the numbers of the chosen key and of the chosen row of the table
_TABLE = _AT + 2  # first column of the table
_PLACES = range(2, len(SELECTORS) + 1)  # columns of the chosen owner, region and kind


@dataclass(frozen=True)
class Picks:
    """The row of what is chosen.

    Attributes:
        title: of the hidden sheet.
        columns: column of the table → its letter and number, and its value for the choice in force (None = blank).
        chosen: selector → the text in its cell.
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

    def cell(self, column: str) -> str:
        """The cell that holds the value of a column for what is chosen, "" if blank."""
        return on(self.title, address(_CHOSEN, self.columns[column], absolute=True))

    def number(self, column: str) -> Formula:
        """A cell that shows it."""
        value = self.values[column]
        return Formula(f"={self.cell(column)}", "" if value is None else value)

    def of_month(self, column: str, month: str, size: float) -> Formula:
        """A column of one of the last twelve months, for those who are chosen, in units of `size`."""
        period = self.board.months[month]
        chosen = on(self.title, address(_CHOSEN, _KEY, absolute=True))
        first, last = _TABLE + len(self.columns) + 1, _FIRST + len(self.board.keys) - 1
        rows = on(self.title, area((_FIRST, first + period, last, first + period)))
        values = on(self.title, _column(self.columns[column], len(self.board.table)))
        formula = f"=IF({chosen}=0,0,INDEX({values},INDEX({rows},{chosen}))/{size:.0f})"
        row = self.board.row(period, *(self.at[name] for name in list(SELECTORS)[1:]))
        value = 0.0 if row is None else float(self.board.table[column].iloc[row])
        return Formula(formula, value / size if value == value else 0.0)

    @property
    def exists(self) -> str:
        """A condition: what is chosen occurs."""
        return f"{on(self.title, address(_CHOSEN, _AT, absolute=True))}>0"

    @property
    def everything(self) -> str:
        """A condition: all owners, regions and kinds are chosen."""
        places = [on(self.title, address(_CHOSEN, col, absolute=True)) for col in _PLACES]
        return f"{'+'.join(places)}={len(places)}"

    def unless_chosen(self, said: str, otherwise: str) -> Formula:
        """A text about everybody, and another once an owner, a region or a kind is chosen."""
        shown = said if self.is_everything else otherwise
        return Formula(f"=IF({self.everything},{literal(said)},{literal(otherwise)})", shown)

    @property
    def is_everything(self) -> bool:
        """Whether they are."""
        return all(self.at[name] == 1 for name in list(SELECTORS)[1:])


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
        "kind": [everything, *board.kinds],
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
        self._as_text = scene.book.look_id(style.look(num_format=style.AS_TEXT))

    def draw(self) -> Picks:
        canvas, board = self._canvas, self._board
        canvas.row(1, 1, [*_LISTS, "key", "row"])
        for col, name in enumerate(_LISTS, 1):
            for row, entry in enumerate(self._lists[name], _FIRST):
                canvas.put(row, col, entry, self._as_text)
        columns = {name: _TABLE + at for at, name in enumerate(board.table.columns)}
        beyond = _TABLE + len(columns) + 1  # the first column of the keys
        self._keys(beyond)
        at = self._choice(beyond)
        values: dict[str, float | None] = {}
        for name, col in columns.items():
            cells = [one if one == one else None for one in board.table[name].tolist()]
            canvas.put(1, col, name)
            for number, one in enumerate(cells, _FIRST):
                if one is not None:
                    canvas.put(number, col, one)
            values[name] = None if at is None else cells[at]
            self._pick(col, values[name])
        return Picks(
            title=canvas.title,
            columns=columns,
            values=values,
            chosen={name: self._lists[name][self._at[name] - 1] for name in SELECTORS},
            entries={name: self._entries(name) for name in SELECTORS},
            at=self._at,
            board=board,
            days=Formula(f"={on(canvas.title, address(_CHOSEN, _DAYS, absolute=True))}", self._days),
            found=at is not None,
        )

    def _keys(self, first: int) -> None:
        """Each key, and the number of the row it shows in each period."""
        self._canvas.row(1, first, ["key", *range(1, len(self._board.periods) + 1)])
        for row, (one, shown) in enumerate(zip(self._board.keys, (self._board.rows + 1).tolist(), strict=True), _FIRST):
            self._canvas.row(row, first, [one, *shown])

    def _choice(self, first: int) -> int | None:
        """The numbers of what is chosen, and the row of the table that it shows, None if it does not occur."""
        canvas = self._canvas
        board = self._scene.title("dashboard")
        for col, name in enumerate(SELECTORS, 1):
            cell = on(board, address(SELECTED_ROW, FIRST_SELECTOR + 2 * (col - 1), absolute=True))
            last = _FIRST + len(self._lists[name]) - 1
            span = area((_FIRST, col, last, col))
            # A cell that somebody emptied chooses the first entry.
            formula = f'=IF({cell}="",1,SUMPRODUCT(EXACT({span},{cell})*(ROW({span})-{_FIRST - 1})))'
            canvas.put(_CHOSEN, col, Formula(formula, self._at[name]))
        period, *places = (address(_CHOSEN, col, absolute=True) for col in range(1, len(SELECTORS) + 1))
        days = area((_FIRST, _DAYS, _FIRST + len(self._lists["days"]) - 1, _DAYS))
        canvas.put(_CHOSEN, _DAYS, Formula(f'=IFERROR(INDEX({days},{period}),"")', self._days))
        number = [self._at[name] for name in SELECTORS]
        wanted, held = key(*number[1:]), self._board.keys
        last = _FIRST + len(held) - 1
        known = "*".join(f"({one}>0)" for one in places)
        asked = "+".join(f"{one}*{KEY_STEP**power}" for one, power in zip(places, (2, 1, 0), strict=True))
        match = f"=IFERROR(MATCH({known}*({asked}),{area((_FIRST, first, last, first))},0),0)"
        canvas.put(_CHOSEN, _KEY, Formula(match, held.index(wanted) + 1 if wanted in held else 0))
        shown = area((_FIRST, first + 1, last, first + len(self._board.periods)))
        at, row = address(_CHOSEN, _KEY, absolute=True), self._board.row(*number)
        index = f"=IF({at}*{period}=0,0,INDEX({shown},{at},{period}))"
        canvas.put(_CHOSEN, _AT, Formula(index, 0 if row is None else row + 1))
        return row

    @property
    def _days(self) -> str:
        return self._lists["days"][self._at["period"] - 1]

    def _pick(self, col: int, value: float | None) -> None:
        row = address(_CHOSEN, _AT, absolute=True)
        one = f"INDEX({_column(col, len(self._board.table))},{row})"
        formula = f'=IF({row}=0,"",IF({one}="","",{one}))'
        self._canvas.put(_CHOSEN, col, Formula(formula, "" if value is None else value))

    def _entries(self, name: str) -> str:
        """The range that a drop-down takes its entries from."""
        col = list(SELECTORS).index(name) + 1
        return on(self._canvas.title, area((_FIRST, col, _FIRST + len(self._lists[name]) - 1, col)))


def _column(col: int, rows: int) -> str:
    """The range of a column of the table."""
    return area((_FIRST, col, _FIRST + rows - 1, col))
