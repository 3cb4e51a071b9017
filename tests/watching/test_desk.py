"""The process that does the passes: what takes it down costs one pass and nothing else. Runs real processes."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from custsheet.watching.answer import Answer, Ask, Refusal
from custsheet.watching.desk import Desk

_SECONDS = 120.0
# Stands in for the pipeline in the child, put there by a module on PYTHONPATH: what a workbook is called says what its
# pass does.
_STAND_IN = """
import os, sys, time, types
from pathlib import Path

def refresh(path, **words):
    path = Path(path)
    if path.stem == "dies":
        os.write(2, b"the reader gave up")
        os._exit(3)
    if path.stem == "raises":
        raise ZeroDivisionError("a mistake of ours")
    if path.stem == "prints":
        print('{"digest": "not an answer"}')
    if path.stem == "hangs":
        time.sleep(40)
    return types.SimpleNamespace(
        digest=str(os.getpid()), result=str(os.getpid()), lang="zh", counts={"error": 1}, groups=0, mended=(),
        gone=(), worst=(), notices=(), written=False, target=path, backup=None, seconds=0.0,
    )

def remove_side_cars(workbook):
    pass
"""


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `sitecustomize` that puts the stand-in where the child looks for the pipeline."""
    folder = tmp_path / "stand-in"
    folder.mkdir()
    (folder / "pipeline_stand_in.py").write_text(_STAND_IN, "utf-8")
    (folder / "sitecustomize.py").write_text(
        "import sys, pipeline_stand_in, custsheet\n"
        "sys.modules['custsheet.pipeline'] = custsheet.pipeline = pipeline_stand_in\n",
        "utf-8",
    )
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), before))))


class Asked:
    """A desk, and the answers that came."""

    def __init__(self, **words: object) -> None:
        self._answers: queue.SimpleQueue[tuple[Ask, Answer]] = queue.SimpleQueue()
        self.noises: list[str] = []
        self.desk = Desk(lambda ask, answer: self._answers.put((ask, answer)), died=self.noises.append, **words)  # type: ignore[arg-type]
        self.desk.open()

    def __call__(self, stem: str) -> Answer:
        ask = Ask(Path(f"/data/{stem}.xlsx"))
        self.begin(ask)
        return self.end(ask)

    def begin(self, ask: Ask) -> None:
        self.desk.ask(ask)

    def end(self, ask: Ask) -> Answer:
        of, answer = self._answers.get(timeout=_SECONDS)
        assert of == ask
        return answer


@pytest.fixture
def asked() -> Iterator[Callable[..., Asked]]:
    made: list[Asked] = []

    def make(**words: object) -> Asked:
        made.append(Asked(**words))
        return made[-1]

    yield make
    for one in made:
        one.desk.close(0.0)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def test_ask__one_process_does_one_pass_after_the_other(asked: Callable[..., Asked]) -> None:
    desk = asked()
    first = desk("a")
    assert (first.refusal, first.counts, first.lang) == (None, {"error": 1}, "zh")
    assert desk("b").digest == first.digest, "the same process, still warm"
    assert desk.noises == []


@pytest.mark.parametrize("stem", ["dies", "raises"])
def test_ask__a_pass_that_takes_the_process_down_is_refused_once_and_the_next_one_is_done(
    asked: Callable[..., Asked], stem: str
) -> None:
    desk = asked()
    before = desk("a")
    refused = desk(stem)
    assert refused.refusal is Refusal.DIED
    assert refused.lasting, "the same bytes would do it again"
    assert f"/data/{stem}.xlsx" in refused.said["zh"]
    assert f"/data/{stem}.xlsx" in refused.said["en"]
    assert len(desk.noises) == 1
    assert ("the reader gave up" if stem == "dies" else "a mistake of ours") in desk.noises[0]
    after = desk("b")
    assert after.refusal is None
    assert after.digest != before.digest
    assert not _runs(before.digest)


def test_ask__killed_from_outside_in_the_middle_of_a_pass(asked: Callable[..., Asked]) -> None:
    desk = asked()
    pid = desk("a").digest
    ask = Ask(Path("/data/hangs.xlsx"))
    desk.begin(ask)
    time.sleep(0.2)
    os.kill(int(pid), signal.SIGKILL)
    assert desk.end(ask).refusal is Refusal.DIED
    assert desk("b").refusal is None


def test_ask__killed_between_two_passes_costs_one_pass_at_most(asked: Callable[..., Asked]) -> None:
    desk = asked()
    os.kill(int(desk("a").digest), signal.SIGKILL)
    until(lambda: desk("b").refusal is None)
    assert len(desk.noises) <= 1


def test_ask__what_takes_too_long_is_ended_and_refused(asked: Callable[..., Asked]) -> None:
    desk = asked(seconds=20.0)
    pid = desk("a").digest
    desk.desk._seconds = 0.5  # only now: the first pass waits for Python to start
    answer = desk("hangs")
    assert answer.refusal is Refusal.DIED
    assert not _runs(pid)


def test_ask__what_libraries_print_is_no_answer(asked: Callable[..., Asked]) -> None:
    desk = asked()
    answer = desk("prints")
    assert answer.digest.isdigit()
    assert desk("a").digest == answer.digest


def test_ask__after_so_many_passes_there_is_another_process(asked: Callable[..., Asked]) -> None:
    desk = asked(passes=3)
    processes = [desk("a").digest for _ in range(7)]
    assert processes[0] == processes[1] == processes[2] != processes[3]
    assert processes[3] == processes[4] == processes[5] != processes[6]
    assert desk.noises == []
    until(lambda: not _runs(processes[0]) and not _runs(processes[3]))


def test_close__leaves_no_process_behind(asked: Callable[..., Asked]) -> None:
    desk = asked()
    pid = desk("a").digest
    desk.desk.close()
    assert not _runs(pid)
    desk.desk.close()  # twice is no harm


def test_ask__passes_are_done_in_the_order_in_which_they_were_asked_for(asked: Callable[..., Asked]) -> None:
    desk = asked()
    asks = [Ask(Path(f"/data/{name}.xlsx")) for name in ("a", "dies", "b", "c")]
    for ask in asks:
        desk.begin(ask)
    assert [desk.end(ask).refusal for ask in asks] == [None, Refusal.DIED, None, None]


def test_close__a_pass_under_way_may_come_to_its_end_but_not_for_ever(asked: Callable[..., Asked]) -> None:
    desk = asked()
    desk("a")
    desk.begin(Ask(Path("/data/hangs.xlsx")))
    began = time.monotonic()
    desk.desk.close(0.3)
    assert time.monotonic() - began < 20
