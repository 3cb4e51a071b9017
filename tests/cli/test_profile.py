"""`--profile`, as a person and as a program reads it."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

import pytest

import custsheet
from custsheet.analysis import analysed
from custsheet.analysis.reports import REPORTS
from custsheet.cli import profile
from custsheet.cli.main import main
from custsheet.cli.profile import Profile
from custsheet.cli.progress import STEPS
from custsheet.model.errors import Lang
from custsheet.model.latest import Latest
from custsheet.model.stopwatch import Stopwatch
from custsheet.reading.standards import standard

SCHEMA = standard()
HEADS = {
    "zh": r"时间花在哪里：共 ([\d.]+) 秒，内存最多 [\d,]+ MB",
    "en": r"Where the time went: ([\d.]+) s in all, [\d,]+ MB of memory at most",
}


def watched(**steps: float) -> Stopwatch:
    watch = Stopwatch("start")
    for name, seconds in steps.items():
        watch.step(name)
        watch.steps[name].seconds = seconds
    return watch


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return custsheet.create(tmp_path_factory.mktemp("profile") / "a.xlsx", sample=True)


def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: Lang, *words: object) -> str:
    monkeypatch.setenv("CUSTSHEET_LANG", lang)
    monkeypatch.setattr(sys, "argv", ["custsheet", "process", "--dry-run", *map(str, words)])
    with pytest.raises(SystemExit):  # the sample has errors to show
        main(confined=True)
    return capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_process__profile_names_every_step_and_sums_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sample: Path, lang: Lang
) -> None:
    said = called(monkeypatch, capsys, lang, sample, "--profile").splitlines()
    ((at, head),) = [(at, head) for at, line in enumerate(said) if (head := re.fullmatch(HEADS[lang], line))]
    steps = [re.fullmatch(r" {0,5}(\d+\.\d\d) s +(\d+) %  (.*)", line) for line in said[at + 1 :]]
    found = [(float(one[1]), int(one[2]), one[3]) for one in steps if one]
    names = [STEPS[name][lang] for name in ("read", "check", "match", "analyse", "draw")]
    assert [name for _, _, name in found][1:6] == names
    assert sum(seconds for seconds, _, _ in found) == pytest.approx(float(head[1]), abs=0.05, rel=profile.LEAST)
    assert sum(share for _, share, _ in found) == pytest.approx(100, abs=4)
    parts = {line.split("%  ")[1] for line in said[at + 1 :] if line.startswith(" " * 8)}
    assert parts
    known = {one.title(lang) for one in (*SCHEMA.sheets, *SCHEMA.tool_sheets)}
    assert parts <= known | {words[lang] for words in profile.PARTS.values()}


def test_process__profile_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sample: Path
) -> None:
    for name in ("_UNSCORED", "_SCORED"):  # as in the process of its own that a command has
        monkeypatch.setattr(analysed, name, Latest())
    told = json.loads(called(monkeypatch, capsys, "zh", sample, "--profile", "--json"))["profile"]
    assert sum(one["seconds"] for one in told["steps"]) == pytest.approx(told["seconds"], abs=0.01)
    parts = {one["step"]: one["parts"] for one in told["steps"]}
    assert {SCHEMA.tool(name).title.en for name in REPORTS} <= parts["analyse"].keys()
    for one in told["steps"]:
        assert sum(one["parts"].values()) <= one["seconds"] + 0.01
    assert "profile" not in json.loads(called(monkeypatch, capsys, "zh", sample, "--json"))


def test_lines__the_smallest_parts_are_left_out_and_no_memory_where_none_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watch = watched(read=1.0, draw=3.0, done=0.0)
    watch.steps["draw"].parts.update({"tiers": 2.0, "own part": 0.05, "kpis": 0.03})
    monkeypatch.setattr(profile, "peak_memory", lambda: None)
    said = Profile(watch).lines("en")
    assert said[0] == "Where the time went: 4.00 s in all"
    assert [re.sub(r"\s+", " ", line) for line in said[2:]] == [
        " 1.00 s 25 % reading",
        " 3.00 s 75 % drawing sheets",
        " 2.00 s 50 % Tiers",
        " 0.05 s 1 % own part",
    ]


def test_process__the_profile_sums_up_what_a_clock_on_the_wall_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sample: Path
) -> None:
    """Processor seconds of what this process did before the command are no part of it."""
    began = time.perf_counter()
    told = json.loads(called(monkeypatch, capsys, "zh", sample, "--profile", "--json"))["profile"]
    assert 0 < told["seconds"] <= time.perf_counter() - began
