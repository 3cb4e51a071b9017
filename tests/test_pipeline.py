"""The library calls behind the commands."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import custsheet
from custsheet import pipeline
from custsheet.model.errors import SchemaError, WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.resources import folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    return custsheet.create(path, sample=True)


def test_create__sample_plays_today(sample: Path) -> None:
    outcome = custsheet.check(sample)
    days = outcome.snapshot.tables["orders"].typed["date"]
    assert (days == str(date.today())).any()
    birthdays = outcome.snapshot.tables["customers"].typed["birth_date"].dropna()
    shipped = custsheet.check(folder("sample_workbooks") / pipeline.SAMPLES["zh"])
    assert set(birthdays) <= set(shipped.snapshot.tables["customers"].typed["birth_date"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_samples__play_on_the_day_the_pipeline_believes(lang: str) -> None:
    name = Path(pipeline.SAMPLES[lang]).stem  # type: ignore[index]
    truth = yaml.safe_load((folder("sample_workbooks") / f"{name}.truth.yaml").read_text("utf-8"))
    assert truth["day"] == pipeline.SAMPLE_DAY


def test_process__returns_the_outcome_and_tells_each_step(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample.read_bytes())
    steps: list[tuple[str, float]] = []
    outcome = custsheet.process(path, progress=lambda step, share: steps.append((step, share)))
    assert isinstance(outcome, Outcome)
    assert outcome.written
    assert [step for step, _ in steps] == ["read", "check", "match", "analyse", "draw", "write", "done"]
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert outcome.backup is not None
    assert outcome.backup.read_bytes() == sample.read_bytes()


def test_process__first_seen_is_kept_from_pass_to_pass(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample.read_bytes())
    day = date.today()
    first = custsheet.process(path, today=day)
    later = custsheet.process(path, today=day + timedelta(days=3))
    kept = {key: seen for key, seen in later.first_seen.items() if key in first.first_seen}
    assert kept
    assert set(kept.values()) == {day.isoformat()}


def test_standard__own_file_becomes_the_workbooks_standard(tmp_path: Path) -> None:
    data = yaml.safe_load((folder("schemas") / "customers.yaml").read_text("utf-8"))
    data["name"], data["sheets"][0]["fields"][2]["title"] = "own", {"zh": "贵宾姓名", "en": "Guest"}
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    path = custsheet.create(tmp_path / "own.xlsx", schema=str(own))
    carried = custsheet.check(path).snapshot
    assert carried.schema == pipeline.standard(str(own))
    assert carried.tables["customers"].labels["name"] == "贵宾姓名"


def test_standard__unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(SchemaError, match="customers"):
        pipeline.standard("clients")


def test_create__wrong_ending_and_existing_file(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"\.xlsx"):
        custsheet.create(tmp_path / "a.csv")
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    with pytest.raises(WorkbookError):
        custsheet.create(tmp_path / "a.xlsx")
