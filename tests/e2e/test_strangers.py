"""Workbooks dirtied by others: a CRM's export kept by hand, and messy rows pasted into a new workbook.

What is expected stands beside each row and was written from the description of the rules, not from what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).parent / "strangers"
ERRORS = re.compile(r"#(?:N/A|REF!|NAME\?|DIV/0!|VALUE!)")
Where = tuple[str, int | None, str | None, str]
"""Title of the worksheet, Excel row, label of the column, code."""
Pass = Callable[..., dict[str, Any]]


def loaded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str) and ERRORS.fullmatch(value):
        cell.data_type = "e"


def expected(title: str, rows: list[dict[str, Any]], first: int) -> Iterator[tuple[Where, tuple[Any, dict[str, Any]]]]:
    """Every finding that the rows name → (the entry, the row)."""
    for at, row in enumerate(rows, first):
        for entry in row.get("want", ()):
            yield (title, at, entry[0], entry[1]), (entry, row)


def found(passed: dict[str, Any], labels: Mapping[str, Mapping[str, str]]) -> dict[Where, dict[str, Any]]:
    """What a pass found, by label; `labels`: title → letters of a column → its label."""
    out = {}
    for one in passed["findings"]:
        letters = re.sub(r"\d", "", one["cell"] or "")
        label = labels.get(one["sheet"], {}).get(letters) if one["row"] and one["field"] else one["field"]
        out[one["sheet"], one["row"], label, one["code"]] = one
    return out


def compare(
    passed: dict[str, Any],
    wanted: Mapping[Where, tuple[Any, dict[str, Any]]],
    labels: Mapping[str, Mapping[str, str]],
    taken: set[str],
) -> None:
    """All that is wanted is found and nothing else, with the proposals that are wanted and no others."""
    got = found(passed, labels)
    missed, false = wanted.keys() - got.keys(), got.keys() - wanted.keys()
    assert (sorted(map(str, missed)), sorted(map(str, false))) == ([], [])
    wrong = [
        (where, got[where]["edits"])
        for where, (entry, row) in wanted.items()
        if not _right(got[where], entry, row, labels, taken)
    ]
    assert wrong == []


def _right(
    finding: dict[str, Any],
    entry: list[Any],
    row: dict[str, Any],
    labels: Mapping[str, Mapping[str, str]],
    taken: set[str],
) -> bool:
    edits = {
        labels[finding["sheet"]][re.sub(r"\d", "", one["cell"])]: "formula" if one.get("formula") else one["value"]
        for one in finding["edits"]
    }
    if len(entry) < 3:
        return not edits
    column, _, proposal = entry
    if proposal == "free":
        return edits.keys() == {column} and edits[column] not in taken
    if proposal == "masked":
        return edits.keys() == {column} and row["secret"] not in re.sub(r"\s", "", edits[column])
    wanted = {column: proposal} | row.get("also", {})
    return {name: _plain(value) for name, value in edits.items()} == {name: _plain(v) for name, v in wanted.items()}


def _plain(value: Any) -> str:
    """A value as YAML and JSON both can say it: no midnight, no seconds, no fraction that is none."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return re.sub(r" 00:00:00$|(?<=\d:\d\d):00$", "", str(whole).replace("T", " "))


def letters_of(sheet: Worksheet, header: int) -> dict[str, str]:
    return {cell.column_letter: str(cell.value) for cell in sheet[header] if cell.value}


def test_check__an_export_of_a_crm(tmp_path: Path, pass_json: Pass) -> None:
    told = loaded("crm_export")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = told["sheet"]
    sheet.append(told["headers"])
    rows = [told["usual"] | row for row in told["rows"]]
    assert len(rows) == 60
    for at, row in enumerate([*rows, told["total"]], 2):
        for column, label in enumerate(told["headers"], 1):
            put(sheet, at, column, row.get(label))
    path = tmp_path / "客户列表导出.xlsx"
    book.save(path)
    passed = pass_json("check", path, today=told["today"].isoformat())
    wanted = dict(expected(sheet.title, told["rows"], 2))
    wanted |= {(sheet.title, None, column, code): ([column, code], {}) for code, column in told["columns"]}
    compare(passed, wanted, {sheet.title: letters_of(sheet, 1)}, set())


def test_check__rows_pasted_into_a_new_workbook(tmp_path: Path, run: Callable[..., Any], pass_json: Pass) -> None:
    told = loaded("pasted_rows")
    path = tmp_path / "customers.xlsx"
    assert run("new", path, "--lang", "en").returncode == 0
    book = openpyxl.load_workbook(path)
    header, first = 4, 5
    wanted: dict[Where, tuple[Any, dict[str, Any]]] = {}
    labels = {}
    for title, part in told["sheets"].items():
        sheet = book[title]
        labels[title] = letters_of(sheet, header)
        columns = {label: letters for letters, label in labels[title].items()}
        for at, row in enumerate(part["rows"], first):
            for label, value in (part["usual"] | row if row else {}).items():
                if label in columns:
                    put(sheet, at, sheet[f"{columns[label]}1"].column, value)
        wanted |= dict(expected(title, part["rows"], first))
        wanted[title, first + 1, None, part["beyond"]] = ([None, part["beyond"]], {})
    merged, over = told["merged"], told["typed_over"]
    sheet = book[merged["sheet"]]
    letters = next(one for one, label in labels[merged["sheet"]].items() if label == merged["column"])
    sheet.merge_cells(f"{letters}{merged['rows'][0]}:{letters}{merged['rows'][1]}")
    wanted[merged["sheet"], merged["rows"][0], merged["column"], "E195"] = ([merged["column"], "E195"], {})
    letters = next(one for one, label in labels[over["sheet"]].items() if label == over["column"])
    book[over["sheet"]][f"{letters}{over['row']}"] = over["value"]
    wanted[over["sheet"], over["row"], over["column"], "E195"] = ([over["column"], "E195", "formula"], {})
    book.save(path)
    passed = pass_json("check", path, today=told["today"].isoformat())
    ids = {
        str(row.get(name))
        for part in told["sheets"].values()
        for row in part["rows"]
        for name in ("Customer ID", "Order number")
    }
    compare(passed, wanted, labels, ids)
