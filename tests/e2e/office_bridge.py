"""One headless LibreOffice behind standard input and output: a JSON request a line in, a JSON answer a line out.

Run by an interpreter that has LibreOffice's own module `uno`, which the tests' interpreter need not have: nothing but
the standard library and `uno` is imported here. `office.py` is the other end and says what each operation does.

usage: office_bridge.py SOFFICE PROFILE
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.CellFlags import DATETIME, FORMULA, STRING, VALUE
from com.sun.star.table import TableSortField

_START_SECONDS = 240
_CONTENTS = VALUE | DATETIME | STRING | FORMULA
# A paste over cells in use asks first, and there is nobody to answer.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Input">
<prop oor:name="ReplaceCellsWarning" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""


def named(**values: Any) -> tuple[PropertyValue, ...]:
    """The values as UNO wants arguments."""
    return tuple(PropertyValue(name, -1, value, 0) for name, value in values.items())


class Cells(HTMLParser):
    """The background of each cell, row by row, in the HTML that LibreOffice writes: conditional formats count there."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.sheets: dict[str, list[list[str | None]]] = {title: []}
        self._title, self._in_title = title, False
        self._below: dict[int, tuple[int, str | None]] = {}  # column → rows still covered by a merged cell, its fill

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.sheets[self._title].append([])
            self._covered()
        elif tag == "td":
            row = self.sheets[self._title][-1]
            fill, rows = given.get("bgcolor"), int(given.get("rowspan") or 1) - 1
            for _ in range(int(given.get("colspan") or 1)):
                if rows:
                    self._below[len(row)] = rows, fill
                row.append(fill)
            self._covered()
        self._in_title = tag == "em"

    def _covered(self) -> None:
        """Go past the cells that a merged one above covers."""
        row = self.sheets[self._title][-1]
        while self._below.get(len(row), (0, None))[0]:
            rows, fill = self._below[len(row)]
            self._below[len(row)] = rows - 1, fill
            row.append(fill)

    def handle_data(self, data: str) -> None:
        if self._in_title:  # stands above each sheet where there are several
            self._title, self._below = data, {}
            self.sheets[data] = []

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


class Bridge:
    """The running program and the documents opened in it."""

    def __init__(self, soffice: str, profile: Path) -> None:
        user = profile / "user"
        user.mkdir(parents=True, exist_ok=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        pipe = f"custsheet{os.getpid()}"
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
        command.append(f"--accept=pipe,name={pipe};urp;")
        self._program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > until or self._program.poll() is not None:
                    raise
                time.sleep(0.05)
        self._desktop = self._service("com.sun.star.frame.Desktop")
        self._dispatcher = self._service("com.sun.star.frame.DispatchHelper")
        self._documents: dict[int, Any] = {}

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _dispatch(self, document: int, command: str, **arguments: Any) -> None:
        frame = self._documents[document].CurrentController.Frame
        self._dispatcher.executeDispatch(frame, f".uno:{command}", "", 0, named(**arguments))

    def _sheet(self, document: int, sheet: str) -> Any:
        return self._documents[document].Sheets.getByName(sheet)

    def _range(self, document: int, sheet: str, cells: str) -> Any:
        return self._sheet(document, sheet).getCellRangeByName(cells)

    def _select(self, document: int, sheet: str, cells: str) -> Any:
        controller, chosen = self._documents[document].CurrentController, self._range(document, sheet, cells)
        controller.setActiveSheet(self._sheet(document, sheet))
        controller.select(chosen)
        return controller

    # One method an operation.

    def open(self, path: str) -> int:
        document = self._desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, ())
        if document is None:
            raise RuntimeError(f"LibreOffice does not open {path}")
        number = max(self._documents, default=0) + 1
        self._documents[number] = document
        return number

    def save(self, document: int) -> None:
        self._documents[document].store()

    def reload(self, document: int) -> None:
        frame = self._documents[document].CurrentController.Frame
        self._dispatch(document, "Reload")
        self._documents[document] = frame.Controller.Model

    def close(self, document: int) -> None:
        self._documents.pop(document).close(True)

    def sheets(self, document: int) -> list[str]:
        return list(self._documents[document].Sheets.ElementNames)

    def values(self, document: int, sheet: str, cells: str) -> list[list[Any]]:
        return [list(row) for row in self._range(document, sheet, cells).DataArray]

    def formulas(self, document: int, sheet: str, cells: str) -> list[list[str]]:
        return [list(row) for row in self._range(document, sheet, cells).FormulaArray]

    def shown(self, document: int, sheet: str, cell: str) -> str:
        return self._range(document, sheet, cell).String

    def used(self, document: int, sheet: str) -> list[int]:
        cursor = self._sheet(document, sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        return [cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1]

    def enter(self, document: int, sheet: str, texts: dict[str, str]) -> None:
        for cell, text in texts.items():
            self._select(document, sheet, cell)
            if text:
                self._dispatch(document, "EnterString", StringName=text)
            else:
                self._range(document, sheet, cell).clearContents(_CONTENTS)

    def paste(self, source: list[Any], target: list[Any]) -> None:
        self._select(*source)
        self._dispatch(source[0], "Copy")
        self._select(*target)
        self._dispatch(target[0], "Paste")

    def paste_content(self, source: list[Any], target: list[Any]) -> None:
        self._select(*source)
        self._dispatch(source[0], "Copy")
        self._select(*target)
        kinds = {"Flags": "SVDF"}  # strings, values, dates, formulas
        self._dispatch(target[0], "InsertContents", **kinds, FormulaCommand=0, SkipEmptyCells=False, MoveMode=4)

    def command(self, document: int, sheet: str, cells: str, command: str) -> None:
        self._select(document, sheet, cells)
        self._dispatch(document, command)

    def rename(self, document: int, sheet: str, title: str) -> None:
        self._sheet(document, sheet).Name = title

    def sort(self, document: int, sheet: str, cells: str, column: int, ascending: bool) -> None:
        field = TableSortField()
        field.Field, field.IsAscending = column, ascending
        area = self._range(document, sheet, cells)
        chosen = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        arguments = named(SortFields=chosen, ContainsHeader=False, IsSortColumns=False, BindFormatsToContent=True)
        uno.invoke(area, "sort", (uno.Any("[]com.sun.star.beans.PropertyValue", arguments),))

    def fills(self, document: int, only: str) -> dict[str, list[list[str | None]]]:
        with self._unfolded(document, only), tempfile.TemporaryDirectory() as folder:
            made = Path(folder, "sheets.html")
            self._documents[document].storeToURL(made.as_uri(), named(FilterName="HTML (StarCalc)"))
            parser = Cells(only)
            parser.feed(made.read_text(encoding="utf-8"))
        return {title: self._placed(document, title, rows) for title, rows in parser.sheets.items() if title}

    def _placed(self, document: int, title: str, rows: list[list[str | None]]) -> list[list[str | None]]:
        """The rows as counted from A1, while the export begins at the first cell in use."""
        cursor = self._sheet(document, title).createCursor()
        cursor.gotoStartOfUsedArea(False)
        where = cursor.RangeAddress
        return [[]] * where.StartRow + [[None] * where.StartColumn + row for row in rows]

    def print(self, document: int, sheet: str, cells: str, path: str) -> None:
        chosen = uno.Any("[]com.sun.star.beans.PropertyValue", named(Selection=self._range(document, sheet, cells)))
        filtered = named(FilterName="calc_pdf_Export", FilterData=chosen)
        self._documents[document].storeToURL(uno.systemPathToFileUrl(path), filtered)

    @contextmanager
    def _unfolded(self, document: int, only: str) -> Iterator[None]:
        """Hidden sheets, rows and columns are not exported: so rows and columns are shown, other sheets hidden."""
        visible = [one for one in _each(self._documents[document].Sheets) if one.IsVisible]
        changed: list[Any] = []
        for sheet in visible:
            if only not in ("", sheet.Name):
                changed.append(sheet)
                continue
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            where = cursor.RangeAddress
            used = sheet.getCellRangeByPosition(0, 0, where.EndColumn, where.EndRow)
            shown = used.queryVisibleCells().RangeAddresses
            columns = {at for one in shown for at in range(one.StartColumn, one.EndColumn + 1)}
            rows = {at for one in shown for at in range(one.StartRow, one.EndRow + 1)}
            changed += [used.Columns.getByIndex(at) for at in range(where.EndColumn + 1) if at not in columns]
            changed += [used.Rows.getByIndex(at) for at in range(where.EndRow + 1) if at not in rows]
        before = [one.IsVisible for one in changed]
        for one, was in zip(changed, before, strict=True):
            one.IsVisible = not was
        try:
            yield
        finally:
            for one, was in zip(changed, before, strict=True):
                one.IsVisible = was

    def validation(self, document: int, sheet: str, cell: str) -> dict[str, Any]:
        rule = self._range(document, sheet, cell).Validation
        return {
            "type": rule.Type.value,
            "formulas": [rule.getFormula1(), rule.getFormula2()],
            "operator": rule.getOperator().value,
            "style": rule.ErrorAlertStyle.value,
            "message": rule.InputMessage,
            "error": rule.ErrorMessage,
            "shown": [bool(rule.ShowInputMessage), bool(rule.ShowErrorMessage), rule.ShowList],
        }

    def number_format(self, document: int, sheet: str, cell: str) -> str:
        formats = self._documents[document].NumberFormats
        return formats.getByKey(self._range(document, sheet, cell).NumberFormat).FormatString

    def tables(self, document: int) -> dict[str, list[Any]]:
        found = {}
        for one in _each(self._documents[document].DatabaseRanges):
            where = one.DataArea
            title = self._documents[document].Sheets.getByIndex(where.Sheet).Name
            found[one.Name] = [title, where.StartRow + 1, where.StartColumn + 1, where.EndRow + 1, where.EndColumn + 1]
        return found

    def recalculate(self, document: int) -> None:
        self._documents[document].calculateAll()

    def open_files(self) -> list[str]:
        """Of every document that is open, whoever opened it."""
        return [uno.fileUrlToSystemPath(url) for url, _ in self._all()]

    def shown_in(self, path: str, sheet: str) -> str:
        """All texts of a sheet of the document that somebody else opened; "" while it is being loaded."""
        with suppress(Exception):  # UNO's own classes
            cursor = dict(self._all())[uno.systemPathToFileUrl(path)].Sheets.getByName(sheet).createCursor()
            cursor.gotoEndOfUsedArea(True)
            return "\n".join(str(value) for row in cursor.DataArray for value in row if value != "")
        return ""

    def _all(self) -> Iterator[tuple[str, Any]]:
        components = self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            with suppress(Exception):  # one without an address, or one just being loaded or closed
                one = components.nextElement()
                if one.URL:
                    yield one.URL, one

    def stop(self) -> None:
        for number in list(self._documents):
            self.close(number)
        self._desktop.terminate()
        try:
            self._program.wait(10)
        except subprocess.TimeoutExpired:
            self._program.kill()


def _each(container: Any) -> Iterator[Any]:
    return (container.getByIndex(at) for at in range(container.Count))


def main() -> None:
    """Serve until the input ends."""
    bridge = Bridge(sys.argv[1], Path(sys.argv[2]))
    answer: dict[str, Any] = {"result": "ready"}
    while True:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            break
        request = json.loads(line)
        try:
            answer = {"result": getattr(bridge, request["do"])(*request["with"])}
        except Exception as error:
            answer = {"error": f"{request['do']}{tuple(request['with'])!r:.300}: {type(error).__name__} {error}"}
    bridge.stop()


if __name__ == "__main__":
    main()
