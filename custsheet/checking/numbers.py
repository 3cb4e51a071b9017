"""E131, E132, E141, W151: identity numbers, credit codes and postcodes, by the format a field declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from custsheet.checking.places import Rows
from custsheet.checking.probe import Probe
from custsheet.checking.view import Mask, View, mask
from custsheet.model.finding import Finding
from custsheet.model.schema import Field
from custsheet.values import ids, provinces
from custsheet.values.places import BEYOND
from custsheet.values.postcodes import main_postcode
from custsheet.values.text import as_text, clean_text, half_width

_POSTCODE = re.compile(r"[0-9]{6}")


def probes(view: View) -> Iterator[Probe]:
    """The rules on every column whose format is resident_id, credit_code or postcode."""
    for field in view.inputs:
        if field.format == "resident_id":
            yield from _checked(view, field, "E131")
        elif field.format == "credit_code":
            yield from _checked(view, field, "E141")
        elif field.format == "postcode":
            yield _postcode(view, field)


def _checked(view: View, field: Field, code: str) -> Iterator[Probe]:
    """A number with a check digit: right, right but for its writing, cut by Excel, or wrong."""
    normal = ids.normalize_id if code == "E131" else ids.normalize_uscc
    fault = ids.id_fault if code == "E131" else ids.uscc_fault

    @cache
    def verdict(value: str) -> tuple[str, str] | None:
        """Code and message key."""
        proposal = normal(value)
        if proposal is None:
            cut = ids.looks_truncated(value)
            return ("E132", "zeros") if cut else (code, str(fault(value)))
        born = ids.id_birth_date(proposal) if code == "E131" else None
        if born is not None and born > view.today:
            return code, "future"
        return None if proposal == value else (code, "default")

    def fails_with(code: str) -> Callable[[Any], Mask]:
        def fails(column: Any) -> Mask:
            verdicts = [verdict(value) if isinstance(value, str) else None for value in column.tolist()]
            return mask([one is not None and one[0] == code for one in verdicts])

        return fails

    def tell(at: int) -> Finding:
        value = view.typed(field.name)[at]
        found, key = verdict(value) or (code, "default")
        edits = [(field.name, normal(value))] if key == "default" else ()
        return view.finding(found, at, field.name, key, edits=edits)

    yield from (Probe(one, field.name, fails_with(one), tell) for one in (code, "E132"))


def _postcode(view: View, field: Field) -> Probe:
    rows = Rows(view)

    def whose(at: int) -> str | None:
        """The main postcode of the record's city, or of its district, if they agree with the province."""
        city, district, province = rows.text(rows.city, at), rows.text(rows.district, at), rows.province_of(at)
        if city is None or province is None or ((fault := rows.city_fault(at)) and fault.kind != "short"):
            return None
        return main_postcode(city, district, province)

    @cache
    def wrong(value: str, said: str | None, where: str | None) -> bool:
        # Abroad, or a province that E181 reports.
        if where in BEYOND or (where is None and said is not None):
            return False
        return not _POSTCODE.fullmatch(value) or provinces.postcode_matches(value, where) is False

    def fails(_: Any) -> Mask:
        cells = zip(view.typed(field.name), rows.texts(rows.province), rows.provinces, strict=True)
        return mask([isinstance(value, str) and wrong(value, said, where) for value, said, where in cells])

    def tell(at: int) -> Finding:
        value, where = view.typed(field.name)[at], rows.province_of(at)
        if _POSTCODE.fullmatch(value):
            main = whose(at)
            edits = [(field.name, main)] if main else ()
            said = view.cells(rows.province.name)[at] if rows.province else None
            return view.finding("W151", at, field.name, "elsewhere", {"province": as_text(said)}, edits)
        digits = re.sub(r"[\s-]", "", half_width(clean_text(value)))
        lost = len(digits) == 5  # a number format drops a leading zero; only the province can tell
        digits = f"0{digits}" if lost else digits
        sure = not lost or provinces.postcode_matches(digits, where) is True
        fits = _POSTCODE.fullmatch(digits) and provinces.postcode_matches(digits, where) is not False
        if fits and sure:
            return view.finding("W151", at, field.name, edits=[(field.name, digits)])
        main = whose(at)
        edits = [(field.name, main)] if main else ()
        return view.finding("W151", at, field.name, "city" if main else "default", edits=edits)

    return Probe("W151", None, fails, tell, on=field.name)
