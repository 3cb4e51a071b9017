"""The sample moves to today, and nobody in it grows older."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from custsheet.model.errors import LANGS, Lang
from custsheet.model.schema import Schema
from custsheet.reading.read import read
from custsheet.reading.sample import SAMPLE_DAY, SAMPLES, sample_rows
from custsheet.reading.standards import standard
from custsheet.resources import folder

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
