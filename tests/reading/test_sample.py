"""The sample moves to today, and nobody in it grows older."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from custsheet.model.errors import LANGS, Lang
from custsheet.model.schema import Schema
from custsheet.reading.read import read
from custsheet.reading.sample import SAMPLE_DAY, SAMPLES, sample_rows
from custsheet.reading.standards import standard
from custsheet.resources import folder

FIRST = 5  # Excel row of the first record
# The truth tables stand beside the samples in the source tree; they are not installed.
SOURCE = Path(__file__).resolve().parents[2] / "sample_workbooks"


@pytest.mark.parametrize("lang", LANGS)
def test_sample_day__is_the_day_the_generator_chose(lang: Lang) -> None:
    truth = yaml.safe_load((SOURCE / f"{Path(SAMPLES[lang]).stem}.truth.yaml").read_text("utf-8"))
    assert truth["day"] == SAMPLE_DAY


@pytest.mark.parametrize("lang", LANGS)
def test_sample_rows__move_all_dates_but_birthdays(lang: Lang) -> None:
    schema = standard()
    data = (folder("sample_workbooks") / SAMPLES[lang]).read_bytes()
    shipped = read(data, schema=schema, today=SAMPLE_DAY).tables
    rows, settings = sample_rows(schema, lang, SAMPLE_DAY + timedelta(days=100))
    assert settings
    for sheet, field, days in (("orders", "date", 100), ("customers", "birth_date", 0)):
        before = [day for day in shipped[sheet].raw[field] if isinstance(day, datetime)]
        after = [row[field] for row in rows[sheet] if isinstance(row[field], datetime)]
        assert before
        assert after == [day + timedelta(days=days) for day in before]


@pytest.mark.parametrize("lang", LANGS)
def test_sample_rows__days_written_as_text_move_too_and_stay_text(lang: Lang) -> None:
    schema = standard()
    data = (folder("sample_workbooks") / SAMPLES[lang]).read_bytes()
    found = [one for one in read(data, schema=schema, today=SAMPLE_DAY).findings if one.code == "E161"]
    rows, _ = sample_rows(schema, lang, SAMPLE_DAY + timedelta(days=100))
    moved = 0
    for one in found:
        assert one.sheet
        assert one.row
        assert one.field
        text = rows[one.sheet][one.row - FIRST][one.field]
        assert isinstance(text, str)
        if one.field != "birth_date" and isinstance(one.proposal, date):
            assert text.split()[0] == f"{(day := one.proposal + timedelta(days=100)).year}.{day.month}.{day.day}"
            moved += 1
    assert moved >= 5


@pytest.mark.parametrize("lang", LANGS)
def test_sample_rows__hold_no_errors(lang: Lang) -> None:
    """Written anew they would be texts that merely look like errors."""
    schema = standard()
    shipped = read((folder("sample_workbooks") / SAMPLES[lang]).read_bytes(), schema=schema, today=SAMPLE_DAY)
    broken = [(one.sheet, one.row, one.field) for one in shipped.findings if one.code == "E195"]
    assert len(broken) >= 3
    rows, _ = sample_rows(schema, lang, SAMPLE_DAY)
    cells = [value for records in rows.values() for record in records for value in record.values()]
    assert not [value for value in cells if isinstance(value, str) and value.startswith("#")]


def test_sample_rows__only_what_the_standard_has() -> None:
    data = standard().dump()
    left_out = data["settings"].pop()["name"]
    (customers,) = (sheet for sheet in data["sheets"] if sheet["name"] == "customers")
    customers["fields"] = [field for field in customers["fields"] if field["name"] != "wechat"]
    data["sheets"] = [sheet for sheet in data["sheets"] if sheet["name"] != "campaigns"]
    own = Schema.model_validate(data)
    rows, settings = sample_rows(own, "zh", SAMPLE_DAY)
    assert left_out not in settings
    assert "campaigns" not in rows
    assert "wechat" not in rows["customers"][0]
    assert "name" in rows["customers"][0]
