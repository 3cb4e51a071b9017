"""The stopwatch on a clock that the test moves."""

from __future__ import annotations

import threading

import pytest

from custsheet.model import stopwatch
from custsheet.model.stopwatch import Stopwatch, part


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(stopwatch.time, "perf_counter", lambda: now[0])
    return now


def test_stopwatch__steps_take_all_the_time_and_parts_some_of_it(clock: list[float]) -> None:
    with Stopwatch("start", before=0.5) as watch:
        clock[0] += 1
        watch.step("read", 0.0)
        with part("customers"):
            clock[0] += 2
            with part("inner"):  # counts as what it is a part of
                clock[0] += 4
        clock[0] += 8
        watch.step("draw", 0.6)
        for _ in range(2):
            with part("customers"):
                clock[0] += 16
        watch.step("read")  # a step may be taken up again
        clock[0] += 32
    clock[0] += 64  # after the end
    assert {name: step.seconds for name, step in watch.steps.items()} == {"start": 1.5, "read": 46.0, "draw": 32.0}
    assert watch.steps["read"].parts == {"customers": 6.0}
    assert watch.steps["draw"].parts == {"customers": 32.0}
    assert watch.seconds == 79.5


def test_part__counts_where_it_failed_and_for_nobody_outside(clock: list[float]) -> None:
    with part("before"):
        clock[0] += 1

    def fail() -> None:
        with watch, part("file"):
            clock[0] += 2
            raise KeyError

    watch = Stopwatch("read")
    with pytest.raises(KeyError):
        fail()
    with part("after"):
        clock[0] += 4
    assert watch.steps["read"].parts == {"file": 2.0}
    assert watch.seconds == 2.0


def test_part__of_another_thread_is_not_counted(clock: list[float]) -> None:
    def work() -> None:
        with part("theirs"):
            clock[0] += 1

    with Stopwatch("read") as watch:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert not watch.steps["read"].parts
    assert watch.seconds == 1.0
